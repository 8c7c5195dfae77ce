import type { CompileUnit } from '../model/compileUnit';
import type { Diagnostic } from '../protocol/contract';
import { analyzeUnit } from '../tools/slang';
import { layOutSources } from '../tools/sourceLayout';
import type { VerifyTools } from './verifyTools';

/**
 * Why a design is no legal SystemVerilog: slang's errors, where no module or header is missing and Icarus, if it is installed, does not compile it either.
 * Undefined where that cannot be said. What one reader does not support is no reason: it is for a unit that every reader has refused.
 */
export async function illegalCode(
  unit: CompileUnit,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly Diagnostic[] | undefined> {
  if (!tools.yosys.slang) return undefined;
  const said = await analyzeUnit(unit, tools.yosys, { timeoutMs, structure: false }, signal);
  if (said.kind !== 'answered' || said.unresolved.some((name) => name !== unit.top)) return undefined;
  // That the top is missing may follow from the error that hides it, and is none by itself.
  const errors = said.diagnostics.filter(
    ({ severity, code, message }) =>
      severity === 'error' && code.startsWith('elaborate/') && !message.endsWith('is not a valid top-level module'),
  );
  if (errors.length === 0 || errors.some((one) => one.code === 'elaborate/include')) return undefined;
  const second = tools.icarus === undefined ? 'refuses' : await icarusSays(unit, tools, timeoutMs, signal);
  return second === 'refuses' ? errors : undefined;
}

/** Whether Icarus compiles a unit; undefined where it is not installed or did not come to an answer. */
export async function icarusSays(
  unit: CompileUnit,
  { icarus, runner }: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<'compiles' | 'refuses' | undefined> {
  if (icarus === undefined) return undefined;
  const layout = layOutSources(unit, { prefix: 'd', stubs: [] });
  const run = await runner.run(
    {
      program: icarus.iverilog,
      args: [
        '-g2012',
        '-t',
        'null',
        ...layout.defines.map(([name, value]) => `-D${name}=${value}`),
        ...(layout.includeDir === undefined ? [] : ['-I', layout.includeDir]),
        ...(layout.prelude === undefined ? [] : [layout.prelude]),
        ...layout.sources,
      ],
      files: layout.files,
      timeoutMs,
    },
    signal,
  );
  if (run.kind !== 'finished') return undefined;
  return run.code === 0 ? 'compiles' : 'refuses';
}
