import { describe, expect, it } from 'vitest';
import { mapToGates } from '../../../server/src/netlist/mapToGates';
import type { NetBit, NetlistModule } from '../../../server/src/netlist/netlist';
import type { CellCase, Value } from '../../harness/wordCells';
import { expectedOf, freeNets, gateValues, moduleOf, randomCell, randomOf, wordCellTypes } from '../../harness/wordCells';

const cellsOfAType = 120;
const mostAssignments = 96;

/** All values of the nets where they are few, else random ones with the extremes. */
function assignments(nets: readonly number[], random: (below: number) => number): Map<number, Value>[] {
  const of = (bit: (i: number) => number): Map<number, Value> => new Map(nets.map((net, i) => [net, bit(i) === 1 ? '1' : '0']));
  if (2 ** nets.length <= mostAssignments) return Array.from({ length: 2 ** nets.length }, (_, k) => of((i) => (k >> i) & 1));
  return [of(() => 0), of(() => 1), ...Array.from({ length: mostAssignments }, () => of(() => random(2)))];
}

function outputs(module: NetlistModule, inputs: ReadonlyMap<number, Value>): Value[] {
  return (module.ports.y?.bits ?? []).map(gateValues(module, inputs));
}

function told(cell: CellCase, inputs: ReadonlyMap<number, Value>): string {
  return `${JSON.stringify(cell)} at ${JSON.stringify([...inputs])}`;
}

describe.each(wordCellTypes)('%s', (type) => {
  const random = randomOf(wordCellTypes.indexOf(type) + 1);
  const cases = Array.from({ length: cellsOfAType }, () => randomCell(type, random));

  it('gives what the standard says for known operands, and x only where it says so', () => {
    for (const cell of cases) {
      const mapped = mapToGates(moduleOf(cell));
      for (const inputs of assignments(freeNets(cell), random)) {
        const expected = expectedOf(cell, (bit) => (typeof bit === 'number' ? (inputs.get(bit) as Value) : bit === 'z' ? 'x' : bit));
        outputs(mapped, inputs).forEach((value, i) => {
          if (expected[i] !== undefined && value !== expected[i])
            expect.fail(`bit ${i} is ${value}, not ${expected[i]}: ${told(cell, inputs)}`);
        });
      }
    }
  });

  it('knows of unknown operands only what holds for all their values', () => {
    for (const cell of cases.slice(0, 30)) {
      const mapped = mapToGates(moduleOf(cell));
      for (const inputs of assignments(freeNets(cell), random).slice(0, 12)) {
        const partly = new Map([...inputs].map(([net, value]) => [net, random(3) === 0 ? 'x' : value] as const));
        const seen = outputs(mapped, partly);
        for (let k = 0; k < 6; k++) {
          const completed = new Map(
            [...partly].map(([net, value]) => [net, value === 'x' ? (random(2) === 0 ? '0' : '1') : value] as const),
          );
          outputs(mapped, completed).forEach((value, i) => {
            if (seen[i] !== 'x' && seen[i] !== value) expect.fail(`bit ${i} is ${seen[i]}, with a value ${value}: ${told(cell, partly)}`);
          });
        }
      }
    }
  });
});

it('drives every net that takes the same value', () => {
  const cell: CellCase = { type: '$demux', inputs: { A: ['1', '1'], S: [2] }, parameters: { S_WIDTH: 1 }, width: 4 };
  const mapped = mapToGates(moduleOf(cell));
  expect(outputs(mapped, new Map([[2, '0']])).join('')).toBe('1100');
  expect(outputs(mapped, new Map([[2, '1']])).join('')).toBe('0011');
});

describe('===', () => {
  const test = (a: NetBit[], b: NetBit[], more: NetlistModule['cells'] = {}): NetlistModule => {
    const module = moduleOf({ type: '$eqx', inputs: { A: a, B: b }, parameters: { A_SIGNED: 0, B_SIGNED: 0 }, width: 1 });
    const ports = { ...module.ports, i: { direction: 'input' as const, bits: [2, 3] } };
    return mapToGates({ ...module, ports, cells: { ...module.cells, ...more } });
  };

  it('is 0 where a known operand meets an x', () => {
    const mapped = test([2, 3], ['x', '1']);
    for (const value of ['0', '1'] as const) {
      expect(
        outputs(
          mapped,
          new Map([
            [2, value],
            [3, value],
          ]),
        ),
      ).toEqual(['0']);
    }
    expect(outputs(test(['x', '1'], ['x', '1']), new Map())).toEqual(['1']);
    expect(outputs(test(['x'], ['z']), new Map())).toEqual(['0']);
  });

  it('is left to the reader to refuse where an x may reach an operand', () => {
    const cell = (type: string, connections: Record<string, NetBit[]>): NetlistModule['cells'][string] => ({
      hide_name: 1,
      type,
      parameters: {},
      attributes: {},
      port_directions: {},
      connections,
    });
    const types = (more: NetlistModule['cells']): string[] => Object.values(test([50], [3], more).cells).map(({ type }) => type);
    expect(types({})).toContain('$eqx');
    expect(types({ n: cell('$not', { A: [3], Y: [50] }) })).not.toContain('$eqx');
    expect(types({ n: cell('$mux', { A: [3], B: ['x'], S: [3], Y: [50] }) })).toContain('$eqx');
    expect(types({ r: cell('$dff', { CLK: [3], D: [60], Q: [50] }), n: cell('$mux', { A: [3], B: ['x'], S: [3], Y: [60] }) })).toContain(
      '$eqx',
    );
    expect(types({ n: cell('$shiftx', { A: [3, 3], B: [3], Y: [50] }) })).toContain('$eqx');
    expect(types({ n: cell('$div', { A: [3], B: [3], Y: [50] }) })).toContain('$eqx');
    expect(types({ n: cell('$div', { A: [3], B: ['1'], Y: [50] }) })).not.toContain('$eqx');
  });
});

it('leaves operands of which one is signed to the reader to refuse', () => {
  for (const type of ['$add', '$lt', '$div', '$and', '$eq']) {
    const cell = randomCell(type, randomOf(7));
    const mapped = mapToGates(moduleOf({ ...cell, parameters: { A_SIGNED: 1, B_SIGNED: 0 } }));
    expect(Object.values(mapped.cells).map((one) => one.type)).toEqual([type]);
  }
});

it('leaves a cell that it does not know as it is', () => {
  for (const type of ['$anyconst', '$lut', '$alu', '$macc', '$fa', '$tribuf', 'vendor_cell']) {
    const mapped = mapToGates(moduleOf({ type, inputs: { A: [2] }, parameters: {}, width: 1 }));
    expect(Object.values(mapped.cells).map((one) => one.type)).toEqual([type]);
  }
});
