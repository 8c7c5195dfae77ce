import { expect, it } from 'vitest';
import { insertInstance, instantiate } from '../../../server/src/refactor/instantiate';
import { applyEdits } from '../../../server/src/base/layout';
import { acted, sceneOf } from './acting';

const others = { 'sub.sv': 'module sub #(parameter int W = 4) (input clk, output [W-1:0] q); endmodule\n' };

it('makes an instance of a line that holds the name of a module', async () => {
  const text = 'module m (input clk);\n  sub@@\nendmodule\n';
  expect(await acted(instantiate, text, { others })).toBe(
    'module m (input clk);\n  sub #(\n    .W(4)\n  ) u_sub (\n    .clk(clk),\n    .q()\n  );\nendmodule\n',
  );
  expect(await acted(instantiate, 'module m;\n  nothing@@\nendmodule\n', { others })).toBe('none');
});

it('is put behind the line of the cursor, named as the unit names its instances', async () => {
  const scene = await sceneOf('module m (input clk);\n  other i_other (.a(clk));@@\nendmodule\n', others);
  const [unit] = scene.find('sub');
  if (unit === undefined) throw new Error('sub is missing');
  const edits = insertInstance(scene, unit);
  expect(edits.ok && applyEdits(scene.text, edits.value)).toContain('(.a(clk));\n  sub #(\n    .W(4)\n  ) i_sub (\n    .clk(clk),');
});

it('is refused outside of modules and in the module itself', async () => {
  const scene = await sceneOf('module m; endmodule\n@@', others);
  const [unit] = scene.find('sub');
  if (unit === undefined) throw new Error('sub is missing');
  expect(insertInstance(scene, unit)).toMatchObject({ ok: false });
});
