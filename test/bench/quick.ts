/**
 * Whether the quick look at an edited file says what the look at everything below it says: `npm run bench -- --quick DIR [--only PATTERN] [--files N]
 * [--edits N] [--seed N]`. Files as they are, and with random edits (a word taken out, or another word of the file in its place). Tells how many
 * findings both have, which only the quick look has (there must be none), which it leaves to the other, and the processor time of each.
 */
import path from 'node:path';
import { ofWholeCheck } from '../../server/src/engine/checkText';
import { loneUnit } from '../../server/src/model/loneUnit';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import type { Diagnostic } from '../../server/src/protocol/contract';
import { analyzeUnit } from '../../server/src/tools/slang';
import { isOneCompilationUnit } from '../../server/src/tools/sourceLayout';
import { openProject } from './project';
import { randomFrom } from './random';

export interface QuickRun {
  readonly folder: string;
  readonly only: RegExp;
  readonly files: number;
  readonly edits: number;
  readonly seed: number;
}

/** Measures and prints. */
export async function measureQuick({ folder, only, files, edits, seed }: QuickRun): Promise<void> {
  const { index, edit } = await openProject([folder]);
  const yosys = createEmbeddedYosys({ workers: 1 });
  await yosys.warm();
  const random = randomFrom(seed);
  const signal = new AbortController().signal;
  const all = index.files.filter((file) => only.test(file) && index.modulesOf(file).length > 0);
  const step = Math.max(1, all.length / files);
  const chosen = all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  const count = { looks: 0, none: 0, both: 0, only: 0, left: 0, quickMs: 0, wholeMs: 0 };
  const look = async (unit: CompileUnit): Promise<{ found: readonly Diagnostic[]; openPaths: boolean; ms: number } | undefined> => {
    const before = process.cpuUsage();
    const analysis = await analyzeUnit(unit, yosys, { timeoutMs: 60_000, structure: false, overridden: overrides }, signal);
    const spent = process.cpuUsage(before);
    if (analysis.kind !== 'answered') return undefined;
    return { found: analysis.diagnostics, openPaths: analysis.openPaths === true, ms: (spent.user + spent.system) / 1000 };
  };
  const overrides = (name: string): boolean =>
    index.filesWithWord(name).some((file) => new RegExp(`\\b${name}\\s*#\\s*\\(`).test(index.text(file) ?? ''));
  for (const file of chosen) {
    const text = index.text(file) ?? '';
    for (let turn = 0; turn <= edits; turn++) {
      if (turn > 0) edit(file, edited(text, random));
      const { unit } = await index.compileUnitLater([file], undefined, signal);
      const lone = isOneCompilationUnit(unit) ? undefined : loneUnit(unit, file, (one) => index.modulesOf(one));
      const quick = lone === undefined ? undefined : await look(lone);
      count.looks++;
      if (quick === undefined || quick.openPaths) {
        count.none++;
        continue;
      }
      const whole = await look(unit);
      if (whole === undefined) {
        console.log(`  not judged as a whole in time: ${path.relative(folder, file)}`);
        count.none++;
        continue;
      }
      count.quickMs += quick.ms;
      count.wholeMs += whole.ms;
      const keyOf = (one: Diagnostic): string => `${one.line}:${one.column} ${one.severity} ${one.code}: ${one.message}`;
      const keysOf = (found: readonly Diagnostic[]): Set<string> =>
        new Set(found.filter((one) => one.file === file && !ofWholeCheck(one.code)).map(keyOf));
      const told = keysOf(quick.found);
      const known = keysOf(whole.found);
      for (const key of told) {
        if (known.has(key)) count.both++;
        else {
          count.only++;
          console.log(`  only quick: ${path.relative(folder, file)}:${key}`);
        }
      }
      for (const key of known) {
        if (told.has(key)) continue;
        count.left++;
        if (process.argv.includes('--verbose')) console.log(`  left: ${path.relative(folder, file)}:${key}`);
      }
    }
    edit(file, text);
  }
  console.log(
    `${chosen.length} of ${all.length} files, ${count.looks} looks, ${count.none} without a quick one; findings of both ${count.both}, of the quick look alone ${count.only}, left to the other ${count.left}; processor time ${Math.round(count.quickMs / 1000)} s and ${Math.round(count.wholeMs / 1000)} s`,
  );
  await yosys.dispose();
}

/** One word of a text taken out, or replaced by another of it. */
function edited(text: string, random: () => number): string {
  const words = [...text.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, (comment) => ' '.repeat(comment.length)).matchAll(/[A-Za-z_]\w*/g)];
  const at = words[Math.floor(random() * words.length)];
  const other = random() < 0.3 ? '' : (words[Math.floor(random() * words.length)]?.[0] ?? '');
  return at === undefined ? text : text.slice(0, at.index) + other + text.slice(at.index + at[0].length);
}
