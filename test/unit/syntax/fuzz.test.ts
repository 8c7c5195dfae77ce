import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateConstant } from '../../../server/src/model/constant';
import { summarize } from '../../../server/src/model/summarize';
import { preprocess } from '../../../server/src/syntax/preprocess';
import { loadParser, noIncludes } from './reading';

const design = `// A queue.
\`define DEPTH 16
\`ifdef WIDE
\`define W 32
\`else
\`define W 8
\`endif
module queue #(parameter W = \`W, localparam A = $clog2(\`DEPTH)) (
  input clk, rst, input push, pop, input [W-1:0] in,
  output reg [W-1:0] out, output full, empty
);
  typedef enum logic [1:0] {IDLE, BUSY = 2'd2} state_e;
  state_e state, next;
  reg [W-1:0] memory [0:\`DEPTH-1];
  reg [A:0] head, tail; /* one bit more */
  assign full = (head - tail) == \`DEPTH, empty = head == tail;
  always @(posedge clk or posedge rst) begin
    if (rst) begin head <= 0; tail <= 0; end
    else if (push && !full) begin memory[head[A-1:0]] <= in; head <= head + 1'b1; end
    else begin if (pop) tail <= tail + 1; end
  end
  always @* case (state) IDLE: next = push ? BUSY : IDLE; default: next = IDLE; endcase
  genvar i;
  generate for (i = 0; i < 2; i = i + 1) begin : lane
    cell_x #(.K(i)) u_cell (.a(in[i]), .b(), .c({full, empty}));
  end endgenerate
  function [W-1:0] twice(input [W-1:0] v); twice = v << 1; endfunction
  initial $display("%d of \\"x\\" é", \`DEPTH);
endmodule
\`define MAKE(n, w=4) module n(output [w-1:0] q); assign q = {w{1'b1}}; endmodule
\`MAKE(ones) \`MAKE(more, 7)
`;

const snippets = fc.constantFrom(
  '(', ')', '[', ']', '{', '}', ';', ',', 'begin', 'end', 'endmodule', 'module x;', '`', '"', '/*', '*/', '//', '\\', '\n', '\r\n', '`ifdef A', '`else', '`endif',
  '`define W', '`define F(a', '`F(', '`W', '`include "x"', 'case', 'foo u_foo (.a(', 'assign x = ', '\0', 'é', '\uD83D', "8'h", '`"', '``', '#(', 'if (', '@', '<=',
); // prettier-ignore

interface Change {
  at: number;
  remove: number;
  insert: string;
}

const changes = fc.array(
  fc.record({
    at: fc.nat(design.length),
    remove: fc.oneof(fc.constant(0), fc.nat(6), fc.nat(200)),
    insert: fc.oneof(snippets, fc.constant('')),
  }),
  { minLength: 1, maxLength: 6 },
);

function apply(text: string, { at, remove, insert }: Change): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

describe('random edits', () => {
  it('never throw, stay in range, and reparse to what a fresh parse gives', async () => {
    const parser = await loadParser();
    fc.assert(
      fc.property(changes, (list) => {
        let text = design;
        let file = parser.parse({ path: '/p/a.sv', text }, noIncludes);
        for (const change of list) {
          text = apply(text, change);
          const next = parser.parse({ path: '/p/a.sv', text }, noIncludes, file);
          file.dispose();
          file = next;
          const fresh = parser.parse({ path: '/p/a.sv', text }, noIncludes);
          expect(file.root.toString()).toBe(fresh.root.toString());
          expect(file.problems).toEqual(fresh.problems);
          fresh.dispose();
          for (const { range } of file.problems) {
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.end).toBeLessThanOrEqual(text.length);
            expect(range.end).toBeGreaterThanOrEqual(range.start);
          }
          for (const unit of summarize(file).modules) {
            expect(text.slice(unit.nameRange.start, unit.nameRange.end)).not.toBe('');
          }
        }
        file.dispose();
      }),
      { numRuns: 60, seed: 20261122 },
    );
  });

  it('keep the length in the mode that promises it', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const text = list.reduce(apply, design);
        const out = preprocess({ path: '/p/a.sv', text }, { ...noIncludes, mode: 'sameLength' });
        expect(out.text.length).toBe(text.length);
        expect(out.text.replace(/[^\r\n]/g, '')).toBe(text.replace(/[^\r\n]/g, ''));
        for (let at = 0; at < text.length; at += 37) expect(out.toSource(at, at + 1)).toMatchObject({ start: at, end: at + 1 });
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('map every place of an expanded text into the file', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const text = list.reduce(apply, design);
        const out = preprocess({ path: '/p/a.sv', text }, noIncludes);
        for (let at = 0; at < out.text.length; at += 23) {
          const { start, end, macro } = out.toSource(at, at + 1);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          const copied = out.text[at] ?? '';
          if (macro === undefined && /\w/.test(copied) && copied !== '0' && copied !== '3' && copied !== '2' && copied !== '_') {
            expect(text[start]).toBe(copied);
            expect(out.fromRoot(start)).toBe(at);
          }
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

describe('constant expressions', () => {
  it('agree with arithmetic on 32 bits', () => {
    const tree: fc.Arbitrary<{ text: string; value: bigint | undefined }> = fc.letrec((tie) => ({
      leaf: fc.integer({ min: 0, max: 1000 }).map((n) => ({ text: String(n), value: BigInt(n) })),
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('leaf'),
        fc.tuple(fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^'), tie('node'), tie('node')).map(([op, l, r]) => {
          const left = l as { text: string; value: bigint | undefined };
          const right = r as { text: string; value: bigint | undefined };
          return { text: `(${left.text} ${op} ${right.text})`, value: compute(op, left.value, right.value) };
        }),
      ),
    })).node as fc.Arbitrary<{ text: string; value: bigint | undefined }>;
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        fc.pre(value !== undefined);
        expect(evaluateConstant(text, () => undefined)).toBe(value);
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});

function compute(op: string, a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined || ((op === '/' || op === '%') && b === 0n)) return undefined;
  const value = { '+': a + b, '-': a - b, '*': a * b, '&': a & b, '|': a | b, '^': a ^ b }[op];
  if (value !== undefined) return BigInt.asIntN(32, value);
  return op === '/' ? a / b : a % b;
}
