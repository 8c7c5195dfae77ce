import { describe, expect, it } from 'vitest';
import { conditionsOf, readyInputs, validOf } from '../../../server/src/verify/simulate/handshakes';

const port = (name: string, width = 1) => ({ name, bits: Array.from({ length: width }, (_, i) => i) });

describe('outputs that mean something only where a valid output says so', () => {
  it('belong to the only one, and it to none', () => {
    expect(validOf([port('out_valid'), port('data', 8), port('last'), port('in_ready')])).toEqual(
      new Map([
        ['data', 'out_valid'],
        ['last', 'out_valid'],
      ]),
    );
  });

  it('belong to the one whose name begins as theirs', () => {
    const outputs = [port('m_axis_tvalid'), port('m_axis_tdata', 32), port('s_rvalid'), port('s_rdata', 8), port('irq')];
    expect(validOf(outputs)).toEqual(
      new Map([
        ['m_axis_tdata', 'm_axis_tvalid'],
        ['s_rdata', 's_rvalid'],
      ]),
    );
  });

  it('are none without one, nor for a vector or a word that only looks so', () => {
    expect(validOf([port('y', 8), port('invalid'), port('value'), port('valid', 4)])).toEqual(new Map());
    expect(readyInputs([port('m_tready'), port('outReady'), port('already'), port('ready', 2), port('rdy')])).toEqual([
      'm_tready',
      'outReady',
      'rdy',
    ]);
  });
});

describe('what a claim holds under', () => {
  it('is said in words, and nothing where there is none', () => {
    expect(conditionsOf({ kind: 'latency', cycles: 2 })).toBe('');
    expect(conditionsOf({ kind: 'sameCycle' })).toBe('');
    expect(conditionsOf({ kind: 'latency', cycles: 2, onlyWhere: { y: 'v', z: 'v' }, assuming: 'r & s' })).toBe(
      'at a latency of 2, only as long as r and s stay 1, y, z compared only where v is 1: ',
    );
  });
});
