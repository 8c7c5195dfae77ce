import { failure, success, type Outcome } from '../base/outcome';
import type { Expr, Item, ModuleBody, Statement } from '../graph/ast';
import { targetNames } from '../graph/registers';
import { namesAt } from '../model/symbols/namesAt';
import type { ConnectionInfo, InstanceInfo, ModuleInfo, PortInfo } from '../model/moduleInfo';
import { drivenBy } from './drivers';
import { expressionType, type ExpressionType } from './expressionType';
import { lineBreak, lineIndent, lineStart } from '../base/layout';
import { scopeAt } from './names';
import { evaluateIn } from '../model/symbols/typeOf';
import type { Edit, Refactoring } from './refactoring';
import { isSystemVerilog, itemsOf, written, type PlacedItem, type Scene } from './scene';
import { everyStatement, namesIn, readsOf } from './statements';

/** Declares a name that nothing declares: with the type of the port it is connected to, or of what is assigned to it. */
export const declareNet: Refactoring = {
  name: 'declareNet',
  offers(scene) {
    const { body } = scene;
    const names = namesAt(scene.symbols, scene.path, scene.start);
    const plain = names?.references.find((one) => one.place.kind === 'plain');
    if (body === undefined || names === undefined || plain === undefined || names.declaration !== undefined) return [];
    if (names.why !== 'undeclared' || !/^[A-Za-z_][\w$]*$/.test(names.name)) return [];
    const edits = declare(scene, body, names.name);
    return edits === undefined ? [] : [{ title: `Declare ${names.name}`, kind: 'quickfix', preserving: false, edits }];
  },
};

function declare(scene: Scene, body: ModuleBody, name: string): Outcome<readonly Edit[]> | undefined {
  const users = itemsOf(body).filter(({ item }) => uses(item, name));
  // Containers hold what uses it; the items themselves decide.
  const leaves = users.filter(({ item }) => !['for', 'if', 'case', 'block'].includes(item.kind));
  const [first] = leaves;
  if (first === undefined) return undefined;
  const types = leaves.flatMap(({ item }) => typeFrom(scene, item, name) ?? []);
  const [type] = types;
  if (type === undefined)
    return failure(`nothing says how wide ${name} is`, 'Connect it to a port or assign it an expression of known width.');
  const differing = types.find((one) => one.text !== type.text && !one.weak && !type.weak);
  if (differing !== undefined) return failure(`${name} is used as ${shown(type)} and as ${shown(differing)}`);
  const place = placeFor(scene, leaves, first);
  if (place === undefined) return failure('the item that uses it does not begin its line, or is written by a macro');
  const chosen = types.find((one) => !one.weak) ?? type;
  const text = `${lineIndent(scene.text, place)}${keyword(scene, leaves, name, chosen)} ${name};${lineBreak(scene.text)}`;
  return success([{ start: place, end: place, text }]);
}

interface Found {
  /** As a declaration has it behind its kind: `[7:0]`, `signed [7:0]`, ''. */
  readonly text: string;
  /** A type name that takes the place of the kind. */
  readonly named?: string;
  readonly inout?: boolean;
  /** From an expression that may be narrower or wider than what is meant. */
  readonly weak: boolean;
}

function shown({ text, named }: Found): string {
  return named ?? (text === '' ? 'one bit' : text);
}

function uses(item: Item, name: string): boolean {
  const has = (expr: Expr): boolean => namesIn(expr).some((one) => one.name === name);
  const inStatements = (body: Statement): boolean =>
    everyStatement(body).some((one) => readsOf(one).some(has) || (one.kind === 'assign' && targetNames(one.target).includes(name)));
  switch (item.kind) {
    case 'assign':
      return has(item.target) || has(item.value);
    case 'declare':
      return item.declarators.some((one) => one.init !== undefined && has(one.init));
    case 'instance':
      return item.instance.connections.some((one) => has(one.value));
    case 'gate':
      return item.pins.some(has);
    case 'process':
      return inStatements(item.process.body) || (item.process.events ?? []).some(has);
    case 'routine':
      return inStatements(item.routine.body);
    default:
      return false;
  }
}

function typeFrom(scene: Scene, item: Item, name: string): Found | undefined {
  switch (item.kind) {
    case 'assign':
      return fromAssignment(scene, item.target, item.value, name);
    case 'process':
      for (const one of everyStatement(item.process.body)) {
        const found = one.kind === 'assign' ? fromAssignment(scene, one.target, one.value, name) : undefined;
        if (found !== undefined) return found;
      }
      return (item.process.events ?? []).some((event) => namesIn(event).some((one) => one.name === name))
        ? { text: '', weak: false }
        : undefined;
    case 'instance': {
      const info = scene.unit?.instances.find((one) => one.name === item.instance.name);
      const unit = scene.find(item.instance.moduleName)[0];
      const at = item.instance.connections.findIndex((one) => one.value.kind === 'name' && one.value.name === name);
      if (at < 0 || info === undefined || unit === undefined || item.instance.range !== undefined) return undefined;
      const formal = item.instance.connections[at]?.name;
      const port = formal === undefined ? unit.ports[at] : unit.ports.find((one) => one.name === formal);
      return port === undefined ? undefined : fromPort(scene, port, unit, info);
    }
    default:
      return undefined;
  }
}

function fromAssignment(scene: Scene, target: Expr, value: Expr, name: string): Found | undefined {
  if (target.kind === 'name' && target.name === name) return ofType(expressionType(scene, value), true);
  if (value.kind === 'name' && value.name === name) return ofType(expressionType(scene, target), false);
  return undefined;
}

function ofType(type: ExpressionType | undefined, weak: boolean): Found | undefined {
  if (type === undefined || type.fills === true) return undefined;
  const text = [type.signed ? 'signed' : '', type.range].filter((part) => part !== '').join(' ');
  return { text, weak, ...(type.named === undefined ? {} : { named: type.named }) };
}

/** The type of a port as its instance sees it: parameters replaced by what the instance gives them, or by their defaults. */
function fromPort(scene: Scene, port: PortInfo, unit: ModuleInfo, instance: InstanceInfo): Found | undefined {
  if (port.direction === 'interface' || port.unpacked !== undefined) return undefined;
  const inout = port.direction === 'inout' ? { inout: true } : {};
  const typeText = port.typeText.replace(/^(?:wire|tri|uwire|var)\s+/, '').trim();
  const dims = [...typeText.matchAll(/\[[^\]]*\]/g)].map((one) => one[0]);
  const kind = typeText
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:wire|logic|reg|bit|tri|var|unsigned)\b/g, '')
    .trim();
  const signed = /\bsigned\b/.test(kind);
  const name = kind.replace(/\bsigned\b/, '').trim();
  if (name !== '') {
    if (/^(?:int|integer|byte|shortint|longint)$/.test(name)) return { text: '', named: name, weak: false, ...inout };
    const visible = /^\w+::\w+$/.test(name) ? name : packaged(unit, scene, name);
    return visible === undefined || dims.length > 0 ? undefined : { text: '', named: visible, weak: false, ...inout };
  }
  const ranges = dims.map((one) => substituted(scene, one, unit, instance));
  if (ranges.some((one) => one === undefined)) return undefined;
  return {
    text: [signed ? 'signed' : '', ...ranges.filter((one) => one !== '[0:0]')].filter((part) => part !== '').join(' '),
    weak: false,
    ...inout,
  };
}

/** A type that the module has from a package, by its whole name. */
function packaged(unit: ModuleInfo, scene: Scene, name: string): string | undefined {
  const home = unit.imports.find(
    (one) =>
      (one.item === name || one.item === '*') && scene.find(one.package).some((each) => each.types.some((type) => type.name === name)),
  );
  return home === undefined ? undefined : `${home.package}::${name}`;
}

function substituted(scene: Scene, dimension: string, unit: ModuleInfo, instance: InstanceInfo): string | undefined {
  const text = expand(dimension, unit, instance, 0);
  if (text === undefined) return undefined;
  return text.replace(
    /^\[(.*)\]$/s,
    (_, inside: string) =>
      `[${inside
        .split(/(?<!:):(?!:)/)
        .map((one) => simple(scene, one, instance))
        .join(':')}]`,
  );
}

function simple(scene: Scene, text: string, instance: InstanceInfo): string {
  const scope = scopeAt(scene, instance.nameRange.start);
  const isPlain = !/[A-Za-z_]/.test(text.replace(/\d*'[sS]?[bodhBODH][\da-fA-F_]+/g, ''));
  const value = isPlain && scope !== undefined ? evaluateIn(scene.symbols, scope, text) : undefined;
  return value === undefined
    ? text
        .replace(/\s+/g, '')
        .replace(/^\((\w+)\)/, '$1')
        .replace(/\((\w+)\)/g, '$1')
    : String(value);
}

/** Names of the module's parameters replaced; undefined when another name of the module is among them. */
function expand(text: string, unit: ModuleInfo, instance: InstanceInfo, depth: number): string | undefined {
  if (depth > 10) return undefined;
  let whole = true;
  const made = text.replace(/(?<![\w$'.:])[A-Za-z_][\w$]*(?!\s*::)/g, (name) => {
    if (text.includes(`::${name}`)) return name;
    const parameter = unit.parameters.find((one) => one.name === name);
    if (parameter === undefined) whole = false;
    const given = parameter === undefined || parameter.local ? undefined : overrideOf(instance.parameters, unit, name);
    const value = given ?? (parameter === undefined ? undefined : expand(parameter.defaultText, unit, instance, depth + 1));
    if (value === undefined || value === '') whole = false;
    return /^\w+$/.test(value ?? '') ? (value ?? '') : `(${value ?? ''})`;
  });
  return whole ? made : undefined;
}

function overrideOf(given: readonly ConnectionInfo[], unit: ModuleInfo, name: string): string | undefined {
  const at = unit.parameters.filter((one) => !one.local).findIndex((one) => one.name === name);
  const found = given.find((one) => one.name === name) ?? (given.every((one) => one.name === undefined) ? given[at] : undefined);
  return found === undefined || found.text === '' ? undefined : found.text;
}

function keyword(scene: Scene, leaves: readonly PlacedItem[], name: string, type: Found): string {
  const tail = type.text === '' ? '' : ` ${type.text}`;
  if (type.named !== undefined) return type.named;
  const procedural = leaves.some(({ item }) => item.kind === 'process' && drivenBy(scene, item).has(name));
  if (isSystemVerilog(scene) && type.inout !== true) return `logic${tail}`;
  return `${procedural ? 'reg' : 'wire'}${tail}`;
}

/** The line before the first use: in its generate block when all uses are there, else before the block. */
function placeFor(scene: Scene, leaves: readonly PlacedItem[], first: PlacedItem): number | undefined {
  let depth = first.around.length;
  while (depth > 0 && !leaves.every((one) => one.around[depth - 1] === first.around[depth - 1])) depth--;
  const item = depth < first.around.length ? first.around[depth] : first.item;
  const at = item === undefined ? undefined : written(scene, { start: item.start, end: item.start + 1 })?.start;
  if (at === undefined) return undefined;
  const line = lineStart(scene.text, at);
  return /^\s*(?:assign\b[^;]*|generate\s*)?$/.test(scene.text.slice(line, at)) ? line : undefined;
}
