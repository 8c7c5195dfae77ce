import type { Routine, Statement } from './ast';
import { tokenize, type Token } from './lexer';

/** What is known around the items of a module. */
export interface FlowScene {
  /** The preprocessed text that the offsets of the items count in. */
  readonly text: string;
  /** Functions and tasks of the module and its file. */
  readonly routines: ReadonlyMap<string, Routine>;
  /** The text that their offsets count in. */
  readonly routineText: string;
  /** Functions of packages that hand nothing back but their value; a package sees no net of a module (IEEE 1800-2023 26.2). */
  readonly pure: ReadonlySet<string>;
  /** Of a port of a module, by name or place; undefined when it is not known. */
  direction(module: string, port: string | number): 'input' | 'output' | 'inout' | 'ref' | 'interface' | undefined;
  /** Ports of a module that drive what they are connected with, for `.*`; undefined when it is not known. */
  drivenByWildcard(module: string): readonly string[] | undefined;
}

/** Stands for every name. */
export const anyName = '*';

/** What some stretch of text reads and writes, by names. */
export interface Names {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  /** Some function or task of the design is called. */
  readonly calls: boolean;
}

/** Tokens of a stretch of the scene's text. */
export function tokensOf({ start, end }: { readonly start: number; readonly end: number }, { text }: Pick<FlowScene, 'text'>): Token[] {
  return tokenize(text, start, end).slice(0, -1);
}

/** A name without the backslash of an escaped one. */
export function plain({ text }: Token): string {
  return text.replace(/^\\/, '');
}

const assigning = /^(?:=|<=|[-+*/%&|^]=|<<<?=|>>>?=|\+\+|--)$/;
const noCall =
  /^(?:if|else|for|while|repeat|case[xz]?|foreach|wait|return|or|and|not|iff|posedge|negedge|edge|unique0?|priority|assert|assume|cover|inside|matches|with|begin|end|default)$/;
/** System functions and tasks that change none of their arguments. */
const pureSystem =
  /^\$(?:signed|unsigned|clog2|bits|size|left|right|low|high|increment|dimensions|countones|countbits|onehot0?|isunknown|past|rose|fell|stable|sampled|display\w*|write[boh]?|strobe\w*|monitor\w*|error|warning|info|fatal|time|realtime|stime|finish|stop|rtoi|itor|ceil|floor|pow|ln|log10|sqrt|typename)$/;

/** Names that tokens read and write, by the operators around them: a name in doubt does both. In an expression `<=` compares. */
export function namesOf(tokens: readonly Token[], { routines, routineText, pure }: FlowScene, as: 'statements' | 'expression'): Names {
  const writes = new Set<string>();
  const onlyWritten = new Set<Token>();
  const local = ownVariables(tokens);
  let calls = false;
  const called = new Set<string>();
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'op' && assigning.test(token.text)) {
      if (as === 'expression' && token.text === '<=') continue;
      const step = token.text === '++' || token.text === '--';
      const before = targetBefore(tokens, i);
      const targets = step && before.length === 0 ? namesAfter(tokens, i) : before;
      for (const target of targets) if (!local.has(target)) writes.add(plain(target));
      if (token.text === '=' && targets.length === 1 && targets[0] !== undefined) onlyWritten.add(targets[0]);
      continue;
    }
    if (tokens[i + 1]?.text !== '(' || (token.kind !== 'id' && token.kind !== 'system')) continue;
    if (token.kind === 'system' ? pureSystem.test(token.text) : noCall.test(token.text)) continue;
    const isOfOther = tokens[i - 1]?.text === '.';
    // An argument by name is the call's around it; a routine of an instance, an interface or a class is another of that name.
    if (isOfOther && /^[(,]$/.test(tokens[i - 2]?.text ?? '')) continue;
    const routine = isOfOther ? undefined : routines.get(token.text);
    if (token.kind === 'id') calls = true;
    if (routine !== undefined) called.add(token.text);
    if (routine?.kind === 'function' && routine.ports.every((port) => port.direction === 'input')) continue;
    if (routine === undefined && !isOfOther && pure.has(token.text)) continue;
    // What a method belongs to may change too.
    for (const name of [...namesWithin(tokens, i + 1), ...(isOfOther ? targetBefore(tokens, i + 1) : [])]) writes.add(plain(name));
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
