import { failure, success, type Outcome } from '../base/outcome';
import { findOptimizations } from '../optimize/search';
import { optimizeTools } from '../optimize/tools';
import type { Optimization } from '../protocol/jobs';
import type { EquivalenceResult } from '../verify/equivalenceRequest';
import type { ModuleJobRequest, Progress, RunLimits } from './engine';
import { graphOfFile } from './graphJob';
import { loadModule } from './moduleJob';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { borrowed } from './timingJob';
import type { Toolbox } from './toolbox';
import { underText } from './underText';

/**
 * `optimize`: rewrites of a module, each proven to behave the same and measured better, and the module's file with all of them. Only the module's own
 * text is edited: others may use what it instantiates otherwise.
 */
export async function optimizeModule(
  request: ModuleJobRequest,
  parts: EngineParts,
  project: Project,
  toolbox: Toolbox,
  limits: RunLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome<Optimization>> {
  const started = parts.now();
  const design = await loadModule(request, project, signal);
  if (!design.ok) return design;
  const { top, unit } = design.value;
  const tools = await toolbox.select(limits.tools);
  progress({ message: `${top.name}: measuring and proving rewrites` });
  const result = await findOptimizations(
    { unit, path: top.path, budgetMs: Math.max(1000, limits.seconds * 1000 - (parts.now() - started)), seed: limits.seed },
    {
      ...optimizeTools(tools),
      parse: (source) => underText(parts.overlay, source.path, source.text, () => borrowed(project.index.parse(source.path))),
      graph: (file, module) => graphOfFile(file, module, project),
    },
    signal,
  );
  if (typeof result === 'string') return failure(`${top.name} could not be optimized: ${result}`, 'Run `signoff check` on it first.');
  const { before, after, rewrites, text, verdict, declined, notes } = result;
  const missing = design.value.missing.map((one) => `${one.name} is a black box: ${one.why}`);
  return success({
    module: top.name,
    before,
    after,
    rewrites: [...rewrites],
    files: rewrites.length === 0 ? [] : [{ file: top.path, text, created: false }],
    ...(verdict === undefined ? {} : { verdict: asVerdict(verdict, top.name) }),
    declined: [...declined],
    notes: [...missing, ...notes],
  });
}

function asVerdict({ verdict, contract, rungs, reason }: EquivalenceResult, module: string): NonNullable<Optimization['verdict']> {
  return { verdict, reached: rungs.at(-1)?.name ?? 'prove', contract, rungs: [...rungs], reason, module };
}
