import type { Draft, Material } from '../../llm/composeRequest';
import { editing, rules } from '../generatePrompt';

export interface FixAsk {
  readonly code: Material;
  /** The tools' words on the problem, with the lines around it. */
  readonly problem: string;
  readonly failed: readonly string[];
}

/** Asks for the smallest edit that mends one diagnostic. */
export function fixDraft({ code, problem, failed }: FixAsk): Draft {
  return {
    purpose: 'fix',
    system: `You mend single problems in Verilog and SystemVerilog with the smallest edit that does it, and leave everything else as it is.\n${rules}`,
    stable: [code],
    changing: [
      { title: 'what the tools said', text: problem, from: code.from },
      ...(failed.length === 0
        ? []
        : [{ title: 'edits that were tried, and why they were not accepted', text: failed.join('\n'), from: code.from }]),
    ],
    task: `Mend the marked problem. An edit that leaves the problem, brings another or changes what the design does where the problem is not about that is thrown away. ${editing}`,
    maxTokens: 3000,
  };
}
