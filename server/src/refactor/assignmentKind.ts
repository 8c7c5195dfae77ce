import { failure, success, type Outcome } from '../base/outcome';
import type { Expr, ModuleBody, Statement } from '../graph/ast';
import { targetNames } from '../graph/registers';
import { nextCode } from './brackets';
import { assignedBy, otherDrivers, placesIn } from './drivers';
import { readNames, triggerOf, unclear } from './processShape';
import type { Edit, Offer, Refactoring } from './refactoring';
import { bodyOf, itemsOf, processesOf, written, type PlacedProcess, type Scene } from './scene';
import { everyExpression, everyStatement, readsOf } from './statements';

type Assign = Statement & { kind: 'assign' };

/**
 * `=` in a clocked process → `<=`, and `<=` in a combinational one → `=`, for the signal at the cursor or for all from the header: where no
 * read of the process sees another value after the change. A variable that is assigned and then read stays as it is.
 */
export const assignmentKind: Refactoring = {
  name: 'assignmentKind',
  offers(scene) {
    const { body, pre } = scene;
    if (body === undefined || pre === undefined) return [];
    const placed = processesOf(body).find(({ process }) => /^always/.test(process.style) && process.start <= pre && pre <= process.end);
    if (placed === undefined || placed.process.style === 'always_latch') return [];
    const trigger = placed.process.style === 'always_comb' ? 'any' : triggerOf(placed.process);
    if (trigger === 'none') return [];
    const clocked = trigger === 'edges';
    const names = wrongNames(placed, clocked, pre);
    if (names.length === 0) return [];
    return [offer(scene, body, placed, names, clocked)];
  },
};

/** Signals assigned the other way than the process asks for, at the cursor; all when it stands before the body. */
function wrongNames({ process }: PlacedProcess, clocked: boolean, pre: number): string[] {
  const { locals } = assignedBy(process.body);
  const counters = new Set(
    everyStatement(process.body).flatMap((one) => (one.kind === 'loop' ? one.init.flatMap((each) => [...assignedBy(each).names]) : [])),
  );
  const wrong = assignments(process.body).filter((one) => one.blocking === clocked);
  const here = pre <= process.body.start ? wrong : wrong.filter((one) => one.start <= pre && pre <= one.end);
  const names = here.flatMap((one) => targetNames(one.target)).filter((name) => !locals.has(name) && !counters.has(name));
  return [...new Set(names)];
}

function assignments(statement: Statement): Assign[] {
  return everyStatement(statement).filter((one): one is Assign => one.kind === 'assign');
}

function offer(scene: Scene, body: ModuleBody, placed: PlacedProcess, names: readonly string[], clocked: boolean): Offer {
  const mark = clocked ? '<=' : '=';
  const reasons = names.map((name) => why(scene, body, placed, name, clocked));
  const kept = names.filter((_, at) => reasons[at] === undefined);
  const common = { kind: 'quickfix' as const, preserving: true };
  const list = kept.length > 0 ? kept : names;
  const title = `Assign ${list.join(', ')} with ${mark}`;
  if (kept.length === 0) return { ...common, title, edits: failure(reasons.find((one) => one !== undefined) ?? '') };
  const raced = clocked ? readersAtClock(body, placed, kept) : [];
  const told = raced.length === 0 ? '' : ` (other clocked processes then read ${raced.join(', ')} as before the edge, in any order)`;
  return { ...common, title: title + told, edits: edits(scene, placed, kept, clocked) };
}

/** Signals that other clocked processes read: with `=` it was a race what they saw. */
function readersAtClock(body: ModuleBody, placed: PlacedProcess, names: readonly string[]): string[] {
  const others = processesOf(body).filter(({ process }) => process !== placed.process && triggerOf(process) === 'edges');
  const read = new Set(others.flatMap(({ process }) => [...readNames(process)]));
  return names.filter((name) => read.has(name));
}

function why(scene: Scene, body: ModuleBody, placed: PlacedProcess, name: string, clocked: boolean): string | undefined {
  const { process } = placed;
  const dark = unclear(scene, body, process);
  if (dark !== undefined) return dark;
  if (otherDrivers(scene, body, placed, name).length > 0) return `${name} has other drivers too`;
  if (assignments(process.body).some((one) => one.op !== '=' && one.blocking && targetNames(one.target).includes(name)))
    return `${name} is changed with an operator like +=, which has no non-blocking form`;
  if (
    everyStatement(process.body)
      .flatMap(readsOf)
      .flatMap(everyExpression)
      .some((one) => one.kind === 'step' && targetNames(one.arg).includes(name))
  )
    return `${name} is changed with ++ or --`;
  const routine = itemsOf(body).find(
    ({ item }) =>
      item.kind === 'routine' &&
      everyStatement(item.routine.body)
        .flatMap(readsOf)
        .flatMap(placesIn)
        .some((one) => one.base === name),
  );
  if (routine !== undefined) return `a function of the module reads ${name}`;
  const triggers = processesOf(body).some((other) =>
    (other.process.events ?? []).some((event) => event.kind === 'event' && placesIn(event.arg).some((one) => one.base === name)),
  );
  if (clocked && triggers) return `${name} is a clock or reset of a process: a non-blocking assignment would delay it`;
  return clocked ? readAfter(bodyOf(process), name) : readAtAll(process, name);
}

/** In a combinational process a value assigned with `<=` is seen by nobody before the process ends; then no read may see it earlier. */
function readAtAll(process: PlacedProcess['process'], name: string): string | undefined {
  if (readNames(process).has(name)) return `the process reads ${name} too, which would see another value`;
  return ordered(bodyOf(process), name) ? undefined : `${name} is assigned with = after <=: the order would change`;
}

/** False when on some path `=` follows `<=`. */
function ordered(statement: Statement, name: string): boolean {
  let holds = true;
  pathWalk(statement, name, { write: (one, before) => (holds &&= !(one.blocking && before.late)), read: () => undefined });
  return holds;
}

function readAfter(statement: Statement, name: string): string | undefined {
  let found: string | undefined;
  pathWalk(statement, name, {
    write: (one, before) => {
      if (one.blocking && before.late) found = `${name} is assigned with = after <=: the order would change`;
    },
    read: (before) => {
      if (before.now) found = `the process reads ${name} after it assigned it: it is meant as a variable`;
    },
  });
  return found;
}

/** What may have happened to a signal on some path to here. */
interface Before {
  readonly now: boolean;
  readonly late: boolean;
}

interface Visitor {
  readonly write: (one: Assign, before: Before) => unknown;
  readonly read: (before: Before) => unknown;
}

function pathWalk(statement: Statement, name: string, visitor: Visitor, start: Before = { now: false, late: false }): Before {
  const either = (a: Before, b: Before): Before => ({ now: a.now || b.now, late: a.late || b.late });
  const reads = (exprs: readonly Expr[], before: Before): void => {
    if (exprs.flatMap(placesIn).some((one) => one.base === name)) visitor.read(before);
  };
  const walk = (one: Statement, before: Before): Before => {
    if (one.kind !== 'loop') reads(readsOf(one), before);
    switch (one.kind) {
      case 'assign':
        if (!targetNames(one.target).includes(name)) return before;
        visitor.write(one, before);
        return one.blocking ? { ...before, now: true } : { ...before, late: true };
      case 'block':
        return one.body.reduce((at, each) => walk(each, at), before);
      case 'if':
        return either(walk(one.then, before), one.otherwise === undefined ? before : walk(one.otherwise, before));
      case 'case':
        return one.arms.map((arm) => walk(arm.body, before)).reduce(either, before);
      case 'loop': {
        const begun = one.init.reduce((at, each) => walk(each, at), before);
        reads(readsOf(one), begun);
        const once = one.step.reduce((at, each) => walk(each, at), walk(one.body, begun));
        const again = either(begun, once);
        reads(readsOf(one), again);
        return either(
          begun,
          one.step.reduce((at, each) => walk(each, at), walk(one.body, again)),
        );
      }
      default:
        return before;
    }
  };
  return walk(statement, start);
}

function edits(scene: Scene, { process }: PlacedProcess, names: readonly string[], clocked: boolean): Outcome<readonly Edit[]> {
  const found: Edit[] = [];
  for (const one of assignments(process.body)) {
    const targets = targetNames(one.target);
    if (one.blocking !== clocked || !targets.some((name) => names.includes(name))) continue;
    if (!targets.every((name) => names.includes(name)))
      return failure(`${targets.join(', ')} are assigned together, but not all can change`);
    const target = written(scene, { start: one.target.end - 1, end: one.target.end });
    if (target === undefined) return failure('an assignment is written by a macro');
    const at = nextCode(scene.text, target.end);
    const mark = scene.text.startsWith('<=', at) ? '<=' : '=';
    if (mark !== (clocked ? '=' : '<=') || !scene.text.startsWith(mark, at)) return failure('an assignment is written by a macro');
    if (scene.text[nextCode(scene.text, at + mark.length)] === '#') return failure('an assignment has a delay');
    found.push({ start: at, end: at + mark.length, text: clocked ? '<=' : '=' });
  }
  return success(found);
}
