import type { NetlistCell, NetlistModule } from '../../netlist/netlist';
import { arithmeticNormalForm } from '../../netlist/arithmeticNormalForm';
import { expandMemories, memoryBits } from '../../netlist/expandMemories';
import { mapToGates } from '../../netlist/mapToGates';
import type { InputPatterns } from '../../sim/patterns';
import { findPatterns } from '../../sim/patterns';
import type { InstanceCut, OpaqueInstance } from './cutInstances';
import type { DesignFacts, PortFact } from './facts';
import { portsOf, readFacts } from './facts';
import type { GateDesignResult } from './gateDesign';
import { readGateDesign } from './gateDesign';
import type { NamedNet } from './namedNets';
import { namedNets } from './namedNets';
import type { Opened, OpenedPort } from './openPorts';
import { openPorts } from './openPorts';
import type { PortBit, PortLayout } from './portLayout';
import { connectionsOf, shapeModule } from './portLayout';

/** One side, read and mapped. */
export interface PreparedSide {
  readonly facts: DesignFacts;
  /** The ports of the source. Those of `facts` and of the netlists differ from them by what was opened. */
  readonly interface: readonly PortFact[];
  readonly opened: readonly OpenedPort[];
  /** What has no inside and was taken out of both sides. */
  readonly opaque: Opaque;
  /** Something in it may be at high impedance. */
  readonly holdsZ: boolean;
  /** All registers step together: the clock is left out, and an asynchronous reset acts within the cycle. */
  readonly gates: GateDesignResult;
  /** `check` reported: several drivers of a net, or a combinational loop. */
  readonly conflicts: readonly string[];
  /** Bits of memory that were left out because they are too many; 0 when the model is complete. */
  readonly memoryLeftOut: number;
  /** Bits of all memories. */
  readonly memoryBits: number;
  /** As `gates`, with memories as what they are and not as registers. */
  readonly withMemories: GateDesignResult;
  /** As `gates`, with sums of products multiplied out and in one order; undefined where there are none. */
  readonly inNormalForm: GateDesignResult | undefined;
  /** Gates and registers with their own clocks and asynchronous resets: what the simulator reads. */
  readonly simulated: NetlistModule;
  /** The same, where what memories hold is unknown. */
  readonly simulatedWithout: NetlistModule;
  /** Word-level cells and memories, all registers stepping together: what a model in another language is written from. */
  readonly steps: NetlistModule;
  /** What the design compares its inputs with. */
  readonly patterns: InputPatterns;
  /** The nets that a person named, by name. */
  readonly named: ReadonlyMap<string, NamedNet>;
  /** Where ports were taken apart: what those of the source are connected to, bit 0 first. */
  readonly connections: ReadonlyMap<string, readonly PortBit[]>;
  /** The same with the ports that a layout gives it. */
  readonly shapedAs: (layout: PortLayout) => PreparedSide;
}

/** What was taken out of a design: the ports that stand in its place are `inputs` and `outputs`. */
export interface Opaque {
  readonly instances: readonly OpaqueInstance[];
  readonly inputs: ReadonlySet<string>;
  readonly outputs: readonly string[];
  /** Pins that feel glitches, in front of which the sides have other logic. */
  readonly glitches: readonly string[];
}

/** Above this many bits the words of memories would be too many registers to reason about: then what is read from them is unknown. */
export const largestMemoryBits = 65536;

/** What Yosys wrote of a side. */
export interface SideParts {
  readonly words: NetlistModule;
  readonly steps: NetlistModule;
  readonly conflicts: readonly string[];
  readonly sourceOf: (file: string) => string | undefined;
  /** Where ports of the source were taken apart. */
  readonly connections?: ReadonlyMap<string, readonly PortBit[]>;
  /** The ports of the source, where those of `words` are others. */
  readonly interface?: readonly PortFact[] | undefined;
  readonly opened?: readonly OpenedPort[];
  readonly opaque?: Opaque;
  /** Why the netlists say nothing of the source. */
  readonly problem?: string;
}

/** What was read of a side; what is made of it is made when it is asked for, since a memory of many words takes long. */
export class ReadSide implements PreparedSide {
  readonly facts: DesignFacts;
  readonly interface: readonly PortFact[];
  readonly opened: readonly OpenedPort[];
  readonly opaque: Opaque;
  readonly connections: ReadonlyMap<string, readonly PortBit[]>;
  readonly conflicts: readonly string[];
  readonly memoryBits: number;
  readonly memoryLeftOut: number;
  readonly patterns: InputPatterns;
  readonly steps: NetlistModule;
  private readonly words: NetlistModule;
  private readonly made = new Map<string, unknown>();

  constructor(private readonly parts: SideParts) {
    ({ words: this.words, steps: this.steps, conflicts: this.conflicts } = parts);
    this.facts = readFacts(this.words);
    this.interface = parts.interface ?? this.facts.ports;
    this.opened = parts.opened ?? [];
    this.opaque = parts.opaque ?? { instances: [], inputs: new Set(), outputs: [], glitches: [] };
    this.connections = parts.connections ?? new Map();
    this.memoryBits = memoryBits(this.words);
    this.memoryLeftOut = this.memoryBits > largestMemoryBits ? this.memoryBits : 0;
    this.patterns = findPatterns(this.words);
  }

  shapedAs(layout: PortLayout): PreparedSide {
    return new ReadSide({
      ...this.parts,
      interface: undefined,
      words: shapeModule(this.words, layout),
      steps: shapeModule(this.steps, layout),
      connections: connectionsOf(layout),
    });
  }

  get holdsZ(): boolean {
    const holds = ({ type, connections }: NetlistCell): boolean =>
      type === '$tribuf' || Object.values(connections).some((bits) => bits.includes('z'));
    return this.once(
      'holdsZ',
      () => Object.values(this.words.cells).some(holds) || Object.values(this.words.ports).some(({ bits }) => bits.includes('z')),
    );
  }

  get withMemories(): GateDesignResult {
    return this.once('withMemories', () => this.design(this.steps));
  }

  get gates(): GateDesignResult {
    if (this.memoryLeftOut > 0 || this.memoryBits === 0) return this.withMemories;
    return this.once('gates', () => this.design(expandMemories(this.steps, false)));
  }

  get inNormalForm(): GateDesignResult | undefined {
    return this.once('inNormalForm', () => {
      const normal = this.memoryLeftOut > 0 ? undefined : arithmeticNormalForm(this.steps);
      return normal === undefined ? undefined : this.design(expandMemories(normal, false));
    });
  }

  get simulated(): NetlistModule {
    if (this.memoryLeftOut > 0) return this.simulatedWithout;
    return this.once('simulated', () => mapToGates(expandMemories(this.words, false)));
  }

  get simulatedWithout(): NetlistModule {
    return this.once('simulatedWithout', () => mapToGates(expandMemories(this.words, true)));
  }

  get named(): ReadonlyMap<string, NamedNet> {
    return this.once('named', () => namedNets(this.words, this.parts.sourceOf));
  }

  private design(module: NetlistModule): GateDesignResult {
    const { problem } = this.parts;
    return problem === undefined ? readGateDesign(mapToGates(module), this.facts.domainOf) : { ok: false, problem };
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as T;
  }
}

/** A side without what has no inside, where that is the same on both. */
export function withoutOpaque(part: SideParts, cut: InstanceCut): SideParts {
  if (cut.kind === 'none') return part;
  if (cut.kind === 'refused') return { ...part, problem: cut.problem };
  const { instances, inputs, outputs, glitches } = cut;
  return {
    ...part,
    interface: portsOf(part.words),
    words: cut.without(part.words),
    steps: cut.without(part.steps),
    opaque: { instances, inputs, outputs, glitches },
  };
}

export function openedSide(part: SideParts, floating: ReadonlySet<string>): PreparedSide {
  const source = { ...part, interface: part.interface ?? portsOf(part.words) };
  const refused = (answer: Extract<Opened, { kind: 'refused' }>): PreparedSide =>
    new ReadSide({ ...source, opened: answer.ports, problem: `its netlist does not tell enough of its tri-states: ${answer.problem}` });
  const words = openPorts(part.words, floating);
  if (words.kind === 'refused') return refused(words);
  const steps = openPorts(part.steps, floating);
  if (steps.kind === 'refused') return refused(steps);
  // Drivers that are told apart are no conflict; those that are not are refused where the gates are read.
  const conflicts = part.conflicts.filter((text) => !text.startsWith('multiple conflicting drivers'));
  return new ReadSide({ ...source, conflicts, words: words.module, steps: steps.module, opened: words.ports });
}
