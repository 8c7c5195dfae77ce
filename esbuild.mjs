import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
// Packaging builds into a folder of its own, so that what runs from dist/ is not disturbed.
const out = path.resolve(root, process.argv.find((word) => word.startsWith('--out='))?.slice('--out='.length) ?? 'dist');
const modules = path.join(root, 'node_modules');
const minify = process.argv.includes('--minify');
const workersOnly = process.argv.includes('--workers');

/** Entry points that exist; the same list names what ships in dist/. */
const entries = {
  extension: 'client/src/extension.ts',
  server: 'server/src/startServer.ts',
  lsp: 'server/src/lsp.ts',
  cli: 'server/src/cli.ts',
  mcp: 'server/src/mcp.ts',
  yosysWorker: 'server/src/platform/yosysWorker.ts',
  drawingWorker: 'server/src/platform/drawingWorker.ts',
  quickTimingWorker: 'server/src/platform/quickTimingWorker.ts',
  comparisonWorker: 'server/src/platform/comparisonWorker.ts',
};

/** Large libraries that few sessions need, by the file each is bundled into: imported dynamically, so that no start pays for reading them. */
const apart = { graphviz: '@viz-js/viz', anthropicSdk: '@anthropic-ai/sdk' };

/** Leads dynamic imports of the libraries in `apart` to their files. */
const librariesApart = {
  name: 'libraries-apart',
  setup(plugin) {
    plugin.onResolve({ filter: /^@/ }, ({ path: name, kind }) => {
      const file = Object.keys(apart).find((one) => apart[one] === name);
      return file === undefined || kind !== 'dynamic-import' ? undefined : { path: `./${file}.js`, external: true };
    });
  },
};

async function bundle() {
  return build({
    metafile: true,
    entryPoints: {
      ...Object.fromEntries(
        Object.entries(entries)
          .filter(([name]) => !workersOnly || name.endsWith('Worker'))
          .map(([name, file]) => [name, path.join(root, file)]),
      ),
      ...(workersOnly ? {} : apart),
    },
    plugins: [librariesApart],
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    // The CommonJS build of web-tree-sitter: its ESM build asks for import.meta, which a CJS bundle does not have.
    alias: { 'web-tree-sitter': path.join(modules, 'web-tree-sitter/web-tree-sitter.cjs') },
    minify,
    sourcemap: minify ? false : 'linked',
    logLevel: 'warning',
  });
}

/** Licence texts of every library that the bundles really hold, for the people who get only the package. */
async function writeThirdPartyNotices(metafile) {
  const names = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input);
    if (match) names.add(input.slice(0, match.index + match[0].length).replace(/\/$/, ''));
  }
  const texts = [];
  for (const folder of [...names].sort()) {
    const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const files = (await readdir(path.join(root, folder))).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).sort();
    const bodies = await Promise.all(files.map((name) => readFile(path.join(root, folder, name), 'utf8').catch(() => '')));
    texts.push(
      `${manifest.name} ${manifest.version} (${manifest.license})\n\n${bodies.join('\n').trim() || 'No licence file in the package; the licence is named above.'}\n`,
    );
  }
  await writeFile(path.join(out, 'THIRD_PARTY_NOTICES.txt'), texts.join(`\n${'-'.repeat(72)}\n\n`));
}

/** Copies unless the same size is there already; by rename, so that a process that runs from dist/ never sees half a file. */
async function copyIfChanged(from, to) {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (target?.size === source.size) return;
  const partial = `${to}.${process.pid}`;
  await copyFile(from, partial);
  await rename(partial, to);
}

/** WASM and other files the bundles load at run time. */
async function copyAssets() {
  await copyIfChanged(path.join(modules, 'web-tree-sitter/web-tree-sitter.wasm'), path.join(out, 'web-tree-sitter.wasm'));
  await copyIfChanged(
    path.join(modules, 'tree-sitter-systemverilog/tree-sitter-systemverilog.wasm'),
    path.join(out, 'tree-sitter-systemverilog.wasm'),
  );
  const from = path.join(modules, '@yowasp/yosys/gen');
  const yosys = path.join(out, 'vendor/yosys');
  await mkdir(yosys, { recursive: true });
  for (const name of await readdir(from)) await copyIfChanged(path.join(from, name), path.join(yosys, name));
  await writeFile(path.join(yosys, 'package.json'), '{"type":"module"}\n');
}

if (process.argv.includes('--clean')) await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const [bundled] = await Promise.all([bundle(), copyAssets()]);
if (!workersOnly) await writeThirdPartyNotices(bundled.metafile);
console.log(`built signoff ${manifest.version} into dist/`);
