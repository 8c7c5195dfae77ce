import { describe, expect, test } from 'vitest';
import { evidenceBody } from '../../../client/src/views/evidencePage';
import type { Rung, Verdict } from '../../../server/src/protocol/contract';

const failed: Rung = {
  name: 'simulate',
  outcome: 'failed',
  tool: 'signoff-sim',
  version: '1',
  ms: 12.3,
  detail: 'y differ at cycle 3',
  diagnostics: [],
};
const refuted: Verdict = {
  verdict: 'refuted',
  reached: 'simulate',
  contract: { kind: 'sameCycle' },
  module: 'counter',
  golden: { module: 'counter_ref', file: '/w/counter_ref.sv' },
  reason: 'y differ at cycle 3',
  rungs: [failed],
  counterexample: {
    cycle: 3,
    signals: { y: { golden: '1', candidate: '0' } },
    wavejson: {
      signal: [{ name: 'clk', wave: 'p...' }, ['golden', { name: 'y', wave: '0..1' }], ['candidate', { name: 'y', wave: '0...' }]],
      head: { tick: 0 },
    },
  },
};

describe('the evidence page', () => {
  test('says why, with names as code, and offers the values of each cycle in the source', () => {
    const found = refuted.counterexample;
    const trace = { firstCycle: 1, inputs: {}, golden: { y: ['0', '0', '1'] }, candidate: { y: ['0', '0', '0'] } };
    const explained = found === undefined ? {} : { counterexample: { ...found, trace, explanation: ['In cycle 3 `y<0>` is 0.'] } };
    const page = (at?: number): string => evidenceBody({ verdict: { ...refuted, ...explained } }, false, at);
    expect(page()).toContain('<li>In cycle 3 <code>y&lt;0&gt;</code> is 0.</li>');
    expect(page()).toContain('data-action="values" data-value="3">Show the values of cycle 3');
    expect(page(3)).toContain('data-value="2">◀');
    expect(page(3)).toMatch(/data-value="4" disabled/);
    expect(page(1)).toMatch(/data-value="0" disabled/);
    expect(evidenceBody({ verdict: refuted }, false)).not.toContain('Why');
  });

  test('calls the two sides golden and candidate throughout, by the names of their modules', () => {
    const body = evidenceBody({ verdict: refuted }, false);
    expect(body).toContain('golden <code>counter_ref</code>');
    expect(body).toContain('candidate <code>counter</code>');
    expect(body).toContain('counter_ref.sv');
    expect(body).not.toMatch(/expected|this module/);
  });

  test('marks the first differing cycle in the waveform', () => {
    const body = evidenceBody({ verdict: refuted }, false);
    const mark = /<rect class="marked" x="(\d+)" y="0" width="(\d+)" height="(\d+)"/.exec(body);
    expect(mark?.slice(1, 3)).toEqual(['120', '40']);
    expect(Number(mark?.[3])).toBeGreaterThan(60);
  });

  test('every rung that ran shows tool, version, arguments, duration, deciding lines and the hash of its input', () => {
    const full: Rung = { ...failed, arguments: ['seed 1'], lines: ['cycle 3: y'], inputHash: 'abc123' };
    const body = evidenceBody({ verdict: { ...refuted, rungs: [full] } }, false);
    for (const fact of ['signoff-sim', '<code>1</code>', '12 ms', 'seed 1', 'cycle 3: y', 'abc123']) expect(body).toContain(fact);
    const bare = evidenceBody({ verdict: { ...refuted, rungs: [failed, { ...failed, name: 'prove', outcome: 'skipped', ms: 0 }] } }, false);
    expect(bare).toContain('<pre>y differ at cycle 3</pre>');
    expect(bare).not.toContain('Nothing more');
  });

  test('a rung without a tool says that none ran', () => {
    const skipped: Rung = { name: 'testbench', outcome: 'skipped', ms: 0, detail: 'no testbench', diagnostics: [] };
    expect(evidenceBody({ verdict: { ...refuted, rungs: [skipped] } }, false)).toContain('No tool ran for this rung.');
  });

  test('texts of the design are no markup', () => {
    const body = evidenceBody({ verdict: { ...refuted, module: '<b>x', golden: { module: '<i>', file: '/w/<u>.sv' } } }, true);
    expect(body).not.toMatch(/<b>x|<i>|<u>/);
  });
});
