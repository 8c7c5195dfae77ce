import { indentStep } from '../../base/indentStep';
import type { Place } from '../place';
import type { Candidate } from '../trim';
import {
  assignmentsIn,
  drivenNames,
  enumValuesOf,
  isActiveLow,
  isResetName,
  processAt,
  signalsOf,
  zeroFor,
  type Process,
  type Signal,
} from './facts';
import { insertion, type Template, type TemplateSources } from './template';

/**
 * The reset branch of a clocked process. After `if (!rst_n)`: a reset value for each register that the rest of the process assigns.
 * In an empty process with an asynchronous reset: the whole `if … else`, for the registers that nothing drives yet.
 */
export const resetTemplate: Template = {
  name: 'reset',
  propose(place, sources) {
    const process = processAt(place);
    if (process === undefined || process.edges.length === 0 || place.unit === undefined) return [];
    const typed = place.before.slice(process.body);
    const body = typed[0]?.text === 'begin' ? typed.slice(typed[1]?.text === ':' ? 3 : 1) : typed;
    if (body.length === 0) return [...emptyBody(place, process, sources), ...beforeStatement(place, process, sources)];
    const branch = resetBranch(body.map((token) => token.text));
    return branch === undefined ? [] : branchBody(place, branch, sources);
  },
};

interface Branch {
  readonly hasBegin: boolean;
}

/** `if (rst)`, `if (!rst_n)`, with or without `begin`, and nothing after it. */
function resetBranch(words: readonly string[]): Branch | undefined {
  const match = /^if \( (?:[!~] )?(\w+)(?: == 1'b[01])? \)( begin)?$/.exec(words.join(' '));
  return match?.[1] !== undefined && isResetName(match[1]) ? { hasBegin: match[2] !== undefined } : undefined;
}

function branchBody(place: Place, { hasBegin }: Branch, sources: TemplateSources): Candidate[] {
  const registers = registersAfter(place) ?? undrivenRegisters(place, sources);
  if (registers.length === 0) return [];
  const step = indentStep(place.text);
  const onNewLine = place.linePrefix.trim() === '';
  const indent = onNewLine && hasBegin ? outerIndent(place) : place.indent;
  const resets = registers.map((signal) => `${indent}${step}${signal.name} <= ${resetValue(signal, place, sources)};`);
  const lead = onNewLine ? '' : '\n';
  const first = onNewLine ? [resets.join('\n').slice(place.indent.length)] : resets;
  if (!hasBegin) {
    if (onNewLine) return [];
    const gap = /\s$/.test(place.linePrefix) ? '' : ' ';
    return [insertion(place, `${gap}begin\n${resets.join('\n')}\n${indent}end`)];
  }
  const closed = place.open.clone().feed(place.after).total === 0;
  return [insertion(place, [lead + first.join('\n'), ...(closed ? [] : [`${indent}end`])].join('\n'))];
}

/** Indentation of the line that opened the block the cursor is in. */
function outerIndent(place: Place): string {
  const opener = place.before[place.open.stack.at(-1)?.index ?? 0];
  const line = place.prefix.slice(place.prefix.lastIndexOf('\n', opener?.start ?? 0) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Registers that the rest of the process assigns; undefined when it assigns none. */
function registersAfter(place: Place): Signal[] | undefined {
  const next = place.after.findIndex((token) => /^(always\w*|assign|initial|endmodule|function|task|generate)$/.test(token.text));
  const rest = next < 0 ? place.after : place.after.slice(0, next);
  const names = new Set(
    assignmentsIn(rest)
      .filter((assignment) => assignment.operator === '<=')
      .map((assignment) => assignment.name),
  );
  if (names.size === 0 || place.unit === undefined) return undefined;
  const signals = signalsOf(place.unit);
  return [...names].flatMap((name) => {
    const signal = signals.get(name);
    return signal === undefined || signal.array ? [] : [signal];
  });
}

/** Variables that nothing drives; those that are named like a register, or are outputs, when there are such. */
export function undrivenRegisters(place: Place, sources: TemplateSources): Signal[] {
  if (place.unit === undefined) return [];
  const driven = drivenNames(place, sources);
  const free = [...signalsOf(place.unit).values()].filter(
    (signal) => signal.variable && !signal.array && signal.direction !== 'input' && !driven.has(signal.name) && !isNextName(signal.name),
  );
  const named = free.filter((signal) => /(_q|_r|_reg|_ff)$|^r_|state|count|cnt/.test(signal.name) || signal.direction === 'output');
  return named.length > 0 ? named : free;
}

export function isNextName(name: string): boolean {
  return /(_d|_n|_nxt|_next|_ns)$|^(next|nxt)(_|[A-Z]|$)|^n_?(s|st|state)$/.test(name);
}

/** The condition under which an asynchronous reset is active; undefined when edge and name disagree, or there is none. */
function resetCondition(process: Process): string | undefined {
  if (process.edges.length !== 2) return undefined;
  const reset = process.edges.find((edge) => isResetName(edge.name)) ?? process.edges[1];
  if (reset === undefined || (isResetName(reset.name) && isActiveLow(reset.name) !== (reset.edge === 'negedge'))) return undefined;
  return reset.edge === 'negedge' ? `!${reset.name}` : reset.name;
}

/** Before the only statement of the body: the reset branch, whose `else` that statement becomes. */
function beforeStatement(place: Place, process: Process, sources: TemplateSources): Candidate[] {
  const condition = resetCondition(process);
  const end = place.after.findIndex((token) => token.text === 'end' || /^end\w|^always/.test(token.text));
  const rest = place.after.slice(0, Math.max(0, end));
  const registers = registersAfter(place);
  const isSingle = rest.filter((token) => token.text === ';').length === 1 && rest.at(-1)?.text === ';' && rest[0]?.text !== 'begin';
  if (condition === undefined || !isSingle || registers?.length !== 1 || registers[0] === undefined) return [];
  const reset = `if (${condition}) ${registers[0].name} <= ${resetValue(registers[0], place, sources)};`;
  if (place.linePrefix.trim() === '') return [insertion(place, `${reset}\n${place.indent}else`)];
  const indent = place.indent + indentStep(place.text);
  return [insertion(place, `\n${indent}${reset}\n${indent}else`)];
}

function emptyBody(place: Place, process: Process, sources: TemplateSources): Candidate[] {
  const condition = resetCondition(process);
  if (condition === undefined || !/^(end|endmodule|always\w*|assign|)$/.test(place.after[0]?.text ?? '')) return [];
  const registers = undrivenRegisters(place, sources);
  if (registers.length === 0 || place.unit === undefined) return [];
  const step = indentStep(place.text);
  const onNewLine = place.linePrefix.trim() === '';
  const indent = onNewLine ? place.indent : place.indent + step;
  const names = new Set(signalsOf(place.unit).keys());
  const lines = [
    `if (${condition}) begin`,
    ...registers.map((signal) => `${step}${signal.name} <= ${resetValue(signal, place, sources)};`),
    'end else begin',
    ...registers.flatMap((signal) => nextOf(signal.name, names).map((next) => `${step}${signal.name} <= ${next};`)),
    'end',
  ];
  const text = lines.map((line) => indent + line).join('\n');
  return [insertion(place, onNewLine ? text.slice(indent.length) : `\n${text}`)];
}

/** The customary name of a register's next value, when the unit declares it. */
export function nextOf(name: string, names: ReadonlySet<string>): string[] {
  const stem = name.replace(/(_q|_r|_reg|_ff)$/, '');
  const wanted = [`${stem}_d`, `${stem}_next`, `${stem}_nxt`, `${stem}_n`, `next_${stem}`, `${name}_next`, `${name}_d`];
  const found = wanted.find((next) => next !== name && names.has(next));
  return found === undefined ? [] : [found];
}

export function resetValue(signal: Signal, place: Place, sources: TemplateSources): string {
  return enumValuesOf(signal, place, sources)?.values[0] ?? zeroFor(signal, place);
}
