import { freshName } from '../base/layout';
import type { TextChange } from '../fixes/strategy';
import { closeOf, nextCode } from '../refactor/brackets';
import { writtenFile } from '../fixes/sourceText';
import type { OptimizeContext } from './strategy';

/**
 * An input of our own in front of the ports of a module, a bit for each change that is to be switched on and off in a trial: its name and the change of the header.
 * Undefined where the header is not written in the file, or has no ports.
 */
export function switchInput(context: OptimizeContext, bits: number): { readonly name: string; readonly changes: TextChange[] } | undefined {
  const source = writtenFile(context);
  const { text } = source;
  const { headerRange, nameRange } = context.module;
  if (headerRange.path !== source.path || text.slice(nameRange.start, nameRange.end) !== context.module.name) return undefined;
  let open = nextCode(text, nameRange.end);
  if (text[open] === '#') {
    const close = closeOf(text, nextCode(text, open + 1));
    if (close === undefined) return undefined;
    open = nextCode(text, close + 1);
  }
  if (text[open] !== '(') return undefined;
  const first = nextCode(text, open + 1);
  if (text[first] === ')') return undefined;
  const name = freshName(text, 'signoff_try');
  const declared = `input [${bits - 1}:0] ${name}`;
  if (/^(?:input|output|inout)\b/.test(text.slice(first))) return { name, changes: [{ start: first, end: first, text: `${declared}, ` }] };
  const { end } = headerRange;
  return {
    name,
    changes: [
      { start: first, end: first, text: `${name}, ` },
      { start: end, end, text: ` ${declared};` },
    ],
  };
}
