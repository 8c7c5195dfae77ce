import type { Argument, Expr, Item, Statement } from '../graph/ast';
import { type TokenCursor, Unreadable } from '../graph/tokenCursor';
import { processesOf } from './clockedProcess';
import { isReserved } from './lexer';
import { readDeclarations } from './readDeclarations';
import { readChoices, readExpression, readRangeOr } from './readExpression';
import { chooseValue, loopOver, readSelected, readStatements, readTarget, readWaveform, skipDelayMechanism } from './readStatements';
import { nothing, type Reading, type Span } from './reading';

/** Reads concurrent statements up to `end` (or the next alternative of a generate statement) as items of the graphs (IEEE 1076-2008 11). One that cannot be read is left out and noted. */
export function readConcurrent(at: TokenCursor, reading: Reading): Item[] {
  const items: Item[] = [];
  while (!['end', 'elsif', 'else', 'when'].includes(at.peek().text) && at.peek().kind !== 'end') {
    const mark = at.at;
    const { start } = at.peek();
    try {
      items.push(...readOne(at, reading));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      at.at = mark;
      skipStatement(at);
      items.push({ kind: 'broken', message: error.message, start, end: at.lastEnd });
    }
  }
  return items;
}

/** Passes a statement: to the `end process;` or the like of one that has it, else to its `;`. */
function skipStatement(at: TokenCursor): void {
  const labelled = at.peek(1).text === ':' ? 2 : 0;
  const { text } = at.peek(labelled);
  const closes = text === 'for' || text === 'if' || text === 'case' ? 'generate' : text === 'postponed' ? 'process' : text;
  if (!['process', 'block', 'generate'].includes(closes)) {
    at.skipPastSemicolon();
    return;
  }
  at.at += labelled + 1;
  for (let depth = 1; depth > 0 && at.peek().kind !== 'end';) {
    if (at.is('end') && at.peek(1).text === closes) {
      depth--;
      at.skipPastSemicolon();
    } else if (at.is(closes)) {
      if (closes !== 'generate' || depth > 1 || at.at > labelled + 1) depth += closes === 'generate' ? 0 : 1;
      at.next();
    } else at.next();
  }
}

function readOne(at: TokenCursor, reading: Reading): Item[] {
  const { start } = at.peek();
  let label: string | undefined;
  if (at.peek().kind === 'id' && at.peek(1).text === ':') {
    label = at.next().text;
    at.next();
  }
  at.accept('postponed');
  switch (at.peek().text) {
    case 'process':
      return readProcess(at, reading, label, start);
    case 'block':
      return readBlock(at, reading, label, start);
    case 'for':
      return readForGenerate(at, reading, label, start);
    case 'if':
      return [readIfGenerate(at, reading, label, start)];
    case 'case':
      return readCaseGenerate(at, reading, start);
    case 'assert':
      at.skipPastSemicolon();
      return [];
    case 'with':
      return processItems([readSelected(at, reading, start)], start, at.lastEnd);
    default:
      return readAssignmentOrInstance(at, reading, label, start);
  }
}

/** A statement as a process of its own; an assignment without conditions as that. */
function processItems(body: readonly Statement[], start: number, end: number): Item[] {
  const [only] = body;
  if (body.length === 1 && only?.kind === 'assign') return [{ kind: 'assign', target: only.target, value: only.value, start, end }];
  const processes = processesOf(body, false, { start, end });
  if (typeof processes === 'string') return [{ kind: 'broken', message: processes, start, end }];
  return processes.map((process): Item => ({ kind: 'process', process, start, end }));
}

function readProcess(at: TokenCursor, reading: Reading, label: string | undefined, start: number): Item[] {
  at.expect('process');
  let waits = true;
  if (at.is('(')) {
    at.skipGroup();
    waits = false;
  }
  at.accept('is');
  return reading.inside(() => {
    const declared = readDeclarations(at, reading);
    at.expect('begin');
    const body = readStatements(at, reading);
    at.expect('end');
    at.skipPastSemicolon();
    const span = { start, end: at.lastEnd };
    const unread = body.map(unreadIn).find((one) => one !== undefined);
    const processes = unread ?? processesOf(body, waits, span);
    const items: Item[] =
      typeof processes === 'string'
        ? [{ kind: 'broken', message: `a process, since ${processes}`, ...span }]
        : processes.map((process): Item => ({ kind: 'process', process, ...span }));
    if (declared.length === 0) return items;
    // Variables keep their values between two runs: they are variables of a block around the process.
    return [{ kind: 'block', body: [...declared, ...items], ...span, label: label ?? `process@${start}` }];
  });
}

/** Why a statement was not read. */
function unreadIn(statement: Statement): string | undefined {
  const first = (all: readonly Statement[]): string | undefined => all.map(unreadIn).find((one) => one !== undefined);
  switch (statement.kind) {
    case 'skip':
      return statement.what === '' ? undefined : statement.what;
    case 'block':
      return first(statement.body);
    case 'if':
      return first([statement.then, ...(statement.otherwise === undefined ? [] : [statement.otherwise])]);
    case 'case':
      return first(statement.arms.map(({ body }) => body));
    case 'loop':
      return unreadIn(statement.body);
    default:
      return undefined;
  }
}

function readBlock(at: TokenCursor, reading: Reading, label: string | undefined, start: number): Item[] {
  at.expect('block');
  if (at.is('(')) at.skipGroup();
  at.accept('is');
  while (at.is('generic') || at.is('port')) at.skipPastSemicolon();
  return reading.inside((): Item[] => {
    const body = readBody(at, reading);
    at.expect('end');
    at.skipPastSemicolon();
    return [{ kind: 'block', body, start, end: at.lastEnd, ...(label === undefined ? {} : { label }) }];
  });
}

/** Declarations with `begin`, and statements; `begin` may lack in generate statements without declarations. */
function readBody(at: TokenCursor, reading: Reading): Item[] {
  const mark = at.at;
  const declared = startsDeclaration(at) ? readDeclarations(at, reading) : [];
  if (!at.accept('begin') && declared.length > 0) at.at = mark;
  return [...(at.at === mark ? [] : declared), ...readConcurrent(at, reading)];
}

const declarationWords = new Set(
  'type subtype signal shared constant alias pure impure function procedure component package use attribute file disconnect group begin'.split(
    ' ',
  ),
);

function startsDeclaration(at: TokenCursor): boolean {
  return declarationWords.has(at.peek().text) || (at.is('for') && at.peek(2).text === ':');
}

/** The body of a generate statement with its own `end` (11.9), which only some alternatives have. */
function readAlternative(at: TokenCursor, reading: Reading): Item[] {
  return reading.inside(() => {
    const body = readBody(at, reading);
    if (at.is('end') && at.peek(1).text !== 'generate') at.skipPastSemicolon();
    return body;
  });
}

function closeGenerate(at: TokenCursor): void {
  at.expect('end');
  at.expect('generate');
  at.skipPastSemicolon();
}

function readForGenerate(at: TokenCursor, reading: Reading, label: string | undefined, start: number): Item[] {
  at.expect('for');
  const variable = at.next();
  at.expect('in');
  const read = readRangeOr(at, reading);
  at.expect('generate');
  return reading.inside((): Item[] => {
    reading.declare(variable.text, { kind: 'object' });
    const body = readAlternative(at, reading);
    closeGenerate(at);
    const { from, test, step } = loopOver(variable.text, read, variable);
    const item = { kind: 'for' as const, variable: variable.text, init: from, test, step, body, start, end: at.lastEnd };
    return [label === undefined ? item : { ...item, label }];
  });
}

function readIfGenerate(at: TokenCursor, reading: Reading, label: string | undefined, start: number): Item {
  at.next();
  const own = at.peek().kind === 'id' && at.peek(1).text === ':' ? at.next().text : undefined;
  if (own !== undefined) at.next();
  const test = readExpression(at, reading);
  at.expect('generate');
  const then = readAlternative(at, reading);
  let otherwise: Item[] = [];
  const from = at.peek().start;
  if (at.is('elsif')) otherwise = [readIfGenerate(at, reading, undefined, from)];
  else if (at.accept('else')) {
    if (at.peek(1).text === ':') at.at += 2;
    at.expect('generate');
    otherwise = readAlternative(at, reading);
    closeGenerate(at);
  } else closeGenerate(at);
  const name = own ?? label;
  return {
    kind: 'if',
    test,
    then,
    otherwise,
    start,
    end: at.lastEnd,
    ...(name === undefined ? {} : { thenLabel: name, otherwiseLabel: name }),
  };
}

function readCaseGenerate(at: TokenCursor, reading: Reading, start: number): Item[] {
  at.expect('case');
  const subject = readExpression(at, reading);
  at.expect('generate');
  const arms: { labels: Expr[]; body: Item[] }[] = [];
  while (at.accept('when')) {
    if (at.peek(1).text === ':') at.at += 2;
    const choices = readChoices(at, reading);
    at.expect('=>');
    const labels = choices.some((one) => one.kind === 'name' && one.name === 'default') ? [] : choices;
    arms.push({ labels, body: readAlternative(at, reading) });
  }
  closeGenerate(at);
  return [{ kind: 'case', subject, arms, start, end: at.lastEnd }];
}

function readAssignmentOrInstance(at: TokenCursor, reading: Reading, label: string | undefined, start: number): Item[] {
  if (label !== undefined && isInstance(at, reading)) return readInstance(at, reading, label, start);
  const target = readTarget(at, reading);
  if (!at.accept('<=')) {
    // The call of a procedure, which runs whenever its arguments change.
    at.expect(';');
    const call: Expr = target.kind === 'call' ? target : { kind: 'call', callee: target, args: [], start, end: at.lastEnd };
    return processItems([{ kind: 'call', call, start, end: at.lastEnd }], start, at.lastEnd);
  }
  skipDelayMechanism(at);
  const value = readWaveform(at, reading);
  const statement = chooseValue(at, reading, { target, blocking: false, start }, value);
  return processItems([statement], start, at.lastEnd);
}

function isInstance(at: TokenCursor, reading: Reading): boolean {
  if (['entity', 'component', 'configuration'].includes(at.peek().text)) return true;
  if (at.peek().kind !== 'id' || isReserved(at.peek().text)) return false;
  if (reading.lookup(at.peek().text)?.kind === 'component') return true;
  for (let ahead = 1; ; ahead++) {
    const { text, kind } = at.peek(ahead);
    if (text === 'port' || text === 'generic') return true;
    if (kind !== 'id' && text !== '.') return text === ';' && reading.lookup(at.peek().text) === undefined;
  }
}

function readInstance(at: TokenCursor, reading: Reading, name: string, start: number): Item[] {
  if (['entity', 'component', 'configuration'].includes(at.peek().text)) at.next();
  let moduleName = at.next().text;
  while (at.accept('.')) moduleName = at.next().text;
  if (at.is('(')) at.skipGroup();
  const parameters = at.accept('generic') ? readMap(at, reading) : [];
  const connections = at.accept('port') ? readMap(at, reading) : [];
  at.expect(';');
  const span = { start, end: at.lastEnd };
  return [{ kind: 'instance', instance: { moduleName, name, parameters, connections, wildcard: false, ...span }, ...span }];
}

/** `map (formal => actual, …)` (6.5.7); a conversion or part of a formal is taken for the formal. */
function readMap(at: TokenCursor, reading: Reading): Argument[] {
  at.expect('map');
  at.expect('(');
  const list: Argument[] = [];
  while (!at.accept(')')) {
    const name = formalBefore(at);
    const span: Span = at.peek();
    const value = at.accept('open') ? nothing(span) : readActual(at, reading);
    list.push(name === undefined ? { value } : { name, value });
    if (!at.accept(',') && !at.is(')')) at.fail("')'");
  }
  return list;
}

function readActual(at: TokenCursor, reading: Reading): Expr {
  // `inertial` before an expression.
  if (at.is('inertial')) at.next();
  const read = readRangeOr(at, reading);
  return 'expr' in read ? read.expr : nothing(read.range.left);
}

/** The formal before `=>`, passed over with its arrow. */
function formalBefore(at: TokenCursor): string | undefined {
  let ahead = 1;
  if (at.peek().kind !== 'id') return undefined;
  if (at.peek(1).text === '(') ahead = at.afterGroup(1);
  else if (at.peek(1).text === '.') ahead = 3;
  if (at.peek(ahead).text !== '=>') return undefined;
  // In `f(x) => y` the formal stands inside of the conversion; `x(3 downto 0)` and `x.field` are parts of it.
  const name = at.peek().text;
  at.at += ahead + 1;
  return name;
}
