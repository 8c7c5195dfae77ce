import { describe, expect, it } from 'vitest';
import { preprocess, type PreprocessOptions } from '../../../server/src/syntax/preprocess';

function full(text: string, options: Partial<PreprocessOptions> = {}) {
  return preprocess({ path: '/p/a.v', text }, { defines: {}, include: () => undefined, mode: 'full', ...options });
}

function sameLength(text: string, options: Partial<PreprocessOptions> = {}) {
  return full(text, { ...options, mode: 'sameLength' });
}

/** The text on one line. */
function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const files = (all: Record<string, string>) => (name: string) => {
  const text = all[name];
  return text === undefined ? undefined : { path: `/p/${name}`, text };
};

describe('macros', () => {
  it.each([
    ['an object-like macro', '`define W 8\nwire [`W-1:0] a;', 'wire [8-1:0] a;'],
    ['arguments', '`define ADD(a, b) (a + b)\nx = `ADD(1, y);', 'x = (1 + y);'],
    ['a default', '`define ADD(a, b=2) (a + b)\nx = `ADD(1);', 'x = (1 + 2);'],
    ['an empty argument takes the default', '`define ADD(a, b=2) (a + b)\nx = `ADD(1,);', 'x = (1 + 2);'],
    ['commas inside brackets', '`define ID(a) a\nx = `ID({a, b[1,2], f(c, d)});', 'x = {a, b[1,2], f(c, d)};'],
    ['commas inside strings', '`define ID(a) a\nx = `ID("p,q)");', 'x = "p,q)";'],
    ['a body of several lines', '`define BOTH(a) \\\n  a = 1; \\\n  b = 2;\n`BOTH(z)', 'z = 1; b = 2;'],
    ['pasting', '`define REG(n) n``_q <= n``_d;\n`REG(count)', 'count_q <= count_d;'],
    ['pasting after a macro', '`define P pre\n`define J(x) `P``_x\nwire `J(y);', 'wire pre_x;'],
    ['pasting a macro name', '`define log_info 7\n`define LOG(level) `log_``level\nx = `LOG(info);', 'x = 7;'],
    ['stringifying', '`define S(x) `"x is `\\`"x`\\`"`"\n$display(`S(a+b));', '$display("a+b is \\"a+b\\"");'],
    ['no arguments inside strings', '`define S(x) "x" x\n`S(a)', '"x" a'],
    ['a macro in an argument of itself', '`define MAX(a,b) (a>b?a:b)\nx=`MAX(`MAX(1,2),3);', 'x=((1>2?1:2)>3?(1>2?1:2):3);'],
    ['a macro that defines another', '`define MK(n) `define n 5\n`MK(Q)\nx = `Q;', 'x = 5;'],
    ['comments out of bodies', '`define W 8 // bits\nwire [`W:0] a; // `W', 'wire [8:0] a; // `W'],
    ['redefinition', '`define W 8\n`define W 9\nx = `W;', 'x = 9;'],
    ['undef', '`define W 8\n`undef W\n`ifdef W\nyes\n`else\nno\n`endif', 'no'],
    ['undefineall', '`define W 8\n`undefineall\n`ifdef W\nyes\n`endif\nno', 'no'],
    ['__LINE__', '\n\nx = `__LINE__;', 'x = 3;'],
    ['__FILE__', 'x = `__FILE__;', 'x = "/p/a.v";'],
    ['nothing in strings', '`define W 8\nx = "`W";', 'x = "`W";'],
    ['escaped names', 'wire \\a`W"b ; `define X 1\nx = `X;', 'wire \\a`W"b ; x = 1;'],
  ])('expands %s', (_what, text, expected) => {
    const out = full(text);
    expect(flat(out.text)).toBe(expected);
    expect(out.problems).toEqual([]);
  });

  it('takes defines from the caller and from other files', () => {
    const range = { path: '/p/o.vh', start: 0, end: 1, line: 0, column: 0, endLine: 0, endColumn: 1 };
    const out = full('x = `A + `B;', {
      defines: { A: '1' },
      lookupMacro: (name) => (name === 'B' ? { name, body: '2', range } : undefined),
    });
    expect(out.text).toBe('x = 1 + 2;');
    expect(out.unknownMacros).toEqual([]);
  });

  it.each([
    ['too few arguments', '`define F(a,b) a\n`F(1)', 'needs a value for argument "b"'],
    ['too many arguments', '`define F(a) a\n`F(1,2)', 'takes 1 argument(s), not 2'],
    ['no parentheses', '`define F(a) a\n`F;', 'needs 1 argument(s)'],
    ['no closing parenthesis', '`define F(a) a\n`F(1', 'no closing parenthesis'],
    ['recursion', '`define A `B\n`define B `A\nx = `A;', 'expands to itself'],
    ['a define without name', '`define\nwire a;', 'a name must follow'],
    ['a lone grave accent', 'x = ` ;', 'stray grave accent'],
  ])('says so on %s', (_what, text, message) => {
    expect(
      full(text)
        .problems.map((problem) => problem.message)
        .join(),
    ).toContain(message);
  });

  it('stops a macro that explodes', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `\`define M${i + 1} \`M${i} \`M${i}`).join('\n');
    const out = full(`\`define M0 x\n${doubling}\n\`M40`, { maxOutput: 100_000 });
    expect(out.text.length).toBeLessThan(200_000);
    expect(out.problems.map((problem) => problem.code)).toContain('preprocess/limit');
  });
});

describe('conditionals', () => {
  it.each([
    ['`ifdef A\n1\n`else\n2\n`endif', { A: '' }, '1'],
    ['`ifdef A\n1\n`else\n2\n`endif', {}, '2'],
    ['`ifndef A\n1\n`else\n2\n`endif', {}, '1'],
    ['`ifdef A\n1\n`elsif B\n2\n`elsif C\n3\n`else\n4\n`endif', { B: '', C: '' }, '2'],
    ['`ifdef A\n1\n`elsif B\n2\n`else\n4\n`endif', {}, '4'],
    ['`ifdef X\n`ifdef A\n1\n`else\n2\n`endif\n`else\n3\n`endif', { A: '' }, '3'],
    ['`ifdef A `ifdef B 1 `else 2 `endif `endif', { A: '' }, '2'],
    ['`ifdef (A && !B)\n1\n`else\n2\n`endif', { A: '' }, '1'],
    ['`ifdef (A || B)\n1\n`else\n2\n`endif', { B: '' }, '1'],
    ['`ifndef X\n// `endif in a comment\n"`endif in a string"\n`endif', {}, '// `endif in a comment "`endif in a string"'],
    ['`ifdef X\n// `else in a comment\n"`else"\n`endif\n1', {}, '1'],
  ])('%j with %j', (text, defines, expected) => {
    const out = full(text, { defines });
    expect(flat(out.text)).toBe(expected);
    expect(out.text.length).toBe(text.length);
    expect(out.problems).toEqual([]);
    expect(flat(sameLength(text, { defines }).text)).toBe(expected);
  });

  it('tells which parts are off', () => {
    const out = full('a\n`ifdef X\nb\n`else\nc\n`endif\n');
    expect(out.inactive.map((range) => [range.line, range.endLine])).toEqual([[1, 3]]);
  });

  it.each([
    ['`ifdef A\nx', 'no `endif'],
    ['x\n`endif', '`endif without `ifdef'],
    ['`else\nx', '`else without `ifdef'],
  ])('says so when unbalanced: %j', (text, message) => {
    const [problem] = full(text).problems;
    expect(problem?.message).toContain(message);
    expect(problem?.code).toBe('preprocess/unbalanced');
  });
});

describe('includes', () => {
  it('puts the file in and maps back into it', () => {
    const out = full('a\n`include "b.vh"\nc `W\n', { include: files({ 'b.vh': '`define W 4\ninside\n' }) });
    expect(flat(out.text)).toBe('a inside c 4');
    const at = out.text.indexOf('inside');
    expect(out.toSource(at, at + 6)).toMatchObject({ path: '/p/b.vh', line: 1, column: 0, endLine: 1, endColumn: 6 });
    const c = out.text.indexOf('c 4');
    expect(out.toSource(c, c + 1)).toMatchObject({ path: '/p/a.v', line: 2, column: 0 });
    // What begins in the include and ends after it is at the directive.
    expect(out.toSource(at, c + 1)).toMatchObject({ path: '/p/a.v', line: 1, endLine: 2, endColumn: 1 });
    expect(out.includes).toMatchObject([{ name: 'b.vh', path: '/p/b.vh' }]);
  });

  it('says which file is missing and where', () => {
    const [problem] = full('\n  `include "gone.vh" // why\n').problems;
    expect(problem).toMatchObject({ code: 'preprocess/include', range: { line: 1, column: 2, endColumn: 20 } });
    expect(problem?.message).toContain('"gone.vh" was not found');
  });

  it('takes the name from a macro, and in angle brackets', () => {
    const include = files({ 'b.vh': 'B', 'c.vh': 'C' });
    expect(flat(full('`define F "b.vh"\n`include `F\n`include <c.vh>', { include }).text)).toBe('B C');
  });

  it('ends a cycle', () => {
    const out = full('`include "a.vh"', { include: files({ 'a.vh': '`include "a.vh"\n`include "a.vh"\nx' }) });
    expect(out.problems.filter((problem) => problem.message.includes('without end'))).toHaveLength(1);
  });

  it('respects guards', () => {
    const include = files({ 'g.vh': '`ifndef G\n`define G\nonce\n`endif' });
    expect(flat(full('`include "g.vh"\n`include "g.vh"', { include }).text)).toBe('once');
  });

  it('reads only the macros of an include when the length must stay', () => {
    const text = '`include "b.vh"\n`ifdef IN\nyes\n`endif\n';
    const out = sameLength(text, { include: files({ 'b.vh': '`define IN\ninside' }) });
    expect(flat(out.text)).toBe('yes');
    expect(out.text.length).toBe(text.length);
  });
});

describe('other directives', () => {
  it.each([
    '`timescale 1ns / 1ps',
    '`default_nettype none',
    '`line 3 "x.v" 1',
    '`celldefine',
    '`endcelldefine',
    '`resetall',
    '`begin_keywords "1364-2005"',
    '`end_keywords',
    '`unconnected_drive pull0',
    '`nounconnected_drive',
    '`pragma foo bar',
    '`pragma protect begin_protected\ngarbage `"( \n`pragma protect end_protected',
    '`protected\ngarbage `"(\n`endprotected',
    '`undef NOTHING',
    '`define UNUSED(a) a',
  ])('blanks %j at equal length', (directive) => {
    const text = `wire a;\n${directive}\nwire b;`;
    for (const out of [full(text), sameLength(text)]) {
      expect(flat(out.text)).toBe('wire a; wire b;');
      expect(out.text.length).toBe(text.length);
      expect(out.text.split('\n')).toHaveLength(text.split('\n').length);
      expect(out.problems).toEqual([]);
    }
  });

  it('keeps a comment after a directive', () => {
    expect(flat(full('`timescale 1ns/1ps // fast').text)).toBe('// fast');
  });
});

describe('macros of unknown body', () => {
  it.each([
    ['an item', 'wire a;\n`FF(q, d)\nwire b;', 'wire a; wire b;'],
    ['a statement', 'begin\n`X(1);\nq = 1; end', 'begin ; q = 1; end'],
    ['the body of an if', 'begin\nif (a) `ERROR("x")\nq = 1; end', 'begin if (a) ; q = 1; end'],
    ['an operand', 'x = a + `K;', 'x = a + _K;'],
    ['a size', "x = `W'd3;", "x = 32'd3;"],
    ['digits', "x = 8'h`K;", "x = 8'h00;"],
    ['a delay', 'q <= `DLY d;', 'q <= d;'],
    ['a range', 'wire `RANGE z;', 'wire z;'],
    ['a module name', '; `CELL u_cell (.a(a));', '; _CELL u_cell (.a(a));'],
  ])('does least harm as %s', (_what, text, expected) => {
    for (const out of [full(text), sameLength(text)]) {
      expect(flat(out.text)).toBe(expected);
      expect(out.text.length).toBe(text.length);
      expect(out.unknownMacros).toHaveLength(1);
      expect(out.problems).toEqual([]);
    }
  });
});

describe('odd text', () => {
  it('blanks cast heads the grammar does not know, and remembers them', () => {
    const text = "assign x = $bits(T)'(a) + $clog2(N+1)'(b) + $bits(c);";
    const out = full(text);
    expect(flat(out.text)).toBe('assign x = (a) + (b) + $bits(c);');
    expect(out.text.length).toBe(text.length);
    expect(out.casts.map((cast) => cast.text)).toEqual(['$bits(T)', '$clog2(N+1)']);
  });

  it('keeps positions with CRLF, a byte order mark, non-ASCII and NUL', () => {
    const text = '\uFEFF// é𝒳\r\n`define W 3\r\nwire [`W:0] a;\r\n\0wire b;\r\n';
    const out = full(text);
    const a = out.text.indexOf('a;');
    expect(out.toSource(a, a + 1)).toMatchObject({ line: 2, column: 12 });
    const w = out.text.indexOf('3:0');
    expect(out.toSource(w, w + 1)).toMatchObject({ line: 2, column: 6, endColumn: 8, macro: 'W' });
    expect(out.text).not.toMatch(/[\0\uFEFF]/);
    expect(sameLength(text).text.length).toBe(text.length);
  });

  it('maps the root file forward', () => {
    const text = '`define W 12345\nwire [`W:0] a;\n`ifdef X\nwire b;\n`endif\nwire c;';
    const out = full(text);
    expect(out.fromRoot(text.indexOf('a;'))).toBe(out.text.indexOf('a;'));
    expect(out.fromRoot(text.indexOf('wire c'))).toBe(out.text.indexOf('wire c'));
    expect(out.fromRoot(text.indexOf('wire b'))).toBeUndefined();
    expect(out.fromRoot(3)).toBeUndefined();
  });

  it('survives text cut off anywhere', () => {
    const text = '`define F(a,b=1) a+`"b`"\\\n c\n`include "x"\n`ifdef A\n"str\\"" /* c */ `F(1,(2))\n`elsif B `else\n`endif\\e `__LINE__ ';
    for (let end = 0; end <= text.length; end++) {
      for (const mode of ['full', 'sameLength'] as const) {
        const out = full(text.slice(0, end), { mode });
        expect(out.toSource(0, out.text.length).path).toBe('/p/a.v');
      }
    }
  });
});
