import type { LocatedScope } from './lookup';
import type { Scope, SymbolTable } from './symbolTypes';

/**
 * The scope that an offset of a file is in. Where the text around it does not parse, or the file is read as part of another, the scope of the
 * name before it is taken; `outside` says that the text there is known to be in no unit.
 */
export function scopeAt(table: SymbolTable, path: string, offset: number, outside = false): LocatedScope | undefined {
  const file = table.scopes[0];
  if (file === undefined) return undefined;
  if (outside) return { table, scope: file };
  const innermost = innermostScope(table, path, offset);
  return { table, scope: (innermost === file ? scopeOfNameBefore(table, path, offset) : innermost) ?? file };
}

/** The innermost scope that an offset of a file stands inside, that of the file itself when it is in no other; undefined for a table without scopes. */
export function innermostScope(table: SymbolTable, path: string, offset: number): Scope | undefined {
  let innermost = table.scopes[0];
  for (const scope of table.scopes) {
    const { range } = scope;
    if (scope.index === 0 || range.path !== path || range.start >= offset || range.end < offset) continue;
    if (innermost?.index === 0 || innermost === undefined || range.end - range.start <= innermost.range.end - innermost.range.start)
      innermost = scope;
  }
  return innermost;
}

function scopeOfNameBefore(table: SymbolTable, path: string, offset: number): Scope | undefined {
  let best = -1;
  let scope: number | undefined;
  for (const { range, scope: own } of table.references) {
    if (range.path !== path || range.start >= offset || range.start <= best) continue;
    best = range.start;
    scope = own;
  }
  for (const { nameRange, scope: own, inner } of table.declarations) {
    if (nameRange.path !== path || nameRange.start >= offset || nameRange.start <= best) continue;
    best = nameRange.start;
    scope = inner ?? own;
  }
  return scope === undefined ? undefined : table.scopes[scope];
}
