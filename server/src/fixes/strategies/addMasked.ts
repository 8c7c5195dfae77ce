import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, writtenEnds } from '../../refactor/scene';
import { everyStatement, isPure, namesIn } from '../../refactor/statements';
import { sourceOf } from '../arithmetic/rewriteOperators';
import { withSemicolon, writtenFile } from '../sourceText';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'add-masked';
const most = 3;

/**
 * Additions under conditions one after the other (`if (en[i]) sum = sum + x[i];`, in a run or a loop) are a chain of carries, each behind a select: synthesis joins
 * only plain sums into one of many operands. Written as the sum of what counts (`sum = sum + (en[i] ? x[i] : 0)`) they are one, with a single carry at its end.
 */
export const addMasked: FixStrategy = {
  name,
  causes: ['timing/deep-adder-chain', 'timing/serial-chain', 'timing/deep-logic'],
  knowledge:
    'Sums under conditions wait for one another, carry by carry. With the condition at what is added instead of around the addition, synthesis sees one sum of many operands and keeps the carries until the end (carry save).',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

type If = Statement & { readonly kind: 'if' };

/** `if (c) t = t + x;` */
interface Step {
  readonly statement: If;
  readonly target: string;
  readonly op: string;
  readonly added: Expr;
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  for (const { item } of itemsOf(body)) {
    const all =
      item.kind === 'routine' ? everyStatement(item.routine.body) : item.kind === 'process' ? everyStatement(bodyOf(item.process)) : [];
    if (item.kind === 'process' && !/^always_comb$/.test(item.process.style) && !/^(?:any|list)$/.test(triggerOf(item.process))) continue;
    const steps = all.flatMap((one) => stepOf(one) ?? []);
    for (const target of new Set(steps.map((one) => one.target))) {
      const chain = steps.filter((one) => one.target === target);
      const touched = context.steps.filter((step) => {
        const at = context.file.pre.fromRoot(step.start);
        return at !== undefined && chain.some(({ statement }) => statement.start <= at && at < statement.end);
      });
      const [first] = chain;
      if (first === undefined || touched.length === 0) continue;
      yield {
        title: `Add to ${target} what counts, in place of additions under conditions`,
        changes: rewritten(context, chain),
        line: lineOfStep(touched[0]),
        paths: touched.map((step) => step.path),
        weight: touched.length,
      };
    }
  }
}

function stepOf(statement: Statement): Step | undefined {
  if (statement.kind !== 'if' || statement.otherwise !== undefined || statement.priority !== undefined || !isPure(statement.test))
    return undefined;
  const { then } = statement;
  const only = then.kind === 'block' && then.body.length === 1 ? then.body[0] : then;
  if (only?.kind !== 'assign' || !only.blocking || only.target.kind !== 'name') return undefined;
  const target = only.target.name;
  const isTarget = (expr: Expr): boolean => expr.kind === 'name' && expr.name === target;
  const made = { statement, target };
  const { value } = only;
  if (!isPure(value)) return undefined;
  const free = (expr: Expr): boolean => !namesIn(expr).some((one) => one.name === target);
  if ((only.op === '+=' || only.op === '-=') && free(value)) return { ...made, op: only.op.charAt(0), added: value };
  if (only.op !== '=' || value.kind !== 'binary') return undefined;
  if (isTarget(value.left) && /^[-+]$/.test(value.op) && free(value.right)) return { ...made, op: value.op, added: value.right };
  return isTarget(value.right) && value.op === '+' && free(value.left) ? { ...made, op: '+', added: value.left } : undefined;
}

function rewritten(context: FixContext, chain: readonly Step[]): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const changes: TextChange[] = [];
  for (const { statement, target, op, added } of chain) {
    const place = writtenEnds(source, statement);
    const [test, value] = [sourceOf(context, statement.test), sourceOf(context, added)];
    if (place === undefined || test === undefined || value === undefined) return 'An addition comes from a macro.';
    const whole = text.slice(place.start, place.end);
    if (/\/[/*]/.test(whole)) return 'A comment stands within an addition.';
    const operand = added.kind === 'conditional' ? `(${value})` : value;
    changes.push({
      start: place.start,
      end: /\bend$/.test(whole) ? place.end : withSemicolon(text, place.end),
      text: `${target} = ${target} ${op} ((${test}) ? ${operand} : 0);`,
    });
  }
  return changes;
}
