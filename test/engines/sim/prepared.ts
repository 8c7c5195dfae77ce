import type { Netlist, NetlistModule } from '../../../server/src/netlist/netlist';
import { topModule } from '../../../server/src/netlist/netNames';
import { expandMemories } from '../../../server/src/netlist/expandMemories';
import { mapToGates } from '../../../server/src/netlist/mapToGates';
import { simPrepareCommands } from '../../../server/src/sim/prepare';
import type { Yosys } from '../../../server/src/tools/yosys';

/** The gates of a Verilog text, made the way that the product makes them. */
export async function prepared(yosys: Yosys, verilog: string, top = 'm'): Promise<NetlistModule> {
  const run = await yosys.run(
    {
      commands: ['read_verilog -sv in.v', `hierarchy -check -top ${top}`, ...simPrepareCommands(), 'write_json out.json'],
      files: new Map([['in.v', verilog]]),
      outputs: ['out.json'],
      timeoutMs: 60_000,
    },
    new AbortController().signal,
  );
  const json = run.kind === 'finished' ? run.files.get('out.json') : undefined;
  if (json === undefined)
    throw new Error(`Yosys did not finish:\n${run.kind === 'broken' ? run.message : run.lines.slice(-20).join('\n')}`);
  const module = topModule(JSON.parse(new TextDecoder().decode(json)) as Netlist);
  if (module === undefined) throw new Error('no top module');
  return mapToGates(expandMemories(module, false));
}
