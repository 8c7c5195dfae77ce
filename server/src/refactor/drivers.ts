import type { Expr, Item, ModuleBody, Routine, Statement } from '../graph/ast';
import { printExpression } from '../graph/printExpression';
import { targetNames } from '../graph/registers';
import type { Scene } from './scene';
import { itemsOf, type PlacedItem } from './scene';
import { everyExpression, everyStatement, namesIn, readsOf, subExpressions, subItems } from './statements';

/** What an item assigns, and what it declares for itself. Names as written. */
export interface Assigned {
  readonly names: ReadonlySet<string>;
  readonly locals: ReadonlySet<string>;
}

/** Names that a statement assigns, `i++` too, those it declares apart. */
export function assignedBy(statement: Statement): Assigned {
  const names = new Set<string>();
  const locals = new Set<string>();
  for (const one of everyStatement(statement)) {
    if (one.kind === 'assign') for (const name of targetNames(one.target)) names.add(name);
    if (one.kind === 'declare') for (const each of one.declarators) locals.add(each.name);
    for (const expr of [...readsOf(one), ...(one.kind === 'call' ? [one.call] : [])].flatMap(everyExpression)) {
      if (expr.kind === 'step') for (const name of targetNames(expr.arg)) names.add(name);
      if (expr.kind === 'assign') for (const name of targetNames(expr.target)) names.add(name);
    }
  }
  for (const local of locals) names.delete(local);
  return { names, locals };
}

/** Names of the module that a routine assigns. */
export function assignedByRoutine(routine: Routine): ReadonlySet<string> {
  const { names } = assignedBy(routine.body);
  return new Set([...names].filter((name) => name !== routine.name && !routine.ports.some((port) => port.name === name)));
}

/** Names that an item drives. An instance of a module that is not known may drive whatever it is connected to. */
export function drivenBy(scene: Pick<Scene, 'find'>, item: Item): ReadonlySet<string> {
  switch (item.kind) {
    case 'assign':
      return new Set(targetNames(item.target));
    case 'process':
      return assignedBy(item.process.body).names;
    case 'routine':
      return assignedByRoutine(item.routine);
    case 'declare':
      return new Set(item.net ? item.declarators.filter((one) => one.init !== undefined).map((one) => one.name) : []);
    case 'gate':
      return new Set(item.pins.slice(0, 1).flatMap(targetNames));
    case 'instance': {
      const unit = scene.find(item.instance.moduleName)[0];
      const driven = new Set<string>();
      item.instance.connections.forEach((connection, at) => {
        const port = connection.name === undefined ? unit?.ports[at] : unit?.ports.find((one) => one.name === connection.name);
        if (port?.direction !== 'input') for (const name of namesIn(connection.value)) driven.add(name.name);
      });
      if (item.instance.wildcard) for (const port of unit?.ports ?? []) if (port.direction !== 'input') driven.add(port.name);
      return driven;
    }
    default:
      return new Set();
  }
}

/** Items other than `own` that drive a name in the same elaborated module. */
export function otherDrivers(scene: Scene, body: ModuleBody, own: PlacedItem, name: string): Item[] {
  return itemsOf(body)
    .filter((placed) => placed.item !== own.item && drivenBy(scene, placed.item).has(name) && !exclusive(placed, own))
    .map((placed) => placed.item);
}

/** Whether two items stand in different arms of one generate condition: only one of them is ever there. */
export function exclusive(a: PlacedItem, b: PlacedItem): boolean {
  for (const item of a.around) {
    if ((item.kind !== 'if' && item.kind !== 'case') || !b.around.includes(item)) continue;
    const armOf = (placed: PlacedItem): number =>
      subItems(item).findIndex((list) => list.some((one) => one === placed.item || placed.around.includes(one)));
    if (armOf(a) !== armOf(b)) return true;
  }
  return false;
}

/** Names and selects that an expression reads, each as far as it reaches: of `a.b[i]` it is that and `i`. */
export function placesIn(expr: Expr): { readonly base: string; readonly text: string; readonly expr: Expr }[] {
  if (expr.kind === 'name' || expr.kind === 'index' || expr.kind === 'slice' || expr.kind === 'member') {
    const [base] = targetNames(expr);
    const own = base === undefined ? [] : [{ base, text: printExpression(expr), expr }];
    return [...own, ...indexReads(expr)];
  }
  return subExpressions(expr).flatMap(placesIn);
}

function indexReads(expr: Expr): ReturnType<typeof placesIn> {
  if (expr.kind === 'index') return [...indexReads(expr.base), ...placesIn(expr.index)];
  if (expr.kind === 'slice') return [...indexReads(expr.base), ...placesIn(expr.left), ...placesIn(expr.right)];
  if (expr.kind === 'member') return indexReads(expr.base);
  return expr.kind === 'name' ? [] : placesIn(expr);
}
