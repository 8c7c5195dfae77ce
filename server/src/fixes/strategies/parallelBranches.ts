import { indentStep } from '../../base/indentStep';
import { lineBreak, lineIndent } from '../../base/layout';
import type { Expr, ModuleBody } from '../../graph/ast';
import { printExpression } from '../../graph/printExpression';
import { isPure } from '../../refactor/statements';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { itemsOf, processesOf, type PlacedItem } from '../../refactor/scene';
import { expressionsOf } from '../arithmetic/operatorsOnPaths';
import { operandText, rewriteAll, sourceOf } from '../arithmetic/rewriteOperators';
import { widest, widthText } from '../arithmetic/widthText';
import { branchesIn, movedText, placeOf, type Branches } from '../chain/branches';
import { declaredRange } from '../split/declaredRange';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'parallel-branches';
const fewest = 3;
const most = 5;

/**
 * Branches that exclude each other are written as a chain of priorities: synthesis does not see that at most one of `s == A`, `s == B`, … holds, still less that one
 * bit of a one-hot register is set. An `if … else if …` over one value becomes a `case` of it, and a chain of `?:`, over the bits of a register too, an OR of the
 * values, each behind its own test. Whether the tests exclude each other is for the proof to say, before anything is built on it.
 */
export const parallelBranches: FixStrategy = {
  name,
  causes: ['timing/serial-chain', 'timing/wide-select', 'timing/deep-logic'],
  knowledge:
    'Tests of one value against different constants, or of the bits of a one-hot register, exclude each other. Chosen side by side (a case, an OR of values behind their tests) they take the logarithm of their number; in a chain of else if or ?: each waits for those before it.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const registers = registersOf(body);
  for (const run of branchesIn(context, body, fewest)) {
    const touched = stepsIn(context, run.first);
    const question = touched.length === 0 ? undefined : questionOf(run.list.map((one) => one.test));
    // Only a promise (`unique`, `parallel_case`) makes a case of bits parallel. A comparison cannot prove it: two bits at once may give the same by luck, and each tool makes of them what it likes.
    if (question?.bits === true && registers.has(question.subject)) yield* joinedBits(context, body, run, question, touched);
    if (question === undefined || question.bits) continue;
    yield {
      title: `Choose among ${run.list.length} branches by ${question.subject} in one case`,
      changes: asCase(context, run, question),
      line: lineOfStep(touched[0]),
      paths: touched.map((step) => step.path),
      weight: run.list.length,
    };
  }
  for (const placed of itemsOf(body)) {
    for (const { root, target, locals } of expressionsOf(placed)) {
      for (const chain of chainsIn(root)) {
        const touched = stepsIn(context, chain);
        const list = armsOf(chain);
        const question = touched.length === 0 || list.length < fewest ? undefined : questionOf(list.map((one) => one.test));
        if (question === undefined || (question.bits && !registers.has(question.subject))) continue;
        const changes = asOr(context, body, placed, chain, chain === root ? target : undefined, locals);
        yield {
          title: `Join ${list.length} values chosen by ${question.subject} by OR in place of a chain`,
          changes,
          line: lineOfStep(touched[0]),
          paths: touched.map((step) => step.path),
          weight: list.length,
          doubtful: true,
        };
      }
    }
  }
}

/** Branches by the bits of a register that all give one name a value, as an OR of the values. */
function* joinedBits(
  context: FixContext,
  body: ModuleBody,
  run: Branches,
  { subject }: Question,
  touched: readonly PlacedStep[],
): Iterable<Offer> {
  const writes = run.list.map(({ test, body: branch }) => {
    const only = branch.kind === 'block' && branch.body.length === 1 ? branch.body[0] : branch;
    return only?.kind === 'assign' && only.op === '='
      ? { test, target: only.target, value: only.value, blocking: only.blocking }
      : undefined;
  });
  const [first] = writes;
  const place = placeOf(context, run);
  if (first?.target.kind !== 'name' || place === undefined || run.list.at(-1)?.test !== undefined) return;
  const { target, blocking } = first;
  const same = writes.flatMap((one) =>
    one?.target.kind === 'name' && one.target.name === target.name && one.blocking === blocking ? [one] : [],
  );
  if (same.length !== writes.length || run.list.some(({ comments, behind }) => comments.length > 0 || behind !== undefined)) return;
  const { locals } = assignedBy(run.placed.process.body);
  const made = orOf(context, body, run.placed, same, target, locals, place.start);
  yield {
    title: `Join ${same.length} values chosen by ${subject} by OR in place of a chain`,
    changes: 'text' in made ? [{ ...place, text: `${target.name} ${blocking ? '=' : '<='} ${made.text};` }] : made.reason,
    line: lineOfStep(touched[0]),
    paths: touched.map((step) => step.path),
    weight: same.length,
    doubtful: true,
  };
}

/** Names that clocked processes assign: bits of others are hardly ever one-hot. */
function registersOf(body: ModuleBody): Set<string> {
  return new Set(processesOf(body).flatMap(({ process }) => (triggerOf(process) === 'edges' ? [...assignedBy(process.body).names] : [])));
}

function stepsIn(context: FixContext, span: { readonly start: number; readonly end: number }): PlacedStep[] {
  return context.steps.filter((step) => {
    const at = context.file.pre.fromRoot(step.start);
    return at !== undefined && span.start <= at && at < span.end;
  });
}

/** What all tests ask of one value. */
interface Question {
  /** As printed. */
  readonly subject: string;
  /** Whether the tests are bits of it. */
  readonly bits: boolean;
  /** What each test compares with; of the last, which is taken when none holds, nothing. */
  readonly labels: readonly (readonly Expr[])[];
}

/** The one value that tests ask about, each against constants or by a bit of its own; undefined where they ask about different things. */
function questionOf(tests: readonly (Expr | undefined)[]): Question | undefined {
  const asked = tests.slice(0, tests.at(-1) === undefined ? -1 : undefined).map((one) => (one === undefined ? undefined : compared(one)));
  const [first] = asked;
  if (first === undefined || !asked.every((one) => one !== undefined && one.subject === first.subject && one.bits === first.bits))
    return undefined;
  return { subject: first.subject, bits: first.bits, labels: asked.map((one) => one?.labels ?? []) };
}

function compared(test: Expr): { subject: string; bits: boolean; labels: Expr[] } | undefined {
  if (test.kind === 'index' && test.base.kind === 'name') return { subject: test.base.name, bits: true, labels: [test] };
  if (test.kind !== 'binary') return undefined;
  if (test.op === '||' || test.op === '|') {
    const [left, right] = [compared(test.left), compared(test.right)];
    if (left === undefined || right === undefined || left.subject !== right.subject || left.bits !== right.bits) return undefined;
    return { ...left, labels: [...left.labels, ...right.labels] };
  }
  if (test.op !== '==') return undefined;
  const [subject, label] = isConstant(test.right) ? [test.left, test.right] : [test.right, test.left];
  return !isConstant(label) || isConstant(subject) || !isPure(subject)
    ? undefined
    : { subject: printExpression(subject), bits: false, labels: [label] };
}

/** A number, or a name written as constants are. */
function isConstant(expr: Expr): boolean {
  if (expr.kind === 'number') return expr.wild === 0n && expr.fill !== true;
  return expr.kind === 'scoped' || (expr.kind === 'name' && /^[A-Z][A-Z0-9_$]*$/.test(expr.name));
}

/** The branches as a case; in words what forbids it. */
function asCase(context: FixContext, run: Branches, { labels }: Question): TextChange[] | string {
  const place = placeOf(context, run);
  const [first] = run.list;
  if (place === undefined || first?.test === undefined) return 'The branches come from a macro.';
  const { text } = context.file.source;
  const indent = lineIndent(text, place.start);
  const inner = indent + indentStep(text);
  const subject = subjectText(context, first.test);
  const lines = [`case (${subject ?? ''})`];
  for (const [index, branch] of run.list.entries()) {
    const moved = movedText(context, branch.body, inner);
    const texts = (labels[index] ?? []).map((one) => sourceOf(context, one));
    if (moved === undefined || subject === undefined || texts.includes(undefined)) return 'A branch comes from a macro.';
    lines.push(
      ...branch.comments.map((one) => `${inner}${one}`),
      `${inner}${branch.test === undefined ? 'default' : texts.join(', ')}: ${moved}${branch.behind === undefined ? '' : ` ${branch.behind}`}`,
    );
  }
  if (run.list.at(-1)?.test !== undefined) lines.push(`${inner}default: ;`);
  lines.push(`${indent}endcase`);
  return [{ ...place, text: lines.join(lineBreak(text)) }];
}

function subjectText(context: FixContext, test: Expr): string | undefined {
  if (test.kind !== 'binary') return undefined;
  return test.op === '==' ? sourceOf(context, isConstant(test.right) ? test.left : test.right) : subjectText(context, test.left);
}

type Choice = Expr & { readonly kind: 'conditional' };

/** The outermost chains of `?:` in an expression. */
function chainsIn(root: Expr): Choice[] {
  if (root.kind === 'conditional') return [root];
  switch (root.kind) {
    case 'binary':
      return [root.left, root.right].flatMap(chainsIn);
    case 'unary':
      return chainsIn(root.arg);
    case 'concat':
      return root.parts.flatMap(chainsIn);
    default:
      return [];
  }
}

interface Arm {
  readonly test: Expr | undefined;
  readonly value: Expr;
}

function armsOf(chain: Choice): Arm[] {
  const rest = chain.no.kind === 'conditional' ? armsOf(chain.no) : [{ test: undefined, value: chain.no }];
  return [{ test: chain.test, value: chain.yes }, ...rest];
}

/** The chain as an OR of values behind their tests; in words what forbids it. */
function asOr(
  context: FixContext,
  body: ModuleBody,
  placed: PlacedItem,
  chain: Choice,
  target: Expr | undefined,
  locals: ReadonlySet<string>,
): TextChange[] | string {
  const { start } = context.file.pre.toSource(chain.start, chain.end);
  const made = orOf(context, body, placed, armsOf(chain), target, locals, start);
  return 'text' in made ? rewriteAll(context, [{ expr: chain, text: made.text }]) : made.reason;
}

/** An OR of values behind their tests, each on a line of its own below the one at `start`; in words what forbids it. */
function orOf(
  context: FixContext,
  body: ModuleBody,
  placed: PlacedItem,
  list: readonly Arm[],
  target: Expr | undefined,
  locals: ReadonlySet<string>,
  start: number,
): { readonly text: string } | { readonly reason: string } {
  const place = { context, body, around: placed.around };
  const range = target?.kind === 'name' && !locals.has(target.name) ? declaredRange(context, body, target.name, placed.around) : undefined;
  const widths = list.map(({ value }) => (isZero(value) ? { text: '1', bits: 1 } : widthText(place, value)));
  const whole = range === undefined || target === undefined ? undefined : widthText(place, target);
  const width = whole ?? widths.reduce(widest);
  if (width === undefined || (whole === undefined && widths.includes(undefined)))
    return { reason: 'The widths of the values are not sure, or they have a sign.' };
  const tests = list.flatMap(({ test }) => (test === undefined ? [] : [sourceOf(context, test)]));
  const terms: string[] = [];
  for (const { test, value } of list) {
    if (isZero(value)) continue;
    const text = operandText(context, value);
    const asked = test === undefined ? `!(${tests.map((one) => `(${one})`).join(' || ')})` : sourceOf(context, test);
    if (text === undefined || asked === undefined || tests.includes(undefined)) return { reason: 'A value comes from a macro.' };
    terms.push(
      width.bits === 1 ? `((${asked}) & ${text})` : `({${/^\w+$/.test(width.text) ? width.text : `(${width.text})`}{${asked}}} & ${text})`,
    );
  }
  const { text } = context.file.source;
  const separator = `${lineBreak(text)}${lineIndent(text, start)}${indentStep(text)}`;
  return { text: `(${terms.join(`${separator}| `)})` };
}

function isZero(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 0n && expr.wild === 0n;
}
