import { expect, it } from 'vitest';
import { expandMacro, expansionAt } from '../../../server/src/refactor/expandMacro';
import { acted, sceneOf } from './acting';

const head = '`define INNER(x) ((x) + 1)\n`define OUTER(a, b) (`INNER(a) * b)\n`define WORD 8\n';

it('shows what a use makes, macros inside it too', async () => {
  const scene = await sceneOf(`${head}module m;\n  assign y = \`OU@@TER(p, (q)) + \`WORD;\nendmodule\n`);
  expect(expansionAt(scene)).toMatchObject({ name: 'OUTER', text: '(((p) + 1) * (q))' });
});

it('replaces that use only', async () => {
  expect(await acted(expandMacro, `${head}module m;\n  assign y = \`OUTER(p, (q)) + \`W@@ORD;\nendmodule\n`)).toBe(
    `${head}module m;\n  assign y = \`OUTER(p, (q)) + 8;\nendmodule\n`,
  );
});

it('is not offered elsewhere and for what nothing defines', async () => {
  expect(await acted(expandMacro, `${head}module m;\n  assign y@@ = \`WORD;\nendmodule\n`)).toBe('none');
  expect(await acted(expandMacro, 'module m;\n  assign y = `NOT@@HING;\nendmodule\n')).toBe('none');
});
