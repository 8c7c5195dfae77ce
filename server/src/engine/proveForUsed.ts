import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import type { LoadedDesign } from './project';
import type { ParameterSet } from './usedParameters';
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
