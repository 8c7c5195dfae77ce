import { z } from 'zod';
import { success, type Outcome } from '../base/outcome';
import { allowedDesign } from '../engine/designArgument';
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
