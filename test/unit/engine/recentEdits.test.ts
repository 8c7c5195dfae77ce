import { expect, test } from 'vitest';
import { RecentEdits } from '../../../server/src/engine/recentEdits';

const lines = (change: (line: number) => string) => Array.from({ length: 60 }, (_, i) => change(i + 1)).join('\n');
const plain = lines((line) => `line ${line}`);

test('an edit is told once, by what stands there now, however many keystrokes it took', () => {
  const edits = new RecentEdits();
  let before = plain;
  for (const typed of ['a', 'as', 'assign']) {
    const after = lines((line) => (line === 20 ? typed : `line ${line}`));
    edits.changed('/a.sv', before, after);
    before = after;
  }
  expect(edits.list()).toEqual([{ path: '/a.sv', line: 20, text: 'line 19\nassign\nline 21' }]);
});

test('the newest comes first, and only a few are kept', () => {
  const edits = new RecentEdits();
  for (let at = 2; at <= 56; at += 6)
    edits.changed(
      '/a.sv',
      plain,
      lines((line) => (line === at ? 'new' : `line ${line}`)),
    );
  expect(edits.list()).toHaveLength(8);
  expect(edits.list()[0]?.line).toBe(56);
  edits.changed('/b.sv', 'x', 'x');
  expect(edits.list()[0]?.path).toBe('/a.sv');
});

test('what was taken out is told by what stands around it', () => {
  const edits = new RecentEdits();
  edits.changed('/a.sv', 'one\ntwo\nthree\nfour', 'one\nfour');
  expect(edits.list()[0]?.text).toBe('one\nfour');
});
