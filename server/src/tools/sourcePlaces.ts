import { LineIndex } from '../base/lines';
import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import type { Diagnostic } from '../protocol/contract';

/** A place as tools name it: 1-based line and, when they give one, 1-based column. */
export interface ToolPlace {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  /** What the tool counts columns in; `display`: cells of a terminal, with a tab stop at every eighth. Default: UTF-16 units, as we do. */
  readonly columnUnit?: 'codePoint' | 'display' | 'utf16';
}

export type Finding = Pick<Diagnostic, 'severity' | 'code' | 'source' | 'message'>;

/** The texts of a compile unit, to give tools' places exact ranges in the author's files. */
export class SourcePlaces {
  private readonly texts = new Map<string, SourceText>();
  private readonly indexes = new Map<string, LineIndex>();
  private readonly bare = new Map<string, string>();

  constructor(unit: CompileUnit) {
    for (const file of [...unit.files, ...unit.includes]) this.texts.set(file.path, file);
  }

  /**
   * A diagnostic whose range is the word at the place; without a column, the text of the line. Lines and columns are 1-based,
   * columns count UTF-16 units.
   */
  diagnostic(place: ToolPlace, finding: Finding): Diagnostic {
    const line = this.lineText(place.path, place.line);
    const start = startColumn(line, place);
    const length = place.column === undefined ? line.trim().length : wordLength(line, start - 1);
    return { file: place.path, line: place.line, column: start, endLine: place.line, endColumn: start + Math.max(1, length), ...finding };
  }

  /** For what a tool says of the whole design. */
  firstPath(): string {
    return this.texts.keys().next().value ?? '';
  }

  /** Text of a 1-based line, '' when there is none. */
  lineText(path: string, line: number): string {
    const text = this.texts.get(path)?.text;
    if (text === undefined) return '';
    const index = this.index(path, text);
    const start = index.offsetAt({ line: line - 1, column: 0 });
    return text.slice(start, index.offsetAt({ line: line - 1, column: Number.MAX_SAFE_INTEGER }));
  }

  /** The body of a module with the file it is in; comments and strings are blanked at the same length. */
  moduleText(module: string): { readonly path: string; readonly start: number; readonly text: string } | undefined {
    if (!/^[A-Za-z_][\w$]*$/.test(module)) return undefined;
    const head = new RegExp(`\\b(?:macromodule|module|interface|program)\\s+(?:automatic\\s+|static\\s+)?${escape(module)}(?![\\w$])`);
    for (const path of this.texts.keys()) {
      const text = this.blanked(path);
      const start = text.search(head);
      if (start < 0) continue;
      const end = text.slice(start).search(/\bend(?:module|interface|program)\b/);
      return { path, start, text: end < 0 ? text.slice(start) : text.slice(start, start + end) };
    }
    return undefined;
  }

  /** Where a signal is declared: its first mention in the module. */
  declaration(module: string, signal: string): ToolPlace | undefined {
    return this.mentions(module, signal, '')[0];
  }

  /** Where a signal is assigned or connected to an instance's port, in the order of the text. */
  assignments(module: string, signal: string): ToolPlace[] {
    const direct = this.mentions(module, signal, String.raw`(?=\s*(?:\[[^\]]*\]\s*)*<?=(?!=))`);
    return direct.length > 0 ? direct : this.mentions(module, signal, String.raw`(?=\s*(?:\[[^\]]*\]\s*)*\))`);
  }

  /**
   * Whether a generate region assigns or connects a signal that the netlist leaves open: other parameters may switch that on.
   */
  mayBeDriven(module: string, signal: string): boolean {
    const body = this.moduleText(module);
    if (body === undefined) return false;
    const own = escape(signal.split('.').at(-1) ?? '');
    const generated = body.text.match(/\bgenerate\b[^]*?\bendgenerate\b/g) ?? [];
    const assigned = `(?<![\\w$.])${own}(?![\\w$])\\s*(?:\\[[^\\]]*\\]\\s*)*<?=(?!=)`;
    const driven = new RegExp(`${assigned}|\\.\\w+\\s*\\([^()]*(?<![\\w$.])${own}(?![\\w$])`);
    return generated.some((text) => driven.test(text));
  }

  /** Text around a place, comments included, from the process it is in (or starts) to the next item of the module. */
  processText(place: ToolPlace): string {
    const text = this.texts.get(place.path)?.text ?? '';
    const blank = this.blanked(place.path);
    const index = this.index(place.path, text);
    const at = index.offsetAt({ line: place.line - 1, column: Math.max(0, (place.column ?? 1) - 1) });
    const head = /\balways(?:_comb|_ff|_latch)?\b/g;
    let start = at;
    for (let match = head.exec(blank); match !== null && match.index <= at; match = head.exec(blank)) start = match.index;
    const item = /\b(?:always(?:_comb|_ff|_latch)?|initial|assign|generate|endgenerate|endmodule|module|genvar|function|task)\b/g;
    item.lastIndex = start + 'always'.length;
    return text.slice(start, item.exec(blank)?.index ?? text.length);
  }

  /** Whether a variable is only ever assigned by the heads of `for` loops. */
  isLoopIndex(module: string, signal: string): boolean {
    const body = this.moduleText(module);
    const name = signal.split('.').at(-1) ?? '';
    if (body === undefined || !/^[\w$]+$/.test(name)) return false;
    const own = escape(name);
    const head = new RegExp(
      `\\bfor\\s*\\(\\s*${own}\\s*=[^;]*;(\\s*${own}\\s*<=)?[^;]*;\\s*(?:(${own}\\s*=(?!=))|${own}\\s*(?:\\+\\+|--|[-+]=)|(?:\\+\\+|--)\\s*${own})`,
      'g',
    );
    const heads = [...body.text.matchAll(head)];
    // The condition `i <= 4` reads like an assignment.
    const expected = heads.reduce(
      (sum, [, compared, stepped]) => sum + 1 + (compared === undefined ? 0 : 1) + (stepped === undefined ? 0 : 1),
      0,
    );
    const assigned = body.text.match(new RegExp(`(?<![\\w$.])${own}(?![\\w$])\\s*<?=(?!=)`, 'g')) ?? [];
    return heads.length > 0 && assigned.length === expected;
  }

  /** Whether the module's text reads a signal: a mention after the first, its declaration, that is no target of an assignment. */
  isRead(module: string, signal: string): boolean {
    const notTarget = String.raw`(?!\s*(?:\[[^\]]*\]\s*)*<?=(?!=))(?![^;{}()]*\}\s*<?=(?!=))`;
    const declared = this.declaration(module, signal);
    return this.mentions(module, signal, notTarget).some((at) => at.line !== declared?.line || at.column !== declared.column);
  }

  private mentions(module: string, signal: string, ahead: string): ToolPlace[] {
    const body = this.moduleText(module);
    if (body === undefined || signal === '') return [];
    const pattern = new RegExp(`(?<![\\w$.])${escape(signal)}(?![\\w$])${ahead}`, 'g');
    const index = this.index(body.path, this.texts.get(body.path)?.text ?? '');
    return Array.from(body.text.matchAll(pattern), (match) => {
      const at = index.positionAt(body.start + match.index);
      return { path: body.path, line: at.line + 1, column: at.column + 1 };
    });
  }

  private blanked(path: string): string {
    let text = this.bare.get(path);
    if (text === undefined) {
      text = blankComments(this.texts.get(path)?.text ?? '');
      this.bare.set(path, text);
    }
    return text;
  }

  private index(path: string, text: string): LineIndex {
    let index = this.indexes.get(path);
    if (index === undefined) this.indexes.set(path, (index = new LineIndex(text)));
    return index;
  }
}

/** Comments and strings replaced by blanks of the same length; line breaks stay. */
export function blankComments(text: string): string {
  return text.replace(/\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[\s\S])*"/g, (part) => part.replace(/[^\r\n]/g, ' '));
}

function startColumn(line: string, place: ToolPlace): number {
  if (place.column === undefined) return line.length - line.trimStart().length + 1;
  const { columnUnit, column: wanted } = place;
  if (columnUnit === undefined || columnUnit === 'utf16') return wanted;
  let units = 0;
  let column = 1;
  for (const character of line) {
    if (column >= wanted) break;
    units += character.length;
    column += columnUnit === 'codePoint' ? 1 : character === '\t' ? tabStop - ((column - 1) % tabStop) : cells(character);
  }
  return units + 1 + Math.max(0, wanted - column);
}

const tabStop = 8;
const wide = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/u;

/** Cells that a terminal gives a character. */
function cells(character: string): number {
  if (character < '\u0300') return 1;
  return /^\p{Mn}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

function wordLength(line: string, at: number): number {
  return /^[`$\\]?[A-Za-z0-9_'$]+/.exec(line.slice(at))?.[0].length ?? 1;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
