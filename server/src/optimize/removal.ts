import { lineBreak, lineEnd, lineIndent, lineStart } from '../base/layout';
import type { TextChange } from '../fixes/strategy';
import type { Item } from '../graph/ast';
import { targetNames } from '../graph/registers';
import { drivenBy } from '../refactor/drivers';
import { writtenEnds } from '../refactor/scene';
import { everyExpression, everyStatement, namesIn, readsOf, subItems } from '../refactor/statements';
import { withSemicolon, writtenFile } from '../fixes/sourceText';
import type { OptimizeContext } from './strategy';

/** Names that are driven by one assignment: a target of one name, or of several in a concatenation. */
export interface NewDriver {
  readonly names: readonly string[];
  readonly value: string;
  /** What takes more than one assignment, as it is written for a net and for a variable of Verilog; `value` says it in short. */
  readonly items?: { readonly net: string; readonly variable: string };
}

/**
 * The changes that drive nets by new assignments in place of all that drove them, and take away what nobody reads then. Undefined where what drove
 * them drives something else that is still read, or where it is not written so that it can go.
 */
export function replaceDrivers(context: OptimizeContext, drivers: readonly NewDriver[]): TextChange[] | undefined {
  const { body } = context;
  const targets = new Set(drivers.flatMap(({ names }) => names));
  const items = body.items.map((item) => ({ item, driven: drivenIn(context, item), read: readIn(context, item) }));
  const outside = new Set(body.ports.map(({ name }) => name));
  const gone = new Set(items.filter(({ driven }) => [...driven].some((name) => targets.has(name))));
  if (gone.size === 0 || [...gone].some(({ item }) => !isLogic(item))) return undefined;
  const text = ` ${drivers.map(({ value }) => value).join(' ')} `;
  const isNamed = (name: string): boolean => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text);
  // What reads only what it drives itself is read by nobody.
  const isUsed = (name: string, own?: (typeof items)[number]): boolean =>
    outside.has(name) || isNamed(name) || items.some((one) => one !== own && !gone.has(one) && one.read.has(name));
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const one of items) {
      if (gone.has(one) || !isLogic(one.item) || one.driven.size === 0) continue;
      if (![...one.driven].some((name) => targets.has(name) || isUsed(name, one))) gone.add(one);
    }
  }
  if ([...gone].some(({ driven }) => [...driven].some((name) => !targets.has(name) && isUsed(name)))) return undefined;
  const isIdle = (name: string): boolean =>
    !targets.has(name) && !isUsed(name) && !items.some((one) => !gone.has(one) && one.driven.has(name));
  const idle = body.items.filter(
    (item) => item.kind === 'declare' && item.declarators.every(({ name, init }) => init === undefined && isIdle(name)),
  );
  // A net that is declared with its value keeps its declaration.
  const declared = [...gone].filter(({ item }) => item.kind === 'declare' && item.declarators.some(({ name }) => targets.has(name)));
  const values = declared.map(({ item }) => newValue(context, item, drivers));
  const others = drivers.filter(({ names }) => !declared.some(({ driven }) => names.some((name) => driven.has(name))));
  const removed = [...[...gone].filter((one) => !declared.includes(one)).map(({ item }) => item), ...idle].map((item) =>
    withoutLines(context, item),
  );
  if (values.includes(undefined)) return undefined;
  const kept = [...values, ...removed].flatMap((one) => one ?? []);
  if (others.length === 0) return removed.includes(undefined) ? undefined : kept;
  const [first] = [...gone].filter((one) => !declared.includes(one));
  const place = first === undefined ? undefined : lineOf(context, first.item);
  const added = others.map((driver) => assignment(context, driver));
  if (place === undefined || removed.includes(undefined) || added.includes(undefined)) return undefined;
  const source = writtenFile(context).text;
  const lines = added
    .flatMap((one) => (one ?? '').split('\n'))
    .map((line) => `${lineIndent(source, place)}${line}${lineBreak(source)}`)
    .join('');
  return [{ start: place, end: place, text: lines }, ...kept];
}

/** Another value in a declaration; undefined where it takes more than one assignment. */
function newValue(context: OptimizeContext, item: Item, drivers: readonly NewDriver[]): TextChange | undefined {
  const [declarator] = item.kind === 'declare' ? item.declarators : [];
  const driver = drivers.find(({ names }) => declarator !== undefined && names.includes(declarator.name));
  const at = declarator?.init === undefined ? undefined : writtenEnds(writtenFile(context), declarator.init);
  const isOne = driver?.names.length === 1 && driver.items === undefined;
  return at === undefined || driver === undefined || !isOne ? undefined : { ...at, text: driver.value };
}

/** What may go when nobody reads what it drives. */
function isLogic(item: Item): boolean {
  if (item.kind === 'process') return item.process.style !== 'initial' && item.process.style !== 'final' && !hasCalls(item);
  if (item.kind === 'declare') return item.net && item.declarators.length === 1 && item.declarators[0]?.init !== undefined;
  if (item.kind === 'for' || item.kind === 'block')
    return subItems(item)
      .flat()
      .every((one) => isLogic(one) || isPlain(one));
  return item.kind === 'assign' || item.kind === 'instance' || item.kind === 'gate';
}

function isPlain(item: Item): boolean {
  return item.kind === 'declare' || (item.kind === 'parameter' && item.local);
}

function hasCalls(item: Item & { kind: 'process' }): boolean {
  return everyStatement(item.process.body).some((one) => one.kind === 'call' || one.kind === 'skip');
}

function drivenIn(context: OptimizeContext, item: Item): Set<string> {
  const own = [...drivenBy(context, item)];
  const inner = subItems(item).flatMap((list) => list.flatMap((one) => [...drivenIn(context, one)]));
  return new Set([...own, ...inner]);
}

/** Names that an item reads, or may. */
function readIn(context: OptimizeContext, item: Item): Set<string> {
  const names = (list: readonly Parameters<typeof namesIn>[0][]): string[] => list.flatMap((one) => namesIn(one).map(({ name }) => name));
  switch (item.kind) {
    case 'assign':
      return new Set(names([item.value, ...everyExpression(item.target).slice(1)]).filter((name) => !isOnlyTarget(item.target, name)));
    case 'process':
      return new Set(names([...(item.process.events ?? []), ...everyStatement(item.process.body).flatMap(readsOf)]));
    case 'routine':
      return new Set(names(everyStatement(item.routine.body).flatMap(readsOf)));
    case 'declare':
    case 'parameter':
      return new Set(names(item.declarators.flatMap((one) => dimensionsOf(one).concat(one.init ?? []))));
    case 'gate':
      return new Set(names(item.pins.slice(1)));
    case 'instance': {
      const driven = drivenBy(context, item);
      return new Set([
        ...names(item.instance.connections.map(({ value }) => value)).filter((name) => !driven.has(name)),
        ...names(item.instance.parameters.map(({ value }) => value)),
      ]);
    }
    case 'for':
      return new Set([...names([item.init, item.test, item.step]), ...item.body.flatMap((one) => [...readIn(context, one)])]);
    case 'if':
      return new Set([...names([item.test]), ...subItems(item).flatMap((list) => list.flatMap((one) => [...readIn(context, one)]))]);
    default:
      return new Set(subItems(item).flatMap((list) => list.flatMap((one) => [...readIn(context, one)])));
  }
}

function isOnlyTarget(target: Parameters<typeof targetNames>[0], name: string): boolean {
  return targetNames(target).includes(name);
}

function dimensionsOf({ type, unpacked }: { type: { packed: readonly Range[] }; unpacked: readonly Range[] }): Range['left'][] {
  return [...type.packed, ...unpacked].flatMap(({ left, right }) => (right === undefined ? [left] : [left, right]));
}

interface Range {
  readonly left: Parameters<typeof namesIn>[0];
  readonly right?: Parameters<typeof namesIn>[0];
}

/** An item with the lines that it has to itself. */
export function withoutLines(context: OptimizeContext, span: { readonly start: number; readonly end: number }): TextChange | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, span);
  if (at === undefined) return undefined;
  const { text } = source;
  const end = withSemicolon(text, at.end);
  // The word `assign` may stand in front of several assignments: then one cannot go alone.
  if (/^\s*,/.test(text.slice(end)) || /,\s*$/.test(text.slice(0, at.start))) return undefined;
  const begin = at.start - (/\bassign\s*$/.exec(text.slice(0, at.start))?.[0].length ?? 0);
  const start = lineStart(text, begin);
  const rest = text.slice(end, lineEnd(text, end)).trim();
  const alone = text.slice(start, begin).trim() === '' && (rest === '' || rest.startsWith('//'));
  if (!alone) return { start: begin, end, text: '' };
  const next = text.indexOf('\n', end);
  return { start, end: next < 0 ? text.length : next + 1, text: '' };
}

/** Where the line of an item begins; undefined where something stands in front of it. */
function lineOf(context: OptimizeContext, item: Item): number | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, item);
  if (at === undefined) return undefined;
  const start = lineStart(source.text, at.start);
  return /^\s*(?:assign\s*)?$/.test(source.text.slice(start, at.start)) ? start : undefined;
}

/** An assignment to nets, or to variables of Verilog, which only a process may assign; undefined for both at once. */
function assignment(context: OptimizeContext, { names, value, items }: NewDriver): string | undefined {
  const variables = names.filter((name) => isVariable(context, name));
  if (items !== undefined) return variables.length === 0 ? items.net : items.variable;
  const target = names.length === 1 ? (names[0] ?? '') : `{${names.join(', ')}}`;
  if (variables.length === 0) return `assign ${target} = ${value};`;
  return variables.length === names.length ? `always @* ${target} = ${value};` : undefined;
}

function isVariable({ module }: OptimizeContext, name: string): boolean {
  return [...module.nets, ...module.ports].some(
    (one) => one.name === name && (/^(?:reg|integer)\b/.test(one.typeText) || ('kind' in one && one.kind === 'reg')),
  );
}
