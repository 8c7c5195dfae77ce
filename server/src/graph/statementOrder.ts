import type { Statement } from './ast';
import { targetNames } from './registers';
import type { Scope } from './scope';

/** Whether a statement waits for time or events. */
export function hasTiming(statement: Statement): boolean {
  switch (statement.kind) {
    case 'timing':
      return true;
    case 'block':
      return statement.body.some(hasTiming);
    case 'if':
      return hasTiming(statement.then) || (statement.otherwise !== undefined && hasTiming(statement.otherwise));
    case 'case':
      return statement.arms.some((arm) => hasTiming(arm.body));
    case 'loop':
      return statement.style === 'forever' || hasTiming(statement.body);
    default:
      return false;
  }
}

/** For each signal a process assigns, the offset behind its last assignment (behind the loop, when it stands in one). */
export function lastAssignments(statement: Statement, scope: Scope): Map<string, number> {
  const last = new Map<string, number>();
  const visit = (one: Statement, loopEnd: number | undefined): void => {
    switch (one.kind) {
      case 'assign':
        for (const name of targetNames(one.target)) {
          const entity = scope.lookup(name);
          if (entity?.kind === 'signal') last.set(entity.signal.id, Math.max(last.get(entity.signal.id) ?? 0, loopEnd ?? one.end));
        }
        return;
      case 'block':
        for (const inner of one.body) visit(inner, loopEnd);
        return;
      case 'if':
        visit(one.then, loopEnd);
        if (one.otherwise !== undefined) visit(one.otherwise, loopEnd);
        return;
      case 'case':
        for (const arm of one.arms) visit(arm.body, loopEnd);
        return;
      case 'loop':
        visit(one.body, loopEnd ?? one.end);
        return;
      case 'timing':
        visit(one.body, loopEnd);
        return;
      default:
        return;
    }
  };
  visit(statement, undefined);
  return last;
}
