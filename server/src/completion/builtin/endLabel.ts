import { tokenize, type Token } from '../../graph/lexer';
import { blockClosers } from '../../syntax/blockWords';
import type { Place } from '../place';
import { insertion, type Template } from './template';

/** Ends that can carry the name of what they end. */
const labelled = /^end(?:module|interface|package|program|class|function|task)?$/;

/** `endmodule` → ` : name` (SystemVerilog's end labels), and the `endmodule` of a module that nothing ends. */
export const endLabelTemplate: Template = {
  name: 'endLabel',
  propose(place) {
    const label = place.systemVerilog ? labelHere(place) : undefined;
    if (label !== undefined) return [insertion(place, label)];
    return missingEnd(place);
  },
};

/** Only at the end of a line: a label before other code is not wanted. */
function labelHere(place: Place): string | undefined {
  const typed = /\b(end\w*)(\s*:?[ \t]*)$/.exec(place.linePrefix);
  if (typed?.[1] === undefined || place.lineSuffix.trim() !== '') return undefined;
  const wanted = labelled.test(typed[1]) ? blockClosers.get(typed[1]) : undefined;
  if (wanted === undefined || (typed[1] === 'end' && !/:/.test(typed[2] ?? '') && !labelsAreStyle(place))) return undefined;
  const tokens = tokenize(place.prefix).slice(0, -1);
  const end = tokens.at(-1)?.text === ':' ? tokens.length - 2 : tokens.length - 1;
  if (tokens[end]?.text !== typed[1]) return undefined;
  const name = nameOf(tokens, matchingOpener(tokens, end, wanted), typed[1]);
  if (name === undefined) return undefined;
  const gap = typed[2] ?? '';
  return gap === '' ? ` : ${name}` : gap.includes(':') ? `${/\s$/.test(gap) ? '' : ' '}${name}` : `: ${name}`;
}

/** Ends of blocks are labelled only where the file does so already. */
function labelsAreStyle(place: Place): boolean {
  return /\bend\s*:\s*\w/.test(place.text);
}

function matchingOpener(tokens: readonly Token[], end: number, wanted: readonly string[]): number {
  let depth = 0;
  for (let i = end - 1; i >= 0; i--) {
    const text = tokens[i]?.text ?? '';
    if (text === tokens[end]?.text) depth++;
    else if (wanted.includes(text) && depth-- === 0) return i;
  }
  return -1;
}

/** The name behind a unit's keyword, a block's label, or the last word before a function's brackets. */
function nameOf(tokens: readonly Token[], opener: number, end: string): string | undefined {
  if (opener < 0) return undefined;
  if (end === 'end') return tokens[opener + 1]?.text === ':' ? tokens[opener + 2]?.text : undefined;
  if (end === 'endfunction' || end === 'endtask') {
    const stop = tokens.findIndex((token, i) => i > opener && (token.text === '(' || token.text === ';'));
    return tokens[stop - 1]?.kind === 'id' ? tokens[stop - 1]?.text : undefined;
  }
  const at = /^(automatic|static)$/.test(tokens[opener + 1]?.text ?? '') ? opener + 2 : opener + 1;
  return tokens[at]?.kind === 'id' ? tokens[at].text : undefined;
}

function missingEnd(place: Place): ReturnType<Template['propose']> {
  const [only, second] = place.open.stack;
  if (only?.opener !== 'module' || second !== undefined || place.statement < place.before.length || place.statement === 0) return [];
  if (place.linePrefix.trim() !== '' || place.suffix.trim() !== '') return [];
  return [insertion(place, place.systemVerilog ? `endmodule : ${place.unitName ?? ''}` : 'endmodule')];
}
