import type { Statement } from './ast';
import { targetNames } from './registers';
import type { Scope } from './scope';

const cache = new WeakMap<Statement, ReadonlySet<string>>();

/** Names a statement assigns, as written, anywhere inside it. A call may assign anything: then `*` is among them. */
export function assignedNames(statement: Statement): ReadonlySet<string> {
  const known = cache.get(statement);
  if (known !== undefined) return known;
  const names = new Set<string>();
  collect(statement, names);
  cache.set(statement, names);
  return names;
}

function collect(statement: Statement, names: Set<string>): void {
  const addAll = (inner: Statement): void => {
    for (const name of assignedNames(inner)) names.add(name);
  };
  switch (statement.kind) {
    case 'assign':
      for (const name of targetNames(statement.target)) names.add(name);
      return;
    case 'declare':
      for (const one of statement.declarators) names.add(one.name);
      return;
    case 'block':
      statement.body.forEach(addAll);
      return;
    case 'if':
      addAll(statement.then);
      if (statement.otherwise !== undefined) addAll(statement.otherwise);
      return;
    case 'case':
      for (const arm of statement.arms) addAll(arm.body);
      return;
    case 'loop':
      statement.init.forEach(addAll);
      statement.step.forEach(addAll);
      addAll(statement.body);
      return;
    case 'timing':
      addAll(statement.body);
      return;
    case 'call':
      names.add('*');
      return;
    default:
      return;
  }
}

/** Whether a statement may assign one of these signals, or a variable that is not a signal of the module (which may lead to one). */
export function assignsOneOf(statement: Statement, ids: ReadonlySet<string>, scope: Scope): boolean {
  for (const name of assignedNames(statement)) {
    if (name === '*') return true;
    const entity = scope.lookup(name);
    if (entity?.kind !== 'signal' || ids.has(entity.signal.id)) return true;
  }
  return false;
}
