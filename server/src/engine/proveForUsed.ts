import { aborted, withDeadline } from '../base/cancel';
import type { ModuleInfo } from '../model/moduleInfo';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import type { LoadedDesign, Project } from './project';
import { usedParameters, type ParameterSet, type UsedParameters } from './usedParameters';
import { withParameters } from './withParameters';

type Prove = (request: EquivalenceRequest, signal: AbortSignal) => Promise<EquivalenceResult>;

/**
 * A proof that also holds with the values that the project's instances give to the module's parameters: what a rewrite was guessed from is the netlist with
 * the defaults. A set that cannot be written into both texts, or for which it is not proved, takes the proof away.
 */
export function proveForUsed(prove: Prove, top: LoadedDesign['top'], sets: readonly ParameterSet[], index: WorkspaceIndex): Prove {
  return async (request, signal) => {
    const own = await prove(request, signal);
    if (own.verdict !== 'proved') return own;
    for (const { values, words } of sets) {
      const golden = withParameters({ unit: request.golden, top }, values, index);
      const candidate = withParameters({ unit: request.candidate, top }, values, index);
      if (golden === undefined || candidate === undefined)
        return {
          ...own,
          verdict: 'unknown',
          reason: `proved with the defaults; ${words}, as the project uses it, cannot be set in the text`,
        };
      const result = await prove({ ...request, golden, candidate }, signal);
      if (result.verdict !== 'proved') return { ...result, reason: `with ${words}, as the project uses it: ${result.reason}` };
    }
    return own;
  };
}

/**
 * What the project gives to the parameters of a module (in several descriptions), found within a time (ms); without parameters nothing is looked for. What is not found in time
 * is said in `left`; the search goes on for whoever asks next.
 */
export async function parametersInUse(
  modules: readonly ModuleInfo[],
  project: Project,
  withinMs: number,
  signal: AbortSignal,
): Promise<UsedParameters> {
  if (modules.every(({ parameters }) => parameters.every((one) => one.local))) return { sets: [], left: [], oneSided: [] };
  const within = withDeadline(Math.round(withinMs), signal);
  try {
    for (const { path } of modules) await Promise.race([project.openProjectOf(path), aborted(within)]);
    within.throwIfAborted();
    return await usedParameters(modules, project.index, within);
  } catch (error) {
    if (!within.aborted) throw error;
    return { sets: [], left: ['whatever its instances give, which were not found in time'], oneSided: [] };
  }
}

/** What a proof of a module with parameters says of other values; undefined where it has none. */
export function parametersNote({ name, parameters }: LoadedDesign['top'], used: UsedParameters): string | undefined {
  const own = parameters.filter((one) => !one.local).map((one) => one.name);
  if (own.length === 0) return undefined;
  const proven = used.sets.length === 0 ? '' : `, and with ${used.sets.map(({ words }) => words).join('; ')}, as the project uses it`;
  const open = used.left.length === 0 ? '' : ` Not compared with what the project uses too: ${used.left.join('; ')}.`;
  const list = own.length > 4 ? `${own.slice(0, 4).join(', ')} and ${own.length - 4} more` : own.join(', ');
  return `Proven with the parameters of ${name} at their defaults (${list})${proven}; other values are not covered by the proof.${open}`;
}
