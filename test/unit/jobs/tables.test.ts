import { beforeAll, describe, expect, test } from 'vitest';
import { generateFromTables } from '../../../server/src/jobs/generateFromTables';
import { readSpec } from '../../../server/src/jobs/spec/readSpec';
import type { FunctionTable, Spec } from '../../../server/src/jobs/spec/specTypes';
import { summarizeText, testParser } from '../../harness/ghostText';
import type { VerilogParser } from '../../../server/src/syntax/parser';

let parser: VerilogParser;
beforeAll(async () => {
  parser = await testParser();
});

const read = (text: string): Spec => readSpec(text, (code) => summarizeText(parser, new Map(), '/s.sv', code));
const style = { systemVerilog: true, indent: '  ' };
function textOf(spec: string): string {
  const solved = generateFromTables(read(spec), style);
  if (!solved.ok) throw new Error(solved.message);
  return solved.value.text;
}
function reasonOf(spec: string): string {
  const solved = generateFromTables(read(spec), style);
  return solved.ok ? `solved: ${solved.value.text}` : solved.message;
}
const ports = (inputs: string, outputs: string): string =>
  [
    'A module named voter.',
    '',
    ...inputs.split(' ').map((one) => `- input ${one}`),
    ...outputs.split(' ').map((one) => `- output ${one}`),
    '',
  ].join('\n');

describe('truth tables', () => {
  test('with bars, in Markdown and with spaces mean the same', () => {
    const rows = ['a b c f', '0 0 0 0', '0 0 1 0', '0 1 0 0', '0 1 1 1', '1 0 0 0', '1 0 1 1', '1 1 0 1', '1 1 1 1'];
    const bars = rows.map((row) => row.split(' ').join(' | ')).join('\n');
    const markdown = rows.map((row) => `| ${row.split(' ').join(' | ')} |`);
    markdown.splice(1, 0, '|---|---|---|---|');
    for (const table of [rows.join('\n'), bars, markdown.join('\n')]) {
      expect(textOf(`${ports('a b c', 'f')}\n${table}\n`)).toContain('assign f = (a & b) | (a & c) | (b & c);');
    }
  });

  test('a row with x in its inputs stands for both, one in its outputs may be anything', () => {
    expect(textOf(`${ports('en d', 'q')}\n| en | d | q |\n|--|--|--|\n| 0 | x | 0 |\n| 1 | 0 | x |\n| 1 | 1 | 1 |\n`)).toContain(
      'assign q = en;',
    );
  });

  test('two rows that contradict each other are named, and nothing is guessed', () => {
    expect(reasonOf(`${ports('a b', 'f')}\na b f\n0 0 0\n0 1 1\n0 1 0\n1 0 0\n1 1 1\n`)).toMatch(
      /contradicts itself: for a=0, b=1 line 9 says 1 and line 10 0/,
    );
  });

  test('rows that are missing are told; a table that shows less than half is no definition', () => {
    const solved = generateFromTables(read(`${ports('a b', 'f')}\na b f\n0 0 0\n0 1 1\n1 0 1\n`), style);
    expect(solved.ok && solved.value.plan.assumptions.join()).toMatch(/1 of 4 combinations/);
    expect(reasonOf(`${ports('a b c', 'f')}\na b c f\n0 0 0 0\n0 1 1 1\n`)).toMatch(/shows 2 of 8/);
  });

  test('a table of something else than the ports is left alone, with why', () => {
    expect(reasonOf(`${ports('clk load', 'q')}\n| Left | Right | Next |\n|---|---|---|\n| 0 | 0 | 0 |\n| 0 | 1 | 1 |\n`)).toMatch(
      /no port is called so/,
    );
  });

  test('buses in hexadecimal become a case; a radix that cannot be told is said', () => {
    const text = textOf('module named rom.\n - input a (2 bits)\n - output q (8 bits)\n\n a  q\n 0  1f\n 1  a0\n 2  33\n 3  04\n');
    expect(text).toContain("2'b01: table_value = 8'ha0;");
    expect(reasonOf('module named rom.\n - input a (1 bit)\n - output q (8 bits)\n\n a  q\n 0  10\n 1  20\n')).toMatch(
      /decimal or hexadecimal/,
    );
  });

  test('a module with a clock is not guessed from a table without one', () => {
    expect(
      reasonOf('module named m.\n- input clk\n- input a\n- output f\nThere is no reset: registers start unknown.\n\na f\n0 1\n1 0\n'),
    ).toMatch(/has a clock/);
  });
});

describe('Karnaugh maps', () => {
  const cells = ['0 1 1 0', '0 0 1 1', '0 0 1 1', '0 1 1 0'];
  const codes = ['00', '01', '11', '10'];
  test('with the names above and before, and in the corner', () => {
    const plain = [
      '          ab',
      '   cd   00  01  11  10',
      ...cells.map((row, i) => `   ${codes[i] ?? ''} | ${row.split(' ').join(' | ')} |`),
    ].join('\n');
    const corner = [
      '| cd\\ab | 00 | 01 | 11 | 10 |',
      '|---|---|---|---|---|',
      ...cells.map((row, i) => `| ${codes[i] ?? ''} | ${row.split(' ').join(' | ')} |`),
    ].join('\n');
    for (const map of [plain, corner]) {
      expect(textOf(`${ports('a b c d', 'f')}\n${map}\n`)).toContain('assign f = (a & d) | (b & ~d);');
    }
  });

  test('of names that are no inputs is left alone', () => {
    expect(
      reasonOf(
        `${ports('c d', 'f')}\n      ab\n  cd  00  01  11  10\n  00 | 0 | 0 | 0 | 1 |\n  01 | 1 | 0 | 0 | 0 |\n  11 | 1 | 0 | 1 | 1 |\n  10 | 1 | 0 | 0 | 1 |\n`,
      ),
    ).toMatch(/not inputs/);
  });

  test('bits numbered from 1 are declared so', () => {
    const map = '             x[1]\n  x[2]   0   1\n  0    | 1 | 0 |\n  1    | 1 | 1 |\n';
    expect(textOf(`module named k.\n- input x (2 bits)\n- output f\n\n${map}`)).toMatch(
      /input {2}logic \[2:1\] x,[^]*assign f = ~x\[1\] \| x\[2\];|assign f = x\[2\] \| ~x\[1\];/,
    );
  });
});

describe('waveforms', () => {
  test('a combinational one that shows all values is solved, one that does not is not', () => {
    const shown = 'time a b q\n0ns 0 0 1\n5ns 0 1 0\n10ns 1 0 0\n15ns 1 1 1\n20ns 0 0 1\n';
    expect(textOf(`${ports('a b', 'q')}\n${shown}`)).toContain('assign q = ~(a ^ b);');
    expect(reasonOf(`${ports('a b c', 'q')}\ntime a b c q\n0ns 0 0 0 1\n5ns 0 1 0 0\n`)).toMatch(/2 of 8 combinations/);
  });

  test('WaveDrom with a clock: a register of its inputs; of more than that, it says so', () => {
    const wave = (q: string): string =>
      `${ports('clk d', 'q')}\nThere is no reset: registers start unknown.\n\n{ signal: [\n  { name: 'clk', wave: 'p.....' },\n  { name: 'd', wave: '010110' },\n  { name: 'q', wave: '${q}' },\n]}\n`;
    expect(textOf(wave('x01011'))).toMatch(/always_ff @\(posedge clk\) begin\s+q <= d;/);
    expect(reasonOf(wave('x00101'))).toMatch(/has a state that the waveform does not show/);
  });

  test('values of one moment that another contradicts are no function', () => {
    expect(reasonOf(`${ports('a', 'q')}\ntime a q\n0ns 0 1\n5ns 1 0\n10ns 0 0\n`)).toMatch(/has a state/);
  });
});

describe('state machines', () => {
  const interfaceOf = 'A module named seq.\n- input clk\n- input rst\n- input in\n- output out\n';
  const arrows = '\n  A (0) --in=1--> B\n  A (0) --in=0--> A\n  B (1) --1--> B\n  B (1) --0--> A\n';
  const settled = '\nThe reset is synchronous, active high, and leads to state A.\n';

  test('arrows, a table and a state diagram mean the same', () => {
    const table = '\n| state | next state in=0 | next state in=1 | output |\n|---|---|---|---|\n| A | A | B | 0 |\n| B | A | B | 1 |\n';
    const mermaid =
      '\n```mermaid\nstateDiagram-v2\n  [*] --> A\n  A --> A : in=0 / out=0\n  A --> B : in=1 / out=0\n  B --> B : in=1 / out=1\n  B --> A : else / out=1\n```\n';
    for (const form of [arrows, table, mermaid]) {
      const text = textOf(interfaceOf + form + settled);
      expect(text).toMatch(/S_A:\s+if \(in\) next_state = S_B;\s+else next_state = S_A;/);
      expect(text).toMatch(/always_ff @\(posedge clk\)\s+if \(rst\) state <= S_A;/);
      expect(text).toMatch(/assign out = (\()?state == S_B/);
    }
  });

  test('what the text leaves open is asked, and the option is an answer', () => {
    const spec = read(interfaceOf + arrows);
    expect(spec.questions.map(({ id }) => id)).toEqual(['reset', 'resetState']);
    const answered = read([interfaceOf + arrows, ...spec.questions.map(({ options }) => options.at(-1) ?? '')].join('\n'));
    expect(answered.questions).toEqual([]);
    expect(answered.timing.reset).toEqual({ port: 'rst', active: 1, asynchronous: true, value: 'B' });
  });

  test('a missing transition and two that exclude each other are named', () => {
    expect(reasonOf(interfaceOf + arrows.replace('  A (0) --in=0--> A\n', '') + settled)).toMatch(/does not say where A leads with in=0/);
    expect(reasonOf(`${interfaceOf}${arrows}  A (0) --1--> A\n${settled}`)).toMatch(/contradicts itself: from A with in=1/);
    expect(reasonOf(interfaceOf + arrows.replace('--0--> A', '--0--> C') + settled)).toMatch(/nothing leads out of the state C/);
  });

  test('in Verilog 2001 no keyword of SystemVerilog is used', () => {
    const solved = generateFromTables(read(interfaceOf + arrows + settled), { systemVerilog: false, indent: '\t' });
    expect(solved.ok && solved.value.text).not.toMatch(/\b(logic|always_ff|always_comb|enum)\b/);
  });

  test('one-hot logic around a state that comes from outside is read off by inspection', () => {
    const text = textOf(
      "module named logic4.\n- input in\n- input state (2 bits)\n- output next_state (2 bits)\n- output out\nOne-hot: A=2'b01, B=2'b10.\n\n  A (0) --1--> B\n  A (0) --0--> A\n  B (1) --1--> B\n  B (1) --0--> A\n",
    );
    expect(text).toContain('assign next_state[1] = (state[0] & in) | (state[1] & in);');
  });
});

test('a text of several modules is not solved by a table of one of them', () => {
  expect(reasonOf('The submodule f is a and b.\n- input a\n- input b\n- output f\n\na b f\n0 0 0\n0 1 0\n1 0 0\n1 1 1\n')).toMatch(
    /submodules/,
  );
});

test('a header in the text is kept as it is written', () => {
  const header = 'module gate(input wire a, b,\n            output wire y);';
  const spec = `Nor:\n\n${header}\n\na b y\n0 0 1\n0 1 0\n1 0 0\n1 1 0\n`;
  expect(textOf(spec).startsWith(header)).toBe(true);
  expect((read(spec).tables[0] as FunctionTable).rows).toHaveLength(4);
});
