import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeWorkspace, decodeText } from '../../../server/src/platform/nodeWorkspace';
import { isCapable } from '../../../server/src/platform/nodeVersion';

let root = '';

beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'signoff-test-ws '));
  for (const folder of ['rtl/ä b', '.git', 'node_modules/x', 'loop']) mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'rtl/ä b/a.v'), '\ufeffmodule a;\r\nendmodule\r\n');
  writeFileSync(path.join(root, 'rtl/big.v'), 'x'.repeat(2000));
  writeFileSync(path.join(root, '.git/b.v'), '');
  writeFileSync(path.join(root, 'node_modules/x/c.v'), '');
  writeFileSync(path.join(root, 'bin.v'), Buffer.from([109, 0, 1, 2]));
  symlinkSync('/etc', path.join(root, 'outside'));
  symlinkSync('/etc/passwd', path.join(root, 'passwd.v'));
  symlinkSync('..', path.join(root, 'loop/up'));
  symlinkSync('rtl/big.v', path.join(root, 'link.v'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe('createNodeWorkspace', () => {
  it('lists files below the folder only: no hidden ones, no packages, no way out through links, no ring', async () => {
    const files = await createNodeWorkspace().listFiles(root);
    expect(files.map((file) => file.slice(root.length + 1))).toEqual(['bin.v', 'link.v', 'rtl/big.v', 'rtl/ä b/a.v']);
    expect(await createNodeWorkspace().listFiles(path.join(root, 'nowhere'))).toEqual([]);
  });

  it('reads text, and nothing else', () => {
    const workspace = createNodeWorkspace({ maxFileBytes: 1000 });
    expect(workspace.readText(path.join(root, 'rtl/ä b/a.v'))).toBe('module a;\r\nendmodule\r\n');
    expect(workspace.readText(path.join(root, 'bin.v'))).toBeUndefined();
    expect(workspace.readText(path.join(root, 'rtl/big.v'))).toBeUndefined();
    expect(workspace.readText(root)).toBeUndefined();
    expect(workspace.readText('/dev/zero')).toBeUndefined();
  });

  it('prefers the open document', () => {
    const open = path.join(root, 'rtl/big.v');
    const workspace = createNodeWorkspace({ overlay: (file) => (file === open || file === '/not/saved.v' ? 'unsaved' : undefined) });
    expect(workspace.readText(open)).toBe('unsaved');
    expect(workspace.isFile('/not/saved.v')).toBe(true);
  });

  it('decodes what editors write', () => {
    expect(decodeText(Buffer.from([0xff, 0xfe, 109, 0, 0xe4, 0]))).toBe('mä');
    expect(decodeText(Buffer.from([0xfe, 0xff, 0, 109]))).toBe('m');
    expect(decodeText(Buffer.from([0x2f, 0x2f, 0xe4]))).toBe('//ä');
  });
});

describe('isCapable', () => {
  it('wants Node 22.15', () => {
    expect(['20.20.2', '22.14.0', '22.15.0', '22.21.1', '24.0.0'].map(isCapable)).toEqual([false, false, true, true, true]);
  });
});
