import { expect, test, vi } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import type { NetBit, NetlistCell, NetlistModule } from '../../../server/src/netlist/netlist';
import { planMemories } from '../../../server/src/timing/memories';

interface Shape {
  readonly words: number;
  readonly address?: NetBit[];
  readonly writeClocks?: NetBit[];
  readonly clockedReads?: string;
}

function memory({ words, address = [10, 11], writeClocks = [2], clockedReads = '0' }: Shape): NetlistCell {
  const connections = { RD_ADDR: address, RD_DATA: [20], WR_ADDR: address, WR_CLK: writeClocks, WR_DATA: [30] };
  const binary = (value: number): string => value.toString(2).padStart(32, '0');
  return {
    hide_name: 0,
    type: '$mem_v2',
    parameters: {
      SIZE: binary(words),
      WIDTH: binary(8),
      RD_PORTS: binary(clockedReads.length),
      WR_PORTS: binary(writeClocks.length),
      RD_CLK_ENABLE: clockedReads,
    },
    attributes: {},
    port_directions: { RD_ADDR: 'input', RD_DATA: 'output', WR_ADDR: 'input', WR_CLK: 'input', WR_DATA: 'input' },
    connections,
  };
}

function design(cells: Record<string, NetlistCell>): NetlistModule {
  return { attributes: {}, ports: {}, cells, netnames: {} };
}

async function plan(cells: Record<string, NetlistCell>, then = cells, blocks = true) {
  const show = vi.fn(() => Promise.resolve(success(design(then))));
  const made = await planMemories(design(cells), blocks, show);
  if (!made.ok) throw new Error(made.message);
  return { ...made.value, asked: show.mock.calls.length };
}

test('what a block RAM may hold is left to synthesis, without a further look', async () => {
  const small = memory({ words: 512 });
  expect(await plan({ small })).toEqual({ commands: [], text: '', left: true, notes: [], asked: 0 });
  expect(await plan({})).toEqual({ commands: [], text: '', left: false, notes: [], asked: 0 });
});

test('an array that is reached at constant places only is registers, whatever signs its name has', async () => {
  const stage = memory({ words: 2, address: ['0', '1'] });
  const { commands, left } = await plan({ 'g[0].stage': stage });
  expect(commands).toContain('memory_map c:g\\[0\\].stage');
  expect(left).toBe(false);
});

test('a large memory is looked at with the registers that its reads end in', async () => {
  const read = memory({ words: 4096 });
  expect(await plan({ read }, { read: memory({ words: 4096, clockedReads: '1' }) })).toMatchObject({ left: true, text: '', asked: 1 });
  const { commands, text, left, notes } = await plan({ read });
  expect(commands.at(-1)).toContain('c:read');
  expect(commands).toContain('chtype -set SIGNOFF_MEMORY_0 c:read');
  expect(text).toBe(
    '(* blackbox *) module SIGNOFF_MEMORY_0 (input [1:0] RD_ADDR, output [0:0] RD_DATA, input [1:0] WR_ADDR, input [0:0] WR_CLK, input [0:0] WR_DATA); endmodule\n',
  );
  expect(left).toBe(false);
  expect(notes.join()).toMatch(/Memory read \(32768 bits\) is read without a clock/);
});

test('a memory that two clocks write fits no block RAM however small; with a library every large one is a cell of its own', async () => {
  expect((await plan({ two: memory({ words: 16, writeClocks: [2, 3] }) })).notes.join()).toMatch(/written by several clocks/);
  const clocked = memory({ words: 4096, clockedReads: '1' });
  expect((await plan({ clocked })).left).toBe(true);
  expect((await plan({ clocked }, { clocked }, false)).notes.join()).toMatch(/too large for registers/);
});
