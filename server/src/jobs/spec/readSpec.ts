import { gridsOf } from './grids';
import { karnaughMap } from './karnaughMap';
import { readInterface, type ModulesOf } from './readInterface';
import { outerStatePorts } from './outerStatePorts';
import type { FunctionTable, MachineTable, Spec, SpecInterface, SpecPort, SpecQuestion, SpecTable, UnusedTable } from './specTypes';
import { stateArrows, stateTable } from './stateTable';
import { clockAndReset, readTiming } from './timing';
import { truthTable } from './truthTable';
import { timeTable, waveDrom } from './waveform';

/**
 * All that a specification says without a model: its interface, its truth tables, Karnaugh maps, state tables and waveforms, clock and
 * reset, and what it leaves open. `known` is the interface of an empty module that the text is a comment of.
 */
export function readSpec(text: string, modulesOf: ModulesOf, known?: SpecInterface): Spec {
  const found = known ?? readInterface(text, modulesOf);
  const several =
    known === undefined && /\bsub-?modules?\b/i.test(text)
      ? { problem: 'the text speaks of submodules: its tables may be of one of them' }
      : {};
  const face = { ...several, ...found, ports: withBounds(found, text) };
  const { tables, unused } = tablesOf(text, face.ports);
  const machine = tables.find((table) => table.kind === 'stateTable');
  const { timing, questions } = readTiming(text, face.ports, machine);
  const asked: SpecQuestion[] = [];
  if (face.ports.length === 0) asked.push({ id: 'interface', text: 'The text does not list the ports of the module.', options: [] });
  return { text, interface: face, tables, unused, timing, questions: [...asked, ...questions] };
}

/** A text that speaks of x[1] to x[4] of a port of 4 bits numbers its bits from 1. */
function withBounds({ ports, header }: SpecInterface, text: string): SpecPort[] {
  return ports.map((port) => {
    if (port.width < 2 || port.low !== undefined || header !== undefined) return port;
    const used = [...text.matchAll(new RegExp(`\\b${port.name}\\[(\\d+)\\]`, 'g'))].map(([, index]) => Number(index));
    return used.includes(port.width) && !used.includes(0) && Math.max(...used) === port.width ? { ...port, low: 1 } : port;
  });
}

function tablesOf(text: string, ports: readonly SpecPort[]): { tables: SpecTable[]; unused: UnusedTable[] } {
  if (ports.length === 0) return { tables: [], unused: [] };
  const lines = text.split(/\r\n|\r|\n/);
  const { clock, reset } = clockAndReset(ports);
  const outer = clock === undefined ? outerStatePorts(ports) : undefined;
  const scope = { ports, apart: [clock?.name, reset?.name, outer?.state.name, outer?.next.name].filter((name) => name !== undefined) };
  const found: (SpecTable | UnusedTable)[] = [];
  const add = (one: SpecTable | UnusedTable | undefined): boolean => one !== undefined && found.push(one) > 0;
  for (const grid of gridsOf(text)) {
    if (grid.rows.every(({ text: row }) => /--+.*>/.test(row))) continue;
    const tried = [
      () => stateTable(grid, scope),
      () => timeTable(grid, ports, clock?.name),
      () => karnaughMap(grid, ports, lines),
      () => truthTable(grid, ports),
    ];
    tried.some((read) => add(read()));
  }
  add(stateArrows(lines, scope));
  found.push(...waveDrom(text, ports, clock?.name));
  return {
    tables: found.filter((one): one is FunctionTable | MachineTable => !('reason' in one)),
    unused: found.filter((one): one is UnusedTable => 'reason' in one),
  };
}
