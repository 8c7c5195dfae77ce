import { describe, expect, it } from 'vitest';
import type { NetlistModule } from '../../../../server/src/netlist/netlist';
import type { PortFact } from '../../../../server/src/verify/prove/facts';
import { connectionsOf, layOutPorts, shapeModule, type PortLayout } from '../../../../server/src/verify/prove/portLayout';

const port = (name: string, width: number, more: Partial<PortFact> = {}): PortFact => ({ name, width, direction: 'input', ...more });

const layout = (map: Record<string, string>, golden: PortFact[], candidate: PortFact[]): PortLayout => {
  const result = layOutPorts(map, golden, candidate);
  if ('refused' in result) throw new Error(result.refused);
  return result;
};
const refusal = (map: Record<string, string>, golden: PortFact[], candidate: PortFact[]): string => {
  const result = layOutPorts(map, golden, candidate);
  return 'refused' in result ? result.refused : 'not refused';
};
const places = (one: PortLayout, name: string): string[] => (one.shaped.get(name) ?? []).map(({ port: of, bit }) => `${of}${bit}`);

describe('a map of ports', () => {
  it('renames whole ports and leaves the others alone', () => {
    const one = layout({ a: 'x' }, [port('a', 2), port('b', 1)], [port('x', 2), port('b', 1)]);
    expect(one).toEqual({ renames: { a: 'x' }, shaped: new Map() });
  });

  it('makes a port of several, most significant first, and several of one', () => {
    const split = layout({ data: '{hi, lo}' }, [port('data', 4)], [port('hi', 3), port('lo', 1)]);
    expect(places(split, 'data')).toEqual(['lo0', 'hi0', 'hi1', 'hi2']);
    const merged = layout({ '{hi,lo}': 'data' }, [port('hi', 3), port('lo', 1)], [port('data', 4)]);
    expect([places(merged, 'hi'), places(merged, 'lo')]).toEqual([['data1', 'data2', 'data3'], ['data0']]);
    expect(connectionsOf(merged)).toEqual(
      new Map([
        [
          'data',
          [
            { port: 'lo', bit: 0 },
            { port: 'hi', bit: 0 },
            { port: 'hi', bit: 1 },
            { port: 'hi', bit: 2 },
          ],
        ],
      ]),
    );
  });

  it('takes slices by the indices that are declared', () => {
    const golden = [port('bus', 4, { offset: 4 }), port('up', 2, { ascending: true })];
    const one = layout({ 'bus[5:4]': 'lo', 'bus[7:6]': 'hi', 'up[0]': 'p', 'up[1]': 'q' }, golden, [
      port('lo', 2),
      port('hi', 2),
      port('p', 1),
      port('q', 1),
    ]);
    expect([places(one, 'bus'), places(one, 'up')]).toEqual([
      ['lo0', 'lo1', 'hi0', 'hi1'],
      ['q0', 'p0'],
    ]);
  });

  it.each([
    [{ data: '{hi, low}' }, 'the candidate has no port low'],
    [{ 'date[0]': 'lo' }, 'the golden has no port date'],
    [{ date: 'lo' }, 'the golden has no port date'],
    [{ data: '{hi, lo, lo}' }, 'data has 4 bits in the golden and {hi, lo, lo} 5 in the candidate'],
    [{ data: '{hi, lo[1]}' }, 'lo[1] is no slice of lo, which has 1 bits in the candidate'],
    [{ 'data[0:3]': '{hi, lo}' }, 'data[0:3] is no slice of data, which has 4 bits in the golden'],
    [{ 'data[0]': 'lo' }, 'bit 1, 2, 3 of data of the golden is mapped to nothing'],
    [{ data: '{hi, hi[0]}' }, 'bit 0 of hi of the candidate is mapped twice'],
    [{ data: '{hi[1], hi[0], lo, more}' }, 'bit 2 of hi of the candidate is mapped to nothing'],
    [{ 'data[3:1]': 'hi', data: 'lo' }, 'data is mapped both as a whole and in parts'],
    [{ data: '{hi, out}' }, 'data would be made of inputs and outputs'],
    [{ data: '{hi, lo}', 'other[0]': 'more' }, 'the candidate has a port other of its own, which is mapped to nothing'],
    [{ data: '{hi + lo}' }, '"hi + lo" is no port and no slice of one'],
  ])('refuses %j', (map, words) => {
    const candidate = [port('hi', 3), port('lo', 1), port('more', 1), port('out', 1, { direction: 'output' }), port('other', 1)];
    expect(refusal(map as Record<string, string>, [port('data', 4), port('other', 1)], candidate)).toBe(words);
  });

  it('gives a module the ports of the golden, and their names to its nets', () => {
    const module: NetlistModule = {
      attributes: {},
      ports: {
        hi: { direction: 'output', bits: [5, 6] },
        lo: { direction: 'output', bits: ['1'] },
        clk: { direction: 'input', bits: [2] },
      },
      cells: {},
      netnames: { hi: { hide_name: 0, bits: [5, 6], attributes: {} } },
    };
    const candidate = [port('hi', 2, { direction: 'output' }), port('lo', 1, { direction: 'output' }), port('clk', 1)];
    const shaped = shapeModule(module, layout({ data: '{hi,lo}' }, [port('data', 3, { direction: 'output' }), port('clk', 1)], candidate));
    expect(shaped.ports).toEqual({ data: { direction: 'output', bits: ['1', 5, 6] }, clk: { direction: 'input', bits: [2] } });
    expect(Object.keys(shaped.netnames)).toEqual(['hi', 'data']);
  });
});
