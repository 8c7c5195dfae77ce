import { baseName } from '../model/paths';
import type { DifferenceStart } from '../protocol/contract';
import { GateCones } from './prove/gateCones';
import type { GatePort, SignalId } from './prove/gateDesign';
import { constantOne, constantX, constantZero } from './prove/gateDesign';
import type { NamedNet } from './prove/namedNets';
import type { DesignPair } from './prove/pairDesigns';
import { firstStep, holdSteps } from './prove/pairDesigns';
import type { Drive } from './prove/replay';
import { runSide } from './prove/replay';

/** Bytes of values that are kept of a side; with them, the earliest step that can be looked at. */
const mostValues = 48_000_000;
/** Signals that are looked at before the search is given up. */
const mostWork = 5_000_000;

/** A net of one name on both sides. */
interface CommonNet {
  readonly name: string;
  readonly port: boolean;
  readonly golden: readonly SignalId[];
  readonly candidate: readonly SignalId[];
}

type Side = 'golden' | 'candidate';
const sides: readonly Side[] = ['golden', 'candidate'];

/**
 * The smallest net from which a difference comes: the counterexample is replayed on both netlists and followed back from the outputs that differ at `step`,
 * through what decides them there and through registers to the step before, never past a named net on which both sides agree. Of the earliest step with a net that
 * is known in the golden and another in the candidate, the one that no other such net decides in that step, with the smallest fan-in. Undefined where no internal
 * name is common, memories are read that are no registers, or the search is too much work. Both sides have to be compared in the same cycle.
 */
export function differenceStart(
  pair: DesignPair,
  drive: Drive,
  mismatch: { readonly step: number; readonly signals: Readonly<Record<string, unknown>> },
  named: Readonly<Record<Side, ReadonlyMap<string, NamedNet>>>,
): DifferenceStart | undefined {
  const nets = commonNets(pair, named);
  if (!nets.some((net) => !net.port)) return undefined;
  const search = new Search(pair, drive, mismatch.step, nets);
  const found = search.from(nets.filter((net) => net.port && net.name in mismatch.signals));
  if (found === undefined) return undefined;
  const { net, step } = found;
  const { file, line } = named.candidate.get(pair.portMap.get(net.name) ?? net.name) ?? {};
  return {
    signal: net.name,
    cycle: step - firstStep(pair),
    golden: search.text('golden', net, step),
    candidate: search.text('candidate', net, step),
    ...(file === undefined || line === undefined ? {} : { file, line }),
  };
}

/** For the end of a reason: `; the difference starts at `count` in cycle 4, `fifo.v:31``. */
export function startWords(start: DifferenceStart | undefined): string {
  if (start === undefined) return '';
  const { signal, cycle, file, line } = start;
  const place = file === undefined ? '' : `, \`${baseName(file)}:${line ?? 0}\``;
  return `; the difference starts at \`${signal}\` in cycle ${cycle}${place}`;
}

/** Internal nets called alike, and the outputs. The nets of one signal count once: inputs of instances aside, the deepest in the hierarchy is where its driver stands. */
function commonNets(pair: DesignPair, named: Readonly<Record<Side, ReadonlyMap<string, NamedNet>>>): CommonNet[] {
  const byName = (ports: readonly GatePort[]): Map<string, readonly SignalId[]> => new Map(ports.map((port) => [port.name, port.bits]));
  const others = { nets: byName(pair.candidate.nets), outputs: byName(pair.candidate.outputs) };
  const ports = new Set([pair.golden, pair.candidate].flatMap((side) => [...side.inputs, ...side.outputs].map((port) => port.name)));
  const found: CommonNet[] = [];
  const add = (port: boolean, name: string, golden: readonly SignalId[], candidate: readonly SignalId[] | undefined): void => {
    if (candidate?.length === golden.length) found.push({ name, port, golden, candidate });
  };
  for (const { name, bits } of pair.golden.nets) {
    const input = sides.some((side) => named[side].get(name)?.input === true);
    if (!input && !ports.has(name)) add(false, name, bits, others.nets.get(name));
  }
  for (const { name, bits } of pair.golden.outputs) add(true, name, bits, others.outputs.get(pair.portMap.get(name) ?? name));
  const depth = (net: CommonNet): number => net.name.split('.').length;
  found.sort((a, b) => depth(b) - depth(a) || a.name.length - b.name.length);
  // An output stays whatever else has its signal: the search starts there.
  const taken = new Set<string>();
  return found.filter((net) => {
    const key = `${net.golden.join()};${net.candidate.join()}`;
    if (net.port) return true;
    const first = !taken.has(key);
    taken.add(key);
    return first;
  });
}

interface Found {
  readonly net: CommonNet;
  readonly step: number;
}

class Search {
  private readonly cones: Readonly<Record<Side, GateCones>>;
  private readonly values: Readonly<Record<Side, readonly Uint8Array[]>>;
  /** The signals that bits of the same name have on the other side. */
  private readonly others: Readonly<Record<Side, ReadonlyMap<SignalId, readonly SignalId[]>>>;
  /** The first step whose values are kept. */
  private readonly oldest: number;

  constructor(
    private readonly pair: DesignPair,
    private readonly drive: Drive,
    private readonly last: number,
    private readonly nets: readonly CommonNet[],
  ) {
    const budget = { left: mostWork };
    this.cones = { golden: new GateCones(pair.golden, budget), candidate: new GateCones(pair.candidate, budget) };
    this.oldest = Math.max(0, last + 1 - Math.floor(mostValues / Math.max(pair.golden.size, pair.candidate.size)));
    this.values = { golden: this.run('golden'), candidate: this.run('candidate') };
    this.others = { golden: counterparts(nets, 'golden', 'candidate'), candidate: counterparts(nets, 'candidate', 'golden') };
  }

  /** Where the difference of some outputs in the last step comes from. */
  from(outputs: readonly CommonNet[]): Found | undefined {
    let roots = { golden: outputs.flatMap((net) => net.golden), candidate: outputs.flatMap((net) => net.candidate) };
    let earliest: { step: number; nets: CommonNet[] } | undefined;
    for (let step = this.last; step >= 0 && roots.golden.length + roots.candidate.length > 0; step--) {
      if (step < this.oldest) return undefined;
      const golden = this.deciding('golden', roots.golden, step);
      const candidate = this.deciding('candidate', roots.candidate, step);
      if (golden === undefined || candidate === undefined) return undefined;
      const nets = this.nets.filter((net) =>
        this.differing(net, step).some((bit) => golden.has(net.golden[bit] ?? -1) || candidate.has(net.candidate[bit] ?? -1)),
      );
      if (nets.length > 0) earliest = { step, nets };
      roots = { golden: this.cones.golden.before(golden), candidate: this.cones.candidate.before(candidate) };
    }
    const net = earliest === undefined ? undefined : this.smallest(earliest.nets, earliest.step);
    return net === undefined || earliest === undefined ? undefined : { net, step: earliest.step };
  }

  text(side: Side, net: CommonNet, step: number): string {
    return net[side]
      .map((bit) => '01x'[this.value(side, bit, step)])
      .reverse()
      .join('');
  }

  /** Of nets that differ in a step, one that no other of them decides there, with the smallest fan-in. Undefined when the search is too much work. */
  private smallest(nets: readonly CommonNet[], step: number): CommonNet | undefined {
    let best: { net: CommonNet; size: number } | undefined;
    // A part of a net goes by the name of the whole.
    for (const net of nets.filter((one) => !nets.some((other) => isPartOf(one, other)))) {
      const bits = this.differing(net, step);
      const cones = sides.map((side) =>
        this.deciding(
          side,
          bits.map((bit) => net[side][bit] as SignalId),
          step,
        ),
      );
      const [golden, candidate] = cones;
      if (golden === undefined || candidate === undefined) return undefined;
      const own = { golden: new Set(net.golden), candidate: new Set(net.candidate) };
      const decides = (other: CommonNet, bit: number): boolean => {
        const [g, c] = [other.golden[bit] ?? -1, other.candidate[bit] ?? -1];
        return (golden.has(g) && !own.golden.has(g)) || (candidate.has(c) && !own.candidate.has(c));
      };
      if (nets.some((other) => other !== net && this.differing(other, step).some((bit) => decides(other, bit)))) continue;
      const fanIn = this.cones.candidate.within([...net.candidate, ...this.cones.candidate.before(net.candidate)]);
      if (fanIn === undefined) return undefined;
      const smaller = best === undefined || fanIn.size < best.size || (fanIn.size === best.size && best.net.port && !net.port);
      if (smaller) best = { net, size: fanIn.size };
    }
    return best?.net;
  }

  /** What decides some signals in a step, but for what is behind named nets on which both sides agree. */
  private deciding(side: Side, roots: readonly SignalId[], step: number): Set<SignalId> | undefined {
    const other = side === 'golden' ? 'candidate' : 'golden';
    return this.cones[side].within(roots, this.values[side][step - this.oldest], (signal) => {
      const value = this.value(side, signal, step);
      return value !== 2 && (this.others[side].get(signal) ?? []).some((there) => this.value(other, there, step) === value);
    });
  }

  /** The bits of a net that are known in the golden and are not so in the candidate; an x of the candidate says nothing before the reset has acted. */
  private differing(net: CommonNet, step: number): number[] {
    const settled = step >= holdSteps(this.pair);
    return net.golden.flatMap((bit, i) => {
      const [golden, candidate] = [this.value('golden', bit, step), this.value('candidate', net.candidate[i] as SignalId, step)];
      return golden === 2 || golden === candidate || (candidate === 2 && !settled) ? [] : [i];
    });
  }

  private value(side: Side, signal: SignalId, step: number): number {
    return this.values[side][step - this.oldest]?.[signal] ?? 2;
  }

  private run(side: Side): Uint8Array[] {
    const { pair, drive, last, oldest } = this;
    const kept: Uint8Array[] = [];
    const starts = side === 'golden' ? pair.pairing.goldenStart : pair.pairing.candidateStart;
    const names = side === 'golden' ? new Map<string, string>() : new Map([...pair.portMap].map(([from, to]) => [to, from]));
    const upTo = { ...drive, steps: drive.steps.slice(0, last + 1) };
    runSide(pair[side], starts, upTo, names, (value, unknown, step) => {
      if (step >= oldest) kept.push(value.map((bit, i) => (unknown[i] === 1 ? 2 : bit)));
    });
    return kept;
  }
}

function counterparts(nets: readonly CommonNet[], side: Side, other: Side): Map<SignalId, SignalId[]> {
  const found = new Map<SignalId, SignalId[]>();
  for (const net of nets) {
    net[side].forEach((bit, i) => {
      const list = found.get(bit) ?? [];
      list.push(net[other][i] as SignalId);
      found.set(bit, list);
    });
  }
  for (const constant of [constantZero, constantOne, constantX]) found.delete(constant);
  return found;
}

/** Whether a net is a slice of a wider one on both sides. */
function isPartOf(part: CommonNet, whole: CommonNet): boolean {
  return part.golden.length < whole.golden.length && sides.every((side) => part[side].every((bit) => whole[side].includes(bit)));
}
