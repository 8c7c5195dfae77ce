import { applyEdits, lineIndent } from '../../base/layout';
import type { Expr, Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf, writtenEnds, type PlacedProcess, type WrittenFile } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { withoutCasePromises, withSemicolon } from '../sourceText';
import type { TextChange } from '../strategy';
import { deletionsFor, directivesIn, tidiedCopy } from './processSlice';

/** A condition that a process asks: the test of a statement, or an operand of a value that says true or false. */
export interface Decision {
  readonly placed: PlacedProcess;
  readonly test: Expr;
  /** The `if` whose whole test it is. */
  readonly statement?: Statement & { readonly kind: 'if' };
  /** Whether the condition has one bit for sure. */
  readonly oneBit: boolean;
}

export type Side = 'if' | 'else';

/** The text of a copy of a process, or what forbids it. */
export type Slice = { readonly text: string } | { readonly wrong: string };

/** The decision as made: the branch that is taken in place of its statement, or a constant in place of the operand. */
export function decided(source: WrittenFile, decision: Decision, side: Side, names: ReadonlySet<string>): TextChange[] | undefined {
  const { statement } = decision;
  if (statement === undefined) {
    const at = writtenEnds(source, decision.test);
    // A number goes on with what stands beside it: `1'b1?` has two digits.
    const gap = at !== undefined && /[\w?$]/.test(source.text[at.end] ?? '') ? ' ' : '';
    return at === undefined ? undefined : [{ ...at, text: `${side === 'if' ? "1'b1" : "1'b0"}${gap}` }];
  }
  const whole = writtenEnds(source, statement);
  const branch = side === 'if' ? statement.then : statement.otherwise;
  const taken = branch !== undefined && [...assignedBy(branch).names].some((one) => names.has(one)) ? branch : undefined;
  const at = taken === undefined ? undefined : writtenEnds(source, taken);
  if (whole === undefined || (taken !== undefined && at === undefined)) return undefined;
  const end = statementEnds(statement) ? withSemicolon(source.text, whole.end) : whole.end;
  if (at === undefined) return [{ start: whole.start, end, text: ';' }];
  const until = taken !== undefined && statementEnds(taken) ? withSemicolon(source.text, at.end) : at.end;
  const bare = taken?.kind === 'block' || taken?.kind === 'assign';
  return [
    { start: whole.start, end: at.start, text: bare ? '' : 'begin ' },
    ...(bare ? [] : [{ start: until, end: until, text: ' end' }]),
    ...(until < end ? [{ start: until, end, text: '' }] : []),
  ];
}

/** Where a statement ends with its semicolon, and with a comment behind it in the line. */
export function withComment(text: string, end: number): number {
  const last = withSemicolon(text, end);
  return last + (/^[ \t]*\/\/[^\r\n]*/.exec(text.slice(last))?.[0].length ?? 0);
}

/** Whether a statement ends with a semicolon, not with `end`. */
function statementEnds(statement: Statement): boolean {
  switch (statement.kind) {
    case 'block':
    case 'case':
      return false;
    case 'if':
      return statementEnds(statement.otherwise ?? statement.then);
    case 'loop':
    case 'timing':
      return statementEnds(statement.body);
    default:
      return true;
  }
}

/** A copy of a process with nothing but what assigns `names`, these under other names, what is read under the names of `values`. */
export function sliced(
  source: WrittenFile,
  process: Process,
  names: ReadonlyMap<string, string>,
  changes: readonly TextChange[] | undefined,
  values: ReadonlyMap<string, string>,
): Slice {
  const at = writtenEnds(source, process);
  if (at === undefined || changes === undefined) return { wrong: 'The process comes from a macro.' };
  const statement = bodyOf(process);
  const gone = deletionsFor(source, statement, (one) => names.has(one));
  const directives = gone === undefined ? undefined : directivesIn(source, at, new Set(names.keys()), gone);
  if (gone === undefined || directives === undefined)
    return { wrong: 'The process assigns these and others by one statement, or holds directives.' };
  const renamed = renames(source, statement, names, values);
  if (renamed === undefined) return { wrong: 'An assignment comes from a macro.' };
  const end = withComment(source.text, at.end);
  const all = outermost([...changes, ...gone, ...directives, ...renamed]);
  const moved = all.map((one) => ({ ...one, start: one.start - at.start, end: one.end - at.start }));
  const indent = lineIndent(source.text, at.start);
  return { text: `${indent}${withoutCasePromises(tidiedCopy(applyEdits(source.text.slice(at.start, end), moved)))}` };
}

/** Changes without those that lie within a stretch which another one takes away. */
function outermost(changes: readonly TextChange[]): TextChange[] {
  return changes.filter(
    (one, index) =>
      !changes.some(
        (other, at) =>
          other !== one &&
          other.start <= one.start &&
          one.end <= other.end &&
          other.start < other.end &&
          // Of the same stretch the first stays; what is put in at the end of one stays beside it.
          (one.start === other.start && one.end === other.end
            ? at < index
            : !(one.start === one.end && (one.start === other.start || one.start === other.end))),
      ),
  );
}

function renames(
  source: WrittenFile,
  statement: Statement,
  targets: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string>,
): TextChange[] | undefined {
  const changes: TextChange[] = [];
  const rename = (expr: Expr, names: ReadonlyMap<string, string>): boolean => {
    const name = expr.kind === 'name' ? names.get(expr.name) : undefined;
    if (name === undefined) return true;
    const at = writtenEnds(source, expr);
    if (at !== undefined) changes.push({ ...at, text: name });
    return at !== undefined;
  };
  for (const one of everyStatement(statement)) {
    if (one.kind === 'assign' && [...assignedBy(one).names].some((name) => targets.has(name))) {
      const base = targetBase(one.target);
      if (base === undefined || one.op !== '=' || !rename(base, targets)) return undefined;
    }
    for (const expr of readsOf(one).flatMap(namesIn)) if (!rename(expr, values)) return undefined;
  }
  return changes;
}

/** The name that an assignment to a whole or a part is to: bits, words of a packed array, members. */
export function targetBase(target: Expr): Expr | undefined {
  if (target.kind === 'name') return target;
  return target.kind === 'index' || target.kind === 'slice' || target.kind === 'member' ? targetBase(target.base) : undefined;
}
