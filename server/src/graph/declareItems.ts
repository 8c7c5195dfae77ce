import type { Declarator, Expr, Item, ModuleBody, TypeSpec } from './ast';
import type { DataType } from './dataType';
import type { Elaboration } from './elaboration';
import { constantOf, evaluate } from './evaluate';
import { printExpression } from './printExpression';
import { resolveType } from './resolveType';
import { type Entity, Scope } from './scope';
import { emptyValue, resizeValue } from './value';

const itemLimit = 20000;

/** Declares a module's imports, parameters and ports, in the order in which each may lean on the ones before. */
export function declareHeader(elaboration: Elaboration): void {
  const { body, root } = elaboration;
  for (const item of body.items) if (item.kind === 'import') declareItem(elaboration, item, root);
  for (const parameter of body.parameters) declareParameter(elaboration, parameter, root);
  const directions = new Map<string, Item & { kind: 'port' }>();
  const redeclared = new Map<string, Declarator>();
  for (const item of body.items) {
    if (item.kind === 'port') for (const port of item.ports) directions.set(port.name, item);
    if (item.kind === 'declare') for (const one of item.declarators) redeclared.set(one.name, one);
  }
  const types = body.ports.flatMap((port): Declarator[] => {
    const again = redeclared.get(port.name);
    return [port, ...(directions.get(port.name)?.ports ?? []), ...(again === undefined ? [] : [again])];
  });
  for (const item of parametersOf(types, body.items)) declareItem(elaboration, item, root);
  for (const port of body.ports) {
    const old = directions.get(port.name)?.ports.find((one) => one.name === port.name);
    declarePort(elaboration, old ?? port, redeclared.get(port.name));
  }
}

/** The parameters behind the header that the widths of ports name, directly or through each other, in the order of the text. The others wait for the types before them. */
function parametersOf(ports: readonly Declarator[], items: readonly Item[]): readonly Item[] {
  const named = new Set<string>();
  const take = (expr: Expr | undefined): void => {
    for (const word of expr === undefined ? [] : (printExpression(expr).match(/[A-Za-z_]\w*/g) ?? [])) named.add(word);
  };
  const parameters = items.filter((item) => item.kind === 'parameter');
  if (parameters.length === 0) return [];
  for (const { type, unpacked } of ports) {
    for (const { left, right } of [...type.packed, ...unpacked]) {
      take(left);
      take(right);
    }
  }
  const wanted = parameters.toReversed().filter(({ declarators }) => {
    const needed = declarators.some((one) => named.has(one.name));
    if (needed) for (const one of declarators) take(one.init);
    return needed;
  });
  return wanted.toReversed();
}

function declarePort(elaboration: Elaboration, port: ModuleBody['ports'][number], again: Declarator | undefined): void {
  if (port.direction === 'interface') {
    const { base } = port.type;
    const interfaceName = base.kind === 'named' ? base.name : '';
    if (resolve(elaboration, port.type, elaboration.root).kind === 'unknown') {
      const modport = base.kind === 'named' && base.modport !== undefined ? { modport: base.modport } : {};
      elaboration.root.declare(port.name, { kind: 'interface', name: port.name, interfaceName, ...modport });
      return;
    }
  }
  const chosen = again !== undefined && isImplicit(port.type) && port.type.packed.length === 0 ? again : port;
  const { type, members } = resolveType(chosen.type, elaboration.machine(elaboration.root), [
    ...chosen.unpacked,
    ...(chosen === port ? [] : port.unpacked),
  ]);
  const direction =
    port.direction === 'input' || port.direction === 'output' || port.direction === 'inout'
      ? port.direction
      : inheritedDirection(port.direction);
  const signal = elaboration.newSignal(port.name, port, type, 'port', { direction });
  if (members !== undefined) elaboration.enums.set(signal.id, members);
  elaboration.root.declare(port.name, { kind: 'signal', signal });
  if (again?.init !== undefined) elaboration.inits.push({ declarator: again, signal, scope: elaboration.root, net: false });
  if (port.init !== undefined && direction === 'output')
    elaboration.inits.push({ declarator: port, signal, scope: elaboration.root, net: false });
}

function resolve(elaboration: Elaboration, spec: TypeSpec, scope: Scope): DataType {
  return resolveType(spec, elaboration.machine(scope)).type;
}

/** Declares the items of a body in a scope: generate constructs are unrolled, what runs is queued in `pending`. */
export function declareItems(elaboration: Elaboration, items: readonly Item[], scope: Scope): void {
  for (const item of items) if (item.kind === 'routine') declareItem(elaboration, item, scope);
  let blocks = 0;
  for (const item of items) {
    if (item.kind === 'routine') continue;
    if (item.kind === 'for' || item.kind === 'if' || item.kind === 'case') declareGenerate(elaboration, item, scope, `genblk${++blocks}`);
    else declareItem(elaboration, item, scope);
  }
}

/** Declares one item (IEEE 1800-2017 clause 23.9 for the scopes it makes); names are known from then on. */
export function declareItem(elaboration: Elaboration, item: Item, scope: Scope): void {
  switch (item.kind) {
    case 'parameter':
      for (const one of item.declarators) declareParameter(elaboration, one, scope);
      return;
    case 'typedef': {
      const resolved = resolveType(item.type, elaboration.machine(scope), item.unpacked);
      scope.declare(item.name, { kind: 'type', ...resolved });
      return;
    }
    case 'import':
      declareImport(elaboration, item, scope);
      return;
    case 'declare':
      for (const one of item.declarators) declareNet(elaboration, one, scope, item.net);
      return;
    case 'routine':
      scope.declare(item.routine.name, { kind: 'routine', routine: item.routine, scope });
      if (scope.root !== scope) elaboration.routines.push({ routine: item.routine, scope });
      return;
    case 'instance':
      declareInstance(elaboration, item, scope);
      return;
    case 'block': {
      const inner = item.label === undefined ? scope : enter(scope, item.label);
      declareItems(elaboration, item.body, inner);
      return;
    }
    case 'broken':
      elaboration.note(`Part of the module could not be read and is left out: ${item.message}.`);
      return;
    case 'port':
      return;
    case 'for':
    case 'if':
    case 'case':
      declareGenerate(elaboration, item, scope, 'genblk');
      return;
    default:
      queue(elaboration, item, scope);
  }
}

function queue(elaboration: Elaboration, item: Item, scope: Scope): void {
  if (elaboration.pending.length < itemLimit) elaboration.pending.push({ item, scope });
  else elaboration.note('Generate loops give more items than are analysed; the rest is left out.');
}

function declareParameter(elaboration: Elaboration, one: Declarator, scope: Scope): void {
  if (scope.names.has(one.name)) return;
  const host = elaboration.machine(scope);
  if (one.init?.kind === 'type') {
    scope.declare(one.name, { kind: 'type', ...resolveType(one.init.type, host) });
    return;
  }
  const resolved =
    isImplicit(one.type) && one.type.packed.length === 0 && one.unpacked.length === 0
      ? undefined
      : resolveType(one.type, host, one.unpacked);
  const raw = one.init === undefined ? undefined : evaluate(one.init, host, resolved?.type.width ?? 0);
  if (raw === undefined) return;
  const known = resolved === undefined || resolved.type.kind === 'unknown' ? undefined : resolved.type;
  const value = known === undefined ? raw : { ...resizeValue(raw, known.width), signed: known.signed };
  scope.declare(one.name, { kind: 'constant', value, ...(known === undefined ? {} : { type: known }) });
}

function declareImport(elaboration: Elaboration, item: Item & { kind: 'import' }, scope: Scope): void {
  const from = elaboration.packageScope(item.scope);
  if (from === undefined) {
    elaboration.note(`Package ${item.scope} was not found; what it declares is not known here.`);
    return;
  }
  if (item.name === '*') scope.wildcards.push(from);
  else {
    const entity = from.lookup(item.name);
    if (entity !== undefined) scope.declare(item.name, entity);
    if (entity?.kind === 'type') for (const member of entity.members?.keys() ?? []) importMember(from, member, scope);
  }
}

function importMember(from: Scope, name: string, scope: Scope): void {
  const entity = from.lookup(name);
  if (entity !== undefined && !scope.names.has(name)) scope.declare(name, entity);
}

function declareNet(elaboration: Elaboration, one: Declarator, scope: Scope, net: boolean): void {
  if (scope === elaboration.root && scope.names.get(one.name)?.kind === 'signal') return;
  const { base } = one.type;
  if (
    base.kind === 'named' &&
    base.scope === undefined &&
    scope.lookup(base.name) === undefined &&
    elaboration.find(base.name)[0]?.kind === 'interface'
  ) {
    scope.declare(one.name, { kind: 'interface', name: `${scope.prefix}${one.name}`, interfaceName: base.name });
    return;
  }
  const { type, members } = resolveType(one.type, elaboration.machine(scope), one.unpacked);
  const signal = elaboration.newSignal(`${scope.prefix}${one.name}`, one, type, 'net');
  if (members !== undefined) elaboration.enums.set(signal.id, members);
  scope.declare(one.name, { kind: 'signal', signal });
  if (one.init !== undefined) elaboration.inits.push({ declarator: one, signal, scope, net });
}

function declareInstance(elaboration: Elaboration, item: Item & { kind: 'instance' }, scope: Scope): void {
  const { instance } = item;
  const id = `${scope.prefix}${instance.name}`;
  const isInterface = elaboration.find(instance.moduleName)[0]?.kind === 'interface';
  const entity: Entity = isInterface
    ? { kind: 'interface', name: id, interfaceName: instance.moduleName }
    : { kind: 'instance', name: id, moduleName: instance.moduleName };
  scope.declare(instance.name, entity);
  const left = instance.range === undefined ? undefined : constantOf(instance.range.left, elaboration.machine(scope));
  const right = instance.range?.right === undefined ? undefined : constantOf(instance.range.right, elaboration.machine(scope));
  if (left === undefined) queue(elaboration, item, scope);
  else {
    const [from, to] =
      right === undefined ? [0, Number(left) - 1] : [Math.min(Number(left), Number(right)), Math.max(Number(left), Number(right))];
    for (let i = from; i <= to && i < from + 256; i++) {
      scope.declare(`${instance.name}[${i}]`, { ...entity, name: `${id}[${i}]` });
      queue(elaboration, { ...item, instance: { ...instance, name: `${instance.name}[${i}]` } }, scope);
    }
  }
}

function enter(scope: Scope, name: string): Scope {
  const inner = new Scope(`${scope.prefix}${name}.`, scope);
  scope.declare(name, { kind: 'scope', scope: inner });
  return inner;
}

function declareGenerate(elaboration: Elaboration, item: Item & { kind: 'for' | 'if' | 'case' }, scope: Scope, fallback: string): void {
  const host = elaboration.machine(scope);
  if (item.kind === 'for') {
    declareFor(elaboration, item, scope, item.label ?? fallback);
    return;
  }
  if (item.kind === 'if') {
    const test = constantOf(item.test, host);
    if (test === undefined) elaboration.note('A generate condition is not constant here; both branches are shown.');
    if (test !== 0n) declareBranch(elaboration, item.then, scope, item.thenLabel ?? fallback, item.thenLabel === undefined);
    if (test === undefined || test === 0n)
      declareBranch(elaboration, item.otherwise, scope, item.otherwiseLabel ?? fallback, item.otherwiseLabel === undefined);
    return;
  }
  const subject = constantOf(item.subject, host);
  const arm =
    item.arms.find((one) => one.labels.some((label) => constantOf(label, host) === subject)) ??
    item.arms.find((one) => one.labels.length === 0);
  if (subject === undefined) elaboration.note('A generate case is not constant here; its default is shown.');
  if (arm !== undefined) declareBranch(elaboration, arm.body, scope, arm.label ?? fallback, arm.label === undefined);
}

function declareBranch(elaboration: Elaboration, body: readonly Item[], scope: Scope, name: string, unnamed: boolean): void {
  const [only] = body;
  // `else if` and a nested construct without `begin` belong to the outer one: no region of their own.
  if (unnamed && body.length === 1 && only !== undefined && (only.kind === 'if' || only.kind === 'case'))
    declareGenerate(elaboration, only, scope, name);
  else if (body.length > 0) declareItems(elaboration, body, enter(scope, name));
}

function declareFor(elaboration: Elaboration, item: Item & { kind: 'for' }, scope: Scope, name: string): void {
  let value = evaluate(item.init, elaboration.machine(scope));
  for (let turns = 0; turns < 4200; turns++) {
    const inner = new Scope(`${scope.prefix}${name}[${value.constant ?? '?'}].`, scope);
    inner.declare(item.variable, { kind: 'constant', value });
    const host = elaboration.machine(inner);
    const test = constantOf(item.test, host);
    if (test === undefined) {
      declareUnknownTurn(elaboration, item, scope, name);
      return;
    }
    if (test !== 1n) return;
    scope.declare(`${name}[${value.constant ?? '?'}]`, { kind: 'scope', scope: inner });
    declareItems(elaboration, item.body, inner);
    if (elaboration.pending.length >= itemLimit) return;
    value = evaluate(item.step, host);
  }
}

/** A loop of unknown bounds: its body once, at an index that is not known, so that what it connects is not taken for unconnected. */
function declareUnknownTurn(elaboration: Elaboration, item: Item & { kind: 'for' }, scope: Scope, name: string): void {
  elaboration.note('A generate loop has bounds that are not constant here; its body is shown once, for any index.');
  const inner = new Scope(`${scope.prefix}${name}[?].`, scope);
  inner.declare(item.variable, { kind: 'constant', value: emptyValue(32) });
  scope.declare(`${name}[?]`, { kind: 'scope', scope: inner });
  declareItems(elaboration, item.body, inner);
}

function inheritedDirection(direction: string): 'input' | 'inout' {
  return direction === 'ref' ? 'inout' : 'input';
}

function isImplicit(spec: TypeSpec): boolean {
  return spec.base.kind === 'builtin' && spec.base.name === 'logic' && !spec.signed;
}
