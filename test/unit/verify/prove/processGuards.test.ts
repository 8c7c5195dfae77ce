import { expect, test } from 'vitest';
import { codeTokens } from '../../../../server/src/verify/prove/codeTokens';
import { missingSensitivity, racesIn, staleRead } from '../../../../server/src/verify/prove/processGuards';
import { findBlocks } from '../../../../server/src/verify/prove/processes';

const missing = (items: string): string | undefined => {
  const tokens = codeTokens(`module m #(parameter W = 8) (input a, b, input [3:0] v, output reg y); ${items} endmodule`);
  const [block] = findBlocks(tokens);
  if (block === undefined) throw new Error('no process');
  return missingSensitivity(tokens, block, { from: 0, to: tokens.length });
};

test.each([
  // What stands behind parameters in a header is no parameter.
  ['always @(a) y = a & b;', 'b'],
  ['function f(input b); f = b; endfunction always @(a) y = a & b;', 'b'],
  ['genvar b; always @(a) y = a & b;', 'b'],
  // Neither is what stands behind the colon of a choice or of an arm.
  ['always @(a) y = v ? a : b;', 'v'],
  ['always @(a or v) y = v ? a : b;', 'b'],
  ['always @(v) case (v) 0: y = a; default: y = 0; endcase', 'a'],
  // A string is no keyword, an escaped name neither.
  ['reg [23:0] s; always @(a) begin s = "end"; y = a & b; end', 'b'],
  ['reg \\end ; always @(a) begin \\end = a; y = a & b; end', 'b'],
  // A bit or a member wakes for itself only, an expression for its own changes.
  ['always @(v[0]) y = v[0] ^ v[1];', 'v'],
  ['t_pair s; always @(s.p) y = s.p ^ s.q;', 's'],
  ['always @(a & b) y = a ^ b;', 'a'],
  // Another process sets the other bit.
  ['reg [1:0] t; always @(a) begin t[0] = a; y = t[0] ^ t[1]; end always @(b) t[1] = b;', 't'],
])('a list misses what the process reads: %s', (items, name) => {
  expect(missing(items)).toBe(name);
});

test.each([
  'always @(a or b) y = a & b;',
  'always @(a, v) y = a ? v[W-1] : v[0];',
  'localparam K = 3; enum { idle, busy } s; always @(a or s) case (s) idle: y = a; busy: y = K; endcase',
  'integer i; always @(v) begin y = 0; for (i = 0; i < W; i = i + 1) y = y ^ v[i]; end',
  'reg [1:0] t; always @(a or v) begin t[0] = a; t[1] = v[2]; y = ^t; end',
  "function f(input x); f = x; endfunction always @(a) begin : p reg t; t = f(a); y = t + 2'b01; end",
  'always @(v[0] or v[1]) y = v[0] ^ v[1];',
])('a list is complete: %s', (items) => {
  expect(missing(items)).toBeUndefined();
});

test('a process ends where its block ends, not where a string or an escaped name says so', () => {
  const tokens = codeTokens('module m; always @(posedge c) begin s <= "end"; \\end <= d; x = d; end always @(posedge c) q <= x; endmodule');
  const [block] = findBlocks(tokens);
  expect(block === undefined ? [] : racesIn(tokens, block, { from: 0, to: tokens.length })).toEqual(['x']);
});

const stale = (body: string): string | undefined => {
  const [tokens, block] = ((all) => [all, findBlocks(all)[0]] as const)(codeTokens(`module m; ${body} endmodule`));
  if (block === undefined) throw new Error('no process');
  return staleRead(tokens, block);
};

test.each([
  ['always_comb begin y = t; t = a; end', 't'],
  ['always_comb begin y = t; ++t; end', 't'],
  ['always_comb begin static int t = 0; y = t; t = a; end', 't'],
  ['always_comb begin int n = 0; y = n; n = a; end', 'n'],
  ['always_comb begin automatic int s = t, t = a; y = s; end', 't'],
  ['always @* begin if (c) t = a; u = t; t = b; end', 't'],
  ['always @* begin case (c) 0: t = a; 1: t = ~a; endcase u = t; t = b; end', 't'],
  ['always @* begin if (c) t = a; else u = t; t = b; end', 't'],
  ['always @* begin if (c) t = a; else if (d) t = b; else v = a; u = t; t = b; end', 't'],
  ['always @* begin t[1:0] = a; u = t[3:2]; t[3:2] = b; end', 't'],
  ['always @* begin t[1:0] = a; u = t; t[3:2] = b; end', 't'],
  ['always @* begin t[i] = a; u = t[0]; t = b; end', 't'],
  ['always @* begin i = 2; t[i] = a; i = 1; u = t[i]; t = b; end', 't'],
  ['always @* begin s.x = a; u = s.y; s.y = b; end', 's'],
  ['task set(input v, output r); r = v; endtask always @* begin u = t; set(b, t); end', 't'],
])('a process reads what it assigns later: %s', (body, name) => {
  expect(stale(body)).toBe(name);
});

test.each([
  'always_comb begin t = a; y = t; end',
  'always_comb begin automatic int t = a, s = t; t = s + 1; y = t; end',
  'always_comb y = a ? b : c <= d;',
  'always_comb begin t = a; if (c) t = b; u = t; t = d; end',
  'always_comb begin if (c) t = a; else t = b; u = t; t = d; end',
  'always_comb begin if (c) begin t = a; u = t; end if (d) begin t = b; v = t; end end',
  'always_comb begin c[0] = 0; for (int i = 0; i < 4; i++) begin s[i] = a[i] ^ c[i]; c[i + 1] = a[i] & c[i]; end end',
  "always @(posedge c) { q[3], q[0], q[2:1] } <= 4'd0;",
  'always @* begin t[3:0] = a; u = t[2]; v = t[3:1]; t[7:4] = b; t = d; end',
  'always @* begin t[i] = a; u = t[i]; t = b; end',
  'always @* begin s.x = a; u = s.x; s.y = b; end',
  'always @* begin case (c) 0: t = a; default: t = b; endcase u = t; t = d; end',
  'always @* begin if (c) begin { t, w } = a; u = t; end else begin t = b; u = t; end t = d; end',
  'task set(input v, output r); r = v; endtask always @* begin set(b, t); u = t; t = a; end',
])('a process reads nothing that it assigns later: %s', (body) => {
  expect(stale(body)).toBeUndefined();
});
