import { expect, test } from 'vitest';
import { codeTokens } from '../../../../server/src/verify/prove/codeTokens';
import { keptInRoutines } from '../../../../server/src/verify/prove/keptInRoutines';

const kept = (routine: string): { started: readonly string[]; open: readonly string[] } =>
  keptInRoutines(codeTokens(`module m #(parameter N = 2) (input clk, c, d, output y); ${routine} assign y = f(c, d); endmodule`));

test.each([
  ['function f(input c, p); reg s; begin if (c) s = p; f = s; end endfunction', ['s']],
  ['function f(input c, p); if (c) f = p; endfunction', ['f']],
  ['function f(input [1:0] c, input p); case (c) 0: f = p; 1: f = ~p; endcase endfunction', ['f']],
  ['task t(input c, p, output r, inout k); if (c) begin r = p; k = p; end endtask', ['r']],
  ['task t; input c, p; output r; begin if (c) r = p; end endtask', ['r']],
  ['function f(input c, p); reg s; begin s = s ^ p; f = s; end endfunction', ['s']],
  ['function f(input c, p); reg [3:0] s; begin s[c] = p; f = s[0]; end endfunction', ['s']],
  ['function [3:0] f(input c, p); reg [3:0] s; integer i; begin for (i = 0; i < 3; i = i + 1) s[i] = p; f = s; end endfunction', ['s']],
  ['function [3:0] f(input c, p); reg [3:0] s; integer i; begin for (i = 1; i < 4; i = i + 1) s[i] = p; f = s; end endfunction', ['s']],
  [
    'function [3:0] f(input c, p); reg [3:0] s; integer i; begin for (i = 0; i < 4; i = i + 1) if (c) s[i] = p; f = s; end endfunction',
    ['s'],
  ],
  [
    'function [3:0] f(input c, p); reg [3:0] s; integer i; begin for (i = 0; i < 4; i = i + 1) begin s[i] = p; i = i + c; end f = s; end endfunction',
    ['s'],
  ],
  [
    'function [3:0] f(input c, p); reg [3:0] s; integer i; begin for (i = 0; i < 4; i = i + 1) begin if (c) break; s[i] = p; end f = s; end endfunction',
    ['s'],
  ],
  [
    'function [7:0] f(input c, p); reg [7:0] s; integer i; begin for (i = 0; i < 4; i = i + 1) s[i*2 +: 1] = p; f = s; end endfunction',
    ['s'],
  ],
  [
    'function [3:0] f(input [2:0] c, input p); reg [3:0] s; integer i; begin for (i = 0; i < c; i = i + 1) s[i] = p; f = s; end endfunction',
    ['s'],
  ],
  ['function f(input [2:0] c, input p); reg s; integer i; begin for (i = 0; i < c; i = i + 1) s = p; f = s; end endfunction', ['s']],
  [
    'function f(input c, p); reg s; integer i; begin for (i = 0; i < 4; i = i + 1) begin if (c) continue; s = p; end f = s; end endfunction',
    ['s'],
  ],
  [
    'function f(input c, p); reg s; integer i; begin f = 0; for (i = 0; i < 4; i = i + 1) begin f = f ^ s; s = p; end end endfunction',
    ['s'],
  ],
  ['function f(input c, p); reg s; integer i; begin for (i = 0; i < N; i = i + 1) s = p; if (c) s = 1; f = s; end endfunction', ['s']],
  ['function f(input c, p); reg s; begin while (c) s = p; f = s; end endfunction', ['s']],
  ['function f(input c, p); reg s; begin begin : b if (c) disable b; s = p; end f = s; end endfunction', ['f', 's']],
  ['task t(input c, p, output r); begin if (c) return; r = p; end endtask', ['r']],
  ['function f(input c, p); t_bit s; begin if (c) s = p; f = s; end endfunction', ['s']],
  ['function f(input c, p); reg [1:0] s; begin {s[0], f} = {c, p}; f = s[0]; end endfunction', ['s']],
  ['function [1:0] f(input c, p); begin f[0] = p; if (c) f[1] = f[0]; end endfunction', ['f']],
  ['function [1:0] f(input c, p); begin f[0] = f[1]; f[1] = p; end endfunction', ['f']],
  ['function [1:0] f(input c, p); begin f[0] = p; f[c] = p; end endfunction', ['f']],
  ['function [2:0] f(input c, p); begin f[0] = p; f[1] = p; end endfunction', ['f']],
  ['function [1:0] f(input c, p); begin f[0] = ^f; f[1] = p; end endfunction', ['f']],
  ['function [1:0] f(input c, p); begin f[0] = p; f[1] <= p; end endfunction', ['f']],
  ['function [1:0] f(input c, p); begin f[0] = p; f[1] += p; end endfunction', ['f']],
  ['function f(input c, p); reg s; begin if (s) f = 0; else f = p; s = p; end endfunction', ['s']],
  ['function f(input c, p); reg s; begin case (1) s: f = 0; default: f = p; endcase s = p; end endfunction', ['s']],
  ['function f(input c, p); reg s; begin if (c) s = p; else f = p; return s; end endfunction', ['s']],
])('may be read as an earlier call left it: %s', (routine, names) => {
  expect(kept(routine)).toEqual({ started: [], open: names });
});

test.each([
  'function automatic f(input c, p); reg s; begin if (c) s = p; f = s; end endfunction',
  'function f(input c, p); automatic reg s; begin if (c) s = p; f = p; end endfunction',
  'function f(input c, p); reg s; begin s = 0; if (c) s = p; f = s; end endfunction',
  'function f(input c, p); reg s; begin if (c) s = p; else s = 0; f = s; end endfunction',
  "function [1:0] f(input c, p); begin : b case ({c, p}) 2'b00: f = 0; 2'b01, 2'b10: begin f = 1; end default f = 2; endcase end endfunction",
  'function f(input c, p); if (c) return p; else return 0; endfunction',
  'function f(input c, p); integer i; begin f = 0; for (i = 0; i < 4; i = i + 1) if (c) f = f ^ p; end endfunction',
  'function [3:0] f(input c, p); reg [3:0] s; integer i; begin for (i = 0; i < 4; i = i + 1) s[i] = p; f = s; end endfunction',
  'function [N-1:0] f(input [N-1:0] p); integer i; for (i = N - 1; i >= 0; i = i - 1) if (p[i]) f[i] = 1; else f[i] = p[0]; endfunction',
  'function [N*8-1:0] f(input [7:0] p); for (int i = 0; i < N; i++) f[i*8 +: 8] = p; endfunction',
  'function [7:0] f(input [1:0] p); integer i; begin for (i = 0; i < 4; i = i + 1) f[2*i +: 2] = p; end endfunction',
  'function f(input c, p); reg s; integer i; begin f = 0; for (i = 0; i < N; i = i + 1) begin s = p; if (s) f = c; end end endfunction',
  'function f(input c, p); reg s; integer i; begin for (i = 0; i < 4; i = i + 1) s = p; f = s; end endfunction',
  'function f(input c, p); reg s; begin do s = p; while (c); f = s; end endfunction',
  'function f(input c, p); reg s; begin {s, f} = {c, p}; f = s; end endfunction',
  'function [1:0] f(input c, p); begin f[0] = c; f[1] = f[0] | p; end endfunction',
  'function [0:1] f(input c, p); reg [1:0] s; begin s[1] = p; if (c) s = 0; else s[0] = s[1]; f[0] = s[1]; f[1] = ^s; end endfunction',
  'function [3:0] g(input c); reg s; begin if (c) s = 1; g = s; end endfunction localparam [3:0] K = g(1);',
  'function void show(input c); if (c) $display("c"); endfunction',
  'task t(input c, output r); begin r = 0; if (c) r = 1; end endtask',
  'function f; input c, p; reg s; begin unique case (c) 1: s = p; default: s = c; endcase f = s; end endfunction',
])('is made anew in each call: %s', (routine) => {
  expect(kept(routine)).toEqual({ started: [], open: [] });
});

test('what starts with a value keeps what became of it', () => {
  expect(kept('function [3:0] f(input c, p); static logic [3:0] s = 0; begin s = s + 1; f = s; end endfunction').started).toEqual(['s']);
});
