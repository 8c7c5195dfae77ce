import { expect, test } from 'vitest';
import { whyFixed } from '../../../server/src/engine/whyFixed';

const parts = {
  roots: ['/p'],
  workspace: { isWritable: (path: string) => path !== '/p/locked.sv' },
  isLibrary: (path: string) => path === '/p/lib/cell.v',
};

test('files outside of the workspace, of libraries and without write permission stay as they are', () => {
  expect(whyFixed('/p/rtl/a.sv', parts)).toBeUndefined();
  expect(whyFixed('/pdk/cells.v', parts)).toBe('outside of the workspace');
  expect(whyFixed('/p/lib/cell.v', parts)).toContain('library');
  expect(whyFixed('/p/locked.sv', parts)).toBe('not writable');
});

test("without workspace folders every file that may be written is the user's", () => {
  expect(whyFixed('/home/me/a.sv', { ...parts, roots: [] })).toBeUndefined();
});
