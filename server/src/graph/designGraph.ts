import { pauses } from '../base/pauses';
import type { ModuleInfo } from '../model/moduleInfo';
import { elaborate } from './elaborate';
import type { Elaboration } from './elaboration';
import type { DataEdge, GraphInstance, GraphSignal, ModuleGraph } from './graphTypes';
import type { HierarchyHost } from './hierarchy';
import { type Given, overrides, parameterKey } from './instanceParameters';
import { shiftedLanes } from './lanes';
import { graphOfElaboration } from './moduleGraph';
import { bodyOf, projectUnits } from './units';

const instanceLimit = 2000;
const edgeLimit = 400_000;
/** Most copies of a module inside itself. */
const nestingLimit = 64;

/** One module with certain parameters, analysed once for all its instances. */
interface Part {
  readonly graph: ModuleGraph;
  readonly elaboration: Elaboration;
}

interface Pending {
  readonly part: Part;
  readonly unit: ModuleInfo;
  /** `u_core.u_alu.`, '' for the top. */
  readonly prefix: string;
  readonly above: readonly string[];
}

/**
 * The data flow of a module and everything below it as one graph: signals have their hierarchical names, each instance has its own parameters, and a port is one signal with
 * what is connected to it. Its machines and control flow are those of the top alone, or left out where data flow will do. Level by level up to 2000 instances; what is left out is noted. Yields to other work.
 */
export async function designGraph(
  top: ModuleInfo,
  host: HierarchyHost,
  signal: AbortSignal,
  what: 'all' | 'data flow' = 'all',
): Promise<ModuleGraph | undefined> {
  const parts = new Map<string, Part | undefined>();
  const root = partOf(top, new Map(), host, parts, what);
  if (root === undefined) return undefined;
  const joined = new Joined();
  const pending: Pending[] = [{ part: root, unit: top, prefix: '', above: [top.name] }];
  const pause = pauses();
  for (let at = 0; at < pending.length; at++) {
    signal.throwIfAborted();
    const one = pending[at];
    if (one === undefined) break;
    joined.add(one.part.graph, one.prefix);
    if (pending.length > instanceLimit || joined.edges.length > edgeLimit) {
      joined.notes.add(`Only ${at + 1} instances are followed; the design has more.`);
      break;
    }
    pending.push(...below(one, host, parts));
    await pause();
  }
  return joined.graph(root.graph);
}

function below({ part, unit, prefix, above }: Pending, host: HierarchyHost, parts: Map<string, Part | undefined>): readonly Pending[] {
  const found: Pending[] = [];
  for (const { item, scope } of part.elaboration.pending) {
    if (item.kind !== 'instance') continue;
    const { instance } = item;
    const child = host.resolve(instance.moduleName, unit.path);
    if (child === undefined || child.kind !== 'module') continue;
    const given = overrides(part.elaboration, instance, scope, child.parameters);
    const repeated = above.filter((one) => one === child.name).length;
    if (repeated > 0 && (given.size === 0 || repeated > nestingLimit)) continue;
    const below = partOf(child, given, host, parts);
    if (below === undefined) continue;
    found.push({ part: below, unit: child, prefix: `${prefix}${scope.prefix}${instance.name}.`, above: [...above, child.name] });
  }
  return found;
}

function partOf(
  unit: ModuleInfo,
  given: ReadonlyMap<string, Given>,
  host: HierarchyHost,
  parts: Map<string, Part | undefined>,
  // Of what lies below, nobody sees control flow and state machines.
  what: 'all' | 'data flow' = 'data flow',
): Part | undefined {
  const key = parameterKey(unit, given);
  if (!parts.has(key)) parts.set(key, readPart(unit, given, host, what));
  return parts.get(key);
}

function readPart(unit: ModuleInfo, given: ReadonlyMap<string, Given>, host: HierarchyHost, what: 'all' | 'data flow'): Part | undefined {
  const file = host.parse(unit.path);
  const found = bodyOf(file, unit);
  if (found === undefined) return undefined;
  const elaboration = elaborate(found.body, found.modules, projectUnits(host.find, host.parse, host.near?.(unit.path)), given);
  return { elaboration, graph: graphOfElaboration(elaboration, unit, file, [], what) };
}

/** Graphs of instances put together: names get the path of their instance, pins become the ports they are connected to. */
class Joined {
  readonly edges: DataEdge[] = [];
  readonly notes = new Set<string>();
  private readonly signals = new Map<string, GraphSignal>();
  private readonly instances: GraphInstance[] = [];
  private readonly interfaces: [string, string][] = [];
  /** Pins by the path of their instance, as long as it was not added, and the edges at them. */
  private readonly pins = new Map<string, Map<string, GraphSignal>>();
  private readonly pinEdges = new Map<string, DataEdge[]>();
  private sites = 0;

  add(graph: ModuleGraph, prefix: string): void {
    const pins = this.pins.get(prefix) ?? new Map<string, GraphSignal>();
    this.pins.delete(prefix);
    for (const id of pins.keys()) this.signals.delete(id);
    const ports = new Map<string, GraphSignal[]>();
    for (const signal of graph.signals) this.addSignal(signal, prefix, ports);
    this.reconnect(pins, ports, prefix);
    const firstSite = this.sites;
    for (const edge of graph.edges) {
      const site = edge.site < 0 ? edge.site : firstSite + edge.site;
      this.sites = Math.max(this.sites, site + 1);
      this.addEdge({ ...edge, from: this.nameOf(edge.from, prefix), to: this.nameOf(edge.to, prefix), site });
    }
    for (const instance of graph.instances) {
      const id = `${prefix}${instance.id}`;
      this.instances.push({ ...instance, id });
      // An interface port is the interface that is connected to it.
      for (const { port, direction, text } of instance.connections)
        if (direction === 'interface') this.interfaces.push([`${id}.${port}.`, this.nameOf(`${text.replace(/\..*$/, '')}.`, prefix)]);
    }
    for (const note of graph.notes) this.notes.add(prefix === '' ? note : `${graph.name}: ${note}`);
  }

  graph(root: ModuleGraph): ModuleGraph {
    for (const edges of this.pinEdges.values()) this.edges.push(...edges);
    const targets = new Map<string, Set<string>>();
    for (const { from, to } of this.edges) targets.set(from, (targets.get(from) ?? new Set()).add(to));
    const signals = [...this.signals.values()].map((one) => ({ ...one, fanout: targets.get(one.id)?.size ?? 0 }));
    return { ...root, signals, edges: this.edges, instances: this.instances, notes: [...this.notes] };
  }

  private nameOf(id: string, prefix: string): string {
    const full = `${prefix}${id}`;
    for (const [port, connected] of this.interfaces) if (full.startsWith(port)) return `${connected}${full.slice(port.length)}`;
    return full;
  }

  /** An edge at a pin waits for the instance, whose ports take the pins' place. */
  private addEdge(edge: DataEdge): void {
    const at = [instanceOf(edge.to), instanceOf(edge.from)].find(
      (path, i) => this.pins.get(path)?.has(i === 0 ? edge.to : edge.from) === true,
    );
    if (at === undefined) this.edges.push(edge);
    else append(this.pinEdges, at, edge);
  }

  private addSignal(signal: GraphSignal, prefix: string, ports: Map<string, GraphSignal[]>): void {
    const id = this.nameOf(signal.id, prefix);
    if (this.signals.has(id)) return;
    if (signal.kind === 'instance') {
      const path = instanceOf(id);
      this.pins.set(path, (this.pins.get(path) ?? new Map<string, GraphSignal>()).set(id, { ...signal, id }));
    }
    if (prefix === '') {
      this.signals.set(id, signal);
      return;
    }
    const { direction, clock, reset, part, ...rest } = signal;
    const own: GraphSignal = {
      ...rest,
      id,
      kind: signal.kind === 'port' ? 'wire' : signal.kind,
      ...(part === undefined ? {} : { part: { ...part, of: this.nameOf(part.of, prefix) } }),
      ...(signal.kind === 'instance' && direction !== undefined ? { direction } : {}),
      ...(clock === undefined ? {} : { clock: clock.replace(' ', ` ${prefix}`) }),
      ...(reset === undefined ? {} : { reset: reset.replace(':', `:${prefix}`) }),
    };
    this.signals.set(id, own);
    if (direction !== undefined && signal.kind !== 'instance') {
      const name = own.part?.of ?? id;
      append(ports, name, own);
    }
  }

  /** The edges at pins become edges at ports: a structure's fields are signals of their own. */
  private reconnect(pins: ReadonlyMap<string, GraphSignal>, ports: ReadonlyMap<string, readonly GraphSignal[]>, prefix: string): void {
    const waiting = this.pinEdges.get(prefix) ?? [];
    this.pinEdges.delete(prefix);
    for (const edge of waiting) {
      const into = pins.has(edge.to) ? pieces(edge, 'to', ports.get(edge.to), pins.get(edge.to)) : [edge];
      for (const one of into)
        for (const piece of pins.has(one.from) ? pieces(one, 'from', ports.get(one.from), pins.get(one.from)) : [one]) this.addEdge(piece);
    }
  }
}

function instanceOf(pin: string): string {
  return pin.slice(0, pin.lastIndexOf('.') + 1);
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** An edge at a pin as edges at the fields of its port. */
function pieces(edge: DataEdge, end: 'from' | 'to', parts: readonly GraphSignal[] | undefined, pin: GraphSignal | undefined): DataEdge[] {
  if (parts === undefined) return [edge];
  // Where a width is not known on either side, everything there belongs together.
  if (pin?.width === undefined || parts.some((part) => part.width === undefined)) return parts.map((part) => whole(edge, end, part));
  const [low, width] = end === 'to' ? [edge.toLow, edge.toWidth] : [edge.fromLow, edge.fromWidth];
  const found: DataEdge[] = [];
  for (const part of parts) {
    const offset = part.part?.low ?? 0;
    const from = Math.max(low, offset);
    const to = Math.min(low + width, offset + (part.width ?? Number.MAX_SAFE_INTEGER));
    if (to <= from) continue;
    const near =
      end === 'to'
        ? { to: part.id, toLow: from - offset, toWidth: to - from }
        : { from: part.id, fromLow: from - offset, fromWidth: to - from };
    const other = !edge.aligned
      ? {}
      : end === 'to'
        ? { fromLow: edge.fromLow + (from - low), fromWidth: to - from }
        : { toLow: edge.toLow + (from - low), toWidth: to - from };
    // Bit p of the piece is bit p + (from - low) of the edge's range; at the source's end it is q that moves.
    const moved = end === 'to' ? low - from : from - low;
    const lanes = edge.lanes === undefined ? {} : { lanes: shiftedLanes(edge.lanes, moved) };
    const piece = { ...edge, ...near, ...other, ...lanes };
    const text = bitsOf(part, from - offset, to - from);
    const { fromBits, toBits, ...rest } = piece;
    const cut = edge.aligned && to - from < width;
    const far = end === 'to' ? fromBits : toBits;
    // Where the piece is less than the edge was, its far end is told by offsets.
    const farText = cut ? rangeText(end === 'to' ? piece.fromLow : piece.toLow, to - from) : far;
    const [source, target] = end === 'to' ? [farText, text] : [text, farText];
    found.push({ ...rest, ...(source === undefined ? {} : { fromBits: source }), ...(target === undefined ? {} : { toBits: target }) });
  }
  return found;
}

function bitsOf(signal: GraphSignal, low: number, width: number): string | undefined {
  return low === 0 && width === signal.width ? undefined : rangeText(low, width);
}

function rangeText(low: number, width: number): string {
  return width === 1 ? String(low) : `${low + width - 1}:${low}`;
}

function whole(edge: DataEdge, end: 'from' | 'to', part: GraphSignal): DataEdge {
  const width = part.width ?? 1;
  const near = end === 'to' ? { to: part.id, toLow: 0, toWidth: width } : { from: part.id, fromLow: 0, fromWidth: width };
  const copy: { -readonly [K in keyof DataEdge]: DataEdge[K] } = { ...edge, ...near, aligned: false };
  delete copy.lanes;
  return copy;
}
