import { failure, success, type Outcome } from '../base/outcome';
import type { LoadedDesign, Project } from './project';
import { parametersInUse } from './proveForUsed';

/** The design with values for the parameters of its top that have no default, and what they are, `LENGTH=8` . */
export interface GivenParameters<T> {
  readonly design: T;
  /** Undefined where each has a default. */
  readonly given?: string;
}

/** Parameters of a design's top that nothing gives a value. */
export function withoutDefault({ top, unit }: LoadedDesign): string[] {
  return top.parameters
    .filter(({ name, local, defaultText }) => !local && defaultText === '' && unit.parameters?.[name] === undefined)
    .map(({ name }) => name);
}

/**
 * A top whose parameters have no defaults cannot be elaborated alone (IEEE 1800-2017 6.20.1): it is looked at as the project's first instance has it. Fails where no instance tells all of them as
 * whole numbers. What is not found within the time (ms) counts as not there.
 */
export async function withGivenParameters<T extends LoadedDesign>(
  design: T,
  project: Project,
  withinMs: number,
  signal: AbortSignal,
): Promise<Outcome<GivenParameters<T>>> {
  const { top, unit } = design;
  const open = withoutDefault(design);
  if (open.length === 0) return success({ design });
  const used = await parametersInUse([top], project, withinMs, signal);
  const set = used.sets.find(({ values }) => open.every((name) => values.has(name)));
  if (set === undefined) {
    return failure(
      `${top.name} cannot be elaborated alone: ${open.join(', ')} ${open.length === 1 ? 'has' : 'have'} no default, and no instance in the project was found that gives whole numbers.`,
      'Name a module that instantiates it with --top, with its file.',
    );
  }
  const parameters = { ...unit.parameters, ...Object.fromEntries(set.values) };
  return success({ design: { ...design, unit: { ...unit, parameters } }, given: set.words });
}
