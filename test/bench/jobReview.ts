/**
 * What `review` says of commits as they were made: `npm run bench -- --review-commits DIR,DIR [--commits N] [--budget SECONDS] [--seed N]`. Each commit of a clone that changes one to
 * three design files is checked out beside it and reviewed against its parent. Of what is said of behaviour, `proved` and `refuted` are held against Icarus under random inputs: a
 * difference between versions that were proved the same is a wrong answer and decides the exit code.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import type { ReviewedModule } from '../../server/src/protocol/jobs';
import { limitsOf, openJobs, type JobProject } from './jobProjects';
import { randomFrom, shuffled } from './random';
import { firstDifference, randomTrace, type Trace } from './randomTrace';

export interface ReviewRun {
  readonly folders: readonly string[];
  readonly commits: number;
  readonly seconds: number;
  readonly seed: number;
}

/** Reviews and prints. */
export async function measureReview({ folders, commits, seconds, seed }: ReviewRun): Promise<void> {
  const counts = new Map<string, number>();
  const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const folder of folders) {
    for (const commit of commitsOf(folder, Math.ceil(commits / folders.length), seed)) {
      const copy = mkdtempSync(path.join(tmpdir(), 'signoff-review-'));
      try {
        git(folder, 'clone', '-q', '--shared', '--no-checkout', folder, copy);
        git(copy, 'checkout', '-q', commit);
        const name = `${path.basename(folder)} ${commit.slice(0, 8)}`;
        const jobs = await openJobs(copy);
        const reviewed = await jobs.engine.review(
          { place: copy, revision: 'HEAD~1..HEAD' },
          limitsOf(seconds),
          () => undefined,
          neverAborted,
        );
        await jobs.engine.dispose();
        count('commits');
        if (!reviewed.ok) console.log(`${name}: ${reviewed.message}`);
        for (const one of reviewed.ok ? reviewed.value.modules : []) tell(name, one, jobs, count);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    }
  }
  for (const [what, number] of [...counts].sort()) console.log(`${what.padEnd(60)} ${number}`);
}

function tell(name: string, one: ReviewedModule, jobs: JobProject, count: (what: string) => unknown): void {
  if (one.kind !== 'module' || one.change === 'added' || one.change === 'removed') return;
  if (one.change === 'layout') {
    count('modules whose comments and layout differ only');
    return;
  }
  if (one.verdict === undefined) return;
  const { verdict, reason, counterexample } = one.verdict;
  const said = verdict === 'refuted' ? (counterexample === undefined ? 'refuted: other interface' : 'refuted: differs') : verdict;
  const seen = verdict === 'proved' || counterexample !== undefined ? heldAgainstIcarus(one, jobs) : 'not asked';
  count(`modules: ${said}, Icarus: ${seen}`);
  const isWrong = verdict === 'proved' && one.verdict.contract.kind !== 'latency' && seen === 'differs';
  if (isWrong) process.exitCode = 1;
  console.log(`${isWrong ? 'WRONG ' : ''}${name} ${one.module}: ${said} (Icarus: ${seen}): ${reason.slice(0, 200)}`);
}

/** Whether both versions answer random inputs alike. */
function heldAgainstIcarus({ module, was = module, file }: ReviewedModule, { folder, project }: JobProject): string {
  const traceNow = (name: string): Trace | undefined => {
    const { index } = project;
    const top = index.find(name).find((unit) => unit.path === file) ?? index.find(name)[0];
    return top === undefined ? undefined : randomTrace({ unit: index.compileUnit([top.path], name).unit, top, cycles: 3000 });
  };
  const now = traceNow(module);
  const changed = git(folder, 'diff', '--name-only', '--no-renames', 'HEAD~1', 'HEAD').split('\n');
  const old = changed.flatMap((one) => {
    const text = textAt(folder, one);
    return text === undefined || !/\.s?vh?$/.test(one) ? [] : [{ file: path.join(folder, one), text }];
  });
  for (const one of old) project.edit(one.file, one.text);
  const before = now === undefined ? undefined : traceNow(was);
  if (now === undefined || before === undefined) return 'cannot run it';
  return firstDifference(before, now) === undefined ? 'same' : 'differs';
}

function textAt(folder: string, name: string): string | undefined {
  try {
    return git(folder, 'show', `HEAD~1:${name}`);
  } catch {
    return undefined;
  }
}

/** Commits that change one to three design files and no more, spread at random over the history. */
function commitsOf(folder: string, most: number, seed: number): string[] {
  const log = git(folder, 'log', '--no-merges', '--format=%n%H', '--name-only', '--diff-filter=M', '--', '*.v', '*.sv');
  const all = log
    .split(/\n(?=[0-9a-f]{40}\n)/)
    .map((block) => block.trim().split(/\n+/))
    .filter(([commit = '']) => /^[0-9a-f]{40}$/.test(commit));
  const isDesign = (name: string): boolean =>
    !/(?:^|\/)(?:tb|test|tests|testbench|dv|bench|sim|formal|vendor|examples?|fpga|syn)\/|(?:^|[/_])tb[_.]|_tb\.|test/i.test(name);
  const wanted = all.filter(([, ...names]) => names.length <= 3 && names.length > 0 && names.every(isDesign));
  return shuffled(wanted, randomFrom(seed))
    .slice(0, most)
    .map(([commit = '']) => commit);
}

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
}
