import { freshName, lineBreak, lineEnd, lineIndent, lineStart } from '../../base/layout';
import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, processesOf, writtenEnds, type PlacedProcess, type WrittenFile } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf } from '../../refactor/statements';
import { joined } from '../retime/keepInRegister';
import { readRegister, type WrittenRegister } from '../retime/registerWrites';
import { asChosen } from '../split/behindRegister';
import { deletionsFor } from '../split/processSlice';
import { registerAsNet } from '../split/registerAsNet';
import { proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, TextChange } from '../strategy';
import { lateRegisters, type Late } from './selectBehindRegister';
import { withSemicolon, writtenFile } from '../sourceText';

const name = 'override-behind-register';

/**
 * The last statement of a combinational process that sets next values to constants whatever was chosen before (an invalid code, a flush): whether it
 * does goes into a flip-flop of its own, and the constants are chosen behind the registers. Retiming of that selection across the registers; unlike
 * both outcomes of any condition it costs one flip-flop for all of them. What was chosen and whether it counts are then found out side by side.
 */
export const overrideBehindRegister: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/wide-select', 'timing/high-fanout'],
  knowledge:
    'A process that decodes a value and at its end sets it to a constant, should the code have been invalid, makes the value wait for that check. Kept in a flip-flop, the check chooses the constant a cycle later, behind the registers. It costs one flip-flop, and what reads the registers waits for one selection more.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const registers = lateRegisters(context, body, true);
  if (registers.every((one) => one.paths.length === 0)) return;
  for (const placed of processesOf(body)) {
    const last = triggerOf(placed.process) === 'any' || placed.process.style === 'always_comb' ? overrideOf(context, placed) : undefined;
    if (last === undefined) continue;
    const over = [...last.values].map(([next, value]) => ({ value, register: registers.find((one) => one.next?.name === next) }));
    const paths = over.flatMap(({ register }) => register?.paths ?? []).sort((a, b) => a.path.slack - b.path.slack);
    const [first] = over;
    if (paths.length === 0 || first === undefined) continue;
    const known = over.flatMap(({ value, register }) => (register === undefined ? [] : [{ value, register }]));
    yield {
      title: `Set ${first.register?.name ?? ''}${known.length === 1 ? '' : ` and ${known.length - 1} more`} to constants behind them, by a flip-flop that holds whether to`,
      changes: known.length < over.length ? 'It sets more than registers take over.' : rewritten(context, body, placed, last, known),
      line: context.file.pre.toSource(last.statement.start, last.statement.end).line + 1,
      paths,
    };
  }
}

/** A statement that does nothing but set names to constants, the same ones wherever it does. */
interface Override {
  readonly statement: Statement;
  /** The author's text of the constants, by name. */
  readonly values: ReadonlyMap<string, string>;
}

/** The last statement of a process, where it is an override. */
function overrideOf(context: FixContext, { process }: PlacedProcess): Override | undefined {
  const root = bodyOf(process);
  const statement = root.kind === 'block' ? root.body.filter((one) => one.kind !== 'skip').at(-1) : undefined;
  if (statement === undefined || (statement.kind !== 'if' && statement.kind !== 'case')) return undefined;
  const leaves: Map<string, string>[] = [];
  const constants = new Set([
    ...context.module.parameters.map((one) => one.name),
    ...context.module.types.flatMap((one) => one.enumValues ?? []),
  ]);
  if (!collect(context, statement, constants, leaves)) return undefined;
  const [first, ...others] = leaves;
  const alike = (one: ReadonlyMap<string, string>): boolean =>
    one.size === first?.size && [...one].every(([key, value]) => squashed(first.get(key)) === squashed(value));
  const read = new Set(
    everyStatement(statement)
      .filter((one) => one.kind !== 'assign')
      .flatMap(readsOf)
      .flatMap(namesIn)
      .map((one) => one.name),
  );
  if (first === undefined || !others.every(alike) || [...first.keys()].some((one) => read.has(one))) return undefined;
  return { statement, values: first };
}

function squashed(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, '');
}

/** The assignments of each branch that makes some; whether there is nothing else. */
function collect(context: FixContext, statement: Statement, constants: ReadonlySet<string>, leaves: Map<string, string>[]): boolean {
  switch (statement.kind) {
    case 'skip':
      return true;
    case 'if':
      return [statement.then, ...(statement.otherwise === undefined ? [] : [statement.otherwise])].every((one) =>
        collect(context, one, constants, leaves),
      );
    case 'case':
      return statement.arms.every((arm) => collect(context, arm.body, constants, leaves));
    case 'block':
      if (statement.body.every((one) => one.kind !== 'assign'))
        return statement.body.every((one) => collect(context, one, constants, leaves));
      return leaf(context, statement.body, constants, leaves);
    case 'assign':
      return leaf(context, [statement], constants, leaves);
    default:
      return false;
  }
}

function leaf(context: FixContext, list: readonly Statement[], constants: ReadonlySet<string>, leaves: Map<string, string>[]): boolean {
  const source = writtenFile(context);
  const found = new Map<string, string>();
  for (const one of list) {
    if (one.kind !== 'assign' || one.target.kind !== 'name' || one.op !== '=' || !one.blocking || found.has(one.target.name)) return false;
    const at = writtenEnds(source, one.value);
    if (at === undefined || !isConstant(one.value, constants)) return false;
    found.set(one.target.name, source.text.slice(at.start, at.end));
  }
  leaves.push(found);
  return true;
}

function isConstant(value: Expr, constants: ReadonlySet<string>): boolean {
  return isPure(value) && namesIn(value).every((one) => constants.has(one.name));
}

interface Overridden {
  readonly register: Late;
  readonly value: string;
}

function rewritten(
  context: FixContext,
  body: ModuleBody,
  placed: PlacedProcess,
  { statement, values }: Override,
  over: readonly Overridden[],
): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const [first] = over;
  const written = over.map(({ register }) => readRegister(body, register.name));
  const wrong = written.find((one) => typeof one === 'string') ?? over.find(({ register }) => register.next?.shared === true);
  if (wrong !== undefined || first === undefined)
    return typeof wrong === 'string' ? wrong : 'What it sets is read by more than the registers.';
  const registers = written.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const clocked = registers[0]?.process;
  if (clocked === undefined || !inStep(registers, over)) return 'The registers are not loaded together.';
  const taken = new Set<string>();
  const fresh = (base: string): string => {
    const made = freshName(text, base, taken);
    taken.add(made);
    return made;
  };
  const base = baseOf(first.register.name);
  const flag = fresh(`${base}_overridden_next`);
  const held = fresh(`${base}_overridden`);
  const kept = over.map(({ register }) => fresh(`${baseOf(register.name)}_kept`));
  const names = over.map(({ register }) => register.name);
  const nets = names.map((one) => registerAsNet(context, body, one, names));
  const refused = nets.find((one) => typeof one === 'string');
  if (typeof refused === 'string') return refused;
  const initial = nets.map((one) => (typeof one === 'string' ? undefined : one.initial));
  const flagged = flaggedStatement(source, statement, flag, [...values.keys()][0] ?? '');
  const loaded = loads(source, registers, over, kept, { flag, held });
  const processes = [placed, clocked].map(({ process }) => writtenEnds(source, process));
  if (flagged === undefined || loaded === undefined || processes.includes(undefined)) return 'A statement comes from a macro.';
  const start = lineStart(text, Math.min(...processes.map((one) => one?.start ?? 0)));
  const end = lineEnd(text, withSemicolon(text, Math.max(...processes.map((one) => one?.end ?? 0))));
  const indent = lineIndent(text, start);
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const declarations = [
    '// Whether a constant has the last word is kept beside what was chosen; the constant comes behind the registers.',
    `${bit} ${flag};`,
    `${bit} ${held}${initial.some((one) => one !== undefined) ? " = 1'b0" : ''};`,
    ...over.map(({ register: { storage } }, at) => {
      const value = initial[at];
      return `${storage.declared} ${kept[at] ?? ''}${value === undefined ? '' : ` = ${value}`};`;
    }),
  ];
  const chosen = over.map(
    ({ register, value }, at) => `assign ${register.name} = ${asChosen(register.storage, `${held} ? ${value} : ${kept[at] ?? ''}`)};`,
  );
  return [
    ...nets.flatMap((one) => (typeof one === 'string' ? [] : one.changes)),
    ...flagged,
    ...loaded,
    { start, end: start, text: declarations.map((one) => `${indent}${one}${lineBreak(text)}`).join('') },
    { start: end, end, text: chosen.map((one) => `${lineBreak(text)}${indent}${one}`).join('') },
  ];
}

function baseOf(register: string): string {
  return register.replace(/_(?:reg|q|r|ff)$/, '');
}

/** Whether registers get new values in the same places of one process, and take over what is set in the same ones. */
function inStep(registers: readonly WrittenRegister[], over: readonly Overridden[]): boolean {
  const [first] = registers;
  const takesOver = (at: number, write: number): boolean => {
    const value = registers[at]?.writes[write]?.value;
    return value?.kind === 'name' && value.name === over[at]?.register.next?.name;
  };
  return registers.every(
    (one, at) =>
      one.process.item === first?.process.item &&
      one.writes.length === first.writes.length &&
      (at === 0 ||
        one.writes.every(
          ({ among }, write) => among !== undefined && among === first.writes[write]?.among && takesOver(at, write) === takesOver(0, write),
        )),
  );
}

/** The override as one that gives a flag its value; undefined where a macro made part of it. */
function flaggedStatement(source: WrittenFile, statement: Statement, flag: string, kept: string): TextChange[] | undefined {
  const at = writtenEnds(source, statement);
  const gone = deletionsFor(source, statement, (one) => one === kept);
  if (at === undefined || gone === undefined) return undefined;
  const changes: TextChange[] = [
    ...gone,
    { start: at.start, end: at.start, text: `${flag} = 1'b0;${lineBreak(source.text)}${lineIndent(source.text, at.start)}` },
  ];
  for (const one of everyStatement(statement)) {
    if (one.kind !== 'assign' || !assignedBy(one).names.has(kept)) continue;
    const [target, value] = [writtenEnds(source, one.target), writtenEnds(source, one.value)];
    if (target === undefined || value === undefined) return undefined;
    changes.push({ start: target.start, end: value.end, text: `${flag} = 1'b1` });
  }
  return changes;
}

/** The registers' loads under their new names, and the flag's flip-flop beside those of the first. */
function loads(
  source: WrittenFile,
  registers: readonly WrittenRegister[],
  over: readonly Overridden[],
  kept: readonly string[],
  { flag, held }: { flag: string; held: string },
): TextChange[] | undefined {
  const changes: TextChange[] = [];
  for (const [at, { writes }] of registers.entries()) {
    for (const { statement, value, among } of writes) {
      const target = statement.kind === 'assign' && statement.target.kind === 'name' ? writtenEnds(source, statement.target) : undefined;
      if (target === undefined) return undefined;
      changes.push({ ...target, text: kept[at] ?? '' });
      if (at > 0) continue;
      const isNext = value.kind === 'name' && value.name === over[at]?.register.next?.name;
      const beside = joined(source, statement, among === undefined, 'behind', `${held} <= ${isNext ? flag : "1'b0"};`);
      if (beside === undefined) return undefined;
      changes.push(...beside);
    }
  }
  return changes;
}
