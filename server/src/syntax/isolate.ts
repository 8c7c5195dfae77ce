import type { Tree } from 'web-tree-sitter';
import type { Stretch } from './preprocessRun';
import { errorSpots } from './problems';
import { statementAround } from './statements';
import type { StructureFinding } from './structure';
import { sharedPrefix, type TextParser, type TextTree } from './textParser';

export interface Isolated {
  /** The tree of the whole text. */
  readonly tree: Tree;
  /** The text without the statements that cannot be read, whose tree has no error. */
  readonly sound: TextTree;
  /** Where those statements are in the whole text. */
  readonly pieces: readonly Stretch[];
}

const maxPieces = 4;
const maxTries = 6;

/**
 * The tree of a text with a few statements that cannot be read, as it grows when those are typed into the text without them. That
 * tree is one for a text, whatever was read before: the text without them has no error, so that it has one tree only, and what is
 * put in is the same. All but those statements reads as if they were not there, and an edit of one costs that statement.
 * `broken` is the text with any tree of it; `old` a tree of a similar text. Undefined when the errors are not so few.
 */
export function isolate(
  broken: TextTree,
  structure: readonly StructureFinding[],
  parser: TextParser,
  old: TextTree | undefined,
): Isolated | undefined {
  const { text } = broken;
  const pieces = unbalanced(text, structure);
  return without(text, pieces.length > 0 ? pieces : (joined([], firstBroken(broken.tree, text)) ?? []), parser, old ?? broken);
}

/** The same for a text in which something is opened and not closed, or closed and not opened: no tree of it is needed to find that. */
export function isolateUnbalanced(
  text: string,
  structure: readonly StructureFinding[],
  parser: TextParser,
  old: TextTree,
): Isolated | undefined {
  return without(text, unbalanced(text, structure), parser, old);
}

function without(text: string, first: readonly Stretch[], parser: TextParser, old: TextTree): Isolated | undefined {
  let pieces = first;
  for (let tries = 0; tries < maxTries && pieces.length > 0 && pieces.length <= maxPieces; tries++) {
    const rest = textWithout(text, pieces);
    const tree = parser.parse(rest, old);
    if (tree === undefined) return undefined;
    if (!tree.rootNode.hasError) {
      const sound = { text: rest, tree };
      const whole = parser.insert(text, pieces, sound);
      if (whole !== undefined) return { tree: whole, sound, pieces };
      tree.delete();
      return undefined;
    }
    const next = morePieces(text, rest, tree, pieces);
    tree.delete();
    if (next === undefined) return undefined;
    pieces = next;
  }
  return undefined;
}

/**
 * The same when the one statement that could not be read before is still the only thing that changed: one parse of that statement.
 * What it gives is what `isolate` gives, or the tree of a text without errors.
 */
export function isolateAgain(text: string, previous: Isolated & { readonly text: string }, parser: TextParser): Isolated | undefined {
  const [piece] = previous.pieces;
  if (piece === undefined || previous.pieces.length > 1 || sharedPrefix(previous.text, text) < piece.start) return undefined;
  const now = statementAround(text, piece.start);
  if (now?.start !== piece.start || textWithout(text, [now]) !== previous.sound.text) return undefined;
  const tree = parser.insert(text, [now], previous.sound);
  return tree === undefined ? undefined : { tree, sound: { text: previous.sound.text, tree: previous.sound.tree.copy() }, pieces: [now] };
}

/** Whether the statements set apart are those that `isolate` would choose for what is out of balance. */
export function fitsStructure(text: string, structure: readonly StructureFinding[], pieces: readonly Stretch[]): boolean {
  const wanted = unbalanced(text, structure);
  return wanted.every((one, index) => one.start === pieces[index]?.start && one.end === pieces[index].end);
}

/** The statements in which something is opened and not closed, or closed and not opened. */
function unbalanced(text: string, structure: readonly StructureFinding[]): Stretch[] {
  let pieces: Stretch[] = [];
  for (const finding of structure.slice(0, maxPieces + 1)) {
    if (finding.repair === undefined) pieces = joined(pieces, statementAround(text, finding.start)) ?? pieces;
  }
  return pieces;
}

function firstBroken(tree: Tree, text: string): Stretch | undefined {
  const spot = errorSpots(tree.rootNode)[0];
  return spot === undefined ? undefined : statementAround(text, spot.missing === undefined ? spot.start : before(text, spot.start));
}

/** The next statement that cannot be read; one that begins where another was taken out says that the one before was not the cause. */
function morePieces(text: string, rest: string, tree: Tree, pieces: readonly Stretch[]): Stretch[] | undefined {
  const spot = errorSpots(tree.rootNode)[0];
  if (spot === undefined) return undefined;
  const inRest = spot.missing === undefined ? spot.start : before(rest, spot.start);
  let at = inRest;
  for (const piece of pieces) if (at >= piece.start) at += piece.end - piece.start;
  const last = pieces.findLast((piece) => piece.end <= at);
  const found = statementAround(text, at);
  if (last !== undefined && text.slice(last.end, found?.start ?? at).trim() === '' && last.start > 0) {
    return joined(pieces, statementAround(text, before(text, last.start)));
  }
  return joined(pieces, found);
}

/** The last character before an offset that is no blank. */
function before(text: string, at: number): number {
  let index = at - 1;
  while (index > 0 && /\s/.test(text.charAt(index))) index--;
  return Math.max(0, index);
}

/** The pieces with one more, in order, neighbours as they are; undefined when that says nothing new. */
function joined(pieces: readonly Stretch[], more: Stretch | undefined): Stretch[] | undefined {
  if (more === undefined || pieces.some((piece) => piece.start < more.end && more.start < piece.end)) return undefined;
  return [...pieces, more].sort((a, b) => a.start - b.start);
}

function textWithout(text: string, pieces: readonly Stretch[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of pieces) {
    rest += text.slice(at, start);
    at = end;
  }
  return rest + text.slice(at);
}
