import type { Place } from './place';
import { mayBeEcho, replyBeginning } from './trim';
import { unitEndOf } from './unitEnd';

/** One stage over the pieces of a reply. A stage that has enough returns, which stops the request. */
export type Stage = (pieces: AsyncIterable<string>) => AsyncIterable<string>;

/** Puts stages one after another. */
export function pipeline(...stages: readonly Stage[]): Stage {
  return (pieces) => stages.reduce((through, stage) => stage(through), pieces);
}

/** Ends after so many lines of text; blank lines at the beginning do not count. What the cap leaves is whole lines. */
export function capLines(maxLines: number): Stage {
  return async function* (pieces) {
    let lines = 0;
    let begun = false;
    for await (const piece of pieces) {
      for (const part of piece.split(/(?<=\n)/)) {
        begun ||= part.trim() !== '';
        yield part;
        if (begun && part.endsWith('\n')) lines++;
        if (lines >= maxLines) return;
      }
    }
  };
}

/** Ends at the fence that closes the first fenced block: what follows is prose. */
export const stopAfterFence: Stage = async function* (pieces) {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    yield piece;
    if ((text.match(/^[ \t]*```/gm)?.length ?? 0) >= 2 && /```[ \t]*\n/.test(text)) return;
  }
};

/** Ends when the grammar unit that the cursor stands in has ended and another has begun: nobody waits for words that will be cut off. */
export function stopAfterUnit(place: Place): Stage {
  return async function* (pieces) {
    let text = '';
    for await (const piece of pieces) {
      text += piece;
      yield piece;
      if (!/[;\n]|end|join/.test(text) || !/\s/.test(piece)) continue;
      const insertion = replyBeginning(text, place);
      if (insertion !== undefined && unitEndOf(insertion, place) !== undefined) return;
    }
  };
}

/** Tells what the insertion will begin with while the reply arrives, whenever it has grown by a word or so. */
export function tellBeginning(place: Place, tell: (beginning: string) => void): Stage {
  return async function* (pieces) {
    let text = '';
    let told = 0;
    for await (const piece of pieces) {
      text += piece;
      yield piece;
      if (told > 0 && text.length - told < 8) continue;
      told = text.length;
      const beginning = mayBeEcho(text, place) ? undefined : replyBeginning(text, place);
      if (beginning !== undefined) tell(place.eol === '\n' ? beginning : beginning.replaceAll('\n', place.eol));
    }
  };
}

/**
 * Ends when the reply has begun to repeat what follows the cursor: its next two lines that tell anything. Not where the reply begins with them: processes of
 * one module often begin alike.
 */
export function stopAtSuffixEcho(place: Place): Stage {
  const following = place.suffix.split(/\r?\n/).slice(1).map(squeeze).filter(isTelling).slice(0, 2);
  return async function* (pieces) {
    let text = '';
    for await (const piece of pieces) {
      text += piece;
      yield piece;
      if (piece.includes('\n') && echoes(text, following)) return;
    }
  };
}

function echoes(text: string, [first, second]: readonly string[]): boolean {
  if (first === undefined || second === undefined) return false;
  const lines = text.split('\n').slice(0, -1).map(squeeze).filter(isTelling);
  const at = lines.lastIndexOf(first);
  return at > 0 && lines[at + 1] === second;
}

function isTelling(line: string): boolean {
  return line !== '' && !/^(?:end\w*|begin|else|join\w*|[)\]};,\s])*$/.test(line);
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
