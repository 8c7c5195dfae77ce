import type { CompileUnit } from '../../server/src/model/compileUnit';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { EquivalenceRequest, EquivalenceResult } from '../../server/src/verify/equivalenceRequest';
import type { VerifyTools } from '../../server/src/verify/verifyTools';

/** A machine without native programs. */
export const noPrograms: VerifyTools['runner'] = { run: () => Promise.resolve({ kind: 'notFound', program: 'none' }) };

/** A text with the module `m` as a unit of its own. */
export function unitOf(text: string, path = '/design/m.v'): CompileUnit {
  return { files: [{ path, text }], includes: [], includeDirs: [], defines: {}, top: 'm' };
}

/** The request that compares two texts with the module `m`, cycle by cycle. */
export function comparisonOf(golden: string, candidate: string, path?: string): EquivalenceRequest {
  return {
    golden: unitOf(golden, path),
    candidate: unitOf(candidate, path),
    contract: { kind: 'sameCycle' },
    budgetMs: 50_000,
    seed: 1,
  };
}

/** Compares with embedded tools only. */
export function compareEmbedded(yosys: VerifyTools['yosys'], request: EquivalenceRequest): Promise<EquivalenceResult> {
  return checkEquivalence(request, { yosys, runner: noPrograms }, () => undefined, new AbortController().signal);
}
