import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';

/** How the reason begins for which there is no proof. */
export function undecided(verdict: EquivalenceResult['verdict']): string {
  return `It could not be proven to behave the same (${verdict})`;
}

/** The proof of a comparison, or why there is none. A prover that throws when it is stopped is one that was stopped. */
export async function proofOrWhy(
  prove: (request: EquivalenceRequest, signal: AbortSignal) => Promise<EquivalenceResult>,
  request: EquivalenceRequest,
  signal: AbortSignal,
): Promise<EquivalenceResult | string> {
  try {
    const result = await prove(request, signal);
    return result.verdict === 'proved' ? result : `${undecided(result.verdict)}: ${result.reason}`;
  } catch (error) {
    if (signal.aborted) return 'The proof was stopped.';
    throw error;
  }
}
