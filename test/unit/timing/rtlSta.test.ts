import { describe, expect, it } from 'vitest';
import type { NetlistCell, NetlistModule } from '../../../server/src/netlist/netlist';
import { delayModel, type DelayModel } from '../../../server/src/timing/delayModel';
import { RtlTiming } from '../../../server/src/timing/rtlSta';

function cell(type: string, inputs: Record<string, number[]>, y: number[]): NetlistCell {
  const directions = Object.fromEntries([...Object.keys(inputs).map((pin) => [pin, 'input'] as const), ['Y', 'output'] as const]);
  return { type, hide_name: 1, parameters: {}, attributes: {}, port_directions: directions, connections: { ...inputs, Y: y } };
}

/** `a` through a sum into the select's data, and through two other sums (or one inverter) into its condition. */
function module(other: Record<string, NetlistCell>): NetlistModule {
  const a = [1, 2, 3, 4];
  return {
    attributes: {},
    ports: { a: { direction: 'input', bits: a }, y: { direction: 'output', bits: [40] } },
    cells: { ...other, sum: cell('$add', { A: a, B: a }, [10, 11, 12, 13]), choice: cell('$mux', { A: [13], B: [0], S: [30] }, [40]) },
    netnames: { a: { hide_name: 0, bits: a, attributes: {} }, y: { hide_name: 0, bits: [40], attributes: {} } },
  };
}

function wayInto(other: Record<string, NetlistCell>): object | undefined {
  const timing = new RtlTiming(module(other), delayModel(undefined) as DelayModel);
  return timing.slowestPath(timing.startBits('a', undefined), [40])?.hops.at(-1)?.otherWay;
}

describe('the slowest word-level path', () => {
  it('knows the other way from the same start into an operator', () => {
    const twoLevels = { x: cell('$xor', { A: [1], B: [2] }, [20]), n: cell('$and', { A: [20], B: [3] }, [30]) };
    expect(wayInto(twoLevels)).toMatchObject({ fork: 0, operators: 2 });
  });

  it('has none where the other way runs through an operator of the path, by another bit', () => {
    expect(wayInto({ x: cell('$not', { A: [12] }, [30]) })).toBeUndefined();
  });
});
