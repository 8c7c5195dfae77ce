import { pauses } from '../base/pauses';
import type { ModuleInfo } from '../model/moduleInfo';
import type { HierarchyNode } from '../protocol/requests';
import type { ParsedFile } from '../syntax/parsedFile';
import type { Declarator, InstanceItem, ModuleBody } from './ast';
import { declare } from './elaborate';
import type { Elaboration } from './elaboration';
import { type Given, givenText, overrides, parameterKey, textOf } from './instanceParameters';
import type { Scope } from './scope';
import { bodyOf, projectUnits, type UnitText } from './units';

export interface HierarchyHost {
  readonly parse: (path: string) => ParsedFile;
  /** Units of a name, for packages and interfaces. */
  readonly find: (name: string) => readonly ModuleInfo[];
  /** All units of a file, those that macros make included. */
  readonly near?: (path: string) => readonly ModuleInfo[];
  /** The unit that an instance in a file means. */
  resolve(name: string, from: string): ModuleInfo | undefined;
  /** Reads a file and the packages it needs, with turns for other work. */
  readLater?(path: string, signal: AbortSignal): Promise<void>;
  /** The module that an instance in a file means, by a look at names alone, without reading it; undefined when it takes more. */
  outline?(name: string, from: string): ModuleOutline | undefined;
}

/** A module that was not read: its 1-based line, and whether instances seem to stand in it. */
export interface ModuleOutline {
  readonly file: string;
  readonly line: number;
  readonly holds: boolean;
}

/** Which instances are wanted: below the one that `path` leads to, and how many levels of them. */
export interface HierarchyPart {
  readonly path?: readonly string[];
  readonly levels?: number;
  /** Only instances of modules of these names, and what is below them. */
  readonly only?: ReadonlySet<string>;
}

export interface HierarchyTree {
  readonly root: HierarchyNode;
  /** What was left out or not found, in words. */
  readonly notes: readonly string[];
  /** The first name of the path that leads nowhere, and the module that has no such instance. */
  readonly lost?: { readonly module: string; readonly instance: string };
}

const nodeLimit = 5000;
/** Most copies of a module inside itself. */
const nestingLimit = 64;

/** What a module comes to with certain parameters. */
interface Elaborated {
  readonly parameters: HierarchyNode['parameters'];
  readonly instances: readonly { readonly item: InstanceItem; readonly scope: Scope }[];
  readonly elaboration: Elaboration;
  readonly placeOf: (item: InstanceItem) => Place;
}

/** What one run has found out. Bodies are kept without their trees, which are large and few are held. */
interface Known {
  readonly units: Map<string, Elaborated | undefined>;
  readonly bodies: Map<ModuleInfo, UnitText & { readonly pre: ParsedFile['pre'] }>;
}

type Place = Pick<HierarchyNode, 'file' | 'line' | 'endLine' | 'column' | 'endColumn'>;

interface Pending {
  readonly node: HierarchyNode;
  readonly unit: ModuleInfo;
  readonly given: ReadonlyMap<string, Given>;
  readonly above: readonly string[];
  /** Levels between it and the root. */
  readonly depth: number;
}

/**
 * The instances below a module with their parameters evaluated, generate blocks unrolled and chosen by them (IEEE 1800-2023 clauses 23.10, 27). Level by level, so that
 * a limit of 5000 instances costs the deepest. Yields to other work; rejects when aborted. Of what lies beside `part.path` or below `part.levels` no file is read.
 */
export async function elaborateHierarchy(
  top: ModuleInfo,
  host: HierarchyHost,
  signal: AbortSignal,
  part: HierarchyPart = {},
): Promise<HierarchyTree> {
  const notes = new Set<string>();
  const known: Known = { units: new Map(), bodies: new Map() };
  const node: HierarchyNode = {
    name: top.name,
    module: top.name,
    ...declarationOf(top),
    column: top.nameRange.column + 1,
    endLine: top.range.endLine + 1,
    endColumn: top.range.endColumn + 1,
    parameters: [],
    children: [],
  };
  let start: Pending = { node, unit: top, given: new Map(), above: [top.name], depth: 0 };
  for (const name of part.path ?? []) {
    const next = await stepInto(start, name, host, known, signal);
    if (next === undefined) return { root: start.node, notes: [], lost: { module: start.unit.name, instance: name } };
    start = next;
  }
  const root = start.node;
  const pending: Pending[] = [start];
  let count = 1;
  const pause = pauses();
  for (let at = 0; at < pending.length; at++) {
    signal.throwIfAborted();
    const one = pending[at];
    if (one === undefined) break;
    if (at === 0) await host.readLater?.(one.unit.path, signal);
    const elaborated = elaborateOnce(one.unit, one.given, host, known);
    if (elaborated === undefined) continue;
    one.node.parameters = elaborated.parameters;
    for (const note of elaborated.elaboration.notes) if (/^A generate/.test(note)) notes.add(`${one.unit.name}: ${note}`);
    for (const { item, scope } of elaborated.instances) {
      if (part.only?.has(item.moduleName) === false) continue;
      if (count++ >= nodeLimit) {
        notes.add(`Only the first ${nodeLimit} instances are shown.`);
        return { root, notes: [...notes] };
      }
      if (one.depth + 1 === part.levels) {
        const found = { item, scope };
        one.node.children.push(outlined(one, elaborated, found, host) ?? closed(child(one, elaborated, found, host), host, known));
        continue;
      }
      const next = child(one, elaborated, { item, scope }, host);
      one.node.children.push(next.node);
      if (next.follow !== undefined) pending.push(next.follow);
    }
    await pause();
  }
  return { root, notes: [...notes] };
}

/** The instance of a name, to go on below it; undefined when there is none that could be followed. */
async function stepInto(from: Pending, name: string, host: HierarchyHost, known: Known, signal: AbortSignal): Promise<Pending | undefined> {
  await host.readLater?.(from.unit.path, signal);
  const elaborated = elaborateOnce(from.unit, from.given, host, known);
  const found = elaborated?.instances.find(({ item, scope }) => `${scope.prefix}${item.name}` === name);
  const next = elaborated === undefined || found === undefined ? undefined : child(from, elaborated, found, host).follow;
  return next === undefined ? undefined : { ...next, depth: 0 };
}

/** An instance whose module had to be read, with its parameters and without what is below it. */
function closed({ node, follow }: ReturnType<typeof child>, host: HierarchyHost, known: Known): HierarchyNode {
  const elaborated = follow === undefined ? undefined : elaborateOnce(follow.unit, follow.given, host, known);
  if (elaborated === undefined) return node;
  return { ...node, parameters: elaborated.parameters, ...(elaborated.instances.length > 0 ? { more: true } : {}) };
}

/** An instance whose module is not read: its place, and the parameters that it sets by name. Undefined when that takes the module. */
function outlined(
  parent: Pending,
  { elaboration, placeOf }: Elaborated,
  { item, scope }: Elaborated['instances'][number],
  host: HierarchyHost,
): HierarchyNode | undefined {
  if (item.parameters.some((one) => one.name === undefined && one.value.kind !== 'none')) return undefined;
  const found = host.outline?.(item.moduleName, parent.unit.path);
  if (found === undefined) return undefined;
  const parameters = [...overrides(elaboration, item, scope, [])].map(([name, one]) => ({ name, value: givenText(one), overridden: true }));
  const node = {
    name: `${scope.prefix}${item.name}`,
    module: item.moduleName,
    ...placeOf(item),
    definition: { file: found.file, line: found.line },
    parameters,
    children: [],
  };
  if (parent.above.includes(item.moduleName) && parameters.length === 0) return { ...node, recursive: true };
  return found.holds ? { ...node, more: true } : node;
}

function child(
  parent: Pending,
  { elaboration, placeOf }: Elaborated,
  { item, scope }: Elaborated['instances'][number],
  host: HierarchyHost,
): { node: HierarchyNode; follow?: Pending } {
  const unit = host.resolve(item.moduleName, parent.unit.path);
  const name = `${scope.prefix}${item.name}`;
  const node: HierarchyNode = { name, module: item.moduleName, ...placeOf(item), parameters: [], children: [] };
  if (unit === undefined) return { node: { ...node, missing: true } };
  node.definition = declarationOf(unit);
  const given = overrides(elaboration, item, scope, unit.parameters);
  const repeated = parent.above.filter((one) => one === unit.name).length;
  // A module may hold itself with smaller parameters; without any it would never end.
  if (repeated > 0 && (given.size === 0 || repeated > nestingLimit)) return { node: { ...node, recursive: true } };
  return { node, follow: { node, unit, given, above: [...parent.above, unit.name], depth: parent.depth + 1 } };
}

function declarationOf(unit: ModuleInfo): { file: string; line: number } {
  return { file: unit.nameRange.path, line: unit.nameRange.line + 1 };
}

/** One module with the same parameters is elaborated once. */
function elaborateOnce(unit: ModuleInfo, given: ReadonlyMap<string, Given>, host: HierarchyHost, known: Known): Elaborated | undefined {
  const key = parameterKey(unit, given);
  if (!known.units.has(key)) known.units.set(key, elaborateUnit(unit, given, host, known));
  return known.units.get(key);
}

function elaborateUnit(
  unit: ModuleInfo,
  given: ReadonlyMap<string, Given>,
  host: HierarchyHost,
  { bodies }: Known,
): Elaborated | undefined {
  let found = bodies.get(unit);
  if (found === undefined) {
    const file = host.parse(unit.path);
    const read = bodyOf(file, unit);
    if (read === undefined) return undefined;
    bodies.set(unit, (found = { ...read, pre: file.pre }));
  }
  const { pre } = found;
  const elaboration = declare(found.body, found.modules, projectUnits(host.find, host.parse, host.near?.(unit.path)), given);
  const instances = elaboration.pending.flatMap(({ item, scope }) => (item.kind === 'instance' ? [{ item: item.instance, scope }] : []));
  const placeOf = ({ start, end }: InstanceItem): Place => {
    const { path, line, column, endLine, endColumn } = pre.toSource(start, end);
    return { file: path, line: line + 1, column: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
  };
  const parameters = settable(found.body).map((one) => ({
    name: one.name,
    value: valueText(elaboration, one, given.get(one.name)),
    ...(given.has(one.name) ? { overridden: true, ...sizedLiteral(elaboration, one) } : {}),
  }));
  return { parameters, instances, elaboration, placeOf };
}

/** Parameters that an instance can set, in order: those of the header, else those of the body. */
function settable(body: ModuleBody): readonly Declarator[] {
  const header = body.parameters.filter((one) => !one.local);
  if (body.parameters.length > 0) return header;
  return body.items.flatMap((item) => (item.kind === 'parameter' && !item.local ? item.declarators : []));
}

/** A parameter without a type takes that of its value, which matters where that is no signed one of 32 bits (clause 6.20.2). */
function sizedLiteral(elaboration: Elaboration, { name }: Declarator): { literal?: string } {
  const entity = elaboration.root.lookup(name);
  if (entity?.kind !== 'constant' || entity.type !== undefined) return {};
  const { constant, wild, width, signed } = entity.value;
  if (constant === undefined || wild !== undefined || width === 0 || (width === 32 && signed)) return {};
  return { literal: `${width}'${signed ? 's' : ''}d${BigInt.asUintN(width, constant)}` };
}

function valueText(elaboration: Elaboration, one: Declarator, given: Given | undefined): string {
  const expr = given !== undefined && 'expr' in given ? given.expr : one.init;
  if (expr?.kind === 'string') return JSON.stringify(expr.text);
  const entity = elaboration.root.lookup(one.name);
  if (entity?.kind === 'constant' && entity.value.constant !== undefined && entity.value.wild === undefined)
    return entity.value.constant.toString();
  if (given !== undefined) return given.text;
  return expr === undefined ? '?' : textOf(expr);
}
