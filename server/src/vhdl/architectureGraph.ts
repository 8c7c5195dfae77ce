import { LineIndex } from '../base/lines';
import type { SourceRange } from '../base/ranges';
import type { Item, ModuleBody, Port } from '../graph/ast';
import { elaborate } from '../graph/elaborate';
import { graphOfElaboration, type ModuleGraph } from '../graph/moduleGraph';
import type { Units } from '../graph/units';
import type { ModuleInfo, PortInfo } from '../model/moduleInfo';
import { inVhdlWords } from './inVhdlWords';
import { type Architecture, type Entity, type Elsewhere, readUnits, type VhdlUnits } from './readUnits';
import { opaqueCall, Reading, type Span } from './reading';

/** How the VHDL files of a project are reached. */
export interface VhdlFiles {
  readText(path: string): string | undefined;
  /** The file that declares an entity or a package of that name, in whatever capitals. */
  fileOf(kind: 'entity' | 'package', name: string): string | undefined;
}

/** An architecture of a file as it can be asked for: the entity's name, and where it stands (1-based lines). */
export interface FoundArchitecture {
  readonly name: string;
  readonly architecture: string;
  readonly line: number;
  readonly endLine: number;
  graph(): ModuleGraph;
}

/**
 * The architectures of a VHDL file, each with the graph that modules of Verilog have: registers with clock and reset, drivers with their conditions, state machines, instances. Generics have their default
 * values. Conditions and constants are in VHDL's words. What cannot be read is said in the graph's notes.
 */
export function architecturesOf(path: string, text: string, files: VhdlFiles): FoundArchitecture[] {
  const project = new VhdlTexts(path, files);
  const units = project.read(path, text);
  const lines = new LineIndex(text);
  return units.architectures.map((architecture) => {
    const entity = project.entity(architecture.of);
    const span = { start: architecture.start, end: architecture.end };
    const isHere = units.entities.get(architecture.of) === entity;
    if (entity !== undefined && isHere) span.start = Math.min(span.start, entity.start);
    return {
      name: architecture.of,
      architecture: architecture.name,
      line: lines.positionAt(span.start).line + 1,
      endLine: lines.positionAt(span.end).line + 1,
      graph: () => graphOf({ architecture, entity, isHere, span, units }, project, { path, text, lines }),
    };
  });
}

/** The texts that a file leans on, each read once with names in common. */
class VhdlTexts implements Elsewhere {
  readonly reading = new Reading();
  private readonly units = new Map<string, VhdlUnits>();

  constructor(
    readonly path: string,
    private readonly files: VhdlFiles,
  ) {}

  read(path: string, text: string): VhdlUnits {
    const known = this.units.get(path);
    if (known !== undefined) return known;
    // A file that comes back to itself finds nothing there yet.
    this.units.set(path, { entities: new Map(), architectures: [], packages: new Map(), problems: [] });
    const units = readUnits(text, this.reading, this);
    this.units.set(path, units);
    return units;
  }

  package(name: string): ModuleBody | undefined {
    return this.near(name, 'packages') ?? this.unitsOf('package', name)?.packages.get(name);
  }

  entity(name: string): Entity | undefined {
    return this.near(name, 'entities') ?? this.unitsOf('entity', name)?.entities.get(name);
  }

  /** The file that declares a unit, among those read. */
  fileOf(kind: 'entity' | 'package', name: string): string | undefined {
    for (const [path, units] of this.units) if ((kind === 'entity' ? units.entities : units.packages).has(name)) return path;
    return undefined;
  }

  private near<K extends 'packages' | 'entities'>(name: string, kind: K): (K extends 'packages' ? ModuleBody : Entity) | undefined {
    return this.units.get(this.path)?.[kind].get(name) as (K extends 'packages' ? ModuleBody : Entity) | undefined;
  }

  private unitsOf(kind: 'entity' | 'package', name: string): VhdlUnits | undefined {
    const path = this.fileOf(kind, name) ?? this.files.fileOf(kind, name);
    const known = path === undefined ? undefined : this.units.get(path);
    if (path === undefined || known !== undefined) return known;
    const text = this.files.readText(path);
    return text === undefined ? undefined : this.read(path, text);
  }
}

interface Chosen {
  readonly architecture: Architecture;
  readonly entity: Entity | undefined;
  readonly isHere: boolean;
  readonly span: Span;
  readonly units: VhdlUnits;
}

function graphOf(chosen: Chosen, project: VhdlTexts, file: { path: string; text: string; lines: LineIndex }): ModuleGraph {
  const { architecture, entity, isHere, span, units } = chosen;
  const head = { start: architecture.start, end: architecture.start + 'architecture'.length };
  // Ports that another file declares are told where the architecture begins.
  const placed = (ports: readonly Port[]): Port[] => ports.map((one) => (isHere ? one : { ...one, ...head }));
  const uses = [...new Set([...(entity?.uses ?? []), ...architecture.uses])];
  const single = (items: readonly Item[]): Item[] => items.filter((one) => !isOverloaded(one, project.reading));
  const body: ModuleBody = {
    name: architecture.of,
    keyword: 'module',
    parameters: placed(entity?.generics ?? []).map((one) => ({ ...one, local: false, init: one.init ?? opaqueCall(one.name, [], one) })),
    ports: placed(entity?.ports ?? []),
    items: [
      ...uses.filter((name) => project.package(name) !== undefined).map((scope): Item => ({ kind: 'import', scope, name: '*', ...head })),
      ...(isHere ? single(entity?.items ?? []) : (entity?.items ?? []).filter((one) => one.kind === 'parameter' || one.kind === 'typedef')),
      ...single(architecture.items),
    ],
    ...span,
  };
  const siblings = [...units.packages.values()].map((one) => ({ ...one, items: single(one.items) }));
  const info = infoOf(architecture.of, 'module', [], span, file);
  const elaboration = elaborate(body, siblings, unitsFor(project, file));
  const { lines } = file;
  const toSource = (start: number, end: number): SourceRange => rangeOf(start, end, file.path, lines);
  const missing = uses
    .filter((name) => project.package(name) === undefined)
    .map((name) => `Package ${name} was not found; what it declares is not known here.`);
  const without = entity === undefined ? [`The entity ${architecture.of} was not found: its ports are not known.`] : [];
  const graph = graphOfElaboration(elaboration, info, { pre: { text: file.text, toSource }, source: { text: file.text } }, [
    ...without,
    ...missing,
  ]);
  return inVhdlWords(graph, elaboration);
}

function isOverloaded(item: Item, reading: Reading): boolean {
  return item.kind === 'routine' && (reading.bodies.get(item.routine.name) ?? 0) > 1;
}

/** Entities, components and packages as the graphs ask for them. */
function unitsFor(project: VhdlTexts, file: { path: string; text: string; lines: LineIndex }): Units {
  return {
    find(name) {
      if (project.package(name) !== undefined) return [infoOf(name, 'package', [], { start: 0, end: 0 }, file)];
      const entity = project.entity(name);
      const ports = entity?.ports ?? project.reading.components.get(name);
      return ports === undefined ? [] : [infoOf(name, 'module', ports, { start: 0, end: 0 }, file)];
    },
    read(unit) {
      const body = unit.kind === 'package' ? project.package(unit.name) : undefined;
      if (body === undefined) return undefined;
      const items = body.items.filter((one) => !isOverloaded(one, project.reading));
      return { body: { ...body, items }, modules: [] };
    },
  };
}

function infoOf(
  name: string,
  kind: 'module' | 'package',
  ports: readonly Port[],
  span: Span,
  { path, lines }: { path: string; lines: LineIndex },
): ModuleInfo {
  const range = rangeOf(span.start, span.end, path, lines);
  const lists = { parameters: [], nets: [], instances: [], functions: [], types: [], imports: [], references: [] };
  const told = ports.map((port): PortInfo => ({
    name: port.name,
    direction: port.direction,
    typeText: '',
    signed: port.type.signed,
    range,
    nameRange: range,
  }));
  return { name, kind, path, range, nameRange: range, headerRange: range, ports: told, ...lists, damaged: false };
}

function rangeOf(start: number, end: number, path: string, lines: LineIndex): SourceRange {
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { path, start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
