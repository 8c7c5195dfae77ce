import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { table } from './texts';

/** `signoff index [DIR]`: what the project holds, and why a file is in or out. */
export async function indexCommand(dir: string | undefined, context: CommandContext): Promise<Answer> {
  const outcome = await context.engine.index(context.resolve(dir ?? '.'), context.signal);
  if (!outcome.ok) return badInput(outcome);
  const result = context.relative(outcome.value);
  const lines = [
    `${result.files.length} files, ${result.modules.length} design units, ${result.unresolved.length} unresolved names, ${result.excluded.length} files left out`,
    table(result.modules.map((unit) => [unit.kind, unit.name, `${unit.file}:${unit.line}`])),
  ];
  if (result.unresolved.length > 0)
    lines.push('unresolved:', table(result.unresolved.map((use) => [`  ${use.name}`, `${use.file}:${use.line}`, use.why])));
  if (result.excluded.length > 0) lines.push('left out:', table(result.excluded.map((file) => [`  ${file.file}`, file.why])));
  return { document: result, text: lines.join('\n'), code: exitCode.clean };
}
