import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import type { GenerateRequest } from '../../../server/src/engine/engine';
import type { Generated } from '../../../server/src/protocol/jobs';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';
import { signoff } from '../../harness/signoffCli';

const commented = `// Priority of three requests; grant is the number of the first.
//
//  r2 | r1 | r0 | grant | any
//  0  | 0  | 0  | 00    | 0
//  x  | x  | 1  | 00    | 1
//  x  | 1  | 0  | 01    | 1
//  1  | 0  | 0  | 10    | 1
module first (
  input  wire r2, r1, r0,
  output wire [1:0] grant,
  output wire any
);
  // one gate a bit
endmodule

module other (input a, output y);
  assign y = ~a;
endmodule
`;
const blink = '# blink\n\n- input clk\n- input rst\n- output led\n\n  OFF (0) --> ON\n  ON (1) --> OFF\n';

const wire = '// Gives what it is given, and nothing else happens.\nmodule wire_through (input a, output y);\n  assign y = a;\nendmodule\n';
const world = jobWorld({
  'first.v': commented,
  'blink.md': blink,
  'words.md': '# pass\n\n- input a\n- output y\n\ny is a.\n',
  'wire.v': wire,
  'twice.v': 'module twice (input a, output y);\n  assign y = a;\n  assign y = ~a;\nendmodule\n',
});
const generate = async (name: string, more: Partial<GenerateRequest> = {}): Promise<Generated> =>
  valueOf(await world().engine.generate({ file: world().at(name), ...more }, embedded, () => undefined, neverAborted));

test('the empty module under a comment is filled in its place, and the rest of the file stays', async () => {
  const { files, ...result } = await generate('first.v');
  expect(result).toMatchObject({ module: 'first', origin: 'table', verdict: { verdict: 'checked', reached: 'simulate' } });
  const [{ text, created } = { text: '', created: true }] = files;
  expect(created).toBe(false);
  expect(text).toMatch(/\/\/ one gate a bit[^]*assign grant\[1\] = [^]*endmodule\n\nmodule other/);
  expect(text.startsWith(commented.slice(0, commented.indexOf(');')))).toBe(true);
});

test('a module that is not empty is not touched', async () => {
  const outcome = await world().engine.generate({ file: world().at('first.v'), module: 'other' }, embedded, () => undefined, neverAborted);
  expect(outcome).toMatchObject({ ok: false, message: 'the module other is not there or not empty' });
});

test('a specification with open questions gives nothing; with the answers it does', async () => {
  const asked = await generate('blink.md');
  expect([asked.files, asked.questions.map(({ id }) => id)]).toEqual([[], ['reset', 'resetState']]);
  const answers = ['The reset is synchronous, active high.', 'The reset leads to state ON.'];
  const { files, assumptions } = await generate('blink.md', { answers });
  expect(files).toMatchObject([{ file: world().at('blink.sv'), created: true }]);
  expect([files[0]?.text.includes('if (rst) state <= S_ON;'), assumptions]).toEqual([true, []]);
  expect((await generate('blink.md', { assume: true })).assumptions).toContain('The reset leads to state OFF.');
});

test('the command line writes once, and never over another file', async () => {
  const args = ['generate', 'blink.md', '--write', '--assume', '--json', '--tools', 'embedded'];
  const first = await signoff(args, { cwd: world().folder.path });
  expect([first.code, (first.json as Generated).files[0]?.file]).toEqual([0, 'blink.sv']);
  expect(readFileSync(world().at('blink.sv'), 'utf8')).toBe((first.json as Generated).files[0]?.text);
  const again = await signoff(args, { cwd: world().folder.path });
  expect([again.code, JSON.stringify(again.json)]).toEqual([2, expect.stringContaining('not overwritten')]);
  expect(existsSync(world().at('OFF.sv'))).toBe(false);
});

test('what only a model could do says that none is chosen', async () => {
  expect((await generate('words.md')).detail).toMatch(/; no model is chosen \(signoff\.model, or --model NAME\)$/);
  const { engine, at } = world();
  const fixed = valueOf(await engine.fix({ file: at('twice.v') }, embedded, () => undefined, neverAborted));
  expect([fixed.left.length > 0, fixed.notes.join()]).toEqual([true, expect.stringMatching(/no model was asked: no model is chosen/)]);
  const bench = valueOf(await engine.testbench({ file: at('wire.v'), spec: at('words.md') }, embedded, () => undefined, neverAborted));
  expect(bench.notes.join()).toMatch(/words\.md was not used: no model is chosen/);
});
