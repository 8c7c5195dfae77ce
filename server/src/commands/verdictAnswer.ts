import type { Verdict } from '../protocol/contract';
import type { Outcome } from '../base/outcome';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { verdictText } from './texts';

const codes: Record<Verdict['verdict'], number> = {
  proved: exitCode.clean,
  checked: exitCode.clean,
  refuted: exitCode.findings,
  unknown: exitCode.unknown,
  broken: exitCode.broken,
};

/** The answer of every command that ends in a verdict. */
export function verdictAnswer(outcome: Outcome<Verdict>, context: CommandContext): Answer {
  if (!outcome.ok) return badInput(outcome);
  const document = context.relative(outcome.value);
  return { document, text: verdictText(document, context.interactive), code: codes[document.verdict] };
}
