// `npm run package [FILE]`: one portable .vsix with everything inside: minified, without source maps, under 25 MB. It is put together in a
// folder of its own, so that a window or a test that runs from dist/ is not disturbed.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packagedReadme } from './packagedReadme.mjs';
import { ensureInstalled, projectNode, root, run } from './setup.mjs';

const limit = 25 * 1024 * 1024;
const parts = ['CHANGELOG.md', 'LICENSE', 'NOTICE', '.vscodeignore', 'media', 'syntaxes', 'docs'];

ensureInstalled();
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const out = path.resolve(process.argv[2] ?? path.join(root, `${manifest.name}-${manifest.version}.vsix`));
const stage = mkdtempSync(path.join(tmpdir(), 'signoff-package-'));
process.on('exit', () => rmSync(stage, { recursive: true, force: true }));

for (const part of parts) if (existsSync(path.join(root, part))) cpSync(path.join(root, part), path.join(stage, part), { recursive: true });
writeFileSync(path.join(stage, 'README.md'), packagedReadme(readFileSync(path.join(root, 'README.md'), 'utf8')));
// What was needed to build is no business of the people who install it; and npm's scripts would run from the wrong place.
const shipped = { ...manifest };
delete shipped.devDependencies;
delete shipped.scripts;
writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
mkdirSync(path.join(stage, 'dist'));
step(['esbuild.mjs', '--minify', `--out=${path.join(stage, 'dist')}`]);
const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
step([vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', out], { cwd: stage });

const { size } = statSync(out);
console.log(`${path.relative(process.cwd(), out)}: ${(size / 1024 / 1024).toFixed(1)} MB`);
if (size > limit) {
  console.error(`The package is above ${limit / 1024 / 1024} MB.`);
  process.exit(1);
}

function step(args, options = {}) {
  const code = run(projectNode(), args, options);
  if (code !== 0) process.exit(code);
}
