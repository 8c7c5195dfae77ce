import { expect, it } from 'vitest';
import { GraphCache } from '../../../server/src/graph/graphCache';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import type { ModuleGraph } from '../../../server/src/graph/graphTypes';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';
import { summarize } from '../../../server/src/model/summarize';
import { bodyOf } from '../../../server/src/graph/units';
import { parseText } from '../syntax/reading';
import { shapes, serial } from './designs';

/** A session that edits one text: after each version the graph from the cache must be the one that a fresh look gives. Tells how many processes and assignments were run. */
async function session(versions: readonly string[]): Promise<number[]> {
  const cache = new GraphCache();
  const ran: number[] = [];
  for (const text of versions) {
    const file = await parseText(text);
    const { modules } = summarize(file);
    const module = modules.at(-1);
    if (module === undefined) throw new Error('no module');
    const units = { find: (name: string) => modules.filter((one) => one.name === name && one !== module) };
    const before = cache.executed;
    const graph = cache.graph(file, module, units);
    ran.push(cache.executed - before);
    expect(plain(graph)).toEqual(plain(analyzeModule(file, module, units)));
    file.dispose();
  }
  return ran;
}

function plain(graph: ModuleGraph): unknown {
  return JSON.parse(JSON.stringify(graph));
}

it('an edit inside one process runs that process alone, and the rest moves along', async () => {
  const edited = shapes.replace('sum <= tmp;', 'sum <= tmp;\n    // what follows is lower down now\n    sum[0] <= sel;');
  expect(edited).not.toBe(shapes);
  const [all, after] = await session([shapes, edited]);
  expect(all).toBeGreaterThan(15);
  expect(after).toBe(1);
});

it('an edited assignment is run alone, an added line above nothing', async () => {
  const [, assigned, moved] = await session([serial, serial.replace('busy = state != IDLE', 'busy = state == SEND'), `\n\n${serial}`]);
  expect([assigned, moved]).toEqual([1, 1]);
  expect(await session([serial, `\n// a comment\n${serial}`])).toEqual([expect.any(Number), 0]);
});

it('a process of a generate loop is run once for each turn', async () => {
  const [, after] = await session([shapes, shapes.replace('stage[g-1].q ^ req[g]', 'stage[g-1].q & req[g]')]);
  expect(after).toBe(3);
});

it('a changed declaration, and a process more, run everything', async () => {
  const [all, declared, added] = await session([
    serial,
    serial.replace('reg [2:0] bitno', 'reg [3:0] bitno'),
    serial.replace('endmodule', 'assign tx2 = tx;\nendmodule'),
  ]);
  expect([declared, added]).toEqual([all, (all ?? 0) + 1]);
});

it('a reset that another process decides is looked at again', async () => {
  const text = (arm: string): string => `module m(input clk, r, d, e, output reg x, y, z);
    always @(posedge clk) if (r) x <= 0; else x <= d;
    always @(posedge clk) if (e) begin ${arm} end else begin y <= d; z <= d; end
  endmodule`;
  await session([text('y <= 0; z <= 0;'), text('y <= d; z <= x;'), text('y <= 0; z <= 0;')]);
});

it('implicit nets and notes stay as a fresh look gives them', async () => {
  const text = (op: string): string => `module m(input a, b, output x, y);
    assign one.two = a; assign x = undeclared ${op} b; assign y = other.three & undeclared;
  endmodule`;
  await session([text('&'), text('|'), text('&')]);
});

it("a child's ports are noticed, its inside is not", async () => {
  const cache = new GraphCache();
  const parent = await parseText('module m(input a, output y); leaf u(.p(a), .q(y)); endmodule');
  const [module] = summarize(parent).modules;
  if (module === undefined) throw new Error('no module');
  const look = async (leaf: string): Promise<string> => {
    const { modules } = summarize(await parseText(leaf));
    const graph = cache.graph(parent, module, { find: (name) => modules.filter((one) => one.name === name) });
    return graph.edges.map((edge) => `${edge.from}>${edge.to}`).join(' ');
  };
  expect(await look('module leaf(input p, output q); assign q = p; endmodule')).toBe('u.q>y a>u.p');
  const before = cache.executed;
  expect(await look('module leaf(input p, output q); assign q = ~p; endmodule')).toBe('u.q>y a>u.p');
  expect(cache.executed).toBe(before);
  expect(await look('module leaf(output p, input q); assign p = q; endmodule')).toBe('u.p>a y>u.q');
  parent.dispose();
});

it('a state register in a child is looked at again when the child changes, without running the module', async () => {
  const cache = new GraphCache();
  const parent = await parseText(`module m(input clk, a, b, output y); wire [1:0] s; reg [1:0] n; flop u(.clk(clk), .d(n), .q(s));
    always @* case (s) 2'd0: n = a ? 2'd1 : 2'd0; 2'd1: n = b ? 2'd2 : 2'd1; default: n = 2'd0; endcase
    assign y = s == 2'd2; endmodule`);
  const [module] = summarize(parent).modules;
  if (module === undefined) throw new Error('no module');
  const look = async (d: string): Promise<string[]> => {
    const file = await parseText(`module flop(input clk, input [1:0] d, output reg [1:0] q); always @(posedge clk) q <= ${d}; endmodule`);
    const { modules } = summarize(file);
    const units = { find: (name: string) => modules.filter((one) => one.name === name), read: (unit: ModuleInfo) => bodyOf(file, unit) };
    const graph = cache.graph(parent, module, units);
    expect(cache.graph(parent, module, units)).toBe(graph);
    return graph.machines.map((one) => one.signal);
  };
  expect(await look('d')).toEqual(['s']);
  const before = cache.executed;
  expect(await look('d + 1')).toEqual([]);
  expect(await look('d')).toEqual(['s']);
  expect(cache.executed).toBe(before);
  parent.dispose();
});
