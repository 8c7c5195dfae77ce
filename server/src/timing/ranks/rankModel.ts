import type { NetlistModule } from '../../netlist/netlist';
import type { MappedDevice } from '../analyze';
import type { LibertyLibrary } from '../liberty/library';

/**
 * A device that was not held against a tool run here. Its delays are figures of public reports and guesses of ours; they settle which paths are slow and what share of a path a step takes, and are shown as
 * nothing else: never as times.
 */
export interface RankModel extends MappedDevice {
  readonly name: string;
  /** Where its delays come from, in words. */
  readonly basis: string;
  /** The mapped netlist with pins of one bit each, and the cells in it with their delays. */
  timed(gates: NetlistModule): Promise<TimedCells>;
}

export interface TimedCells {
  readonly gates: NetlistModule;
  readonly library: LibertyLibrary;
}
