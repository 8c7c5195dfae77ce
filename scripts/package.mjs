// `npm run package`: one portable .vsix with everything inside: minified, without source maps, under 25 MB.
import { stat } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, projectNode, root, run } from './setup.mjs';

const limit = 25 * 1024 * 1024;

ensureInstalled();
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const out = path.resolve(process.argv[2] ?? path.join(root, `${manifest.name}-${manifest.version}.vsix`));
step(['esbuild.mjs', '--clean', '--minify']);
step([
  path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
  'package',
  '--no-dependencies',
  '--no-rewrite-relative-links',
  '--out',
  out,
]);
const { size } = await stat(out);
console.log(`${path.relative(process.cwd(), out)}: ${(size / 1024 / 1024).toFixed(1)} MB`);
if (size > limit) {
  console.error(`The package is above ${limit / 1024 / 1024} MB.`);
  process.exit(1);
}

function step(args) {
  const code = run(projectNode(), args);
  if (code !== 0) process.exit(code);
}
