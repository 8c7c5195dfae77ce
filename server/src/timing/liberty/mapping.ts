import type { LibertyLibrary } from './library';
import { withoutGroups } from './withoutGroups';

/** A library as analysis and synthesis need it. In JSON, as in the key of a cache, it is its identity. */
export interface LibertyFile {
  readonly library: LibertyLibrary;
  /** The whole text, for Yosys. */
  readonly text: string;
  readonly toJSON: () => string;
}

/** Files that the mapping commands read, beside the design. `driver`: the cell that stands for registers and ports in front of logic; `steps`: those of ABC. */
export function mappingFiles(
  library: Pick<LibertyFile, 'text'>,
  driver: string | undefined,
  steps: readonly string[] = forSpeed,
): [string, string][] {
  // Without constraints ABC neither buffers nor sizes.
  const driven = driver === undefined ? '' : `set_driving_cell ${driver}\n`;
  return [...readersTexts(library), ['abc.constr', `${driven}set_load 0.0\n`], ['abc.script', `${steps.join('\n')}\n`]];
}

/** Groups that nobody reads who maps, and those that nobody reads who only asks which cells there are. */
const power = ['internal_power', 'leakage_power'];
const delays = ['timing', 'lu_table_template', 'power_lut_template'];

const read = new WeakMap<object, [string, string][]>();

/** A library for ABC, and for what looks for registers and pins: each mapping reads it three times, which is half of what a small module takes. */
function readersTexts(library: Pick<LibertyFile, 'text'>): [string, string][] {
  const known = read.get(library);
  if (known !== undefined) return known;
  const timed = withoutGroups(library.text, new Set(power));
  const texts: [string, string][] = [
    ['cells.lib', timed],
    ['pins.lib', withoutGroups(timed, new Set(delays))],
  ];
  read.set(library, texts);
  return texts;
}

/** Passes that make cells smaller again: further ones take a fifth of the mapping's time, and change few slowest paths, by a hundredth or two, to either side. */
const shrinking = 2;
/** s that making cells larger, then smaller, may take each. */
const mostSizing = 4;

/**
 * Logic for speed, as a synthesis tool makes it of a violated path. Yosys' own steps begin by making logic smaller, which makes ripples of the adders that were parallel prefixes, for paths of up
 * to twice the delay that depend on the order of cells. Here sums of products are balanced by arrival, mapped by delay, and what is not critical is made small again; buffers and sizes count
 * the wires that the library tells of.
 */
const forSpeed: readonly string[] = mappedBy('dch -f', 'map -B 0.9 {D}', 'topo');

/** As `forSpeed` with another mapper, for paths about a quarter longer: the first ends ABC where it makes a delay of 0 or less of a cell's tables. */
export const anyLibrary: readonly string[] = mappedBy('&get -n', '&dch -f', '&nf {D}', '&put');

function mappedBy(...mapper: readonly string[]): string[] {
  const balanced = ['strash', 'ifraig', 'scorr', 'if -g -K 6', 'strash', 'if -g -K 6', 'strash'];
  // Towards a goal that no size reaches, a module of 10,000 cells would be sized for minutes.
  return [
    ...balanced,
    ...mapper,
    'buffer -c -N 8',
    'topo',
    `upsize -c -T ${mostSizing} {D}`,
    `dnsize -c -I ${shrinking} -T ${mostSizing} {D}`,
  ];
}

/** ps, less than any path takes: logic as fast as it gets. A period to aim at would have to know what registers take of it, and the shortest period could not be told. */
const goalPs = 50;

/** Commands that map a flat design to the cells of a library: flip-flops, then logic with buffers and sizes for speed. They read `mappingFiles`. `latchCommands` are run where latches are still cells of Yosys' own. */
export function mappingCommands(top: string, latchCommands: readonly string[]): string[] {
  const synthesis = `synth${top === '' ? '' : ` -top ${top}`} -run`;
  return [
    `${synthesis} coarse:fine`,
    'memory_map',
    'opt -undriven -fine',
    'techmap',
    'opt -fast',
    // Mapping forgets the names of many registers; named after their nets before it, the flip-flops keep them.
    'rename -wire t:$_*DFF*',
    ...latchCommands,
    'dfflibmap -liberty pins.lib',
    `abc -D ${goalPs} -liberty cells.lib -constr abc.constr -script abc.script`,
    'opt_clean',
    // Yosys has to know which pins are outputs.
    'read_liberty -lib pins.lib',
    'json -o gates.json',
  ];
}
