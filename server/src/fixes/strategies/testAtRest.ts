import { freshName, lineBreak, lineIndent } from '../../base/layout';
import type { Expr, ModuleBody } from '../../graph/ast';
import { bodyOf, writtenEnds } from '../../refactor/scene';
import { registeredExpressions, type RegisteredExpression } from '../retime/registeredExpressions';
import type { WrittenRegister } from '../retime/registerWrites';
import { clockOf } from '../split/clockOf';
import { declarationEnd } from '../split/invertedCopy';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';
import { writtenFile } from '../sourceText';

const name = 'test-at-rest';
/** Places that are tried: each costs a run of timing and, where it gains, a proof. */
const most = 5;

/**
 * A test of registers that is asked only when these have rested for a cycle, as in a state that waits for a handshake first, may be the one of the
 * cycle before: its result is kept in a register of its own, from what the registers hold, and read where the test stood. Neither the
 * paths into the registers nor those out of them wait for it any more. Whether the registers rest whenever the test counts is for the
 * proof to say, place by place, before the rewrite is built on.
 */
export const testAtRest: FixStrategy = {
  name,
  causes: ['timing/counter-compare', 'timing/compare-select-arithmetic', 'timing/deep-logic'],
  knowledge:
    'A wide compare of registers that do not change in the cycle before it is asked can be made a cycle earlier from what they hold, and kept in a flip-flop. Other than a compare of their next values it lengthens no path into them. Right only where the registers rest, which has to be proven.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const { pre } = context.file;
  for (const found of registeredExpressions(body, context.module, pre.text)) {
    if (found.range !== '' || !isTest(found) || !found.registers.every(mayRest)) continue;
    const exprs = found.uses.map((use) => use.expr);
    const touches = (expr: Expr): PlacedStep[] =>
      context.steps.filter((step) => {
        const at = pre.fromRoot(step.start);
        return at !== undefined && expr.start <= at && at < expr.end;
      });
    // Synthesis makes one compare of all that are equal, so one place alone seldom gains, and seldom do all rest.
    for (const places of exprs.length > 1 ? [exprs, ...exprs.map((one) => [one])] : [exprs]) {
      const touched = exprs.flatMap(touches);
      const [first] = places;
      if (touched.length === 0 || first === undefined) continue;
      const line = pre.toSource(first.start, first.end).line + 1;
      const where = places.length > 1 ? ` in ${places.length} places` : exprs.length > 1 ? ` in line ${line}` : '';
      yield {
        title: `Ask \`${pre.text.slice(first.start, first.end).replace(/\s+/g, ' ')}\`${where} as it was a cycle ago, its registers being at rest`,
        changes: asked(context, found, places),
        line,
        paths: touched.map((step) => step.path),
        weight: touched[0] === undefined ? 0 : touched[0].step.delay - 4 * touched[0].path.path.slack,
        doubtful: true,
      };
    }
  }
}

/** A comparison or a reduction: what a flag can stand for. */
function isTest({ uses }: RegisteredExpression): boolean {
  const expr = uses[0]?.expr;
  return (expr?.kind === 'binary' && /^(?:[=!]=|[<>]=?)$/.test(expr.op)) || (expr?.kind === 'unary' && /^(?:[&|]|~[&|]|!)$/.test(expr.op));
}

/** Whether there are cycles in which a register is not loaded: not when it takes over a next value, or is written behind no condition. */
function mayRest({ process, writes }: WrittenRegister): boolean {
  const body = bodyOf(process.process);
  const always = body.kind === 'block' ? body.body : [body];
  return writes.every(({ statement }) => !always.includes(statement));
}

function asked(context: FixContext, found: RegisteredExpression, exprs: readonly Expr[]): TextChange[] | string {
  const { file } = context;
  const source = writtenFile(context);
  const { text } = source;
  const written = exprs.flatMap((one) => writtenEnds(source, one) ?? []);
  const [at] = written;
  if (at === undefined || written.length !== exprs.length) return 'The test comes from a macro.';
  const clock = clockOf(found.registers[0]?.process, file.pre.text);
  if (clock === undefined) return 'No clock of its registers was found.';
  const places = found.registers.map((one) => declarationEnd(context, source, one));
  const place = places.reduce((last, one) => (last === undefined || one === undefined ? undefined : one.at > last.at ? one : last));
  if (place === undefined) return 'The declaration of a register comes from a macro.';
  const base = (found.registers[0]?.name ?? 'test').replace(/_(?:reg|q|r|ff)$/, '');
  const flag = freshName(text, `${base}_rested`);
  const verilog = context.language === 'verilog';
  const lines = [
    `// ${found.registers.map((one) => one.name).join(' and ')} rest in the cycle before this is asked: made from what they hold, it is there in time.`,
    `${verilog ? 'reg' : 'logic'} ${flag};`,
    `${verilog ? 'always' : 'always_ff'} @(${clock}) ${flag} <= ${text.slice(at.start, at.end)};`,
  ];
  const indent = lineIndent(text, place.from);
  const added = lines.map((line) => `${lineBreak(text)}${indent}${line}`).join('');
  return [
    ...written.map((one, index) => ({ ...one, text: index > 0 && isOpposite(found, exprs[index]) ? `!${flag}` : flag })),
    { start: place.at, end: place.at, text: added },
  ];
}

/** Whether a place asks the opposite of the first one. */
function isOpposite({ uses }: RegisteredExpression, expr: Expr | undefined): boolean {
  return uses.find((one) => one.expr === expr)?.inverted === true;
}
