import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { agentTools, jobTools } from '../../../server/src/agent/agentTools';
import { languageModelTools } from '../../../server/src/agent/manifest';

const manifestPath = path.resolve(__dirname, '../../../package.json');

test('the manifest offers exactly the tools that there are, with their schemas', () => {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { contributes?: { languageModelTools?: unknown } };
  if (process.env['UPDATE_GOLDEN'] === '1') {
    const contributes = { ...manifest.contributes, languageModelTools: languageModelTools() };
    writeFileSync(manifestPath, `${JSON.stringify({ ...manifest, contributes }, null, 2)}\n`);
    return;
  }
  expect(manifest.contributes?.languageModelTools).toEqual(languageModelTools());
  expect(JSON.stringify(languageModelTools())).not.toContain('$schema');
});

test('a tool comes to VS Code from the extension or from the server that it starts, never from both', () => {
  const own = languageModelTools().map((tool) => (tool as { name: string }).name);
  expect(own).toEqual(['signoff_check', 'signoff_verify', 'signoff_equiv', 'signoff_graph', 'signoff_timing', 'signoff_context']);
  const served = jobTools.map(({ name }) => name);
  expect(served.filter((name) => own.includes(name))).toEqual([]);
  expect([...own, ...served]).toEqual(agentTools.map(({ name }) => name));
});
