import { mapToGates } from '../../netlist/mapToGates';
import { parameterNumber, type NetBit, type NetlistCell, type NetlistModule } from '../../netlist/netlist';
import type { Yosys } from '../../tools/yosys';
import type { EquivalenceRequest } from '../equivalenceRequest';
import type { ScreenToken } from '../screenTokens';
import { planAfterReset } from './afterReset';
import { readGateDesign } from './gateDesign';
import { staysKnown, withKnownOutput } from './knownOutput';
import type { PreparedSide } from './preparedSide';
import { skipBrackets } from './codeTokens';
import { mayBeUnknown } from './settle';
import { withoutChecksAtStart } from './startChecks';

const asked = 'signoff:asked';

/**
 * Whether a select of a design may be x at some time after the reset: an index outside its vector, a divisor of zero, an x that is written or that no driver gives, also through registers. Simulation takes such a condition
 * of `if` for false and such a selector of `case` for none of its items (IEEE 1800-2023, 12.4 and 12.5), where the netlist holds x and leaves the answer open. What memories hold, and state that nothing sets, is
 * two-valued, as in a comparison. `true` also where nothing could be shown until `deadline`.
 */
export async function mayAskUnknown(
  { steps, facts }: PreparedSide,
  hints: Pick<EquivalenceRequest, 'clocks' | 'resets'>,
  yosys: Yosys,
  deadline: number,
  signal: AbortSignal,
): Promise<boolean> {
  const module = withReadInputs(steps);
  const selects = new Set(Object.values(module.cells).flatMap(({ type, connections: { S = [] } }) => (/^\$p?mux$/.test(type) ? S : [])));
  if (selects.has('x') || selects.has('z')) return true;
  const bits = [...selects].filter((bit) => typeof bit === 'number');
  if (bits.length === 0) return false;
  const gates = mapToGates({ ...module, ports: { ...module.ports, [asked]: { direction: 'output', bits } } });
  const first = readGateDesign(gates, facts.domainOf);
  if (!first.ok) return true;
  const { starts } = planAfterReset({ design: first.design, facts }, hints);
  const isUnknown = starts.map(({ kind }) => kind === 'unknown');
  const unknown = mayBeUnknown(first.design, isUnknown, []).outputs.get(asked) ?? [];
  const open = (gates.ports[asked]?.bits ?? []).filter((_, i) => unknown[i] === true);
  if (open.length === 0) return false;
  const second = readGateDesign(withKnownOutput(gates, open), facts.domainOf);
  return !second.ok || !(await staysKnown(planAfterReset({ design: second.design, facts }, hints), yosys, deadline, signal));
}

/** What is read of memories as inputs; of one that an address may leave it is undriven. */
function withReadInputs(module: NetlistModule): NetlistModule {
  const memories = Object.entries(module.cells).filter(([, { type }]) => type.startsWith('$mem'));
  if (memories.length === 0) return module;
  const cells: Record<string, NetlistCell> = { ...module.cells };
  const ports = { ...module.ports };
  for (const [name, cell] of memories) {
    delete cells[name];
    const bits = (cell.connections.RD_DATA ?? []).filter((bit) => typeof bit === 'number');
    if (!mayLeave(cell) && bits.length > 0) ports[`signoff:read:${name}`] = { direction: 'input', bits };
  }
  return { ...module, cells, ports };
}

function mayLeave({ connections: { RD_ADDR = [] }, parameters }: NetlistCell): boolean {
  const [size, offset, ports] = [parameters.SIZE, parameters.OFFSET, parameters.RD_PORTS].map(parameterNumber) as [number, number, number];
  const width = RD_ADDR.length / Math.max(1, ports);
  const largest = (address: readonly NetBit[]): number => address.reduce<number>((sum, bit, i) => (bit === '0' ? sum : sum + 2 ** i), 0);
  const addresses = Array.from({ length: ports }, (_, at) => RD_ADDR.slice(at * width, (at + 1) * width));
  return offset !== 0 || addresses.some((address) => largest(address) >= offset + size);
}

/** What may be x where the text asks: conditions, and selects by something that varies. Not in checks at the start, whose conditions decide nothing. */
export function askedTexts(whole: readonly ScreenToken[]): Set<string> {
  const tokens = withoutChecksAtStart(whole);
  const found = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (kind !== 'word' || (text !== 'if' && !/^case[xz]?$/.test(text)) || tokens[i + 1]?.text !== '(') continue;
    const head = tokens.slice(i + 1, skipBrackets(tokens, i + 1));
    found.add(`${text === 'if' ? 'if' : 'case'} ${head.map((one) => one.text).join(' ')}`);
  }
  return found;
}
