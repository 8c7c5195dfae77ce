import type { SourceRange } from '../../base/ranges';
import type { Located, SymbolProject } from './symbolProject';
import type { SymbolTable } from './symbolTypes';

const skipped = String.raw`//[^\r\n]*|/\*[^]*?\*/|"(?:[^"\\\r\n]|\\[^])*"`;

/** Where a pattern stands in the branches of a file that conditionals switch off; comments and strings do not count. */
export function inSwitchedOff(table: SymbolTable, text: string, pattern: string, within?: SourceRange): SourceRange[] {
  const found: SourceRange[] = [];
  const either = new RegExp(`${skipped}|(${pattern})`, 'g');
  for (const range of table.inactive) {
    if (range.path !== table.path) continue;
    if (within !== undefined && (range.start < within.start || range.end > within.end)) continue;
    either.lastIndex = range.start;
    for (let hit = either.exec(text); hit !== null && hit.index < range.end; hit = either.exec(text)) {
      if (hit[1] !== undefined) found.push(offsetRange(range, text, hit.index, hit.index + hit[1].length));
    }
  }
  return found;
}

/**
 * A use of a declaration that may stand in switched-off code outside of its own scope, where nothing says what a name means: a unit's name anywhere,
 * a port or parameter behind a dot in a file that names its unit, an item in a file that names its package, a macro behind a backtick.
 */
export function useSwitchedOff(project: SymbolProject, { table, declaration }: Located): SourceRange | undefined {
  const scope = table.scopes[declaration.scope];
  const name = declaration.name.replace(/[^\w]/g, '\\$&');
  const word = `(?<![\\w$])${name}(?![\\w$])`;
  const owner = table.declarations[scope?.owner ?? -1];
  const [pattern, beside] =
    declaration.kind === 'macro'
      ? [`\`${name}(?![\\w$])`, declaration.name]
      : scope?.kind === 'file'
        ? [word, declaration.name]
        : owner?.kind === 'package'
          ? [word, owner.name]
          : declaration.kind === 'port' || declaration.kind === 'parameter' || declaration.kind === 'typeParameter'
            ? [`(?<=\\.\\s*)${name}(?![\\w$])`, owner?.name]
            : [undefined, undefined];
  if (pattern === undefined || beside === undefined) return undefined;
  for (const file of project.filesWithWord(declaration.name)) {
    const text = project.text(file) ?? '';
    if (!new RegExp(`(?<![\\w$])${beside.replace(/[^\w]/g, '\\$&')}(?![\\w$])`).test(text)) continue;
    const other = project.table(file);
    const own = file === table.path && scope?.kind !== 'file' && declaration.kind !== 'macro' ? scope?.range : undefined;
    const [use] = other === undefined ? [] : inSwitchedOff(other, text, pattern).filter((one) => !isInside(one, own));
    if (use !== undefined) return use;
  }
  return undefined;
}

function isInside(range: SourceRange, scope: SourceRange | undefined): boolean {
  return scope !== undefined && scope.path === range.path && range.start >= scope.start && range.end <= scope.end;
}

function offsetRange(base: SourceRange, text: string, start: number, end: number): SourceRange {
  let line = base.line;
  let lineStart = base.start - base.column;
  for (let at = text.indexOf('\n', base.start); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { path: base.path, start, end, line, column: start - lineStart, endLine: line, endColumn: end - lineStart };
}
