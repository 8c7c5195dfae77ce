import type { DataEdge, GraphSignal, ModuleGraph } from '../graphTypes';

/** One line of the text form. Lower priority numbers are kept longer. */
export interface Fact {
  readonly line: string;
  readonly priority: number;
  /** Of the cone that is asked about: told before the others. */
  readonly near?: boolean;
}

/** An expression's text without the spaces that only please the eye. */
export function compact(text: string): string {
  return text
    .replace(/ (inside) /g, '\u0000$1\u0000')
    .replace(/ (?=[-+*/%&|^<>=!?:~])|(?<=[-+*/%&|^<>=!?:~,;]) /g, '')
    .replaceAll('\u0000', ' ');
}

/** `wptr[3:0]`, `clk`, `mem[7:0]…` with the width as a range from 0. */
export function signalText(signal: GraphSignal): string {
  if (signal.width === undefined || signal.width === 1) return signal.id;
  return `${signal.id}[${signal.width - 1}:0]`;
}

/** Names that differ only in the index of a generate block become one: `g[0..3].q`. Order of first appearance. */
export function foldIds(ids: readonly string[]): string[] {
  const groups = new Map<string, { first: string; indices: Set<number>[] }>();
  for (const id of ids) {
    const found = [...id.matchAll(/\[(\d+)\]\./g)].map((match) => Number(match[1]));
    const key = id.replace(/\[\d+\]\./g, '[*].');
    const group = groups.get(key) ?? { first: id, indices: found.map(() => new Set<number>()) };
    found.forEach((index, i) => group.indices[i]?.add(index));
    groups.set(key, group);
  }
  return [...groups.entries()].map(([key, group]) => {
    let i = 0;
    return key.replace(/\[\*\]\./g, () => {
      const indices = [...(group.indices[i++] ?? [])].sort((a, b) => a - b);
      const [low, high] = [indices[0] ?? 0, indices[indices.length - 1] ?? 0];
      return low === high ? `[${low}].` : `[${low}..${high}].`;
    });
  });
}

/** One DFG line per assignment of each signal: its sources, its line, the condition, the operators. */
export function dataFacts(graph: ModuleGraph, focus: ReadonlySet<string>, withDelays: boolean): Fact[] {
  const registers = new Set(graph.signals.filter((signal) => signal.kind === 'reg').map((signal) => signal.id));
  const pins = new Set(graph.signals.filter((signal) => signal.kind === 'instance').map((signal) => signal.id));
  const groups = new Map<string, DataEdge[]>();
  for (const edge of graph.edges) {
    // Conditions stand in the guards; connections of instances in the INST lines.
    if (edge.siteKind !== 'assign' || pins.has(edge.to) || edge.kind === 'clock') continue;
    const key = `${edge.to}|${edge.site}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [edge]);
    else list.push(edge);
  }
  const told = new Set([...groups.values()].map((edges) => edges[0]?.to));
  for (const edge of graph.edges) {
    // Only constants are assigned: what chooses among them is all there is to say.
    if (edge.siteKind !== 'branch' || told.has(edge.to)) continue;
    const list = groups.get(edge.to);
    if (list === undefined) groups.set(edge.to, [edge]);
    else list.push(edge);
  }
  const lines = [...groups.values()].map((edges) => ({ edges, line: dataLine(edges, registers, withDelays) }));
  const inFocus = new Map<string, boolean>();
  for (const { edges, line } of lines) inFocus.set(line, (inFocus.get(line) ?? false) || edges.some((edge) => focus.has(edge.to)));
  const folded = foldIds(lines.map(({ line }) => line));
  return folded.map((line) => (inFocus.get(line) === true ? { line, priority: 2, near: true } : { line, priority: 5 }));
}

function dataLine(edges: readonly DataEdge[], registers: ReadonlySet<string>, withDelays: boolean): string {
  const [first] = edges;
  if (first === undefined) return '';
  const sources = [...new Set(edges.map((edge) => (edge.fromBits === undefined ? edge.from : `${edge.from}[${edge.fromBits}]`)))];
  const shown = sources.slice(0, 16).join(',') + (sources.length > 16 ? `,…+${sources.length - 16}` : '');
  if (first.siteKind === 'branch') return `DFG ${first.to} ${registers.has(first.to) ? '<=' : '='} constants by ${shown} @L${first.line}`;
  const bits = [...new Set(edges.map((edge) => edge.toBits))];
  const target = bits.length === 1 && bits[0] !== undefined ? `${first.to}[${bits[0]}]` : first.to;
  const ops = [...new Set(edges.flatMap((edge) => edge.ops.map((one) => one.op)))].filter((op) => op !== 'mux');
  const guard = first.guard === '' ? '' : ` if(${shorten(compact(first.guard))})`;
  const delay = withDelays ? ` ${Math.max(...edges.map((edge) => edge.delay)).toFixed(2)}ns` : '';
  return `DFG ${target} ${registers.has(first.to) ? '<=' : '='} ${shown} @L${first.line}${guard}${ops.length === 0 ? '' : ` op=${ops.join(',')}`}${delay}`;
}

function shorten(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`;
}
