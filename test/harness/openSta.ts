import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NetlistModule } from '../../server/src/netlist/netlist';
import type { GateTiming } from '../../server/src/timing/gateSta';
import { structuralVerilog } from '../../server/src/tools/openSta';

/** Whether OpenSTA is installed here. */
export function hasOpenSta(): boolean {
  return spawnSync('sta', ['-version']).status === 0;
}

/**
 * What OpenSTA says of a netlist under constraints: by `cell/pin` (or the bit of an output port) the slack at each end point, ns. The netlist is written to the folder first. `sdc` names ports as
 * `structuralVerilog` does.
 */
export function openStaSlacks(module: NetlistModule, liberty: string, sdc: string, folder: string): Map<string, number> {
  const netlist = path.join(folder, 'netlist.v');
  const script = path.join(folder, 'run.tcl');
  const { text, ports } = structuralVerilog(module);
  writeFileSync(netlist, text);
  writeFileSync(path.join(folder, 'run.sdc'), sdc);
  const commands = [
    `read_liberty ${liberty}`,
    `read_verilog ${netlist}`,
    'link_design top',
    `read_sdc ${path.join(folder, 'run.sdc')}`,
    'report_checks -path_delay max -format end -group_count 100000 -digits 6',
    'exit',
  ];
  writeFileSync(script, commands.join('\n'));
  const run = spawnSync('sta', ['-exit', script], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (/^Error/m.test(run.stdout + run.stderr)) throw new Error(run.stdout + run.stderr);
  const cells = Object.keys(module.cells);
  const slacks = new Map<string, number>();
  for (const line of run.stdout.split('\n')) {
    const found = /^(?:u(\d+)\/(\S+)|(p\d+)) \(\S+\)\s+\S+\s+\S+\s+(-?[\d.]+) \(/.exec(line.trim().replace(/\s+/g, ' '));
    if (found === null) continue;
    const [, cell, pin, port, slack] = found;
    const end = port === undefined ? `${cells[Number(cell)] ?? ''}/${pin ?? ''}` : `net ${ports.get(port)?.bit ?? ''}`;
    slacks.set(end, Math.min(Number(slack), slacks.get(end) ?? Infinity));
  }
  return slacks;
}

/** The worst arrival at each end point of our own analysis, by the names of `openStaSlacks`. */
export function endArrivals({ paths }: GateTiming): Map<string, number> {
  const worst = new Map<string, number>();
  for (const { capture, arrival } of paths) {
    const end = capture.cell === undefined ? `net ${capture.bit}` : `${capture.cell}/${capture.pin}`;
    worst.set(end, Math.max(arrival, worst.get(end) ?? -Infinity));
  }
  return worst;
}
