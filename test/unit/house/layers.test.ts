import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { layers } from '../../../eslint.layers.mjs';

const root = path.resolve(__dirname, '../../..');
/** Without the rules that need types: the rule of layers needs none, and the types of the whole project take half a minute. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** Messages of the layer rule for one line of code, as if it stood in the given file. */
async function layerMessages(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return (result?.messages ?? []).filter((message) => message.ruleId === 'no-restricted-imports').map((message) => message.message);
}

test('an import upward is refused', async () => {
  expect(await layerMessages('server/src/base/lines.ts', "import '../syntax/parser';\n")).toHaveLength(1);
  expect(await layerMessages('server/src/model/moduleInfo.ts', "import '../verify/ladder';\n")).toHaveLength(1);
  expect(await layerMessages('server/src/llm/providers/anthropic.ts', "import '../../features/registry';\n")).toHaveLength(1);
});

test('an import downward is allowed', async () => {
  expect(await layerMessages('server/src/engine/engine.ts', "import '../syntax/parser';\n")).toEqual([]);
});

test('Node built-ins are closed outside platform/', async () => {
  expect(await layerMessages('server/src/model/moduleInfo.ts', "import 'node:fs';\n")).toHaveLength(1);
  expect(await layerMessages('server/src/platform/assets.ts', "import 'node:fs';\n")).toEqual([]);
});

test('the client sees only the protocol of the server', async () => {
  expect(await layerMessages('client/src/extension.ts', "import '../../server/src/engine/engine';\n")).toHaveLength(1);
  expect(await layerMessages('client/src/extension.ts', "import '../../server/src/protocol/contract';\n")).toEqual([]);
});

test('every folder of the server has its row in the table, and every row its folder', () => {
  const folders = readdirSync(path.join(root, 'server/src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.sort()).toEqual(Object.keys(layers).sort());
});
