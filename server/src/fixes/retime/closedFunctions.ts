import type { ModuleBody, Span } from '../../graph/ast';
import { assignedByRoutine } from '../../refactor/drivers';
import { itemsOf } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf } from '../../refactor/statements';

/** A function whose value its arguments alone decide. */
export interface ClosedFunction extends Span {
  /** Of its value: `[7:0]`, '' for one bit. */
  readonly range: string;
}

/**
 * The functions of a module that read nothing but their arguments and constants, and write nothing but their own names; without those whose value has a sign, or a
 * type that is no plain vector.
 */
export function closedFunctions(body: ModuleBody, constants: ReadonlySet<string>, preText: string): Map<string, ClosedFunction> {
  const found = new Map<string, ClosedFunction>();
  for (const { item, around } of itemsOf(body)) {
    if (item.kind !== 'routine' || item.routine.kind !== 'function' || around.length > 0) continue;
    const { routine } = item;
    const statements = everyStatement(routine.body);
    const own = new Set([routine.name, ...routine.ports.map((one) => one.name)]);
    for (const one of statements) if (one.kind === 'declare') for (const { name } of one.declarators) own.add(name);
    const reads = statements.flatMap(readsOf);
    const closed =
      routine.ports.every((one) => one.direction === 'input') &&
      statements.every((one) => one.kind !== 'call' && one.kind !== 'timing') &&
      reads.every((one) => isPure(one) && namesIn(one).every(({ name }) => own.has(name) || constants.has(name))) &&
      [...assignedByRoutine(routine)].every((name) => own.has(name));
    const head = new RegExp(`^function\\s+(?:automatic\\s+)?(?:(?:reg|logic)\\b\\s*)?(\\[[^\\][]*\\])?\\s*${routine.name}\\b`);
    const match = head.exec(preText.slice(item.start, item.end).trimStart());
    if (closed && match !== null)
      found.set(routine.name, { start: item.start, end: item.end, range: (match[1] ?? '').replace(/\s+/g, '') });
  }
  return found;
}
