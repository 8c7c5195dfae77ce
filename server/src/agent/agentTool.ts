import type { z } from 'zod';
import { failure, success, type Outcome } from '../base/outcome';
import { redactSecrets } from '../llm/redactSecrets';
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
      if (read.success) return redacted(await tool.run(read.data, closed(call)));
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

/** The call as it sees no file that is never sent to a model: whoever asks may be one. */
function closed(call: AgentCall): AgentCall {
  return {
    ...call,
    resolve(path) {
      const full = call.resolve(path);
      if (!full.ok || !call.engine.neverSent(full.value)) return full;
      return failure(`${path} is never sent to a model`, neverSentHint);
    },
  };
}

const neverSentHint = 'The setting signoff.privacy.neverSend or a list like .signoffignore names it. Ask the user to look at it.';

/** The failure for facts about files that would be from one that is never sent; undefined when they may be told. */
export async function closedBelow(files: readonly string[], call: AgentCall): Promise<Outcome<never> | undefined> {
  const found = await call.engine.neverSentBelow(files, call.signal);
  return found === undefined
    ? undefined
    : failure(`this would tell of ${call.relative(found)}, which is never sent to a model`, neverSentHint);
}

/** Every text of an answer without secrets. */
function redacted(outcome: Outcome<object>): Outcome<object> {
  return outcome.ok ? success(withoutSecrets(outcome.value) as object) : { ...outcome, message: redactSecrets(outcome.message).text };
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return redactSecrets(value).text;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
