import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zipEntries, type ZipEntry } from '../harness/zip';

const root = path.resolve(__dirname, '../..');

/** Everything that ships, by name. What is not here is a stranger: add it knowingly, or keep it out. */
const shipped = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/NOTICE',
  'extension/changelog.md',
  'extension/readme.md',
  'extension/package.json',
  'extension/dist/THIRD_PARTY_NOTICES.txt',
  'extension/dist/anthropicSdk.js',
  'extension/dist/cli.js',
  'extension/dist/comparisonWorker.js',
  'extension/dist/drawingWorker.js',
  'extension/dist/quickTimingWorker.js',
  'extension/dist/extension.js',
  'extension/dist/graphviz.js',
  'extension/dist/lsp.js',
  'extension/dist/mcp.js',
  'extension/dist/server.js',
  'extension/dist/tree-sitter-systemverilog.wasm',
  'extension/dist/vendor/yosys/bundle.js',
  'extension/dist/vendor/yosys/package.json',
  'extension/dist/vendor/yosys/yosys-resources.0.tar',
  'extension/dist/vendor/yosys/yosys.core.wasm',
  'extension/dist/vendor/yosys/yosys.core2.wasm',
  'extension/dist/vendor/yosys/yosys.core3.wasm',
  'extension/dist/vendor/yosys/yosys.core4.wasm',
  'extension/dist/web-tree-sitter.wasm',
  'extension/dist/yosysWorker.js',
  'extension/media/graph.css',
  'extension/media/graph/export.js',
  'extension/media/graph/main.js',
  'extension/media/graph/walk.js',
  'extension/media/graph/zoom.js',
  'extension/media/icon.png',
  'extension/media/signoff.svg',
  'extension/media/timing.css',
  'extension/media/timing/main.js',
  'extension/media/timing/rows.js',
  'extension/media/walkthrough/ghostText.md',
  'extension/media/walkthrough/jobs.md',
  'extension/media/walkthrough/timing.md',
  'extension/media/walkthrough/tools.md',
  'extension/media/walkthrough/verify.md',
  'extension/media/webview.css',
  'extension/media/webview.js',
  'extension/syntaxes/language-configuration.json',
  'extension/syntaxes/systemverilog.tmLanguage.json',
  'extension/syntaxes/vhdl-configuration.json',
  'extension/syntaxes/vhdl.tmLanguage.json',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `extension/docs/${name}`),
];

describe('the .vsix', () => {
  let folder: string;
  let zip: Buffer;
  let entries: ZipEntry[];

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signoff-vsix-'));
    const file = path.join(folder, 'signoff.vsix');
    execFileSync(process.execPath, ['scripts/package.mjs', file], { cwd: root, stdio: 'ignore' });
    zip = readFileSync(file);
    entries = zipEntries(zip);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds what it should, nothing else, in less than 25 MB', () => {
    expect(entries.map((entry) => entry.name).sort()).toEqual([...shipped].sort());
    expect(zip.length).toBeLessThan(25 * 1024 * 1024);
  });

  test('names no place of the machine that built it', () => {
    for (const entry of entries.filter(({ name }) => /\.(js|json|md|css)$/.test(name) && !name.includes('vendor/'))) {
      expect(entry.read().includes(root), entry.name).toBe(false);
    }
  });

  test('works where it is unpacked: its command line judges a design with nothing but what is inside', () => {
    for (const entry of entries) {
      const target = path.join(folder, 'unpacked', entry.name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, entry.read());
    }
    const design = path.join(folder, 'm.sv');
    writeFileSync(design, 'module m (input logic a, output logic y);\n  assign y = b;\nendmodule\n');
    const cli = path.join(folder, 'unpacked/extension/dist/cli.js');
    const { stdout, status } = spawnSync(process.execPath, [cli, 'check', design, '--tools', 'embedded', '--json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { diagnostics: object[] }).diagnostics[0]).toMatchObject({ file: 'm.sv', line: 2, severity: 'error' });
  });
});
