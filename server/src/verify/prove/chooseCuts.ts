import type { CompileUnit } from '../../model/compileUnit';
import { listed } from '../guards';
import { alikeParts } from './alikeParts';
import type { CutNet } from './cutPair';
import { cutPort } from './cutDesign';
import { cutPair, cuttable, isSameInput } from './cutPair';
import type { InstanceNet } from './instanceNets';
import { instanceNets } from './instanceNets';
import type { DesignPair, PairFacts } from './pairDesigns';
import { planOf } from './pairDesigns';

/** Where a pair is cut, and how to say so. */
export interface CutChoice {
  readonly nets: readonly CutNet[];
  /** The instance that something belongs to by its name; '' for the top. */
  readonly regionOf: (name: string) => string;
  /** `, cut at the instances u_a and u_b`. */
  readonly words: string;
}

interface PortBit extends CutNet {
  readonly instance: string;
  readonly direction: InstanceNet['direction'];
}

/** The choices worth trying: all instances; those that are the same inside, where that is another choice; no cut. Undefined where there is no such choice. */
export function chooseCuts(
  pair: DesignPair,
  facts: PairFacts,
  units: { readonly golden: CompileUnit; readonly candidate: CompileUnit },
): (CutChoice | undefined)[] {
  const bits = portBits(instanceNets(pair.golden, units.golden), instanceNets(pair.candidate, units.candidate));
  const whole: CutChoice = { nets: [], regionOf: () => '', words: '' };
  const all = choiceOf(pair, bits);
  if (all.nets.length === 0) return [undefined, undefined, whole];
  const same = sameInstances(pair, facts, bits, all);
  const chosen = choiceOf(
    pair,
    bits.filter(({ instance }) => same.has(instance)),
  );
  return [all, chosen.nets.length === 0 || chosen.nets.length === all.nets.length ? undefined : chosen, whole];
}

function choiceOf(pair: DesignPair, bits: readonly PortBit[]): CutChoice & { readonly nets: readonly PortBit[] } {
  const instances = new Set(bits.map(({ instance }) => instance));
  const regionOf = (name: string): string => {
    for (let path = parentOf(name); path !== undefined; path = parentOf(path)) if (instances.has(path)) return path;
    return '';
  };
  const ports = new Map<number, PortBit[]>();
  for (const bit of bits) {
    const list = ports.get(bit.golden);
    if (list === undefined) ports.set(bit.golden, [bit]);
    else list.push(bit);
  }
  // What drives a net stands in the innermost instance that has it as an output, or outside all that have it as an input.
  const region = (golden: number): string => {
    const list = ports.get(golden) ?? [];
    const output = list.filter(({ direction }) => direction === 'output').at(-1);
    return output?.instance ?? regionOf(list[0]?.instance ?? '');
  };
  const nets = cuttable(
    pair,
    bits.map((bit) => ({ ...bit, region: region(bit.golden) })),
  );
  return { nets, regionOf, words: `, cut at the instances ${listed([...new Set(nets.map(({ instance }) => instance))])}` };
}

/** The bits of ports that instances of one path have on both sides, outer instances first. */
function portBits(golden: ReadonlyMap<string, InstanceNet>, candidate: ReadonlyMap<string, InstanceNet>): PortBit[] {
  const bits = [...golden].flatMap(([name, net]): PortBit[] => {
    const other = candidate.get(name);
    if (other?.instance !== net.instance || other.direction !== net.direction) return [];
    return net.bits.flatMap((g, i): PortBit[] => {
      const c = other.bits[i];
      return g === undefined || c === undefined
        ? []
        : [{ golden: g, candidate: c, instance: net.instance, direction: net.direction, region: '' }];
    });
  });
  return bits.sort((x, y) => depth(x.instance) - depth(y.instance));
}

function depth(path: string): number {
  return path.split('.').length;
}

/** The outermost instances of which nothing inside differs by structure, when everything is cut. */
function sameInstances(pair: DesignPair, facts: PairFacts, bits: readonly PortBit[], { nets: all, regionOf }: CutChoice): Set<string> {
  const cut = cutPair(pair, all, regionOf, facts);
  const alike = alikeParts(planOf(cut, 0));
  if (alike === undefined) return new Set();
  const partner = new Map(all.map(({ golden, candidate }, i) => [golden, { candidate, same: alike.outputs.has(`${cutPort}[${i}]`) }]));
  const isSame = (bit: PortBit): boolean => {
    const found = partner.get(bit.golden);
    return found?.candidate === bit.candidate ? found.same : isSameInput(pair, bit);
  };
  const differing = new Set<string>();
  for (const bit of bits) {
    if (isSame(bit)) continue;
    const own = bit.direction === 'input' ? parentOf(bit.instance) : bit.instance;
    for (let path: string | undefined = own; path !== undefined; path = parentOf(path)) differing.add(path);
  }
  const addRegisters = (names: readonly string[]): void => {
    for (const name of names) for (let path = parentOf(name); path !== undefined; path = parentOf(path)) differing.add(path);
  };
  const kept = new Set(alike.registers.values());
  cut.golden.registers.forEach(({ names }, i) => {
    if (!alike.registers.has(i)) addRegisters(names.slice(0, 1));
  });
  cut.candidate.registers.forEach(({ names }, j) => {
    if (!kept.has(j)) addRegisters(names.slice(0, 1));
  });
  const same = [...new Set(bits.map(({ instance }) => instance))].filter((path) => !differing.has(path));
  const within = new Set(same);
  return new Set(same.filter((path) => !ancestors(path).some((outer) => within.has(outer))));
}

function ancestors(path: string): string[] {
  const outer = parentOf(path);
  return outer === undefined ? [] : [outer, ...ancestors(outer)];
}

function parentOf(path: string): string | undefined {
  const at = path.lastIndexOf('.');
  return at < 0 ? undefined : path.slice(0, at);
}
