import type { SymbolProject } from '../../model/symbols/symbolProject';
import type { SymbolTable } from '../../model/symbols/symbolTypes';

interface Kept {
  readonly text: string;
  readonly tables: readonly SymbolTable[];
}

/** The names of a file as last read, and where a place of its text of now is in the text they were read from. */
export interface TablesAt {
  readonly tables: readonly SymbolTable[];
  readonly offset: number;
}

/** Characters that may have been typed since without anything being declared. */
const longestWord = 400;
const mostFiles = 16;

/**
 * Keeps the names of files while a statement is being typed, so that a keystroke need not wait for the file to be read again. When the text has
 * to be read, it is read without the statement that is not finished: that one would spoil what is around it.
 */
export class KeptTables {
  private readonly byPath = new Map<string, Kept>();

  /** `finished` gives the text with blanks in the place of the unfinished statement, at equal length. */
  at(project: SymbolProject, path: string, text: string, offset: number, finished: () => string): TablesAt {
    const kept = this.byPath.get(path);
    const change = kept === undefined ? undefined : changeBetween(kept.text, text);
    if (kept !== undefined && change !== undefined && declaresNothing(kept.text, text, change))
      return { tables: kept.tables, offset: mapped(offset, change) };
    const tables = readTables(project, path, finished);
    this.byPath.delete(path);
    this.byPath.set(path, { text, tables });
    for (const oldest of this.byPath.keys()) {
      if (this.byPath.size <= mostFiles) break;
      this.byPath.delete(oldest);
    }
    return { tables, offset };
  }
}

function readTables(project: SymbolProject, path: string, finished: () => string): readonly SymbolTable[] {
  const atHand = project.tableAtHand(path);
  if (atHand?.whole === true && !project.isIncluded(path)) return [atHand];
  // A file that others include is read as they see it.
  if (project.isIncluded(path)) {
    const views = project.views(path);
    if (views.some((table) => table.path !== path)) return views.slice(0, 1);
  }
  return [project.tableOfText(path, finished())];
}

interface Change {
  readonly start: number;
  readonly removed: number;
  readonly added: number;
}

function changeBetween(before: string, after: string): Change {
  if (before === after) return { start: 0, removed: 0, added: 0 };
  const shorter = Math.min(before.length, after.length);
  const start = commonPrefix(before, after, shorter);
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { start, removed: before.length - tail - start, added: after.length - tail - start };
}

function commonPrefix(a: string, b: string, length: number): number {
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** Statements of which it is plain that they declare nothing, with what may be left of the one before them. */
const plainStatement =
  /^[^;]*?(?:^|\b(?:begin|end|else|always_comb)\b|\))?\s*(?:assign\b[^;]*|[\w.[\]:]+\s*<?=[^;]*|if\b[^;]*|case\b[^;]*|[^;]{0,3})$/;

/** Whether nothing can have been declared by what changed: it is inside one statement, or made of assignments. */
function declaresNothing(before: string, after: string, { start, removed, added }: Change): boolean {
  if (removed === 0 && added === 0) return true;
  if (removed > longestWord || added > longestWord) return false;
  const was = before.slice(start, start + removed);
  const now = after.slice(start, start + added);
  if (/[;`"]|\b(?:begin|end|module|function|task|import)\b/.test(was)) return false;
  if (
    /[`"]|\b(?:begin|end\w*|module|function|task|import|for|typedef|genvar|logic|wire|reg|bit|int|integer|parameter|localparam)\b/.test(now)
  )
    return false;
  const statements = now.split(';');
  // What comes last is not finished.
  return statements.slice(0, -1).every((one, at) => at === 0 || plainStatement.test(one.trim()));
}

function mapped(offset: number, { start, removed, added }: Change): number {
  if (offset <= start) return offset;
  return offset >= start + added ? offset + removed - added : start;
}

/** The project with these tables for a file, whatever its text became since. */
export function pinned(project: SymbolProject, path: string, tables: readonly SymbolTable[]): SymbolProject {
  const own = tables.find((table) => table.path === path);
  if (own === undefined) return project;
  return { ...project, table: (file) => (file === path ? own : project.table(file)) };
}
