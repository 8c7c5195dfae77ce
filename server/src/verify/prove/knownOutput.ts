import { firstFreeNet, type NetBit, type NetlistCell, type NetlistModule } from '../../netlist/netlist';
import type { Yosys } from '../../tools/yosys';
import { buildAssertionProduct, type AssertionPlan } from './assertionProduct';
import { firstUnknown } from './firstUnknown';
import { planStrategies, race, type StrategyRun } from './strategies';

const known = 'signoff:known';
const always = 'signoff:always';

/** A module of gates with an output that is x where one of the bits is. */
export function withKnownOutput(gates: NetlistModule, bits: readonly NetBit[]): NetlistModule {
  let free = firstFreeNet(gates);
  const more: Record<string, NetlistCell> = {};
  const gate = (type: string, A: NetBit, B: NetBit): NetBit => {
    const Y = free++;
    const port_directions = { A: 'input', B: 'input', Y: 'output' } as const;
    more[`signoff:${Y}`] = { hide_name: 1, type, parameters: {}, attributes: {}, port_directions, connections: { A: [A], B: [B], Y: [Y] } };
    return Y;
  };
  const all = bits.map((bit) => gate('$_XNOR_', bit, bit)).reduce((one, other) => gate('$_AND_', one, other), '1' as NetBit);
  const output = (bit: NetBit) => ({ direction: 'output' as const, bits: [bit] });
  return { ...gates, cells: { ...gates.cells, ...more }, ports: { ...gates.ports, [known]: output(all), [always]: output('1') } };
}

/** Whether the output of `withKnownOutput` is x at no time after the reset; `false` also where that could not be shown until `deadline`. */
export async function staysKnown(
  plan: Omit<AssertionPlan, 'asserted' | 'assumed'>,
  yosys: Yosys,
  deadline: number,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = { ...plan, asserted: [{ condition: known, enable: always }], assumed: [] };
  const product = buildAssertionProduct(asked);
  if (product.bad === 0) return true;
  const left = deadline - Date.now();
  const first = firstUnknown(asked, product, left / 2);
  if (first === 'x seen') return false;
  const strategies = [...(first === undefined ? [] : [first]), ...planStrategies(product, undefined, left)];
  // A register that is x where nobody asks decides nothing.
  const ends = ({ strategy, answer }: StrategyRun): Promise<boolean> =>
    Promise.resolve(answer.kind === 'proved' || (answer.kind === 'trace' && strategy !== first));
  const { decided } = await race(strategies, yosys, ends, deadline, signal);
  return decided?.answer.kind === 'proved';
}
