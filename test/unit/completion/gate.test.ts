import { describe, expect, test } from 'vitest';
import { gate, type GateOptions } from '../../../server/src/completion/gate';
import { describeSilence, silenceReasons } from '../../../server/src/completion/silence';
import { readFixture } from '../../harness/ghostText';

const open: GateOptions = { enabled: true, readOnly: false, invoked: false, inactive: [] };

function reason(given: string, options: Partial<GateOptions> = {}) {
  const { files, path, offset } = readFixture(given);
  return gate({ path, text: files.get(path) ?? '', offset }, { ...open, ...options });
}

describe('silence has a name', () => {
  test.each([
    ['comment', '// a comment /*|*/ goes on'],
    ['comment', '// at its end/*|*/'],
    ['comment', '/* one\n two /*|*/ */ wire x;'],
    ['comment', 'wire x; /* never closed /*|*/'],
    ['string', 'initial $display("a /*|*/ b");'],
    ['string', 'initial $display("never closed /*|*/'],
    ['string', 'initial $display("a \\" b /*|*/");'],
    ['directive', '`include "a/*|*/.vh"'],
    ['directive', '`define A 1 + \\\n  2/*|*/'],
    ['directive', '`ifdef FOO/*|*/'],
    ['middleOfWord', 'wire co/*|*/unt;'],
    ['midLine', 'assign y = /*|*/ a + b;'],
  ])('%s: %j', (expected, given) => {
    expect(reason(given)).toBe(expected);
  });

  test.each([
    'assign y = /*|*/',
    'assign y = /*|*/;',
    'sub u (/*|*/);',
    'assign y = a /* done */ + /*|*/ // rest is comment',
    'initial $display("x");/*|*/',
    'wire \\a//b ; /*|*/',
    'assign y = `WIDTH /*|*/',
    'assign y = co/*|*/',
    '/* closed */ /*|*/',
  ])('code: %j', (given) => {
    expect(reason(given)).toBeUndefined();
  });

  test('what the caller knows', () => {
    expect(reason('/*|*/', { enabled: false })).toBe('off');
    expect(reason('/*|*/', { readOnly: true })).toBe('readOnly');
    expect(reason('//- /a.txt\n/*|*/')).toBe('unsupportedLanguage');
    expect(reason('wire \0 x; /*|*/')).toBe('binary');
    expect(reason(`${'wire x;\n'.repeat(300_000)}/*|*/`)).toBe('tooLarge');
    expect(reason('assign y = /*|*/ a + b;', { invoked: true })).toBeUndefined();
    const range = { path: '/top.sv', start: 0, end: 20, line: 0, column: 0, endLine: 0, endColumn: 20 };
    expect(reason('  wire x;  /*|*/     ', { inactive: [range] })).toBe('inactive');
  });

  test('every reason has a sentence, and an unknown one is not hidden', () => {
    for (const name of Object.keys(silenceReasons)) expect(describeSilence(name)).toMatch(/\.$/);
    expect(describeSilence('later')).toBe('later');
  });
});
