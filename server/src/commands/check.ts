import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { diagnosticLine } from './texts';

/** `signoff check FILES…`: syntax, elaboration and lint findings. Exit 1 when there is any warning or error. */
export async function check(files: readonly string[], options: { top?: string }, context: CommandContext): Promise<Answer> {
  const request = { files: files.map((file) => context.design(file)), ...(options.top === undefined ? {} : { top: options.top }) };
  const outcome = await context.engine.check(request, context.limits, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const diagnostics = context.relative(outcome.value);
  const findings = diagnostics.filter((diagnostic) => diagnostic.severity === 'error' || diagnostic.severity === 'warning');
  const text = diagnostics.length === 0 ? 'clean' : diagnostics.map(diagnosticLine).join('\n');
  return { document: { diagnostics }, text, code: findings.length === 0 ? exitCode.clean : exitCode.findings };
}
