import { otherwise, readCondition, readOutputs } from './conditions';
import type { Grid } from './grids';
import { bitsNamed, bitsOfPort } from './signalNames';
import type { MachineTable, SpecPort, TableBit, Transition, UnusedTable } from './specTypes';

export interface MachineScope {
  readonly ports: readonly SpecPort[];
  /** Inputs that are no input of the machine: its clock and reset, a state that is given from outside. */
  readonly apart: readonly string[];
}

interface Step {
  readonly from: string;
  readonly condition: string;
  readonly to: string;
  readonly line: number;
  /** Outputs while the transition is taken (Mealy) or in the state that it leaves (Moore). */
  readonly outputs?: string;
  readonly stateOutputs?: string;
}

const spaced = /^\s*(?:[-*]\s+)?(\w+)\s*(?:\(([^)]*)\))?\s*--+\s*(.*?)\s*-*>\s*(\w+)\s*(?:\(([^)]*)\))?\s*$/;
const after = /^\s*(?:[-*]\s+)?(\w+|\[\*\])\s*(?:\(([^)]*)\))?\s*(?:-+>|→|⟶)\s*(\w+)\s*(?:(?::|when|if|on)\s*(.*?)|\[(.*?)\])?\s*$/i;

/** Arrows between states: `A (0) --in=1--> B`, `A --x=0 (z=1)--> A`, `A --> B : in=1 / z=0`, `[*] --> A`. Undefined when there are not two. */
export function stateArrows(lines: readonly string[], scope: MachineScope): MachineTable | UnusedTable | undefined {
  const steps: Step[] = [];
  let initial: string | undefined;
  lines.forEach((text, i) => {
    const line = i + 1;
    const direct = after.exec(text);
    if (direct !== null) {
      const [, from = '', out, to = '', condition = '', bracketed = ''] = direct;
      if (from === '[*]') initial = to;
      else steps.push({ from, to, line, ...split(condition + bracketed), ...(out === undefined ? {} : { stateOutputs: out }) });
      return;
    }
    const named = spaced.exec(text);
    if (named === null) return;
    const [, from = '', out, condition = '', to = ''] = named;
    steps.push({ from, to, line, ...split(condition), ...(out === undefined ? {} : { stateOutputs: out }) });
  });
  return steps.length < 2 ? undefined : machineOf(steps, scope, initial);
}

/** `x=0 (z=1)` and `x=0 / z=1`: the condition and what the outputs are meanwhile. */
function split(text: string): { condition: string; outputs?: string } {
  const apart = /^(.*?)\s*(?:\/\s*(.+)|\(([^)]*=[^)]*)\))\s*$/.exec(text);
  const outputs = apart?.[2] ?? apart?.[3];
  return apart === null || outputs === undefined ? { condition: text } : { condition: apart[1] ?? '', outputs };
}

/** A table with a column for the state and columns for the next one: one for each condition (`Next state in=0`), or one beside columns of inputs. */
export function stateTable(grid: Grid, scope: MachineScope): MachineTable | UnusedTable | undefined {
  const [head, ...body] = grid.rows;
  if (head === undefined || !head.cells.some((cell) => /next/i.test(cell)) || !head.cells.some((cell) => isState(cell))) return undefined;
  const columns = head.cells
    .flatMap((cell) => (/,/.test(cell) && /next|=/.test(cell) ? cell.split(',') : [cell]))
    .map((cell) => cell.trim());
  const steps: Step[] = [];
  for (const { cells, line } of body) {
    const values = head.cells
      .flatMap((cell, i) => (/,/.test(cell) && /next|=/.test(cell) ? (cells[i] ?? '').split(',') : [cells[i] ?? '']))
      .map((one) => one.trim());
    const row = stepsOfRow(columns, values, line, scope);
    if (row === undefined) {
      return {
        kind: 'stateTable',
        line: grid.line,
        endLine: body.at(-1)?.line ?? grid.line,
        reason: `line ${line} of the state table cannot be read`,
      };
    }
    steps.push(...row);
  }
  return machineOf(steps, scope, undefined);
}

function isState(cell: string): boolean {
  return /\bstate\b/i.test(cell) && !/next/i.test(cell);
}

function stepsOfRow(columns: readonly string[], values: readonly string[], line: number, scope: MachineScope): Step[] | undefined {
  const from = values[columns.findIndex(isState)]?.replace(/[^\w].*$/, '');
  if (from === undefined || from === '') return undefined;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const next: { condition: string; to: string }[] = [];
  for (const [i, column] of columns.entries()) {
    const value = values[i] ?? '';
    if (isState(column)) continue;
    const condition = /([\w[\]]+\s*=\s*[\w']+(?:\s*(?:,|&&?|and)\s*[\w[\]]+\s*=\s*[\w']+)*)/.exec(column)?.[1];
    if (/next/i.test(column) || (condition !== undefined && /^[A-Za-z_]?\w+$/.test(value)))
      next.push({ condition: condition ?? '', to: value });
    else if (/output/i.test(column)) {
      const name = column.replace(/^outputs?\s*:?\s*/i, '').trim();
      outputs.push(name === '' || bitsNamed(name, scope.ports) === undefined ? value : `${name}=${value}`);
    } else {
      const bits = bitsNamed(column, scope.ports);
      if (bits === undefined) return undefined;
      const isOutput = scope.ports.find(({ name }) => name === bits[0]?.port)?.direction === 'output';
      if (isOutput) outputs.push(`${column}=${value}`);
      else if (!/^[-xX*]+$/.test(value)) inputs.push(`${column}=${value}`);
    }
  }
  if (next.length === 0 || next.some(({ to }) => !/^\w+$/.test(to))) return undefined;
  const given = outputs.length === 0 ? {} : { stateOutputs: outputs.join(', ') };
  return next.map(({ condition, to }) => ({
    from,
    to,
    line,
    condition: [condition, ...inputs].filter((one) => one !== '').join(', '),
    ...given,
  }));
}

function machineOf(steps: readonly Step[], scope: MachineScope, initial: string | undefined): MachineTable | UnusedTable {
  const { ports, apart } = scope;
  const bitsOf = (direction: string): TableBit[] =>
    ports.filter((port) => port.direction === direction && !apart.includes(port.name)).flatMap((port) => bitsOfPort(port));
  const [inputs, outputs] = [bitsOf('input'), bitsOf('output')];
  const place = { kind: 'stateTable' as const, line: steps[0]?.line ?? 1, endLine: steps.at(-1)?.line ?? 1 };
  const states = [...new Set(steps.flatMap(({ from, to }) => [from, to]))].sort((a, b) => rank(steps, a) - rank(steps, b));
  const missing = states.find((state) => !steps.some(({ from }) => from === state));
  if (missing !== undefined) return { ...place, reason: `nothing leads out of the state ${missing}` };
  const read: (Transition & { readonly else: boolean })[] = [];
  for (const step of steps) {
    const cubes = readCondition(step.condition, inputs, ports);
    if (cubes === undefined)
      return { ...place, reason: `line ${step.line}: the condition "${step.condition}" cannot be read with the inputs of the module` };
    const given = step.outputs === undefined ? undefined : readOutputs(step.outputs, outputs, ports);
    if (step.outputs !== undefined && given === undefined)
      return { ...place, reason: `line ${step.line}: the outputs "${step.outputs}" cannot be read` };
    const common = { from: step.from, to: step.to, line: step.line, ...(given === undefined ? {} : { outputs: given }) };
    if (cubes === otherwise) read.push({ ...common, inputs: '-'.repeat(inputs.length), else: true });
    else read.push(...cubes.map((cube) => ({ ...common, inputs: cube, else: false })));
  }
  const mealy = read.some(({ outputs: given }) => given !== undefined);
  const moore = mealy ? undefined : mooreOf(steps, states, outputs, ports);
  if (typeof moore === 'string') return { ...place, reason: moore };
  // What `else` leaves is what no other condition of the state takes: they come before it.
  const ordered = [...read].sort((a, b) => Number(a.else) - Number(b.else));
  const transitions = ordered.map(({ else: last, ...one }): Transition => (last ? { ...one, inputs: otherwise } : one));
  const notes = moore?.silent === true ? ['Outputs that a state does not name are taken as 0 there.'] : [];
  return {
    ...place,
    states,
    inputs,
    outputs,
    transitions,
    notes,
    ...(moore === undefined ? {} : { moore: moore.values }),
    ...(initial === undefined ? {} : { initial }),
  };
}

function rank(steps: readonly Step[], state: string): number {
  const at = steps.findIndex(({ from }) => from === state);
  return at < 0 ? steps.length : at;
}

function mooreOf(
  steps: readonly Step[],
  states: readonly string[],
  outputs: readonly TableBit[],
  ports: readonly SpecPort[],
): { values: Map<string, string>; silent: boolean } | string {
  const values = new Map<string, string>();
  let silent = false;
  for (const { from, line, stateOutputs } of steps) {
    if (stateOutputs === undefined) continue;
    const value = readOutputs(stateOutputs, outputs, ports);
    if (value === undefined) return `line ${line}: the outputs "${stateOutputs}" do not fit those of the module`;
    if (stateOutputs.includes('=') || stateOutputs.trim() === '') silent ||= outputs.length > 1 || stateOutputs.trim() === '';
    const before = values.get(from);
    if (before !== undefined && before !== value) return `line ${line}: the state ${from} has other outputs than before`;
    values.set(from, value);
  }
  if (values.size === 0) return 'it does not say what the outputs are';
  for (const state of states) {
    if (values.has(state)) continue;
    silent = true;
    values.set(state, '0'.repeat(outputs.length));
  }
  return { values, silent };
}
