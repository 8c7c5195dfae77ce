/**
 * How long graphs take: `npm run bench -- --graph-speed DIR [--with DIR,DIR] [--only PATTERN] [--runs N]`. Every module from a warm tree (text parsed, packages read), all graphs of it: the total, the slowest,
 * and for the longest modules the median of several runs. Then an edit of one line inside a process of the longest one: time, and how many processes were run. In processor time of the thread
 * that does it, as on a machine with nothing else to do.
 */
import path from 'node:path';
import { GraphCache } from '../../server/src/graph/graphCache';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import { openProject } from './project';

/** Prints the figures. */
export async function measureGraphSpeed(folders: readonly string[], only: RegExp, runs: number): Promise<void> {
  const { index, units } = await openProject(folders);
  const [folder = ''] = folders;
  const times: { module: ModuleInfo; lines: number; ms: number; first: number }[] = [];
  for (const file of index.files.filter((one) => one.startsWith(`${folder}/`) && only.test(path.relative(folder, one)))) {
    for (const module of index.modulesOf(file).filter((one) => one.kind === 'module')) {
      const parsed = index.parse(file);
      const look = (): number => cpu(() => analyzeModule(parsed, module, units));
      const first = look();
      const lines = module.range.endLine - module.range.line + 1;
      times.push({ module, lines, first, ms: runs > 1 ? median(Array.from({ length: runs }, look)) : first });
    }
  }
  const total = times.reduce((sum, one) => sum + one.first, 0);
  console.log(`${folder}: ${times.length} modules, all graphs in ${(total / 1000).toFixed(2)} s of CPU, each for the first time`);
  for (const one of [...times].sort((a, b) => b.ms - a.ms).slice(0, 8))
    console.log(`  slowest ${one.module.name}: ${one.lines} lines, ${one.ms.toFixed(1)} ms (${one.first.toFixed(1)} the first time)`);
  const [longest] = [...times].sort((a, b) => b.lines - a.lines);
  if (longest !== undefined) {
    console.log(`  longest ${longest.module.name}: ${longest.lines} lines, ${longest.ms.toFixed(1)} ms`);
    await editOf(longest.module, folders);
  }
}

/** Edits the longest process in the middle, back and forth. */
async function editOf(module: ModuleInfo, folders: readonly string[]): Promise<void> {
  const { index, units, edit } = await openProject(folders);
  const cache = new GraphCache();
  const text = index.text(module.path) ?? '';
  const graph = cache.graph(index.parse(module.path), module, units);
  const all = cache.executed;
  const [process] = [...graph.processes].sort((a, b) => b.endLine - b.line - (a.endLine - a.line));
  if (process === undefined) return;
  const lines = text.split('\n');
  const at = lines.findIndex((line, i) => i >= process.line && i < process.endLine && /^\s*\w+ *<?= *[^;]*;/.test(line));
  if (at < 0) return;
  const times: number[] = [];
  let executed = 0;
  for (let turn = 0; turn < 9; turn++) {
    lines[at] = turn % 2 === 0 ? (lines[at] ?? '').replace(/;/, ' ;') : (lines[at] ?? '').replace(/ ;/, ';');
    edit(module.path, lines.join('\n'));
    const edited = index.modulesOf(module.path).find((one) => one.name === module.name);
    const file = index.parse(module.path);
    if (edited === undefined) return;
    const before = cache.executed;
    times.push(cpu(() => cache.graph(file, edited, units)));
    executed = cache.executed - before;
  }
  console.log(
    `  line ${at + 1} of ${module.name} edited: ${median(times).toFixed(1)} ms; ${executed} of ${all} processes and assignments run`,
  );
}

function cpu(work: () => unknown): number {
  const started = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(started);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
