// `npm run bench`: measurements on this machine; `test/bench/main.ts` says which there are. Bundled first, so that they run as users run them.
import path from 'node:path';
import { createRequire } from 'node:module';
import { build, ensureInstalled, projectNode, root, run } from './setup.mjs';

ensureInstalled();
build();
const { build: bundle } = createRequire(import.meta.url)('esbuild');
const outfile = path.join(root, 'dist', 'bench.js');
await bundle({
  entryPoints: [path.join(root, 'test/bench/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  logLevel: 'warning',
});
process.exit(run(projectNode(), [outfile, ...process.argv.slice(2)]));
