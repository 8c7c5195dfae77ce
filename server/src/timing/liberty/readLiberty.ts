import { failure, success, type Outcome } from '../../base/outcome';
import type { ByEdge, Edge, LibertyArc, LibertyCell, LibertyLibrary, LibertyPin, WireLoad } from './library';
import { LibertyText, type LibertyGroup } from './libertyText';
import type { DelayTable, TableAxis } from './table';

/** Power, noise and current-source models: nothing here reads them, and they are most of the text. */
const unread = /power|leakage|current|ccs|ecsm|noise|receiver|dc_|stage|test_cell|statetable|operating_conditions|em_|ocv|sigma|lut|pg_pin/;
const tables = new Set(['cell_rise', 'cell_fall', 'rise_transition', 'fall_transition', 'rise_constraint', 'fall_constraint']);

/**
 * Reads a Liberty library in pieces: cells with pins, capacitances and non-linear delay tables, and the default wire load. Times come out in ns, capacitances in pF. Fails when the text is no
 * library or has no cell with a timing table.
 */
export async function readLiberty(pieces: AsyncIterable<string> | Iterable<string>, signal: AbortSignal): Promise<Outcome<LibertyLibrary>> {
  const reading: Reading = {
    templates: new Map(),
    cells: new Map(),
    wireLoads: new Map(),
    time: 1,
    capacitance: 1,
    unsupported: new Map(),
  };
  const text = new LibertyText({
    skipped: (name) => unread.test(name) && !/^(lu_table_template|default)/.test(name),
    group: (group, library) => {
      settleUnits(reading, library);
      addGroup(reading, group);
    },
  });
  for await (const piece of pieces) {
    signal.throwIfAborted();
    text.push(piece);
  }
  const { library, problems } = text.end();
  if (library?.name !== 'library') return failure('This is no Liberty library.', 'A Liberty file begins with `library (name) {`.');
  const timed = [...reading.cells.values()].some((cell) => [...cell.pins.values()].some((pin) => pin.arcs.some(hasDelay)));
  if (!timed)
    return failure('The library has no cell with a delay table.', 'Only non-linear delay models (cell_rise, rise_transition …) are read.');
  const wanted = library.attributes.get('default_wire_load');
  return success({
    name: library.args[0] ?? '',
    cells: reading.cells,
    wireLoad: wanted === undefined ? undefined : reading.wireLoads.get(wanted),
    notes: [
      ...problems.map((one) => `Liberty line ${one.line}: ${one.message}; it was left out.`),
      ...[...reading.unsupported].map(([what, count]) => `Liberty: ${what} is not used (${count}).`),
    ],
  });
}

function hasDelay(arc: LibertyArc): boolean {
  return arc.delay.rise !== undefined || arc.delay.fall !== undefined;
}

interface Template {
  readonly axes: readonly (TableAxis | undefined)[];
  readonly at: readonly (readonly number[])[];
}

interface Reading {
  readonly templates: Map<string, Template>;
  readonly cells: Map<string, LibertyCell>;
  readonly wireLoads: Map<string, WireLoad>;
  readonly unsupported: Map<string, number>;
  /** ns per unit of time, pF per unit of capacitance. */
  time: number;
  capacitance: number;
}

function settleUnits(reading: Reading, library: LibertyGroup): void {
  const time = /^([\d.]+)\s*([munpf]?)s$/.exec(library.attributes.get('time_unit') ?? '1ns');
  if (time !== null) reading.time = Number(time[1]) * ({ m: 1e6, u: 1e3, n: 1, p: 1e-3, f: 1e-6 }[time[2] ?? ''] ?? 1e9);
  const [amount, unit] = library.lists.find((one) => one.name === 'capacitive_load_unit')?.values ?? [];
  if (amount !== undefined) reading.capacitance = Number(amount) * (unit?.toLowerCase() === 'ff' ? 1e-3 : 1);
}

function addGroup(reading: Reading, group: LibertyGroup): void {
  const [name] = group.args;
  if (name === undefined) return;
  if (group.name === 'cell') reading.cells.set(name, toCell(reading, name, group));
  else if (group.name === 'lu_table_template') reading.templates.set(name, toTemplate(group));
  else if (group.name === 'wire_load') {
    const lengths = group.lists.flatMap((one) => (one.name === 'fanout_length' ? [numbers(one.values).slice(0, 2)] : []));
    reading.wireLoads.set(name, {
      name,
      capacitance: number(group, 'capacitance') * reading.capacitance,
      slope: number(group, 'slope'),
      lengths: lengths.map(([count = 0, length = 0]) => [count, length] as const).sort((a, b) => a[0] - b[0]),
    });
  }
}

function toTemplate(group: LibertyGroup): Template {
  const variables = ['variable_1', 'variable_2', 'variable_3'].flatMap((name) => group.attributes.get(name) ?? []);
  return { axes: variables.map(axisOf), at: indexes(group) };
}

function axisOf(variable: string): TableAxis | undefined {
  switch (variable) {
    case 'input_net_transition':
    case 'input_transition_time':
      return 'slew';
    case 'total_output_net_capacitance':
      return 'load';
    case 'constrained_pin_transition':
      return 'data';
    case 'related_pin_transition':
      return 'clock';
  }
  return undefined;
}

function toCell(reading: Reading, name: string, group: LibertyGroup): LibertyCell {
  const pins = new Map<string, LibertyPin>();
  const groups = group.groups.flatMap((one) => (one.name === 'bundle' || one.name === 'bus' ? [one, ...one.groups] : [one]));
  for (const pin of groups.filter((one) => /^(pin|bus|bundle)$/.test(one.name))) {
    for (const arg of pin.args) pins.set(arg, toPin(reading, pin));
  }
  const has = (kind: RegExp): boolean => group.groups.some((one) => kind.test(one.name));
  const kind = has(/^ff(_bank)?$/) ? 'flipFlop' : has(/^latch(_bank)?$/) ? 'latch' : 'combinational';
  return { name, area: number(group, 'area'), kind, pins };
}

function toPin(reading: Reading, group: LibertyGroup): LibertyPin {
  const whole = number(group, 'capacitance');
  const own = (name: string): number => (group.attributes.has(name) ? number(group, name) : whole) * reading.capacitance;
  const most = group.attributes.get('max_capacitance');
  return {
    direction: group.attributes.get('direction') ?? 'internal',
    capacitance: { rise: own('rise_capacitance'), fall: own('fall_capacitance') },
    mostCapacitance: most === undefined ? undefined : Number(most) * reading.capacitance,
    clock: group.attributes.get('clock') === 'true',
    arcs: group.groups.filter((one) => one.name === 'timing').flatMap((one) => toArcs(reading, one)),
  };
}

function toArcs(reading: Reading, group: LibertyGroup): LibertyArc[] {
  const table = (name: string): DelayTable | undefined => {
    const found = group.groups.find((one) => one.name === name && tables.has(name));
    return found === undefined ? undefined : toTable(reading, found);
  };
  const both = (rise: string, fall: string): ByEdge<DelayTable> => ({ rise: table(rise), fall: table(fall) });
  const unate = group.attributes.get('timing_sense');
  const arc = {
    type: group.attributes.get('timing_type') ?? 'combinational',
    sense: unate === 'positive_unate' ? 'positive' : unate === 'negative_unate' ? 'negative' : 'both',
    delay: both('cell_rise', 'cell_fall'),
    slew: both('rise_transition', 'fall_transition'),
    constraint: both('rise_constraint', 'fall_constraint'),
  } as const;
  const related = (group.attributes.get('related_pin') ?? '').split(/\s+/).filter((pin) => pin !== '');
  return related.map((from) => ({ from, ...arc }));
}

function toTable(reading: Reading, group: LibertyGroup): DelayTable | undefined {
  const [template] = group.args;
  const known = template === undefined || template === 'scalar' ? undefined : reading.templates.get(template);
  const own = indexes(group);
  const values = numbers(group.lists.find((one) => one.name === 'values')?.values ?? []).map((one) => one * reading.time);
  const axes: { kind: TableAxis; at: number[] }[] = [];
  for (const [place, kind] of (known?.axes ?? []).entries()) {
    const at = own[place] ?? known?.at[place] ?? [];
    if (kind === undefined) {
      reading.unsupported.set(
        'a table over something else than transitions and load',
        (reading.unsupported.get('a table over something else than transitions and load') ?? 0) + 1,
      );
      return undefined;
    }
    axes.push({ kind, at: at.map((one) => one * (kind === 'load' ? reading.capacitance : reading.time)) });
  }
  const points = axes.reduce((product, axis) => product * axis.at.length, 1);
  return values.length === points && axes.length <= 2 ? { axes, values } : undefined;
}

function indexes(group: LibertyGroup): number[][] {
  return ['index_1', 'index_2', 'index_3'].flatMap((name) => {
    const found = group.lists.find((one) => one.name === name);
    return found === undefined ? [] : [numbers(found.values)];
  });
}

/** Numbers of quoted rows: `"0.1, 0.2"`. */
function numbers(values: readonly string[]): number[] {
  return values.flatMap((value) => value.split(/[\s,]+/).flatMap((word) => (word === '' ? [] : [Number(word)])));
}

function number(group: LibertyGroup, name: string): number {
  const value = Number(group.attributes.get(name) ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** The other direction of a transition. */
export function opposite(edge: Edge): Edge {
  return edge === 'rise' ? 'fall' : 'rise';
}
