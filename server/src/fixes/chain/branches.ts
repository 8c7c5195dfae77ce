import { lineEnd, lineIndent } from '../../base/layout';
import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, processesOf, writtenEnds, type PlacedProcess } from '../../refactor/scene';
import { everyStatement, isPure } from '../../refactor/statements';
import { withSemicolon, writtenFile } from '../sourceText';
import { isReset } from '../split/heldRegisters';
import type { FixContext } from '../strategy';

type If = Statement & { readonly kind: 'if' };

/** One branch of `if … else if … else …`. */
export interface Branch {
  /** Undefined for the last `else`. */
  readonly test: Expr | undefined;
  readonly body: Statement;
  /** The author's comments between the branch before and this one. */
  readonly comments: readonly string[];
  /** The comment behind the branch on its last line. */
  readonly behind: string | undefined;
}

/** A run of branches of which the first whose test holds is taken. */
export interface Branches {
  readonly first: If;
  readonly list: readonly Branch[];
  readonly placed: PlacedProcess;
}

/** Every `if … else if …` of a module's processes with so many branches at least, resets in front of clocked ones left out, and those that say `unique`. */
export function branchesIn(context: FixContext, body: ModuleBody, fewest: number): Branches[] {
  const found: Branches[] = [];
  for (const placed of processesOf(body)) {
    const { process } = placed;
    const clocked = triggerOf(process) === 'edges' || process.style === 'always_ff';
    if (!clocked && process.style !== 'always_comb' && !/^(?:any|list)$/.test(triggerOf(process))) continue;
    const all = everyStatement(bodyOf(process));
    const inner = new Set<Statement>();
    for (const one of all) {
      if (one.kind !== 'if' || inner.has(one)) continue;
      const starts = clocked && isReset(context, process, one) ? one.otherwise : one;
      if (starts !== one && starts !== undefined) {
        // What stands behind a reset is a run of its own.
        if (starts.kind === 'if') inner.add(starts);
        if (starts.kind !== 'if') continue;
      }
      const list = starts?.kind === 'if' ? read(context, starts, inner) : [];
      if (starts?.kind === 'if' && list.length >= fewest) found.push({ first: starts, list, placed });
    }
  }
  return found;
}

function read(context: FixContext, first: If, inner: Set<Statement>): Branch[] {
  const list: Branch[] = [];
  let before: Statement | undefined;
  for (let at: Statement | undefined = first; at !== undefined;) {
    const gap = before === undefined ? '' : textBetween(context, before, at);
    const comments = commentsIn(gap.slice(commentBehind(gap)?.end ?? 0));
    if (at.kind !== 'if') {
      list.push({ test: undefined, body: at, comments, behind: behindOf(context, at, undefined) });
      break;
    }
    if (at.priority !== undefined || !isPure(at.test)) return [];
    if (at !== first) inner.add(at);
    list.push({ test: at.test, body: at.then, comments, behind: behindOf(context, at.then, at.otherwise) });
    before = at.then;
    at = at.otherwise;
  }
  return list;
}

/** The text between two statements, or behind one to the end of its line. */
function textBetween(context: FixContext, before: Statement, after: Statement | undefined): string {
  const source = writtenFile(context);
  const a = writtenEnds(source, before);
  const b = after === undefined ? undefined : writtenEnds(source, after);
  if (a === undefined || (after !== undefined && b === undefined)) return '';
  return source.text.slice(a.end, b?.start ?? lineEnd(source.text, a.end));
}

function behindOf(context: FixContext, body: Statement, next: Statement | undefined): string | undefined {
  return commentBehind(textBetween(context, body, next))?.comment;
}

/** The comment that a gap between two branches begins with on the line of the first, and where it ends. */
function commentBehind(gap: string): { readonly comment: string; readonly end: number } | undefined {
  const found = /^[ \t;]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)[ \t]*(?=\r?\n|$)/.exec(gap);
  return found === null ? undefined : { comment: (found[1] ?? '').trim(), end: found[0].length };
}

function commentsIn(gap: string): string[] {
  return [...gap.matchAll(/\/\/[^\r\n]*|\/\*[^]*?\*\//g)].map((one) => one[0].trim());
}

/** The author's text of a statement with its semicolon, its lines moved to another indentation; undefined where a macro made its ends. */
export function movedText(context: FixContext, statement: Statement, indent: string): string | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, statement);
  if (at === undefined) return undefined;
  const { text } = source;
  const assigns = statement.kind === 'assign';
  const whole = text.slice(at.start, assigns ? withSemicolon(text, at.end) : at.end);
  const own = lineIndent(text, at.start);
  return (assigns && !whole.endsWith(';') ? `${whole};` : whole).replace(new RegExp(`(\\r?\\n)${own}`, 'g'), `$1${indent}`);
}

/** Where a run of branches ends in the text, its last semicolon included; undefined where a macro made its ends. */
export function placeOf(context: FixContext, { first, list }: Branches): { start: number; end: number } | undefined {
  const source = writtenFile(context);
  const last = list.at(-1);
  const at = writtenEnds(source, first);
  const end = last === undefined ? undefined : writtenEnds(source, last.body);
  if (at === undefined || end === undefined) return undefined;
  const { text } = source;
  const behind = last?.body.kind === 'assign' ? withSemicolon(text, end.end) : end.end;
  // The comment behind the last branch goes with it.
  const comment = commentBehind(text.slice(behind, lineEnd(text, behind)));
  return { start: at.start, end: Math.max(at.end, behind + (comment?.end ?? 0)) };
}
