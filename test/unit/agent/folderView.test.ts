import { expect, test } from 'vitest';
import { folderView } from '../../../server/src/agent/folderView';

const view = folderView(['/projects/chip', '/projects/lib']);

test.each([
  ['rtl/a.sv', '/projects/chip/rtl/a.sv'],
  ['./rtl/../a.sv', '/projects/chip/a.sv'],
  ['/projects/lib/b.sv', '/projects/lib/b.sv'],
])('%s is a file of the folders', (path, full) => {
  expect(view.resolve(path)).toMatchObject({ ok: true, value: full });
});

test.each([['../secret.sv'], ['/etc/passwd'], ['rtl/../../other/a.sv'], ['/projects/chipper/a.sv'], ['..\\secret.sv'], ['/projects/chip']])(
  '%s is not',
  (path) => {
    expect(view.resolve(path)).toMatchObject({ ok: false, message: expect.stringContaining('lies outside of') as unknown });
  },
);

test('paths are told as they are named', () => {
  expect(['/projects/chip/rtl/a.sv', '/projects/lib/b.sv', '/usr/c.sv'].map((path) => view.relative(path))).toEqual([
    'rtl/a.sv',
    'b.sv',
    '/usr/c.sv',
  ]);
});
