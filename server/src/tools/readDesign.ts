import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import { layOutSources } from './sourceLayout';

export interface ReadOptions {
  /** `slang` reads SystemVerilog whole (`read_slang`); `verilog` is Yosys' own reader, with end positions in `src`. */
  readonly reader: 'slang' | 'verilog';
  /** Put before every generated file name, so that two designs can lie side by side in one run. Letters, digits, `_` and `/`. */
  readonly prefix?: string;
  /** Black-box headers of modules that are outside the unit, so that it can be elaborated alone. */
  readonly stubs?: readonly SourceText[];
  /** Further switches of `read_slang`, written by us. */
  readonly slangSwitches?: readonly string[];
  /** One compilation unit over all files: macros and `$unit` items cross files. By default only when a file needs another's macro. */
  readonly singleUnit?: boolean;
}

export interface ReadDesign {
  /** Yosys commands; afterwards the design is loaded and elaborated, with `top` as its top when the unit names one. */
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** The author's file behind a generated name, as it appears in diagnostics and `src` attributes. Undefined for what we made up. */
  readonly sourceOf: (generatedPath: string) => string | undefined;
  /** The top under the name that Yosys knows it by, '' when the unit names none. */
  readonly top: string;
  /** Names by which `top` differs from the author's, generated -> original. */
  readonly aliases: ReadonlyMap<string, string>;
  /** What could not be passed on (a define or parameter with a value that no tool takes), in words. */
  readonly problems: readonly string[];
}

/**
 * Lays a compile unit out as virtual files and gives the Yosys commands that read it. File names, directories and a top that is not
 * a plain identifier are replaced by generated ones, defines and parameters are checked, so no text of the user's is ever part
 * of a command. Line numbers stay those of the author's files; columns too, except behind an `include` on the same line.
 */
export function readDesign(unit: CompileUnit, options: ReadOptions): ReadDesign {
  const layout = layOutSources(unit, { prefix: options.prefix ?? '', stubs: options.stubs ?? [] });
  const single = options.singleUnit ?? layout.sharesMacros;
  const commands = options.reader === 'slang' ? [slangCommand(layout, single, options.slangSwitches ?? [])] : verilogCommands(layout);
  return {
    commands,
    files: layout.files,
    sourceOf: (generated) => layout.origins.get(generated.replace(/^\.\//, '')),
    top: layout.top,
    aliases: layout.aliases,
    problems: layout.problems,
  };
}

const noSynthesis = '--no-synthesis-define';

type Layout = ReturnType<typeof layOutSources>;

function slangCommand(layout: Layout, single: boolean, switches: readonly string[]): string {
  return [
    'read_slang --threads 1',
    ...switches,
    ...(single || layout.prelude !== undefined ? ['--single-unit'] : []),
    ...(layout.unservedInclude && !switches.includes(noSynthesis) ? [noSynthesis] : []),
    ...(layout.top === '' ? [] : [`--top ${layout.top}`]),
    ...(layout.includeDir === undefined ? [] : [`-I ${layout.includeDir}`]),
    ...layout.defines.map(([name, value]) => `-D ${name}=${value}`),
    ...layout.parameters.map(([name, value]) => `-G ${name}=${value}`),
    ...(layout.prelude === undefined ? [] : [layout.prelude]),
    ...layout.sources,
  ].join(' ');
}

function verilogCommands(layout: Layout): string[] {
  const include = layout.includeDir === undefined ? '' : ` -I ${layout.includeDir}`;
  const defines = layout.defines.map(([name, value]) => ` -D ${name}=${value}`).join('');
  const sources = layout.prelude === undefined ? layout.sources : [layout.prelude, ...layout.sources];
  const chparam = layout.parameters.map(([name, value]) => ` -chparam ${name} ${value}`).join('');
  return [
    // One command for all files: macros of one reach the next, as in every simulator.
    `read_verilog -sv${layout.unservedInclude ? '' : ' -DSYNTHESIS'}${include}${defines} ${sources.join(' ')}`,
    ...(layout.top === '' ? [] : [`hierarchy -check -top ${layout.top}${chparam}`]),
  ];
}
