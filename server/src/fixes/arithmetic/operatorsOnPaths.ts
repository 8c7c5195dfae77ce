import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { bodyOf, itemsOf, type PlacedItem } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf, subExpressions } from '../../refactor/statements';
import type { FixContext, PlacedStep } from '../strategy';
import type { LocalName } from '../split/declaredRange';

export type Binary = Expr & { readonly kind: 'binary' };

/** An operator of the author's text, and where violated paths run through it. */
export interface OperatorOnPaths {
  readonly expr: Binary;
  /** The value it is part of: of an assignment, a condition, a connection. */
  readonly root: Expr;
  /** What the root is assigned to; undefined where it is read in another way. */
  readonly target: Expr | undefined;
  readonly placed: PlacedItem;
  /** Names that the process or function around declares for itself. */
  readonly locals: ReadonlySet<string>;
  /** Their declarations. */
  readonly inside: readonly LocalName[];
  /** Worst path first. */
  readonly steps: readonly PlacedStep[];
  /** Bits of the widest of the netlist's operands and results there. */
  readonly bits: number;
  /** The largest share of a path's delay that it takes, 0 to 1. */
  readonly share: number;
}

/** The binary operators of a module, those in functions too, that violated paths run through as one of `cells` (`$add`, `$lt`). */
export function operatorsOnPaths(context: FixContext, body: ModuleBody, cells: RegExp, operators: RegExp): OperatorOnPaths[] {
  const all = itemsOf(body).flatMap((placed) => operatorsOf(placed, operators));
  const found = new Map<Expr, PlacedStep[]>();
  for (const step of context.steps) {
    if (!cells.test(step.step.cell.type)) continue;
    const at = context.file.pre.fromRoot(step.start);
    const end = step.end === undefined ? undefined : context.file.pre.fromRoot(step.end);
    if (at === undefined) continue;
    const around = all.filter(({ expr }) => expr.start <= at && at < expr.end);
    const [nearest] = around.sort(
      (a, b) => miss(a.expr, at, end) - miss(b.expr, at, end) || a.expr.end - a.expr.start - (b.expr.end - b.expr.start),
    );
    if (nearest === undefined) continue;
    found.set(nearest.expr, [...(found.get(nearest.expr) ?? []), step]);
  }
  return all.flatMap((one) => {
    const steps = found.get(one.expr);
    if (steps === undefined) return [];
    const widths = steps.flatMap(({ step }) => ['A', 'B', 'Y'].map((port) => step.cell.connections[port]?.length ?? 0));
    const share = Math.max(...steps.map(({ step, path }) => step.delay / path.path.arrival));
    return [{ ...one, steps, bits: Math.max(...widths), share }];
  });
}

/** How far the ends of an expression are from those that the netlist names. */
function miss(expr: Expr, start: number, end: number | undefined): number {
  return Math.abs(expr.start - start) + (end === undefined ? 0 : Math.abs(expr.end - end));
}

type Place = Omit<OperatorOnPaths, 'steps' | 'bits' | 'share'>;

function localsOf(item: PlacedItem['item']): readonly LocalName[] {
  const inside = (statement: Statement): readonly LocalName[] =>
    everyStatement(statement).flatMap((one) => (one.kind === 'declare' ? one.declarators : []));
  if (item.kind === 'process') return inside(item.process.body);
  if (item.kind !== 'routine') return [];
  const { name, type, ports, body } = item.routine;
  const own = {
    name,
    type: type ?? { base: { kind: 'builtin' as const, name: '' }, signed: false, packed: [], start: item.start, end: item.start },
    unpacked: [],
  };
  return [own, ...ports, ...inside(body)];
}

/** Whether an operator works on what its process or function declares, which declarations of the module say nothing of. */
export function isLocal({ root, target, locals }: Pick<OperatorOnPaths, 'root' | 'target' | 'locals'>): boolean {
  return [root, ...(target === undefined ? [] : [target])].flatMap(namesIn).some(({ name }) => locals.has(name));
}

function operatorsOf(placed: PlacedItem, operators: RegExp): Place[] {
  return expressionsOf(placed).flatMap(({ root, target, locals, inside }) => {
    const visit = (expr: Expr): Place[] => [
      ...(expr.kind === 'binary' && operators.test(expr.op) ? [{ expr, root, target, placed, locals, inside }] : []),
      ...subExpressions(expr).flatMap(visit),
    ];
    return visit(root);
  });
}

type Expression = Pick<OperatorOnPaths, 'root' | 'target' | 'locals' | 'inside'>;

/** The expressions that an item reads, those of loops and of what runs once apart, each with what it is assigned to and the names around that are not the module's. */
export function expressionsOf(placed: PlacedItem): Expression[] {
  const { item } = placed;
  const inside = localsOf(item);
  const locals = new Set(inside.map((one) => one.name));
  const within = (statement: Statement): Expression[] =>
    everyStatement(statement).flatMap((one) =>
      one.kind === 'loop'
        ? []
        : readsOf(one).map((root) => ({
            root,
            target: one.kind === 'assign' && root === one.value ? one.target : undefined,
            locals,
            inside,
          })),
    );
  switch (item.kind) {
    case 'assign':
      return [{ root: item.value, target: item.target, locals, inside }];
    case 'declare':
      return item.net
        ? item.declarators.flatMap((one) =>
            one.init === undefined
              ? []
              : [{ root: one.init, target: { kind: 'name' as const, name: one.name, start: one.start, end: one.end }, locals, inside }],
          )
        : [];
    case 'instance':
      return item.instance.connections.map((one) => ({ root: one.value, target: undefined, locals, inside }));
    case 'process':
      return item.process.style === 'initial' || item.process.style === 'final' ? [] : within(bodyOf(item.process));
    case 'routine':
      return within(item.routine.body);
    default:
      return [];
  }
}
