import type { CapturedRun } from './captureBench';
import type { DrivenPort, Scenario } from './scenarios';

/** What a cycle of a scenario does, as statements of Verilog-2001. */
export interface ScenarioCycle {
  readonly clock: CapturedRun['clock'];
  /** More integers of the task, `, tb_bit`. */
  readonly locals?: string;
  /** Puts the inputs of `tb_cycle` on the pins. */
  readonly drive: readonly string[];
  /** Looks at the outputs, just before the edge. */
  readonly sample: readonly string[];
  /** The condition under which the cycle counts as a mismatch. */
  readonly differs: string;
}

/** The value of a clock before its active edge, and after it. */
export function levelsOf(clock: ScenarioCycle['clock']): readonly [idle: '0' | '1', active: '0' | '1'] {
  return clock?.edge === 'negedge' ? ['1', '0'] : ['0', '1'];
}

/** The inputs of every cycle of all scenarios, as binary text with the first input leftmost. */
export function stimulusOf(inputs: readonly DrivenPort[], scenarios: readonly Scenario[]): string[] {
  const steps = scenarios.flatMap((one) => one.steps);
  return steps.map((values) => inputs.map(({ name, width }) => bitsText(values.get(name) ?? [], width)).join(''));
}

/** `tb_run(name, from, count)`: drives the cycles of a scenario, counts those that differ in `tb_mismatches` and the first in `tb_first`, and says how it went. */
export function scenarioTask({ clock, locals = '', drive, sample, differs }: ScenarioCycle): string[] {
  const [idle, active] = levelsOf(clock);
  return [
    '  task tb_run(input [8*24-1:0] tb_scenario, input integer tb_from, input integer tb_count);',
    `    integer tb_before${locals};`,
    '    begin',
    '      tb_before = tb_mismatches;',
    '      for (tb_cycle = tb_from; tb_cycle < tb_from + tb_count; tb_cycle = tb_cycle + 1) begin',
    ...drive.map((line) => `        ${line}`),
    '        #4;',
    ...sample.map((line) => `        ${line}`),
    `        if (${differs}) begin`,
    '          if (tb_first < 0) tb_first = tb_cycle;',
    '          tb_mismatches = tb_mismatches + 1;',
    '        end',
    `        #1;${clock === undefined ? '' : ` ${clock.port} = 1'b${active}; #5; ${clock.port} = 1'b${idle};`}`,
    '      end',
    '      if (tb_mismatches == tb_before) $display("scenario %0s: ok", tb_scenario);',
    '      else $display("scenario %0s: %0d mismatches", tb_scenario, tb_mismatches - tb_before);',
    '    end',
    '  endtask',
  ];
}

/** The process that runs all scenarios with their stimulus, as binary text by cycle and `width` bits each, says whether all agreed, and ends the module. */
export function scenarioRuns(scenarios: readonly Scenario[], stimulus: readonly string[], width: number): string[] {
  const starts = scenarios.map((_, i) => scenarios.slice(0, i).reduce((sum, one) => sum + one.steps.length, 0));
  return [
    '  initial begin',
    '    #1;',
    ...stimulus.map((bits, i) => `    tb_stimulus[${i}] = ${width}'b${bits === '' ? '0' : bits};`),
    ...scenarios.map(({ name, steps }, i) => `    tb_run("${name}", ${starts[i] ?? 0}, ${steps.length});`),
    '    if (tb_mismatches == 0) $display("SIMULATION PASSED");',
    '    else $display("SIMULATION FAILED - %0d MISMATCHES DETECTED, FIRST AT CYCLE %0d", tb_mismatches, tb_first);',
    '    $finish;',
    '  end',
    'endmodule',
    '',
  ];
}

function bitsText(bits: readonly (0 | 1)[], width: number): string {
  return Array.from({ length: width }, (_, i) => bits[width - 1 - i] ?? 0).join('');
}
