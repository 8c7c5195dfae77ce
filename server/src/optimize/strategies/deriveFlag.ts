import type { TextChange } from '../../fixes/strategy';
import { withSemicolon, writtenFile } from '../../fixes/sourceText';
import type { Expr, Statement } from '../../graph/ast';
import { targetNames } from '../../graph/registers';
import { bodyOf, itemsOf, writtenEnds, type PlacedItem } from '../../refactor/scene';
import { everyStatement, namesIn } from '../../refactor/statements';
import type { GateState } from '../../sim/gateNetlist';
import { linesBefore } from '../newNet';
import { withoutLines } from '../removal';
import { namedRegisters, runGates, type Traces } from '../runGates';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'derive-flag';
const most = 6;
const mostRegisters = 96;
const widestWord = 8;
/** Values of a word that a flag is compared with. */
const mostValues = 2;

/**
 * A register of one bit that another register always tells (it is set in one state, or while a counter has one value, or it is a bit of it or the opposite) is worked out from
 * that. Which those are is guessed from random runs and then proven.
 */
export const deriveFlag: OptimizeStrategy = {
  name,
  knowledge:
    'A flag that is set and cleared beside a state or a counter costs a flip-flop and the logic of both. Worked out from the state it costs a comparison, behind the register instead of before it. Synthesis sees only registers that are equal.',
  propose(context) {
    const { gates, graph } = context;
    const traces = gates === undefined ? undefined : runGates(gates, graph);
    if (gates === undefined || traces === undefined) return [];
    const registers = [...namedRegisters(gates)]
      .filter(([id]) => graph.signals.some((one) => one.id === id && one.kind === 'reg' && !one.memory))
      .slice(0, mostRegisters)
      .map(([id, bits]) => ({ id, width: bits.length, held: heldBy(bits, traces) }));
    const found: { readonly told: Told; readonly rewrite: Rewrite }[] = [];
    for (const flag of registers.filter(({ width }) => width === 1)) {
      for (const word of registers.filter(({ id, width }) => id !== flag.id && width <= widestWord)) {
        const told = toldBy(flag.held, word.held, word.width);
        // An output that comes from a register is free of glitches; a comparison behind registers is not.
        if (told?.bit === undefined && context.module.ports.some((port) => port.name === flag.id)) continue;
        const rewrite = told === undefined ? undefined : derived(context, flag.id, expressionOf(context, word.id, told));
        if (told !== undefined && rewrite !== undefined) found.push({ told, rewrite });
      }
    }
    return found
      .sort((a, b) => a.told.values.length - b.told.values.length)
      .slice(0, most)
      .map(({ rewrite }) => rewrite);
  },
};

/** What a register held in all runs at all times. */
function heldBy(bits: readonly GateState[], traces: Traces): Uint16Array {
  const words = bits.map((bit) => traces.get(bit) ?? new Int32Array());
  const cycles = words[0]?.length ?? 0;
  const held = new Uint16Array(cycles * 32);
  if (bits.length > widestWord) return held;
  for (let cycle = 0; cycle < cycles; cycle++)
    for (let run = 0; run < 32; run++)
      held[cycle * 32 + run] = words.reduce((sum, word, bit) => sum | ((((word[cycle] ?? 0) >>> run) & 1) << bit), 0);
  return held;
}

/** A flag as a bit of a word, or as its being one of some values; `isSet` false for the opposite. */
interface Told {
  readonly bit?: number;
  readonly values: readonly number[];
  readonly isSet: boolean;
  readonly width: number;
}

function toldBy(flag: Uint16Array, word: Uint16Array, width: number): Told | undefined {
  const at = new Map<number, number>();
  for (let index = 0; index < flag.length; index++) {
    const [value, set] = [word[index] ?? 0, flag[index] ?? 0];
    const known = at.get(value);
    if (known === undefined) at.set(value, set);
    else if (known !== set) return undefined;
  }
  const [off, on] = [0, 1].map((set) => [...at].flatMap(([value, one]) => (one === set ? [value] : [])));
  if (off === undefined || on === undefined || off.length === 0 || on.length === 0) return undefined;
  for (let bit = 0; bit < width; bit++) {
    const isBit = (value: number): boolean => ((value >> bit) & 1) === 1;
    if (on.every(isBit) && !off.some(isBit)) return { bit, values: [], isSet: true, width };
    if (off.every(isBit) && !on.some(isBit)) return { bit, values: [], isSet: false, width };
  }
  const isSet = on.length <= off.length;
  const values = isSet ? on : off;
  return values.length <= mostValues ? { values, isSet, width } : undefined;
}

function expressionOf({ graph }: OptimizeContext, word: string, { bit, values, isSet, width }: Told): string {
  if (bit !== undefined) return `${isSet ? '' : '!'}${word}${width === 1 ? '' : `[${bit}]`}`;
  const states = graph.machines.find(({ signal }) => signal === word)?.states ?? [];
  const text = (value: number): string => {
    const state = states.find((one) => one.value.endsWith(`'d${value}`));
    return state !== undefined && /^[A-Za-z_]\w*$/.test(state.name) ? state.name : `${width}'d${value}`;
  };
  return values.map((value) => `${word} ${isSet ? '==' : '!='} ${text(value)}`).join(isSet ? ' || ' : ' && ');
}

/** The changes that work a register out from others: its assignments go, and a process of its own gives it its value. */
function derived(context: OptimizeContext, flag: string, expression: string): Rewrite | undefined {
  const items = itemsOf(context.body);
  const writers = items.flatMap((placed) =>
    placed.item.kind === 'process' && everyStatement(placed.item.process.body).some((one) => targetsOf(one).includes(flag))
      ? [{ placed, process: placed.item.process }]
      : [],
  );
  const declared = items.find(({ item }) => item.kind === 'declare' && item.declarators.some((one) => one.name === flag));
  const starts = declared?.item.kind === 'declare' && declared.item.declarators.some((one) => one.name === flag && one.init !== undefined);
  const [first] = writers;
  const isEvent = items.some(
    ({ item }) =>
      item.kind === 'process' &&
      (item.process.events ?? []).some((one) => one.kind === 'event' && namesIn(one).some((at) => at.name === flag)),
  );
  // What is a clock or an asynchronous reset must not have glitches either.
  if (isEvent) return undefined;
  if (first === undefined || starts || writers.some(({ process }) => process.style === 'initial')) return undefined;
  if (items.some(({ item }) => item.kind === 'assign' && targetNames(item.target).includes(flag))) return undefined;
  const always = context.language === 'verilog' ? 'always @*' : 'always_comb';
  const added = linesBefore(context, first.placed, [`${always} ${flag} = ${expression};`]);
  const changes = writers.map(({ placed, process }) => withoutFlag(context, placed, bodyOf(process), flag));
  if (added === undefined || changes.includes(undefined)) return undefined;
  const line = lineAt(context, first.placed.item.start);
  return {
    strategy: name,
    title: `Work ${flag} out as ${expression}, which it always is`,
    changes: [added, ...changes.flatMap((one) => one ?? [])],
    line,
  };
}

function withoutFlag(context: OptimizeContext, { item }: PlacedItem, body: Statement, flag: string): TextChange[] | undefined {
  const gone = removed(context, body, flag);
  if (gone !== 'all') return gone;
  const change = withoutLines(context, item);
  return change === undefined ? undefined : [change];
}

function targetsOf(statement: Statement): string[] {
  return statement.kind === 'assign' ? targetNames(statement.target) : [];
}

/** The changes that take the assignments of a name out of a statement; `all` where it does nothing else, undefined where they cannot go. */
function removed(context: OptimizeContext, statement: Statement, id: string): TextChange[] | 'all' | undefined {
  const assigns = (one: Statement): boolean => everyStatement(one).some((inner) => targetsOf(inner).includes(id));
  if (!assigns(statement)) return [];
  const inside = (one: Statement): ReturnType<typeof removed> => removed(context, one, id);
  switch (statement.kind) {
    case 'assign':
      return isName(statement.target, id) && !statement.blocking ? 'all' : undefined;
    case 'timing':
      return inside(statement.body);
    case 'block': {
      const parts = statement.body.map((one) => ({ one, gone: inside(one) }));
      if (parts.every(({ gone }) => gone === 'all')) return 'all';
      return joined(parts.map(({ one, gone }) => (gone === 'all' ? listed(withoutLines(context, one)) : gone)));
    }
    case 'if': {
      const [then, otherwise] = [inside(statement.then), statement.otherwise === undefined ? 'all' : inside(statement.otherwise)];
      if (then === 'all' && otherwise === 'all') return 'all';
      return joined([
        then === 'all' ? emptied(context, statement.then, 'begin end') : then,
        statement.otherwise !== undefined && otherwise === 'all'
          ? elseGone(context, statement.then, statement.otherwise)
          : otherwise === 'all'
            ? []
            : otherwise,
      ]);
    }
    case 'case': {
      const arms = statement.arms.map(({ body }) => ({ body, gone: inside(body) }));
      if (arms.every(({ gone }) => gone === 'all')) return 'all';
      return joined(arms.map(({ body, gone }) => (gone === 'all' ? emptied(context, body, ';') : gone)));
    }
    default:
      return undefined;
  }
}

function isName(target: Expr, id: string): boolean {
  return target.kind === 'name' && target.name === id;
}

function joined(parts: readonly (TextChange[] | 'all' | undefined)[]): TextChange[] | undefined {
  return parts.some((one) => one === undefined || one === 'all') ? undefined : parts.flatMap((one) => (one === 'all' ? [] : (one ?? [])));
}

function listed(change: TextChange | undefined): TextChange[] | undefined {
  return change === undefined ? undefined : [change];
}

/** A statement that does nothing in place of another. */
function emptied(context: OptimizeContext, statement: Statement, text: string): TextChange[] | undefined {
  const source = writtenFile(context);
  const at = writtenEnds(source, statement);
  return at === undefined ? undefined : [{ start: at.start, end: withSemicolon(source.text, at.end), text }];
}

function elseGone(context: OptimizeContext, then: Statement, otherwise: Statement): TextChange[] | undefined {
  const source = writtenFile(context);
  const [before, at] = [writtenEnds(source, then), writtenEnds(source, otherwise)];
  if (before === undefined || at === undefined || !/^\s*;?\s*else\s*$/.test(source.text.slice(before.end, at.start))) return undefined;
  const start = before.end + (/^\s*;/.exec(source.text.slice(before.end, at.start))?.[0].length ?? 0);
  return [{ start, end: withSemicolon(source.text, at.end), text: '' }];
}
