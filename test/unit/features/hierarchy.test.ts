import { expect, it } from 'vitest';
import type { HierarchyNode, HierarchyResult } from '../../../server/src/protocol/requests';
import type { BareClient } from '../../harness/lspClient';
import { serveInProcess } from './serveInProcess';

const texts: Record<string, string> = {
  'leaf.sv': 'module leaf #(parameter int N = 1, parameter NAME = "x") (); endmodule\n',
  'mid.sv': `module mid #(parameter int W = 4, parameter bit BIG = 0) ();
  localparam int HALF = W / 2;
  for (genvar i = 0; i < HALF; i++) begin : lane
    leaf #(.N(W + i), .NAME("lane")) u_leaf ();
  end
  if (BIG) begin : g_big
    gone #(3) u_gone ();
  end else begin : g_small
    leaf u_small ();
  end
endmodule
`,
  'top.sv': `module top;
  mid u_default ();
  mid #(2, 1'b1) u_big ();
endmodule
`,
  'top_tb.sv': 'module top_tb; top dut (); initial $finish; endmodule\nmodule chip; mid u_mid (); leaf u_l (); leaf u_m (); endmodule\n',
};

async function served(): Promise<BareClient> {
  const { client } = serveInProcess();
  await client.start();
  for (const [name, text] of Object.entries(texts)) client.open(`file:///p/${name}`, text);
  return client;
}

/** `path: module PARAMETERS` of every node, in order. */
function rows(node: HierarchyNode, above = ''): string[] {
  const path = above === '' ? node.name : `${above}/${node.name}`;
  const parameters = node.parameters.map((one) => `${one.name}=${one.value}${one.overridden === true ? '!' : ''}`).join(' ');
  const flags = `${node.missing === true ? ' missing' : ''}${node.recursive === true ? ' recursive' : ''}`;
  return [
    `${path}: ${node.module}${parameters === '' ? '' : ` ${parameters}`}${flags}`,
    ...node.children.flatMap((one) => rows(one, path)),
  ];
}

it('elaborates the instances below a top with their parameters', async () => {
  const client = await served();
  const { root, notes } = await client.request<HierarchyResult>('signoff/hierarchy', { top: 'top' });
  expect(notes).toEqual([]);
  expect(rows(root as HierarchyNode)).toEqual([
    'top: top',
    'top/u_default: mid W=4 BIG=0',
    'top/u_default/lane[0].u_leaf: leaf N=4! NAME="lane"!',
    'top/u_default/lane[1].u_leaf: leaf N=5! NAME="lane"!',
    'top/u_default/g_small.u_small: leaf N=1 NAME="x"',
    'top/u_big: mid W=2! BIG=1!',
    'top/u_big/lane[0].u_leaf: leaf N=2! NAME="lane"!',
    'top/u_big/g_big.u_gone: gone missing',
  ]);
  expect(root?.children[1]).toMatchObject({ file: '/p/top.sv', line: 3, definition: { file: '/p/mid.sv', line: 1 } });
});

it('ranks what nothing but testbenches instantiates, testbenches last', async () => {
  const client = await served();
  const { tops, root } = await client.request<HierarchyResult>('signoff/hierarchy', {});
  expect(tops.map((one) => `${one.name} ${one.line} ${one.testbench}`)).toEqual(['top 1 false', 'top_tb 1 true', 'chip 2 true']);
  expect(root).toBeUndefined();
  client.open('file:///p/soc.sv', '\nmodule soc; mid u_mid (); endmodule\n');
  const later = await client.request<HierarchyResult>('signoff/hierarchy', {});
  expect(later.tops.map((one) => `${one.name} ${one.line} ${one.testbench}`)).toEqual([
    'soc 2 false',
    'top 1 false',
    'top_tb 1 true',
    'chip 2 true',
  ]);
});

it('takes the first module of a document, and says so when there is none of a name', async () => {
  const client = await served();
  const { root } = await client.request<HierarchyResult>('signoff/hierarchy', { uri: 'file:///p/mid.sv' });
  expect(root?.module).toBe('mid');
  const { error } = await client.ask('signoff/hierarchy', { top: 'nothing' }).reply;
  expect(error?.message).toContain('there is no module nothing');
});

it('a module that holds itself ends', async () => {
  const client = await served();
  client.open(
    'file:///p/r.sv',
    'module r #(parameter N = 3) (); if (N > 0) begin : g r #(N - 1) u_r (); end endmodule\nmodule s; s u_s (); endmodule\n',
  );
  const deep = await client.request<HierarchyResult>('signoff/hierarchy', { top: 'r' });
  expect(rows(deep.root as HierarchyNode)).toEqual(['r: r N=3', 'r/g.u_r: r N=2!', 'r/g.u_r/g.u_r: r N=1!', 'r/g.u_r/g.u_r/g.u_r: r N=0!']);
  const endless = await client.request<HierarchyResult>('signoff/hierarchy', { top: 's' });
  expect(rows(endless.root as HierarchyNode)).toEqual(['s: s', 's/u_s: s recursive']);
});

it('gives one level when that is asked for, and the next one below a path, without reading the files under it', async () => {
  const client = await served();
  const ask = (more: object): Promise<HierarchyResult> => client.request('signoff/hierarchy', { top: 'top', levels: 1, ...more });
  const { root } = await ask({});
  expect(rows(root as HierarchyNode)).toEqual(['top: top', 'top/u_default: mid', 'top/u_big: mid W=2! BIG=1!']);
  expect(root?.children.map((one) => one.more)).toEqual([true, true]);
  const below = await ask({ path: ['u_default'] });
  expect(rows(below.root as HierarchyNode)).toEqual([
    'u_default: mid W=4 BIG=0',
    'u_default/lane[0].u_leaf: leaf N=4! NAME="lane"!',
    'u_default/lane[1].u_leaf: leaf N=5! NAME="lane"!',
    'u_default/g_small.u_small: leaf',
  ]);
  expect(below.root?.children.map((one) => one.more)).toEqual([undefined, undefined, undefined]);
  expect(below.root?.children[0]).toMatchObject({ definition: { file: '/p/leaf.sv', line: 1 } });
  const other = await ask({ path: ['u_big'], levels: 2 });
  expect(rows(other.root as HierarchyNode).at(-1)).toBe('u_big/g_big.u_gone: gone missing');
  const { error } = await client.ask('signoff/hierarchy', { top: 'top', path: ['u_default', 'u_none'] }).reply;
  expect(error?.message).toContain('mid has no instance u_none');
});
