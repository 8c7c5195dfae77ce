/**
 * Random edits over real files: `npm run bench -- --fuzz DIR [--edits N] [--seed N]`. Cuts, pastes, swaps and unbalanced brackets, each
 * parsed from the tree before it; counts crashes and parses over a second, and compares every tenth with a fresh parse.
 */
import { readFileSync, statSync } from 'node:fs';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { summarize } from '../../server/src/model/summarize';
import { symbolTable } from '../../server/src/model/symbols/symbolTable';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { silentLog } from '../../server/src/base/log';
import type { ParsedFile } from '../../server/src/syntax/parsedFile';
import type { ParseOptions, VerilogParser } from '../../server/src/syntax/parser';
import { loadBundledParser } from './parser';
import { randomFrom } from './random';

export interface FuzzResult {
  edits: number;
  compared: number;
  crashes: string[];
  slow: string[];
  differ: string[];
  longestMs: number;
}

const options: ParseOptions = { defines: {}, include: () => undefined, mode: 'full' };
const pieces = [
  '(', ')', '[', ']', '{', '}', ';', ',', 'begin', 'end', 'endmodule', '`', '"', '/*', '*/', '//', '`ifdef X', '`else', '`endif', '`define M(a', '#(', 'case', '\\',
]; // prettier-ignore

/** Edits the files below a folder and prints what went wrong. */
export async function measureFuzz(folder: string, edits: number, seed: number): Promise<void> {
  const parser = await loadBundledParser();
  const index = new WorkspaceIndex(createNodeWorkspace(), parser, silentLog);
  await index.addFolder(folder);
  const files = index.files.filter((file) => statSync(file).size < 150_000);
  const texts = files.map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));
  const result = fuzz(parser, texts, edits, seed);
  console.log(
    `${folder}, seed ${seed}: ${result.edits} edits, ${result.crashes.length} crashes, ${result.slow.length} over 1 s (longest ${Math.round(result.longestMs)} ms), ` +
      `${result.compared} compared with a fresh parse, ${result.differ.length} differ`,
  );
  for (const one of [...result.crashes, ...result.slow, ...result.differ].slice(0, 20)) console.log(`  ${one}`);
}

/** Runs `edits` edits over the texts, twenty to a file. The same seed gives the same edits. */
export function fuzz(
  parser: VerilogParser,
  texts: readonly { readonly path: string; readonly text: string }[],
  edits: number,
  seed: number,
): FuzzResult {
  const result: FuzzResult = { edits: 0, compared: 0, crashes: [], slow: [], differ: [], longestMs: 0 };
  const random = randomFrom(seed);
  while (result.edits < edits) {
    const source = texts[Math.floor(random() * texts.length)];
    if (source === undefined) break;
    let text = source.text;
    let file = parser.parse(source, options);
    for (let step = 0; step < 20 && result.edits < edits; step++) {
      text = edited(text, random);
      result.edits++;
      const where = `${source.path} seed ${seed} edit ${result.edits}`;
      try {
        const from = process.cpuUsage();
        const next = parser.parse({ path: source.path, text }, options, file);
        const used = process.cpuUsage(from);
        const ms = (used.user + used.system) / 1000;
        result.longestMs = Math.max(result.longestMs, ms);
        if (ms > 1000) result.slow.push(`${where}: ${Math.round(ms)} ms`);
        file.dispose();
        file = next;
        if (result.edits % 10 === 0) {
          result.compared++;
          const fresh = parser.parse({ path: source.path, text }, options);
          if (answers(fresh) !== answers(file)) result.differ.push(where);
          fresh.dispose();
        }
      } catch (error) {
        result.crashes.push(`${where}: ${String(error)}`);
      }
    }
    file.dispose();
  }
  return result;
}

/** Everything that is told of a file: units, every name with its scope, problems, inactive regions. */
function answers(file: ParsedFile): string {
  return JSON.stringify([summarize(file), symbolTable(file), file.problems, file.pre.inactive], (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Map ? [...(value as Map<unknown, unknown>)] : value;
  });
}

function edited(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = Math.floor(random() ** 3 * 400);
  const cut = text.slice(at, at + length);
  const without = text.slice(0, at) + text.slice(at + length);
  const to = Math.floor(random() * (without.length + 1));
  switch (Math.floor(random() * 4)) {
    case 0:
      return without;
    case 1:
      return text.slice(0, to) + cut + text.slice(to);
    case 2:
      return without.slice(0, to) + cut + without.slice(to);
    default:
      return text.slice(0, at) + (pieces[Math.floor(random() * pieces.length)] ?? '') + text.slice(at);
  }
}
