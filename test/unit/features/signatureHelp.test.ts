import { expect, it } from 'vitest';
import { positionOf } from '../model/symbols/reading';
import { serveInProcess } from './serveInProcess';

const uri = 'file:///p/a.sv';
const library = `// Adds one.
module sub #(parameter int N = 4, parameter type T = logic) (input logic clk, input logic [N-1:0] d, output logic q);
endmodule
module old (b, a);
  input a;
  output b;
endmodule
\`define MAX(A, B = 0) ((A) > (B) ? (A) : (B))
package p;
  function automatic logic [7:0] mix(input int a, logic b = 1);
    return 0;
  endfunction
endpackage
`;

interface Help {
  readonly signatures: readonly { readonly label: string; readonly parameters: readonly { readonly label: [number, number] | string }[] }[];
  readonly activeParameter?: number;
}

/** The label with the active part between «». */
async function help(marked: string, offsets = true): Promise<string | null> {
  const whole = `${library}module top;\n  import p::*;\n  ${marked}\nendmodule\n`;
  const text = whole.replace('|', '');
  const { client } = serveInProcess();
  const parameterInformation = { labelOffsetSupport: offsets };
  await client.start({ capabilities: { textDocument: { signatureHelp: { signatureInformation: { parameterInformation } } } } });
  client.open(uri, text);
  const found = await client.request<Help | null>('textDocument/signatureHelp', {
    textDocument: { uri },
    position: positionOf(text, whole.indexOf('|')),
  });
  const [first] = found?.signatures ?? [];
  if (found === null || first === undefined) return null;
  const active = found.activeParameter === undefined ? undefined : first.parameters[found.activeParameter]?.label;
  if (active === undefined) return first.label;
  if (typeof active === 'string') return `${first.label} ${active}`;
  return `${first.label.slice(0, active[0])}«${first.label.slice(...active)}»${first.label.slice(active[1])}`;
}

it('shows the ports of an instance, by position and by name', async () => {
  expect(await help('sub u_a (x, |);')).toBe('sub(input logic clk, «input logic [N-1:0] d», output logic q)');
  expect(await help('sub #(.N(4)) u_a (.q(|));')).toBe('sub(input logic clk, input logic [N-1:0] d, «output logic q»)');
  expect(await help('sub u_a (.clk(c), // clock\n    |')).toBe('sub(input logic clk, «input logic [N-1:0] d», output logic q)');
  expect(await help('sub u_a (.clk(c), .d({a, b|}), .q());')).toBe('sub(input logic clk, «input logic [N-1:0] d», output logic q)');
  expect(await help('old u_o (|);')).toBe('old(«output b», input a)');
});

it('shows parameters, with their defaults', async () => {
  expect(await help('sub #(|) u_a ();')).toBe('sub #(«int N = 4», type T = logic)');
  expect(await help('sub #(.T(|')).toBe('sub #(int N = 4, «type T = logic»)');
});

it('shows arguments of functions and macros', async () => {
  expect(await help('assign x = mix(1, |')).toBe('function logic [7:0] mix(input int a, «input logic b = 1»)');
  expect(await help('assign x = p::mix(f(2, 3), |);')).toContain('«input logic b = 1»');
  expect(await help('assign x = `MAX(1, |);')).toBe('`MAX(A, «B = 0»)');
});

it('gives texts to a client without offsets', async () => {
  expect(await help('sub u_a (x, |);', false)).toBe('sub(input logic clk, input logic [N-1:0] d, output logic q) input logic [N-1:0] d');
});

it('is silent elsewhere', async () => {
  expect(await help('assign x = (a | b);')).toBeNull();
  for (const text of [
    'always @(posedge |clk) x = 1;',
    'initial if (|a) b;',
    '// sub u_a (|',
    'initial $display("mix(|");',
    'sub u_a (); |',
    'function int g(|int a);',
  ])
    expect(await help(text), text).toBeNull();
});
