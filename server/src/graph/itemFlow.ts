import type { Expr, Item, Routine, Statement } from './ast';
import { tokenize, type Token } from './lexer';
import { targetNames } from './registers';

/** What a module item may drive and from what, by its names alone: never less than it does, often more. */
export interface ItemFlow {
  /** Names of nets and variables it may drive; labels of its blocks and instances, through which others name what is inside. `*`: any. */
  readonly drives: ReadonlySet<string>;
  /** Names from which a path without a register may lead to what it drives. */
  readonly from: ReadonlySet<string>;
  /** Some variable may keep its value without a clock. */
  readonly mayLatch: boolean;
}

/** What is known around the items of a module. */
export interface FlowScene {
  /** The preprocessed text that the offsets of the items count in. */
  readonly text: string;
  /** Functions and tasks of the module and its file. */
  readonly routines: ReadonlyMap<string, Routine>;
  /** The text that their offsets count in. */
  readonly routineText: string;
  /** Of a port of a module, by name or place; undefined when it is not known. */
  direction(module: string, port: string | number): 'input' | 'output' | 'inout' | 'ref' | 'interface' | undefined;
  /** Ports of a module that drive what they are connected with, for `.*`; undefined when it is not known. */
  drivenByWildcard(module: string): readonly string[] | undefined;
}

/** Stands for every name. */
export const anyName = '*';
const nothing: ItemFlow = { drives: new Set(), from: new Set(), mayLatch: false };

/**
 * The flow of an item; of a generate block, of all that it holds. An instance is a wall: what its module does inside is no path here, but where it is
 * handed an interface.
 */
export function itemFlow(item: Item, scene: FlowScene): ItemFlow {
  switch (item.kind) {
    case 'assign':
      return assignFlow(item.target, item.value, scene);
    case 'process':
      return processFlow(item, scene);
    case 'instance':
      return instanceFlow(item, scene);
    case 'declare':
      // The first value of a variable drives nothing.
      return item.net ? valuesFlow(namesOf(tokensOf(item, scene), scene)) : nothing;
    case 'gate':
      return opaque(tokensOf(item, scene));
    case 'for':
    case 'block':
      return joined([labelled(item.label), ...item.body.map((one) => itemFlow(one, scene))]);
    case 'if':
      return joined([
        labelled(item.thenLabel),
        labelled(item.otherwiseLabel),
        ...[...item.then, ...item.otherwise].map((one) => itemFlow(one, scene)),
      ]);
    case 'case':
      return joined(item.arms.flatMap((arm) => [labelled(arm.label), ...arm.body.map((one) => itemFlow(one, scene))]));
    case 'broken':
      return { drives: new Set([anyName]), from: new Set([anyName]), mayLatch: true };
    default:
      return nothing;
  }
}

/** Whether two sets of names may have one in common. */
export function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (one.has(anyName)) return other.size > 0;
  if (other.has(anyName)) return one.size > 0;
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const name of small) if (large.has(name)) return true;
  return false;
}

function labelled(label: string | undefined): ItemFlow {
  const names = new Set(label === undefined ? [] : [label]);
  return { drives: names, from: names, mayLatch: false };
}

function joined(flows: readonly ItemFlow[]): ItemFlow {
  return {
    drives: new Set(flows.flatMap((one) => [...one.drives])),
    from: new Set(flows.flatMap((one) => [...one.from])),
    mayLatch: flows.some((one) => one.mayLatch),
  };
}

function tokensOf({ start, end }: { readonly start: number; readonly end: number }, { text }: FlowScene): Token[] {
  return tokenize(text, start, end).slice(0, -1);
}

/** All its names, in both roles. */
function opaque(tokens: readonly Token[]): ItemFlow {
  const names = new Set(tokens.flatMap((token) => (token.kind === 'id' ? [plain(token)] : [])));
  return { drives: names, from: names, mayLatch: false };
}

function valuesFlow({ reads, writes, calls }: Names): ItemFlow {
  return { drives: writes, from: reads, mayLatch: calls };
}

function assignFlow(target: Expr, value: Expr, scene: FlowScene): ItemFlow {
  const drives = new Set(targetNames(target));
  if (drives.size === 0) drives.add(anyName);
  const { reads, writes, calls } = namesOf(tokensOf(value, scene), scene);
  for (const token of tokensOf(target, scene)) if (token.kind === 'id' && !drives.has(plain(token))) reads.add(plain(token));
  for (const name of writes) drives.add(name);
  return { drives, from: reads, mayLatch: calls };
}

function processFlow({ process }: Item & { kind: 'process' }, scene: FlowScene): ItemFlow {
  const { reads, writes } = namesOf(tokensOf(process, scene), scene);
  if (process.style === 'initial' || process.style === 'final') return { drives: writes, from: new Set(), mayLatch: false };
  const events = process.events ?? [];
  const clocked = process.style !== 'always_comb' && events.length > 0 && events.every((one) => one.kind === 'event');
  if (!clocked || waits(process.body)) return { drives: writes, from: reads, mayLatch: true };
  return { drives: writes, from: events.length === 1 ? new Set() : loadedWithoutClock(events, process.body, scene), mayLatch: false };
}

/** Some `@`, `#` or `wait` inside. */
function waits(statement: Statement): boolean {
  switch (statement.kind) {
    case 'timing':
    case 'skip':
      return true;
    case 'block':
      return statement.body.some(waits);
    case 'if':
      return waits(statement.then) || (statement.otherwise !== undefined && waits(statement.otherwise));
    case 'case':
      return statement.arms.some((arm) => waits(arm.body));
    case 'loop':
      return waits(statement.body);
    default:
      return false;
  }
}

/** What an asynchronous set or reset hangs on: the branches that test one of the events. All of it, where the process does not begin with such a test. */
function loadedWithoutClock(events: readonly Expr[], body: Statement, scene: FlowScene): ReadonlySet<string> {
  const namesIn = (span: { readonly start: number; readonly end: number }): Set<string> => namesOf(tokensOf(span, scene), scene).reads;
  const signals = new Set(events.flatMap((one) => [...namesIn(one)]));
  const names = new Set<string>();
  let at: Statement | undefined = body;
  while (at?.kind === 'block' && at.body.length === 1) at = at.body[0];
  if (at?.kind !== 'if') return namesIn(body);
  for (let first = true; at !== undefined; first = false) {
    if (at.kind !== 'if' || !meet(namesIn(at.test), signals)) return first ? namesIn(body) : names;
    for (const part of [at.test, at.then]) for (const name of namesIn(part)) names.add(name);
    at = at.otherwise;
    while (at?.kind === 'block' && at.body.length === 1) at = at.body[0];
  }
  return names;
}

function instanceFlow(item: Item & { kind: 'instance' }, scene: FlowScene): ItemFlow {
  const { moduleName, name, connections, wildcard } = item.instance;
  const drives = new Set([name]);
  const implied = wildcard ? scene.drivenByWildcard(moduleName) : [];
  if (implied === undefined) drives.add(anyName);
  for (const one of implied ?? []) drives.add(one);
  for (const [i, { name: port, value }] of connections.entries()) {
    const direction = scene.direction(moduleName, port ?? i);
    if (direction === 'input') continue;
    if (direction === undefined || direction === 'interface') return opaque(tokensOf(item, scene));
    for (const token of tokensOf(value, scene)) if (token.kind === 'id') drives.add(plain(token));
  }
  return { drives, from: new Set(), mayLatch: false };
}

interface Names {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  /** Some function or task of the design is called. */
  readonly calls: boolean;
}

const assigning = /^(?:=|<=|[-+*/%&|^]=|<<<?=|>>>?=|\+\+|--)$/;
const noCall =
  /^(?:if|else|for|while|repeat|case[xz]?|foreach|wait|return|or|and|not|iff|posedge|negedge|edge|unique0?|priority|assert|assume|cover|inside|matches|with|begin|end|default)$/;
/** System functions and tasks that change none of their arguments. */
const pureSystem =
  /^\$(?:signed|unsigned|clog2|bits|size|left|right|low|high|increment|dimensions|countones|countbits|onehot0?|isunknown|past|rose|fell|stable|sampled|display\w*|write[boh]?|strobe\w*|monitor\w*|error|warning|info|fatal|time|realtime|stime|finish|stop|rtoi|itor|ceil|floor|pow|ln|log10|sqrt|typename)$/;

/** Names that tokens read and write, by the operators around them: a name in doubt does both. */
function namesOf(tokens: readonly Token[], { routines, routineText }: FlowScene): Names {
  const writes = new Set<string>();
  const onlyWritten = new Set<Token>();
  const local = ownVariables(tokens);
  let calls = false;
  const called = new Set<string>();
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'op' && assigning.test(token.text)) {
      const step = token.text === '++' || token.text === '--';
      const before = targetBefore(tokens, i);
      const targets = step && before.length === 0 ? namesAfter(tokens, i) : before;
      for (const target of targets) if (!local.has(target)) writes.add(plain(target));
      if (token.text === '=' && targets.length === 1 && targets[0] !== undefined) onlyWritten.add(targets[0]);
      continue;
    }
    if (tokens[i + 1]?.text !== '(' || (token.kind !== 'id' && token.kind !== 'system')) continue;
    if (token.kind === 'system' ? pureSystem.test(token.text) : noCall.test(token.text)) continue;
    const routine = routines.get(token.text);
    if (token.kind === 'id') calls = true;
    if (routine !== undefined) called.add(token.text);
    if (routine?.kind === 'function' && routine.ports.every((port) => port.direction === 'input')) continue;
    for (const name of namesWithin(tokens, i + 1)) writes.add(plain(name));
  }
  for (const token of tokens) if (token.kind === 'id' && routines.has(token.text)) called.add(token.text);
  const reads = new Set(tokens.flatMap((token) => (token.kind === 'id' && !onlyWritten.has(token) ? [plain(token)] : [])));
  for (const name of called) readRoutine(name, routines, routineText, { reads, writes }, new Set());
  return { reads, writes, calls };
}

/** What a routine reads and writes, and those that it calls: its own variables count too. */
function readRoutine(
  name: string,
  routines: FlowScene['routines'],
  text: string,
  into: { reads: Set<string>; writes: Set<string> },
  seen: Set<string>,
): void {
  const routine = routines.get(name);
  if (routine === undefined || seen.has(name)) return;
  seen.add(name);
  const own = new Set([name, ...routine.ports.map((port) => port.name), ...declaredIn(routine.body)]);
  const tokens = tokenize(text, routine.start, routine.end).slice(0, -1);
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'id') into.reads.add(plain(token));
    if (token.kind === 'op' && assigning.test(token.text))
      for (const target of [...targetBefore(tokens, i), ...namesAfter(tokens, i)]) {
        if (!own.has(plain(target))) into.writes.add(plain(target));
      }
    if (token.kind === 'id') readRoutine(token.text, routines, text, into, seen);
  }
}

function declaredIn(statement: Statement): string[] {
  switch (statement.kind) {
    case 'declare':
      return statement.declarators.map((one) => one.name);
    case 'block':
      return statement.body.flatMap(declaredIn);
    case 'loop':
      return [...statement.init, statement.body].flatMap(declaredIn);
    default:
      return [];
  }
}

/** The variables that `for (int i = 0; …; i++)` declares and steps: their places in such headers. */
function ownVariables(tokens: readonly Token[]): ReadonlySet<Token> {
  const own = new Set<Token>();
  for (const [i, token] of tokens.entries()) {
    if (token.text !== 'for' || tokens[i + 1]?.text !== '(') continue;
    const header = tokens.slice(i + 2, closing(tokens, i + 1));
    const equals = header.findIndex((one) => one.text === '=');
    const name = header[equals - 1];
    if (equals < 2 || name === undefined) continue;
    for (const one of header) if (one.text === name.text) own.add(one);
  }
  return own;
}

/** The base names of the place that ends before token `at`; all names of a concatenation. */
function targetBefore(tokens: readonly Token[], at: number): Token[] {
  let i = at - 1;
  for (;;) {
    while (tokens[i]?.text === ']') i = opening(tokens, i) - 1;
    if (tokens[i]?.text === '}') return tokens.slice(opening(tokens, i), i).filter((one) => one.kind === 'id');
    const token = tokens[i];
    if (token?.kind !== 'id') return [];
    const joint = tokens[i - 1]?.text;
    if (joint !== '.' && joint !== '::') return [token];
    i -= 2;
  }
}

/** Of `++x`. */
function namesAfter(tokens: readonly Token[], at: number): Token[] {
  const next = tokens[at + 1];
  return next?.kind === 'id' ? [next] : [];
}

function namesWithin(tokens: readonly Token[], open: number): Token[] {
  return tokens.slice(open + 1, closing(tokens, open)).filter((one) => one.kind === 'id');
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (/^'?[([{]$/.test(tokens[i]?.text ?? '')) depth++;
    else if (/^[)\]}]$/.test(tokens[i]?.text ?? '') && --depth === 0) return i;
  }
  return tokens.length;
}

function opening(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (/^[)\]}]$/.test(tokens[i]?.text ?? '')) depth++;
    else if (/^'?[([{]$/.test(tokens[i]?.text ?? '') && --depth === 0) return i;
  }
  return 0;
}

function plain({ text }: Token): string {
  return text.replace(/^\\/, '');
}
