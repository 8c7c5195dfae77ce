import { z } from 'zod';
import { success, type Outcome } from '../base/outcome';
import { allowedDesign } from '../engine/designArgument';
import type { Engine, ModuleJobRequest, Progress, RunLimits } from '../engine/engine';
import type { ProposedFile } from '../protocol/jobs';
import type { AgentCall } from './agentTool';

/** Fields that several tools take. */
export const fields = {
  files: z
    .array(z.string())
    .min(1)
    .describe('Verilog or SystemVerilog files, relative to the working folder. Modules they instantiate are found in the project.'),
  top: z.string().optional().describe('The module, when the files declare several.'),
  seconds: z.number().positive().max(600).optional().describe('Ends within this time with what it has; 60 by default.'),
} as const;

/** What the tools take that work on one module. */
export const moduleInput = z.object({
  file: z.string().describe('The file that declares the module, relative to the working folder.'),
  module: fields.top,
  seconds: fields.seconds,
});

/** Runs a job on the module of the input. */
export async function runOnModule<Result>(
  { file, module, seconds }: z.infer<typeof moduleInput>,
  call: AgentCall,
  job: (engine: Engine, request: ModuleJobRequest, limits: RunLimits, progress: Progress, signal: AbortSignal) => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  const path = call.resolve(file);
  if (!path.ok) return path;
  return job(call.engine, { file: path.value, ...given({ module }) }, limitsOf(call, seconds), call.progress, call.signal);
}

/** Proposed files by the names that an agent knows. */
export function proposedTo(call: AgentCall, files: readonly ProposedFile[]): ProposedFile[] {
  return files.map((one) => ({ ...one, file: call.relative(one.file) }));
}

/** Paths made absolute; the first one that may not be seen is the failure. */
export function resolveAll(paths: readonly string[], call: AgentCall): Outcome<string[]> {
  const resolved: string[] = [];
  for (const path of paths) {
    const one = call.resolve(path);
    if (!one.ok) return one;
    resolved.push(one.value);
  }
  return success(resolved);
}

/** A design as the command line names it: `FILE`, `@list.f` or `git:REV:PATH`. */
export function resolveDesign(argument: string, call: AgentCall): Outcome<string> {
  return allowedDesign(argument, (path) => call.resolve(path));
}

/** The call's limits with the time that its input asks for. */
export function limitsOf(call: AgentCall, seconds: number | undefined): AgentCall['limits'] {
  return seconds === undefined ? call.limits : { ...call.limits, seconds };
}

/** Without the fields that were not given: an absent option and an undefined one are two things to the engine. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
