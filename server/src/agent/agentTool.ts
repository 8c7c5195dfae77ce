import type { z } from 'zod';
import type { Outcome } from '../base/outcome';
import type { Engine, Progress, RunLimits } from '../engine/engine';

/** What a call of a tool runs with. */
export interface AgentCall {
  readonly engine: Engine;
  readonly limits: RunLimits;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** An absolute path; a failure when it lies outside of the folders that the caller may see. */
  resolve(path: string): Outcome<string>;
  /** The path as the caller names it: relative to the folder that it lies in. */
  relative(path: string): string;
}

/**
 * One tool that a program may call: an agent over MCP, or a model through the editor. It answers in few words of JSON, since each is read and paid for
 * by a model. Expected failure is an Outcome with a hint.
 */
export interface AgentTool {
  /** `signoff_…` */
  readonly name: string;
  readonly title: string;
  /** For the model: when to call it and what the answer means. */
  readonly description: string;
  /** Schema of the input; each field says in its description what it takes. */
  readonly input: z.ZodObject;
  /** `given` was not looked at yet. */
  run(given: unknown, call: AgentCall): Promise<Outcome<object>>;
}

/** A tool whose `run` gets its input read by the schema. */
export function agentTool<Input extends z.ZodObject>(tool: {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  run(input: z.infer<Input>, call: AgentCall): Promise<Outcome<object>>;
}): AgentTool {
  return {
    ...tool,
    run: async (given, call) => {
      const read = tool.input.safeParse(given ?? {});
      if (read.success) return tool.run(read.data, call);
      const [issue] = read.error.issues;
      const at = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
      return {
        ok: false,
        message: `${tool.name} cannot use its input: ${at}${issue?.message ?? 'it is no object'}`,
        hint: 'See the schema of its input.',
      };
    },
  };
}
