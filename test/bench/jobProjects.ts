import { composeEngine } from '../../server/src/compose';
import type { Engine, RunLimits } from '../../server/src/engine/engine';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import { openProject, type BenchProject } from './project';
import { randomFrom, shuffled } from './random';

/** A folder as the product opens it, and once more as measurements read it. */
export interface JobProject {
  readonly folder: string;
  readonly engine: Engine;
  readonly project: BenchProject;
}

/** `model`: the address of a scripted server; without it jobs have no model. */
export async function openJobs(folder: string, model?: string): Promise<JobProject> {
  const asked = model === undefined ? {} : { model: 'anthropic:bench' as const };
  const keys = model === undefined ? {} : { ANTHROPIC_BASE_URL: model, ANTHROPIC_API_KEY: 'bench' };
  const composed = await composeEngine({ roots: [folder], ...asked, environment: { ...process.env, ...keys } });
  if (!composed.ok) throw new Error(composed.message);
  await composed.value.whenIndexed();
  return { folder, engine: composed.value, project: await openProject([folder]) };
}

/** Modules whose files are read whole and that lack nothing, test benches left out, spread over the folder. */
export function modulesIn({ project: { index } }: JobProject, most: number, seed: number): ModuleInfo[] {
  const files = index.files.filter(
    (file) => !/\/(?:tb|test|tests|testbench|dv|bench|sim|formal|vendor|examples?)\//.test(file) && !/(?:^|[/_])tb[_.]/.test(file),
  );
  const found: ModuleInfo[] = [];
  for (const file of shuffled(files, randomFrom(seed))) {
    if (found.length >= most) break;
    const [unit, more] = index.modulesOf(file).filter((one) => one.kind === 'module');
    if (unit === undefined || more !== undefined || unit.damaged || unit.ports.length === 0 || index.parse(file).problems.length > 0)
      continue;
    if (index.compileUnit([file], unit.name).missing.length === 0) found.push(unit);
  }
  return found;
}

export function limitsOf(seconds: number): RunLimits {
  return { seconds, seed: 1, tools: 'auto' };
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
