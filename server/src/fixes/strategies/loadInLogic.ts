import { lineIndent, lineStart, lineBreak } from '../../base/layout';
import type { ModuleBody, Process } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { processesOf, writtenEnds } from '../../refactor/scene';
import type { ExplainedPath } from '../../timing/explain';
import { asStored } from '../split/declaredRange';
import { aliasesOf, endsAt } from '../split/endsAt';
import { heldGroups, heldInLogic, noEnable, throughLogic, withoutNested, type HeldGroup } from '../split/heldRegisters';
import { chosenArms } from '../retime/generateArms';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, TextChange } from '../strategy';
import { writtenFile } from '../sourceText';

const name = 'load-in-logic';
/** ns within which end points count as those of one net: registers that one enable loads differ by little. */
const together = 0.06;

/**
 * A register whose next value is made whole, what it keeps too, and loaded with what it holds in the same logic: `q <= next | (next & q)`, which is `next`. Nothing but its
 * logic can then decide whether it keeps its value or is cleared, so synthesis infers neither an enable nor a synchronous reset, whose pins are reached over
 * one more net with as many loads as the register has bits. Fits registers that are loaded in parts, through macros or in several conditions.
 */
export const loadInLogic: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/high-fanout', 'timing/reset-in-data'],
  knowledge:
    'An enable or a synchronous reset that synthesis infers is one more net, with many loads and a slow pin, behind the conditions that make it. Loaded with a next value that is made whole, a register has none: its conditions end in the logic at its data pins. It costs up to a gate for each bit.',
  // What is declared and changed stays beside one process: other arms of generate conditions are as they were.
  propose: (context) => proposalsIn(context, name, (body) => offers(context, chosenArms(context, body))),
};

/** Registers that one statement loads, with the violated paths that end at enables or resets of them. */
interface Late {
  readonly group: HeldGroup;
  readonly paths: ReadonlyMap<string, readonly ExplainedPath[]>;
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const late = lateGroups(context, body);
  const slack = (register: string): number =>
    Math.min(...late.flatMap(({ paths }) => (paths.get(register) ?? []).map((one) => one.path.slack)));
  const registers = late.flatMap(({ paths }) => [...paths.keys()]).sort((a, b) => slack(a) - slack(b));
  const [worst] = registers;
  if (worst === undefined) return;
  const near = registers.filter((one) => slack(one) <= slack(worst) + together);
  const inProcess = (process: Process): string[] =>
    late.flatMap(({ group, paths }) => (group.placed.process === process ? [...paths.keys()].filter((one) => near.includes(one)) : []));
  const sets = [registers, near, ...[...new Set(late.map(({ group }) => group.placed.process))].map(inProcess)];
  const seen = new Set<string>();
  for (const set of sets) {
    const key = [...set].sort().join(' ');
    const made = seen.has(key) ? undefined : offer(context, late, set);
    seen.add(key);
    if (made !== undefined) yield made;
  }
}

/** The registers of the module that violated paths reach at an enable or a reset, by the statements that load them. */
function lateGroups(context: FixContext, body: ModuleBody): Late[] {
  const aliases = aliasesOf(body);
  const violated = context.violated.filter(({ pins }) => pins?.some((pin) => pin !== 'D') === true);
  const pathsTo = (register: string): ExplainedPath[] => violated.filter((one) => endsAt(one, register, aliases));
  return processesOf(body)
    .filter(({ process }) => triggerOf(process) === 'edges')
    .flatMap((placed) => heldGroups(context, body, placed, (register) => pathsTo(register).length > 0, true))
    .map((group) => ({ group, paths: new Map(group.registers.map((one) => [one.name, pathsTo(one.name)])) }));
}

/** The registers of a set loaded through logic; undefined of an empty set. */
function offer(context: FixContext, late: readonly Late[], set: readonly string[]): Offer | undefined {
  const parts = late.flatMap(({ group, paths }) => {
    const registers = group.registers.filter((one) => [one.name, ...one.together].some((each) => set.includes(each)));
    return registers.length === 0 ? [] : [{ group: { ...group, registers }, paths: registers.flatMap((one) => paths.get(one.name) ?? []) }];
  });
  const taken = new Set<string>();
  const all = withoutNested(parts.map(({ group }) => group)).map((group) => rewritten(context, group, taken));
  const at = parts[0]?.group.registers[0]?.writes[0]?.statement;
  if (at === undefined) return undefined;
  return {
    title: `Load ${set.length === 1 ? set.join('') : `${set[0] ?? ''} and ${set.length - 1} more`} through logic, without an enable`,
    changes: all.find((one) => typeof one === 'string') ?? all.flatMap((one) => (typeof one === 'string' ? [] : one)),
    line: context.file.pre.toSource(at.start, at.end).line + 1,
    paths: parts.flatMap((one) => one.paths).sort((a, b) => a.path.slack - b.path.slack),
  };
}

/** Registers that take over a net in every case are changed where they are; the next value of others is made apart first. */
function rewritten(context: FixContext, group: HeldGroup, taken: Set<string>): TextChange[] | string {
  const { root } = group;
  const always = group.registers.every(({ writes }) => {
    const [only, ...others] = writes;
    if (only === undefined || others.length > 0 || only.statement.target.kind !== 'name' || only.statement.value.kind !== 'name')
      return false;
    return only.statement === root || (root.kind === 'block' && root.body.includes(only.statement));
  });
  return always ? inPlace(context, group) : heldInLogic(context, group, taken, 'whole');
}

function inPlace(context: FixContext, group: HeldGroup): TextChange[] | string {
  const source = writtenFile(context);
  const changes: TextChange[] = [];
  for (const { name: register, writes, storage } of group.registers) {
    const [write] = writes;
    const value = write === undefined ? undefined : writtenEnds(source, write.statement.value);
    const at = write === undefined ? undefined : writtenEnds(source, write.statement);
    if (value === undefined || at === undefined) return 'An assignment comes from a macro.';
    const first = lineStart(source.text, at.start);
    if (changes.length === 0 && source.text.slice(first, at.start).trim() === '') {
      changes.push({ start: first, end: first, text: `${lineIndent(source.text, at.start)}${noEnable}${lineBreak(source.text)}` });
    }
    changes.push({ ...value, text: asStored(storage, throughLogic(register, source.text.slice(value.start, value.end))) });
  }
  return changes;
}
