import { expect, test } from 'vitest';
import { itemFlow, meet } from '../../../server/src/graph/itemFlow';
import { readModules } from '../../../server/src/graph/readModule';

const directions: Record<string, 'input' | 'output' | 'interface'> = { a: 'input', q: 'output', bus: 'interface' };

/** What the last item of a module drives, and from what. */
function flow(text: string): { drives: string; from: string; mayLatch: boolean } {
  const whole = `module m;\n${text}\nendmodule`;
  const items = readModules(whole)[0]?.items ?? [];
  const routines = new Map(items.flatMap((item) => (item.kind === 'routine' ? [[item.routine.name, item.routine] as const] : [])));
  const last = items.at(-1);
  if (last === undefined) throw new Error('no item');
  const scene = { text: whole, routines, routineText: whole };
  const found = itemFlow(last, {
    ...scene,
    direction: (module, port) => (module === 'leaf' ? directions[port] : undefined),
    drivenByWildcard: (module) => (module === 'leaf' ? ['q', 'bus'] : undefined),
  });
  const words = (names: ReadonlySet<string>): string => [...names].sort().join(' ');
  return { drives: words(found.drives), from: words(found.from), mayLatch: found.mayLatch };
}

test.each([
  ['assign y = a & s.valid;', 'y', 'a s valid'],
  ['assign y[i] = a;', 'y', 'a i'],
  ['assign {c, s.x} = a + b;', 'c s', 'a b x'],
  ['assign top.u.net = a;', 'top', 'a net u'],
  ['wire w = a;', 'w', 'a wire'],
  ['logic v = a;', '', ''],
  ['buf (y, a);', 'a buf y', 'a buf y'],
  ['always_ff @(posedge clk) q <= d;', 'q', ''],
  ['initial q = d;', 'q', ''],
  ['always_ff @(posedge clk or negedge rst_n) if (!rst_n) q <= init; else q <= d;', 'q', 'init q rst_n'],
  ["always_ff @(posedge clk or negedge rst_n) begin if (!rst_n) q <= '0; else if (set) q <= s; end", 'q', 'q rst_n'],
  ['leaf u (.a(x), .q(y[i]));', 'i u y', ''],
  ['leaf u (.a, .q);', 'q u', ''],
  ['leaf u (.*);', 'bus q u', ''],
  ['unknown u (.*);', '* u', ''],
  ['leaf u (.a(x), .bus(b));', 'a b bus leaf u x', 'a b bus leaf u x'],
  ['for (genvar g = 0; g < 2; g++) begin : blk assign y[g] = a; end', 'blk y', 'a blk g'],
  ['if (W > 1) begin : wide assign y = a; end else begin : narrow assign z = b; end', 'narrow wide y z', 'a b narrow wide'],
])('%s', (text, drives, from) => {
  expect(flow(text)).toMatchObject({ drives, from, mayLatch: false });
});

test.each([
  ['always_comb y = a;', 'y', /\ba\b/],
  ['always @* if (e) y <= a;', 'y', /\be\b/],
  ['always_comb for (int i = 0; i < 4; i++) y[i] = a[i];', 'y', /\ba\b/],
  ['always_comb begin n++; ++m; k += a; end', 'k m n', /\bn\b/],
  ['always_comb {c, s} = a;', 'c s', /\ba\b/],
  ['always_comb show(a, y);', 'a y', /\ba\b/],
  ['always_latch if (e) y = a;', 'y', /\ba\b/],
  ['task put(input v); held = v & w; endtask\nalways_comb put(a);', 'a held', /\bw\b/],
  ['always_comb y = $unpack(a, b);', 'a b y', /\ba\b/],
])('%s may keep a value', (text, drives, from) => {
  const found = flow(text);
  expect(found).toMatchObject({ drives, mayLatch: true });
  expect(found.from).toMatch(from);
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
