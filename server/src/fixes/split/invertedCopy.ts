import { indentStep } from '../../base/indentStep';
import { freshName, lineBreak, lineEnd, lineIndent } from '../../base/layout';
import type { Expr, ModuleBody } from '../../graph/ast';
import { writtenEnds, type WrittenFile } from '../../refactor/scene';
import { joined } from '../retime/keepInRegister';
import type { WrittenRegister } from '../retime/registerWrites';
import { storedRange } from './declaredRange';
import { withSemicolon, writtenFile } from '../sourceText';
import type { FixContext, TextChange } from '../strategy';

/** A second register that holds the inverse of one, and the net that turns it back. */
export interface RegisterCopy {
  /** The net with the value of the register. */
  readonly copy: string;
  readonly changes: readonly TextChange[];
}

/**
 * A copy of a register with loads of its own. It holds the inverse: synthesis merges registers that are loaded with the same, whatever
 * attribute the net of one has. In words what forbids it.
 */
export function invertedCopy(context: FixContext, body: ModuleBody, register: WrittenRegister, taken: Set<string>): RegisterCopy | string {
  const source = writtenFile(context);
  const { text } = source;
  const fresh = (base: string): string => {
    const made = freshName(text, base, taken);
    taken.add(made);
    return made;
  };
  const base = register.name.replace(/_(?:reg|q|r|ff)$/, '');
  const [inverse, copy] = [fresh(`${base}_inverse`), fresh(`${base}_copy`)];
  const changes: TextChange[] = [];
  for (const write of register.writes) {
    const value = inverted(source, write.value);
    const beside =
      value === undefined ? undefined : joined(source, write.statement, write.among === undefined, 'behind', `${inverse} <= ${value};`);
    if (beside === undefined) return `An assignment to ${register.name} comes from a macro.`;
    changes.push(...beside);
  }
  const range = storedRange(context, body, register.name);
  if (range === undefined) return `The type of ${register.name} is not a plain vector.`;
  const initial = register.initial === undefined ? '' : inverted(source, register.initial);
  if (initial === undefined) return `The value that ${register.name} starts with comes from a macro.`;
  const place = declarationEnd(context, source, register);
  if (place === undefined) return `The declaration of ${register.name} comes from a macro.`;
  const [bit, net] = context.language === 'verilog' ? ['reg', 'wire'] : ['logic', 'logic'];
  const size = range === '' ? '' : `${range} `;
  const lines = [
    `// A copy of ${register.name} with loads of its own, kept inverted so that synthesis does not merge the two.`,
    `${bit} ${size}${inverse}${initial === '' ? '' : ` = ${initial}`};`,
    ...(net === 'wire' ? [`wire ${size}${copy} = ~${inverse};`] : [`logic ${size}${copy};`, `assign ${copy} = ~${inverse};`]),
  ];
  const indent = register.declaredBy === undefined ? indentStep(text) : lineIndent(text, place.from);
  const declared = { start: place.at, end: place.at, text: lines.map((line) => `${lineBreak(text)}${indent}${line}`).join('') };
  return { copy, changes: [...changes, declared] };
}

/** The author's text of a value, inverted; undefined when a macro made its ends. */
function inverted(source: WrittenFile, value: Expr): string | undefined {
  const at = writtenEnds(source, value);
  if (at === undefined) return undefined;
  const text = source.text.slice(at.start, at.end);
  const bit = /^1'([bdh])([01])$/i.exec(text);
  if (bit !== null) return `1'${bit[1]}${bit[2] === '0' ? '1' : '0'}`;
  return /^[\w$]+$/.test(text) && !/^\d/.test(text) ? `~${text}` : `~(${text})`;
}

/** Where a declaration may follow that of a register: the end of its line. */
export function declarationEnd(
  context: FixContext,
  source: WrittenFile,
  register: Pick<WrittenRegister, 'declaredBy'>,
): { readonly from: number; readonly at: number } | undefined {
  const { text } = source;
  if (register.declaredBy === undefined) {
    const { headerRange } = context.module;
    return headerRange.path === source.path ? { from: headerRange.end, at: lineEnd(text, headerRange.end) } : undefined;
  }
  const at = writtenEnds(source, register.declaredBy.item);
  if (at === undefined) return undefined;
  return { from: at.start, at: lineEnd(text, withSemicolon(text, at.end)) };
}
