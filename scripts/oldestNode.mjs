// Runs the unit tests on Node 22.15, the oldest that a VS Code of our `engines.vscode` carries. That Node goes into the git-ignored .editor/.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build, ensureInstalled, npm, projectEnvironment, root, windows } from './setup.mjs';

const version = '22.15.1';

/** The Node of that version, installed on first use. */
export function oldestNode() {
  const home = path.join(root, '.editor', `node-${version}`);
  const node = path.join(home, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    mkdirSync(home, { recursive: true });
    const code = npm(['install', '--prefix', home, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`]);
    if (code !== 0 || !existsSync(node)) throw new Error(`node@${version} could not be installed`);
  }
  return node;
}

if (import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  ensureInstalled();
  build();
  const node = oldestNode();
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = projectEnvironment();
  const found = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[found] = `${path.dirname(node)}${path.delimiter}${env[found]}`;
  const result = spawnSync(node, [vitest, 'run', ...(process.argv.length > 2 ? process.argv.slice(2) : ['test/unit'])], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  process.exit(result.status ?? 1);
}
