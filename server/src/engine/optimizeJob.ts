import { failure, success, type Outcome } from '../base/outcome';
import { findInHierarchy, innerModules } from '../optimize/hierarchy';
import { searchRecipes } from '../optimize/recipes';
import { optimizeTools } from '../optimize/tools';
import type { Optimization } from '../protocol/jobs';
import type { EquivalenceResult } from '../verify/equivalenceRequest';
import { boundaryNotes, withBoundaries } from './boundaries';
import type { OptimizeRequest, Progress, RunLimits } from './engine';
import { withFileText } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { graphOfFile } from './graphJob';
import { loadModule } from './moduleJob';
import { withoutDefault } from './openParameters';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { parametersInUse, parametersNote, proveForUsed } from './proveForUsed';
import { borrowed } from './timingJob';
import type { Toolbox } from './toolbox';
import { underText } from './underText';
import { withWhatIsMissing } from './whatToGive';

/** Of the time, the rest is for synthesis recipes. */
const shareOfRewrites = 0.8;
const longestRecipeMs = 15_000;
/** Of one synthesis, what it may take at least. */
const shortestRunMs = 30_000;

/**
 * `optimize`: rewrites of a module, each proven to behave the same and measured better, and the module's file with all of them. What it
 * instantiates is edited where it stands in the same file, each module so that it does the same for all others.
 */
export async function optimizeModule(
  request: OptimizeRequest,
  parts: EngineParts,
  project: Project,
  toolbox: Toolbox,
  limits: RunLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome<Optimization>> {
  const started = parts.now();
  const loaded = await loadModule(request, project, signal);
  if (!loaded.ok) return loaded;
  const design = withBoundaries(loaded.value, parts.cellLibraries, project.index);
  const open = withoutDefault(design);
  if (open.length > 0)
    return failure(
      `${design.top.name} cannot be optimized alone: ${open.join(', ')} ${open.length === 1 ? 'has' : 'have'} no default.`,
      'Name a module that instantiates it.',
    );
  const { top, unit } = design;
  const tools = await toolbox.select(limits.tools);
  const used = await parametersInUse([top], project, limits.seconds * 100, signal);
  const covered = parametersNote(top, used);
  const parameterNotes = covered === undefined ? [] : [covered];
  // A module that takes long to synthesise needs most of the time for that alone.
  const search = optimizeTools(tools, Math.max(shortestRunMs, (limits.seconds * 1000) / 2));
  progress({ message: `${top.name}: measuring and proving rewrites` });
  const left = (): number => Math.max(1000, limits.seconds * 1000 - (parts.now() - started));
  const find = (name: string): readonly ModuleInfo[] => project.index.find(name);
  const inner = await Promise.all(
    innerModules(top, find).map(async (one) => {
      const { sets } = await parametersInUse([one], project, left() / 10, signal);
      return { name: one.name, prove: proveForUsed(search.prove, one, sets, project.index) };
    }),
  );
  const result = await findInHierarchy(
    {
      unit,
      path: top.path,
      budgetMs: left() * shareOfRewrites,
      seed: limits.seed,
      ...(request.goal === undefined ? {} : { goal: request.goal }),
    },
    inner,
    {
      ...search,
      prove: proveForUsed(search.prove, top, used.sets, project.index),
      parse: (source) => underText(parts.overlay, source.path, source.text, () => borrowed(project.index.parse(source.path))),
      graph: (file, module) => graphOfFile(file, module, project),
      findModules: find,
    },
    signal,
  );
  if ('message' in result) return withWhatIsMissing(failure(`${top.name} could not be optimized: ${result.message}`, result.hint), design);
  const { before, after, rewrites, text, verdict, declined, tradeOffs, notes } = result;
  const rewritten = withFileText(unit, top.path, text);
  const recipe = await searchRecipes(
    rewritten,
    tools.yosys,
    {
      budgetMs: Math.min(left(), longestRecipeMs),
      seed: limits.seed,
      progress: (tried, best) => {
        progress({ message: `${top.name}: ${tried} synthesis recipes, the best ${best.cells} cells and ${best.levels} levels` });
      },
    },
    signal,
  );
  const missing = [
    ...boundaryNotes(design.boundaries, 'their instances stay as they are and count as one cell each'),
    ...design.missing.map((one) => `${one.name} is a black box: ${one.why}`),
  ];
  return success({
    module: top.name,
    before,
    after,
    rewrites: [...rewrites],
    files: rewrites.length === 0 ? [] : [{ file: top.path, text, created: false }],
    ...(verdict === undefined ? {} : { verdict: asVerdict(verdict, top.name) }),
    declined: [...declined],
    tradeOffs: [...tradeOffs],
    ...(recipe.ok ? { recipe: recipe.value } : {}),
    notes: [...missing, ...(rewrites.length === 0 ? [] : parameterNotes), ...notes],
  });
}

function asVerdict({ verdict, contract, rungs, reason }: EquivalenceResult, module: string): NonNullable<Optimization['verdict']> {
  return { verdict, reached: rungs.at(-1)?.name ?? 'prove', contract, rungs: [...rungs], reason, module };
}
