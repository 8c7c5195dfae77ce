/**
 * How many uses of names lead to their declarations: `npm run bench -- --symbols FOLDER`. Prints a line (of all, and of those that hang on no module,
 * package, macro or header that the folder lacks), then the reasons and the commonest names of
 * those that lead nowhere. `--only PATTERN` limits the files whose names are counted; `--sample N` prints resolved ones, to be judged by others.
 */
import path from 'node:path';
import { silentLog } from '../../server/src/base/log';
import { resolveReference } from '../../server/src/model/symbols/resolve';
import { symbolProject, type SymbolProject } from '../../server/src/model/symbols/symbolProject';
import type { Reference } from '../../server/src/model/symbols/symbolTypes';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { loadBundledParser } from './parser';

interface Tally {
  total: number;
  resolved: number;
  /** Unresolved for what the folder lacks: a module, a package, a macro or a header that is not there. */
  elsewhere: number;
  readonly reasons: Map<string, number>;
  readonly examples: Map<string, { count: number; at: string; elsewhere: boolean }>;
  readonly sample: string[];
}

/** Tallies every reference of every file below a folder. */
export async function measureSymbols(folder: string, only: RegExp, sampled: number): Promise<void> {
  const index = new WorkspaceIndex(createNodeWorkspace(), await loadBundledParser(), silentLog);
  await index.addFolder(folder);
  const project = symbolProject(index);
  const tally: Tally = { total: 0, resolved: 0, elsewhere: 0, reasons: new Map(), examples: new Map(), sample: [] };
  const started = process.cpuUsage();
  const files = index.files.filter((file) => only.test(file));
  project.still(() => {
    for (const file of files) tallyFile(project, file, tally, folder, sampled);
  });
  const cpu = process.cpuUsage(started);
  print(folder, files.length, tally, (cpu.user + cpu.system) / 1e6);
}

function tallyFile(project: SymbolProject, file: string, tally: Tally, folder: string, sampled: number): void {
  const table = project.table(file);
  // A header that others include is counted with them.
  if (table === undefined || project.views(file)[0] !== table) return;
  const lacksHeader = table.includes.some((one) => one.path === undefined);
  for (const reference of table.references) {
    const { declarations, why } = resolveReference(project, table, reference);
    tally.total++;
    const at = `${path.relative(folder, reference.range.path)}:${reference.range.line + 1}:${reference.range.column + 1}`;
    const [first] = declarations;
    if (first !== undefined || why === 'builtin') {
      tally.resolved++;
      if (first !== undefined && Math.random() * tally.resolved < sampled) {
        const range = first.declaration.nameRange;
        const line = `${at}\t${reference.name}\t${reference.place.kind}\t${path.relative(folder, range.path)}:${range.line + 1}:${range.column + 1}\t${first.declaration.kind}`;
        if (tally.sample.length < sampled) tally.sample.push(line);
        else tally.sample[Math.floor(Math.random() * sampled)] = line;
      }
    } else {
      const elsewhere = outside.has(why ?? '') || (why === 'undeclared' && lacksHeader);
      if (elsewhere) tally.elsewhere++;
      note(tally, reference, why ?? '', at, elsewhere);
    }
  }
}

const outside = new Set(['packageUnknown', 'notInProject', 'behindUnknownMacro', 'baseUnresolved']);

function note(tally: Tally, reference: Reference, why: string, at: string, elsewhere: boolean): void {
  const reason = `${why} (${reference.place.kind})`;
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
  const key = `${reason} ${reference.name}`;
  const known = tally.examples.get(key);
  if (known === undefined) tally.examples.set(key, { count: 1, at, elsewhere });
  else known.count++;
}

function print(folder: string, files: number, tally: Tally, seconds: number): void {
  const share = ((100 * tally.resolved) / Math.max(1, tally.total)).toFixed(2);
  const here = ((100 * tally.resolved) / Math.max(1, tally.total - tally.elsewhere)).toFixed(2);
  console.log(
    `${folder}: ${files} files, ${tally.total} references, ${share} % resolve, ${here} % of those that hang on nothing missing, ${seconds.toFixed(1)} s of CPU`,
  );
  for (const [reason, count] of [...tally.reasons].sort((a, b) => b[1] - a[1]).slice(0, 12)) console.log(`  ${count}\t${reason}`);
  const commonest = [...tally.examples].sort((a, b) => Number(a[1].elsewhere) - Number(b[1].elsewhere) || b[1].count - a[1].count);
  for (const [name, { count, at }] of commonest.slice(0, 60)) console.log(`    ${count}\t${name}\t${at}`);
  for (const line of tally.sample) console.log(`S\t${line}`);
}
