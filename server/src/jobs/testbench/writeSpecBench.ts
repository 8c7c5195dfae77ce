import type { ModuleInfo } from '../../model/moduleInfo';
import type { CapturedRun } from './captureBench';
import { levelsOf, scenarioRuns, scenarioTask, stimulusOf } from './benchFrame';
import type { DrivenPort, Scenario } from './scenarios';

export interface SpecBench {
  readonly module: ModuleInfo;
  readonly run: Pick<CapturedRun, 'clock' | 'inputs' | 'outputs'>;
  readonly scenarios: readonly Scenario[];
  /** The reference model, a module of the name `referenceName`. */
  readonly reference: string;
}

/** The name that the reference model of a module has. */
export const referenceName = (module: string): string => `${module}_reference`;

/** A testbench that drives a module and a reference model with the same inputs and compares their outputs just before each clock edge; what is x in the model is not compared. */
export function writeSpecBench({ module, run, scenarios, reference }: SpecBench): string {
  const { clock, inputs, outputs } = run;
  const range = (width: number): string => (width > 1 ? `[${width - 1}:0] ` : '');
  const total = inputs.reduce((sum, { width }) => sum + width, 0);
  const stimulus = stimulusOf(inputs, scenarios);
  const ports = (given: string): string =>
    [
      ...(clock === undefined ? [] : [`.${clock.port}(${clock.port})`]),
      ...inputs.map(({ name }) => `.${name}(${name})`),
      ...outputs.map(({ name }) => `.${name}(${given}${name})`),
    ].join(', ');
  return [
    `// Testbench of ${module.name}. Its reference model was written from the specification, without a look at the module: where both differ, one of them is wrong.`,
    '`timescale 1ns/1ps',
    '',
    reference.trim(),
    '',
    `module tb_${module.name};`,
    ...(clock === undefined ? [] : [`  reg ${clock.port} = 1'b${levelsOf(clock)[0]};`]),
    ...inputs.map(({ name, width }) => `  reg ${range(width)}${name};`),
    ...outputs.flatMap(({ name, width }) => [`  wire ${range(width)}tb_got_${name};`, `  wire ${range(width)}tb_want_${name};`]),
    `  reg [${Math.max(1, total) - 1}:0] tb_stimulus [0:${stimulus.length - 1}];`,
    '  integer tb_cycle, tb_mismatches = 0, tb_first = -1;',
    '  reg tb_bad;',
    '',
    `  ${module.name} tb_dut (${ports('tb_got_')});`,
    `  ${referenceName(module.name)} tb_model (${ports('tb_want_')});`,
    '',
    ...scenarioTask({
      clock,
      locals: ', tb_bit',
      drive: inputs.length === 0 ? [] : [`{${inputs.map(({ name }) => name).join(', ')}} = tb_stimulus[tb_cycle];`],
      sample: ["tb_bad = 1'b0;", ...outputs.flatMap(comparing)],
      differs: 'tb_bad',
    }),
    '',
    ...scenarioRuns(scenarios, stimulus, Math.max(1, total)),
  ].join('\n');
}

/** Compares an output bit by bit, as far as the model knows it; the first difference of a scenario is told. */
function comparing({ name, width }: DrivenPort): string[] {
  const [got, want] = width > 1 ? [`tb_got_${name}[tb_bit]`, `tb_want_${name}[tb_bit]`] : [`tb_got_${name}`, `tb_want_${name}`];
  return [
    `for (tb_bit = 0; tb_bit < ${width}; tb_bit = tb_bit + 1)`,
    `  if ((${want} === 1'b0 || ${want} === 1'b1) && ${got} !== ${want} && !tb_bad) begin`,
    "    tb_bad = 1'b1;",
    `    if (tb_mismatches == tb_before) $display("in cycle %0d of scenario %0s ${name} is %b, the model has %b", tb_cycle - tb_from, tb_scenario, tb_got_${name}, tb_want_${name});`,
    '  end',
  ];
}

/** What a run of such a testbench said of each scenario that was not ok. */
export function disagreementsIn(lines: readonly string[]): { scenario: string; mismatches: number; words: string }[] {
  return lines.flatMap((line) => {
    const [, scenario, count] = /^scenario (.+): (\d+) mismatches$/.exec(line) ?? [];
    if (scenario === undefined) return [];
    const words = lines.find((one) => /^in cycle \d+ of scenario /.test(one) && one.includes(`of scenario ${scenario} `)) ?? line;
    return [{ scenario, mismatches: Number(count), words }];
  });
}
