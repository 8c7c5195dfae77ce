import type { CompileUnit } from '../model/compileUnit';
import { readDesign, type ReadDesign } from './readDesign';
import { netlistDesign } from './slangRuns';
import { withoutStops } from './withoutStops';

/** A design as it is read first, and in other ways for what the first one refuses. */
export interface DesignReadings extends ReadDesign {
  /** Laid out only where they are asked for: a search times and measures many. `as` ends a sentence that begins with "Read". */
  otherwise?(): Iterable<Pick<ReadDesign, 'commands' | 'files'> & { readonly as: string }>;
}

/**
 * Lays a compile unit out for synthesis: for slang where Yosys has it, and behind it with names that stand before their declarations and interface ports left open, and for Yosys' own reader, which takes
 * what slang's netlist refuses (names before their declarations, processes that check parameters and stop).
 */
export function readableDesign(unit: CompileUnit, slang: boolean): DesignReadings {
  if (!slang) return readDesign(unit, { reader: 'verilog' });
  // Delays of the author's (`q <= #1 d`) are for simulation; loops that fill a memory take as many turns as it has words.
  return {
    ...readDesign(unit, { reader: 'slang', slangSwitches: ['--ignore-timing', '--ignore-assertions', '--unroll-limit 1000000'] }),
    otherwise: () => otherWays(unit),
  };
}

function* otherWays(unit: CompileUnit) {
  // Stand-ins for what nothing declares do not know which of their pins drive: with them synthesis drops logic that is there.
  const unstopped = withoutStops(unit);
  if ((unit.blackBoxes ?? []).length === 0) {
    yield { ...netlistDesign(unit, []), as: 'with names in any order and open interface ports' };
    if (unstopped !== undefined) yield { ...netlistDesign(unstopped, []), as: 'without what halts a simulation' };
  }
  yield { ...readDesign(unstopped ?? unit, { reader: 'verilog' }), as: "by Yosys' own reader of Verilog" };
}
