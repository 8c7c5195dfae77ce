import { expect, test } from 'vitest';
import { LastFindings } from '../../../server/src/engine/lastFindings';
import type { Diagnostic } from '../../../server/src/protocol/contract';

const path = '/a.sv';
const found = (line: number, message: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  ...{ file: path, line, column: 1, endLine: line, endColumn: 2, severity: 'error', code: 'elaborate/error', source: 'slang', message },
  ...more,
});
const said = (all: readonly Diagnostic[]): string[] => all.map(({ line, message }) => `${line} ${message}`);

test('what was found moves with its lines; what stood in changed lines is no longer known', () => {
  const last = new LastFindings();
  last.tell(path, 'a\nb\nc\nd', [found(1, 'first'), found(2, 'second'), found(4, 'fourth')], 'whole');
  expect(said(last.of(path, 'a\nb\nc\nd'))).toEqual(['1 first', '2 second', '4 fourth']);
  expect(said(last.of(path, 'a\nx\ny\nc\nd'))).toEqual(['1 first', '5 fourth']);
  expect(said(last.of(path, 'a\nd'))).toEqual(['1 first', '2 fourth']);
  expect(last.of('/other.sv', 'a')).toEqual([]);
});

test('a quick look has the word on what it can see, until the whole check is made again', () => {
  const last = new LastFindings();
  const lint = found(2, 'latch', { code: 'lint/latch', severity: 'warning' });
  last.tell(path, 'a\nb', [found(1, 'old'), lint], 'whole');
  last.tell(path, 'a\nb', [found(2, 'new')], 'quick');
  expect(said(last.of(path, 'a\nb'))).toEqual(['2 latch', '2 new']);
  last.tell(path, 'a\nb', [], 'whole');
  expect(last.of(path, 'a\nb')).toEqual([]);
});

test('hints, other files and what the text itself tells are left out', () => {
  const last = new LastFindings();
  const others = [
    found(1, 'hint', { severity: 'hint' }),
    found(1, 'other', { file: '/b.sv' }),
    found(1, 'syntax', { code: 'syntax/error' }),
  ];
  last.tell(path, 'a', others, 'whole');
  expect(last.of(path, 'a')).toEqual([]);
});
