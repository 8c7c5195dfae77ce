import { indentStep } from '../../base/indentStep';
import { lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, processesOf, writtenEnds, type WrittenFile } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf } from '../../refactor/statements';
import { joined } from '../retime/keepInRegister';
import { proposalsIn, type Offer } from '../proposalsIn';
import { withSemicolon, writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'use-in-branches';
const most = 3;
/** Characters of a statement that is written twice at most. */
const longest = 400;

/**
 * `if (late) x = a; … y = f(x);` becomes `y = f(x); if (late) begin x = a; y = f(x); end`: what is made of a chosen value is made in both branches, and chosen
 * from last (Shannon expansion by the condition). Of the values that the branches assign, often constants and registers, it is known early. The
 * statement itself moves, as it is written; it means the same wherever nothing between reads or writes what it does.
 */
export const useInBranches: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/wide-select', 'timing/compare-select-arithmetic', 'timing/late-select', 'timing/reconvergence'],
  knowledge:
    'What is computed from a value that a late condition chooses waits for the choice. Computed in both branches, of what each assigns, it is there in time, and only its result is chosen. It costs the computation twice and gains where the condition arrives last.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** A statement that uses what the branches of another one before it assign. */
interface Use {
  readonly statement: Statement;
  readonly choice: Statement & { readonly kind: 'if' };
  readonly chosen: readonly string[];
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const { pre } = context.file;
  const within = (step: PlacedStep, { start, end }: Statement): boolean => {
    const at = pre.fromRoot(step.start);
    return at !== undefined && start <= at && at < end;
  };
  for (const { process } of processesOf(body)) {
    if (triggerOf(process) !== 'any' && process.style !== 'always_comb') continue;
    for (const use of everyStatement(bodyOf(process)).flatMap((one) => (one.kind === 'block' ? usesIn(one.body) : []))) {
      const touched = context.steps.filter((step) => within(step, use.statement));
      if (touched.length === 0) continue;
      const paths = touched.map((step) => step.path);
      const both = paths.some((path) => context.steps.some((step) => step.path === path && within(step, use.choice)));
      yield {
        title: `Make ${[...assignedBy(use.statement).names].join(', ')} in both branches that choose ${use.chosen.join(', ')}`,
        changes: moved(context, use),
        line: pre.toSource(use.statement.start, use.statement.end).line + 1,
        paths,
        weight: (both ? 1 : 0) - Math.min(...paths.map((one) => one.path.slack)),
      };
    }
  }
}

/** The statements of a list that can move into the branches of the last one before them that chooses something they read. */
function usesIn(list: readonly Statement[]): Use[] {
  return list.flatMap((statement, at): Use[] => {
    if (statement.kind !== 'assign' && statement.kind !== 'if' && statement.kind !== 'case') return [];
    const all = everyStatement(statement);
    if (
      all.some(
        (one) =>
          one.kind !== 'block' && one.kind !== 'skip' && (one.kind === 'assign' ? !one.blocking : one.kind !== 'if' && one.kind !== 'case'),
      )
    )
      return [];
    const reads = all.flatMap(readsOf);
    if (!reads.every((one) => isPure(one))) return [];
    const read = new Set(reads.flatMap(namesIn).map((one) => one.name));
    const made = assignedBy(statement).names;
    for (let before = at - 1; before >= 0; before--) {
      const other = list[before];
      if (other === undefined) return [];
      const { names, locals } = assignedBy(other);
      const chosen = [...names].filter((one) => read.has(one));
      const isApart = locals.size === 0 && [...names].every((one) => !made.has(one)) && !readsAny(other, made);
      if (chosen.length === 0) {
        if (isApart) continue;
        return [];
      }
      // What it reads of its own must not be what it made before.
      return isApart && other.kind === 'if' && [...made].every((one) => !read.has(one)) ? [{ statement, choice: other, chosen }] : [];
    }
    return [];
  });
}

function readsAny(statement: Statement, names: ReadonlySet<string>): boolean {
  return everyStatement(statement).some(
    (one) =>
      one.kind === 'call' ||
      one.kind === 'timing' ||
      readsOf(one)
        .flatMap(namesIn)
        .some((read) => names.has(read.name)),
  );
}

function moved(context: FixContext, { statement, choice }: Use): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const [own, at] = [writtenEnds(source, statement), writtenEnds(source, choice)];
  if (own === undefined || at === undefined) return 'A statement comes from a macro.';
  const end = withSemicolon(text, own.end);
  const written = text.slice(own.start, end);
  if (written.length > longest || /`/.test(written)) return 'The statement is too long to be written twice.';
  const indent = lineIndent(text, at.start);
  const branches = choice.otherwise === undefined ? [choice.then] : [choice.then, choice.otherwise];
  const inside = branches.map((one) => atEndOf(source, one, written));
  if (inside.includes(undefined)) return 'A branch comes from a macro, or goes on with another condition.';
  const made = [...assignedBy(statement).names].join(', ');
  return [
    ...(choice.otherwise === undefined ? [{ start: at.start, end: at.start, text: `${written}${lineBreak(text)}${indent}` }] : []),
    ...inside.flatMap((one) => one ?? []),
    { start: own.start, end, text: `// ${made}: in both branches above, before the choice.` },
  ];
}

/** A statement behind the others of a branch. */
function atEndOf(source: WrittenFile, branch: Statement, written: string): TextChange[] | undefined {
  const { text } = source;
  if (branch.kind !== 'block') return branch.kind === 'assign' ? joined(source, branch, true, 'behind', written) : undefined;
  const at = writtenEnds(source, branch);
  const closing = at === undefined ? null : /\bend(?:\s*:\s*\w+)?$/.exec(text.slice(at.start, at.end));
  if (at === undefined || closing === null) return undefined;
  const place = at.start + closing.index;
  const first = lineStart(text, place);
  if (text.slice(first, place).trim() !== '') return [{ start: place, end: place, text: `${written} ` }];
  return [{ start: first, end: first, text: `${lineIndent(text, place)}${indentStep(text)}${written}${lineBreak(text)}` }];
}
