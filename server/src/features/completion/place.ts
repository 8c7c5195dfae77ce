import { lexicalPlace } from '../../completion/gate';
import { tokenize, type Token } from '../../graph/lexer';
import { levelAt, type Level } from './level';

/** One step of `a.b[1]::c`: the name, and what joins it to the step before it. */
export interface Step {
  readonly name: string;
  readonly joint: '' | '.' | '::';
}

/** What an unfinished text asks for at the cursor. */
export type Wanted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'macro' }
  | { readonly kind: 'systemTask' }
  /** The file name of an include; `typed` is what stands behind the quote. */
  | { readonly kind: 'include'; readonly typed: string }
  /** Behind `chain.`. */
  | { readonly kind: 'member'; readonly chain: readonly Step[] }
  /** Behind `chain::`; in an import the items of the package. */
  | { readonly kind: 'scoped'; readonly chain: readonly Step[]; readonly imported: boolean }
  | { readonly kind: 'package' }
  /** A named connection, its dot typed or not. */
  | ConnectionWanted
  | { readonly kind: 'word' };

export interface ConnectionWanted {
  readonly kind: 'connection';
  readonly list: ConnectionList;
  readonly dotted: boolean;
}

/** The list of an instance or call that the cursor is in. */
export interface ConnectionList {
  /** The module, class or routine. */
  readonly callee: readonly Step[];
  /** Parameters behind `#`, ports of an instance, or what may be either: arguments of a call. */
  readonly what: 'parameters' | 'ports' | 'arguments';
  /** Names connected already. */
  readonly connected: ReadonlySet<string>;
  /** The name whose parentheses the cursor is in, and so whose value is asked for. */
  readonly inside?: string;
}

export interface CompletionPlace {
  readonly path: string;
  readonly text: string;
  /** The cursor. */
  readonly offset: number;
  /** Where the word at the cursor begins; behind the backtick of a macro, at the `$` of a system task. */
  readonly start: number;
  /** What of it was typed. */
  readonly prefix: string;
  /** Where the word ends that the cursor stands in. */
  readonly end: number;
  readonly wanted: Wanted;
  /** Tokens before the word. */
  readonly tokens: readonly Token[];
  readonly level: Level;
}

/** Characters before the cursor that are looked at. */
const reach = 40_000;

/** Reads what is asked for at the cursor from the text before it: it need not parse. */
export function completionPlace(path: string, text: string, offset: number): CompletionPlace {
  const typed = /(?:[`$]?[A-Za-z_][\w$]*|[`$])$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const macro = typed.startsWith('`');
  const start = offset - typed.length + (macro ? 1 : 0);
  const prefix = text.slice(start, offset);
  const end = offset + (/^[\w$]+/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  const base = { path, text, offset, start, prefix, end };
  const nothing = { ...base, wanted: { kind: 'nothing' } as const, tokens: [], level: levelAt([]) };
  const include = /^[ \t]*`include[ \t]+"([^"\r\n]*)$/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
  if (include !== null) return { ...nothing, wanted: { kind: 'include', typed: include[1] ?? '' } };
  if (prefix !== '' && /[\d']$/.test(text.slice(Math.max(0, start - 1), start))) return nothing;
  const lexical = lexicalPlace(text, macro ? start - 1 : start);
  if (lexical !== 'code' && lexical !== 'directive') return nothing;
  if (macro) return { ...nothing, wanted: { kind: 'macro' } };
  if (lexical === 'directive') return { ...nothing, wanted: inDirective(text, start) };
  const from = windowStart(text, start);
  const tokens = tokenize(text, from, start).slice(0, -1);
  const level = levelAt(tokens, from === 0);
  return { ...base, tokens, level, wanted: wantedAt(tokens, prefix) };
}

/** Behind `ifdef a macro is wanted; in a `define anything can stand, and nothing is known. */
function inDirective(text: string, start: number): Wanted {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /`(?:ifdef|ifndef|elsif|undef)\s+$/.test(line) ? { kind: 'macro' } : { kind: 'nothing' };
}

/** A line start before the cursor that is not inside a comment. */
function windowStart(text: string, start: number): number {
  if (start <= reach) return 0;
  const from = text.indexOf('\n', start - reach) + 1;
  if (lexicalPlace(text, from) !== 'comment') return from;
  const end = text.indexOf('*/', from);
  return end < 0 || end > start ? from : end + 2;
}

function wantedAt(tokens: readonly Token[], prefix: string): Wanted {
  const last = tokens.at(-1);
  if (prefix.startsWith('$')) return { kind: 'systemTask' };
  if (last?.text === '::') {
    const statement = statementStart(tokens);
    const { chain } = chainBefore(tokens, tokens.length - 2);
    return { kind: 'scoped', chain, imported: /^(?:import|export)$/.test(tokens[statement]?.text ?? '') };
  }
  if (last?.text === '.') return behindDot(tokens);
  const opening = tokens[statementStart(tokens)]?.text ?? '';
  if (/^(?:import|export)$/.test(opening) && /^(?:import|export|,)$/.test(last?.text ?? '')) return { kind: 'package' };
  if (last?.text === '(' || last?.text === ',') {
    const list = connectionList(tokens, tokens.length - 1);
    // Without a dot, only where every other connection has one.
    if (list !== undefined && list.what !== 'arguments' && list.inside === undefined && (last.text === '(' || list.connected.size > 0))
      return { kind: 'connection', list, dotted: false };
  }
  return { kind: 'word' };
}

function behindDot(tokens: readonly Token[]): Wanted {
  const before = tokens.at(-2)?.text;
  if (before === '(' || before === ',') {
    const list = connectionList(tokens, tokens.length - 2);
    return list === undefined ? { kind: 'nothing' } : { kind: 'connection', list, dotted: true };
  }
  const { chain } = chainBefore(tokens, tokens.length - 2);
  return chain.length === 0 ? { kind: 'nothing' } : { kind: 'member', chain };
}

/** The dotted name that ends at a token; indexes and arguments in it are passed over. `from` is its first token. */
export function chainBefore(tokens: readonly Token[], end: number): { readonly chain: Step[]; readonly from: number } {
  const chain: Step[] = [];
  let at = end;
  for (;;) {
    at = passGroups(tokens, at);
    const token = tokens[at];
    if (token?.kind !== 'id' || token.text.startsWith('`')) return { chain: [], from: at };
    const joint = tokens[at - 1]?.text;
    const joined = joint === '.' || joint === '::';
    chain.unshift({ name: token.text.replace(/^\\/, ''), joint: joined ? joint : '' });
    if (!joined) return { chain, from: at };
    at -= 2;
    // `.port(` begins a connection, not a member.
    if (/^[(,]$/.test(tokens[at]?.text ?? '')) {
      chain[0] = { name: token.text, joint: '' };
      return { chain, from: at + 2 };
    }
  }
}

/** Steps back over `[…]`, `(…)` and the `#` of class parameters. */
function passGroups(tokens: readonly Token[], end: number): number {
  let at = end;
  while (tokens[at]?.text === ']' || tokens[at]?.text === ')') {
    at = opener(tokens, at) - 1;
    if (tokens[at]?.text === '#') at--;
  }
  return at;
}

/** Index of the bracket that the closing one at `at` belongs to; -1 when there is none. */
export function opener(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let index = at; index >= 0; index--) {
    const text = tokens[index]?.text ?? '';
    if (/^[)\]}]$/.test(text)) depth++;
    else if (/^(?:[([{]|'\{)$/.test(text) && --depth === 0) return index;
  }
  return -1;
}

/** Index of the unclosed `(` around the tokens up to `at`; -1 when the statement begins before there is one. */
export function openParenthesis(tokens: readonly Token[], at: number): number {
  for (let index = at; index >= 0; index--) {
    const text = tokens[index]?.text ?? '';
    if (text === '(') return index;
    if (/^[)\]}]$/.test(text)) {
      index = opener(tokens, index);
      if (index < 0) return -1;
    } else if (text === ';' || /^(?:begin|end|endmodule)$/.test(text)) return -1;
  }
  return -1;
}

/** The list of connections around a place, also when the place is in the parentheses of one of them. */
export function connectionList(tokens: readonly Token[], at: number): ConnectionList | undefined {
  const open = openParenthesis(tokens, at);
  if (open < 0) return undefined;
  const named = tokens[open - 2]?.text === '.' && /^[(,]$/.test(tokens[open - 3]?.text ?? '') ? tokens[open - 1]?.text : undefined;
  if (named !== undefined) {
    const outer = connectionList(tokens, open - 3);
    return outer === undefined ? undefined : { ...outer, inside: named };
  }
  const connected = connectedIn(tokens, open + 1);
  const before = tokens[open - 1];
  if (before?.text === '#') {
    const { chain } = chainBefore(tokens, open - 2);
    return chain.length === 0 ? undefined : { callee: chain, what: 'parameters', connected };
  }
  if (before === undefined || (before.kind !== 'id' && before.text !== ']')) return undefined;
  const name = chainBefore(tokens, open - 1);
  const unit = tokens[name.from - 1];
  // `module name (`: what stands before the name of an instance is its module, its parameters passed over.
  const type =
    unit?.text === ')' && tokens[opener(tokens, name.from - 1) - 1]?.text === '#' ? opener(tokens, name.from - 1) - 2 : name.from - 1;
  const module = tokens[type];
  if (name.chain.length === 1 && module?.kind === 'id' && !isWordOfLanguage(module.text) && !module.text.startsWith('`'))
    return { callee: [{ name: module.text, joint: '' }], what: 'ports', connected };
  if (isWordOfLanguage(name.chain[0]?.name ?? '') || isWordOfLanguage(module?.text ?? '')) return undefined;
  return { callee: name.chain, what: 'arguments', connected };
}

const languageWords =
  /^(?:if|else|for|foreach|while|case[xz]?|assert|assume|cover|return|module|interface|program|function|task|package|assign|always\w*|posedge|negedge|repeat|wait|inside|with|begin|end|and|or|not|nand|nor|xor|xnor|buf|do|iff|automatic|property|sequence|class|void|modport)$/;

function isWordOfLanguage(text: string): boolean {
  return languageWords.test(text);
}

/** Names behind the dots of a list that was opened before `from`. */
function connectedIn(tokens: readonly Token[], from: number): Set<string> {
  const found = new Set<string>();
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    const text = tokens[index]?.text ?? '';
    if (/^(?:[([{]|'\{)$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text)) depth--;
    const next = tokens[index + 1];
    if (text === '.' && depth === 0 && next?.kind === 'id') found.add(next.text);
  }
  return found;
}

/** Index of the first token of the statement that the end of the tokens is in. */
export function statementStart(tokens: readonly Token[]): number {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const text = tokens[index]?.text ?? '';
    if (/^[)\]}]$/.test(text)) {
      const close = index;
      index = opener(tokens, index);
      if (index < 0) return 0;
      // The arms of a case are statements of their own.
      if (/^case[xz]?$/.test(tokens[index - 1]?.text ?? '')) return close + 1;
    } else if (text === ';' || /^(?:begin|end\w*|else|generate)$/.test(text)) return index + 1;
  }
  return 0;
}
