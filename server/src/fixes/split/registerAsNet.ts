import { lineBreak, lineEnd, lineIndent, lineStart } from '../../base/layout';
import type { Declarator, Expr, Item, ModuleBody, Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf, processesOf, writtenEnds, type WrittenFile } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import { withSemicolon, writtenFile } from '../sourceText';
import type { FixContext, TextChange } from '../strategy';
import { declarationsOf } from './declaredRange';

type Declaration = Item & { readonly kind: 'declare' | 'port' };

interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A register that is to become a net: what changes at its declaration, and what it started with. */
export interface AsNet {
  readonly changes: readonly TextChange[];
  /** The author's text of the value it started with. */
  readonly initial: string | undefined;
}

/**
 * The changes that make a net of a register which other registers are to drive: no value to start with, and in Verilog `wire` in place of `reg`.
 * `all` are those that become nets together: what one declaration holds of them is changed with the first. In words what forbids it.
 */
export function registerAsNet(context: FixContext, body: ModuleBody, name: string, all: readonly string[] = [name]): AsNet | string {
  const source = writtenFile(context);
  const started = startingStatements(source, body, name, all);
  if (typeof started === 'string') return started;
  const [at, ...others] = declarationsOf(body, name);
  if (at === undefined || others.length > 0) return `${name} is not declared once.`;
  const item = at.by?.item;
  const changed =
    item?.kind === 'declare' || item?.kind === 'port'
      ? declarationAsNet(context, source, item, at.one, all)
      : portAsNet(context, source, name, all);
  if (typeof changed === 'string') return changed;
  if (changed.initial !== undefined && started.initial !== undefined) return `${name} starts with more than one value.`;
  return { changes: [...changed.changes, ...started.changes], initial: changed.initial ?? started.initial };
}

/** The statements of initial processes that give the register its first value, taken away. */
function startingStatements(source: WrittenFile, body: ModuleBody, name: string, all: readonly string[]): AsNet | string {
  const changes: TextChange[] = [];
  let initial: string | undefined;
  for (const { process } of processesOf(body)) {
    if (process.style !== 'initial' || !assignedBy(process.body).names.has(name)) continue;
    const only = bodyOf(process);
    const statement = everyStatement(only).find((one) => one.kind === 'assign' && assignedBy(one).names.has(name));
    const listed = only === statement || (only.kind === 'block' && statement !== undefined && only.body.includes(statement));
    const zeros = statement?.kind === 'assign' && listed && initial === undefined ? zerosIn(statement) : undefined;
    if (zeros !== undefined && statement !== undefined) {
      const left = withoutZeros(source, only === statement ? process : statement, zeros, name, all);
      if (left === undefined) return `The value that ${name} starts with comes from a macro.`;
      initial = '0';
      changes.push(...left);
      continue;
    }
    if (initial !== undefined || statement?.kind !== 'assign' || statement.target.kind !== 'name' || !listed)
      return `${name} starts with a value that depends on something.`;
    const value = writtenEnds(source, statement.value);
    const gone = writtenEnds(source, only === statement ? process : statement);
    if (value === undefined || gone === undefined) return `The value that ${name} starts with comes from a macro.`;
    initial = source.text.slice(value.start, value.end);
    changes.push(wholeLines(source.text, gone));
  }
  return { changes, initial };
}

interface Zeros {
  readonly target: Expr;
  readonly names: readonly string[];
}

/** The names of a concatenation that is set to zero. */
function zerosIn({ target, value }: Statement & { readonly kind: 'assign' }): Zeros | undefined {
  if (target.kind !== 'concat' || value.kind !== 'number' || value.value !== 0n || value.wild !== 0n) return undefined;
  const names = target.parts.flatMap((one) => (one.kind === 'name' ? [one.name] : []));
  return names.length === target.parts.length ? { target, names } : undefined;
}

/** What is left of such a statement when `all` become nets together: changed with the first of them. */
function withoutZeros(
  source: WrittenFile,
  statement: Statement | Process,
  { target, names }: Zeros,
  name: string,
  all: readonly string[],
): TextChange[] | undefined {
  if (names.find((one) => all.includes(one)) !== name) return [];
  const [whole, at] = [writtenEnds(source, statement), writtenEnds(source, target)];
  if (whole === undefined || at === undefined) return undefined;
  const left = names.filter((one) => !all.includes(one));
  if (left.length === 0) return [wholeLines(source.text, whole)];
  return [{ ...at, text: left.length === 1 ? left.join('') : `{${left.join(', ')}}` }];
}

/** A stretch up to its semicolon, with its lines where it has them to itself. */
export function wholeLines(text: string, at: { readonly start: number; readonly end: number }): TextChange {
  const end = withSemicolon(text, at.end);
  const first = lineStart(text, at.start);
  const own = text.slice(first, at.start).trim() === '' && /^\s*(?:\/\/.*)?$/.test(text.slice(end, lineEnd(text, end)));
  if (!own) return { start: at.start, end, text: '' };
  const last = lineEnd(text, end);
  return { start: first, end: last + (last < text.length ? lineBreak(text).length : 0), text: '' };
}

function declarationAsNet(
  { language }: FixContext,
  source: WrittenFile,
  item: Declaration,
  one: Declarator,
  all: readonly string[],
): AsNet | string {
  const { text } = source;
  const declarators: readonly Declarator[] = item.kind === 'port' ? item.ports : item.declarators;
  const index = declarators.indexOf(one);
  const spanOf = (span: Declarator | Declaration | undefined): TextSpan | undefined =>
    span === undefined ? undefined : writtenEnds(source, span);
  const [whole, own, first] = [spanOf(item), spanOf(one), spanOf(declarators[0])];
  const value = one.init === undefined ? undefined : writtenEnds(source, one.init);
  if (whole === undefined || own === undefined || first === undefined || (one.init !== undefined && value === undefined))
    return `The declaration of ${one.name} comes from a macro.`;
  const initial = value === undefined ? undefined : text.slice(value.start, value.end);
  const unset = value === undefined ? [] : [{ start: own.start + one.name.length, end: value.end, text: '' }];
  if (language !== 'verilog') return { changes: unset, initial };
  const declared = /^((?:output\s+)?)reg\b/.exec(text.slice(whole.start));
  if (declared === null) return `${one.name} is not declared as reg.`;
  const [before = '', direction = ''] = declared;
  const word = { start: whole.start + direction.length, end: whole.start + before.length };
  if (declarators.length === 1) return { changes: [{ ...word, text: 'wire' }, ...unset], initial };
  const chosen = declarators.filter((each) => all.includes(each.name));
  if (chosen.length > 1) {
    if (one !== chosen[0]) return { changes: [], initial };
    const list = text.slice(first.start, withSemicolon(text, whole.end));
    const kept = declarators.filter((each) => !chosen.includes(each)).map(spanOf);
    const parts = kept.flatMap((each) => (each === undefined ? [] : [text.slice(each.start, each.end)]));
    if (/\/[/*]/.test(list) || parts.length !== kept.length) return `The declaration of ${one.name} holds comments.`;
    const between = text.slice(word.end, first.start);
    const separator = `${lineBreak(text)}${lineIndent(text, whole.start)}`;
    const nets = `${direction}wire${between}${chosen.map((each) => each.name).join(', ')};`;
    const rest = parts.length === 0 ? '' : `${separator}${direction}reg${between}${parts.join(', ')};`;
    return { changes: [{ start: whole.start, end: withSemicolon(text, whole.end), text: `${nets}${rest}` }], initial };
  }
  // One of several gets a declaration of its own in front.
  const left = withoutDeclarator(text, own, spanOf(declarators[index - 1]), spanOf(declarators[index + 1]), withSemicolon(text, whole.end));
  if (left === undefined) return `The declaration of ${one.name} holds comments.`;
  const head = text.slice(word.end, first.start);
  const added = `${direction}wire${head}${one.name};${left.comment}${lineBreak(text)}${lineIndent(text, whole.start)}`;
  return { changes: [{ start: whole.start, end: whole.start, text: added }, left.change], initial };
}

/** Takes a name out of a declaration of several, with the comment behind it that is its own; undefined where other comments stand there. */
function withoutDeclarator(
  text: string,
  own: TextSpan,
  last: TextSpan | undefined,
  next: TextSpan | undefined,
  end: number,
): { readonly change: TextChange; readonly comment: string } | undefined {
  if (next !== undefined) {
    const between = /^\s*,([ \t]*\/\/[^\r\n]*)?\s*$/.exec(text.slice(own.end, next.start));
    return between === null ? undefined : { change: { start: own.start, end: next.start, text: '' }, comment: between[1] ?? '' };
  }
  if (last === undefined) return undefined;
  const between = /^\s*,([ \t]*\/\/[^\r\n]*)?(\s*)$/.exec(text.slice(last.end, own.start));
  if (between === null) return undefined;
  const [, kept = '', space = ''] = between;
  if (!space.includes('\n')) return { change: { start: last.end, end: own.end, text: '' }, comment: '' };
  const comment = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  return { change: { start: last.end, end: end + comment.length, text: `;${kept}` }, comment };
}

/** A port of the header: `output reg` becomes `output wire`. What `output reg [7:0] a, b` declares together is written out where it goes on. */
function portAsNet({ language, module }: FixContext, source: WrittenFile, name: string, all: readonly string[]): AsNet | string {
  const { text } = source;
  const index = module.ports.findIndex((one) => one.name === name);
  const port = module.ports[index];
  if (port === undefined || port.range.path !== source.path) return `${name} is declared in another file.`;
  const behind = text.slice(port.nameRange.end);
  const value = /^\s*=\s*([^,;)]+)/.exec(behind);
  const initial = value?.[1]?.trim();
  const unset = value === null ? [] : [{ start: port.nameRange.end, end: port.nameRange.end + value[0].length, text: '' }];
  if (language !== 'verilog') return { changes: unset, initial };
  const heads = module.ports.slice(0, index + 1).map((one) => text.slice(one.range.start, one.nameRange.start));
  const head = heads.findLast((one) => /\b(?:input|output|inout)\b/.test(one)) ?? '';
  const inherits = head !== heads.at(-1);
  const word = /\breg\b/.exec(head);
  if (word === null || /\/[/*]|\n/.test(head)) return `${name} is not declared as reg.`;
  const changes = inherits
    ? [{ start: port.nameRange.start, end: port.nameRange.start, text: head.replace(/\breg\b/, 'wire') }]
    : [{ start: port.range.start + word.index, end: port.range.start + word.index + word[0].length, text: 'wire' }];
  const next = module.ports[index + 1];
  if (
    next !== undefined &&
    !all.includes(next.name) &&
    !/\b(?:input|output|inout)\b/.test(text.slice(next.range.start, next.nameRange.start))
  )
    changes.push({ start: next.nameRange.start, end: next.nameRange.start, text: head });
  return { changes: [...changes, ...unset], initial };
}
