import { lineEnd, lineStart } from '../../base/layout';
import type { TextChange } from '../../fixes/strategy';
import type { CaseArm, Expr } from '../../graph/ast';
import type { MachineState, StateMachine } from '../../graph/graphTypes';
import { itemsOf, written, writtenEnds } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import { stateClasses } from '../stateClasses';
import { assignmentsIn, leavesOf, numberLike, stateCarriers, valueOf } from '../stateValues';
import { writtenFile } from '../../fixes/sourceText';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from '../strategy';

const name = 'merge-states';

/**
 * States that nothing tells apart become one: whatever went to one of them goes to the first of its class, and its arms are dropped. Which
 * those are is found by partition refinement (`stateClasses`).
 */
export const mergeStates: OptimizeStrategy = {
  name,
  knowledge:
    'Two states with the same outputs and equivalent successors are one state. Merging them takes their logic away, and often a bit of the register.',
  propose: (context) => context.graph.machines.flatMap((machine) => proposeFor(context, machine) ?? []),
};

function proposeFor(context: OptimizeContext, machine: StateMachine): Rewrite | undefined {
  const classes = context.gates === undefined ? undefined : stateClasses(context.gates, machine);
  if (classes === undefined || classes.length === 0) return undefined;
  const goes = new Map<MachineState, MachineState>();
  for (const group of classes) {
    const states = group.flatMap((index) => machine.states[index] ?? []);
    const kept = states.find(({ initial }) => initial) ?? states[0];
    if (kept !== undefined) for (const state of states) if (state !== kept) goes.set(state, kept);
  }
  const changes = [...redirected(context, machine, goes), ...droppedArms(context, machine, goes)];
  if (changes.length === 0) return undefined;
  changes.push(...droppedConstants(context, goes, changes));
  const told = [...goes].map(([state, kept]) => `${state.name} into ${kept.name}`);
  const title = `Merge ${goes.size === 1 ? 'state' : 'states'} ${told.join(', ')} of ${machine.signal}`;
  return { strategy: name, title, changes, line: [...goes.keys()][0]?.line ?? 1 };
}

/** The values that the state register and what it takes over are given, with the merged states' names replaced. */
function redirected(context: OptimizeContext, machine: StateMachine, goes: ReadonlyMap<MachineState, MachineState>): TextChange[] {
  const assigns = assignmentsIn(context);
  const targets = stateCarriers(context, machine);
  const source = writtenFile(context);
  const changes: TextChange[] = [];
  for (const { target, value } of assigns) {
    if (target.kind !== 'name' || !targets.has(target.name)) continue;
    for (const leaf of leavesOf(value)) {
      const [, kept] = [...goes].find(([state]) => isState(leaf, state)) ?? [];
      const at = kept === undefined ? undefined : written(source, leaf);
      const text = kept === undefined ? undefined : leaf.kind === 'name' ? kept.name : numberLike(leaf, valueOf(kept));
      if (at !== undefined && text !== undefined) changes.push({ ...at, text });
    }
  }
  return changes;
}

function isState(expr: Expr, state: MachineState): boolean {
  if (expr.kind === 'name') return expr.name === state.name;
  return expr.kind === 'number' && expr.fill !== true && expr.value === valueOf(state) && /^\d/.test(state.name);
}

/**
 * Drops the arms of the merged states from each case over the register. Where no default stands for what is left out, the arm of the kept state
 * takes their labels over, so that nothing becomes a latch.
 */
function droppedArms(context: OptimizeContext, machine: StateMachine, goes: ReadonlyMap<MachineState, MachineState>): TextChange[] {
  const gone = [...goes.keys()];
  const isGone = (label: Expr): boolean => gone.some((state) => isState(label, state));
  const cases = itemsOf(context.body).flatMap(({ item }) =>
    item.kind === 'process' ? everyStatement(item.process.body).filter((one) => one.kind === 'case') : [],
  );
  return cases.flatMap((one) => {
    if (one.subject.kind !== 'name' || one.subject.name !== machine.signal) return [];
    const hasDefault = one.arms.some(({ labels }) => labels.length === 0);
    return one.arms.flatMap((arm) => {
      if (arm.labels.length === 0) return [];
      if (arm.labels.every(isGone)) return withoutArm(context, arm) ?? [];
      return hasDefault ? [] : takenOver(context, arm, goes);
    });
  });
}

/** The labels of merged states, behind that of the state they went into. */
function takenOver(context: OptimizeContext, { labels }: CaseArm, goes: ReadonlyMap<MachineState, MachineState>): TextChange[] {
  const [last] = labels.slice(-1);
  const at = last === undefined ? undefined : written(writtenFile(context), last);
  const added = [...goes].filter(
    ([state, kept]) => labels.some((label) => isState(label, kept)) && !labels.some((label) => isState(label, state)),
  );
  if (at === undefined || added.length === 0) return [];
  return [{ start: at.end, end: at.end, text: added.map(([state]) => `, ${/^\d/.test(state.name) ? state.value : state.name}`).join('') }];
}

/** An arm with its lines, taken away. */
function withoutArm(context: OptimizeContext, arm: CaseArm): TextChange | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, arm);
  if (at === undefined) return undefined;
  const { text } = source;
  const start = lineStart(text, at.start);
  const rest = text.slice(at.end, lineEnd(text, at.end)).trim();
  const alone = text.slice(start, at.start).trim() === '' && (rest === '' || rest.startsWith('//'));
  return alone ? { start, end: nextLine(text, at.end), text: '' } : { ...at, text: '' };
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** The local constants of merged states that nothing names any more. */
function droppedConstants(
  context: OptimizeContext,
  goes: ReadonlyMap<MachineState, MachineState>,
  changes: readonly TextChange[],
): TextChange[] {
  const source = writtenFile(context);
  const { text } = source;
  const lists = itemsOf(context.body).flatMap(({ item }) => (item.kind === 'parameter' && item.local ? [item] : []));
  return [...goes.keys()].flatMap((state) => {
    const list = lists.find((one) => one.declarators.some((each) => each.name === state.name));
    const at = list?.declarators.findIndex((each) => each.name === state.name) ?? -1;
    const declarator = list?.declarators[at];
    if (list === undefined || declarator === undefined || list.declarators.length < 2) return [];
    const uses = [...text.matchAll(new RegExp(`(?<![\\w$])${state.name}(?![\\w$])`, 'g'))];
    const own = writtenEnds(source, { start: declarator.start, end: (declarator.init ?? declarator).end });
    if (own === undefined) return [];
    const others = uses.filter(
      ({ index }) => !(own.start <= index && index < own.end) && !changes.some((one) => one.start <= index && index < one.end),
    );
    if (others.some(({ index }) => !isComment(text, index))) return [];
    const before = at === 0 ? undefined : list.declarators[at - 1];
    const after = list.declarators[at + 1];
    const neighbour = before === undefined ? after : before;
    const beside =
      neighbour === undefined ? undefined : writtenEnds(source, { start: neighbour.start, end: (neighbour.init ?? neighbour).end });
    if (beside === undefined) return [];
    return [before === undefined ? { start: own.start, end: beside.start, text: '' } : { start: beside.end, end: own.end, text: '' }];
  });
}

function isComment(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).includes('//');
}
