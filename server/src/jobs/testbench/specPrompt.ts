import { z } from 'zod';
import { failure, success, type Outcome } from '../../base/outcome';
import { efforts } from '../../llm/client';
import type { Draft, Material } from '../../llm/composeRequest';
import { Random } from '../../sim/random';
import type { ResetPin } from '../../verify/prove/settle';
import type { DrivenPort, Scenario } from './scenarios';

/** Asks for a reference model: of a specification and a header, never of the module that it will judge. */
export function referenceDraft(
  material: readonly Material[],
  name: string,
  before: { readonly text: string; readonly problem: string } | undefined,
  round: number,
): Draft {
  const effort = round > 1 ? efforts[Math.min(round - 2, efforts.length - 1)] : undefined;
  return {
    purpose: 'testbench',
    system: `You write reference models of hardware modules in SystemVerilog, from their specification alone. They are compared with a module that you do not see, output by output, just before each clock edge.
- the same ports as the header, under the name that is asked for; no parameters
- what the specification leaves open is 'x: such a bit is not compared
- clear before clever: one clocked process and assignments; plain Verilog that Icarus reads; no delays, no initial blocks, no system tasks, no other modules`,
    stable: material,
    changing:
      before === undefined
        ? []
        : [
            { title: 'the model before', text: before.text, from: [] },
            { title: 'what was wrong with it', text: before.problem, from: [] },
          ],
    task: `Write the module ${name}. Answer with its complete text and nothing else.`,
    maxTokens: 4000,
    ...(effort === undefined ? {} : { effort }),
  };
}

/** Asks for scenarios of the specification. */
export function scenariosDraft(material: readonly Material[]): Draft {
  return {
    purpose: 'testbench',
    system: `You plan tests of a hardware module from its specification. Answer with one JSON array and nothing else. Each element: {"name": up to 20 characters, "steps": [{"cycles": number, "set": {"port": value}}]}.
A value is a number, a text of hexadecimal digits like "1f", or "random" (new in each cycle). Inputs that a step does not set keep their value; every scenario begins with all inputs 0, resets inactive. Clocks are driven for you.`,
    stable: material,
    changing: [],
    task: 'Plan 3 to 8 scenarios that the specification names or implies, its corners first: limits, full and empty, several requests at once, the reset in the middle of work. At most 40 cycles each.',
    maxTokens: 3000,
  };
}

const schema = z
  .array(
    z.object({
      name: z.string().min(1).max(40),
      steps: z
        .array(
          z.object({ cycles: z.number().int().min(1).max(64), set: z.record(z.string(), z.union([z.number().int().min(0), z.string()])) }),
        )
        .min(1)
        .max(40),
    }),
  )
  .min(1)
  .max(12);
const mostCycles = 512;

/** The scenarios of a reply over the inputs of the module; a failure names what is no plan for them. */
export function readScenarios(
  reply: string,
  inputs: readonly DrivenPort[],
  resets: readonly ResetPin[],
  seed: number,
): Outcome<Scenario[]> {
  let value: unknown;
  try {
    value = JSON.parse(/\[[^]*\]/.exec(reply)?.[0] ?? '');
  } catch {
    return failure('the reply holds no JSON array of scenarios');
  }
  const read = schema.safeParse(value);
  if (!read.success) return failure(`the scenarios are not of the form asked for: ${read.error.issues[0]?.message ?? ''}`);
  const unknown = read.data
    .flatMap(({ steps }) => steps.flatMap(({ set }) => Object.keys(set)))
    .find((name) => !inputs.some((port) => port.name === name));
  if (unknown !== undefined) return failure(`${unknown} is no input of the module`);
  const bad = read.data
    .flatMap(({ steps }) => steps.flatMap(({ set }) => Object.values(set)))
    .find((one) => typeof one === 'string' && !/^(?:random|(?:0x)?[0-9a-f_]+)$/i.test(one));
  if (bad !== undefined) return failure(`${bad} is no value`);
  const random = new Random(seed);
  let left = mostCycles;
  return success(
    read.data.flatMap(({ name, steps }) => {
      const held = new Map<string, number | string>();
      const cycles: Map<string, (0 | 1)[]>[] = [];
      for (const step of steps) {
        for (const [port, one] of Object.entries(step.set)) held.set(port, one);
        for (let i = 0; i < step.cycles && left > 0; i++, left--)
          cycles.push(new Map(inputs.map((port) => [port.name, bitsOf(port, held.get(port.name), resets, random)])));
      }
      return cycles.length === 0 ? [] : [{ name: name.replace(/[^\w ,.+-]/g, ' ').slice(0, 20), steps: cycles }];
    }),
  );
}

function bitsOf({ name, width }: DrivenPort, value: number | string | undefined, resets: readonly ResetPin[], random: Random): (0 | 1)[] {
  const pin = resets.find((one) => one.name === name);
  if (value === undefined && pin !== undefined) return [(1 - pin.active) as 0 | 1];
  if (value === 'random') return Array.from({ length: width }, () => random.below(2) as 0 | 1);
  const number = typeof value === 'string' ? BigInt(`0x${value.replace(/^0x|_/gi, '')}`) : BigInt(value ?? 0);
  return Array.from({ length: width }, (_, i) => Number((number >> BigInt(i)) & 1n) as 0 | 1);
}
