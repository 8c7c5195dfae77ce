/**
 * Testbenches that are made without a model: `npm run bench -- --testbenches DIR,DIR [--modules N] [--budget SECONDS] [--seed N]`. Of real modules with one clock or none: how many pass
 * on their module, and how many of the faults that were put into it they notice. Needs Icarus.
 */
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import { limitsOf, modulesIn, openJobs } from './jobProjects';

export interface TestbenchRun {
  readonly folders: readonly string[];
  readonly modules: number;
  readonly seconds: number;
  readonly seed: number;
}

/** Makes, runs and prints. */
export async function measureTestbenches({ folders, modules, seconds, seed }: TestbenchRun): Promise<void> {
  const total = { asked: 0, made: 0, passing: 0, killed: 0, survived: 0, equivalent: 0, undecided: 0, weak: 0 };
  for (const folder of folders) {
    const jobs = await openJobs(folder);
    for (const unit of modulesIn(jobs, Math.ceil(modules / folders.length), seed)) {
      total.asked++;
      const name = `${path.basename(folder)} ${unit.name}`;
      const outcome = await jobs.engine.testbench({ file: unit.path, module: unit.name }, limitsOf(seconds), () => undefined, neverAborted);
      if (!outcome.ok) {
        console.log(`${name}: none: ${outcome.message}`);
        continue;
      }
      const { ran, files, strength, weak, notes } = outcome.value;
      const { killed = 0, survived = 0, undecided = 0, equivalent = 0, racy = 0, invalid = 0 } = strength?.fates ?? {};
      total.made++;
      if (ran && files.length > 0) total.passing++;
      if (weak === true) total.weak++;
      for (const [key, more] of Object.entries({ killed, survived, undecided, equivalent })) total[key as keyof typeof total] += more;
      console.log(
        `${name}: ${ran ? 'passes' : 'does not pass'}, ${killed} of ${killed + survived} faults noticed, ${equivalent + racy + invalid} were none, ${undecided} undecided${ran ? '' : `: ${notes.at(-1) ?? ''}`}`,
      );
    }
    await jobs.engine.dispose();
  }
  console.log(JSON.stringify(total));
}
