import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, writtenEnds } from '../../refactor/scene';
import { everyExpression, everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { sourceOf } from '../arithmetic/rewriteOperators';
import { chosenArms } from '../retime/generateArms';
import { keepInRegister, type Kept } from '../retime/keepInRegister';
import { RegisteredReader, type Support } from '../retime/registeredExpressions';
import { proposalsIn, type Offer } from '../proposalsIn';
import { writtenFile } from '../sourceText';
import { declaredRange } from '../split/declaredRange';
import { aliasesOf, startsOf } from '../split/endsAt';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'one-hot-state';
const most = 3;
/** Fewer tests are single flags (`precompute-in-register`), and more than 32 states are no machine that somebody wrote. */
const fewest = 3;
const mostBits = 5;

/**
 * The state of a machine is kept one-hot beside its code: a register with one bit for each state, loaded in each branch with what the next state
 * makes of it, and every test of the state, `case` included, asks for one bit of it. Nothing reads the code any more where all tests were
 * rewritten, and synthesis takes it away: then the machine is re-encoded. A `case` becomes `case (1'b1)` with the bits as labels, in the same order and
 * without a promise that only one of them holds.
 */
export const oneHotState: FixStrategy = {
  name,
  causes: ['timing/wide-select', 'timing/deep-logic', 'timing/high-fanout', 'timing/serial-chain'],
  knowledge:
    'Each test of an encoded state is a comparison of all its bits in front of whatever the state decides. With one flip-flop for each state a test is one bit, there when the cycle begins. Tools do it by themselves for machines that they recognise; a state with an initial value, or one that leaves the module, is often none. It costs a flip-flop for each state.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** Where the state is asked for. */
interface Asked {
  readonly tests: readonly { readonly expr: Expr; readonly label: Expr; readonly differs: boolean }[];
  readonly cases: readonly (Statement & { readonly kind: 'case' })[];
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const chosen = chosenArms(context, body);
  const reader = new RegisteredReader(chosen, context.module, context.file.pre.text, body);
  const aliases = aliasesOf(body);
  for (const register of new Set(context.violated.flatMap((one) => startsOf(one, aliases)))) {
    const support = /^[A-Za-z_]/.test(register) ? reader.supportOf([register]) : undefined;
    if (support === undefined) continue;
    const asked = askedIn(chosen, register, reader);
    if (labelsOf(context, asked).size < fewest) continue;
    const paths = context.violated.filter((one) => startsOf(one, aliases).includes(register));
    const at = writtenEnds(writtenFile(context), asked.cases[0] ?? asked.tests[0]?.expr ?? body);
    const line = at === undefined ? 1 : context.file.source.text.slice(0, at.start).split('\n').length;
    yield {
      title: `Keep ${register} one-hot, a flip-flop for each state`,
      changes: rewritten(context, body, register, support, asked),
      line,
      paths,
      weight: -Math.min(...paths.map((one) => one.path.slack)),
    };
  }
}

/** Tests of a register against constants, and the choices by it, outside of routines and generate loops. */
function askedIn(body: ModuleBody, register: string, reader: RegisteredReader): Asked {
  const tests: Asked['tests'][number][] = [];
  const cases: Asked['cases'][number][] = [];
  const isConstant = (expr: Expr): boolean =>
    everyExpression(expr).every((one) => one.kind === 'name' || (one.kind === 'number' && one.wild === 0n)) &&
    !namesIn(expr).some((one) => one.name === register) &&
    reader.supportOf([register, ...namesIn(expr).map((one) => one.name)])?.registers.length === 1;
  const isState = (expr: Expr): boolean => expr.kind === 'name' && expr.name === register;
  const visit = (root: Expr): void => {
    for (const expr of everyExpression(root)) {
      if (expr.kind !== 'binary' || !/^[!=]=$/.test(expr.op)) continue;
      const label = isState(expr.left) ? expr.right : isState(expr.right) ? expr.left : undefined;
      if (label !== undefined && isConstant(label)) tests.push({ expr, label, differs: expr.op === '!=' });
    }
  };
  for (const { item, around } of itemsOf(body)) {
    if (around.some(({ kind }) => kind === 'for')) continue;
    if (item.kind === 'assign') visit(item.value);
    if (item.kind !== 'process' || !(item.process.style === 'always_comb' || /^(?:any|edges)$/.test(triggerOf(item.process)))) continue;
    for (const statement of everyStatement(bodyOf(item.process))) {
      const isChoice = statement.kind === 'case' && isState(statement.subject);
      if (!isChoice) readsOf(statement).forEach(visit);
      else if (statement.style === 'case' && statement.arms.every((arm) => arm.labels.every(isConstant))) cases.push(statement);
    }
  }
  return { tests, cases };
}

/** The states that are asked for: the first label of each text. */
function labelsOf(context: FixContext, { tests, cases }: Asked): Map<string, Expr> {
  const all = [...cases.flatMap((one) => one.arms.flatMap((arm) => arm.labels)), ...tests.map((one) => one.label)];
  const found = new Map<string, Expr>();
  for (const label of all) {
    const text = context.file.pre.text.slice(label.start, label.end).replace(/\s+/g, '');
    if (!found.has(text)) found.set(text, label);
  }
  return found;
}

function rewritten(context: FixContext, body: ModuleBody, register: string, support: Support, asked: Asked): TextChange[] | string {
  const labels = labelsOf(context, asked);
  const texts = [...labels.values()].map((label) => sourceOf(context, label));
  if (texts.includes(undefined)) return `A state of ${register} comes from a macro.`;
  const bits = codeBits(context, chosenArms(context, body), register);
  if (bits === undefined && labels.size > 1 << mostBits) return `${register} has more than ${1 << mostBits} states.`;
  // By its code where the name of the state can be the index, which reads best; else by its place in a list.
  const places = [...labels.keys()];
  const indexOf = (label: Expr): string | undefined =>
    bits === undefined
      ? String(places.indexOf(context.file.pre.text.slice(label.start, label.end).replace(/\s+/g, '')))
      : sourceOf(context, label);
  const listed = [...texts].reverse().map((text) => `${register} == ${text}`);
  const changes = readsOfStates(context, asked, indexOf);
  if (typeof changes === 'string') return changes;
  const kept: Kept = {
    name: `${register.replace(/_(?:reg|q|r|ff)$/, '')}_is`,
    text: bits === undefined ? `{${listed.join(', ')}}` : `1 << ${register}`,
    range: `[${bits === undefined ? labels.size - 1 : (1 << bits) - 1}:0]`,
    ...support,
    reads: changes,
    direct: () => undefined,
  };
  return keepInRegister(context, body, kept, new Set());
}

/** Bits of the code, where it is a plain vector whose range is made of numbers. */
function codeBits(context: FixContext, body: ModuleBody, register: string): number | undefined {
  const top = /^\[(\d+):0\]$/.exec((declaredRange(context, body, register) ?? '').replace(/\s+/g, ''))?.[1];
  const bits = top === undefined ? undefined : Number(top) + 1;
  return bits === undefined || bits > mostBits ? undefined : bits;
}

/** The tests as bits of the new register, and the choices as `case (1'b1)`; in words what forbids it. */
function readsOfStates(
  context: FixContext,
  { tests, cases }: Asked,
  indexOf: (label: Expr) => string | undefined,
): ((flag: string) => TextChange[]) | string {
  const source = writtenFile(context);
  const bits: { readonly start: number; readonly end: number; readonly lead: string; readonly index: string }[] = [];
  const others: TextChange[] = [];
  const asBit = (expr: Expr, label: Expr, lead: string): boolean => {
    const [at, index] = [writtenEnds(source, expr), indexOf(label)];
    if (at !== undefined && index !== undefined) bits.push({ ...at, lead, index });
    return at !== undefined && index !== undefined;
  };
  for (const { expr, label, differs } of tests)
    if (!asBit(expr, label, differs ? '!' : '')) return 'A test of the state comes from a macro.';
  for (const one of cases) {
    const [whole, subject] = [writtenEnds(source, one), writtenEnds(source, one.subject)];
    if (whole === undefined || subject === undefined) return 'A choice by the state comes from a macro.';
    const promise = /^(?:unique0?|priority)\s+/.exec(source.text.slice(whole.start, subject.start))?.[0];
    if (one.priority !== undefined && promise === undefined) return 'An attribute promises that one state of a choice holds.';
    if (promise !== undefined) others.push({ start: whole.start, end: whole.start + promise.length, text: '' });
    others.push({ ...subject, text: "1'b1" });
    for (const label of one.arms.flatMap((arm) => arm.labels)) if (!asBit(label, label, '')) return 'A state comes from a macro.';
  }
  return (flag) => [...others, ...bits.map(({ start, end, lead, index }) => ({ start, end, text: `${lead}${flag}[${index}]` }))];
}
