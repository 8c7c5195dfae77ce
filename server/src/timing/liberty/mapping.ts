import type { LibertyLibrary } from './library';

/** A library as analysis and synthesis need it. In JSON, as in the key of a cache, it is its identity. */
export interface LibertyFile {
  readonly library: LibertyLibrary;
  /** The whole text, for Yosys. */
  readonly text: string;
  readonly toJSON: () => string;
}

/** Files that the mapping commands read, beside the design. */
export function mappingFiles({ text }: Pick<LibertyFile, 'text'>): [string, string][] {
  // Without constraints ABC neither buffers nor sizes.
  return [
    ['cells.lib', text],
    ['abc.constr', 'set_load 0.0\n'],
  ];
}

/** Commands that map a flat design to the cells of a library: flip-flops, then logic with buffers and sizes for the period (ns). They read `cells.lib` and `abc.constr`. `latchCommands` are run where latches are still cells of Yosys' own. */
export function mappingCommands(top: string, period: number, latchCommands: readonly string[]): string[] {
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
    'dfflibmap -liberty cells.lib',
    `abc -D ${Math.max(1, Math.round(period * 1000))} -liberty cells.lib -constr abc.constr`,
    'opt_clean',
    // Yosys has to know which pins are outputs.
    'read_liberty -lib cells.lib',
    'write_json -selected gates.json',
  ];
}
