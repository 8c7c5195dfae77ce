import { describe, expect, it } from 'vitest';
import { arithmeticNormalForm } from '../../../server/src/netlist/arithmeticNormalForm';
import { mapToGates } from '../../../server/src/netlist/mapToGates';
import type { NetBit, NetlistCell, NetlistModule } from '../../../server/src/netlist/netlist';
import { gateValues, randomOf, type Value } from '../../harness/wordCells';

const types = ['$add', '$sub', '$mul', '$mul', '$neg', '$not', '$xor'];

/** A module of a few arithmetic cells over words of each other, cut, extended, shifted and read from outside as they come. */
function randomModule(random: (below: number) => number): NetlistModule {
  let net = 2;
  const fresh = (width: number): number[] => Array.from({ length: width }, () => net++);
  const inputs = [fresh(1 + random(5)), fresh(1 + random(5)), fresh(1 + random(3))];
  const words: NetBit[][] = [...inputs];
  const cells: Record<string, NetlistCell> = {};
  const operand = (): NetBit[] => {
    const word = words[random(words.length)] as NetBit[];
    const kind = random(8);
    if (kind === 0) return Array.from({ length: 1 + random(5) }, () => (random(2) === 0 ? '0' : '1'));
    if (kind === 1) return ['0', ...word];
    if (kind === 2) return word.slice(0, 1 + random(word.length));
    if (kind === 3) return word.slice(random(word.length));
    if (kind === 4) return [...word, '0'];
    return word;
  };
  for (let i = 0; i < 6; i++) {
    const type = types[random(types.length)] as string;
    const sign = random(3) === 0 ? 1 : 0;
    const y = fresh(1 + random(7));
    const b = type === '$neg' || type === '$not' ? undefined : operand();
    cells[`c${i}`] = {
      hide_name: 0,
      type,
      parameters: { A_SIGNED: sign, ...(b === undefined ? {} : { B_SIGNED: sign }) },
      attributes: {},
      port_directions: { A: 'input', B: 'input', Y: 'output' },
      connections: { A: operand(), ...(b === undefined ? {} : { B: b }), Y: y },
    };
    words.push(y);
  }
  const seen = words.slice(3).flatMap((word, i) => (i === 5 || random(3) === 0 ? word.slice(0, 1 + random(word.length)) : []));
  return {
    attributes: { top: 1 },
    ports: { i: { direction: 'input', bits: inputs.flat() }, y: { direction: 'output', bits: seen } },
    cells,
    netnames: {},
  };
}

function values(module: NetlistModule, inputs: ReadonlyMap<number, Value>): string {
  const mapped = mapToGates(module);
  return (module.ports.y?.bits ?? []).map(gateValues(mapped, inputs)).join('');
}

describe('sums of products in normal form', () => {
  it('are what was written, whatever is cut, extended, shifted and shared', () => {
    const random = randomOf(7);
    let rewritten = 0;
    for (let i = 0; i < 300; i++) {
      const module = randomModule(random);
      const normal = arithmeticNormalForm(module);
      if (normal === undefined) continue;
      rewritten++;
      const nets = (module.ports.i?.bits ?? []) as number[];
      for (let k = 0; k < 12; k++) {
        const inputs = new Map(nets.map((bit): [number, Value] => [bit, k === 0 ? '1' : random(2) === 0 ? '0' : '1']));
        expect(values(normal, inputs), JSON.stringify([module, [...inputs]])).toBe(values(module, inputs));
      }
    }
    expect(rewritten).toBeGreaterThan(60);
  });

  it('leave words alone that an x may reach', () => {
    const cell = (type: string, a: NetBit[], b: NetBit[], y: NetBit[]): NetlistCell => ({
      hide_name: 0,
      type,
      parameters: { A_SIGNED: 0, B_SIGNED: 0 },
      attributes: {},
      port_directions: { A: 'input', B: 'input', Y: 'output' },
      connections: { A: a, B: b, Y: y },
    });
    const product = (unknown: NetBit): NetlistModule => ({
      attributes: {},
      ports: { i: { direction: 'input', bits: [2, 3] }, y: { direction: 'output', bits: [8, 9] } },
      cells: { p: cell('$mul', [2, unknown], [3], [4, 5]), d: cell('$sub', [4, 5], [2, unknown], [8, 9]) },
      netnames: {},
    });
    expect(arithmeticNormalForm(product(3))).toBeDefined();
    expect(arithmeticNormalForm(product('x'))).toBeUndefined();
  });
});
