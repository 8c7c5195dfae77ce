import { ProcessRunner } from '../../server/src/platform/processRunner';
import { probeTools, type FoundTools } from '../../server/src/tools/probe';

export const runner = new ProcessRunner();

/** What this machine has, asked once per test file: `describe.skipIf(native.iverilog === undefined)(…)`. */
export const native: FoundTools = await probeTools(runner, new AbortController().signal);
