import { Edit, type Parser, type Tree } from 'web-tree-sitter';
import type { Stretch } from './preprocessRun';

/** A text and its tree. */
export interface TextTree {
  readonly text: string;
  readonly tree: Tree;
}

/** Parses texts within a limit of work that the text alone decides, so that no clock has a say in what comes out. */
export interface TextParser {
  /** The tree of a text, from that of a similar one where one is given; undefined when it takes more work than such a text may. */
  parse(text: string, old?: TextTree): Tree | undefined;
  /** The tree of `text` from that of the text without `pieces`, which are in order and do not overlap. */
  insert(text: string, pieces: readonly Stretch[], without: TextTree): Tree | undefined;
}

/** The parser counts its work in steps of about a hundred actions. Plain RTL takes a step for some forty characters. */
const stepsAtLeast = 4000;
const stepsPerCharacter = 1;
/** What is parsed from a similar text's tree is cheap, or it is as well parsed afresh. */
const stepsOfEdit = 1500;

/** @param work share of the usual limit of work; below 1 in tests only. */
export function textParser(parser: Parser, work = 1): TextParser {
  return {
    parse(text, old) {
      if (old === undefined) return boundedParse(parser, text, (stepsAtLeast + stepsPerCharacter * text.length) * work, null);
      const edited = old.tree.copy();
      try {
        const edit = editBetween(old.text, text);
        if (edit !== undefined) edited.edit(edit);
        return boundedParse(parser, text, (stepsOfEdit + (stepsPerCharacter * text.length) / 8) * work, edited);
      } finally {
        edited.delete();
      }
    },
    insert(text, pieces, without) {
      const edited = without.tree.copy();
      try {
        let point: Point = { row: 0, column: 0 };
        let at = 0;
        for (const { start, end } of pieces) {
          const startPosition = pointAt(text, start, point, at);
          const newEndPosition = pointAt(text, end, startPosition, start);
          edited.edit(
            new Edit({
              startIndex: start,
              oldEndIndex: start,
              newEndIndex: end,
              startPosition,
              oldEndPosition: startPosition,
              newEndPosition,
            }),
          );
          point = newEndPosition;
          at = end;
        }
        return boundedParse(parser, text, (stepsOfEdit + (stepsPerCharacter * text.length) / 8) * work, edited);
      } finally {
        edited.delete();
      }
    },
  };
}

function boundedParse(parser: Parser, text: string, limit: number, old: Tree | null): Tree | undefined {
  let steps = 0;
  // Returning true stops the parser; the declared type says void.
  const tooMuch = (() => ++steps > limit) as () => void;
  try {
    const tree = parser.parse(text, old, { progressCallback: tooMuch });
    if (tree === null) parser.reset();
    return tree ?? undefined;
  } catch {
    // The WASM heap is full, or the parser hit an internal limit: as good as too much work.
    parser.reset();
    return undefined;
  }
}

/** The one stretch in which two texts differ; undefined when they do not. */
function editBetween(oldText: string, text: string): Edit | undefined {
  if (oldText === text) return undefined;
  const prefix = sharedPrefix(oldText, text);
  const most = Math.min(text.length, oldText.length) - prefix;
  let suffix = 0;
  const size = text.length;
  const oldSize = oldText.length;
  while (
    suffix + stride <= most &&
    text.slice(size - suffix - stride, size - suffix) === oldText.slice(oldSize - suffix - stride, oldSize - suffix)
  )
    suffix += stride;
  while (suffix < most && text.charCodeAt(size - 1 - suffix) === oldText.charCodeAt(oldSize - 1 - suffix)) suffix++;
  const oldEnd = oldText.length - suffix;
  const newEnd = text.length - suffix;
  const start = pointAt(text, prefix, { row: 0, column: 0 }, 0);
  return new Edit({
    startIndex: prefix,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: start,
    oldEndPosition: pointAt(oldText, oldEnd, start, prefix),
    newEndPosition: pointAt(text, newEnd, start, prefix),
  });
}

/** Characters compared at once. */
const stride = 2048;

/** How many characters two texts share at their start. */
export function sharedPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix + stride <= most && a.slice(prefix, prefix + stride) === b.slice(prefix, prefix + stride)) prefix += stride;
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  return prefix;
}

interface Point {
  row: number;
  column: number;
}

/** Row and column of `offset`, counted on from a known point; only LF ends a row for tree-sitter. */
function pointAt(text: string, offset: number, from: Point, fromOffset: number): Point {
  let row = from.row;
  let last = -1;
  for (let at = text.indexOf('\n', fromOffset); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    last = at;
  }
  return last < 0 ? { row, column: from.column + offset - fromOffset } : { row, column: offset - last - 1 };
}
