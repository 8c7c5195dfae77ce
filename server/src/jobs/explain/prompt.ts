import { z } from 'zod';
import { failure, success, type Outcome } from '../../base/outcome';
import type { Draft, Material } from '../../llm/composeRequest';
import type { Grain } from './byRule';
import { factSchema, type Claim } from './facts';

/** Asks a model for sentences, each with the facts that it rests on, so that they can be held against the graph. */
export function explainDraft(material: readonly Material[], grain: Grain, line: number): Draft {
  const about = grain === 'line' ? `line ${line}` : grain === 'block' ? `the process or assignment around line ${line}` : 'the module';
  return {
    purpose: 'explain',
    system: `You explain hardware modules to engineers who will check every sentence.
Answer with a JSON array and nothing else. Each element: {"text": one plain sentence, "line": number, "facts": [fact, …]}.
A sentence is shown only when a tool finds each of its facts in the module's own graph and the sentence names no other signal and no other number; so give every fact that it rests on. Facts:
{"kind":"port","signal","direction"} {"kind":"width","signal","width"} {"kind":"register","signal","clock":"posedge clk"} {"kind":"reset","signal","reset":"async_low:rst_n","value"?}
{"kind":"unreset","signal"} {"kind":"memory","signal"} {"kind":"latch","signal"} {"kind":"combinational","signal"} {"kind":"drives","from","to"} {"kind":"computed","from","to","op"} {"kind":"guarded","signal","guard"}
{"kind":"machine","signal","states":number} {"kind":"transition","signal","from","to","guard"?} {"kind":"instance","name","module"} {"kind":"connection","instance","port","net"}
{"kind":"count","of":"inputs|outputs|registers|instances|machines|memories","count":number}`,
    stable: material,
    changing: [],
    task: `Explain ${about}${grain === 'sentence' ? ' in one sentence' : ''}. Say what the parts are for where the facts carry it.`,
    maxTokens: 3000,
  };
}

const schema = z
  .array(z.object({ text: z.string().min(1).max(500), line: z.number().int().min(1), facts: z.array(factSchema).max(24) }))
  .max(80);

/** The claims of a reply; a fact of a form that there is not makes its claim one without facts. */
export function readClaims(reply: string): Outcome<Claim[]> {
  let value: unknown;
  try {
    value = JSON.parse(/\[[^]*\]/.exec(reply)?.[0] ?? '');
  } catch {
    return failure('the reply holds no JSON array of sentences');
  }
  if (!Array.isArray(value)) return failure('the reply holds no JSON array of sentences');
  const claims = value.flatMap((one: unknown): Claim[] => {
    const read = schema.element.safeParse(one);
    if (read.success) return [{ ...read.data, endLine: read.data.line }];
    const { text, line } = (one ?? {}) as { text?: unknown; line?: unknown };
    return typeof text === 'string' && typeof line === 'number' ? [{ text, line, endLine: line, facts: [] }] : [];
  });
  return success(claims);
}
