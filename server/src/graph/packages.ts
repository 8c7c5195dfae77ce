import type { ModuleInfo } from '../model/moduleInfo';
import { tokenize } from './lexer';
import { vectorType } from './dataType';
import type { Machine } from './machine';
import { readType } from './readType';
import { resolveType } from './resolveType';
import { Scope } from './scope';
import { TokenCursor, Unreadable } from './tokenCursor';
import { constantValue } from './value';

/** The constants and types of a package, from its summary (its functions are not known from there). */
export function packageFromInfo(info: ModuleInfo | undefined, machine: (scope: Scope) => Machine): Scope | undefined {
  if (info === undefined) return undefined;
  const scope = new Scope('');
  for (const parameter of info.parameters) {
    if (parameter.value === undefined) continue;
    const width = Math.max(32, parameter.value.toString(2).length + 1);
    scope.declare(parameter.name, { kind: 'constant', value: constantValue(parameter.value, width, true) });
  }
  for (const type of info.types) {
    try {
      const cursor = new TokenCursor(tokenize(type.text));
      cursor.accept('typedef');
      const resolved = resolveType(readType(cursor), machine(scope));
      scope.declare(type.name, { kind: 'type', ...resolved });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (type.width !== undefined) scope.declare(type.name, { kind: 'type', type: vectorType(type.width) });
    }
  }
  return scope;
}
