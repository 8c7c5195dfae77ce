import { failure, success, type Outcome } from '../base/outcome';
import type { NetlistModule } from '../netlist/netlist';
import type { ToolRunner } from './toolRunner';

/** An OpenSTA of this machine. */
export interface OpenSta {
  readonly path: string;
  readonly runner: ToolRunner;
}

/** What is timed, and against what. */
export interface OpenStaJob {
  /** Mapped to the cells of the library. */
  readonly netlist: NetlistModule;
  /** Text of the library. */
  readonly liberty: string;
  /** Bits at the clock pins of registers: input ports that are among them are one clock. */
  readonly clockBits: ReadonlySet<number>;
  /** ns; inputs arrive and outputs are due at the clock's edge. */
  readonly period: number;
  readonly timeoutMs: number;
}

/** A netlist as structural Verilog with nets called by their bits: what OpenSTA reads. Ports of several bits become one port each. */
export function structuralVerilog(module: NetlistModule): {
  readonly text: string;
  readonly ports: ReadonlyMap<string, { name: string; bit: number }>;
} {
  const ports = new Map<string, { name: string; bit: number }>();
  const lines: string[] = [];
  const used = new Set<number>();
  for (const [name, port] of Object.entries(module.ports)) {
    for (const [at, bit] of port.bits.entries()) {
      if (typeof bit !== 'number') continue;
      const own = `p${ports.size}`;
      ports.set(own, { name, bit });
      lines.push(`  ${port.direction === 'input' ? 'input' : 'output'} ${own}; // ${name} ${at}`);
      lines.push(port.direction === 'input' ? `  assign n${bit} = ${own};` : `  assign ${own} = n${bit};`);
    }
  }
  const instances = Object.entries(module.cells).map(([, cell], at) => {
    const pins = Object.entries(cell.connections).flatMap(([pin, [bit]]) => {
      if (typeof bit === 'number') used.add(bit);
      return bit === undefined ? [] : [`.${pin}(${typeof bit === 'number' ? `n${bit}` : `1'b${bit === '1' ? 1 : 0}`})`];
    });
    return `  ${cell.type} u${at} (${pins.join(', ')});`;
  });
  const text = [
    `module top (${[...ports.keys()].join(', ')});`,
    ...lines,
    ...[...used].map((bit) => `  wire n${bit};`),
    ...instances,
    'endmodule',
    '',
  ];
  return { text: text.join('\n'), ports };
}

/**
 * The worst slack and all negative slacks together (ns) that OpenSTA tells of a netlist. Fails where it cannot read the netlist or the library, where no clock comes from a port although there are
 * registers, or when the time is over. Nothing of the user's is part of its script.
 */
export async function openStaSlack(
  job: OpenStaJob,
  { path, runner }: OpenSta,
  signal: AbortSignal,
): Promise<Outcome<{ wns: number; tns: number }>> {
  const { netlist, liberty, clockBits, period, timeoutMs } = job;
  const { text, ports } = structuralVerilog(netlist);
  const inputs = [...ports].filter(([, { name }]) => netlist.ports[name]?.direction === 'input');
  const clocks = inputs.flatMap(([own, { bit }]) => (clockBits.has(bit) ? [own] : []));
  if (clocks.length === 0 && clockBits.size > 0) return failure('No clock of the netlist comes from a port as it is.');
  const others = inputs.flatMap(([own, { bit }]) => (clockBits.has(bit) ? [] : [own]));
  const script = [
    'read_liberty cells.lib',
    'read_verilog netlist.v',
    'link_design top',
    'set_cmd_units -time ns',
    `create_clock -name clock -period ${period}${clocks.length === 0 ? '' : ` [get_ports {${clocks.join(' ')}}]`}`,
    ...(others.length === 0 ? [] : [`set_input_delay 0 -clock clock [get_ports {${others.join(' ')}}]`]),
    'set_output_delay 0 -clock clock [all_outputs]',
    'report_worst_slack -digits 6',
    'report_tns -digits 6',
    'exit',
  ];
  const files = new Map([
    ['cells.lib', liberty],
    ['netlist.v', text],
    ['run.tcl', `${script.join('\n')}\n`],
  ]);
  const run = await runner.run({ program: path, args: ['-exit', 'run.tcl'], files, timeoutMs }, signal);
  if (run.kind !== 'finished') return failure(`OpenSTA did not finish: ${run.kind}.`);
  const [, wns] = /worst slack\s+(?:max\s+)?(-?[\d.]+)/.exec(run.stdout) ?? [];
  const [, tns] = /^tns\s+(?:max\s+)?(-?[\d.]+)/m.exec(run.stdout) ?? [];
  if (wns === undefined || tns === undefined) {
    const told = /^(?:Error|\[ERROR).*$/m.exec(run.stdout + run.stderr)?.[0];
    return failure(`OpenSTA told no slack${told === undefined ? '.' : `: ${told}`}`);
  }
  return success({ wns: Number(wns), tns: Number(tns) });
}
