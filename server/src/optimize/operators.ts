import type { Word } from './sampleWords';

/** A value that a net may have, as it is written and as it is computed. */
export interface Operation {
  readonly text: string;
  readonly kind: 'sum' | 'compare' | 'other';
  /** Of run `at`, without a bound. */
  readonly value: (at: number) => bigint;
  /** Of a sum: the bit above its widest operand, which a carry or borrow output may be. */
  readonly carryAt?: number;
}

/** What the text of an operand is, so that it counts as unsigned or as signed whatever its declaration says. */
export interface OperandText {
  readonly unsigned: (word: Word) => string;
  readonly signed: (word: Word) => string;
}

/** Operations of which a net of several bits may be the low bits: sums, differences and products of the words that it is made from. */
export function wideOperations(words: readonly Word[], { unsigned }: OperandText): Operation[] {
  const wide = words.filter(({ bits }) => bits.length > 1);
  const [carry, other] = words.filter(({ bits }) => bits.length === 1);
  const [a, b, c] = wide;
  if (other !== undefined || a === undefined) return [];
  const at = (word: Word, run: number): bigint => word.values[run] ?? 0n;
  const top = Math.max(...wide.map(({ bits }) => bits.length));
  if (b === undefined)
    return carry === undefined ? ofOne(a, unsigned) : [sum(`${unsigned(a)} + ${carry.name}`, top, (run) => at(a, run) + at(carry, run))];
  if (c !== undefined) {
    if (wide.length > 3 || carry !== undefined) return [];
    return [
      sum(`${wide.map(unsigned).join(' + ')}`, top + 1, (run) => at(a, run) + at(b, run) + at(c, run)),
      ...rotations(a, b, c).map(([x, y, z]) => ({
        text: `${unsigned(x)} * ${unsigned(y)} + ${unsigned(z)}`,
        kind: 'other' as const,
        value: (run: number) => at(x, run) * at(y, run) + at(z, run),
      })),
    ];
  }
  const pairs = [
    [a, b],
    [b, a],
  ] as const;
  if (carry !== undefined) {
    return [
      sum(`${unsigned(a)} + ${unsigned(b)} + ${carry.name}`, top, (run) => at(a, run) + at(b, run) + at(carry, run)),
      ...pairs.flatMap(([x, y]) => [
        sum(`${unsigned(x)} - ${unsigned(y)} - ${carry.name}`, top, (run) => at(x, run) - at(y, run) - at(carry, run)),
        sum(`${unsigned(x)} - ${unsigned(y)} - !${carry.name}`, top, (run) => at(x, run) - at(y, run) - 1n + at(carry, run)),
        ...addOrSubtract(x, y, carry, unsigned),
      ]),
    ];
  }
  return [
    sum(`${unsigned(a)} + ${unsigned(b)}`, top, (run) => at(a, run) + at(b, run)),
    ...pairs.map(([x, y]) => sum(`${unsigned(x)} - ${unsigned(y)}`, top, (run) => at(x, run) - at(y, run))),
    { text: `${unsigned(a)} * ${unsigned(b)}`, kind: 'other', value: (run) => at(a, run) * at(b, run) },
    ...pairs.map(([x, y]) => ({
      text: `${unsigned(x)} < ${unsigned(y)} ? ${unsigned(x)} : ${unsigned(y)}`,
      kind: 'other' as const,
      value: (run: number) => (at(x, run) < at(y, run) ? at(x, run) : at(y, run)),
    })),
    ...pairs.map(([x, y]) => ({
      text: `${unsigned(x)} < ${unsigned(y)} ? ${unsigned(y)} : ${unsigned(x)}`,
      kind: 'other' as const,
      value: (run: number) => (at(x, run) < at(y, run) ? at(y, run) : at(x, run)),
    })),
  ];
}

/** A sum or a difference as a word of one bit says: one adder, with the complement for the difference. */
function addOrSubtract(x: Word, y: Word, mode: Word, unsigned: OperandText['unsigned']): Operation[] {
  return [1n, 0n].map((subtracts) => {
    const when = subtracts === 1n ? mode.name : `!${mode.name}`;
    const value = (run: number): bigint => {
      const [a, b] = [x.values[run] ?? 0n, y.values[run] ?? 0n];
      return mode.values[run] === subtracts ? a - b : a + b;
    };
    return { text: `${unsigned(x)} + (${when} ? ~${unsigned(y)} : ${unsigned(y)}) + ${when}`, kind: 'other', value };
  });
}

function ofOne(a: Word, unsigned: OperandText['unsigned']): Operation[] {
  const at = (run: number): bigint => a.values[run] ?? 0n;
  return [
    sum(`${unsigned(a)} + 1'b1`, a.bits.length, (run) => at(run) + 1n),
    sum(`${unsigned(a)} - 1'b1`, a.bits.length, (run) => at(run) - 1n),
    sum(`-${unsigned(a)}`, a.bits.length, (run) => -at(run)),
  ];
}

function sum(text: string, carryAt: number, value: (run: number) => bigint): Operation {
  return { text, kind: 'sum', value, carryAt };
}

function rotations(a: Word, b: Word, c: Word): (readonly [Word, Word, Word])[] {
  return [
    [a, b, c],
    [b, c, a],
    [c, a, b],
  ];
}

/** Comparisons of two words, of which a net of one bit may be the result. */
export function comparisons(words: readonly Word[], { unsigned, signed }: OperandText): Operation[] {
  const [a, b, other] = words;
  if (a === undefined || b === undefined || other !== undefined || Math.min(a.bits.length, b.bits.length) < 2) return [];
  const equal: Operation[] = [
    compare(`${unsigned(a)} == ${unsigned(b)}`, (run) => a.values[run] === b.values[run]),
    compare(`${unsigned(a)} != ${unsigned(b)}`, (run) => a.values[run] !== b.values[run]),
  ];
  const ordered = [unsigned, signed].flatMap((text) => {
    const value = text === unsigned ? (word: Word, run: number) => word.values[run] ?? 0n : signedValue;
    return [
      compare(`${text(a)} < ${text(b)}`, (run) => value(a, run) < value(b, run)),
      compare(`${text(a)} > ${text(b)}`, (run) => value(a, run) > value(b, run)),
      compare(`${text(a)} <= ${text(b)}`, (run) => value(a, run) <= value(b, run)),
      compare(`${text(a)} >= ${text(b)}`, (run) => value(a, run) >= value(b, run)),
    ];
  });
  return [...equal, ...ordered];
}

function compare(text: string, holds: (run: number) => boolean): Operation {
  return { text, kind: 'compare', value: (run) => (holds(run) ? 1n : 0n) };
}

function signedValue({ bits, values }: Word, run: number): bigint {
  return BigInt.asIntN(bits.length, values[run] ?? 0n);
}

/** Signed overflow of a sum or difference of two words of one width, as the sign that their values without bound do not fit into. */
export function overflows(words: readonly Word[], { signed }: OperandText): { readonly sum: Operation; readonly overflow: Operation }[] {
  const [a, b, other] = words;
  if (a === undefined || b === undefined || other !== undefined || a.bits.length !== b.bits.length || a.bits.length < 2) return [];
  const width = a.bits.length;
  return [
    { op: '+', x: a, y: b },
    { op: '-', x: a, y: b },
    { op: '-', x: b, y: a },
  ].map(({ op, x, y }) => {
    const value = (run: number): bigint =>
      op === '+' ? signedValue(x, run) + signedValue(y, run) : signedValue(x, run) - signedValue(y, run);
    const sum: Operation = { text: `${signed(x)} ${op} ${signed(y)}`, kind: 'sum', value };
    return { sum, overflow: { text: '', kind: 'other', value: (run) => (BigInt.asIntN(width, value(run)) === value(run) ? 0n : 1n) } };
  });
}
