import { indentStep } from '../../base/indentStep';
import { lineBreak } from '../../base/layout';
import type { FixContext } from '../strategy';
import type { Width } from './widthText';

/** Where an operand is cut: its width, the first bits of its parts but the lowest, and what declares a width that is no number. */
export interface Cut {
  readonly width: string;
  /** Ascending. */
  readonly at: readonly string[];
  readonly declarations: readonly string[];
}

/** Cuts a width at shares of it, `[1, 2]` for one half (numerator, denominator). A width of parameters gets a local parameter named after `name`. */
export function cutAt(width: Width, shares: readonly (readonly [number, number])[], name: string): Cut {
  if (width.bits !== undefined) {
    const { bits } = width;
    return { width: width.text, at: shares.map(([part, of]) => String(Math.round((bits * part) / of))), declarations: [] };
  }
  const bits = `${name.toUpperCase()}_BITS`;
  return {
    width: bits,
    at: shares.map(([part, of]) => (part === 1 ? `${bits}/${of}` : `${part}*${bits}/${of}`)),
    declarations: [`localparam ${bits} = ${width.text};`],
  };
}

/** `[W-1:H]` of a cut, from a bit on up to below another. */
export function bitsFrom(low: string, below: string): string {
  const top = /^\d+$/.test(below) ? String(Number(below) - 1) : `${below}-1`;
  return `[${top}:${low}]`;
}

/** A function as a block of lines for the end of a module: `lines` are its body, one level in; a `comment` says what it is. */
export function functionText(
  context: FixContext,
  parts: { comment: string; cut: Cut; head: string; variables: readonly string[]; lines: readonly string[] },
): string {
  const { text } = context.file.source;
  const unit = indentStep(text);
  const lines = [
    `// ${parts.comment}`,
    ...parts.cut.declarations,
    parts.head,
    ...parts.variables.map((one) => `${unit}${one}`),
    `${unit}begin`,
    ...parts.lines.map((one) => `${unit}${unit}${one}`),
    `${unit}end`,
    'endfunction',
  ];
  return lines.map((line) => `${unit}${line}${lineBreak(text)}`).join('');
}
