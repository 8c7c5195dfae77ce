/**
 * What an engineer who opens a repository is told: `npm run bench -- --problems DIR [--only PATTERN] [--files N] [--list N]`. Each file is
 * checked as the editor checks it when it is opened, without any configuration. Prints the problems by code, then the problems themselves.
 */
import path from 'node:path';
import { composeEngine } from '../../server/src/compose';
import type { Diagnostic } from '../../server/src/protocol/contract';
import { sourceExtensions } from '../../server/src/model/workspaceIndex';
import { extensionOf } from '../../server/src/model/paths';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';

export interface ProblemsRequest {
  readonly folder: string;
  readonly only: RegExp;
  /** At most so many files, taken evenly over the repository. */
  readonly files: number;
  /** At most so many problems are printed. */
  readonly list: number;
}

/** Checks the files and prints what was found. */
export async function measureProblems({ folder, only, files, list }: ProblemsRequest): Promise<void> {
  const composed = await composeEngine({ roots: [folder] });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  await engine.whenIndexed();
  const status = await engine.projectStatus();
  console.log(`${folder}: ${status.descriptions.map((one) => `${path.relative(folder, one.file)} (${one.gaps} gaps)`).join(', ')}`);
  const sources = (await createNodeWorkspace().listFiles(folder)).filter(
    (file) => sourceExtensions.includes(extensionOf(file)) && only.test(file),
  );
  const step = Math.max(1, sources.length / files);
  const chosen = Array.from({ length: Math.min(files, sources.length) }, (_, at) => sources[Math.floor(at * step)] ?? '');
  const seen = new Map<string, Diagnostic>();
  let clean = 0;
  const started = process.cpuUsage();
  for (const file of chosen) {
    const outcome = await engine.check({ files: [file] }, { tools: 'auto', seconds: 60, seed: 1 }, new AbortController().signal);
    const found = outcome.ok ? outcome.value.filter((one) => one.severity === 'error' || one.severity === 'warning') : [];
    if (!outcome.ok) console.log(`  ${path.relative(folder, file)}: ${outcome.message}`);
    if (found.length === 0) clean++;
    for (const one of found) seen.set(`${one.file}:${one.line}:${one.column}:${one.message}`, one);
  }
  const cpu = process.cpuUsage(started);
  console.log(
    `  ${chosen.length} of ${sources.length} files, ${clean} without a problem, ${seen.size} problems, ${Math.round((cpu.user + cpu.system) / 1e6)} s of CPU`,
  );
  const byCode = new Map<string, number>();
  for (const one of seen.values()) byCode.set(`${one.severity} ${one.code}`, (byCode.get(`${one.severity} ${one.code}`) ?? 0) + 1);
  for (const [code, count] of [...byCode].sort((a, b) => b[1] - a[1])) console.log(`  ${count}\t${code}`);
  const places = [...seen.values()].map(
    (one) => `${path.relative(folder, one.file)}:${one.line}:${one.column} ${one.severity} ${one.code}: ${one.message}`,
  );
  for (const line of places.slice(0, list)) console.log(`    ${line}`);
  await engine.dispose();
}
