import { expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { Timing } from '../../../server/src/protocol/contract';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';

/** (p + q)² - (p - q)² is 4pq: no rule knows, no synthesis finds out, and of inputs nothing can be computed a cycle earlier. */
const area = `module area (input logic clk, input logic [3:0] p, q, output logic [9:0] y);
  always_ff @(posedge clk) begin
    y <= (p + q) * (p + q) - (p - q) * (p - q);
  end
endmodule
`;
const slow = 'y <= (p + q) * (p + q) - (p - q) * (p - q);';
const edit = (from: string, to: string): string => `<<<<\n${from}\n====\n${to}\n>>>>\n`;

const world = jobWorld({ 'area.sv': area, 'secret.sv': area.replace('module area', 'module secret') }, [], {
  'privacy.neverSend': ['secret.sv'],
});
const repair = async (name: string): Promise<Timing> => {
  const request = { files: [world().at(`${name}.sv`)], top: name, period: 3, fix: true, repair: true };
  return valueOf(await world().engine.timing(request, { ...embedded, seconds: 120 }, () => undefined, neverAborted));
};

test('where rules have nothing the model proposes; what is refused goes back with the reason, and only what is proven and faster comes out', async () => {
  world().model.setScript([
    { text: edit('output logic [9:0] y', 'output logic [11:0] y') },
    { when: 'ports or parameters of area', text: edit(`    ${slow}`, '    y <= (p * q) << 1;') },
    { when: 'In cycle', text: edit(`    ${slow}`, '    y <= (p * q) << 2;') },
  ]);
  const result = await repair('area');
  const { requests } = world().model;
  expect(requests).toHaveLength(3);
  expect(requests[0]?.prompt).toMatch(/slow path[^]*slack −?-?\d[^]*why it is slow/);
  expect(requests[0]?.system).toContain('Forbidden');
  const [fix] = result.fixes;
  expect(fix).toMatchObject({ origin: 'model', verdict: { verdict: 'proved' }, contract: { kind: 'sameCycle' } });
  expect(fix?.edits.map(({ newText }) => newText).join('')).toContain('<< 2');
  expect(fix?.after.wns).toBeGreaterThan(fix?.before.wns ?? 0);
  expect(result.notes?.join(' ')).toMatch(/was asked 3 times/);
});

test('a file that is never sent is not asked about', async () => {
  const before = world().model.requests.length;
  const result = await repair('secret');
  expect(world().model.requests).toHaveLength(before);
  expect(result.fixes).toEqual([]);
  expect(result.notes?.join(' ')).toContain('never sent');
});
