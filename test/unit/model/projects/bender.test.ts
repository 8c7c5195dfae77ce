import { expect, test } from 'vitest';
import { bender } from '../../../../server/src/model/projects/bender';
import { targetHolds } from '../../../../server/src/model/projects/benderTarget';
import { messages, placeOf } from './memoryWorkspace';

const files = {
  '/p/Bender.yml': [
    'package: { name: chip }',
    'dependencies:',
    '  cells: { git: "https://example.org/cells.git", version: 1.0.0 }',
    '  local_ip: { path: ip/local }',
    '  nowhere: { git: "https://example.org/nowhere.git", version: 1.0.0 }',
    '  fpga_only: { git: "x", version: 1.0.0, target: fpga }',
    'export_include_dirs: [include]',
    'sources:',
    '  - src/a.sv',
    '  - target: not(fpga)',
    '    include_dirs: [src/inc]',
    '    defines: { FAST: ~, WIDTH: 4 }',
    '    files:',
    '      - src/b.sv',
    '      - { target: "any(asic, simulation)", files: [src/c.v] }',
    '      - { target: asic, files: [src/gone.sv] }',
    '  - src/all_*.sv',
    '  - src/model.vhd',
  ].join('\n'),
  '/p/.bender/git/checkouts/cells-0123456789abcdef/Bender.yml':
    'package: {name: cells}\nexport_include_dirs: [include]\nsources: [cell.sv]',
  '/p/.bender/git/checkouts/cells-0123456789abcdef/cell.sv': '',
  '/p/ip/local/Bender.yml': 'package: {name: local_ip}\nsources: {files: [ip.sv]}',
  '/p/ip/local/ip.sv': '',
  '/p/src/a.sv': '',
  '/p/src/b.sv': '',
  '/p/src/c.v': '',
  '/p/src/all_1.sv': '',
};

test('a package with what it depends on before it, groups by target, and what is not checked out as a gap', async () => {
  const list = await bender.read('/p/Bender.yml', placeOf(files));
  expect(list.files).toEqual([
    '/p/.bender/git/checkouts/cells-0123456789abcdef/cell.sv',
    '/p/ip/local/ip.sv',
    '/p/src/a.sv',
    '/p/src/b.sv',
    '/p/src/c.v',
    '/p/src/all_1.sv',
  ]);
  expect(list.includeDirs).toEqual(['/p/.bender/git/checkouts/cells-0123456789abcdef/include', '/p/include', '/p/src/inc']);
  expect(list.defines).toEqual({ FAST: '', WIDTH: '4' });
  expect(messages(list)).toEqual(['the Bender dependency nowhere is not checked out; run "bender checkout"']);
  expect(list.problems[0]?.range).toMatchObject({ path: '/p/Bender.yml', line: 4 });
});

test('the targets of the user replace the ones of a simulation', async () => {
  const list = await bender.read('/p/Bender.yml', placeOf(files, ['fpga']));
  expect(list.files).not.toContain('/p/src/b.sv');
});

test('target expressions', () => {
  const active = new Set(['rtl', 'asic']);
  const holds = (text: string): boolean => targetHolds(text, active);
  expect(['rtl', 'RTL', '*', 'all(rtl, asic)', 'any(fpga, asic)', 'not(fpga)', '(rtl)', 'all(not(fpga), any(x, rtl))'].map(holds)).toEqual(
    Array(8).fill(true),
  );
  expect(['fpga', 'all(rtl, fpga)', 'not(rtl)', 'not(all(rtl,asic))', 'any(x, y)'].map(holds)).toEqual(Array(5).fill(false));
  expect(targetHolds('('.repeat(5000), active)).toBeTypeOf('boolean');
});
