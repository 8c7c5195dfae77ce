import { failure, success, type Outcome } from '../base/outcome';
import { analyzeModule, type ModuleGraph } from '../graph/moduleGraph';
import { graphOf } from '../graph/query';
import { renderDot } from '../graph/render/dot';
import { renderSvg } from '../graph/render/svg';
import { renderText } from '../graph/render/text';
import type { ModuleInfo } from '../model/moduleInfo';
import type { Graph, GraphKind } from '../protocol/contract';
import type { DesignRequest } from './engine';
import type { Project } from './project';

type GraphRequest = DesignRequest & { readonly kind: GraphKind };

/** The contract's graph of a module. */
export async function graphJson(request: GraphRequest, project: Project): Promise<Outcome<Graph>> {
  const loaded = await moduleOf(request, project);
  return loaded.ok ? success(graphOf(request.kind, loaded.value, (name) => analyzeNamed(name, project))) : loaded;
}

/** The graph as text, DOT or SVG. */
export async function graphRendered(
  request: GraphRequest & { readonly format: 'text' | 'dot' | 'svg'; readonly maxTokens?: number },
  project: Project,
): Promise<Outcome<string>> {
  const loaded = await moduleOf(request, project);
  if (!loaded.ok) return loaded;
  const find = (name: string): ModuleGraph | undefined => analyzeNamed(name, project);
  switch (request.format) {
    case 'text':
      return success(
        renderText(loaded.value, {
          kind: request.kind,
          find,
          ...(request.maxTokens === undefined ? {} : { maxTokens: request.maxTokens }),
        }),
      );
    case 'dot':
      return success(renderDot(graphOf(request.kind, loaded.value, find)));
    case 'svg':
      return success(await renderSvg(graphOf(request.kind, loaded.value, find)));
  }
}

/** The graphs of one design unit from its current text; undefined when there is none of that name. */
export function analyzeNamed(name: string, project: Project): ModuleGraph | undefined {
  const unit = project.index.find(name)[0];
  return unit === undefined ? undefined : analyze(unit, project);
}

export function analyze(unit: ModuleInfo, project: Project): ModuleGraph {
  return analyzeModule(project.index.parse(unit.path), unit, (name) => project.index.find(name));
}

const graphs = new WeakMap<ModuleInfo, ModuleGraph>();

/** The graphs of a module of a file. A summary is the same object until the text or what it is read with changes. */
export function graphIn(path: string, name: string, project: Project): ModuleGraph | undefined {
  const unit = project.index.modulesOf(path).find((one) => one.name === name);
  if (unit === undefined) return undefined;
  const known = graphs.get(unit) ?? analyze(unit, project);
  graphs.set(unit, known);
  return known;
}

async function moduleOf(request: GraphRequest, project: Project): Promise<Outcome<ModuleGraph>> {
  const files = await project.files(request);
  if (!files.ok) return files;
  const units = files.value.flatMap((file) => project.index.modulesOf(file));
  const wanted = request.top;
  const unit = wanted === undefined ? await project.load(request) : undefined;
  if (unit !== undefined) {
    if (!unit.ok) return unit;
    return success(analyze(unit.value.top, project));
  }
  const named = units.find((candidate) => candidate.name === wanted);
  if (named === undefined) {
    const names = units.map((candidate) => candidate.name).join(', ');
    return failure(
      `there is no module ${wanted ?? ''} in ${files.value.join(', ')}`,
      names === '' ? 'The file declares no module.' : `It declares: ${names}.`,
    );
  }
  await project.closure(files.value, named.name);
  return success(analyze(named, project));
}
