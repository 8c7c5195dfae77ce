import type { TextChange } from '../../fixes/strategy';
import type { Declarator, Expr, TypeSpec } from '../../graph/ast';
import type { StateMachine } from '../../graph/graphTypes';
import { itemsOf, writtenEnds } from '../../refactor/scene';
import { numberLike, stateCarriers, valueOf } from '../stateValues';
import { writtenFile } from '../../fixes/sourceText';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from '../strategy';

const name = 'encode-states';
const mostOneHot = 12;

/**
 * Gives the states of a machine other codes: counted, in Gray's order, or one-hot. The codes stand in local constants or in an enumeration of the module; the
 * state register and what it takes its value over from get the width of the new codes.
 */
export const encodeStates: OptimizeStrategy = {
  name,
  knowledge:
    'Few bits make a small register and wide decoding; one bit a state makes decoding a wire, at a flip-flop a state. Which is cheaper depends on how many states there are and on how their outputs are made, so it is measured.',
  propose: (context) =>
    context.graph.machines.flatMap((machine) => encodings(machine).flatMap((encoding) => encoded(context, machine, encoding) ?? [])),
};

interface Encoding {
  readonly words: string;
  readonly width: number;
  readonly codes: readonly bigint[];
}

/** The encodings that the machine has not. */
function encodings({ states }: StateMachine): Encoding[] {
  if (states.length < 3) return [];
  const bits = Math.ceil(Math.log2(states.length));
  const count = states.map((_, index) => BigInt(index));
  const all: Encoding[] = [
    { words: 'with counted codes', width: bits, codes: count },
    { words: "in Gray's order", width: bits, codes: count.map((code) => code ^ (code >> 1n)) },
    ...(states.length > mostOneHot ? [] : [{ words: 'one-hot', width: states.length, codes: count.map((code) => 1n << code) }]),
  ];
  const now = states.map(valueOf);
  return all.filter(({ codes }) => codes.some((code, index) => code !== now[index]));
}

function encoded(context: OptimizeContext, machine: StateMachine, encoding: Encoding): Rewrite | undefined {
  const codes = new Map(machine.states.map(({ name: state }, index) => [state, encoding.codes[index] ?? 0n]));
  const constants = newConstants(context, codes, encoding.width);
  const registers = newWidths(context, stateCarriers(context, machine), encoding.width);
  if (constants === undefined || registers === undefined) return undefined;
  const title = `Encode the ${machine.states.length} states of ${machine.signal} ${encoding.words}`;
  return { strategy: name, title, changes: [...constants, ...registers], line: machine.states[0]?.line ?? 1 };
}

/** New codes of all states; undefined where a state has no constant of its own, or one that is shared with something else. */
function newConstants(context: OptimizeContext, codes: ReadonlyMap<string, bigint>, width: number): TextChange[] | undefined {
  const left = new Set(codes.keys());
  const changes: (TextChange | undefined)[] = [];
  const give = (state: string, literal: Expr | undefined): void => {
    left.delete(state);
    const text = literal === undefined ? undefined : numberLike(literal, codes.get(state) ?? 0n, width);
    const at = literal === undefined ? undefined : writtenEnds(writtenFile(context), literal);
    changes.push(at === undefined || text === undefined ? undefined : { ...at, text });
  };
  for (const { item } of itemsOf(context.body)) {
    if (item.kind === 'parameter' && item.declarators.some((one) => codes.has(one.name))) {
      const [first] = item.declarators;
      if (!item.local || first === undefined) return undefined;
      if (first.type.packed.length > 0) {
        if (item.declarators.some((one) => !codes.has(one.name))) return undefined;
        changes.push(newRange(context, first.type, width));
      }
      for (const one of item.declarators) if (codes.has(one.name)) give(one.name, one.init);
    }
    const type = item.kind === 'typedef' ? item.type : item.kind === 'declare' ? item.declarators[0]?.type : undefined;
    if (type?.base.kind !== 'enum' || !type.base.members.some((one) => codes.has(one.name))) continue;
    const { members, of } = type.base;
    if (of === undefined || members.some((one) => !codes.has(one.name) || one.count !== undefined)) return undefined;
    if (of.packed.length > 0) changes.push(newRange(context, of, width));
    for (const one of members) give(one.name, one.value);
  }
  return left.size > 0 || changes.includes(undefined) ? undefined : changes.flatMap((one) => one ?? []);
}

/** New ranges of the register and its companions; those of an enumeration's type have it from there. */
function newWidths(context: OptimizeContext, carriers: ReadonlySet<string>, width: number): TextChange[] | undefined {
  const changes: (TextChange | undefined)[] = [];
  const found = new Set<string>();
  for (const { item } of itemsOf(context.body)) {
    if (item.kind !== 'declare') continue;
    const own = item.declarators.filter((one) => carriers.has(one.name));
    const [first] = own;
    if (first === undefined) continue;
    for (const one of own) found.add(one.name);
    if (first.type.base.kind === 'enum' || first.type.base.kind === 'named') continue;
    if (own.length !== item.declarators.length || own.some(isArray)) return undefined;
    changes.push(newRange(context, first.type, width));
  }
  const declared = new Set([...context.module.nets, ...context.module.ports].map((one) => one.name));
  const isMissing = [...carriers].some((one) => declared.has(one) && !found.has(one));
  return isMissing || changes.includes(undefined) ? undefined : changes.flatMap((one) => one ?? []);
}

function isArray({ unpacked }: Declarator): boolean {
  return unpacked.length > 0;
}

/** `[8:0]` becomes `[3:0]`; undefined for a range with anything but numbers in it. */
function newRange(context: OptimizeContext, { packed }: TypeSpec, width: number): TextChange | undefined {
  const [range, other] = packed;
  if (range === undefined || other !== undefined || range.left.kind !== 'number') return undefined;
  if (range.right?.kind !== 'number' || range.right.value !== 0n) return undefined;
  const at = writtenEnds(writtenFile(context), range.left);
  return at === undefined ? undefined : { ...at, text: String(width - 1) };
}
