import { eachToken, keywords, type Token } from '../../syntax/tokens';
import { nameParts } from '../pieces/nameWeights';

/** What a search knows of a module, read from its tokens alone. */
export interface Outline {
  readonly name: string;
  readonly path: string;
  /** Offsets in the file, from the keyword to behind the end. */
  readonly start: number;
  readonly end: number;
  readonly ports: readonly string[];
  /** Names of what it seems to instantiate. */
  readonly instantiates: readonly string[];
  /** Words of its names with how often they are met, the commonest first, so many at most. */
  readonly words: ReadonlyMap<string, number>;
  /** How often each sort of item is met: what a module is made of. */
  readonly shape: Readonly<Record<ShapeKey, number>>;
}

export const shapeKeys = ['always_ff', 'always_comb', 'always', 'assign', 'case', 'if', 'for', 'function', 'instances', 'ports'] as const;
export type ShapeKey = (typeof shapeKeys)[number];

/** Words kept of a module: the memory of the search is bounded by it. */
const mostWords = 120;

/** The modules and interfaces of a text. Never fails: broken text gives what can be seen in it. */
export function outlinesOf(path: string, text: string): Outline[] {
  const tokens: Token[] = [];
  eachToken(text, 0, text.length, (token) => void tokens.push(token));
  const found: Outline[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at]?.text ?? '';
    if (!opens(word) || tokens[at - 1]?.text === 'virtual') continue;
    const name = tokens
      .slice(at + 1, at + 3)
      .find((token) => token.kind === 'word' && !keywords.has(token.text) && token.text !== 'automatic');
    if (name === undefined) continue;
    const close = tokens.findIndex(
      (token, i) => i > at && (token.text === closing[word] || (opens(token.text) && tokens[i - 1]?.text !== 'virtual')),
    );
    const end = close < 0 ? tokens.length - 1 : close;
    found.push(outline(path, name.text, tokens.slice(at, end + 1)));
    at = end - (tokens[end]?.text === closing[word] ? 0 : 1);
  }
  return found;
}

const closing: Readonly<Record<string, string>> = { module: 'endmodule', macromodule: 'endmodule', interface: 'endinterface' };

function opens(word: string): boolean {
  return Object.hasOwn(closing, word);
}

function outline(path: string, name: string, tokens: readonly Token[]): Outline {
  const counts = new Map<string, number>();
  const shape = Object.fromEntries(shapeKeys.map((key) => [key, 0])) as Record<ShapeKey, number>;
  const instantiates = new Set<string>();
  tokens.forEach((token, at) => {
    if (token.kind !== 'word') return;
    if (Object.hasOwn(shape, token.text)) shape[token.text as ShapeKey]++;
    if (keywords.has(token.text)) return;
    for (const part of nameParts(token.text)) if (part.length > 1) counts.set(part, (counts.get(part) ?? 0) + 1);
    if (isInstance(tokens, at)) instantiates.add(token.text);
  });
  const ports = portNames(tokens);
  const words = new Map([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, mostWords));
  return {
    name,
    path,
    start: tokens[0]?.start ?? 0,
    end: tokens.at(-1)?.end ?? 0,
    ports,
    instantiates: [...instantiates],
    words,
    shape: { ...shape, instances: instantiates.size, ports: ports.length },
  };
}

/** `name u_name (`, `name #(`: at the beginning of an item. */
function isInstance(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? ';';
  if (!/^(?:;|end\w*|begin|generate|else|\))$/.test(before) && tokens[at - 2]?.text !== ':') return false;
  const [next, after] = [tokens[at + 1], tokens[at + 2]];
  if (next?.text === '#') return after?.text === '(';
  return next?.kind === 'word' && !keywords.has(next.text) && (after?.text === '(' || after?.text === '[');
}

/** Names in the header's list of ports: the last word before each comma. */
function portNames(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  let depth = 0;
  let skipping = false;
  let last: string | undefined;
  for (let at = 1; at < tokens.length; at++) {
    const { text, kind } = tokens[at] as Token;
    if (text === ';' && depth === 0) break;
    if (depth === 0 && text === '(') skipping = tokens[at - 1]?.text === '#';
    if (/^[([{]$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text)) depth--;
    const listEnds = depth === 0 && text === ')';
    if (depth === 1 && kind === 'word' && !skipping && !keywords.has(text) && tokens[at - 1]?.text !== '=') last = text;
    if (((depth === 1 && text === ',') || listEnds) && last !== undefined) {
      names.push(last);
      last = undefined;
    }
  }
  return names;
}
