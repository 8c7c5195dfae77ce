import { applyEdits, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf, type WrittenFile } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import type { TextChange } from '../strategy';
import type { RegisterWrite } from './registerWrites';

/**
 * The statement that one use of a macro makes around a write, where it makes nothing else and writes nothing else: what stands there can be
 * written out beside the use. Undefined for a write that the author wrote, and where more comes from the macro.
 */
export function macroStatement(source: WrittenFile, process: Process, { statement, register }: RegisterWrite): Statement | undefined {
  const { pre } = source.file;
  const use = pre.toSource(statement.start, statement.end);
  if (use.macro === undefined || use.path !== source.path) return undefined;
  const isSame = (one: Statement): boolean => {
    const range = pre.toSource(one.start, one.end);
    return range.macro === use.macro && range.start === use.start && range.path === use.path;
  };
  const all = everyStatement(bodyOf(process));
  const around = all.filter((one) => one.start <= statement.start && statement.end <= one.end && isSame(one));
  const whole = around.reduce<Statement | undefined>(
    (widest, one) => (widest === undefined || one.end - one.start > widest.end - widest.start ? one : widest),
    undefined,
  );
  const among = all.find((one) => one.kind === 'block' && whole !== undefined && one.body.includes(whole));
  if (whole === undefined || among?.kind !== 'block' || among.body.filter(isSame).length !== 1) return undefined;
  const { names } = assignedBy(whole);
  return names.size === 1 && names.has(register) ? whole : undefined;
}

/**
 * What a macro's statement does, written out in front of the use of the macro, with other targets and values: `changes` are of the preprocessed
 * text. Undefined where the use does not begin its line.
 */
export function writtenOut(source: WrittenFile, statement: Statement, changes: readonly TextChange[]): TextChange | undefined {
  const { pre } = source.file;
  const { start } = pre.toSource(statement.start, statement.end);
  if (source.text.slice(lineStart(source.text, start), start).trim() !== '') return undefined;
  const moved = changes.map((one) => ({ ...one, start: one.start - statement.start, end: one.end - statement.start }));
  const text = applyEdits(pre.text.slice(statement.start, statement.end), moved).replace(/\s+/g, ' ');
  const closed = /(?:;|\bend)$/.test(text) ? text : `${text};`;
  return { start, end: start, text: `${closed}${lineBreak(source.text)}${lineIndent(source.text, start)}` };
}
