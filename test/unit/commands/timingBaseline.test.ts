import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { diagnosticLine } from '../../../server/src/commands/texts';
import { compareWithBaseline, readBaseline } from '../../../server/src/commands/timingBaseline';
import type { Timing } from '../../../server/src/protocol/contract';

function timing(slacks: Readonly<Record<string, number>>, more: Partial<Timing> = {}): Timing {
  const paths = Object.entries(slacks).map(([end, slack]) => ({ start: 's', end, slack, arrival: 5 - slack, points: [] }));
  return { engine: 'signoff-sta 1', period: 5, wns: 0, tns: 0, fmax: 1, paths, fixes: [], ...more };
}

it('what is violated as before is no finding; what is worse, or new, is', () => {
  const before = timing({ a: -0.5, b: -0.2, c: 0.1 });
  expect(compareWithBaseline(timing({ a: -0.505, b: -0.2, c: 0.1 }), before)).toMatchObject({
    ok: true,
    value: { added: [], kept: 2, mended: [] },
  });
  expect(compareWithBaseline(timing({ a: -0.7, c: -0.005, d: -0.1 }), before)).toMatchObject({
    value: { added: [{ end: 'a', slack: -0.7, before: -0.5 }, { end: 'c', before: 0.1 }, { end: 'd' }], mended: [{ end: 'b' }] },
  });
});

it('an end point that the baseline does not list had at least the slack of its last', () => {
  const before = timing(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`r${i}`, -0.6 + i / 100])));
  expect(compareWithBaseline(timing({ r0: -0.6, x: -0.3 }), before)).toMatchObject({ value: { added: [], kept: 2 } });
  expect(compareWithBaseline(timing({ x: -0.3 }), timing({ a: -0.5 }))).toMatchObject({ value: { added: [{ end: 'x' }] } });
  expect(compareWithBaseline(timing({ x: -0.45 }), before)).toMatchObject({ value: { added: [{ end: 'x' }] } });
});

it('hold is apart from setup at the same end', () => {
  const hold = { wns: -0.1, tns: -0.1, paths: [{ start: 's', end: 'a', slack: -0.1, arrival: 0, points: [], check: 'hold' as const }] };
  const report = { report: { hold } } as unknown as Partial<Timing>;
  expect(compareWithBaseline(timing({ a: 0.5 }, report), timing({ a: 0.5 }))).toMatchObject({
    value: { added: [{ end: 'a', check: 'hold' }] },
  });
});

it('results that were not made alike are not compared, and what is no result is said to be none', () => {
  expect(compareWithBaseline(timing({}), timing({}, { period: 6 })).ok).toBe(false);
  expect(compareWithBaseline(timing({}), timing({}, { engine: 'report:vivado' })).ok).toBe(false);
  expect(readBaseline('{"paths": 3}', 'old.json')).toMatchObject({ ok: false, message: 'old.json is no result of signoff timing' });
  expect(readBaseline(JSON.stringify(timing({ a: 1 })), 'old.json').ok).toBe(true);
});

it('the problem matcher reads what is printed', () => {
  const manifest = JSON.parse(readFileSync(path.resolve('package.json'), 'utf8')) as {
    contributes: { problemMatchers: { pattern: { regexp: string; file: number; line: number; message: number; code: number } }[] };
  };
  const [matcher] = manifest.contributes.problemMatchers;
  const printed = diagnosticLine({
    file: 'rtl/a b.sv',
    line: 3,
    column: 7,
    endLine: 3,
    endColumn: 8,
    severity: 'warning',
    source: 'signoff',
    code: 'lint/width',
    message: 'y: 8 bits [7:0] of 4',
  });
  const found = new RegExp(matcher?.pattern.regexp ?? '').exec(`    ${printed}`);
  expect(found?.slice(1)).toEqual(['rtl/a b.sv', '3', '7', 'warning', 'y: 8 bits [7:0] of 4', 'lint/width']);
});
