import type { ModuleInfo } from '../../model/moduleInfo';
import type { Trace } from '../../verify/prove/replay';
import { levelsOf, scenarioRuns, scenarioTask, stimulusOf } from './benchFrame';
import type { DrivenPort, Scenario } from './scenarios';

export interface BenchParts {
  readonly module: ModuleInfo;
  readonly clock?: { readonly port: string; readonly edge: 'posedge' | 'negedge' };
  readonly inputs: readonly DrivenPort[];
  readonly outputs: readonly DrivenPort[];
  readonly scenarios: readonly Scenario[];
  /** Outputs of each step of all scenarios, as binary text. */
  readonly trace: Trace;
  /** Print the outputs of each cycle, for `seenOutputs`. */
  readonly prints?: boolean;
}

const printed = 'tb_outputs';

/** What a testbench that `prints` said of the outputs, by cycle, as one binary text of all of them. */
export function seenOutputs(lines: readonly string[]): Map<number, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, cycle, bits] = new RegExp(`^${printed} (\\d+) ([01xz]+)$`).exec(line) ?? [];
      return cycle === undefined || bits === undefined ? [] : [[Number(cycle), bits] as const];
    }),
  );
}

/**
 * The testbench in two modules: `<module>_reference`, which says what is expected in each cycle, and `tb_<module>`, which drives the scenarios and compares. Whoever has
 * a model of the module puts it in the reference's place and leaves the driver alone.
 */
export function writeBench(parts: BenchParts): string {
  const { module, clock, inputs, outputs, scenarios, trace } = parts;
  const [inWidth, outWidth] = [total(inputs), total(outputs)];
  const stimulus = stimulusOf(inputs, scenarios);
  const wanted = trace.map((values) => outputs.map(({ name, width }) => (values.get(name) ?? '').padStart(width, 'x')).join(''));
  const shapes = new Map(module.ports.flatMap((port) => (port.unpacked === undefined ? [] : [[port.name, port.unpacked] as const])));
  const shown = `{${outputs.map((port) => bitsOf(port, shapes)).join(', ')}}`;
  return [
    `// Testbench of ${module.name}. Its reference was captured from the module as it was: it tells when behaviour changes, not whether it is right.`,
    '`timescale 1ns/1ps',
    '',
    `module ${module.name}_reference (input [31:0] cycle, output reg [${outWidth - 1}:0] expected, output reg [${outWidth - 1}:0] compared);`,
    '  always @*',
    '    case (cycle)',
    ...wanted.map(
      (bits, i) =>
        `      ${i}: begin expected = ${outWidth}'b${bits.replace(/[^01]/g, '0')}; compared = ${outWidth}'b${bits.replace(/[01]/g, '1').replace(/[^1]/g, '0')}; end`,
    ),
    `      default: begin expected = 0; compared = 0; end`,
    '    endcase',
    'endmodule',
    '',
    `module tb_${module.name};`,
    ...(clock === undefined ? [] : [`  reg ${clock.port} = 1'b${levelsOf(clock)[0]};`]),
    ...inputs.map((port) => `  reg ${declared(port, shapes)};`),
    ...outputs.map((port) => `  wire ${declared(port, shapes)};`),
    `  reg [${inWidth - 1}:0] tb_stimulus [0:${stimulus.length - 1}];`,
    `  wire [${outWidth - 1}:0] tb_expected, tb_compared;`,
    '  integer tb_cycle = -1;',
    '  integer tb_mismatches = 0;',
    '  integer tb_first = -1;',
    '',
    `  ${module.name} tb_dut (${[...(clock === undefined ? [] : [clock.port]), ...[...inputs, ...outputs].map(({ name }) => name)].map((name) => `.${name}(${name})`).join(', ')});`,
    `  ${module.name}_reference tb_reference (.cycle(tb_cycle), .expected(tb_expected), .compared(tb_compared));`,
    '',
    ...scenarioTask({
      clock,
      drive: [`{${inputs.map((port) => bitsOf(port, shapes)).join(', ')}} = tb_stimulus[tb_cycle];`],
      sample: parts.prints === true ? [`$display("${printed} %0d %b", tb_cycle, ${shown});`] : [],
      differs: `((${shown} ^ tb_expected) & tb_compared) !== 0`,
    }),
    '',
    ...scenarioRuns(scenarios, stimulus, inWidth),
  ].join('\n');
}

function total(ports: readonly DrivenPort[]): number {
  return Math.max(
    1,
    ports.reduce((sum, { width }) => sum + width, 0),
  );
}

/** Indices of an unpacked array in their order, as far as it has one dimension with plain bounds; undefined for another. */
export function elementsOf(unpacked: string): number[] | undefined {
  const [, left = '', right] = /^\s*\[\s*(\d+)\s*(?::\s*(\d+)\s*)?\]\s*$/.exec(unpacked) ?? [];
  if (left === '') return undefined;
  const [from, to] = right === undefined ? [0, Number(left) - 1] : [Number(left), Number(right)];
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (to > from ? from + i : from - i));
}

function declared({ name, width }: DrivenPort, shapes: ReadonlyMap<string, string>): string {
  const shape = shapes.get(name);
  return shape === undefined ? `${range(width)}${name}` : `${range(width / (elementsOf(shape)?.length ?? 1))}${name} ${shape}`;
}

function bitsOf({ name }: DrivenPort, shapes: ReadonlyMap<string, string>): string {
  const shape = shapes.get(name);
  return shape === undefined ? name : (elementsOf(shape) ?? []).map((index) => `${name}[${index}]`).join(', ');
}

function range(width: number): string {
  return width > 1 ? `[${width - 1}:0] ` : '';
}
