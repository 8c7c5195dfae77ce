import type { FoundTools } from '../tools/probe';
import type { Yosys } from '../tools/yosys';
import { ResultCache } from '../verify/cache';
import type { VerifyTools } from '../verify/verifyTools';
import type { RunLimits } from './engine';
import type { EngineParts } from './parts';

/**
 * The tools that a run may use. `embedded` is what ships inside; `auto` adds the installed programs that see what the embedded ones
 * cannot; `native` prefers an installed Yosys too, for synthesis and proof: what is legal is always slang's to say. Verification stays sound with any of them: fewer tools only promise less.
 */
export class Toolbox {
  /** What the tools of this engine have found so far. */
  readonly results = new ResultCache();
  private found: Promise<FoundTools> | undefined;
  private native: Yosys | undefined;

  constructor(private readonly parts: EngineParts) {}

  probe(): Promise<FoundTools> {
    this.found ??= this.parts.probe();
    return this.found;
  }

  async select(mode: RunLimits['tools']): Promise<VerifyTools> {
    const { embeddedYosys, runner } = this.parts;
    const { comparisons } = this.parts;
    const apart = comparisons === undefined ? {} : { compareApart: comparisons.compare, assertApart: comparisons.checkAssertions };
    if (mode === 'embedded') return { yosys: embeddedYosys, runner, ...apart };
    const found = await this.probe();
    const { iverilog, vvp, verilator, yosys } = found;
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
