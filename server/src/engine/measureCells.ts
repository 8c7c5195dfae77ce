import type { CompileUnit } from '../model/compileUnit';
import type { Netlist } from '../netlist/netlist';
import { readDesign } from '../tools/readDesign';
import type { Yosys } from '../tools/yosys';

/** Cells after generic synthesis of the flattened top, or null when that could not be measured. */
export async function measureCells(unit: CompileUnit, yosys: Yosys, signal: AbortSignal): Promise<number | null> {
  const design = readDesign(unit, { reader: yosys.slang ? 'slang' : 'verilog' });
  const commands = [
    ...design.commands,
    design.top === '' ? 'synth -flatten -auto-top' : `synth -flatten -top ${design.top}`,
    'delete t:$scopeinfo',
    'write_json cells.json',
  ];
  const run = await yosys.run({ commands, files: design.files, outputs: ['cells.json'], timeoutMs: 20_000 }, signal);
  const json = run.kind === 'finished' && run.code === 0 ? run.files.get('cells.json') : undefined;
  if (json === undefined) return null;
  const modules = Object.values((JSON.parse(new TextDecoder().decode(json)) as Netlist).modules);
  const top = modules.find((module) => module.attributes['top'] !== undefined) ?? modules.at(-1);
  return top === undefined ? null : Object.keys(top.cells).length;
}
