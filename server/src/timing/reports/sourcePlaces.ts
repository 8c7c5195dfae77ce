import type { TimingPoint } from '../../protocol/contract';
import type { ModuleGraph } from '../../graph/graphTypes';
import type { SignalBit } from '../rtlNames';
import { EndNames } from './endNames';
import type { ReportEnd, ReportPoint } from './report';

export type Place = Required<Pick<TimingPoint, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'>>;

interface Ranged {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where the ends and nets of a report stand in the source, by a graph of the design: no tool is run. */
export class SourcePlaces {
  private readonly ends: EndNames;
  private readonly nets: EndNames;
  private readonly places = new Map<string, Place>();
  private readonly instances = new Map<string, Place>();
  private readonly files: ReadonlySet<string>;

  constructor(graph: ModuleGraph) {
    // A register shows best where it is assigned, not where it is declared.
    for (const edge of graph.edges) {
      if (edge.siteKind === 'assign' && !this.places.has(edge.to)) this.places.set(edge.to, placeOf(edge.range));
    }
    for (const signal of graph.signals) {
      if (signal.kind !== 'reg' || !this.places.has(signal.id)) this.places.set(signal.id, placeOf(signal.range));
    }
    for (const instance of graph.instances) this.instances.set(instance.id, placeOf(instance.range));
    this.ends = new EndNames(graph.signals.filter((one) => one.kind === 'reg' || one.kind === 'port' || one.memory).map((one) => one.id));
    this.nets = new EndNames(graph.signals.map((one) => one.id));
    this.files = new Set(graph.signals.map((one) => one.path));
  }

  /** The register or port of an end; `net` is what it drives, where the report says. */
  find(end: ReportEnd, net: string | undefined): SignalBit | undefined {
    return this.ends.find(end, net) ?? this.nets.find(end, undefined);
  }

  placeOf(signal: string): Place | undefined {
    return this.places.get(signal);
  }

  /** Whether the source knows an end: as a register or port, or as an instance that is written there, such as a memory or an I/O cell. */
  knows(end: ReportEnd, net: string | undefined): boolean {
    return this.find(end, net) !== undefined || this.instances.has(levelsOf(end).join('.'));
  }

  /** Of a name that the source has no register for, the deepest instance around it: a memory, a library cell. */
  around(end: ReportEnd): Place | undefined {
    const levels = levelsOf(end);
    for (let depth = levels.length; depth > 0; depth--) {
      const found = this.instances.get(levels.slice(0, depth).join('.'));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The place of a step: the net it is about, else what the report itself names. */
  ofPoint(point: ReportPoint): Place | undefined {
    const name = point.net ?? point.pin.replace(/\/[^/]+$/, '');
    const found = this.nets.find({ name, kind: 'register', clock: undefined }, point.net);
    if (found !== undefined) return this.placeOf(found.signal);
    for (const source of point.sources ?? []) {
      const place = this.named(source);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** `src/top.v:12.3-14.9`, where that is a file of the design. */
  private named(source: string): Place | undefined {
    const found = /^(.*):(\d+)(?:\.(\d+))?(?:-(\d+)\.(\d+))?$/.exec(source.replaceAll('\\', '/'));
    if (found === null) return undefined;
    const tail = `/${(found[1] ?? '').replace(/^\.\//, '')}`;
    const files = [...this.files].filter((file) => file.endsWith(tail) || file === found[1]);
    const [file] = files;
    if (file === undefined || files.length > 1) return undefined;
    const [line, column] = [Number(found[2]), Number(found[3] ?? 1)];
    return { file, line, column, endLine: Number(found[4] ?? line), endColumn: Number(found[5] ?? column + 1) };
  }
}

function placeOf({ path, line, column, endLine, endColumn }: Ranged): Place {
  return { file: path, line, column, endLine, endColumn };
}

/** The levels of hierarchy of a name, the module names of Quartus left out. */
function levelsOf(end: ReportEnd): string[] {
  const levels = end.name.replaceAll('\\', '').split(/[/|.]/);
  return levels.map((level) => level.replace(/^[A-Za-z_]\w*:(?=\S)/, ''));
}
