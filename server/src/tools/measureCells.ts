import type { CompileUnit } from '../model/compileUnit';
import type { Netlist } from '../netlist/netlist';
import { readDesign } from './readDesign';
import type { Yosys } from './yosys';

/** A netlist's size after generic synthesis. */
export interface NetlistSize {
  readonly cells: number;
  /** Nets with a name, the author's and those of cells that have none. */
  readonly wires: number;
}

/** Cells after generic synthesis of the flattened top, or null when that could not be measured. */
export async function measureCells(unit: CompileUnit, yosys: Yosys, signal: AbortSignal): Promise<number | null> {
  return (await measureNetlist(unit, yosys, 20_000, signal))?.cells ?? null;
}

/** The size of the flattened top after generic synthesis; undefined when that could not be measured. */
export async function measureNetlist(
  unit: CompileUnit,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<NetlistSize | undefined> {
  const design = readDesign(unit, { reader: yosys.slang ? 'slang' : 'verilog' });
  const commands = [
    ...design.commands,
    design.top === '' ? 'synth -flatten -auto-top' : `synth -flatten -top ${design.top}`,
    'delete t:$scopeinfo',
    'write_json cells.json',
  ];
  const run = await yosys.run({ commands, files: design.files, outputs: ['cells.json'], timeoutMs }, signal);
  const json = run.kind === 'finished' && run.code === 0 ? run.files.get('cells.json') : undefined;
  if (json === undefined) return undefined;
  const modules = Object.values((JSON.parse(new TextDecoder().decode(json)) as Netlist).modules);
  const top = modules.find((module) => module.attributes['top'] !== undefined) ?? modules.at(-1);
  return top === undefined ? undefined : { cells: Object.keys(top.cells).length, wires: Object.keys(top.netnames).length };
}
