import { failure, success, type Outcome } from '../../base/outcome';
import { otherwise } from '../spec/conditions';
import { keyOfBit } from '../spec/signalNames';
import type { FunctionTable, MachineTable, Spec, SpecTable, TableBit } from '../spec/specTypes';
import { mostInputs, valuesOfCube } from './minimize';
import { asFunction, outerState, type OuterState } from './outerState';

/** A function table with every combination of its inputs: `outputs[value]`, a string of 0, 1 and -, and the line that says so (0: none does). */
export interface CompleteFunction {
  readonly table: FunctionTable;
  readonly outputs: readonly string[];
  readonly lines: readonly number[];
}

/** A machine with every combination of its inputs in every state. */
export interface CompleteMachine {
  readonly table: MachineTable;
  /** `next[state][value]`: where it leads, what the outputs are meanwhile, and the line that says so. */
  readonly next: ReadonlyMap<string, readonly { readonly to: string; readonly outputs: string; readonly line: number }[]>;
}

/** How tables determine a module: functions of its inputs, or one machine. */
export interface TablePlan {
  readonly functions: readonly CompleteFunction[];
  readonly machine?: CompleteMachine;
  /** One-hot logic around a state that the module does not hold. */
  readonly outer?: OuterState;
  /** What is taken for granted where the tables say nothing. */
  readonly assumptions: readonly string[];
  /** Every output bit of the module is determined. */
  readonly whole: boolean;
}

/** What the tables of a specification determine; a failure says where they contradict themselves or leave open what no one should guess. */
export function planTables(spec: Spec): Outcome<TablePlan> {
  if (spec.interface.problem !== undefined) return failure(spec.interface.problem, 'Describe one module in one specification.');
  const machine = spec.tables.find((table) => table.kind === 'stateTable');
  const assumptions = spec.tables.flatMap(({ notes }) => notes);
  const outer = outerState(spec);
  if (outer !== undefined) return planOuter(outer, spec, assumptions);
  if (machine !== undefined) {
    const complete = completeMachine(machine);
    if (!complete.ok) return complete;
    const determined = new Set(machine.outputs.map(keyOfBit));
    return success({
      functions: [],
      machine: complete.value,
      assumptions,
      whole: coversAll(determined, spec) && spec.timing.clock !== undefined,
    });
  }
  const functions: CompleteFunction[] = [];
  for (const table of spec.tables) {
    if (table.kind === 'stateTable') continue;
    const complete = completeFunction(table);
    if (!complete.ok) return complete;
    functions.push(complete.value);
    const open = complete.value.lines.filter((line) => line === 0).length;
    if (open > 0)
      assumptions.push(
        `${open} of ${complete.value.lines.length} combinations of the inputs are not in the ${words(table)}: there the outputs may be anything.`,
      );
  }
  const twice = doubled(functions.map(({ table }) => table));
  if (twice !== undefined)
    return failure(`two tables say what ${twice} is`, 'Leave one of them, or put them into specifications of their own.');
  const clocked = spec.timing.clock !== undefined && functions.some(({ table }) => table.registered !== true);
  if (clocked)
    return failure(
      'the module has a clock, and the table does not say when its outputs change',
      'Describe it as a state table, or leave the clock out.',
    );
  const determined = new Set(functions.flatMap(({ table }) => table.outputs.map(keyOfBit)));
  return success({ functions, assumptions, whole: functions.length > 0 && coversAll(determined, spec) });
}

/** Only the codes of the states are determined: what the logic does with others is nobody's claim. */
function planOuter(outer: OuterState, spec: Spec, assumptions: string[]): Outcome<TablePlan> {
  const table = asFunction(outer);
  if (table === undefined) return failure(`the ${words(outer.table)} has more inputs than are solved as a table`);
  const complete = completeFunction(table, true);
  if (!complete.ok) return complete;
  const determined = new Set(table.outputs.map(keyOfBit));
  const form = outer.oneHot
    ? 'The logic is read off the one-hot codes by inspection: with several bits set it follows all those states.'
    : '';
  const all = form === '' ? assumptions : [...assumptions, form];
  return success({ functions: [complete.value], ...(outer.oneHot ? { outer } : {}), assumptions: all, whole: coversAll(determined, spec) });
}

export function words(table: SpecTable): string {
  const name = { truthTable: 'truth table', karnaughMap: 'Karnaugh map', waveform: 'waveform', stateTable: 'state table' }[table.kind];
  return table.line === table.endLine ? `${name} of line ${table.line}` : `${name} of lines ${table.line} to ${table.endLine}`;
}

function coversAll(determined: ReadonlySet<string>, spec: Spec): boolean {
  const outputs = spec.interface.ports.filter(({ direction }) => direction !== 'input');
  return (
    outputs.length > 0 &&
    outputs.every(({ name, width }) => Array.from({ length: width }, (_, bit) => `${name}[${bit}]`).every((key) => determined.has(key)))
  );
}

function doubled(tables: readonly FunctionTable[]): string | undefined {
  const all = tables.flatMap(({ outputs }) => outputs.map(keyOfBit));
  return all.find((key, i) => all.indexOf(key) < i);
}

function completeFunction(table: FunctionTable, sparse = false): Outcome<CompleteFunction> {
  const size = table.inputs.length;
  if (size > mostInputs)
    return failure(`the ${words(table)} has ${size} input bits, more than the ${mostInputs} that are solved as a table`);
  const outputs: (string | undefined)[] = Array.from({ length: 2 ** size });
  const lines = Array.from({ length: 2 ** size }, () => 0);
  for (const row of table.rows) {
    for (const value of valuesOfCube(row.inputs)) {
      const before = outputs[value];
      if (before !== undefined && differ(before, row.outputs)) {
        return failure(
          `the ${words(table)} contradicts itself: for ${valueWords(table.inputs, value)} line ${lines[value] ?? 0} says ${before} and line ${row.line} ${row.outputs}`,
          'Mend one of the two rows.',
        );
      }
      outputs[value] = before === undefined ? row.outputs : [...before].map((bit, i) => (bit === '-' ? row.outputs[i] : bit)).join('');
      lines[value] = row.line;
    }
  }
  const given = outputs.filter((one) => one !== undefined).length;
  // Half a table is more likely an example than a definition.
  if (!sparse && given * 2 < outputs.length)
    return failure(`the ${words(table)} shows ${given} of ${outputs.length} combinations of its inputs: it does not determine the module`);
  const open = '-'.repeat(table.outputs.length);
  return success({ table, outputs: outputs.map((one) => one ?? open), lines });
}

function differ(a: string, b: string): boolean {
  return [...a].some((bit, i) => bit !== '-' && b[i] !== '-' && bit !== b[i]);
}

/** `a=1, b=0`. */
export function valueWords(inputs: readonly TableBit[], value: number): string {
  return inputs
    .map(
      ({ port, bit }, i) =>
        `${port}${bit > 0 || inputs.some((one) => one.port === port && one.bit > 0) ? `[${bit}]` : ''}=${(value >> (inputs.length - 1 - i)) & 1}`,
    )
    .join(', ');
}

function completeMachine(table: MachineTable): Outcome<CompleteMachine> {
  const size = table.inputs.length;
  if (size > 8) return failure(`the ${words(table)} has ${size} input bits, more than the 8 that are solved as a table`);
  const next = new Map<string, readonly { to: string; outputs: string; line: number }[]>();
  for (const state of table.states) {
    const row: ({ to: string; outputs: string; line: number } | undefined)[] = Array.from({ length: 2 ** size });
    for (const { inputs, to, outputs, line } of table.transitions.filter(({ from }) => from === state)) {
      const values = inputs === otherwise ? row.flatMap((taken, value) => (taken === undefined ? [value] : [])) : valuesOfCube(inputs);
      const meant = outputs ?? table.moore?.get(state) ?? '';
      for (const value of values) {
        const before = row[value];
        if (before !== undefined && (before.to !== to || differ(before.outputs, meant))) {
          const where = size === 0 ? '' : ` with ${valueWords(table.inputs, value)}`;
          return failure(
            `the ${words(table)} contradicts itself: from ${state}${where} line ${before.line} leads to ${before.to} and line ${line} to ${to}`,
            'Mend one of the two lines.',
          );
        }
        row[value] = { to, outputs: meant, line };
      }
    }
    const open = row.indexOf(undefined);
    if (open >= 0)
      return failure(
        `the ${words(table)} does not say where ${state} leads with ${valueWords(table.inputs, open)}`,
        'Add the missing transition.',
      );
    next.set(state, row as { to: string; outputs: string; line: number }[]);
  }
  return success({ table, next });
}
