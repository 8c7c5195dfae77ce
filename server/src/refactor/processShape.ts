import type { Expr, ModuleBody, Process, Statement } from '../graph/ast';
import { printExpression } from '../graph/printExpression';
import { assignedBy, assignedByRoutine, otherDrivers, placesIn } from './drivers';
import { bodyOf, itemsOf, preText, type PlacedProcess, type Scene } from './scene';
import { everyExpression, everyStatement, indicesOf, namesIn, readsOf } from './statements';

/** How a process is triggered: by edges, by `@*`, by a list of names, or by itself. */
export function triggerOf(process: Process): 'edges' | 'any' | 'list' | 'none' {
  const { events } = process;
  if (events === undefined) return 'none';
  if (events.length === 0) return 'any';
  const edges = events.filter((one) => one.kind === 'event').length;
  return edges === events.length ? 'edges' : edges === 0 ? 'list' : 'none';
}

/** Why nothing can be said of what a process does, in words; undefined when all of it was read and it does not wait. */
export function unclear(scene: Scene, body: ModuleBody, process: Process): string | undefined {
  const routines = itemsOf(body).flatMap(({ item }) => (item.kind === 'routine' ? [item.routine] : []));
  if (itemsOf(body).some(({ item }) => item.kind === 'broken')) return 'a part of the module could not be read';
  for (const statement of everyStatement(bodyOf(process))) {
    if (statement.kind === 'timing') return 'it waits in its body';
    if (statement.kind === 'skip' && !/^(?:|assert|assume|cover|restrict)$/.test(statement.what))
      return 'a statement of it could not be read';
    if (statement.kind === 'block' && preText(scene, statement).startsWith('fork')) return 'it forks';
    if (statement.kind === 'call' && statement.call.kind === 'call')
      return `the task ${printExpression(statement.call.callee)} may assign or wait`;
    for (const expr of [...readsOf(statement), ...(statement.kind === 'call' ? [statement.call] : [])].flatMap(everyExpression)) {
      if (expr.kind !== 'call') continue;
      const name = printExpression(expr.callee);
      const routine = routines.find((one) => one.name === name);
      if (routine !== undefined && assignedByRoutine(routine).size > 0) return `the function ${name} assigns names of the module`;
    }
  }
  return undefined;
}

/** Why a process cannot be one that alone drives its targets, in words. */
export function sharedTarget(scene: Scene, body: ModuleBody, placed: PlacedProcess): string | undefined {
  const { names } = assignedBy(placed.process.body);
  for (const name of names) {
    const [other] = otherDrivers(scene, body, placed, name);
    if (other !== undefined) return `${name} is also driven by the ${itemWords(other.kind)} in line ${lineOf(scene, other.start)}`;
    const loop = placed.around.find(
      (item) => item.kind === 'for' && !declaresInside(item.body, name) && !everyIndexed(placed, name, item.variable),
    );
    if (loop !== undefined) return `every turn of the generate loop drives ${name}`;
  }
  return undefined;
}

function itemWords(kind: string): string {
  return kind === 'assign' ? 'assignment' : kind === 'process' ? 'process' : kind === 'routine' ? 'routine' : kind;
}

export function lineOf(scene: Scene, pre: number): number {
  return scene.file.pre.toSource(pre, pre + 1).line + 1;
}

function declaresInside(items: Parameters<typeof itemsOf>[0]['items'], name: string): boolean {
  return itemsOf({ items } as ModuleBody).some(({ item }) => item.kind === 'declare' && item.declarators.some((one) => one.name === name));
}

function everyIndexed({ process }: PlacedProcess, name: string, variable: string): boolean {
  return everyStatement(process.body).every((one) => {
    if (one.kind !== 'assign' || !namesIn(one.target).some((each) => each.name === name)) return true;
    return indicesOf(one.target)
      .flatMap(namesIn)
      .some((each) => each.name === variable);
  });
}

/** Names that a process reads, apart from its own declarations. */
export function readNames(process: Process): Set<string> {
  const { locals } = assignedBy(process.body);
  const read = everyStatement(bodyOf(process)).flatMap(readsOf).flatMap(placesIn);
  return new Set(read.map((one) => one.base).filter((name) => !locals.has(name)));
}

/**
 * Names that a combinational process reads before it has assigned them, or after a non-blocking assignment: what it reads is then a value
 * from an earlier run. A select counts as assigned when the whole or that very select was.
 */
export function readTooEarly(process: Process): Set<string> {
  const { names } = assignedBy(process.body);
  const late = new Set<string>();
  for (const one of everyStatement(bodyOf(process)))
    if (one.kind === 'assign' && !one.blocking) for (const target of targetsOf(one.target)) late.add(target.split(/[[.]/)[0] ?? target);
  const early = new Set<string>();
  const read = (exprs: readonly Expr[], done: ReadonlySet<string>): void => {
    for (const place of exprs.flatMap(placesIn)) {
      if (!names.has(place.base)) continue;
      if (late.has(place.base) || (!done.has(place.base) && !done.has(place.text))) early.add(place.base);
    }
  };
  const walk = (statement: Statement, before: ReadonlySet<string>): ReadonlySet<string> => {
    if (statement.kind !== 'loop') read(readsOf(statement), before);
    switch (statement.kind) {
      case 'assign':
        return new Set([...before, ...targetsOf(statement.target)]);
      case 'block':
        return statement.body.reduce((done, one) => walk(one, done), before);
      case 'if':
        return both(walk(statement.then, before), statement.otherwise === undefined ? before : walk(statement.otherwise, before));
      case 'case': {
        const arms = statement.arms.map((arm) => walk(arm.body, before));
        const covered = statement.arms.some((arm) => arm.labels.length === 0);
        return (covered ? arms : [...arms, before]).reduce(both);
      }
      case 'loop': {
        const begun = statement.init.reduce((done, one) => walk(one, done), before);
        read(readsOf(statement), begun);
        const turned = walk(statement.body, begun);
        statement.step.reduce((done, one) => walk(one, done), turned);
        return begun;
      }
      default:
        return before;
    }
  };
  walk(bodyOf(process), new Set());
  return early;
}

function both(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}

function targetsOf(target: Expr): string[] {
  if (target.kind === 'concat' || target.kind === 'stream') return target.parts.flatMap(targetsOf);
  return [printExpression(target)];
}
