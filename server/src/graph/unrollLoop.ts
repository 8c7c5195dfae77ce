import type { Expr, Statement } from './ast';
import { constantOf, evaluate, type Host } from './evaluate';
import { findPlace } from './place';
import type { Signal } from './signal';
import { constantValue } from './value';

/** More turns than these are not unrolled. */
const loopLimit = 4200;

/** What unrolling needs of the machine that runs the body. */
export interface LoopHost extends Host {
  /** A jump or return ended this path. */
  readonly ended: boolean;
  run(statement: Statement): void;
  /** Runs a part of the loop's head: what it assigns only steers the loop. */
  head(run: () => void): void;
}

/** Runs a loop turn by turn while its bounds are constant; with unknown bounds two turns show every dependence of the body on itself. */
export function unrollLoop(loop: Statement & { kind: 'loop' }, machine: LoopHost): void {
  if (loop.style === 'foreach') {
    runForeach(machine, loop);
    return;
  }
  machine.head(() => {
    for (const one of loop.init) machine.run(one);
  });
  if (loop.style === 'repeat') runRepeat(machine, loop);
  else runWhile(machine, loop);
}

function runWhile(machine: LoopHost, loop: Statement & { kind: 'loop' }): void {
  let unknown = 0;
  for (let count = 0; count < loopLimit && !machine.ended; count++) {
    const test = loop.test === undefined ? constantValue(1n, 1) : evaluate(loop.test, machine);
    if (test.constant === 0n && !(loop.style === 'do' && count === 0)) return;
    if (loop.test === undefined || test.constant === undefined) {
      // Bounds that are not constant here: two turns show every dependence of a body on itself.
      if (++unknown > 2) return;
    }
    iterate(machine, loop);
    machine.head(() => {
      for (const one of loop.step) machine.run(one);
    });
  }
}

/** One turn of a loop's body; `continue` ends the turn, which for data flow is taken like `break` of that path. */
function iterate(machine: LoopHost, loop: Statement & { kind: 'loop' }): void {
  machine.run(loop.body);
}

function runRepeat(machine: LoopHost, loop: Statement & { kind: 'loop' }): void {
  const count = constantOf(loop.test, machine);
  const turns = count === undefined ? 2 : Math.min(Number(count), loopLimit);
  for (let i = 0; i < turns && !machine.ended; i++) iterate(machine, loop);
}

function runForeach(machine: LoopHost, loop: Statement & { kind: 'loop' }): void {
  const names: Expr[] = [];
  let array = loop.test;
  while (array?.kind === 'index') {
    names.unshift(array.index);
    array = array.base;
  }
  const type = array === undefined ? undefined : findPlace(array, machine)?.type;
  nest(machine, loop, names, type);
}

function nest(machine: LoopHost, loop: Statement & { kind: 'loop' }, names: readonly Expr[], type: Signal['type'] | undefined): void {
  const [first, ...rest] = names;
  if (first?.kind !== 'name') {
    iterate(machine, loop);
    return;
  }
  if (type?.kind !== 'array') return;
  const count = Math.min(loopLimit, Math.abs(type.left - type.right) + 1);
  for (let i = 0; i < count && !machine.ended; i++) {
    const index = type.left >= type.right ? type.right + i : type.left + i;
    machine.scope.declare(first.name, { kind: 'constant', value: constantValue(BigInt(index), 32, true) });
    nest(machine, loop, rest, type.element);
  }
}
