import type { ModuleBody, Span } from '../../graph/ast';
import { chosenArms } from '../retime/generateArms';
import { aliasesOf, startsOf } from '../split/endsAt';
import { keepInRegister, keptExpression } from '../retime/keepInRegister';
import { registeredExpressions, type RegisteredExpression } from '../retime/registeredExpressions';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, PlacedStep } from '../strategy';

type Aliases = ReturnType<typeof aliasesOf>;

const name = 'precompute-in-register';
const most = 12;

/**
 * What a path computes first from registers alone is computed a cycle earlier, from what those registers are about to hold, and kept in a
 * register of its own: `count == LAST` becomes a flag that is loaded beside `count`, `n + 1 == end` a register that holds `n + 1`. Retiming
 * across registers (Leiserson and Saxe, "Retiming Synchronous Circuitry", 1991), one expression at a time. The delay moves to the paths into
 * those registers, so it gains where they have slack. The expression moves, as it is written, into a function whose arguments take over the
 * names, widths and signs of the registers.
 */
export const precomputeInRegister: FixStrategy = {
  name,
  causes: ['timing/counter-compare', 'timing/compare-select-arithmetic', 'timing/wide-carry', 'timing/deep-logic'],
  knowledge:
    'A function of registers alone can be computed from their next values and kept in a register of its own. The delay moves from the paths out of these registers to the paths into them: it gains where those have slack, and costs a flip-flop.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const { file } = context;
  const aliases = aliasesOf(body);
  const taken = new Set<string>();
  for (const found of registeredExpressions(chosenArms(context, body), context.module, file.pre.text, body)) {
    const touched = context.steps.filter(
      (step) => starts(found, file.pre.fromRoot(step.start), step, aliases) || isShared(found, step, aliases),
    );
    if (touched.length === 0) continue;
    const kept = keptExpression(context, found);
    const registers = found.registers.map((one) => one.name).join(' and ');
    yield {
      title: `Keep ${shown(found.text)} in a register that is loaded with ${registers}`,
      changes: kept === undefined ? 'The expression comes from a macro.' : keepInRegister(context, body, kept, taken),
      line: lineOfStep(touched[0]),
      paths: touched.map((step) => step.path),
      weight: weightOf(touched),
    };
  }
}

/** Whether a step is one of the expression's; those of a function that it calls stand in the function, and are others' too. */
function starts(found: RegisteredExpression, offset: number | undefined, step: PlacedStep, aliases: Aliases): boolean {
  const within = (places: readonly Span[]): boolean =>
    offset !== undefined && places.some((one) => one.start <= offset && offset < one.end);
  return within(found.uses.map(({ expr }) => expr)) || (within(found.functions) && startsAt(found, step, aliases));
}

function startsAt({ registers }: RegisteredExpression, { path }: PlacedStep, aliases: Aliases): boolean {
  const starts = startsOf(path, aliases);
  return registers.some((one) => starts.includes(one.name));
}

/**
 * Whether a step is an addition of the register that its path starts from: synthesis merges equal additions and keeps the place of one of
 * them, most often of the register's own increment.
 */
function isShared(found: RegisteredExpression, placed: PlacedStep, aliases: Aliases): boolean {
  const { step, path } = placed;
  return found.range !== '' && path.steps[0] === step && /^\$(?:add|sub|alu)$/.test(step.cell.type) && startsAt(found, placed, aliases);
}

/** Delay of the steps that would go, of the worst path through them, with the slack of that path before all. */
function weightOf(touched: readonly PlacedStep[]): number {
  const worst = Math.min(...touched.map((step) => step.path.path.slack));
  const delays = touched.filter((step) => step.path.path.slack === worst).reduce((sum, step) => sum + step.step.delay, 0);
  return delays - 4 * worst;
}

function shown(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return `\`${flat.length > 60 ? `${flat.slice(0, 57)}…` : flat}\``;
}
