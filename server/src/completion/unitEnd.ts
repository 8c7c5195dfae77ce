import type { Place } from './place';
import { applyCandidate } from './repair';
import type { Candidate } from './trim';

const maxTries = 6;

/**
 * Ends a candidate at the end of a grammar unit: when it brings syntax errors that the document did not have, the longest beginning of
 * it that ends a statement and brings none is taken instead (a model that goes on in prose). When there is none, the candidate stays as
 * it is: the tools' words about it are worth more to the model than silence.
 */
export function endingWithUnit(candidate: Candidate, place: Place, countProblems: (text: string) => number): Candidate {
  const baseline = countProblems(place.text);
  const brings = (text: string): boolean => countProblems(applyCandidate(place.text, { ...candidate, text })) > baseline;
  if (!brings(candidate.text)) return candidate;
  const lines = candidate.text.split('\n');
  let tries = 0;
  for (let n = lines.length - 1; n >= 1 && tries < maxTries; n--) {
    const text = lines.slice(0, n).join('\n').trimEnd();
    if (!/(;|\bend\w*|\bend\w*\s*:\s*\w+|\bjoin\w*)$/.test(text)) continue;
    tries++;
    if (!brings(text)) return { ...candidate, text };
  }
  return candidate;
}
