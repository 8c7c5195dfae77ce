import { success, type Outcome } from '../base/outcome';
import type { CompileUnit } from '../model/compileUnit';
import type { Cost } from '../protocol/jobs';
import { analyzeDesign } from '../timing/analyze';
import type { ExplainedPath } from '../timing/explain';
import { measureNetlist } from '../tools/measureCells';
import { weighWords } from '../tools/weighWords';
import { readableDesign } from '../tools/readableDesign';
import { checkEquivalence } from '../verify/equivalence';
import { prepareOne } from '../verify/prove/prepare';
import type { VerifyTools } from '../verify/verifyTools';
import { readModuleGates, type ModuleGates } from '../sim/moduleGates';
import type { OptimizeTools } from './search';

/** Time for one synthesis (ms). */
const longestRun = 30_000;

/** Gates of a module that is run by the strategies: they run it some thousand times, which no budget stops. A memory of 16 kbit is about as much. */
const mostGates = 60_000;

/** How a search measures and proves with the tools at hand, no run longer than `longest` ms. The delay is the timing estimate's, ports included. */
export function optimizeTools(
  tools: VerifyTools,
  longest = longestRun,
): Pick<OptimizeTools, 'measure' | 'weigh' | 'gates' | 'paths' | 'prove'> {
  return {
    measure: (unit, budgetMs, signal, order) => costOf(unit, tools, Math.min(budgetMs, longest), signal, order),
    weigh: (unit, budgetMs, signal) => weighWords(unit, tools.yosys, Math.min(budgetMs, longest), signal),
    gates: (unit, budgetMs, signal) => gatesOf(unit, tools, Math.min(budgetMs, longest), signal),
    paths: (unit, budgetMs, signal) => pathsOf(unit, tools, Math.min(budgetMs, longest), signal),
    prove: (request, signal) => checkEquivalence(request, tools, () => undefined, signal),
  };
}

async function costOf(
  unit: CompileUnit,
  { yosys }: VerifyTools,
  budgetMs: number,
  signal: AbortSignal,
  order: number | undefined,
): Promise<Outcome<Cost>> {
  const design = readableDesign(unit, yosys.slang);
  const sized = order === undefined ? measureNetlist(unit, yosys, budgetMs, signal) : success({ cells: 0, wires: 0 });
  const [size, timed] = await Promise.all([
    sized,
    // A long period: only how long the slowest path takes is asked.
    analyzeDesign({ design, period: 1000, budgetMs, maxPaths: 1, ...(order === undefined ? {} : { order }) }, yosys, signal),
  ]);
  if (!size.ok) return size;
  if (!timed.ok) return timed;
  const { fmax } = timed.value.timing;
  return success({ ...size.value, delay: fmax > 0 ? Math.round(100_000 / fmax) / 100 : 0 });
}

/** Of a path, what its period is shorter by. */
const tooShort = 0.85;
const mostPaths = 30;

async function pathsOf(
  unit: CompileUnit,
  { yosys }: VerifyTools,
  budgetMs: number,
  signal: AbortSignal,
): Promise<readonly ExplainedPath[]> {
  const design = readableDesign(unit, yosys.slang);
  const free = await analyzeDesign({ design, budgetMs, maxPaths: 1 }, yosys, signal);
  if (!free.ok) return [];
  const timed = await analyzeDesign({ design, budgetMs, maxPaths: mostPaths, period: free.value.timing.period * tooShort }, yosys, signal);
  return timed.ok ? timed.value.explained.filter(({ path }) => path.slack < 0) : [];
}

async function gatesOf(unit: CompileUnit, tools: VerifyTools, timeoutMs: number, signal: AbortSignal): Promise<ModuleGates | undefined> {
  const side = await prepareOne(unit, tools.yosys, timeoutMs, signal);
  const gates = side.kind === 'ready' ? readModuleGates(side.side.simulated) : undefined;
  return gates === undefined || gates.graph.size > mostGates ? undefined : gates;
}
