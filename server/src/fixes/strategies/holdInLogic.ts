import { freshName, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { ModuleBody, Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, processesOf, written, writtenEnds, type PlacedProcess, type WrittenFile } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { joined } from '../retime/keepInRegister';
import { combinationalWrites, type RegisterWrite } from '../retime/registerWrites';
import type { ExplainedPath } from '../../timing/explain';
import { chosenArms } from '../retime/generateArms';
import { asStored, storageOf } from '../split/declaredRange';
import { aliasesOf, endsAt } from '../split/endsAt';
import { heldGroups, heldInLogic } from '../split/heldRegisters';
import { proposalsIn, type Offer } from '../proposalsIn';
import { writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'hold-in-logic';
/** Registers of one process that are tried by themselves. */
const most = 2;

/**
 * A register that keeps its value unless something happens gets an enable from synthesis, and the conditions reach it over one more net. For
 * the few bits of a control register the value kept is better one more input of the logic at its data pin: the next value starts as zero, a bit
 * says whether anything was assigned, and what is kept is joined by OR. Written so, no enable is inferred.
 */
export const holdInLogic: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/reset-in-data'],
  knowledge:
    'An enable is one more net behind the conditions that make it. A narrow register whose conditions are late is faster when the value kept goes through the logic in front of it.',
  // What is declared and changed stays beside one process: other arms of generate conditions are as they were.
  propose: (context) => proposalsIn(context, name, (body) => offers(context, chosenArms(context, body))),
};

/** A register that takes over what a combinational process makes, where it starts from the register itself. */
interface Held {
  readonly register: string;
  readonly next: string;
  readonly process: PlacedProcess;
  readonly first: RegisterWrite;
  readonly others: readonly RegisterWrite[];
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const taken = new Set<string>();
  const aliases = aliasesOf(body);
  const ends = (register: string): readonly ExplainedPath[] => context.violated.filter((one) => endsAt(one, register, aliases));
  const offer = (changes: TextChange[] | string, span: Statement, registers: readonly string[]): Offer => ({
    title: `Keep ${registers.length === 1 ? registers.join('') : `${registers[0] ?? ''} and ${registers.length - 1} more`} through the logic at the data pins in place of an enable`,
    changes,
    line: context.file.pre.toSource(span.start, span.end).line + 1,
    paths: registers.flatMap(ends).sort((x, y) => x.path.slack - y.path.slack),
  });
  const byProcess = new Map<Process, Held[]>();
  for (const held of heldRegisters(context, body)) {
    if (ends(held.register).length > 0) byProcess.set(held.process.process, [...(byProcess.get(held.process.process) ?? []), held]);
  }
  for (const [process, list] of byProcess) {
    const all = list.map((held) => rewrite(context, body, held, taken));
    const names = list.map((one) => one.register);
    const wrong = all.find((one) => typeof one === 'string');
    if (list.length > 1) yield offer(wrong ?? all.flatMap((one) => (typeof one === 'string' ? [] : one)), bodyOf(process), names);
    for (const [index, held] of list.slice(0, most).entries()) yield offer(all[index] ?? '', held.first.statement, [held.register]);
  }
  for (const placed of processesOf(body)) {
    for (const group of heldGroups(context, body, placed, (register) => ends(register).length > 0)) {
      const names = group.registers.map((one) => one.name);
      yield offer(heldInLogic(context, group, taken), group.root, names);
    }
  }
}

function heldRegisters(context: FixContext, body: ModuleBody): Held[] {
  const found: Held[] = [];
  const seen = new Set<string>();
  for (const { process } of processesOf(body)) {
    if (triggerOf(process) !== 'edges') continue;
    for (const statement of everyStatement(bodyOf(process))) {
      if (statement.kind !== 'assign' || statement.target.kind !== 'name' || statement.value.kind !== 'name') continue;
      const [register, next] = [statement.target.name, statement.value.name];
      if (seen.has(next) || storageOf(context, body, register) === undefined) continue;
      seen.add(next);
      const held = readHeld(body, register, next);
      if (held !== undefined) found.push(held);
    }
  }
  return found;
}

function readHeld(body: ModuleBody, register: string, next: string): Held | undefined {
  const [first, ...others] = combinationalWrites(body, next) ?? [];
  const process = processesOf(body).find((one) => assignedBy(one.process.body).names.has(next));
  if (first === undefined || others.length === 0 || process === undefined) return undefined;
  const block = bodyOf(process.process);
  if (block.kind !== 'block' || first.among !== block.body) return undefined;
  if (first.value.kind !== 'name' || first.value.name !== register) return undefined;
  const isRead = everyStatement(block).some((one) => readsOf(one).some((expr) => namesIn(expr).some((read) => read.name === next)));
  return isRead ? undefined : { register, next, process, first, others };
}

function rewrite(context: FixContext, body: ModuleBody, held: Held, taken: Set<string>): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const hold = freshName(text, `${held.next.replace(/_next$/, '')}_kept`, taken);
  taken.add(hold);
  const declared = storageOf(context, body, held.next);
  if (declared === undefined) return `${held.next} is not declared as bits.`;
  // Of a type without a name the register stands for it: naming what the process makes would read it.
  const storage = declared.unnamed === true ? { ...declared, cast: `type(${held.register})'` } : declared;
  const value = written(source, held.first.value);
  const set = joined(source, held.first.statement, false, 'behind', `${hold} = 1'b1;`);
  if (value === undefined || set === undefined) return `An assignment to ${held.next} comes from a macro.`;
  const changes: TextChange[] = [{ ...value, text: asStored(storage, '0') }, ...set];
  for (const write of held.others) {
    const cleared = joined(source, write.statement, write.among === undefined, 'behind', `${hold} = 1'b0;`);
    if (cleared === undefined) return `An assignment to ${held.next} comes from a macro.`;
    changes.push(...cleared);
  }
  const end = blockEnd(source, bodyOf(held.process.process));
  const start = writtenEnds(source, held.process.process);
  if (end === undefined || start === undefined) return 'The process comes from a macro.';
  const separator = lineBreak(text);
  const indent = lineIndent(text, value.start);
  const kept = storage.range === '' ? `${hold} & ${held.register}` : `${hold} ? ${held.register} : 0`;
  const lines = [
    '// What is kept goes through the logic: as an enable it would arrive later.',
    `${held.next} = ${asStored(storage, `${held.next} | (${kept})`)};`,
  ];
  changes.push({ start: end, end, text: lines.map((one) => `${indent}${one}${separator}`).join('') });
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const first = lineStart(text, start.start);
  if (text.slice(first, start.start).trim() !== '') return 'The process does not begin its line.';
  changes.push({ start: first, end: first, text: `${lineIndent(text, start.start)}${bit} ${hold};${separator}` });
  return changes;
}

/** The begin of the line of a block's `end`; undefined where something else stands on it. */
function blockEnd(source: WrittenFile, block: Statement): number | undefined {
  const at = writtenEnds(source, block);
  if (at === undefined) return undefined;
  const closing = source.text.lastIndexOf('end', at.end - 1);
  const first = lineStart(source.text, closing);
  return closing >= at.start && source.text.slice(first, closing).trim() === '' ? first : undefined;
}
