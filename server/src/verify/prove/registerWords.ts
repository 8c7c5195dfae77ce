import type { GateDesign, SignalId } from './gateDesign';

/** The bits of one register of the source, bit 0 first; those that became nothing are missing. */
export interface RegisterWord {
  readonly name: string;
  readonly bits: readonly (SignalId | undefined)[];
}

/** The registers of a design as the source names them. Registers without a name of a person are left out. */
export function registerWords(design: GateDesign): RegisterWord[] {
  const words = new Map<string, (SignalId | undefined)[]>();
  for (const { q, names } of design.registers) {
    const match = /^(.*?)(?:\[(\d+)\])?$/.exec(names[0]?.replace(/ \(sampled\)$/, '') ?? '');
    const name = match?.[1] ?? '';
    if (name === '' || name.startsWith('$')) continue;
    const list = words.get(name) ?? [];
    list[Number(match?.[2] ?? 0)] = q;
    words.set(name, list);
  }
  return [...words].map(([name, bits]) => ({ name, bits: Array.from(bits) }));
}
