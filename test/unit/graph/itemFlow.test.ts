import { expect, test } from 'vitest';
import { itemFlow, meet, type ItemFlow } from '../../../server/src/graph/itemFlow';
import { readModules } from '../../../server/src/graph/readModule';

const directions: Record<string, 'input' | 'output' | 'interface'> = { a: 'input', q: 'output', bus: 'interface' };

/** The flow of the last item of a module. */
function flowOf(text: string): ItemFlow {
  const whole = `module m;\n${text}\nendmodule`;
  const items = readModules(whole)[0]?.items ?? [];
  const routines = new Map(items.flatMap((item) => (item.kind === 'routine' ? [[item.routine.name, item.routine] as const] : [])));
  const last = items.at(-1);
  if (last === undefined) throw new Error('no item');
  return itemFlow(last, {
    ...{ text: whole, routines, routineText: whole, pure: new Set(['widened']) },
    direction: (module, port) => (module === 'leaf' ? directions[port] : undefined),
    drivenByWildcard: (module) => (module === 'leaf' ? ['q', 'bus'] : undefined),
  });
}

const words = (names: Iterable<string>): string => [...names].sort().join(' ');

/** What it drives, and from what all in all. */
function flow(text: string): { drives: string; from: string; mayLatch: boolean } {
  const { drives, paths, mayLatch } = flowOf(text);
  return { drives: words(drives), from: words(new Set(paths.flatMap((path) => [...path.from]))), mayLatch };
}

test.each([
  ['assign y = a & s.valid;', 'y', 'a s valid'],
  ['assign y[i] = a;', 'y', 'a i'],
  ['assign {c, s.x} = a + b;', 'c s', 'a b'],
  ['assign y = a <= b;', 'y', 'a b'],

  ['assign top.u.net = a;', 'top', 'a'],
  ['wire [W-1:0] w = a, v = b;', 'v w', 'a b'],
  ['logic v = a;', '', ''],
  ['buf (y, a);', 'a buf y', 'a buf y'],
  ['always_ff @(posedge clk) q <= d;', 'q', ''],
  ['initial q = d;', 'q', ''],
  ['always_ff @(posedge clk or negedge rst_n) if (!rst_n) q <= init; else q <= d;', 'q', 'init rst_n'],
  ["always_ff @(posedge clk or negedge rst_n) begin if (!rst_n) q <= '0; else if (set) q <= s; end", 'q', 'rst_n'],
  ['leaf u (.a(x), .q(y[i]));', 'i u y', ''],
  ['leaf u (.a, .q);', 'q u', ''],
  ['leaf u (.*);', 'bus q u', ''],
  ['unknown u (.*);', '* u', ''],
  ['leaf u (.a(x), .bus(b));', 'a b bus leaf u x', 'a b bus leaf u x'],
  ['for (genvar g = 0; g < 2; g++) begin : blk assign y[g] = a; end', 'blk y', 'a g'],
  ['if (W > 1) begin : wide assign y = a; end else begin : narrow assign z = b; end', 'narrow wide y z', 'a b'],
])('%s', (text, drives, from) => {
  expect(flow(text)).toMatchObject({ drives, from, mayLatch: false });
});

test.each([
  ['always @* if (e) y <= a;', 'y', /\be\b/],
  ['always_comb for (int i = 0; i < 4; i++) y[i] = a[i];', 'y', /\ba\b/],
  ['always_comb begin n++; ++m; k += a; end', 'k m n', /\bn\b/],
  ['always_comb show(a, y);', 'a y', /\ba\b/],
  ['always_latch if (e) y = a;', 'y', /\ba\b/],
  ['task put(input v); held = v & w; endtask\nalways_comb put(a);', 'a held', /\bw\b/],
  ['always_comb y = $unpack(a, b);', 'a b y', /\ba\b/],
])('%s may keep a value', (text, drives, from) => {
  const found = flow(text);
  expect(found).toMatchObject({ drives, mayLatch: true });
  expect(found.from).toMatch(from);
});

test.each([
  ['always_comb y = a <= b;', ['y < a b']],
  ['always_comb {c, s} = a;', ['c s < a']],
  ["always_comb begin y = '0; z = b; if (c) y = a; end", ['y <', 'z < b', 'y < a c']],
  ['always @* case (s) A: y <= a; B, C: y <= b; default: y <= c; endcase', ['y < A B C a s', 'y < A B C b s', 'y < A B C c s']],
  ['always_comb begin automatic logic t = a; y = t; end', ['t < a', 'y < t']],
  ["always_comb begin v = '0; for (int i = 0; i < N; i++) v[i] = a[i]; end", ['v <', 'i < N', 'v < N a i']],
  [
    "always_comb begin y = '0; for (int i = 0; i < N; i++) begin if (a[i]) i = e; y = i; end end",
    ['y <', 'i < N i', 'i < N a e i', 'y < N i'],
  ],
  ['always_comb begin s.valid = a; s.data[i] = b; end', ['s < a', 's < b i']],
  ['always_comb begin y = 0; y += a; end', ['y <', 'y < a y']],
  ['always_ff @(posedge clk or negedge rst_n) if (!rst_n) begin q <= 0; p <= a; end else q <= d;', ['q < rst_n', 'p < a rst_n']],
  ["always @(posedge clk or posedge rst) if (rst == 1'b1) q <= a; else q <= d;", ['q < a rst']],
  ['always_ff @(posedge clk or negedge rst_n) if (rst_n) q <= d; else q <= a;', ['q < d rst_n', 'q < a rst_n']],
  [
    'always_ff @(posedge clk or negedge rst_n or posedge set) if (!rst_n) q <= 0; else if (set) q <= a; else q <= d;',
    ['q < rst_n', 'q < a rst_n set'],
  ],
  ['always_ff @(posedge clk or negedge rst_n) if (!rst_n) q <= 0; else if (rst_n && e) q <= d;', ['q < rst_n', 'q < d e rst_n']],
  ['always_comb begin y = bus.get(a); end', ['a bus < a bus get', 'y < a bus get']],
  ['always_comb begin y = a; if (b) return; z = c; end', ['y z < a always_comb b begin c end if return']],
  ['always_comb begin y = widened(a); z = narrowed(b); end', ['y < a widened', 'b < b narrowed', 'z < b narrowed']],
])('%s', (text, paths) => {
  expect(flowOf(text).paths.map(({ drives, from }) => `${words(drives)} < ${words(from)}`.trim())).toEqual(paths);
});

test.each([
  ['always_comb begin y = 0; if (c) y = a; end', false],
  ['always_comb if (c) y = a; else y = b;', false],
  ['always_comb if (c) y = a; else z = b;', true],
  ['always_comb case (s) 0: y = a; default: y = b; endcase', false],
  ['always_comb case (s) 0: y = a; 1: y = b; endcase', true],
  ['always_comb y[0] = a;', true],
  ['always_comb begin logic t; if (c) t = a; y = t; end', true],
  ['always_comb begin logic t; t = a; y = t; end', false],
  ['always_comb begin logic y; y = a; end', false],
  ['always_comb begin y = f(a); end', true],
  ['always_comb begin y = a; begin logic y; y = b; end z = y; end', false],
  ['always_comb begin begin logic y; y = b; end y[0] = b; end', true],
])('whether it may keep a value: %s', (text, mayLatch) => {
  expect(flowOf(text).mayLatch).toBe(mayLatch);
});

test('what stands behind a label is known by it', () => {
  const { drives, labels } = flowOf(
    'if (W) begin : g for (genvar i = 0; i < 2; i++) begin : h assign y[i] = a; end end else begin : g assign z = b; end',
  );
  expect(words(drives)).toBe('g h y z');
  expect(labels.map(({ label, inside }) => `${label}: ${words(inside.drives)} < ${words(inside.from)}`)).toEqual([
    'h: y < a i',
    'g: h y < a i',
    'g: z < b',
  ]);
});

test('a function of inputs changes none of its arguments, and brings what it reads', () => {
  expect(flow('function logic f(input logic v); logic t; t = v & w; return t; endfunction\nassign y = f(a);')).toMatchObject({
    drives: 'y',
    from: expect.stringMatching(/\bw\b/) as string,
  });
});

test('names meet, and any name meets all', () => {
  expect(meet(new Set(['a', 'b']), new Set(['b']))).toBe(true);
  expect(meet(new Set(['a']), new Set(['b']))).toBe(false);
  expect(meet(new Set(['*']), new Set(['b']))).toBe(true);
  expect(meet(new Set(['*']), new Set())).toBe(false);
});
