import type { LibertyCell, LibertyLibrary } from './library';
import { lookUp } from './table';

/**
 * The buffer of a library that drives about as its smallest flip-flop does: what stands for registers in front of logic that is buffered and sized apart from them. Undefined where the library has
 * no buffer.
 */
export function drivingCell(library: LibertyLibrary): string | undefined {
  const cells = [...library.cells.values()];
  const buffers = cells.filter(isBuffer);
  const [register] = cells.filter(({ kind }) => kind === 'flipFlop').sort((a, b) => a.area - b.area);
  const wanted = register === undefined ? 1 : resistance(register);
  const off = (cell: LibertyCell): number => Math.abs(Math.log(resistance(cell) / wanted));
  const closest = Math.min(...buffers.map(off));
  // Among those of about the same strength delay cells are the slow ones.
  const alike = buffers.filter((cell) => off(cell) <= closest + Math.LN2);
  return alike.sort((a, b) => delayAlone(a) - delayAlone(b) || off(a) - off(b))[0]?.name;
}

function isBuffer({ kind, pins }: LibertyCell): boolean {
  const [output, ...others] = [...pins.values()].filter(({ direction }) => direction === 'output');
  const inputs = [...pins.values()].filter(({ direction }) => direction === 'input');
  return (
    kind === 'combinational' &&
    inputs.length === 1 &&
    others.length === 0 &&
    output !== undefined &&
    output.arcs.length > 0 &&
    output.arcs.every(({ sense, type }) => sense === 'positive' && type === 'combinational')
  );
}

/** ns by which an output's slowest edge comes later for each pF more, over the loads of its table. */
function resistance(cell: LibertyCell): number {
  const slopes = loaded(cell).map(({ low, high, delay }) => (delay(high) - delay(low)) / (high - low));
  return Math.max(1e-9, ...slopes);
}

/** ns that a cell takes at the least load of its table. */
function delayAlone(cell: LibertyCell): number {
  return Math.max(0, ...loaded(cell).map(({ low, delay }) => delay(low)));
}

/** The delay of each edge by the load, pF, and between which loads a table tells it. */
function loaded({ pins }: LibertyCell): { readonly low: number; readonly high: number; readonly delay: (load: number) => number }[] {
  const tables = [...pins.values()].flatMap(({ arcs }) => arcs.flatMap(({ delay }) => [delay.rise, delay.fall]));
  return tables.flatMap((table) => {
    const loads = table?.axes.find(({ kind }) => kind === 'load')?.at;
    const [low, high] = [loads?.[0], loads?.at(-1)];
    if (table === undefined || low === undefined || high === undefined || high <= low) return [];
    return [{ low, high, delay: (load) => lookUp(table, { slew: 0, load }) }];
  });
}
