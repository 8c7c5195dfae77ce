import { afterAll, describe, expect, it } from 'vitest';
import type { Netlist } from '../../../server/src/netlist/netlist';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import * as designs from '../../unit/graph/designs';
import { graphsOf } from '../../unit/graph/graphing';
import { compareCones } from '../../harness/netlistCones';

const yosys = createEmbeddedYosys({ workers: 1 });
afterAll(() => yosys.dispose());

async function netlistOf(text: string): Promise<Netlist> {
  const run = await yosys.run(
    {
      commands: ['read_verilog -sv a.sv', 'proc -noopt', 'opt_clean', 'write_json o.json'],
      files: new Map([['a.sv', text]]),
      outputs: ['o.json'],
      timeoutMs: 60_000,
    },
    new AbortController().signal,
  );
  const file = run.kind === 'finished' ? run.files.get('o.json') : undefined;
  if (file === undefined) throw new Error(`Yosys gave no netlist: ${run.kind === 'finished' ? run.lines.join('\n') : run.kind}`);
  return JSON.parse(new TextDecoder().decode(file)) as Netlist;
}

describe('fan-in cones of registers', () => {
  it.each(Object.entries(designs))('agree with the netlist of Yosys: %s', async (_, text) => {
    const netlist = await netlistOf(text);
    for (const [name, graph] of await graphsOf(text)) {
      const module = netlist.modules[name];
      if (module === undefined) throw new Error(`no netlist of ${name}`);
      const result = compareCones(graph, module);
      expect(result.registers).toBeGreaterThan(0);
      expect(result.words.agreed).toBeGreaterThan(0);
      const { missing, extra } = result.words;
      expect({ missing, extra }).toEqual({ missing: [], extra: [] });
    }
  });
});
