import { indentStep } from '../../base/indentStep';
import { applyEdits, freshName, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { ModuleBody, Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, writtenEnds, type PlacedProcess, type WrittenFile } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { joined } from '../retime/keepInRegister';
import { withSemicolon, writtenFile } from '../sourceText';
import { withoutCasePromises } from '../sourceText';
import type { FixContext, TextChange } from '../strategy';
import { targetBase } from './decidedSlice';
import { asStored, declaredWords, storageOf, vectorStorage, type Storage } from './declaredRange';
import { assignedAtOnce, deletionsFor, directivesIn, tidiedCopy, withoutEmptyElse, writtenByLoops } from './processSlice';

type Assignment = Statement & { readonly kind: 'assign' };

/** Registers of a clocked process that the same statement, below the reset, loads under conditions. */
export interface HeldGroup {
  readonly placed: PlacedProcess;
  readonly root: Statement;
  /** Whether the statement is one of those of a block. */
  readonly among: boolean;
  readonly registers: readonly HeldRegister[];
}

interface HeldRegister {
  readonly name: string;
  /** Of an array that of its words. */
  readonly storage: Storage;
  readonly writes: readonly Write[];
  /** Registers that a write to a concatenation loads together with it. */
  readonly together: readonly string[];
  /** Of an array, one word of which every write is to: its index and the last there is, as the author wrote them. */
  readonly words?: { readonly index: string; readonly last: string };
}

interface Write {
  readonly statement: Assignment;
  readonly among: boolean;
}

/**
 * The registers of a process that `wanted` names, by the statement that loads them: those that keep their value unless a condition holds and are
 * loaded as a whole, or with `any` also those that are loaded in parts or always. What one assignment to a concatenation loads comes together.
 */
export function heldGroups(
  context: FixContext,
  body: ModuleBody,
  placed: PlacedProcess,
  wanted: (name: string) => boolean,
  any = false,
): HeldGroup[] {
  const { process } = placed;
  const all = everyStatement(bodyOf(process));
  if (triggerOf(process) !== 'edges') return [];
  const atOnce = assignedAtOnce(bodyOf(process));
  const read = new Set(atOnce.size === 0 ? [] : all.flatMap(readsOf).flatMap((one) => namesIn(one).map((each) => each.name)));
  const looped = writtenByLoops(bodyOf(process));
  if (all.some((one) => one.kind === 'call' || one.kind === 'timing')) return [];
  const { names, locals } = assignedBy(process.body);
  const groups = new Map<Statement, { among: boolean; registers: HeldGroup['registers'][number][] }>();
  for (const name of withCompanions(all, [...names].filter(wanted)).filter((one) => names.has(one) && !looped.has(one))) {
    const vector = storageOf(context, body, name, placed.around);
    const array = any && vector === undefined ? declaredWords(context, body, name, placed.around) : undefined;
    const storage = vector ?? (array === undefined ? undefined : vectorStorage(context, array.range));
    const found = rootOf(context, process, name);
    const writes = found === undefined ? undefined : writesTo(found.root, name, any, atOnce.has(name));
    if (storage === undefined || found === undefined || writes === undefined) continue;
    if (!any && alwaysWrites(found.root, name)) continue;
    const apart = new Set([...locals, ...atOnce]);
    if (apart.size > 0 && decidedBy(found.root, name).some((one) => apart.has(one))) continue;
    // By `=` a register may be loaded as by `<=` where nothing in the process reads it.
    if (atOnce.has(name) && (read.has(name) || array !== undefined)) continue;
    const index = array === undefined ? undefined : indexOf(context, writes);
    if (array !== undefined && index === undefined) continue;
    const words = array === undefined || index === undefined ? undefined : { index, last: array.last };
    const group = groups.get(found.root) ?? { among: found.among, registers: [] };
    const together = withCompanions(all, [name]).filter((one) => one !== name);
    group.registers.push({ name, storage, writes, together, ...(words === undefined ? {} : { words }) });
    groups.set(found.root, group);
  }
  return [...groups].map(([root, group]) => ({ placed, root, ...group }));
}

/** Groups of which none is loaded within another one's statement: such a one joins the other. */
export function withoutNested(groups: readonly HeldGroup[]): HeldGroup[] {
  const outer = groups.filter((one) => !groups.some((other) => encloses(other, one)));
  return outer.map((one) => {
    const inner = groups.filter((other) => encloses(one, other)).flatMap((other) => other.registers);
    const again = inner.map((register) => {
      const blocking = register.writes.some(({ statement }) => statement.blocking);
      return { ...register, writes: writesTo(one.root, register.name, true, blocking) ?? register.writes };
    });
    return { ...one, registers: [...one.registers, ...again] };
  });
}

function encloses(outer: HeldGroup, inner: HeldGroup): boolean {
  return outer.root !== inner.root && outer.placed.process === inner.placed.process && everyStatement(outer.root).includes(inner.root);
}

/** Names, with those that assignments to concatenations load together with them. */
function withCompanions(statements: readonly Statement[], names: readonly string[]): string[] {
  const found = new Set(names);
  for (const name of found) {
    for (const one of statements) {
      const loaded = one.kind === 'assign' && one.target.kind === 'concat' ? [...assignedBy(one).names] : [];
      if (loaded.includes(name)) for (const other of loaded) found.add(other);
    }
  }
  return [...found];
}

/** The names that decide what a statement loads a register with. */
export function decidedBy(root: Statement, name: string): string[] {
  const deciding = everyStatement(root).filter((one) => one.kind !== 'block' && assignedBy(one).names.has(name));
  return deciding.flatMap((one) => readsOf(one).flatMap(namesIn)).map((one) => one.name);
}

/** The index of the word of an array that all writes are to, written alike. */
function indexOf(context: FixContext, writes: readonly Write[]): string | undefined {
  const { text } = context.file.pre;
  const found = new Set(
    writes.map(({ statement: { target } }) => {
      const isWord = target.kind === 'index' && target.base.kind === 'name';
      return isWord ? text.slice(target.index.start, target.index.end) : '\n';
    }),
  );
  const [index] = found;
  return found.size === 1 && index?.includes('\n') === false ? index : undefined;
}

/** The only statement of a process that loads a register, below its reset; all of the process where several do, one after the other. */
export function rootOf(context: FixContext, process: Process, name: string): { root: Statement; among: boolean } | undefined {
  const statement = bodyOf(process);
  const list = statement.kind === 'block' ? statement.body : [statement];
  const writing = list.filter((one) => assignedBy(one).names.has(name));
  const [first, second] = writing;
  const ending = second !== undefined && second.kind === 'if' && second.otherwise === undefined && isReset(context, process, second);
  if (first === undefined) return undefined;
  const asynchronous = (process.events?.length ?? eventsOf(process)) > 1;
  if (writing.length > (ending ? 2 : 1)) return asynchronous ? undefined : { root: statement, among: false };
  if (first.kind === 'if' && first.otherwise !== undefined && isReset(context, process, first)) {
    return assignedBy(first.otherwise).names.has(name) ? { root: first.otherwise, among: false } : undefined;
  }
  return asynchronous ? undefined : { root: first, among: statement.kind === 'block' };
}

function eventsOf(process: Process): number {
  return process.body.kind === 'timing' ? (process.body.events?.length ?? 0) : 0;
}

/** Whether a condition asks inputs alone, and not more than two: early, and best left at the reset pin. */
export function isReset(context: FixContext, process: Process, { test }: Statement & { readonly kind: 'if' }): boolean {
  const constants = new Set(context.module.parameters.map((one) => one.name));
  const names = [...new Set(namesIn(test).map((one) => one.name))].filter((one) => !constants.has(one));
  const inputs = new Set(context.module.ports.filter((port) => port.direction === 'input').map((port) => port.name));
  const events = new Set((process.events ?? []).flatMap(namesIn).map((one) => one.name));
  return names.length > 0 && names.length <= 2 && names.every((one) => events.has(one) || inputs.has(one));
}

function writesTo(root: Statement, name: string, inParts: boolean, blocking: boolean): Write[] | undefined {
  const inBlocks = new Set(everyStatement(root).flatMap((one) => (one.kind === 'block' ? one.body : [])));
  const found: Write[] = [];
  for (const one of everyStatement(root)) {
    if (!inParts && one.kind === 'loop' && assignedBy(one).names.has(name)) return undefined;
    if (one.kind !== 'assign' || !assignedBy(one).names.has(name)) continue;
    const { target } = one;
    const isPart = inParts && target.kind !== 'name' && targetBase(target) !== undefined;
    const isWhole = target.kind === 'name' || (target.kind === 'concat' && target.parts.every((part) => part.kind === 'name'));
    if ((!isWhole && !isPart) || one.op !== '=' || one.blocking !== blocking) return undefined;
    found.push({ statement: one, among: inBlocks.has(one) });
  }
  return found;
}

/** Whether a register gets a value whatever the conditions are: then it keeps none. */
function alwaysWrites(statement: Statement, name: string): boolean {
  if (statement.kind === 'assign') return assignedBy(statement).names.has(name);
  if (statement.kind === 'block') return statement.body.some((one) => alwaysWrites(one, name));
  if (statement.kind !== 'if' || statement.otherwise === undefined) return false;
  return alwaysWrites(statement.then, name) && alwaysWrites(statement.otherwise, name);
}

/**
 * How a register is loaded so that synthesis infers no enable: what is loaded joined by OR with what is kept, or the next value whole,
 * with what is held in its logic. The second does without a note at each assignment, and for registers loaded in parts.
 */
export type LoadForm = 'or' | 'whole';

/** The changes that send what the registers of a group keep through the logic of their data pins; in words what forbids it. */
export function heldInLogic(context: FixContext, group: HeldGroup, taken: Set<string>, form: LoadForm = 'or'): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const names = new Set(group.registers.map((one) => one.name));
  const at = writtenEnds(source, group.root);
  const process = writtenEnds(source, group.placed.process);
  if (at === undefined || process === undefined) return 'The process comes from a macro.';
  const first = lineStart(text, process.start);
  if (text.slice(first, process.start).trim() !== '') return 'The process does not begin its line.';
  const end = group.root.kind === 'block' ? at.end : withSemicolon(text, at.end);
  const whole = text.slice(at.start, end);
  const gone = deletionsFor(source, group.root, (one) => !names.has(one));
  const other = deletionsFor(source, group.root, (one) => names.has(one));
  if (gone === undefined || other === undefined) return 'One statement loads registers of both kinds.';
  const directives = directivesIn(source, { start: at.start, end }, names, other);
  const isLost = (one: TextChange): boolean => gone.some((other) => other.start <= one.start && one.end <= other.end);
  if (directives?.some(isLost) !== false) return 'The process holds directives of the preprocessor.';
  const made = madeNames(text, group, taken, form);
  const moved = movedWrites(source, group, made);
  if (typeof moved === 'string') return moved;
  const inside = (changes: readonly TextChange[]): TextChange[] =>
    changes.map((one) => ({ ...one, start: one.start - at.start, end: one.end - at.start }));
  const copy = applyEdits(whole, inside([...other, ...directives, ...moved]));
  const loads = made.map((one) => loadOf(context, one));
  const isEmpty = [...assignedBy(group.root).names].every((one) => names.has(one));
  const slice = withoutEmptyElse(withoutCasePromises(isEmpty ? copy : tidiedCopy(copy)));
  const rest = isEmpty ? '' : applyEdits(whole, inside(gone));
  return [
    { start: at.start, end, text: loaded(context, group, at.start, rest, loads) },
    { start: first, end: first, text: combinational(context, process.start, made, ownsBlock(group.root) ? unwrapped(slice) : [slice]) },
  ];
}

/** Whether a statement is a block that declares nothing and has no name: its statements may stand in another one. */
function ownsBlock(statement: Statement): boolean {
  return statement.kind === 'block' && statement.label === undefined && statement.body.every((one) => one.kind !== 'declare');
}

/** The lines inside of `begin` and `end`, as far in as the first of them; the text itself where it is written otherwise. */
function unwrapped(text: string): string[] {
  const body = /^begin[ \t]*\r?\n\s*?([ \t]*\S[^]*?)\s*\r?\n[ \t]*end$/.exec(text)?.[1];
  if (body === undefined) return [text];
  const step = /^[ \t]*/.exec(body)?.[0] ?? '';
  return body.split(/\r?\n/).map((line) => (line.startsWith(step) ? line.slice(step.length) : line.trimStart()));
}

/** The comment over what was written so that no enable is inferred. */
export const noEnable = '// What is kept goes through the logic: as an enable, the conditions would arrive later.';

/**
 * The next value of a register with the value held in front of it, which never counts: synthesis finds no branch there that keeps the register. Each bit is that of `next`, also where the
 * register is x (`q ^ (q ^ next)` would stay x in simulation for ever). `next` is written twice.
 */
export function throughLogic(register: string, next: string): string {
  return `${next} | (${next} & ${register})`;
}

/** As many bits as a register has, where not all of their values are ones of its type. */
function asBits(name: string, storage: Storage): Storage {
  return storage.range === undefined && storage.cast !== undefined ? { ...storage, declared: `logic [$bits(${name})-1:0]` } : storage;
}

interface Made {
  readonly name: string;
  readonly storage: Storage;
  readonly words: HeldRegister['words'];
  /** What counts the words. */
  readonly counter: string;
  readonly next: string;
  /** The bit that says whether the register keeps its value; a vector whose next value is made whole needs none. */
  readonly kept: string | undefined;
  /** By what the author loads it. */
  readonly assigned: '<=' | '=';
  /** As of `delayIn`, that of the first write that has one. */
  delay: string;
}

/** The load of a register, or of each word of an array, whose choice by the index can then be an enable that is early. */
function loadOf({ language }: FixContext, { name, storage, words, counter, next, kept, assigned, delay }: Made): string {
  const place = words === undefined ? name : `${name}[${counter}]`;
  const held = storage.range === '' ? `${kept ?? ''} & ${place}` : `${kept ?? ''} ? ${place} : 0`;
  const value = asStored(storage, kept === undefined ? throughLogic(place, next) : `${next} | (${held})`);
  if (words === undefined) return `${place} ${assigned} ${delay}${value};`;
  const first = `${language === 'verilog' ? '' : 'int '}${counter} = 0`;
  return `for (${first}; ${counter} <= ${words.last}; ${counter} = ${counter} + 1) if (${counter} == ${words.index}) ${place} <= ${delay}${value};`;
}

/** Names of the nets; registers that are loaded side by side share the bit that says whether they keep their value. */
function madeNames(text: string, group: HeldGroup, taken: Set<string>, form: LoadForm): Made[] {
  const fresh = (base: string): string => {
    const made = freshName(text, base, taken);
    taken.add(made);
    return made;
  };
  const blocks = everyStatement(group.root).filter((one) => one.kind === 'block');
  const placeOf = (write: Write): string =>
    write.among ? String(blocks.findIndex((one) => one.body.includes(write.statement))) : `alone ${write.statement.start}`;
  const shared = new Map<string, string>();
  return group.registers.map(({ name, storage, writes, words }) => {
    const base = name.replace(/_(?:reg|q|r|ff)$/, '');
    const assigned = writes.some(({ statement }) => statement.blocking) ? '=' : '<=';
    const counter = words === undefined ? '' : fresh(`${base}_word`);
    if (form === 'whole' && words === undefined)
      return { name, storage, words, counter, next: fresh(`${base}_load`), kept: undefined, assigned, delay: '' };
    const key = writes.map(placeOf).join(' ');
    const kept = shared.get(key) ?? fresh(`${base}_kept`);
    shared.set(key, kept);
    return {
      name,
      storage: form === 'or' ? asBits(name, storage) : storage,
      words,
      counter,
      next: fresh(`${base}_load`),
      kept,
      assigned,
      delay: '',
    };
  });
}

/** The assignments as those of a combinational process, each register's with a note that it keeps nothing. */
function movedWrites(source: WrittenFile, group: HeldGroup, made: readonly Made[]): TextChange[] | string {
  const changes: TextChange[] = [];
  const noted = new Set<string>();
  const turned = new Set<Statement>();
  for (const [index, { name, writes, words }] of group.registers.entries()) {
    const names = made[index];
    for (const write of writes) {
      const { target: left } = write.statement;
      const target = writtenEnds(source, left);
      const part = words === undefined ? targetBase(left) : undefined;
      const named = left.kind === 'concat' ? left.parts.find((one) => one.kind === 'name' && one.name === name) : (part ?? left);
      const register = named === undefined ? undefined : writtenEnds(source, named);
      const value = writtenEnds(source, write.statement.value);
      if (names === undefined || target === undefined || register === undefined || value === undefined)
        return 'An assignment comes from a macro.';
      const delay = delayIn(source.text.slice(target.end, value.start));
      if (delay === undefined) return 'An assignment is not written by `<=` or `=` alone.';
      if (names.delay === '') names.delay = delay;
      changes.push({ ...register, text: names.next });
      if (!turned.has(write.statement)) changes.push({ start: target.end, end: value.start, text: ' = ' });
      turned.add(write.statement);
      if (names.kept === undefined) continue;
      const block = write.among
        ? everyStatement(group.root).findIndex((one) => one.kind === 'block' && one.body.includes(write.statement))
        : -1;
      const key = `${names.kept} ${write.among ? block : write.statement.start}`;
      if (noted.has(key)) continue;
      noted.add(key);
      const note = joined(source, write.statement, !write.among, 'behind', `${names.kept} = 1'b0;`);
      if (note === undefined) return 'An assignment comes from a macro.';
      changes.push(...note);
    }
  }
  return changes;
}

/** The delay between a `<=` or `=` and the value, `#1 ` or `#(T) `, as it models the time to the output; '' where there is none. */
function delayIn(between: string): string | undefined {
  const [, delay] = /^\s*<?=\s*(#\s*(?:`?[\w.$]+|\([^()]*\))\s*)?$/.exec(between) ?? [];
  return /^\s*<?=/.test(between) && (delay !== undefined || /^\s*<?=\s*$/.test(between)) ? (delay?.trim().concat(' ') ?? '') : undefined;
}

/** What stays of the statement, and the loads. */
function loaded(context: FixContext, group: HeldGroup, start: number, rest: string, loads: readonly string[]): string {
  const { text } = context.file.source;
  const indent = lineIndent(text, start);
  const separator = `${lineBreak(text)}${indent}`;
  if (group.among) return [...(rest === '' ? [] : [rest]), ...loads].join(separator);
  if (rest === '' && loads.length === 1) return loads[0] ?? '';
  const inner = `${separator}${indentStep(text)}`;
  if (group.root.kind === 'block' && rest !== '') {
    const closing = rest.lastIndexOf('end');
    return `${rest.slice(0, closing).trimEnd()}${inner}${loads.join(inner)}${separator}end`;
  }
  return `begin${inner}${[...(rest === '' ? [] : [rest]), ...loads].join(inner)}${separator}end`;
}

function combinational(context: FixContext, start: number, made: readonly Made[], slice: readonly string[]): string {
  const { text } = context.file.source;
  const separator = lineBreak(text);
  const indent = lineIndent(text, start);
  const inner = `${indent}${indentStep(text)}`;
  const verilog = context.language === 'verilog';
  const bit = verilog ? 'reg' : 'logic';
  const kept = [...new Set(made.flatMap((one) => (one.kept === undefined ? [] : [one.kept])))];
  const lines = [
    `${indent}${noEnable}`,
    ...made.map((one) => `${indent}${one.storage.declared} ${one.next};`),
    ...(kept.length === 0 ? [] : [`${indent}${bit} ${kept.join(', ')};`]),
    ...made.flatMap(({ counter }) => (verilog && counter !== '' ? [`${indent}integer ${counter};`] : [])),
    `${indent}${verilog ? 'always @*' : 'always_comb'} begin`,
    ...made.map((one) => `${inner}${one.next} = ${one.kept === undefined ? one.name : '0'};`),
    ...kept.map((one) => `${inner}${one} = 1'b1;`),
    ...slice.map((line) => (line === '' ? '' : `${inner}${line}`)),
    `${indent}end`,
    '',
    '',
  ];
  return lines.join(separator);
}
