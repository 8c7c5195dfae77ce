import type { EquivalenceRequest } from '../equivalenceRequest';
import type { AssertionPlan } from './assertionProduct';
import type { DesignFacts } from './facts';
import type { GateDesign } from './gateDesign';
import { observable, type Start } from './pairing';
import { chooseResets, mayBeUnknown, settle, type ResetPin } from './settle';

/**
 * One design from power-up through its reset: with which values its registers start, which inputs reset it, and for how many cycles they are held. The reset is found
 * from what registers load (`chooseResets`) where no person named it.
 */
export function planAfterReset(
  { design, facts }: { readonly design: GateDesign; readonly facts: DesignFacts },
  hints: Pick<EquivalenceRequest, 'clocks' | 'resets'> = {},
): Omit<AssertionPlan, 'asserted' | 'assumed'> {
  const resets = resetsOf(design, facts, hints);
  const settling = settle([design], resets, { names: [] });
  const { starts, symbols } = startsOf(design, settling.unsettled[0] ?? []);
  const unknown = mayBeUnknown(
    design,
    starts.map(({ kind }) => kind === 'unknown'),
    [],
  ).registers;
  return { design, starts, symbols, unknown, resets, hold: settling.cycles };
}

function resetsOf(design: GateDesign, facts: DesignFacts, hints: Pick<EquivalenceRequest, 'clocks' | 'resets'>): ResetPin[] {
  const skip = new Set([...facts.clocks, ...(hints.clocks ?? [])]);
  const found = chooseResets(design, { names: [] }, facts.asynchronousResets, {
    skip,
    single: false,
    synchronous: facts.synchronousResets,
  });
  if (hints.resets === undefined || hints.resets.length === 0) return found;
  return hints.resets.map(({ name, active }) => ({ name, active: active ?? found.find((pin) => pin.name === name)?.active ?? 1 }));
}

/** Initial values count; what the reset settles starts x; what nothing ever sets starts with any value, the same for all time. */
function startsOf(design: GateDesign, unsettled: readonly boolean[]): { starts: Start[]; symbols: number } {
  const seen = observable(design);
  let symbols = 0;
  const starts = design.registers.map((register, i): Start => {
    if (register.init !== 'x') return { kind: 'fixed', value: register.init };
    if (unsettled[i] !== true || !seen.has(i)) return { kind: 'unknown' };
    return { kind: 'symbol', symbol: symbols++ };
  });
  return { starts, symbols };
}
