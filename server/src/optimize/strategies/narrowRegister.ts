import type { Item } from '../../graph/ast';
import { itemsOf, writtenEnds } from '../../refactor/scene';
import { namedRegisters, runGates } from '../runGates';
import { narrowerConstants } from '../narrowerConstants';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'narrow-register';

/** A register whose upper bits stay 0 for ever is declared without them. Which those are is guessed from random runs and then proven. */
export const narrowRegister: OptimizeStrategy = {
  name,
  knowledge:
    'Synthesis keeps register bits that never change unless one load after another is a constant. Declared narrower, they go, and the logic of what compares and adds them with them.',
  propose(context) {
    const { gates, graph } = context;
    const traces = gates === undefined ? undefined : runGates(gates, graph);
    if (gates === undefined || traces === undefined) return [];
    const needed = new Map<string, number>();
    for (const [register, bits] of namedRegisters(gates)) {
      const signal = graph.signals.find(({ id }) => id === register);
      if (signal === undefined || signal.memory || signal.width !== bits.length || bits.length < 2) continue;
      const used = bits.findLastIndex((bit) => traces.get(bit)?.some((word) => word !== 0) === true) + 1;
      if (used > 0 && used < bits.length) needed.set(register, used);
    }
    return itemsOf(context.body).flatMap(({ item, around }) => (around.length > 0 ? [] : narrowed(context, item, needed)));
  },
};

/** A declaration of which all names can do with fewer bits, or of which only they are registers. */
function narrowed(context: OptimizeContext, item: Item, needed: ReadonlyMap<string, number>): Rewrite[] {
  if (item.kind !== 'declare' || !item.declarators.some((one) => needed.has(one.name))) return [];
  const [first] = item.declarators;
  const [range, other] = first?.type.packed ?? [];
  if (first === undefined || range?.right === undefined || other !== undefined) return [];
  if (range.left.kind !== 'number' || range.right.kind !== 'number' || range.right.value !== 0n) return [];
  if (item.declarators.some((one) => one.unpacked.length > 0)) return [];
  // A name beside it that no register has may be what it takes over: the proof says whether that is so.
  const registers = item.declarators.filter((one) => context.graph.signals.find(({ id }) => id === one.name)?.kind === 'reg');
  if (registers.some((one) => !needed.has(one.name))) return [];
  const width = Math.max(...registers.map((one) => needed.get(one.name) ?? 0));
  const at = writtenEnds(writtenFile(context), range.left);
  if (at === undefined || width < 1) return [];
  const names = item.declarators.map((one) => one.name).join(', ');
  const title = `Declare ${names} with ${width} of ${range.left.value + 1n} bits`;
  const old = Number(range.left.value) + 1;
  const constants = narrowerConstants(context, new Set(item.declarators.map((one) => one.name)), old, width);
  return [{ strategy: name, title, changes: [{ ...at, text: String(width - 1) }, ...constants], line: lineAt(context, item.start) }];
}
