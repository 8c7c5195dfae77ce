import { z } from 'zod';
import { failure, success, type Outcome } from '../../base/outcome';
import type { Draft, Material } from '../../llm/composeRequest';
import type { ModuleGraph } from '../../graph/graphTypes';
import { namesIn } from './boundFile';
import type { ProposedAssertion } from './proposed';

/** Asks a model for properties, as JSON that rules can look at. */
export function proposalDraft(material: readonly Material[], known: readonly string[]): Draft {
  return {
    purpose: 'assert',
    system: `You propose properties that a hardware module must always satisfy: invariants, what follows an event in the next cycle, what excludes what.
Each is proved or refuted by a formal tool before anyone sees it, so propose what you expect to hold in every reachable state, and nothing that is true of any value.
Answer with a JSON array and nothing else. Each element: {"name": identifier, "when": condition or "" for always, "then": condition, "next": true when "then" is about the next cycle, "words": one sentence}.
Conditions are SystemVerilog expressions over signals, parameters and constants of the module. Use no sequences, no delays, no functions but $past, $stable, $onehot, $onehot0.`,
    stable: material,
    changing: known.length === 0 ? [] : [{ title: 'properties that are proposed already', text: known.join('\n'), from: [] }],
    task: 'Propose up to ten properties that are not in the list.',
    maxTokens: 2500,
  };
}

const schema = z
  .array(
    z.object({
      name: z.string(),
      when: z.string().default(''),
      then: z.string().min(1),
      next: z.boolean().default(false),
      words: z.string(),
    }),
  )
  .max(40);

/** Proposals of a reply; those that name what the module does not have, or more than conditions, are left out. */
export function readProposals(reply: string, graph: ModuleGraph): Outcome<ProposedAssertion[]> {
  const source = /\[[^]*\]/.exec(reply)?.[0];
  let value: unknown;
  try {
    value = JSON.parse(source ?? '');
  } catch {
    return failure('the reply holds no JSON array of properties');
  }
  const read = schema.safeParse(value);
  if (!read.success) return failure(`the properties of the reply have another form: ${read.error.issues[0]?.message ?? ''}`);
  const known = new Set([...graph.signals.map(({ id }) => id), ...graph.parameters.map(({ name }) => name)]);
  return success(
    read.data.flatMap(({ name, when, then, next, words }): ProposedAssertion[] => {
      const text = `${when} ${then}`;
      const foreign = [...namesIn(text)].some((one) => !known.has(one));
      if (foreign || /[;`"]|\|->|\|=>|##|@/.test(text) || /\$(?!(past|stable|onehot0?)\b)/.test(text)) return [];
      const label = `m_${name.replace(/\W+/g, '_').slice(0, 60)}`;
      const condition = when.trim() === '' ? {} : { when: `(${when.trim()})` };
      return [
        {
          name: label,
          rule: 'model',
          ...condition,
          then: `(${then.trim()})`,
          next: next && when.trim() !== '',
          duringReset: false,
          line: graph.line,
          words: words.replace(/\s+/g, ' ').slice(0, 200),
        },
      ];
    }),
  );
}
