import type { Operator } from './value';

/** Slope and offset in ns of an operator's delay over its width: `base + perLevel·log2(width) + perBit·width`. A plain model of a mid-size 40 nm class library, meant to rank paths. */
const model: readonly { readonly ops: readonly string[]; readonly base: number; readonly perLevel: number; readonly perBit: number }[] = [
  { ops: ['~', '[]!'], base: 0.02, perLevel: 0, perBit: 0 },
  { ops: ['&', '|', '~&', '~|', '&&', '||', '!', 'inside'], base: 0.05, perLevel: 0.03, perBit: 0 },
  { ops: ['^', '~^', '^~'], base: 0.08, perLevel: 0.05, perBit: 0 },
  { ops: ['+', '-'], base: 0.16, perLevel: 0.1, perBit: 0.004 },
  { ops: ['*'], base: 0.5, perLevel: 0.36, perBit: 0.012 },
  { ops: ['/', '%', '**'], base: 1, perLevel: 0.2, perBit: 0.3 },
  { ops: ['==', '!=', '===', '!==', '==?', '!=?'], base: 0.1, perLevel: 0.05, perBit: 0 },
  { ops: ['<', '<=', '>', '>='], base: 0.14, perLevel: 0.09, perBit: 0.002 },
  { ops: ['<<', '>>', '<<<', '>>>', '[]'], base: 0.08, perLevel: 0.08, perBit: 0 },
  { ops: ['?:'], base: 0.09, perLevel: 0, perBit: 0 },
  { ops: ['mux'], base: 0.05, perLevel: 0.05, perBit: 0 },
];

const byOperator = new Map(model.flatMap((row) => row.ops.map((op) => [op, row] as const)));

/** Estimated delay in ns of operators one after the other. Unknown ones (a function of another file) count as 0.1. */
export function estimateDelay(ops: readonly Operator[]): number {
  let total = 0;
  for (const { op, width } of ops) {
    const row = byOperator.get(op);
    total += row === undefined ? 0.1 : row.base + row.perLevel * Math.log2(Math.max(1, width)) + row.perBit * width;
  }
  return Math.round(total * 1000) / 1000;
}
