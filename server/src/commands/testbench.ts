import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { spendingLine } from './texts';
import { moduleJobRequest, type ModuleJobOptions } from './moduleJob';
import { filesTold, writeAll } from './proposedFiles';

/** `signoff testbench FILE`: a testbench of a module, run on it, with how many faults of the module it notices. */
export async function testbench(
  file: string,
  options: ModuleJobOptions & { readonly spec?: string },
  context: CommandContext,
): Promise<Answer> {
  const progress = ({ message }: { readonly message: string }): void => context.progress(message);
  const spec = options.spec === undefined ? {} : { spec: context.resolve(options.spec) };
  const request = { ...moduleJobRequest(file, options, context), ...spec };
  const outcome = await context.engine.testbench(request, context.limits, progress, context.signal);
  if (!outcome.ok) return badInput(outcome);
  const problem = options.write === true ? writeAll(outcome.value.files, '', context) : undefined;
  if (problem !== undefined) return problem;
  const document = context.relative(outcome.value);
  const { killed = 0, survived = 0 } = document.strength?.fates ?? {};
  const lines = [
    ...filesTold(document.files, options.write === true),
    `${document.module}: ${document.scenarios.map(({ name, cycles }) => `${name} (${cycles})`).join(', ')}; ${document.ran ? 'passed' : 'not run'}`,
    ...(document.strength === undefined ? [] : [`it notices ${killed} of ${killed + survived} faults that were decided`]),
    ...document.notes,
    ...(document.spending === undefined ? [] : [spendingLine(document.spending)]),
  ];
  return {
    document,
    text: lines.join('\n'),
    code:
      document.files.length === 0 || document.disagreements !== undefined
        ? exitCode.findings
        : document.ran && document.weak !== true
          ? exitCode.clean
          : exitCode.unknown,
  };
}
