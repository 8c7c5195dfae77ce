import { lineIndent } from '../../base/layout';
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
    const comments = before === undefined ? [] : commentsBetween(context, before, at);
    if (at.kind !== 'if') {
      list.push({ test: undefined, body: at, comments });
      break;
    }
    if (at.priority !== undefined || !isPure(at.test)) return [];
    if (at !== first) inner.add(at);
    list.push({ test: at.test, body: at.then, comments });
    before = at.then;
    at = at.otherwise;
  }
  return list;
}

function commentsBetween(context: FixContext, before: Statement, after: Statement): string[] {
  const source = writtenFile(context);
  const [a, b] = [writtenEnds(source, before), writtenEnds(source, after)];
  const gap = a === undefined || b === undefined ? '' : source.text.slice(a.end, b.start);
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
  return { start: at.start, end: Math.max(at.end, behind) };
}
