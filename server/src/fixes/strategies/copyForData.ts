import { applyEdits, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, processesOf, writtenEnds, type PlacedProcess } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { readRegister, type WrittenRegister } from '../retime/registerWrites';
import { invertedCopy } from '../split/invertedCopy';
import { deletionsFor, tidiedCopy } from '../split/processSlice';
import { isWide } from '../split/wideNames';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import { writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'copy-for-data';
/** Registers that are tried for one process. */
const most = 3;

/**
 * A combinational process that decides on control and on wide data by the same conditions gives control a net with as many loads as the data has
 * bits. What it says of the data moves to a process of its own, whose conditions read a copy of one register: so the two are different logic, and
 * control has few loads. The copy is kept inverted, since synthesis merges registers that are loaded with the same.
 */
export const copyForData: FixStrategy = {
  name,
  causes: ['timing/high-fanout', 'timing/deep-logic'],
  knowledge:
    'A condition that steers wide data has as many loads as the data has bits, and control that shares it waits for that net. Data with conditions of its own, made from a copy of a register, takes the loads away. It costs a flip-flop and a few gates.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  for (const placed of processesOf(body)) {
    const touched = isCombinational(placed) ? context.steps.filter((step) => isInside(context, step, placed.process)) : [];
    if (touched.length === 0) continue;
    const targets = dataTargets(context, body, placed);
    if (targets.size === 0) continue;
    const [one = ''] = targets;
    const what = targets.size === 1 ? one : `${one} and ${targets.size - 1} more`;
    for (const register of copiable(body, placed, targets, touched).slice(0, most)) {
      yield {
        title: `Give the data (${what}) conditions of its own, with a copy of ${register.name}`,
        changes: split(context, body, placed, targets, register),
        line: lineOfStep(touched[0]),
        paths: touched.map((step) => step.path),
      };
    }
  }
}

function isCombinational({ process }: PlacedProcess): boolean {
  return (
    (process.style === 'always_comb' || (process.style === 'always' && triggerOf(process) === 'any')) && bodyOf(process).kind === 'block'
  );
}

function isInside(context: FixContext, placed: PlacedStep, span: { readonly start: number; readonly end: number }): boolean {
  const at = context.file.pre.fromRoot(placed.start);
  return at !== undefined && span.start <= at && at < span.end;
}

/**
 * Names that a process assigns, that are wide or enable what is wide, and whose conditions and values read nothing else that the process assigns.
 * Empty where the process assigns nothing else: then there is nothing to part.
 */
function dataTargets(context: FixContext, body: ModuleBody, { process }: PlacedProcess): Set<string> {
  const { names, locals } = assignedBy(process.body);
  const statement = bodyOf(process);
  if (locals.size > 0 || everyStatement(statement).some((one) => one.kind === 'call' || one.kind === 'timing')) return new Set();
  const found = new Set([...names].filter((one) => isWide(context, body, one) || enablesWide(context, body, one)));
  // Reading a name that another part decides keeps the two together.
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const target of found) {
      const reads = readsFor(statement, new Set([target]));
      if ([...reads].some((one) => names.has(one) && !found.has(one))) found.delete(target);
    }
  }
  const others = [...names].filter((one) => !found.has(one));
  if (others.length === 0) return new Set();
  // Nor may what stays read what goes within the process: it would see the value of its end.
  const stays = readsFor(statement, new Set(others));
  for (const target of found) if (stays.has(target)) return new Set();
  return found;
}

/** Whether a name is only ever asked by clocked processes, in front of assignments to something wide. */
function enablesWide(context: FixContext, body: ModuleBody, name: string): boolean {
  let enables = false;
  for (const { item } of itemsOf(body)) {
    if (item.kind === 'process' && triggerOf(item.process) === 'edges') {
      for (const statement of everyStatement(bodyOf(item.process))) {
        if (!readsOf(statement).some((expr) => reads(expr, name))) continue;
        if (statement.kind !== 'if') return false;
        if ([...assignedBy(statement).names].some((one) => isWide(context, body, one))) enables = true;
      }
    } else if (item.kind === 'process') {
      if (everyStatement(bodyOf(item.process)).some((one) => readsOf(one).some((expr) => reads(expr, name)))) return false;
    } else if (item.kind === 'assign' ? reads(item.value, name) : item.kind === 'instance') {
      if (item.kind !== 'instance' || item.instance.connections.some((one) => reads(one.value, name))) return false;
    }
  }
  return enables;
}

function reads(expr: Expr, name: string): boolean {
  return namesIn(expr).some((one) => one.name === name);
}

/** Names that decide what the targets get: conditions around their assignments, and the values. */
function readsFor(statement: Statement, targets: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const one of everyStatement(statement)) {
    if (one.kind === 'block' || ![...assignedBy(one).names].some((target) => targets.has(target))) continue;
    for (const expr of readsOf(one)) for (const read of namesIn(expr)) found.add(read.name);
  }
  return found;
}

/** Registers that the conditions of the data read and that may have a copy, those that the paths begin at first. */
function copiable(
  body: ModuleBody,
  { process }: PlacedProcess,
  targets: ReadonlySet<string>,
  touched: readonly PlacedStep[],
): WrittenRegister[] {
  const conditions = new Set<string>();
  for (const one of everyStatement(bodyOf(process))) {
    if ((one.kind !== 'if' && one.kind !== 'case') || ![...assignedBy(one).names].some((target) => targets.has(target))) continue;
    for (const expr of readsOf(one)) for (const read of namesIn(expr)) conditions.add(read.name);
  }
  const starts = new Set(touched.map((step) => step.path.path.start.split('.').at(-1) ?? ''));
  const isStart = (register: string): boolean => starts.has(register) || starts.has(register.replace(/_(?:reg|q|r|ff)$/, ''));
  return [...conditions]
    .flatMap((one) => {
      const register = readRegister(body, one);
      return typeof register === 'string' ? [] : [register];
    })
    .sort((a, b) => Number(isStart(b.name)) - Number(isStart(a.name)));
}

/** The process without the data, and behind it the data with the copy; in words what forbids it. */
function split(
  context: FixContext,
  body: ModuleBody,
  { process }: PlacedProcess,
  targets: ReadonlySet<string>,
  register: WrittenRegister,
): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const at = writtenEnds(source, process);
  if (at === undefined) return 'The process comes from a macro.';
  const whole = text.slice(at.start, at.end);
  if (/`(?:define|undef|if|else|end|include)/.test(whole)) return 'The process holds directives of the preprocessor.';
  const statement = bodyOf(process);
  const gone = deletionsFor(source, statement, (one) => !targets.has(one));
  const other = deletionsFor(source, statement, (one) => targets.has(one));
  if (gone === undefined || other === undefined) return 'The process assigns data and control by one statement.';
  const copy = invertedCopy(context, body, register, new Set());
  if (typeof copy === 'string') return copy;
  const moved = other.map((one) => ({ ...one, start: one.start - at.start, end: one.end - at.start }));
  const data = tidiedCopy(applyEdits(whole, moved)).replace(new RegExp(`(?<![\\w$.])${register.name}(?![\\w$])`, 'g'), copy.copy);
  const separator = lineBreak(text);
  const indent = text.slice(lineStart(text, at.start), at.start).trim() === '' ? lineIndent(text, at.start) : '';
  const added = `${separator}${separator}${indent}// The data by itself: its conditions have loads enough.${separator}${indent}${data}`;
  return [...gone, ...copy.changes, { start: at.end, end: at.end, text: added }];
}
