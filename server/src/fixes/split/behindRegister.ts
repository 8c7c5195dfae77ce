import { freshName, lineBreak, lineEnd, lineIndent, lineStart } from '../../base/layout';
import type { ModuleBody, Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf, writtenEnds, type PlacedProcess, type WrittenFile } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { withSemicolon, writtenFile } from '../sourceText';
import type { FixContext, TextChange } from '../strategy';
import { decided, sliced, withComment, type Decision, type Side, type Slice } from './decidedSlice';
import { asStored, type Storage } from './declaredRange';
import { rootOf } from './heldRegisters';
import { deletionsFor } from './processSlice';
import { registerAsNet } from './registerAsNet';

/** A register that a decision has to do with. */
export interface DecidedRegister {
  readonly name: string;
  readonly storage: Storage;
  /** The process that loads it. */
  readonly clocked: PlacedProcess;
  /** What it takes over from the decision's process, where that is a combinational one; and whether something else reads that too. */
  readonly next?: { readonly name: string; readonly storage: Storage; readonly shared: boolean };
}

/** Names made for one register. */
interface Made {
  readonly register: DecidedRegister;
  readonly held: Readonly<Record<Side, string>>;
  readonly next: Readonly<Record<Side, string>> | undefined;
}

interface Writer {
  readonly context: FixContext;
  readonly body: ModuleBody;
  readonly source: WrittenFile;
  readonly decision: Decision;
}

/**
 * The changes that put a decision behind the registers whose next values it chooses: what each is to hold if it turns out true and if it turns
 * out false are kept side by side, and so is the decision; a net with the register's name chooses. The paths that waited for the decision end
 * at a flip-flop of its own. In words what forbids it. `taken` are names that other changes make.
 */
export function behindRegister(
  context: FixContext,
  body: ModuleBody,
  decision: Decision,
  registers: readonly DecidedRegister[],
  taken: Set<string>,
): TextChange[] | string {
  const source = writtenFile(context);
  const writer: Writer = { context, body, source, decision };
  const clocked = [...new Set(registers.map((one) => one.clocked))];
  const clocks = new Set(clocked.map(({ process }) => clockOf(context, process)));
  const [clock] = clocks;
  if (clock === undefined || clocks.size > 1) return 'The registers have not one clock.';
  if (
    clocked.some(
      (one) => one.around.length !== decision.placed.around.length || one.around.some((item, at) => item !== decision.placed.around[at]),
    )
  )
    return 'The processes stand in different generate blocks.';
  const made = madeNames(source.text, registers, taken);
  const test = nameFor(source.text, `${baseOf(registers[0]?.name ?? '')}_decided`, taken);
  const names = registers.map((one) => one.name);
  const nets = names.map((one) => registerAsNet(context, body, one, names));
  const initial = new Map<string, string | undefined>();
  const changes: TextChange[] = [];
  for (const [index, net] of nets.entries()) {
    if (typeof net === 'string') return net;
    changes.push(...net.changes);
    initial.set(registers[index]?.name ?? '', net.initial);
  }
  const slices = (['if', 'else'] as const).flatMap((side) => [
    ...nextSlices(writer, made, side),
    ...clocked.map((placed) => clockedSlice(writer, placed, ofProcess(made, placed), side)),
  ]);
  const wrong = slices.flatMap((one) => ('wrong' in one ? [one.wrong] : []));
  const removed = removals(writer, made, clocked);
  const place = placeBehind(source, [decision.placed, ...clocked]);
  if (wrong[0] !== undefined) return wrong[0];
  if (typeof removed === 'string') return removed;
  if (place === undefined) return 'A process comes from a macro.';
  const parts = [
    declared(writer, made, initial, test),
    ...slices.flatMap((one) => ('text' in one ? [one.text] : [])),
    ...chosen(writer, made, test, clock),
  ];
  const text = parts.map((one) => `${lineBreak(source.text)}${one}`).join('');
  return [...changes, ...removed, { start: place, end: place, text }];
}

/** The edge that a process runs at: of several the one whose name it does not read. */
function clockOf({ file }: FixContext, process: Process): string | undefined {
  const read = new Set(
    everyStatement(bodyOf(process))
      .flatMap(readsOf)
      .flatMap(namesIn)
      .map((one) => one.name),
  );
  const clocks = (process.events ?? []).filter((event) => !namesIn(event).some((one) => read.has(one.name)));
  const [only] = clocks;
  return only === undefined || clocks.length > 1 ? undefined : file.pre.text.slice(only.start, only.end);
}

function ofProcess(made: readonly Made[], placed: PlacedProcess): Made[] {
  return made.filter((one) => one.register.clocked === placed);
}

function baseOf(name: string): string {
  return name.replace(/_(?:reg|q|r|ff)$/, '');
}

function nameFor(text: string, base: string, taken: Set<string>): string {
  const made = freshName(text, base, taken);
  taken.add(made);
  return made;
}

function madeNames(text: string, registers: readonly DecidedRegister[], taken: Set<string>): Made[] {
  const pair = (base: string): Record<Side, string> => ({
    if: nameFor(text, `${base}_if`, taken),
    else: nameFor(text, `${base}_else`, taken),
  });
  return registers.map((register) => {
    const { next } = register;
    const held = pair(baseOf(register.name));
    return { register, held, next: next === undefined ? undefined : pair(next.name) };
  });
}

/** Where the new text goes: behind the last of the processes. */
function placeBehind(source: WrittenFile, processes: readonly PlacedProcess[]): number | undefined {
  const ends = processes.map(({ process }) => writtenEnds(source, process)?.end);
  if (ends.includes(undefined)) return undefined;
  const last = Math.max(...ends.map((one) => one ?? 0));
  return lineEnd(source.text, withSemicolon(source.text, last));
}

function declared(
  { context, source, decision }: Writer,
  made: readonly Made[],
  initial: ReadonlyMap<string, string | undefined>,
  test: string,
): string {
  const indent = indentOf(source, decision.placed.process);
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const first = made.find((one) => initial.get(one.register.name) !== undefined);
  const lines = [
    '// What is loaded if the condition holds and if not, side by side; the choice comes behind the registers.',
    ...made.flatMap(({ register, held, next }) => {
      const value = initial.get(register.name);
      const start = value === undefined ? '' : ` = ${value}`;
      return [
        `${register.storage.declared} ${held.if}${start}, ${held.else}${start};`,
        ...(next === undefined || register.next === undefined ? [] : [`${register.next.storage.declared} ${next.if}, ${next.else};`]),
      ];
    }),
    `${bit} ${test}${first === undefined ? '' : " = 1'b0"};`,
  ];
  return lines.map((line) => `${indent}${line}`).join(lineBreak(source.text));
}

function indentOf(source: WrittenFile, process: Process): string {
  return lineIndent(source.text, writtenEnds(source, process)?.start ?? 0);
}

/** A choice of two names that are declared as a register is, as its value. */
export function asChosen(storage: Storage, value: string): string {
  return storage.unnamed === true ? asStored(storage, value) : value;
}

/** The decision's own flip-flop, and the nets that choose. */
function chosen({ context, source, decision }: Writer, made: readonly Made[], test: string, clock: string): string[] {
  const indent = indentOf(source, decision.placed.process);
  const at = writtenEnds(source, decision.test);
  const condition = at === undefined ? '' : source.text.slice(at.start, at.end);
  const value = decision.oneBit ? condition : `(${condition}) != 0`;
  const verilog = context.language === 'verilog';
  return [
    `${indent}${verilog ? 'always' : 'always_ff'} @(${clock}) ${test} <= ${value};`,
    ...made.map(
      ({ register, held }) => `${indent}assign ${register.name} = ${asChosen(register.storage, `${test} ? ${held.if} : ${held.else}`)};`,
    ),
  ];
}

/** The names that registers take over, under those that one side has. */
function nextNames(made: readonly Made[], side: Side): Map<string, string> {
  return new Map(
    made.flatMap(({ register, next }) =>
      next === undefined || register.next === undefined ? [] : [[register.next.name, next[side]] as const],
    ),
  );
}

/** The combinational process with the decision made, for the values that the registers take over; none where they take over none. */
function nextSlices({ source, decision }: Writer, made: readonly Made[], side: Side): Slice[] {
  const names = nextNames(made, side);
  if (names.size === 0) return [];
  return [sliced(source, decision.placed.process, names, decided(source, decision, side, new Set(names.keys())), names)];
}

/** The clocked process of registers, for what they hold on one side. */
function clockedSlice(writer: Writer, placed: PlacedProcess, made: readonly Made[], side: Side): Slice {
  const { source, decision } = writer;
  const targets = new Map(made.map(({ register, held }) => [register.name, held[side]] as const));
  const own = placed.process === decision.placed.process ? decided(source, decision, side, new Set(targets.keys())) : [];
  const kept = keeping(writer, placed, targets);
  if (own === undefined || kept === undefined) return { wrong: 'The process is not one that could be followed.' };
  const slice = sliced(source, placed.process, targets, [...own, ...kept], nextNames(made, side));
  // Where nothing is left to choose, what is kept stands alone.
  return 'wrong' in slice ? slice : { text: slice.text.replace(/;(?:\s*;)+(\s*end\b)/g, ';$1') };
}

/** Where nothing is loaded, what the register holds is loaded: an assignment in front of the others. */
function keeping({ context, source }: Writer, placed: PlacedProcess, targets: ReadonlyMap<string, string>): TextChange[] | undefined {
  const { process } = placed;
  const statement = bodyOf(process);
  const asynchronous = (process.events?.length ?? 1) > 1;
  const changes: TextChange[] = [];
  for (const [register, held] of targets) {
    const found = asynchronous ? rootOf(context, process, register) : { root: statement, among: false };
    if (found === undefined) return undefined;
    if (alwaysLoads(found.root, register)) continue;
    const at = writtenEnds(source, found.root);
    if (at === undefined) return undefined;
    changes.push(...keptFirst(source.text, found.root.kind, at, `${held} <= ${register};`));
  }
  return changes;
}

/** Puts an assignment in front of what a statement does, on a line of its own where the statement has one. */
function keptFirst(
  text: string,
  kind: Statement['kind'],
  at: { readonly start: number; readonly end: number },
  kept: string,
): TextChange[] {
  const opening = kind === 'block' ? /^begin\b(?:\s*:\s*\w+)?/.exec(text.slice(at.start)) : null;
  if (opening !== null) {
    const inside = at.start + opening[0].length;
    const below = /^[ \t]*\r?\n([ \t]*)\S/.exec(text.slice(inside));
    return [{ start: inside, end: inside, text: below === null ? ` ${kept}` : `${lineBreak(text)}${below[1] ?? ''}${kept}` }];
  }
  const end = withSemicolon(text, at.end);
  const above = text.slice(0, at.start).trimEnd().length;
  const first = lineStart(text, at.start);
  const isAlone = above < first && !/\/[/*]|`/.test(text.slice(lineStart(text, above), above));
  if (!isAlone)
    return [
      { start: at.start, end: at.start, text: `begin ${kept} ` },
      { start: end, end, text: ' end' },
    ];
  const indent = lineIndent(text, at.start);
  return [
    { start: above, end: above, text: ' begin' },
    { start: at.start, end: at.start, text: `${kept}${lineBreak(text)}${indent}` },
    { start: end, end, text: `${lineBreak(text)}${lineIndent(text, above)}end` },
  ];
}

/** Whether a statement loads a register, all of it, whatever the conditions are. */
function alwaysLoads(statement: Statement, name: string): boolean {
  if (statement.kind === 'assign') return statement.target.kind === 'name' && statement.target.name === name;
  if (statement.kind === 'block') return statement.body.some((one) => alwaysLoads(one, name));
  if (statement.kind !== 'if' || statement.otherwise === undefined) return false;
  return alwaysLoads(statement.then, name) && alwaysLoads(statement.otherwise, name);
}

/** What goes from the processes: the loads of the registers, and the next values that nothing else reads. */
function removals({ source, decision }: Writer, made: readonly Made[], clocked: readonly PlacedProcess[]): TextChange[] | string {
  const changes: TextChange[] = [];
  const remove = (process: Process, names: ReadonlySet<string>): boolean => {
    if (names.size === 0) return true;
    const at = writtenEnds(source, process);
    if (at === undefined) return false;
    if ([...assignedBy(process.body).names].every((one) => names.has(one))) {
      const first = lineStart(source.text, at.start);
      // With the line break in front, where the line is its own.
      const start = source.text.slice(first, at.start).trim() === '' ? first - lineBreak(source.text).length : at.start;
      changes.push({ start: Math.max(0, start), end: withComment(source.text, at.end), text: '' });
      return true;
    }
    const gone = deletionsFor(source, bodyOf(process), (one) => !names.has(one));
    if (gone !== undefined) changes.push(...gone);
    return gone !== undefined;
  };
  const nexts = new Set(made.flatMap(({ register: { next } }) => (next === undefined || next.shared ? [] : [next.name])));
  const done =
    remove(decision.placed.process, decision.placed.process === clocked[0]?.process ? new Set() : nexts) &&
    clocked.every((placed) => remove(placed.process, new Set(ofProcess(made, placed).map((one) => one.register.name))));
  return done ? changes : 'The process assigns these and others by one statement.';
}
