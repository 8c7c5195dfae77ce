import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { Timing } from '../../../server/src/protocol/contract';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';
import { signoff } from '../../harness/signoffCli';

vi.setConfig({ testTimeout: 120_000 });
const data = path.resolve(__dirname, '../../data/reports');
const texts = [
  'vivado.rpt',
  'quartus.rpt',
  'quartusPath.rpt',
  'synopsys.rpt',
  'genus.rpt',
  'genusOlder.rpt',
  'icetime.rpt',
  'nextpnr.log',
  'nextpnrReport.json',
];
const read = (name: string): string => readFileSync(path.join(data, name), 'utf8');
const world = jobWorld({ 'rtl/mac.sv': read('mac.sv'), ...Object.fromEntries(texts.map((name) => [name, read(name)])) });

async function timing(report: string, byNames: boolean, files = [world().at('rtl/mac.sv')]): Promise<Timing> {
  const request = { files, report: world().at(report), byNames };
  return valueOf(await world().engine.timing(request, embedded, () => undefined, neverAborted));
}

describe('reports of every format over one design', () => {
  it.each([
    ['vivado.rpt', 'ra', 'lane[1].u_sum.acc', -0.412],
    ['quartus.rpt', 'ra', 'lane[1].u_sum.acc', -0.412],
    ['quartusPath.rpt', 'ra', 'lane[1].u_sum.acc', -0.412],
    ['synopsys.rpt', 'ra', 'lane[1].u_sum.acc', -0.41],
    ['genus.rpt', 'ra', 'lane[1].u_sum.acc', -0.412],
    ['genusOlder.rpt', 'ra', 'acc', -0.412],
    ['icetime.rpt', 'ra', 'acc', -0.78],
    ['nextpnr.log', 'ra', 'acc', -0.4],
    ['nextpnrReport.json', 'ra', 'acc', -0.4],
  ])('%s: %s to %s, by names and through the multiplier and adder between them', async (name, start, end, slack) => {
    const file = world().at('rtl/mac.sv');
    const line = end === 'acc' ? 25 : 7;
    const named = await timing(name, true);
    expect(named.paths[0]).toMatchObject({ start, end, slack });
    expect(named.paths[0]?.points[0]).toMatchObject({ file, line: 22 });
    expect(named.paths[0]?.points.at(-1)).toMatchObject({ file, line });
    expect(named.report?.ends.located).toBe(named.report?.ends.names);
    const explained = await timing(name, false);
    expect(explained).toMatchObject({ wns: named.wns, tns: named.tns, period: named.period });
    expect(explained.paths[0]).toMatchObject({ start, end, slack });
    const ops = explained.paths[0]?.points.map((point) => `${point.op?.replace(/:.*/, '') ?? ''}@${point.line ?? 0}`) ?? [];
    expect(ops.some((op) => op.startsWith('mul@'))).toBe(true);
    expect(ops).toContain(`add@${line}`);
  });

  it('says that no model was asked where no rule has a fix and none is chosen', async () => {
    world().folder.write('rtl/tiny.sv', 'module tiny(input clk, d, output reg q); always @(posedge clk) q <= ~d; endmodule\n');
    const request = { files: [world().at('rtl/tiny.sv')], period: 0.01, fix: true, repair: true };
    const found = valueOf(await world().engine.timing(request, embedded, () => undefined, neverAborted));
    expect(found.fixes).toEqual([]);
    expect(found.notes?.join(' ')).toContain('no model was asked: no model is chosen (signoff.model, or --model NAME)');
  });

  it('times a module with an interface port; with a cell of a vendor, or one that nothing tells of, it says which', async () => {
    world().folder.write(
      'rtl/bus.sv',
      `interface bus; logic [3:0] data; logic valid; modport to(input data, valid); endinterface
module taker(bus.to b, input clk, output logic [3:0] q); always_ff @(posedge clk) if (b.valid) q <= b.data + q; endmodule
`,
    );
    world().folder.write(
      'rtl/pad.v',
      'module pad(input clk, output y); reg q; always @(posedge clk) q <= ~q; ODDR u(.D1(q), .Q(y)); endmodule\n',
    );
    const ask = (file: string) => world().engine.timing({ files: [world().at(file)] }, embedded, () => undefined, neverAborted);
    const found = valueOf(await ask('rtl/bus.sv'));
    expect(found.paths.map((path) => path.end)).toContain('q');
    expect(found.notes?.join(' ')).toContain('open interface ports');
    const around = valueOf(await ask('rtl/pad.v'));
    expect(around.boundaries).toEqual([{ module: 'ODDR', family: expect.stringMatching(/xilinx/i) as string }]);
    world().folder.write(
      'rtl/pair.v',
      "module pair(input clk, d, output y); wire s; assign s = d ? 1'bz : 1'b0; thing u(.p(s), .q(y)); endmodule\n",
    );
    const refused = await ask('rtl/pair.v');
    expect(refused.ok ? 'answered' : refused.message).toContain('thing');
  });

  it('takes the design that a report names, wherever in the project it is, and reads packed reports', async () => {
    world().folder.write('rtl/alone.sv', 'module alone(input a, output y); assign y = a; endmodule\n');
    world().folder.write('packed.rpt.gz', gzipSync(read('vivado.rpt')));
    const found = await timing('packed.rpt.gz', true, [world().at('rtl/alone.sv')]);
    expect(found.paths[0]).toMatchObject({ end: 'lane[1].u_sum.acc' });
    expect(found.report).toMatchObject({
      format: 'vivado',
      version: '2023.1',
      corners: ['Slow', 'Fast'],
      clocks: [
        { name: 'clk', period: 4 },
        { name: 'clk_div', period: 8 },
      ],
      listed: { setup: 1, hold: 1, unconstrained: 1 },
      hold: { wns: 0.061, paths: [{ start: 'rb', end: 'rb_q', check: 'hold', corner: 'Fast', reportLine: expect.any(Number) as number }] },
      unconstrained: ['16 input ports with no input delay specified'],
    });
  });

  it('keeps to a clock, and says what is wrong with a file that is no report', async () => {
    const ask = (report: string, clock?: string) =>
      world().engine.timing(
        { files: [world().at('rtl/mac.sv')], report: world().at(report), byNames: true, ...(clock === undefined ? {} : { clock }) },
        embedded,
        () => undefined,
        neverAborted,
      );
    expect(await ask('quartus.rpt', 'slow')).toMatchObject({ ok: true, value: { wns: 1.3, period: 8, paths: [] } });
    expect(await ask('quartus.rpt', 'gone')).toMatchObject({ ok: false, message: expect.stringContaining('clock gone') as string });
    expect(await ask('rtl/mac.sv')).toMatchObject({ ok: false, hint: expect.stringContaining('Quartus') as string });
    expect(await ask('nothing.rpt')).toMatchObject({ ok: false });
  });

  it('on the command line: one JSON document, exit 1 while something is violated', async () => {
    const run = await signoff(['timing', 'rtl/mac.sv', '--report', 'vivado.rpt', '--json', '--tools', 'embedded'], {
      cwd: world().folder.path,
    });
    expect(run.code).toBe(1);
    expect(run.json).toMatchObject({
      engine: 'report:vivado',
      period: 4,
      wns: -0.412,
      tns: -1.93,
      paths: [{ start: 'ra', end: 'lane[1].u_sum.acc' }],
    });
  });
});
