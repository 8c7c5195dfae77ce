import { describe, expect, test } from 'vitest';
import { readLintPragmas } from '../../../../server/src/engine/findings/lintPragmas';
import { ruleFits, starFits } from '../../../../server/src/engine/findings/ruleNames';
import { waive, type WaiveParts } from '../../../../server/src/engine/findings/waive';
import { memoryWorkspace } from '../../model/projects/memoryWorkspace';
import { finding } from './findings';

function partsOf(files: Record<string, string>, given: Partial<WaiveParts> = {}): WaiveParts {
  return {
    workspace: memoryWorkspace(files),
    checked: ['/p/a.sv'],
    sources: ['/p/a.sv'],
    rootOf: () => '/p',
    modulesOf: () => [],
    today: new Date('2026-06-01'),
    complete: true,
    verilator: true,
    ...given,
  };
}
const at = (all: readonly { code: string; line: number }[]): string[] => all.map((one) => `${one.line} ${one.code}`);

describe('lint pragmas', () => {
  test('of Verilator hold from off to on, per rule, and come back after restore', () => {
    const text = [
      '/* verilator lint_off WIDTH */', // 1
      'assign a = b;',
      '// verilator lint_on WIDTH', // 3
      'assign a = b;',
      '// verilator lint_save', // 5
      '// verilator lint_off LATCH, UNUSED',
      'x', // 7
      '// verilator lint_restore',
      'x', // 9
    ].join('\n');
    const found = [2, 4, 7, 9].flatMap((line) => [finding('verilator/WIDTHTRUNC', line), finding('lint/latch', line)]);
    expect(at(waive(found, partsOf({ '/p/a.sv': text })))).toEqual([
      '2 lint/latch',
      '4 verilator/WIDTHTRUNC',
      '4 lint/latch',
      '7 verilator/WIDTHTRUNC',
      '9 verilator/WIDTHTRUNC',
      '9 lint/latch',
    ]);
  });

  test('for one line hold for their own line, or for the next when they stand alone', () => {
    const text =
      'x // signoff: waive lint/latch -- a gate by intent\ny\n  // verilog_lint: waive lint/latch\nz\nz // spyglass disable InferLatch\n// slang lint_off latch\nq\n';
    const found = [1, 2, 4, 5, 7].map((line) => finding('lint/latch', line));
    expect(at(waive(found, partsOf({ '/p/a.sv': text })))).toEqual(['2 lint/latch']);
    expect(readLintPragmas(text)[0]).toMatchObject({ rules: ['lint/latch'], reason: 'a gate by intent', ours: true });
  });

  test('with start and stop hold in between; without rules they hold for all', () => {
    const text =
      '// verilog_lint: waive-start latch\nx\n// verilog_lint: waive-stop latch\nx\n// signoff: waive-start\nx\n// signoff: waive-stop\nx';
    const found = [2, 4, 6, 8].map((line) => finding('lint/latch', line));
    expect(at(waive(found, partsOf({ '/p/a.sv': text })))).toEqual(['4 lint/latch', '8 lint/latch']);
  });

  test('never hide an error, and our own that nothing needs are left over', () => {
    const text = 'x // signoff: waive *\ny // signoff: waive lint/comb-loop\nz // verilator lint_off WIDTH';
    const error = finding('elaborate/error', 1);
    expect(at(waive([error, finding('lint/latch', 1)], partsOf({ '/p/a.sv': text })))).toEqual(['1 elaborate/error', '2 waiver/unused']);
    expect(at(waive([error], partsOf({ '/p/a.sv': text }, { complete: false })))).toEqual(['1 elaborate/error']);
  });
});

describe('the waiver file', () => {
  const entry = (...lines: string[]): string => ['[[waiver]]', ...lines, ''].join('\n');

  test('waives by rule, file, module and message, with a reason', () => {
    const toml = entry('rule = "lint/latch"', 'file = "*.sv"', 'message = "for signal q"', 'reason = "reviewed"', 'author = "me"');
    const parts = partsOf({ '/p/.signoff/waivers.toml': toml, '/p/a.sv': '' });
    const found = [finding('lint/latch', 1, 'latch for signal q'), finding('lint/latch', 2, 'latch for signal r')];
    expect(at(waive(found, parts))).toEqual(['2 lint/latch']);
  });

  test('an entry without reason, past its date or that nothing needs is reported where it stands', () => {
    const toml =
      entry('rule = "lint/latch"') +
      entry('rule = "lint/latch"', 'reason = "for now"', 'expires = 2026-05-30') +
      entry('rule = "lint/comb-loop"', 'reason = "r"', 'expires = 2026-06-01') +
      entry('rule = "lint/comb-loop"', 'file = "elsewhere/*.sv"', 'reason = "r"') +
      entry('rule = "lint/comb-loop"', 'file = "b.sv"', 'reason = "b was not checked"');
    const parts = partsOf({ '/p/.signoff/waivers.toml': toml, '/p/a.sv': '' }, { sources: ['/p/a.sv', '/p/b.sv'] });
    const found = waive([finding('lint/latch', 4)], parts);
    expect(at(found)).toEqual(['4 lint/latch', '1 waiver/invalid', '3 waiver/expired', '11 waiver/unused']);
    expect(found[1]?.message).toContain('no reason');
    expect(found[3]).toMatchObject({ file: '/p/.signoff/waivers.toml', severity: 'hint' });
    expect(at(waive([], partsOf({ '/p/.signoff/waivers.toml': 'a = [', '/p/a.sv': '' })))).toEqual(['1 waiver/invalid']);
  });
});

test('names of rules', () => {
  const trunc = finding('slang/width-trunc', 1);
  expect(['slang/width-trunc', 'width-trunc', 'slang/*', 'WIDTH', 'WIDTHTRUNC', 'W164a', '*'].map((rule) => ruleFits(rule, trunc))).toEqual(
    Array(7).fill(true),
  );
  expect(['lint/latch', 'trunc', 'W', 'slang/width', 'LATCH'].map((rule) => ruleFits(rule, trunc))).toEqual(Array(5).fill(false));
  expect([starFits('a*c', 'abc'), starFits('*b*', 'abc'), starFits('a*', 'abc'), starFits('a*b', 'abc'), starFits('ab*bc', 'abc')]).toEqual(
    [true, true, true, false, false],
  );
});
