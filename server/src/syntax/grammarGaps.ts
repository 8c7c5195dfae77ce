/** A stretch of a text with what to put in its place, of the same length. */
export interface Rewrite {
  readonly at: number;
  readonly text: string;
}

/**
 * Legal or widely accepted SystemVerilog that the grammar has no rule for, written as what it has: equal in length, so that every
 * offset stays. Meant for a text whose tree has errors; in others these forms were read as they stand. In source order, none overlaps.
 */
export function grammarGaps(text: string): Rewrite[] {
  const found: Rewrite[] = [];
  for (const { pattern, rewrite } of gaps) {
    for (const match of text.matchAll(pattern)) {
      const replacement = rewrite(match[0]);
      if (replacement !== undefined && replacement !== match[0]) found.push({ at: match.index, text: replacement });
    }
  }
  return withoutOverlap(found);
}

/** Applies rewrites, which are in order. */
export function applyRewrites(text: string, rewrites: readonly Rewrite[]): string {
  const pieces: string[] = [];
  let last = 0;
  for (const { at, text: replacement } of rewrites) {
    pieces.push(text.slice(last, at), replacement);
    last = at + replacement.length;
  }
  pieces.push(text.slice(last));
  return pieces.join('');
}

/** In source order; of two that overlap, the first. */
export function withoutOverlap(rewrites: readonly Rewrite[]): Rewrite[] {
  const kept: Rewrite[] = [];
  let end = 0;
  for (const one of [...rewrites].sort((a, b) => a.at - b.at)) {
    if (one.at < end) continue;
    kept.push(one);
    end = one.at + one.text.length;
  }
  return kept;
}

interface Gap {
  readonly pattern: RegExp;
  /** What stands for the match; undefined to leave it. */
  readonly rewrite: (match: string) => string | undefined;
}

const blanks = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** Blanks the first stretch that a pattern finds in the match. */
const without =
  (part: RegExp) =>
  (match: string): string =>
    match.replace(part, blanks);

const gaps: readonly Gap[] = [
  // A severity task with its finish number alone (clause 20.10).
  { pattern: /\$fatal\s*\(\s*\d\s*\)/g, rewrite: without(/\([^]*/) },
  // Two packed dimensions after the name of a type. What is left names no width rather than a wrong one.
  {
    pattern:
      /\b(?:parameter|localparam)\s+[A-Za-z_][\w$]*(?:\s*::\s*[A-Za-z_][\w$]*)*\s*\[[^\][;]*:[^\][;]*\](?:\s*\[[^\][;]*\])+(?=\s*[A-Za-z_])/g,
    rewrite: oneUnknownDimension,
  },
  { pattern: /\bstatic\s+(?:task|function)\b/g, rewrite: without(/^static/) },
  { pattern: /\bpure\s+virtual\s+(?:protected\s+)?(?:task|function)\s+(?:automatic|static)\b/g, rewrite: without(/(?:automatic|static)$/) },
  { pattern: /\bpull(?:up|down)\s*\([\w\s,]*\)(?=\s*(?:[A-Za-z_][\w$]*\s*)?\()/g, rewrite: without(/\([^]*/) },
  // Members of a structure as the items of a cross.
  { pattern: /\bcross\s+[^;{()]*\.[^;{()]*?(?=\s*(?:[;{]|\biff\b))/g, rewrite: (match) => match.replaceAll('.', '_') },
  { pattern: /\bbinsof\s*\([^()]*\)/g, rewrite: (match) => match.replaceAll('.', '_') },
  // An order of solving inside a block of constraints.
  { pattern: /\bsolve\b[^;{}]*\bbefore\b[^;{}]*;/g, rewrite: blanks },
  { pattern: /\bforeach\s*\(\s*[^();]*\]\s*\)/g, rewrite: plainForeach },
  { pattern: /\bconst\s+[A-Za-z_][\w$:]*\s+[A-Za-z_][\w$]*\s*\[\s*\](?=\s*=)/g, rewrite: without(/^const/) },
  // A select of what a function gives.
  { pattern: /\)\s*\[[^\];]*\](?=\s*[;,)])/g, rewrite: (match) => `)${blanks(match.slice(1))}` },
  // A range after an index, inside the index of something in a concatenation.
  { pattern: /\]\s*\[[^\][;]*:[^\][;]*\](?=\s*\])/g, rewrite: (match) => `]${blanks(match.slice(1))}` },
  // The empty connection after a last comma, which simulators let pass.
  { pattern: /\)\s*,\s*\)/g, rewrite: without(/,/) },
  { pattern: /'\{\s*\}/g, rewrite: (match) => `_${blanks(match.slice(1))}` },
];

function oneUnknownDimension(match: string): string {
  const open = match.indexOf('[');
  const close = match.indexOf(']');
  const range = match.slice(open, close + 1);
  const colon = range.indexOf(':');
  return `${match.slice(0, open)}[_${blanks(range.slice(2, colon))}${range.slice(colon)}${blanks(match.slice(close + 1))}`;
}

/** `foreach (a[i][j])`, `foreach (a[0][j])` and `foreach (a[, j])` with the loop's variables in one plain list. */
function plainForeach(match: string): string | undefined {
  const lists = /((?:\[[^\][]*\]\s*)+)\)$/.exec(match);
  if (lists?.[1] === undefined) return undefined;
  const start = match.length - lists[0].length;
  const parts = [...lists[1].matchAll(/\[([^\][]*)\]/g)];
  if (parts.length === 1) {
    // Skipped dimensions declare nothing.
    const only = match.slice(start).replace(/^(\[\s*),((?:\s*,)*)/, (_all, head: string, rest: string) => head + blanks(`,${rest}`));
    return match.slice(0, start) + only;
  }
  const isVariable = (part: string): boolean => /^\s*[a-z_][\w$]*\s*$/.test(part);
  const firstKept = parts.findIndex((part) => isVariable(part[1] ?? ''));
  if (firstKept < 0) return undefined;
  let rest = match.slice(start);
  for (const part of parts.slice(0, firstKept))
    rest = rest.slice(0, part.index) + blanks(part[0]) + rest.slice(part.index + part[0].length);
  return match.slice(0, start) + rest.replace(/\](\s*)\[/g, (_all, space: string) => `,${space} `);
}
