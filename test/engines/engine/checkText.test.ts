import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeEngine } from '../../../server/src/compose';
import type { Engine } from '../../../server/src/engine/engine';

const files: Record<string, string> = {
  'pkg.sv': 'package p;\n  typedef struct packed { logic valid; logic [7:0] data; } item_t;\nendpackage\n',
  'leaf.sv': [
    'module leaf #(parameter int W = 8) (input logic clk, input p::item_t d, output logic [W-1:0] q);',
    '  logic [W-1:0] held;',
    '  always_ff @(posedge clk) held <= d.data;',
    '  assign q = held;',
    'endmodule\n',
  ].join('\n'),
  'other.sv': 'module other (input logic a, output logic y);\n  assign y = ~a;\nendmodule\n',
};
const top = [
  'module top (input logic clk, input p::item_t d, output logic [7:0] q, output logic y);',
  '  leaf #(.W(8)) u_leaf (.clk, .d, .q);',
  '  assign y = d.valid;',
  'endmodule\n',
].join('\n');

const limits = { tools: 'embedded', seconds: 60, seed: 1 } as const;
const signal = new AbortController().signal;

describe('a quick look at a text', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-look-'));
  const file = path.join(folder, 'top.sv');
  let engine: Engine;
  let version = 0;

  beforeAll(async () => {
    for (const [name, text] of Object.entries({ ...files, 'top.sv': top })) writeFileSync(path.join(folder, name), text);
    const composed = await composeEngine({ roots: [folder] });
    if (!composed.ok) throw new Error(composed.message);
    engine = composed.value;
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });

  /** What a look says of a text of the top, and what of that the whole check does not say. */
  async function looked(text: string): Promise<{ found: string[] | undefined; only: string[] }> {
    engine.openDocument(file, ++version, text);
    const found = await engine.checkText(file, limits, signal);
    const whole = await engine.check({ files: [file] }, limits, signal);
    if (!whole.ok) throw new Error(whole.message);
    const said = (list: readonly { severity: string; line: number; message: string }[]): string[] =>
      list.map((one) => `${one.severity}@${one.line} ${one.message}`);
    const known = new Set(said(whole.value));
    return { found: found && said(found), only: said(found ?? []).filter((one) => !known.has(one)) };
  }

  test('says what is wrong in it, and nothing that the whole check does not say', async () => {
    expect(await looked(top)).toEqual({ found: [], only: [] });
    const { found, only } = await looked(top.replace('d.valid', 'd.ready & nope').replace('.q)', '.q(y), .no(1))'));
    expect(found?.join()).toContain("port 'no' does not exist");
    expect(found?.join()).toContain('nope');
    expect(only).toEqual([]);
  });

  test('knows a module that the text did not instantiate before, and a name that reaches into an instance', async () => {
    await looked(top);
    const more = top.replace('endmodule', '  logic z;\n  other u_other (.a(y), .y(z));\n  wire [7:0] seen = u_leaf.held;\nendmodule');
    expect((await looked(more)).only).toEqual([]);
    const { found, only } = await looked(more.replace('.a(y)', '.b(y)'));
    expect(found?.join()).toContain("'b' does not exist");
    expect(only).toEqual([]);
  });

  test('reads what lies below again when that has changed', async () => {
    await looked(top);
    engine.openDocument(path.join(folder, 'leaf.sv'), 1, files['leaf.sv']?.replace('input logic clk', 'input logic clock') ?? '');
    const { found, only } = await looked(top);
    expect(found?.join()).toContain("'clk'");
    expect(only).toEqual([]);
    engine.closeDocument(path.join(folder, 'leaf.sv'));
    expect((await looked(top)).found).toEqual([]);
  });

  test('leaves a text to the whole check that cannot be judged without the modules below it', async () => {
    const { found } = await looked(top.replace('endmodule', '  wire seen = u_leaf.nothing;\nendmodule'));
    expect(found).toBeUndefined();
    expect((await looked(`${top}bind leaf other u_bound (.a(clk), .y());\n`)).found).toBeUndefined();
  });

  test('the arrival at registers follows an edit, and is not known while the text cannot be elaborated', async () => {
    const adding = (sum: string): string =>
      `module adding (input logic clk, input logic [7:0] a, input logic c, output logic [7:0] q);\n  always_ff @(posedge clk) if (c) q <= ${sum};\nendmodule\n`;
    const other = path.join(folder, 'adding.sv');
    const arrival = async (text: string): Promise<number | undefined> => {
      engine.openDocument(other, ++version, text);
      return (await engine.quickTiming({ path: other, module: 'adding' }, signal))?.find((end) => end.signal === 'q')?.arrival;
    };
    const one = await arrival(adding('q + a'));
    expect(await arrival(adding('q + a + (a ^ q)'))).toBeGreaterThan(one ?? Infinity);
    expect(await arrival(adding('q + nowhere'))).toBeUndefined();
    expect(await arrival(adding('q + a'))).toBe(one);
  });
});
