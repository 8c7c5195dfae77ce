import { randomFrom } from '../bench/random';

/** Two modules `m` over the same leaves. The candidate has a few pieces of the top written otherwise, some of them on purpose with another meaning. */
export interface RandomPair {
  readonly golden: string;
  readonly candidate: string;
}

interface Piece {
  readonly name: string;
  readonly kind: 'assign' | 'register' | 'instance';
  /** Of an instance: one for each input. */
  readonly operands: readonly Expression[];
  readonly reset: 'value' | 'none' | 'initial';
  readonly value: number;
  readonly leaf: string;
  readonly parameter: number;
  /** The register holds the complement. */
  readonly inverted: boolean;
}

type Expression = { readonly op: string; readonly of: readonly Expression[] } | { readonly name: string };

const leaves = `
module la #(parameter K=1)(input clk, rst, input [2:0] p, r, output [2:0] x, output reg [2:0] q);
  assign x = p + K; always @(posedge clk) if (rst) q <= K; else q <= q ^ (p & r); endmodule
module lb #(parameter K=1)(input clk, rst, input [2:0] p, r, output [2:0] x, output reg [2:0] q);
  assign x = r; always @(posedge clk) if (p[0]) q <= r + K; endmodule
module lc #(parameter K=1)(input clk, rst, input [2:0] p, r, output [2:0] x, q);
  assign x = p * r; assign q = {r[0], p[2:1]} ^ K; endmodule
module ld #(parameter K=1)(input clk, rst, input [2:0] p, r, output [2:0] x, output reg [2:0] q);
  initial q = K; assign x = q & r; la #(.K(K)) i(clk, rst, p ^ q, r, , ); always @(posedge clk) q <= rst ? q : q + p; endmodule
module le #(parameter K=1)(input clk, rst, input [2:0] p, r, output [2:0] x, q);
  wire [2:0] v; la #(.K(K)) i0(clk, rst, p, r, x, v); lb #(.K(K + 1)) i1(clk, rst, v, p, , q); endmodule
`;

/** A random pair; the same seed gives the same. */
export function randomPair(seed: number): RandomPair {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const count = 4 + Math.floor(random() * 4);
  const names = ['a', 'b'];
  const registers: string[] = [];
  const kinds = Array.from({ length: count }, () => pick(['assign', 'register', 'instance', 'instance'] as const));
  kinds.forEach((kind, i) => kind === 'register' && registers.push(`s${i}`));
  const expression = (depth: number): Expression => {
    if (depth === 0 || random() < 0.25) return { name: pick([...names, ...registers]) };
    const op = pick(['+', '&', '|', '^', '-', '~', '?']);
    const arity = op === '~' ? 1 : op === '?' ? 3 : 2;
    return { op, of: Array.from({ length: arity }, () => expression(depth - 1)) };
  };
  const pieces = kinds.map((kind, i): Piece => {
    const piece: Piece = {
      name: `s${i}`,
      kind,
      operands: Array.from({ length: kind === 'instance' ? 2 : 1 }, () => expression(2)),
      reset: random() < 0.75 ? 'value' : pick(['none', 'initial'] as const),
      value: Math.floor(random() * 8),
      leaf: pick(['la', 'lb', 'lc', 'ld', 'le']),
      parameter: Math.floor(random() * 4),
      inverted: false,
    };
    names.push(...(kind === 'instance' ? [`s${i}x`, `s${i}q`] : kind === 'assign' ? [`s${i}`] : []));
    return piece;
  });
  const outputs = [names.at(-1) ?? 'a', pick([...names, ...registers]), pick([...names, ...registers])];
  const changed = [...pieces];
  const changes = 1 + Math.floor(random() * 3);
  for (let i = 0; i < changes; i++) {
    const at = Math.floor(random() * pieces.length);
    changed[at] = changePiece(changed[at] as Piece, random, expression);
  }
  return { golden: textOf(pieces, outputs), candidate: textOf(changed, outputs) };
}

function changePiece(piece: Piece, random: () => number, expression: (depth: number) => Expression): Piece {
  const at = Math.floor(random() * piece.operands.length);
  const withOperand = (change: (e: Expression) => Expression): Piece => ({
    ...piece,
    operands: piece.operands.map((e, i) => (i === at ? change(e) : e)),
  });
  const kind = random();
  if (kind < 0.45) return withOperand((e) => rewritten(e, random, expression));
  if (kind < 0.65) return piece.kind === 'register' ? { ...piece, inverted: true } : withOperand((e) => rewritten(e, random, expression));
  if (kind < 0.75) return { ...piece, parameter: piece.parameter + 1, value: (piece.value + 1) % 8 };
  if (kind < 0.85) return { ...piece, reset: piece.reset === 'value' ? 'none' : 'value' };
  if (kind < 0.9) return { ...piece, operands: [...piece.operands].reverse() };
  return withOperand(() => expression(2));
}

/** The same in other words. */
function rewritten(e: Expression, random: () => number, expression: (depth: number) => Expression): Expression {
  if ('op' in e && random() < 0.5) {
    const of = e.of.map((one, i) => (i === 0 ? rewritten(one, random, expression) : one));
    if (e.op === '+') return { op: '-', of: [of[0] as Expression, { op: 'minus', of: [of[1] as Expression] }] };
    if (e.op === '^')
      return {
        op: '&',
        of: [
          { op: '|', of },
          { op: '~', of: [{ op: '&', of }] },
        ],
      };
    if (e.op === '&') return { op: '~', of: [{ op: '|', of: of.map((one) => ({ op: '~', of: [one] })) }] };
    return { op: e.op, of };
  }
  const other = expression(1);
  return {
    op: '|',
    of: [
      { op: '&', of: [e, other] },
      { op: '&', of: [e, { op: '~', of: [other] }] },
    ],
  };
}

function write(e: Expression): string {
  if ('name' in e) return e.name;
  const [x, y, z] = e.of.map(write);
  if (e.op === '~') return `(~${x ?? ''})`;
  if (e.op === 'minus') return `(3'd0 - ${x ?? ''})`;
  if (e.op === '?') return `(${x ?? ''} == 3'd2 ? ${y ?? ''} : ${z ?? ''})`;
  return `(${x ?? ''} ${e.op} ${y ?? ''})`;
}

function textOf(pieces: readonly Piece[], outputs: readonly string[]): string {
  const lines = pieces.map((piece) => {
    const { name, kind, operands, reset, value, leaf, parameter, inverted } = piece;
    const [first, second] = operands.map(write);
    if (kind === 'instance')
      return `wire [2:0] ${name}x, ${name}q; ${leaf} #(.K(${parameter})) u_${name}(clk, rst, ${first ?? ''}, ${second ?? ''}, ${name}x, ${name}q);`;
    if (kind === 'assign') return `wire [2:0] ${name} = ${first ?? ''};`;
    const stored = inverted ? `${name}_n` : name;
    const start = inverted ? 7 - value : value;
    const next = inverted ? `~${first ?? ''}` : (first ?? '');
    return [
      `reg [2:0] ${stored};${inverted ? ` wire [2:0] ${name} = ~${stored};` : ''}${reset === 'initial' ? ` initial ${stored} = ${start};` : ''}`,
      `always @(posedge clk) ${reset === 'value' ? `if (rst) ${stored} <= ${start}; else ` : ''}${stored} <= ${next};`,
    ].join(' ');
  });
  // Registers are declared first: whatever stands before them may read them.
  const declared = lines.filter((_, i) => pieces[i]?.kind === 'register').concat(lines.filter((_, i) => pieces[i]?.kind !== 'register'));
  const head = declared.flatMap((line) => (line.startsWith('reg') ? [line.slice(0, line.indexOf(' always'))] : []));
  const body = declared.map((line) => (line.startsWith('reg') ? line.slice(line.indexOf(' always') + 1) : line));
  return `${leaves}module m(input clk, rst, input [2:0] a, b, output [2:0] y0, y1, y2);
  ${[...head, ...body, ...outputs.map((name, i) => `assign y${i} = ${name};`)].join('\n  ')}
endmodule\n`;
}
