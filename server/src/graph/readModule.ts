import type { Dimension, Expr, InstanceItem, Item, ModuleBody, Port, PortDirection, Process } from './ast';
import { tokenize } from './lexer';
import { readArguments, readDimensions, readEvents, readExpression } from './readExpression';
import { readGenerateBlock, readGenerateCase, readGenerateFor, readGenerateIf } from './readGenerate';
import { readHeaderParameters, readHeaderPorts, readTypeParameter } from './readHeader';
import { readRoutine, readStatement } from './readStatement';
import { isBuiltinType, isNamedType, isNetType, readDeclarators, readType } from './readType';
import { TokenCursor, Unreadable } from './tokenCursor';

const moduleWords = new Set(['module', 'macromodule', 'interface', 'program', 'package']);
/** What may stand outside modules and be seen inside them. */
const unitWords = new Set(['typedef', 'import', 'parameter', 'localparam', 'function', 'task']);
const gates = new Set([
  'and',
  'nand',
  'or',
  'nor',
  'xor',
  'xnor',
  'buf',
  'not',
  'bufif0',
  'bufif1',
  'notif0',
  'notif1',
  'pullup',
  'pulldown',
  'tran',
  'nmos',
  'pmos',
  'cmos',
]);
/** Constructs that say nothing of data flow, with the word that ends them (`;` when there is none). */
const ignored: Readonly<Record<string, string>> = {
  property: 'endproperty', sequence: 'endsequence', covergroup: 'endgroup', clocking: 'endclocking', specify: 'endspecify', class: 'endclass',
  checker: 'endchecker', primitive: 'endprimitive', table: 'endtable', default: ';', alias: ';',
  bind: ';', defparam: ';', timeunit: ';', timeprecision: ';', let: ';', modport: ';', export: ';', specparam: ';', nettype: ';', extern: ';', global: ';',
}; // prettier-ignore
const assertions = new Set(['assert', 'assume', 'cover', 'restrict']);
const directions = new Set(['input', 'output', 'inout', 'ref']);

/**
 * Reads every module, interface, program and package of a preprocessed text; declarations outside them come first, as a body named `$unit`. What cannot be read becomes a `broken` item with the reason and
 * the reader goes on behind it. The syntax tree is deep (a literal stands 8 nodes under its expression), so walking it costs more than
 * reading the tokens once.
 */
export function readModules(text: string): ModuleBody[] {
  const at = new TokenCursor(tokenize(text));
  const modules: ModuleBody[] = [];
  const outside: Item[] = [];
  while (at.peek().kind !== 'end') {
    const token = at.peek();
    if (token.kind === 'id' && moduleWords.has(token.text) && at.peek(1).kind === 'id') modules.push(readModule(at));
    else if (token.kind === 'id' && token.text === 'class') at.skipPast('endclass');
    else if (token.kind === 'id' && unitWords.has(token.text)) readOutside(at, outside);
    else at.next();
  }
  return outside.length === 0
    ? modules
    : [{ name: '$unit', keyword: '$unit', parameters: [], ports: [], items: outside, start: 0, end: 0 }, ...modules];
}

function readOutside(at: TokenCursor, items: Item[]): void {
  const mark = at.at;
  try {
    items.push(...readItem(at));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    at.at = mark + 1;
  }
}

function readModule(at: TokenCursor): ModuleBody {
  const { text: keyword, start } = at.next();
  if (at.is('automatic') || at.is('static')) at.next();
  const name = at.next().text;
  const close = `end${keyword === 'macromodule' ? 'module' : keyword}`;
  const items: Item[] = [];
  let parameters: ModuleBody['parameters'] = [];
  let ports: Port[] = [];
  try {
    while (at.is('import')) items.push(...readItem(at));
    if (at.is('#')) parameters = readHeaderParameters(at);
    if (at.is('(')) ports = readHeaderPorts(at);
    at.expect(';');
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    items.push({ kind: 'broken', message: `header: ${error.message}`, start, end: at.lastEnd });
    at.skipPastSemicolon();
  }
  readItems(at, items, (word) => word === close || word === 'endmodule');
  at.next();
  return { name: name.replace(/^\\/, ''), keyword, parameters, ports, items, start, end: at.lastEnd };
}

/** Items up to a closing word, which is not taken. What cannot be read becomes a `broken` item. */
export function readItems(at: TokenCursor, items: Item[], isClose: (word: string) => boolean): void {
  while (at.peek().kind !== 'end' && !(at.peek().kind === 'id' && isClose(at.peek().text))) {
    const mark = at.at;
    const { start } = at.peek();
    try {
      items.push(...readItem(at));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      at.at = mark;
      skipBrokenItem(at);
      items.push({ kind: 'broken', message: error.message, start, end: at.lastEnd });
    }
    if (at.at === mark) at.next();
  }
}

const itemStarts = new Set([
  'assign',
  'always',
  'always_comb',
  'always_ff',
  'always_latch',
  'initial',
  'final',
  'function',
  'task',
  'generate',
  'endgenerate',
  'genvar',
  'wire',
  'reg',
  'logic',
  'localparam',
  'parameter',
  'endmodule',
  'endinterface',
  'endpackage',
  'input',
  'output',
  'typedef',
]);

/** Passes a broken item: to behind its `;`, but never over a word that surely begins another item. */
function skipBrokenItem(at: TokenCursor): void {
  at.next();
  while (at.peek().kind !== 'end' && !itemStarts.has(at.peek().text)) if (at.next().text === ';') return;
}

/** One module item; several when one declaration declares several things. Throws `Unreadable`. */
export function readItem(at: TokenCursor): Item[] {
  const token = at.peek();
  const { start } = token;
  if (token.kind !== 'id') {
    if (at.accept(';')) return [];
    if (token.kind === 'system') {
      at.skipPastSemicolon();
      return [];
    }
    return at.fail('a module item');
  }
  switch (token.text) {
    case 'generate':
    case 'endgenerate':
      at.next();
      return [];
    case 'genvar':
      at.skipPastSemicolon();
      return [];
    case 'assign':
      return readContinuousAssigns(at);
    case 'always':
    case 'always_comb':
    case 'always_ff':
    case 'always_latch':
    case 'initial':
    case 'final':
      return [{ kind: 'process', process: readProcess(at), start, end: at.lastEnd }];
    case 'function':
    case 'task':
      at.next();
      return [{ kind: 'routine', routine: readRoutine(at, token.text, start), start, end: at.lastEnd }];
    case 'parameter':
    case 'localparam':
      return readParameterItem(at);
    case 'typedef':
      return readTypedef(at);
    case 'import':
      return readImports(at);
    case 'for':
      return [readGenerateFor(at)];
    case 'if':
      return [readGenerateIf(at)];
    case 'case':
      return [readGenerateCase(at)];
    case 'begin': {
      const { label, body } = readGenerateBlock(at);
      return [{ kind: 'block', body, start, end: at.lastEnd, ...(label === undefined ? {} : { label }) }];
    }
    default:
      return readOtherItem(at);
  }
}

function readOtherItem(at: TokenCursor): Item[] {
  const token = at.peek();
  const { start } = token;
  if (directions.has(token.text)) {
    const direction = at.next().text as PortDirection;
    const ports = readDeclarators(at, readType(at)).map((declarator) => ({ ...declarator, direction }));
    at.expect(';');
    return [{ kind: 'port', ports, start, end: at.lastEnd }];
  }
  if (assertions.has(token.text)) {
    // Its action blocks hold semicolons of their own.
    readStatement(at);
    return [];
  }
  const ignoredEnd = ignored[token.text];
  if (ignoredEnd !== undefined && Object.hasOwn(ignored, token.text)) {
    if (ignoredEnd === ';') at.skipPastSemicolon();
    else at.skipPast(ignoredEnd);
    if (at.is(':') && at.peek(1).kind === 'id') at.at += 2;
    return [];
  }
  if (gates.has(token.text)) return readGates(at);
  if (at.peek(1).text === ':' && at.peek(2).kind === 'id') {
    // A labelled assertion, or a labelled generate block of old style.
    at.at += 2;
    return readItem(at);
  }
  if (['const', 'static', 'automatic', 'var', 'rand'].includes(token.text) && token.text !== 'var') at.next();
  if (isBuiltinType(at.peek().text)) return readDeclaration(at, start);
  if (isInstance(at)) return readInstances(at);
  if (isNamedType(at)) return readDeclaration(at, start);
  if (at.peek().text.startsWith('`') || at.peek(1).text === '(' || at.peek(1).text === ';') {
    at.skipPastSemicolon();
    return [];
  }
  return at.fail('a module item');
}

/** `name [#(…)] instance [range] (`. */
function isInstance(at: TokenCursor): boolean {
  let ahead = 1;
  if (at.peek(ahead).text === '#') ahead = at.peek(ahead + 1).text === '(' ? at.afterGroup(ahead + 1) : ahead + 2;
  if (at.peek(ahead).kind !== 'id') return false;
  ahead++;
  while (at.peek(ahead).text === '[' && at.peek(ahead).kind === 'op') ahead = at.afterGroup(ahead);
  return at.peek(ahead).text === '(';
}

function readDeclaration(at: TokenCursor, start: number): Item[] {
  const net = isNetType(at.peek().text) && !at.is('var');
  const type = readType(at);
  if (at.accept('#')) {
    if (at.is('(')) at.skipGroup();
    else at.next();
  }
  const declarators = readDeclarators(at, type);
  at.expect(';');
  return [{ kind: 'declare', net, declarators, start, end: at.lastEnd }];
}

function skipStrengthAndDelay(at: TokenCursor): void {
  if (at.is('(') && /^(strong|weak|pull|supply|highz)/.test(at.peek(1).text)) at.skipGroup();
  if (at.accept('#')) {
    if (at.is('(')) at.skipGroup();
    else at.next();
  }
}

function readContinuousAssigns(at: TokenCursor): Item[] {
  at.next();
  skipStrengthAndDelay(at);
  const list: Item[] = [];
  do {
    const target = readExpression(at);
    at.expect('=');
    const value = readExpression(at);
    list.push({ kind: 'assign', target, value, start: target.start, end: value.end });
  } while (at.accept(','));
  at.expect(';');
  return list;
}

function readProcess(at: TokenCursor): Process {
  const { text, start } = at.next();
  const style = text as Process['style'];
  let events: Expr[] | undefined;
  if (at.accept('@')) events = readEvents(at);
  const body = readStatement(at);
  if (events === undefined && (style === 'always_comb' || style === 'always_latch')) events = [];
  return { style, body, start, end: at.lastEnd, ...(events === undefined ? {} : { events }) };
}

function readParameterItem(at: TokenCursor): Item[] {
  const { text, start } = at.next();
  if (at.accept('type')) {
    const declarators = [readTypeParameter(at)];
    at.expect(';');
    return [{ kind: 'parameter', local: text === 'localparam', declarators, start, end: at.lastEnd }];
  }
  const type = readType(at);
  const declarators = readDeclarators(at, type);
  at.expect(';');
  return [{ kind: 'parameter', local: text === 'localparam', declarators, start, end: at.lastEnd }];
}

function readTypedef(at: TokenCursor): Item[] {
  const { start } = at.next();
  if (['class', 'interface'].includes(at.peek().text) || (at.peek().kind === 'id' && at.peek(1).text === ';')) {
    at.skipPastSemicolon();
    return [];
  }
  const type = readType(at);
  const name = at.next().text;
  const unpacked: Dimension[] = readDimensions(at);
  at.expect(';');
  return [{ kind: 'typedef', name, type, unpacked, start, end: at.lastEnd }];
}

function readImports(at: TokenCursor): Item[] {
  const { start } = at.next();
  const list: Item[] = [];
  if (at.peek().kind === 'string') {
    at.skipPastSemicolon();
    return list;
  }
  do {
    const scope = at.next().text;
    at.expect('::');
    const name = at.next().text;
    list.push({ kind: 'import', scope, name, start, end: at.lastEnd });
  } while (at.accept(','));
  at.expect(';');
  return list;
}

function readInstances(at: TokenCursor): Item[] {
  const { text: moduleName, start } = at.next();
  let parameters: InstanceItem['parameters'] = [];
  if (at.accept('#')) {
    if (at.is('(')) parameters = readArguments(at);
    else at.next();
  }
  const list: Item[] = [];
  do {
    const name = at.next();
    const [range] = readDimensions(at);
    const connections = readArguments(at);
    const instance: InstanceItem = {
      moduleName,
      name: name.text.replace(/^\\/, ''),
      parameters,
      connections: connections.filter((one) => one.name !== '*'),
      wildcard: connections.some((one) => one.name === '*'),
      start: list.length === 0 ? start : name.start,
      end: at.lastEnd,
      ...(range === undefined ? {} : { range }),
    };
    list.push({ kind: 'instance', instance, start: instance.start, end: instance.end });
  } while (at.accept(','));
  at.expect(';');
  return list;
}

function readGates(at: TokenCursor): Item[] {
  const { text: gate, start } = at.next();
  skipStrengthAndDelay(at);
  const list: Item[] = [];
  do {
    const name = at.peek().kind === 'id' ? at.next().text : '';
    readDimensions(at);
    const pins = readArguments(at).map((one) => one.value);
    list.push({ kind: 'gate', gate, name, pins, start, end: at.lastEnd });
  } while (at.accept(','));
  at.expect(';');
  return list;
}
