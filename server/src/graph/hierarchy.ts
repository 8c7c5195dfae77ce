import { pauses } from '../base/pauses';
import type { ModuleInfo } from '../model/moduleInfo';
import type { HierarchyNode } from '../protocol/requests';
import type { ParsedFile } from '../syntax/parsedFile';
import type { Argument, Declarator, Expr, InstanceItem, ModuleBody } from './ast';
import { declareHeader, declareItems } from './declareItems';
import { Elaboration } from './elaboration';
import { evaluate } from './evaluate';
import { bodyOf } from './moduleGraph';
import { printExpression } from './printExpression';
import { resolveType } from './resolveType';
import type { Entity, Scope } from './scope';

export interface HierarchyHost {
  parse(path: string): ParsedFile;
  /** Units of a name, for packages and interfaces. */
  find(name: string): readonly ModuleInfo[];
  /** The unit that an instance in a file means. */
  resolve(name: string, from: string): ModuleInfo | undefined;
}

export interface HierarchyTree {
  readonly root: HierarchyNode;
  /** What was left out or not found, in words. */
  readonly notes: readonly string[];
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
  readonly bodies: Map<ModuleInfo, NonNullable<ReturnType<typeof bodyOf>> & { readonly pre: ParsedFile['pre'] }>;
}

type Place = Pick<HierarchyNode, 'file' | 'line' | 'endLine'>;

interface Pending {
  readonly node: HierarchyNode;
  readonly unit: ModuleInfo;
  readonly given: ReadonlyMap<string, Given>;
  readonly above: readonly string[];
}

/** Value of a parameter from outside; undefined when its expression is no constant here. */
type Given =
  { readonly expr: Expr | undefined; readonly text: string } | { readonly type: Entity & { kind: 'type' }; readonly text: string };

/**
 * The instances below a module with their parameters evaluated, generate blocks unrolled and chosen by them (IEEE 1800-2023 clauses 23.10, 27). Level by level, so that
 * a limit of 5000 instances costs the deepest. Yields to other work; ends early when aborted.
 */
export async function elaborateHierarchy(top: ModuleInfo, host: HierarchyHost, signal: AbortSignal): Promise<HierarchyTree> {
  const notes = new Set<string>();
  const known: Known = { units: new Map(), bodies: new Map() };
  const root: HierarchyNode = {
    name: top.name,
    module: top.name,
    ...declarationOf(top),
    endLine: top.range.endLine + 1,
    parameters: [],
    children: [],
  };
  const pending: Pending[] = [{ node: root, unit: top, given: new Map(), above: [top.name] }];
  let count = 1;
  const pause = pauses();
  for (let at = 0; at < pending.length; at++) {
    signal.throwIfAborted();
    const one = pending[at];
    if (one === undefined) break;
    const elaborated = elaborateOnce(one.unit, one.given, host, known);
    if (elaborated === undefined) continue;
    one.node.parameters = elaborated.parameters;
    for (const note of elaborated.elaboration.notes) if (/^A generate/.test(note)) notes.add(`${one.unit.name}: ${note}`);
    for (const { item, scope } of elaborated.instances) {
      if (count++ >= nodeLimit) {
        notes.add(`Only the first ${nodeLimit} instances are shown.`);
        return { root, notes: [...notes] };
      }
      const next = child(one, elaborated, { item, scope }, host);
      one.node.children.push(next.node);
      if (next.follow !== undefined) pending.push(next.follow);
    }
    await pause();
  }
  return { root, notes: [...notes] };
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
  const given = overrides(elaboration, item, scope, unit);
  const repeated = parent.above.filter((one) => one === unit.name).length;
  // A module may hold itself with smaller parameters; without any it would never end.
  if (repeated > 0 && (given.size === 0 || repeated > nestingLimit)) return { node: { ...node, recursive: true } };
  return { node, follow: { node, unit, given, above: [...parent.above, unit.name] } };
}

function declarationOf(unit: ModuleInfo): { file: string; line: number } {
  return { file: unit.nameRange.path, line: unit.nameRange.line + 1 };
}

/** One module with the same parameters is elaborated once. */
function elaborateOnce(unit: ModuleInfo, given: ReadonlyMap<string, Given>, host: HierarchyHost, known: Known): Elaborated | undefined {
  const values = [...given].map(([name, one]) => `${name}=${'expr' in one ? keyOf(one) : serialOf(one.type.type)}`);
  const key = [unit.path, unit.name, ...values].join('|');
  if (!known.units.has(key)) known.units.set(key, elaborateUnit(unit, given, host, known));
  return known.units.get(key);
}

const serials = new WeakMap<object, number>();
let lastSerial = 0;

/** A type that is handed down stays the same object. */
function serialOf(type: object): number {
  const serial = serials.get(type) ?? ++lastSerial;
  serials.set(type, serial);
  return serial;
}

function keyOf({ expr, text }: { readonly expr: Expr | undefined; readonly text: string }): string {
  return expr === undefined
    ? `?${text}`
    : expr.kind === 'number'
      ? `${expr.value}'${expr.width ?? 0}${expr.signed ? 's' : ''}`
      : printExpression(expr);
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
  const body = withValues(found.body, given);
  const elaboration = new Elaboration(body, found.modules, (name) => host.find(name));
  for (const [name, one] of given) if ('type' in one) elaboration.root.declare(name, one.type);
  declareHeader(elaboration);
  declareItems(elaboration, body.items, elaboration.root);
  const instances = elaboration.pending.flatMap(({ item, scope }) => (item.kind === 'instance' ? [{ item: item.instance, scope }] : []));
  const placeOf = ({ start, end }: InstanceItem): Place => {
    const { path, line } = pre.toSource(start, start + 1);
    return { file: path, line: line + 1, endLine: pre.toSource(end - 1, end).line + 1 };
  };
  const parameters = settable(found.body).map((one) => ({
    name: one.name,
    value: valueText(elaboration, one, given.get(one.name)),
    ...(given.has(one.name) ? { overridden: true } : {}),
  }));
  return { parameters, instances, elaboration, placeOf };
}

/** Parameters that an instance can set, in order: those of the header, else those of the body. */
function settable(body: ModuleBody): readonly Declarator[] {
  const header = body.parameters.filter((one) => !one.local);
  if (body.parameters.length > 0) return header;
  return body.items.flatMap((item) => (item.kind === 'parameter' && !item.local ? item.declarators : []));
}

/** The body with the values from outside in the place of defaults, where types of parameters still apply to them. */
function withValues(body: ModuleBody, given: ReadonlyMap<string, Given>): ModuleBody {
  if (given.size === 0) return body;
  const set = <D extends Declarator>(one: D): D => {
    const value = given.get(one.name);
    if (value === undefined || !('expr' in value)) return one;
    // What is no constant leaves the parameter without a value, not with its default.
    return { ...one, init: value.expr ?? { kind: 'none', start: one.start, end: one.end } };
  };
  return {
    ...body,
    parameters: body.parameters.map((one) => (one.local ? one : set(one))),
    items: body.items.map((item) =>
      item.kind === 'parameter' && !item.local ? { ...item, declarators: item.declarators.map((one) => set(one)) } : item,
    ),
  };
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

/** The overrides of an instance, evaluated where they are written (clause 23.10.2). */
function overrides(elaboration: Elaboration, item: InstanceItem, scope: Scope, unit: ModuleInfo): ReadonlyMap<string, Given> {
  const names = unit.parameters.filter((one) => !one.local).map((one) => one.name);
  const given = new Map<string, Given>();
  for (const [position, argument] of item.parameters.entries()) {
    const name = argument.name ?? names[position];
    if (name !== undefined && argument.value.kind !== 'none') given.set(name, valueOf(elaboration, argument, scope));
  }
  return given;
}

function valueOf(elaboration: Elaboration, { value: expr }: Argument, scope: Scope): Given {
  const text = textOf(expr);
  if (expr.kind === 'string') return { expr, text };
  const host = elaboration.machine(scope);
  if (expr.kind === 'type') return { type: { kind: 'type', ...resolveType(expr.type, host) }, text };
  const named =
    expr.kind === 'name'
      ? scope.lookup(expr.name)
      : expr.kind === 'scoped'
        ? elaboration.packageScope(expr.scope)?.lookup(expr.name)
        : undefined;
  if (named?.kind === 'type') return { type: named, text };
  const { constant, wild, width, signed } = evaluate(expr, host);
  if (constant === undefined || wild !== undefined) return { expr: undefined, text };
  const bits = Math.max(width, 1);
  const value = BigInt.asUintN(bits, constant);
  return { text, expr: { kind: 'number', text: value.toString(), value, wild: 0n, width: bits, signed, start: expr.start, end: expr.end } };
}

/** An expression, or a type by its name; of a struct or enum just the word. */
function textOf(expr: Expr): string {
  if (expr.kind !== 'type') return printExpression(expr);
  const { base, packed } = expr.type;
  const name =
    base.kind === 'builtin'
      ? base.name
      : base.kind === 'named'
        ? `${base.scope === undefined ? '' : `${base.scope}::`}${base.name}`
        : base.kind;
  const dimensions = packed.map(
    ({ left, right }) => `[${printExpression(left)}${right === undefined ? '' : `:${printExpression(right)}`}]`,
  );
  return [name, dimensions.join('')].filter((one) => one !== '').join(' ');
}
