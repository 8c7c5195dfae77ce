/**
 * Whether `assert` proves what is false: `npm run bench -- --assert-mined DIR,DIR [--modules N] [--budget SECONDS] [--seed N]`. Real modules run under Icarus with random inputs; of what
 * their registers did, conditions are written down that always held, and conditions that did not. A scripted model proposes both. A false one that is proved, or bounded beyond the
 * cycle in which it failed, is a wrong answer and decides the exit code.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { neverAborted } from '../../server/src/base/cancel';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import type * as ModelServer from '../harness/modelServer.mjs';
import { limitsOf, modulesIn, openJobs, type JobProject } from './jobProjects';
import { randomFrom, shuffled } from './random';
import { randomTrace, type Trace } from './randomTrace';

export interface AssertRun {
  readonly folders: readonly string[];
  readonly modules: number;
  readonly seconds: number;
  readonly seed: number;
}

interface Mined {
  readonly name: string;
  readonly then: string;
  /** The cycle after the reset in which it was seen to fail. */
  readonly failed: number | undefined;
}

/** Mines, asks and prints. */
export async function measureAssertions({ folders, modules, seconds, seed }: AssertRun): Promise<void> {
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const server = await ((await import(harness)) as typeof ModelServer).startModelServer([]);
  const counts = new Map<string, number>();
  const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1);
  let asked = 0;
  for (const folder of folders) {
    const jobs = await openJobs(folder, server.url);
    let left = Math.ceil(modules / folders.length);
    for (const unit of modulesIn(jobs, 1000, seed)) {
      if (left <= 0) break;
      const mined = mine(unit, jobs, seed);
      if (mined.length === 0) continue;
      left--;
      const reply = mined.map(({ name, then }) => ({ name, when: '', then, next: false, words: name }));
      server.setScript([{ text: JSON.stringify(reply), repeat: true }]);
      const outcome = await jobs.engine.assertions(
        { file: unit.path, module: unit.name },
        limitsOf(seconds),
        () => undefined,
        neverAborted,
      );
      if (!outcome.ok) {
        console.log(`${unit.name}: ${outcome.message}`);
        continue;
      }
      asked++;
      const why = new Set<string>();
      for (const one of outcome.value.assertions) {
        const known = mined.find(({ name }) => one.name === `m_${name}`);
        if (known === undefined) {
          count(`by rule: ${one.outcome}`);
          continue;
        }
        const kind = known.failed === undefined ? 'held in simulation' : 'false';
        count(`${kind}: ${one.outcome}`);
        if (known.failed === undefined && one.outcome !== 'proved') why.add(`${one.outcome}: ${one.reason.slice(0, 160)}`);
        const isWrong =
          known.failed !== undefined && (one.outcome === 'proved' || (one.outcome === 'bounded' && (one.cycles ?? 0) > known.failed));
        if (!isWrong) continue;
        process.exitCode = 1;
        console.log(`WRONG ${path.basename(folder)} ${unit.name}: ${known.then} is ${one.outcome} and failed in cycle ${known.failed}`);
      }
      console.log([`${path.basename(folder)} ${unit.name}`, ...why].join('\n  '));
    }
    await jobs.engine.dispose();
  }
  await server.close();
  console.log(`${asked} modules`);
  for (const [what, number] of [...counts].sort()) console.log(`${what.padEnd(40)} ${number}`);
}

/** Up to five conditions that held in every cycle and up to five that did not. */
function mine(unit: ModuleInfo, { project }: JobProject, seed: number): Mined[] {
  const { index, units } = project;
  const graph = analyzeModule(index.parse(unit.path), unit, units);
  const clocked = graph.signals.filter(
    ({ id, clock, width, memory, part }) => clock !== undefined && !memory && part === undefined && (width ?? 99) <= 16 && /^\w+$/.test(id),
  );
  if (new Set(clocked.map(({ clock }) => clock)).size !== 1) return [];
  const inside = clocked.map(({ id }) => id).slice(0, 24);
  const trace = randomTrace({ unit: index.compileUnit([unit.path], unit.name).unit, top: unit, inside, cycles: 1500, resetOnce: true });
  if (trace === undefined) return [];
  const found = conditions(inside, trace).map((one, i) => ({ ...one, name: `c${i}` }));
  const random = randomFrom(seed);
  const some = (wanted: boolean): Mined[] =>
    shuffled(
      found.filter(({ failed }) => (failed === undefined) === wanted),
      random,
    ).slice(0, 5);
  return [...some(true), ...some(false)];
}

function conditions(names: readonly string[], trace: Trace): Omit<Mined, 'name'>[] {
  const values = (name: string): (number | undefined)[] =>
    trace.map((cycle) => {
      const bits = cycle.get(name) ?? 'x';
      return /^[01]+$/.test(bits) ? Number.parseInt(bits, 2) : undefined;
    });
  const all = new Map(names.map((name) => [name, values(name)] as const));
  const asked = names.flatMap((name, i) => {
    const own = all.get(name) ?? [];
    const known = own.filter((value) => value !== undefined);
    if (known.length < trace.length / 2) return [];
    const most = Math.max(...known);
    const seen = [...new Set(known)];
    const other = names[i + 1];
    const theirs = other === undefined ? [] : (all.get(other) ?? []);
    return [
      { then: `${name} <= ${most}`, holds: (at: number) => (own[at] ?? 0) <= most },
      ...(most > 0 ? [{ then: `${name} < ${most}`, holds: (at: number) => (own[at] ?? 0) < most }] : []),
      ...seen.slice(-2).map((value) => ({ then: `${name} != ${value}`, holds: (at: number) => own[at] !== value })),
      ...(other === undefined || theirs.includes(undefined)
        ? []
        : [
            { then: `!(${name} != 0 && ${other} != 0)`, holds: (at: number) => own[at] === undefined || own[at] === 0 || theirs[at] === 0 },
            { then: `${name} <= ${other}`, holds: (at: number) => own[at] === undefined || (own[at] ?? 0) <= (theirs[at] ?? 0) },
          ]),
    ];
  });
  return asked.map(({ then, holds }) => {
    const at = trace.findIndex((_, cycle) => !holds(cycle));
    return { then, failed: at < 0 ? undefined : at };
  });
}
