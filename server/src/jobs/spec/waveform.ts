import { cellBits, radixOf } from './cellValues';
import type { Grid } from './grids';
import { bitsOfPort, findPort } from './signalNames';
import type { FunctionRow, FunctionTable, SpecPort, TableBit, UnusedTable } from './specTypes';

/** What a waveform shows: one sample a moment, and before which of them the clock had its active edge. */
interface Samples {
  readonly line: number;
  readonly endLine: number;
  /** Values of each port at each moment, 0, 1 and - for unknown. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly count: number;
  /** `edges[i]`: the clock rose between the moments i - 1 and i. */
  readonly edges: readonly boolean[];
  readonly clocked: boolean;
}

/** A grid with a column of times: one row a moment. Undefined when it is none. */
export function timeTable(grid: Grid, ports: readonly SpecPort[], clock: string | undefined): FunctionTable | UnusedTable | undefined {
  const [head, ...body] = grid.rows;
  if (head === undefined || !/^(time|t|ns)$/i.test(head.cells[0] ?? '') || body.length < 2) return undefined;
  const place = { kind: 'waveform' as const, line: grid.line, endLine: body.at(-1)?.line ?? grid.line };
  const values = new Map<string, string[]>();
  for (const [column, cell] of head.cells.entries()) {
    if (column === 0) continue;
    const port = findPort(cell, ports);
    if (port === undefined) return { ...place, reason: `it shows ${cell}, which is no port` };
    const cells = body.map((row) => row.cells[column] ?? '');
    const radix = radixOf(cells, port.width);
    if (radix === undefined) return { ...place, reason: `the values of ${port.name} may be decimal or hexadecimal` };
    const read = cells.map((one) => cellBits(one, port.width, radix));
    const bad = read.indexOf(undefined);
    if (bad >= 0) return { ...place, reason: `line ${body[bad]?.line ?? 0}: "${cells[bad] ?? ''}" is no value of ${port.name}` };
    values.set(port.name, read as string[]);
  }
  const clocks = clock === undefined ? undefined : values.get(clock);
  const edges = body.map((_, i) => clocks?.[i] === '1' && clocks[i - 1] === '0');
  return solved({ ...place, values, count: body.length, edges, clocked: clocks !== undefined }, ports, clock);
}

interface Lane {
  readonly name: string;
  readonly wave: string;
  readonly data?: readonly string[] | string;
}

/** WaveJSON in the text, as WaveDrom writes it (unquoted keys and trailing commas allowed): columns are cycles when a lane is a clock. */
export function waveDrom(text: string, ports: readonly SpecPort[], clock: string | undefined): (FunctionTable | UnusedTable)[] {
  const found: (FunctionTable | UnusedTable)[] = [];
  for (const match of text.matchAll(/\{\s*["']?signal["']?\s*:\s*\[/g)) {
    const source = balanced(text, match.index);
    const line = text.slice(0, match.index).split('\n').length;
    const place = { kind: 'waveform' as const, line, endLine: line + source.split('\n').length - 1 };
    const lanes = lanesOf(source);
    found.push(lanes === undefined ? { ...place, reason: 'its WaveJSON cannot be read' } : ofLanes(lanes, place, ports, clock));
  }
  return found;
}

function balanced(text: string, from: number): string {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(from, i + 1);
  }
  return text.slice(from);
}

function lanesOf(source: string): Lane[] | undefined {
  const strict = source
    .replace(/'((?:[^'\\]|\\.)*)'/g, (_, inner: string) => JSON.stringify(inner))
    .replace(/([{,]\s*)([A-Za-z_]\w*)\s*:/g, '$1"$2":')
    .replace(/,\s*([\]}])/g, '$1');
  try {
    const lanes: Lane[] = [];
    const walk = (entry: unknown): void => {
      if (Array.isArray(entry)) entry.forEach(walk);
      else if (
        typeof entry === 'object' &&
        entry !== null &&
        typeof (entry as Lane).name === 'string' &&
        typeof (entry as Lane).wave === 'string'
      )
        lanes.push(entry as Lane);
    };
    walk((JSON.parse(strict) as { signal?: unknown }).signal);
    return lanes;
  } catch {
    return undefined;
  }
}

function ofLanes(
  lanes: readonly Lane[],
  place: { kind: 'waveform'; line: number; endLine: number },
  ports: readonly SpecPort[],
  clock: string | undefined,
): FunctionTable | UnusedTable {
  const values = new Map<string, string[]>();
  let clocked = false;
  const count = Math.max(...lanes.map(({ wave }) => wave.length));
  for (const { name, wave, data } of lanes) {
    const port = findPort(name, ports);
    if (port === undefined) return { ...place, reason: `it shows ${name}, which is no port` };
    if (/^[pPnN]/.test(wave)) {
      if (/[|]/.test(wave)) return { ...place, reason: 'it leaves out cycles' };
      clocked = true;
      continue;
    }
    const words = typeof data === 'string' ? data.trim().split(/\s+/) : [...(data ?? [])];
    const read = columnsOf(wave, words, port, count);
    if (read === undefined) return { ...place, reason: `the lane ${name} cannot be read as values of ${port.width} bits` };
    values.set(port.name, read);
  }
  const edges = Array.from({ length: count }, (_, i) => clocked && i > 0);
  return solved({ ...place, values, count, edges, clocked }, ports, clock);
}

function columnsOf(wave: string, words: readonly string[], port: SpecPort, count: number): string[] | undefined {
  const radix = radixOf(words, port.width) ?? 16;
  const columns: string[] = [];
  let word = 0;
  for (let i = 0; i < count; i++) {
    const mark = wave[i] ?? '.';
    if (mark === '.') columns.push(columns.at(-1) ?? '-'.repeat(port.width));
    else if (/[01hlHL]/.test(mark)) columns.push((/[1hH]/.test(mark) ? '1' : '0').repeat(port.width));
    else if (/[=2-9]/.test(mark)) {
      const value = cellBits(words[word++] ?? '', port.width, radix);
      if (value === undefined) return undefined;
      columns.push(value);
    } else if (/[xzud]/.test(mark)) columns.push('-'.repeat(port.width));
    else return undefined;
  }
  return columns;
}

/**
 * The simplest function that a waveform shows: outputs from inputs in the same moment; else, with a clock, outputs that take a function of the inputs before
 * each edge. It is taken only when every combination of the inputs is shown; one of which something else follows at another time excludes it.
 */
function solved(samples: Samples, ports: readonly SpecPort[], clock: string | undefined): FunctionTable | UnusedTable {
  const place = { kind: 'waveform' as const, line: samples.line, endLine: samples.endLine };
  const shown = ports.filter(({ name }) => samples.values.has(name) && name !== clock);
  const inputs = shown.filter(({ direction }) => direction === 'input').flatMap((port) => bitsOfPort(port));
  const outputs = shown.filter(({ direction }) => direction === 'output').flatMap((port) => bitsOfPort(port));
  const absent = ports.find(({ name, direction }) => direction === 'input' && name !== clock && !samples.values.has(name));
  if (absent !== undefined) return { ...place, reason: `it does not show the input ${absent.name}` };
  if (inputs.length === 0 || outputs.length === 0) return { ...place, reason: 'it does not show both inputs and outputs' };
  const registered = samples.clocked && clock !== undefined;
  const rows = registered ? edgeRows(samples, inputs, outputs) : momentRows(samples, inputs, outputs);
  if (rows === undefined)
    return { ...place, reason: 'the same inputs give other outputs at another time: it has a state that the waveform does not show' };
  const all = 2 ** inputs.length;
  if (rows.length < all)
    return { ...place, reason: `it shows ${rows.length} of ${all} combinations of the inputs: it does not determine the module` };
  const note = registered
    ? [`The outputs load a function of the inputs at each edge of ${clock}: the waveform fits that, and nothing simpler.`]
    : [];
  return { ...place, inputs, outputs, rows, ...(registered ? { registered } : {}), notes: note };
}

type Rows = FunctionRow[] | undefined;

function momentRows(samples: Samples, inputs: readonly TableBit[], outputs: readonly TableBit[]): Rows {
  const pairs = Array.from({ length: samples.count }, (_, i) => ({
    inputs: bitsAt(samples, inputs, i),
    outputs: bitsAt(samples, outputs, i),
  }));
  return joined(pairs, samples.line);
}

function edgeRows(samples: Samples, inputs: readonly TableBit[], outputs: readonly TableBit[]): Rows {
  // Between edges a register does not move.
  for (let i = 1; i < samples.count; i++) {
    if (!samples.edges[i] && bitsAt(samples, outputs, i) !== bitsAt(samples, outputs, i - 1)) return undefined;
  }
  const pairs = Array.from({ length: samples.count }, (_, i) => i)
    .filter((i) => samples.edges[i] === true && i > 0)
    .map((i) => ({ inputs: bitsAt(samples, inputs, i - 1), outputs: bitsAt(samples, outputs, i) }));
  return joined(pairs, samples.line);
}

function bitsAt(samples: Samples, bits: readonly TableBit[], moment: number): string {
  return bits
    .map(({ port, bit }) => {
      const value = samples.values.get(port)?.[moment] ?? '';
      return value[value.length - 1 - bit] ?? '-';
    })
    .join('');
}

/** One row for each value of the inputs; undefined when two moments contradict each other. Moments with unknown inputs show nothing. */
function joined(pairs: readonly { inputs: string; outputs: string }[], line: number): Rows {
  const rows = new Map<string, string>();
  for (const { inputs, outputs } of pairs) {
    if (inputs.includes('-') || /^-+$/.test(outputs)) continue;
    const before = rows.get(inputs);
    if (before === undefined) {
      rows.set(inputs, outputs);
      continue;
    }
    const merged = [...before].map((bit, i) => (bit === '-' ? outputs[i] : bit));
    if ([...outputs].some((bit, i) => bit !== '-' && bit !== merged[i])) return undefined;
    rows.set(inputs, merged.join(''));
  }
  return [...rows].map(([inputs, outputs]) => ({ inputs, outputs, line }));
}
