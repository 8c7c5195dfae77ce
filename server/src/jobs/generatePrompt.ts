import type { Draft, Material } from '../llm/composeRequest';
import type { Effort } from '../llm/client';

/** The same for every question about code, so that a provider may keep it. The rules are what the tools will hold the answer to. */
export const rules = `Your answer is compiled, linted and simulated before anyone sees it:
- keep the names, directions and widths of ports exactly as given; do not add ports or parameters
- registers are assigned with <= in clocked processes, everything else with assign or in combinational processes
- in combinational processes assign every output on every path; no latches, no combinational loops, one driver a signal
- a synchronous reset does not appear in the sensitivity list; an asynchronous one does
- widths of both sides of an assignment agree; no constant of width zero
- no delays, no initial blocks unless asked for, no system task that reads, writes or runs anything`;

const writer = `You write synthesizable Verilog and SystemVerilog modules from specifications.\n${rules}`;
const planner = 'You divide a digital design into modules before any code is written.';

const whole = 'Answer with the complete text of the module and with nothing else: no explanation, no code fence.';

/** The form that `applyBlocks` reads. */
export const editing = `Answer with edits and nothing else. Each edit is
<<<<
lines exactly as they stand in the code, enough of them to be found in one place only
====
the lines that replace them
>>>>
Change only what is wrong. If most of it is wrong, answer with the complete text of the module instead.`;

export interface WriteAsk {
  readonly specification: Material;
  /** The header, or the skeleton that the body is for. */
  readonly skeleton: string;
  readonly module: string;
  /** Headers of the modules that it instantiates, and the like. */
  readonly around: readonly Material[];
  readonly effort?: Effort;
}

/** Asks for one module. */
export function writeDraft({ specification, skeleton, around, effort }: WriteAsk): Draft {
  return {
    purpose: 'generate',
    system: writer,
    stable: [specification, ...around],
    changing: [{ title: 'the module to write: keep what stands here and add what it does', text: skeleton, from: [] }],
    task: `Write the module. ${whole}`,
    maxTokens: 6000,
    ...(effort === undefined ? {} : { effort }),
  };
}

export interface RepairAsk {
  readonly specification: Material;
  readonly code: readonly Material[];
  readonly findings: string;
  /** What the module's graph says. */
  readonly graph?: string;
  readonly guidance: readonly string[];
  /** What was tried before and failed. */
  readonly failed: readonly string[];
  readonly effort: Effort;
}

/** Asks for a repair of what the tools refused. */
export function repairDraft({ specification, code, findings, graph, guidance, failed, effort }: RepairAsk): Draft {
  return {
    purpose: 'generate',
    system: writer,
    stable: [specification],
    changing: [
      ...code,
      ...(graph === undefined ? [] : [{ title: 'facts that a tool read off the code', text: graph, from: [] }]),
      { title: 'what the tools said', text: findings, from: [] },
      ...(failed.length === 0 ? [] : [{ title: 'edits that were tried and did not help', text: failed.join('\n'), from: [] }]),
    ],
    task: [`The code was not accepted. ${editing}`, ...guidance.map((line) => `- ${line}`)].join('\n'),
    maxTokens: 6000,
    effort,
  };
}

/** Asks for the modules of a larger design, as JSON. */
export function planDraft(specification: Material, problems: readonly string[], before: string | undefined): Draft {
  return {
    purpose: 'generate',
    system: `${planner}\nAnswer with one JSON object and nothing else:
{"top": name, "modules": [{"name": name, "purpose": one or two sentences with all that the module has to do, "ports": [{"name", "direction": "input"|"output"|"inout", "width": number}],
"nets": [{"name", "width"}], "instances": [{"module": name, "name": name, "connections": {port: net, port or select}}]}]}
The top has exactly the ports of the specification. Every input of an instance is connected; widths agree; a net has one driver. Clock and reset are ports of every module that holds registers.
Use as few modules as the function needs; a module that fits one page is not divided.`,
    stable: [specification],
    changing:
      before === undefined
        ? []
        : [
            { title: 'your previous plan', text: before, from: [] },
            { title: 'what is wrong with it', text: problems.join('\n'), from: [] },
          ],
    task: before === undefined ? 'Plan the modules.' : 'Mend the plan and answer with the whole of it.',
    maxTokens: 6000,
  };
}
