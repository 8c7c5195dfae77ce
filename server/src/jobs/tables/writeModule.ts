import { bitsOfPort } from '../spec/signalNames';
import type { Spec, SpecPort, TableBit } from '../spec/specTypes';
import { bitText, moduleHeader, type WriteStyle } from './moduleHeader';
import { expressionOf, type TruthFunction } from './minimize';
import type { CompleteFunction, CompleteMachine, TablePlan } from './plan';
import { writeOneHot } from './outerState';

/** The module that a plan determines, as text. Its header is the author's where there is one. */
export function writeTables(spec: Spec, plan: TablePlan, module: string, style: WriteStyle): string {
  if (plan.outer !== undefined) return writeOneHot(plan.outer, spec, module, style);
  const body =
    plan.machine === undefined ? plan.functions.flatMap((one) => functionLines(one, spec, style)) : machineLines(plan.machine, spec, style);
  return [
    spec.interface.header ?? moduleHeader(module, spec.interface.ports, style),
    ...body.map((line) => (line === '' ? '' : style.indent + line)),
    'endmodule',
    '',
  ].join('\n');
}

function functionOf(outputs: readonly string[], column: number, inputs: number): TruthFunction {
  const on = new Set<number>();
  const either = new Set<number>();
  outputs.forEach((row, value) => {
    if (row[column] === '1') on.add(value);
    else if (row[column] === '-') either.add(value);
  });
  return { inputs, on, either };
}

/** Above this many inputs a sum of products is read less well than the table itself. */
const mostReadable = 6;

function functionLines({ table, outputs }: CompleteFunction, spec: Spec, style: WriteStyle): string[] {
  const { ports } = spec.interface;
  const names = table.inputs.map((bit) => bitText(bit, ports));
  if (names.length <= mostReadable && table.outputs.length <= 4) {
    const lines = table.outputs.map((bit, column) => ({
      target: bitText(bit, ports),
      value: expressionOf(functionOf(outputs, column, names.length), names),
    }));
    return table.registered === true ? clocked(lines, spec, style) : driven(lines, spec, style);
  }
  const target = together(table.outputs, ports);
  const arms = outputs.flatMap((row, value) =>
    /^-+$/.test(row)
      ? []
      : [`${constant(value.toString(2).padStart(names.length, '0'))}: table_value = ${constant(row.replaceAll('-', '0'))};`],
  );
  const kind = style.systemVerilog ? 'logic' : 'reg';
  return [
    `${kind} [${table.outputs.length - 1}:0] table_value;`,
    style.systemVerilog ? 'always_comb' : 'always @(*)',
    `${style.indent}case (${together(table.inputs, ports)})`,
    ...arms.map((arm) => style.indent.repeat(2) + arm),
    `${style.indent.repeat(2)}default: table_value = ${table.outputs.length}'b0;`,
    `${style.indent}endcase`,
    ...(table.registered === true
      ? clocked([{ target, value: 'table_value' }], spec, style)
      : driven([{ target, value: 'table_value' }], spec, style)),
  ];
}

/** Bits as one expression; all bits of a port in order are the port. */
function together(bits: readonly TableBit[], ports: readonly SpecPort[]): string {
  const parts: string[] = [];
  for (let i = 0; i < bits.length;) {
    const whole = ports.find(({ name }) => name === bits[i]?.port);
    const run = whole === undefined ? [] : bitsOfPort(whole);
    const fits = run.length > 1 && run.every((bit, at) => bits[i + at]?.port === bit.port && bits[i + at]?.bit === bit.bit);
    parts.push(fits && whole !== undefined ? whole.name : bitText(bits[i] as TableBit, ports));
    i += fits ? run.length : 1;
  }
  return braced(parts);
}

function braced(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `{${parts.join(', ')}}`;
}

function constant(bits: string): string {
  return bits.length <= 4
    ? `${bits.length}'b${bits}`
    : `${bits.length}'h${BigInt(`0b${bits}`)
        .toString(16)
        .padStart(Math.ceil(bits.length / 4), '0')}`;
}

interface Driven {
  readonly target: string;
  readonly value: string;
}

function isVariable(target: string, spec: Spec): boolean {
  const name = /\w+/.exec(target)?.[0] ?? '';
  return new RegExp(`\\boutput\\s+(?:reg|logic|var)\\b[^,;]*\\b${name}\\b`).test(spec.interface.header ?? '');
}

function driven(lines: readonly Driven[], spec: Spec, { systemVerilog }: WriteStyle): string[] {
  return lines.map(({ target, value }) => {
    if (systemVerilog || !isVariable(target, spec)) return `assign ${target} = ${value};`;
    return `always @(*) ${target} = ${value};`;
  });
}

function clocked(lines: readonly Driven[], spec: Spec, style: WriteStyle): string[] {
  const { clock } = spec.timing;
  const event = `${style.systemVerilog ? 'always_ff' : 'always'} @(${clock?.edge ?? 'posedge'} ${clock?.port ?? 'clk'})`;
  if (style.systemVerilog || lines.every(({ target }) => isVariable(target, spec)))
    return [event + ' begin', ...lines.map(({ target, value }) => `${style.indent}${target} <= ${value};`), 'end'];
  const size = lines.length > 1 ? `[${lines.length - 1}:0] ` : '';
  return [
    `reg ${size}loaded;`,
    `${event} loaded <= ${braced(lines.map(({ value }) => value))};`,
    `assign ${braced(lines.map(({ target }) => target))} = loaded;`,
  ];
}

function machineLines({ table, next }: CompleteMachine, spec: Spec, style: WriteStyle): string[] {
  const { systemVerilog: sv, indent } = style;
  const { ports } = spec.interface;
  const names = table.inputs.map((bit) => bitText(bit, ports));
  const width = Math.max(1, Math.ceil(Math.log2(table.states.length)));
  const taken = new Set(ports.map(({ name }) => name));
  const fresh = (name: string): string => (taken.has(name) ? fresh(`${name}_q`) : name);
  const [state, following] = [fresh('state'), fresh('next_state')];
  const label = (name: string): string =>
    /^[A-Za-z_]/.test(name) && !taken.has(name) && !/^(state|next_state)$/.test(name) ? `S_${name.toUpperCase()}` : `S_${name}`;
  const code = (i: number): string => `${width}'d${i}`;
  const declared = sv
    ? [
        `typedef enum logic [${width - 1}:0] {`,
        ...table.states.map((one, i) => `${indent}${label(one)} = ${code(i)}${i < table.states.length - 1 ? ',' : ''}`),
        '} state_t;',
        `state_t ${state}, ${following};`,
      ]
    : [
        ...table.states.map((one, i) => `localparam [${width - 1}:0] ${label(one)} = ${code(i)};`),
        `reg [${width - 1}:0] ${state}, ${following};`,
      ];
  const arms = table.states.flatMap((one) => armLines(label(one), nextLines(next.get(one) ?? [], names, following, label), indent));
  const first = label(spec.timing.reset?.value ?? table.initial ?? table.states[0] ?? '');
  const full = 2 ** width === table.states.length;
  return [
    ...declared,
    '',
    sv ? 'always_comb' : 'always @(*)',
    `${indent}case (${state})`,
    ...arms.map((line) => indent.repeat(2) + line),
    ...(full && !sv ? [] : [`${indent.repeat(2)}default: ${following} = ${first};`]),
    `${indent}endcase`,
    '',
    ...stateRegister(spec, style, { state, following, first }),
    '',
    ...driven(
      table.outputs.map((bit, column) => ({
        target: bitText(bit, ports),
        value: outputOf({ table, next }, column, { names, state, label }),
      })),
      spec,
      style,
    ),
  ];
}

type Step = { readonly to: string; readonly outputs: string };

function nextLines(row: readonly Step[], names: readonly string[], following: string, label: (state: string) => string): string[] {
  const targets = [...new Set(row.map(({ to }) => to))];
  const when = (to: string): string =>
    expressionOf(
      { inputs: names.length, on: new Set(row.flatMap((one, value) => (one.to === to ? [value] : []))), either: new Set() },
      names,
    );
  // The condition that is written last, as `else`, is the longest.
  const sorted = [...targets].sort((a, b) => when(a).length - when(b).length);
  if (sorted.length === 1) return [`${following} = ${label(sorted[0] ?? '')};`];
  return sorted.map((to, i) => {
    const set = `${following} = ${label(to)};`;
    return i === 0 ? `if (${when(to)}) ${set}` : i < sorted.length - 1 ? `else if (${when(to)}) ${set}` : `else ${set}`;
  });
}

function armLines(label: string, lines: readonly string[], indent: string): string[] {
  return lines.length === 1 ? [`${label}: ${lines[0] ?? ''}`] : [`${label}:`, ...lines.map((line) => indent + line)];
}

function grouped(expression: string): string {
  return /[ ]/.test(expression) ? `(${expression})` : expression;
}

function stateRegister(
  spec: Spec,
  { systemVerilog: sv, indent }: WriteStyle,
  { state, following, first }: { state: string; following: string; first: string },
): string[] {
  const { clock, reset } = spec.timing;
  const edge = `${clock?.edge ?? 'posedge'} ${clock?.port ?? 'clk'}`;
  const block = sv ? 'always_ff' : 'always';
  if (reset === undefined) {
    const starts = /initial value/i.test(spec.text) ? [`initial ${state} = ${first};`] : [];
    return [...starts, `${starts.length > 0 ? 'always' : block} @(${edge}) ${state} <= ${following};`];
  }
  const test = reset.active === 1 ? reset.port : `!${reset.port}`;
  const event = reset.asynchronous ? ` or ${reset.active === 1 ? 'posedge' : 'negedge'} ${reset.port}` : '';
  return [`${block} @(${edge}${event})`, `${indent}if (${test}) ${state} <= ${first};`, `${indent}else ${state} <= ${following};`];
}

function outputOf(
  { table, next }: CompleteMachine,
  column: number,
  of: { names: readonly string[]; state: string; label: (state: string) => string },
): string {
  const terms = table.states.flatMap((state) => {
    const row = next.get(state) ?? [];
    const on = new Set(row.flatMap((one, value) => (one.outputs[column] === '1' ? [value] : [])));
    const either = new Set(row.flatMap((one, value) => (one.outputs[column] === '-' ? [value] : [])));
    if (on.size === 0) return [];
    const when = expressionOf({ inputs: of.names.length, on, either }, of.names);
    const here = `${of.state} == ${of.label(state)}`;
    return [when === "1'b1" ? here : `(${here}) & ${grouped(when)}`];
  });
  if (terms.length === 0) return "1'b0";
  return terms.length === 1 ? (terms[0] ?? '') : terms.map((term) => `(${term})`).join(' | ');
}
