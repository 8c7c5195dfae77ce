import { describe, expect, test } from 'vitest';
import { describePlace } from '../../../server/src/completion/place';
import { applyCandidate } from '../../../server/src/completion/repair';
import { trimReply } from '../../../server/src/completion/trim';
import { readFixture } from '../../harness/ghostText';

function trim(given: string, reply: string, maxLines = 48) {
  const { files, path, offset } = readFixture(given);
  const text = files.get(path) ?? '';
  const place = describePlace({ path, text, offset }, () => []);
  const candidate = trimReply(reply, place, { maxLines });
  return { text: candidate?.text, edited: candidate === undefined ? undefined : applyCandidate(text, candidate) };
}

const mux = 'module m(input a, b, s, output y);\n  assign y = /*|*/\nendmodule\n';
const process = `module m(input clk, d, en, output reg q);
  always @(posedge clk) begin
    if (en) begin
      /*|*/
    end
  end
endmodule
`;

describe('what a model says around the insertion goes', () => {
  test.each([
    ['a plain insertion stays', 's ? a : b;'],
    ['fences', '```verilog\ns ? a : b;\n```'],
    ['a fence that never closes', '```\ns ? a : b;'],
    ['prose around a fence', 'Here is the code:\n```systemverilog\ns ? a : b;\n```\nIt selects.'],
    ['back ticks around one line', '`s ? a : b;`'],
    ['an echo of the line', 'assign y = s ? a : b;'],
    ['an echo of the line with other blanks', '  assign y=s ? a : b;'],
    ['an echo of the whole file so far', 'module m(input a, b, s, output y);\n  assign y = s ? a : b;'],
    ['the rest of the file', 's ? a : b;\nendmodule'],
    ['the file as a whole, fenced', '```\nmodule m(input a, b, s, output y);\n  assign y = s ? a : b;\nendmodule\n```'],
    ['blanks at the end of lines', 's ? a : b;   \n\n'],
  ])('%s', (_what, reply) => {
    expect(trim(mux, reply).text).toBe('s ? a : b;');
  });

  test('nothing left is no candidate', () => {
    expect(trim(mux, '').text).toBeUndefined();
    expect(trim(mux, '```\n```').text).toBeUndefined();
    expect(trim(mux, 'assign y =').text).toBeUndefined();
  });
});

describe('what only looks like an echo stays', () => {
  const twice = 'module m(input clk, output reg q);\n  initial begin\n    q = 0;\n    /*|*/\n  end\nendmodule\n';
  test('a statement that is meant twice', () => {
    expect(trim(twice, 'q = 0;\n    q = 1;').text).toBe('q = 0;\n    q = 1;');
  });

  test('a closing word, also in a longer one', () => {
    const given =
      'module m(input s, output reg q);\n  always @*\n    case (s)\n      1: begin\n        q = 1;\n      end\n    /*|*/\nendmodule\n';
    expect(trim(given, 'endcase').text).toBe('endcase');
    expect(trim(given, 'default: q = 0;\n    endcase').text).toBe('default: q = 0;\n    endcase');
  });

  test('but a line that opens a block is an echo', () => {
    const given = 'module m(input clk, d, output reg q);\n  always @(posedge clk) begin\n    /*|*/\n  end\nendmodule\n';
    expect(trim(given, '  always @(posedge clk) begin\n    q <= d;\n  end').text).toBe('q <= d;');
  });
});

describe('the typed part of a word', () => {
  test.each([
    ['  assign y = cou/*|*/', 'count + 1;', 'nt + 1;'],
    ['  assign y = cou/*|*/', 'nt + 1;', 'nt + 1;'],
    ['  alw/*|*/', 'always_comb y = a;', 'ays_comb y = a;'],
  ])('%j + %j', (line, reply, text) => {
    expect(trim(`module m;\n${line}\nendmodule\n`, reply).text).toBe(text);
  });
});

describe('the end is where the structure fits', () => {
  test.each([
    [
      'stays with its end',
      'assign y = a;\n  `ifdef FAST\n  assign z = b;\n  `else\n  assign z = s;\n  `endif',
      'assign y = a;\n  `ifdef FAST\n  assign z = b;\n  `else\n  assign z = s;\n  `endif',
    ],
    ['is not ended for the text around', 'assign y = a;\n`endif', 'assign y = a;'],
    ['goes where it is open', 'assign y = a;\n`ifdef FAST\n  assign z = b;', 'assign y = a;'],
  ])('a condition of the preprocessor %s', (_what, reply, text) => {
    expect(trim('module m(input a, b, s, output y, z);\n  /*|*/\nendmodule\n', reply).text).toBe(text);
  });

  test('closing words that the suffix holds are dropped', () => {
    expect(trim(process, 'q <= d;\n    end\n  end\nendmodule').text).toBe('q <= d;');
    expect(trim(process, 'q <= d;\n    end').text).toBe('q <= d;');
  });

  test('closing words that are needed stay', () => {
    const open = process.replace('    end\n  end', '  end');
    expect(trim(open, 'q <= d;\n    end').text).toBe('q <= d;\n    end');
  });

  test('lines that the suffix repeats are dropped', () => {
    const given = 'module m;\n  wire a, b, c;\n  assign a = b;\n  /*|*/\n  assign c = a & b;\nendmodule\n';
    expect(trim(given, 'assign b = 1;\n  assign c = a & b;\nendmodule').text).toBe('assign b = 1;');
  });

  test('brackets that the editor closed are neither doubled nor lost', () => {
    const given = 'module m(input a, output y);\n  sub u (/*|*/);\nendmodule\n';
    expect(trim(given, '.a(a), .y(y));').edited).toContain('sub u (.a(a), .y(y));\nendmodule');
    expect(trim(given, '.a(a), .y(y)').edited).toContain('sub u (.a(a), .y(y));\nendmodule');
    expect(trim(given, '.a(a), .y(y))').edited).toContain('sub u (.a(a), .y(y));\nendmodule');
  });

  test("a bracket closed without a semicolon gets the reply's own", () => {
    const given = 'module m(input a, output y);\n  sub u (/*|*/)\nendmodule\n';
    expect(trim(given, '.a(a), .y(y));').edited).toContain('sub u (.a(a), .y(y));\nendmodule');
  });

  test('a second module after the insertion is dropped', () => {
    expect(trim(mux, 'a;\nendmodule\n\nmodule other(input x);\nendmodule').text).toBe('a;');
  });

  test('a brace or bracket inside the line stays balanced', () => {
    const given = 'module m(input [3:0] a, output [3:0] y);\n  assign y = {a[/*|*/]};\nendmodule\n';
    expect(trim(given, '2:0], a[3]};').edited).toContain('assign y = {a[2:0], a[3]};\n');
  });

  test('too many lines are capped', () => {
    const reply = Array.from({ length: 60 }, (_, i) => `wire w${i};`).join('\n');
    expect(trim('module m;\n  /*|*/\nendmodule\n', reply, 10).text?.split('\n')).toHaveLength(10);
  });
});

describe('the insertion fits the line', () => {
  test('its own indentation on the first line and flush-left lines after it', () => {
    const given = 'module m(input clk, d, output reg q);\n  /*|*/\nendmodule\n';
    expect(trim(given, '  always @(posedge clk)\n    q <= d;').text).toBe('always @(posedge clk)\n    q <= d;');
    expect(trim(given, 'always @(posedge clk)\n  q <= d;').text).toBe('always @(posedge clk)\n    q <= d;');
  });

  test('after begin on a line of its own', () => {
    const given = 'module m(input clk, d, output reg q);\n  always @(posedge clk) begin/*|*/\n  end\nendmodule\n';
    expect(trim(given, 'q <= d;').text).toBe('\n    q <= d;');
    expect(trim(given, '\n    q <= d;').text).toBe('\n    q <= d;');
  });

  test('after a keyword with a blank', () => {
    expect(trim('module m(input a, output y);\n  assign/*|*/\nendmodule\n', 'y = a;').text).toBe(' y = a;');
  });

  test('line ends of the document', () => {
    expect(trim(process.replaceAll('\n', '\r\n'), 'q <= d;\nq2 <= d;').text).toBe('q <= d;\r\n      q2 <= d;');
  });
});
