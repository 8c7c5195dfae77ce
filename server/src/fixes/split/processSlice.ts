import { applyEdits, lineStart } from '../../base/layout';
import type { Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { writtenEnds, type WrittenFile } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import { withSemicolon } from '../sourceText';
import type { TextChange } from '../strategy';

/**
 * What has to go from the text of a statement so that only assignments to the names kept stay, with the conditions around them; undefined where
 * a macro made it, or where one statement assigns both kinds of names.
 */
export function deletionsFor(source: WrittenFile, statement: Statement, keeps: (name: string) => boolean): TextChange[] | undefined {
  const deletions: TextChange[] = [];
  return visit(source, statement, false, keeps, deletions) ? deletions : undefined;
}

function visit(
  source: WrittenFile,
  statement: Statement,
  among: boolean,
  keeps: (name: string) => boolean,
  deletions: TextChange[],
): boolean {
  const counters = countersOf(statement);
  // What a process declares for itself stays where its other names do.
  const assigned = statement.kind === 'declare' ? statement.declarators.map((one) => one.name) : [...assignedBy(statement).names];
  const names = assigned.filter((one) => !counters.has(one));
  const kept = names.filter(keeps);
  if (kept.length === names.length && names.length > 0) return true;
  if (statement.kind === 'block') return statement.body.every((one) => visit(source, one, true, keeps, deletions));
  if (names.length === 0) return statement.kind === 'skip';
  if (kept.length === 0) {
    const gone = deletion(source, statement, among);
    if (gone !== undefined) deletions.push(gone);
    return gone !== undefined;
  }
  if (statement.kind === 'if') {
    const { then, otherwise } = statement;
    if (!visit(source, then, false, keeps, deletions)) return false;
    if (otherwise === undefined) return true;
    // An `else` may only go where no other one could then belong to this condition.
    if (!among || then.kind !== 'block' || [...assignedBy(otherwise).names].some(keeps))
      return visit(source, otherwise, false, keeps, deletions);
    return deleteElse(source, then, otherwise, deletions);
  }
  if (statement.kind === 'loop') return visit(source, statement.body, false, keeps, deletions);
  return statement.kind === 'case' && statement.arms.every((arm) => visit(source, arm.body, false, keeps, deletions));
}

/** Names that the loops of a statement count by. */
export function countersOf(statement: Statement): Set<string> {
  const loops = everyStatement(statement).filter((one) => one.kind === 'loop');
  return new Set(loops.flatMap((one) => one.init.flatMap((first) => [...assignedBy(first).names])));
}

/** What a statement assigns by `=`, but what its loops count by: what reads it later in the same process reads the new value. */
export function assignedAtOnce(statement: Statement): Set<string> {
  const counters = countersOf(statement);
  const all = everyStatement(statement).flatMap((one) => (one.kind === 'assign' && one.blocking ? [...assignedBy(one).names] : []));
  return new Set(all.filter((name) => !counters.has(name)));
}

/** The names that loops assign which count by a name of the module: a copy of the loop in another process would count by it too. */
export function writtenByLoops(statement: Statement): Set<string> {
  const loops = everyStatement(statement).filter((one) => one.kind === 'loop' && countersOf(one).size > 0);
  return new Set(loops.flatMap((one) => [...assignedBy(one).names]));
}

function deleteElse(source: WrittenFile, then: Statement, otherwise: Statement, deletions: TextChange[]): boolean {
  const before = writtenEnds(source, then);
  const gone = deletion(source, otherwise, false);
  if (before === undefined || gone === undefined || !/^\s*else\b[^;]*$/.test(source.text.slice(before.end, gone.start))) return false;
  deletions.push({ start: before.end, end: gone.end, text: '' });
  return true;
}

/** A statement with the lines it has to itself; one that stands alone under a condition leaves a semicolon. */
function deletion(source: WrittenFile, statement: Statement, among: boolean): TextChange | undefined {
  const at = writtenEnds(source, statement);
  if (at === undefined) return undefined;
  const { text } = source;
  const end = withSemicolon(text, at.end);
  if (!among) return { start: at.start, end, text: ';' };
  const first = lineStart(text, at.start);
  const rest = /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r?\n)/.exec(text.slice(end));
  const own = rest !== null && text.slice(first, at.start).trim() === '';
  return own
    ? { start: first, end: end + rest[0].length, text: '' }
    : { start: at.start, end: end + (/^[ \t]/.test(text.slice(end)) ? 1 : 0), text: '' };
}

/**
 * What has to go from a copy of a stretch of the text so that it holds no directives: the lines of conditionals that are off, such as assertions
 * for a formal tool, where nothing in them assigns the names. Undefined where there are others. `deletions` go anyway.
 */
export function directivesIn(
  source: WrittenFile,
  span: { readonly start: number; readonly end: number },
  names: ReadonlySet<string>,
  deletions: readonly TextChange[],
): TextChange[] | undefined {
  const { text } = source;
  const found: TextChange[] = [];
  const whole = text.slice(span.start, span.end);
  for (const match of whole.matchAll(/^[ \t]*`ifn?def\b[^`]*`endif\b[^\r\n]*(?:\r?\n|$)/gm)) {
    const start = span.start + match.index;
    const end = start + match[0].length;
    const inside = start + match[0].indexOf('\n') + 1;
    const code = inside + (/\S/.exec(text.slice(inside, end))?.index ?? 0);
    const assigns = [...match[0].matchAll(/([A-Za-z_][\w$]*)[^;=<]*<?=/g)].some(([, name = '']) => names.has(name));
    if (assigns || (text[code] !== '`' && source.file.pre.fromRoot(code) !== undefined)) return undefined;
    if (!deletions.some((one) => one.start <= start && end <= one.end)) found.push({ start, end, text: '' });
  }
  const rest = applyEdits(
    whole,
    [...whole.matchAll(/^[ \t]*`ifn?def\b[^`]*`endif\b/gm)].map((one) => ({ start: one.index, end: one.index + one[0].length, text: '' })),
  );
  return /`(?:define|undef|if|else|end|include)/.test(rest) ? undefined : found;
}

/** A copy of a stretch of the text, to stand beside it: without lines that hold a comment alone, with no more than one empty line at a time, and without names of blocks. */
export function tidiedCopy(text: string): string {
  return withoutBlockNames(
    text
      .replace(/^[ \t]*\/\/[^\r\n]*\r?\n/gm, '')
      .replace(/(\r?\n)(?:[ \t]*\r?\n){2,}/g, '$1$1')
      .replace(/(\bbegin\b[^\r\n]*\r?\n)(?:[ \t]*\r?\n)+/g, '$1')
      .replace(/(\r?\n)(?:[ \t]*\r?\n)+([ \t]*end\b)/g, '$1$2'),
  );
}

/** A text without `else begin end`, but where another `else` would then belong to what stands in front. */
export function withoutEmptyElse(text: string): string {
  return text.replace(/\s*\belse\s+begin\s*end\b(?!\s*(?:else\b|:))/g, '');
}

/** A text whose blocks have no names, which one scope may not have twice; a block that declares something needs its name in Verilog (IEEE 1364-2005, 9.8.1) and keeps it. */
export function withoutBlockNames(text: string): string {
  const kept = new Set(
    [...text.matchAll(/\bbegin\s*:\s*([A-Za-z_]\w*)\s+(?:reg|integer|real|time|parameter|localparam)\b/g)].map(([, name]) => name),
  );
  return text.replace(/\b(begin|end)[ \t]*:[ \t]*([A-Za-z_]\w*)/g, (whole: string, word: string, name: string) =>
    kept.has(name) ? whole : word,
  );
}
