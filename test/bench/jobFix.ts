/**
 * Whether `fix` mends what was broken, and shows nothing that is wrong: `npm run bench -- --fix-injected DIR,DIR [--places N] [--budget SECONDS] [--seed N]`. An item of a real module is
 * written wrong (undeclared name, cut width, text that does not compile, a port that is not there) so that `check` finds something new; a scripted model then answers with the
 * original code, and for the same problem with other wrong code. What is shown is held against Icarus: whether it compiles, and does under random inputs what the original did.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { neverAborted } from '../../server/src/base/cancel';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import type { Fixed } from '../../server/src/protocol/jobs';
import type * as ModelServer from '../harness/modelServer.mjs';
import { maskedItems, wrongs, type Masked } from './candidatesMade';
import { limitsOf, lineOf, modulesIn, openJobs, type JobProject } from './jobProjects';
import { randomFrom, shuffled } from './random';
import { firstDifference, randomTrace, type Trace } from './randomTrace';

export interface FixRun {
  readonly folders: readonly string[];
  readonly places: number;
  readonly seconds: number;
  readonly seed: number;
}

const kinds = ['undeclared', 'wrong width', 'does not compile', 'no such port'];

/** Injects, asks and prints. */
export async function measureFixes({ folders, places, seconds, seed }: FixRun): Promise<void> {
  const harness = pathToFileURL(path.resolve(__dirname, '../test/harness/modelServer.mjs')).href;
  const server = await ((await import(harness)) as typeof ModelServer).startModelServer([]);
  const counts = new Map<string, number>();
  const count = (what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1);
  const random = randomFrom(seed);
  for (const folder of folders) {
    const jobs = await openJobs(folder, server.url);
    let left = Math.ceil(places / folders.length);
    for (const unit of modulesIn(jobs, 1000, seed)) {
      if (left <= 0) break;
      const found = shuffled(maskedItems(jobs.project.index.parse(unit.path)), random).flatMap((masked) =>
        injected(masked, unit, jobs, random),
      );
      const [one] = found.sort((a, b) => (counts.get(`${a.kind}: injected`) ?? 0) - (counts.get(`${b.kind}: injected`) ?? 0));
      if (one === undefined) continue;
      const run = new Injection(one.masked, one.code, unit, jobs, seconds);
      if (!(await run.isFound())) continue;
      left--;
      count(`${one.kind}: injected`);
      server.setScript([{ text: run.reply(one.masked.text.slice(one.masked.start, one.masked.end)), repeat: true }]);
      const right = await run.fix();
      const [first] = right?.fixes ?? [];
      count(
        `${one.kind}: ${first === undefined ? 'right answer not shown' : `mended by ${first.origin === 'rule' ? 'rule' : 'the right answer'}`}`,
      );
      if (first === undefined)
        console.log(`  not mended: ${run.name} ${one.kind}: ${right?.withheld.at(-1)?.reason ?? right?.notes.at(-1) ?? 'no answer'}`);
      if (right !== undefined && first !== undefined) tell(`${one.kind}, ${first.origin}`, run, right, count);
      if (first?.origin === 'rule' || one.other === undefined) continue;
      server.setScript([{ text: run.reply(one.other.code), repeat: true }]);
      const wrong = await run.fix();
      count(`wrong answer (${one.other.kind}): ${(wrong?.fixes.length ?? 0) === 0 ? 'not shown' : 'shown'}`);
      if (wrong !== undefined && wrong.fixes.length > 0) tell(`wrong answer (${one.other.kind})`, run, wrong, count);
    }
    await jobs.engine.dispose();
  }
  await server.close();
  for (const [what, number] of [...counts].sort()) console.log(`${what.padEnd(70)} ${number}`);
}

function tell(what: string, run: Injection, fixed: Fixed, count: (what: string) => unknown): void {
  const seen = run.heldAgainstIcarus(fixed.files[0]?.text ?? '');
  count(`${what} shown, Icarus: ${seen}`);
  if (seen === 'same' || seen === 'cannot run the original') return;
  console.log(
    `  ${what}: ${run.name}: Icarus: ${seen}; said: ${fixed.fixes
      .map(({ title, behaviour }) => `${title}: ${behaviour}`)
      .join(' ')
      .slice(0, 300)}`,
  );
}

interface Injected {
  readonly masked: Masked;
  readonly kind: string;
  readonly code: string;
  /** Other wrong code for the same place. */
  readonly other: { readonly kind: string; readonly code: string } | undefined;
}

function injected(masked: Masked, unit: ModuleInfo, { project }: JobProject, random: () => number): Injected[] {
  const code = masked.text.slice(masked.start, masked.end);
  const made = shuffled(wrongs(masked, project.index.parse(masked.file), unit), random);
  const port = masked.kind === 'instance' ? [{ kind: 'no such port', code: code.replace(/\.(\w+)\s*\(/, '.$1_not(') }] : [];
  const all = [...made, ...port].filter((one) => kinds.includes(one.kind) && one.code !== code);
  return all.map((one) => {
    const others = made.filter(
      (other) => ['another operator', 'undeclared', 'does not compile', 'off by one'].includes(other.kind) && other.code !== one.code,
    );
    return { masked, ...one, other: others[0] };
  });
}

class Injection {
  readonly name: string;
  private readonly text: string;

  constructor(
    private readonly masked: Masked,
    private readonly code: string,
    private readonly unit: ModuleInfo,
    private readonly jobs: JobProject,
    private readonly seconds: number,
  ) {
    this.text = masked.text.slice(0, masked.start) + code + masked.text.slice(masked.end);
    this.name = `${path.relative(jobs.folder, masked.file)}:${lineOf(masked.text, masked.start)}`;
  }

  /** Whether `check` finds errors or warnings in the injected text, and none in the original. */
  async isFound(): Promise<boolean> {
    const { engine } = this.jobs;
    const graveIn = async (text: string): Promise<number> => {
      engine.openDocument(this.masked.file, ++version, text);
      const found = await engine.check({ files: [this.masked.file] }, limitsOf(this.seconds), neverAborted);
      engine.closeDocument(this.masked.file);
      return found.ok ? found.value.filter(({ severity, file }) => severity !== 'hint' && file === this.masked.file).length : -1;
    };
    return (await graveIn(this.masked.text)) === 0 && (await graveIn(this.text)) > 0;
  }

  /** The reply of a model that puts code in the place of what was injected. */
  reply(code: string): string {
    return `<<<<<<< now\n${this.code}\n=======\n${code}\n>>>>>>> then\n`;
  }

  async fix(): Promise<Fixed | undefined> {
    const { engine } = this.jobs;
    engine.openDocument(this.masked.file, ++version, this.text);
    const outcome = await engine.fix({ file: this.masked.file }, limitsOf(this.seconds), () => undefined, neverAborted);
    engine.closeDocument(this.masked.file);
    return outcome.ok ? outcome.value : undefined;
  }

  heldAgainstIcarus(fixed: string): string {
    const before = this.traceOf(this.masked.text);
    if (before === undefined) return 'cannot run the original';
    const after = this.traceOf(fixed);
    if (after === undefined) return 'does not compile';
    return firstDifference(before, after) === undefined ? 'same' : 'differs';
  }

  private traceOf(text: string): Trace | undefined {
    const { project } = this.jobs;
    project.edit(this.masked.file, text);
    const { unit } = project.index.compileUnit([this.masked.file], this.unit.name);
    const trace = randomTrace({ unit, top: this.unit, cycles: 2000 });
    project.edit(this.masked.file, this.masked.text);
    return trace;
  }
}

let version = 0;
