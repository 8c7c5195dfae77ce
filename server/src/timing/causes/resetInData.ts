import type { NetlistCell } from '../../netlist/netlist';
import type { ExplainedPath } from '../explain';
import { isFlipFlop } from '../rtlCells';
import { finding, lineWords, type Finding } from './finding';

const resetPins = ['SRST', 'ARST', 'ALOAD', 'SET', 'CLR'] as const;

/** A reset that takes part in the data: logic ends at a synchronous reset, or a register that resets others starts a path. */
export function resetInData(explained: ExplainedPath): Finding | undefined {
  const { steps, path, rtl } = explained;
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const ends = rtl.names.registersOf(path.end);
  if (ends.length > 0 && ends.every((cell) => holds(cell, ['SRST'], last.to) && !holds(cell, ['D'], last.to)))
    return finding(
      'timing/reset-in-data',
      explained,
      [last],
      (share) =>
        `The path ends at the synchronous reset of ${path.end}, made of a condition in the data (${lineWords([last])}); that step takes ${share}. ` +
        'Selected in front of the data instead, the condition needs no pin of its own.',
    );
  const reset = Object.values(rtl.module.cells).filter((cell) => isFlipFlop(cell.type) && holds(cell, resetPins, first.from));
  if (reset.length < 2) return undefined;
  return finding(
    'timing/reset-in-data',
    explained,
    [first],
    (share) =>
      `${path.start} resets ${reset.length} registers and is part of the data as well (${lineWords([first])}); that step takes ${share}. ` +
      'A reset with many loads is slow: leave it out of the data, or give the data a copy.',
  );
}

function holds(cell: NetlistCell, pins: readonly string[], bit: number): boolean {
  return pins.some((pin) => cell.connections[pin]?.includes(bit) === true);
}
