import { foundAmong, nativePrograms, type FoundProgram, type FoundTools, type NativeProgram } from '../tools/probe';
import type { Yosys } from '../tools/yosys';
import { ResultCache } from '../verify/cache';
import type { VerifyTools } from '../verify/verifyTools';
import type { RunLimits } from './engine';
import type { InstalledFlow } from './installedFlow';
import type { EngineParts } from './parts';

/** What is looked for beside Yosys, by what a run is to do. */
const wanted = { testbenches: ['iverilog', 'vvp', 'verilator'], lint: ['verilator'], synthesis: [] } as const;

/**
 * The tools that a run may use. `embedded` is what ships inside; `auto` adds the installed programs that see what the embedded ones
 * cannot; `native` prefers an installed Yosys too, for synthesis and proof: what is legal is always slang's to say. Verification stays sound with any of them: fewer tools only promise less.
 */
export class Toolbox {
  /** What the tools of this engine have found so far. */
  readonly results = new ResultCache();
  private readonly programs = new Map<NativeProgram, Promise<FoundProgram | undefined>>();
  private native: Yosys | undefined;

  constructor(private readonly parts: EngineParts) {}

  /** A native program that starts. Each is looked for when it is first needed: starting nine at once is felt where an editor has just come up. */
  program(name: NativeProgram): Promise<FoundProgram | undefined> {
    const known = this.programs.get(name) ?? this.parts.probe(name);
    this.programs.set(name, known);
    return known;
  }

  /** All native programs of this machine. */
  probe(): Promise<FoundTools> {
    return foundAmong(nativePrograms, (name) => this.program(name));
  }

  /** What maps and times standard cells here beside what ships inside; undefined where nothing is installed or only that may be used. */
  async installedFlow(mode: RunLimits['tools']): Promise<InstalledFlow | undefined> {
    if (mode === 'embedded') return undefined;
    const { embeddedYosys, runner } = this.parts;
    const { yosys, sta } = await foundAmong(['yosys', 'sta'], (name) => this.program(name));
    if (yosys === undefined && sta === undefined) return undefined;
    if (yosys !== undefined) this.native ??= this.parts.nativeYosys(yosys.path, yosys.version);
    return { yosys: this.native ?? embeddedYosys, sta: sta === undefined ? undefined : { path: sta.path, runner } };
  }

  /** What a run may use. One that runs no testbench, or not even lint, says so: then no program is started to be asked for its version. */
  async select(mode: RunLimits['tools'], runs: keyof typeof wanted = 'testbenches'): Promise<VerifyTools> {
    const { embeddedYosys, runner } = this.parts;
    const { comparisons } = this.parts;
    const apart = comparisons === undefined ? {} : { compareApart: comparisons.compare, assertApart: comparisons.checkAssertions };
    if (mode === 'embedded') return { yosys: embeddedYosys, runner, ...apart };
    const names: readonly NativeProgram[] = mode === 'native' ? [...wanted[runs], 'yosys'] : wanted[runs];
    const { iverilog, vvp, verilator, yosys } = await foundAmong(names, (name) => this.program(name));
    if (mode === 'native' && yosys !== undefined) this.native ??= this.parts.nativeYosys(yosys.path, yosys.version);
    const chosen = mode === 'native' && this.native !== undefined ? this.native : embeddedYosys;
    return {
      yosys: chosen,
      ...(chosen.slang ? {} : { elaborator: embeddedYosys }),
      runner,
      ...apart,
      ...(iverilog === undefined || vvp === undefined
        ? {}
        : { icarus: { version: iverilog.version, iverilog: iverilog.path, vvp: vvp.path } }),
      ...(verilator === undefined ? {} : { verilator: { version: verilator.version, path: verilator.path } }),
    };
  }
}
