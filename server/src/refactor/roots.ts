import type { Expr, ModuleBody, Statement } from '../graph/ast';
import { expressionType } from './expressionType';
import type { Root } from './expressionContext';
import { bodyOf, itemsOf, type PlacedItem, type Scene } from './scene';
import { everyStatement, indicesOf } from './statements';

export interface PlacedRoot extends Root {
  readonly placed: PlacedItem;
  readonly statement?: Statement;
}

/** The expressions of the processes, assignments and connections around an offset of the preprocessed text, with what each is used for. */
export function rootsAt(scene: Scene, body: ModuleBody, start: number, end: number): PlacedRoot[] {
  const holds = (expr: Expr): boolean => expr.start <= start && end <= expr.end;
  const found: PlacedRoot[] = [];
  for (const placed of itemsOf(body)) {
    const { item } = placed;
    if (item.start > start || end > item.end) continue;
    if (item.kind === 'assign') {
      found.push({ placed, expr: item.value, limit: expressionType(scene, item.target) ?? 'unknown' });
      found.push(...indicesOf(item.target).map((expr) => ({ placed, expr })));
    } else if (item.kind === 'instance') {
      found.push(...item.instance.connections.map((one) => ({ placed, expr: one.value, limit: 'unknown' as const })));
    } else if (item.kind === 'process') {
      for (const statement of everyStatement(bodyOf(item.process)))
        if (statement.start <= start && end <= statement.end)
          found.push(...rootsOf(scene, statement).map((one) => ({ ...one, placed, statement })));
    }
  }
  return found.filter((one) => holds(one.expr));
}

function rootsOf(scene: Scene, statement: Statement): Root[] {
  switch (statement.kind) {
    case 'assign':
      if (statement.op !== '=' && statement.op !== '<=') return [];
      return [
        { expr: statement.value, limit: expressionType(scene, statement.target) ?? 'unknown' },
        ...indicesOf(statement.target).map((expr) => ({ expr })),
      ];
    case 'if':
      return [{ expr: statement.test }];
    case 'case': {
      const among = [statement.subject, ...statement.arms.flatMap((arm) => arm.labels)];
      return among.map((expr) => ({ expr, among }));
    }
    default:
      return [];
  }
}
