import { expect, it } from 'vitest';
import type { NetBit, NetlistCell, NetlistModule } from '../../../server/src/netlist/netlist';
import { findPatterns } from '../../../server/src/sim/patterns';
import { Stimulus } from '../../../server/src/sim/stimulus';

function cell(type: string, connections: Record<string, NetBit[]>): NetlistCell {
  return { hide_name: 1, type, parameters: {}, attributes: {}, port_directions: {}, connections };
}

/** Input `word[3:0]` is nets 2 to 5, `other[1:0]` 6 and 7, `select` 8; a register 9, 10 takes word[2:1] or holds it. */
const module: NetlistModule = {
  attributes: {},
  ports: {
    word: { direction: 'input', bits: [2, 3, 4, 5] },
    other: { direction: 'input', bits: [6, 7] },
    select: { direction: 'input', bits: [8] },
  },
  cells: {
    mux: cell('$mux', { A: [9, 10], B: [3, 4], S: [8], Y: [11, 12] }),
    register: cell('$dff', { D: [11, 12], Q: [9, 10] }),
    eq: cell('$eq', { A: [9, 10], B: ['0', '1'], Y: [13] }),
    lt: cell('$lt', { A: [2, 3, 4, 5], B: ['0', '0', '0', '0'], Y: [14] }),
    same: cell('$eq', { A: [6, 7], B: [9, 10], Y: [15] }),
  },
  netnames: {},
};

it('finds what inputs are compared with, behind registers and multiplexers', () => {
  const { fields, equal } = findPatterns(module);
  expect(fields).toContainEqual({ port: 'word', offset: 1, width: 2, values: ['10'] });
  expect(fields).toContainEqual({ port: 'word', offset: 0, width: 4, values: ['0000', '0001', '1111'] });
  expect(equal).toEqual([{ width: 2, from: { port: 'other', offset: 0 }, to: { port: 'word', offset: 1 } }]);
});

it('draws a compared value far more often than chance would', () => {
  const value = '1101'.repeat(8);
  const inputs = [{ name: 'w', width: 32 }];
  const stimulus = new Stimulus(inputs, 1, { fields: [{ port: 'w', offset: 0, width: 32, values: [value] }], equal: [] });
  stimulus.next();
  const lanes = Array.from({ length: 128 }, (_, lane) =>
    Array.from({ length: 32 }, (_bit, i) => ((stimulus.values[(31 - i) * 4 + (lane >> 5)] ?? 0) >>> (lane & 31)) & 1).join(''),
  );
  const hits = lanes.filter((text) => text === value).length;
  expect(hits).toBeGreaterThan(30);
  // The rest stays random, or the design would be seen in one state only.
  expect(new Set(lanes).size).toBeGreaterThan(10);
});
