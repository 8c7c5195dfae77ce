import type { Draft, Material } from '../../llm/composeRequest';
import { efforts } from '../../llm/client';

const rules = `You write cycle-accurate models of hardware modules in C99. Your answer is compiled, and run beside the module over the same inputs.
- keep the types of inputs and outputs and the names of both functions exactly as given; you choose the fields of the state
- NAME_init sets the state as it is after power-up: initial values, else 0; NAME_step first computes the outputs from state and inputs, as they are just before the clock edge, then changes the state
- an asynchronous reset that is active also acts on the outputs of the same cycle
- keep every value within the width of its signal; a value of more than 64 bits is an array of words, the lowest first
- only <stdint.h>, <stdbool.h> and <string.h>; no input or output, no allocation, no call but of functions that you write, memset and memcpy; no strings, no macros with arguments`;

export interface CModelAsk {
  readonly material: readonly Material[];
  readonly skeleton: string;
  /** The answer that came nearest, and what was wrong with it. */
  readonly best?: { readonly text: string; readonly failed: string };
  /** What was wrong with the last answer, where it is not the best. */
  readonly worse?: string;
  readonly round: number;
}

/** Asks for a model of a module. */
export function cModelDraft({ material, skeleton, best, worse, round }: CModelAsk): Draft {
  const effort = round > 1 ? efforts[Math.min(round - 2, efforts.length - 1)] : undefined;
  const changing = [
    ...(best === undefined ? [] : [{ title: 'the model before', text: best.text, from: [] }]),
    ...(best === undefined ? [] : [{ title: 'what was wrong with it', text: best.failed, from: [] }]),
    ...(worse === undefined ? [] : [{ title: 'another answer was worse', text: worse, from: [] }]),
  ];
  return {
    purpose: 'cmodel',
    system: rules,
    stable: [...material, { title: 'the interface of the model', text: skeleton, from: [] }],
    changing,
    task: 'Write the complete C file: the types as given with the fields of the state filled in, NAME_init and NAME_step. Answer with it and nothing else.',
    maxTokens: 6000,
    ...(effort === undefined ? {} : { effort }),
  };
}

/** The C text of a reply, without fences. */
export function cInReply(reply: string): string {
  return `${(/```[^\n]*\n([^]*?)```/.exec(reply)?.[1] ?? reply).trim()}\n`;
}
