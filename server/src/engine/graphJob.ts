import { failure, success, type Outcome } from '../base/outcome';
import { analyzeModule, type ModuleGraph } from '../graph/moduleGraph';
import { hierarchyGraph, hierarchyText } from '../graph/hierarchyGraph';
import { graphOf } from '../graph/query';
import { renderDot } from '../graph/render/dot';
import { renderSvg } from '../graph/render/svg';
import { renderText } from '../graph/render/text';
import type { ModuleInfo } from '../model/moduleInfo';
import type { Graph, GraphKind } from '../protocol/contract';
import type { DesignRequest } from './engine';
import { hierarchyBelow } from './hierarchyJob';
import type { Project } from './project';

type GraphRequest = DesignRequest & { readonly kind: GraphKind };

/** The contract's graph of a module. */
export async function graphJson({ kind, ...request }: GraphRequest, project: Project, signal: AbortSignal): Promise<Outcome<Graph>> {
  const unit = await unitOf(request, project);
  if (!unit.ok) return unit;
  if (kind === 'hierarchy') return success(hierarchyGraph(await hierarchyBelow(unit.value, project.index, signal)));
  return success(graphOf(kind, analyze(unit.value, project)));
}

/** The graph as text, DOT or SVG. */
export async function graphRendered(
  { format, maxTokens, ...request }: GraphRequest & { readonly format: 'text' | 'dot' | 'svg'; readonly maxTokens?: number },
  project: Project,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  if (format !== 'text') {
    const graph = await graphJson(request, project, signal);
    if (!graph.ok) return graph;
    return success(format === 'dot' ? renderDot(graph.value) : await renderSvg(graph.value));
  }
  const { kind } = request;
  const unit = await unitOf(request, project);
  if (!unit.ok) return unit;
  if (kind === 'hierarchy') return success(hierarchyText(await hierarchyBelow(unit.value, project.index, signal)));
  return success(renderText(analyze(unit.value, project), { kind, ...(maxTokens === undefined ? {} : { maxTokens }) }));
}

/** All graphs of a design unit from its current text. */
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

async function unitOf(request: DesignRequest, project: Project): Promise<Outcome<ModuleInfo>> {
  const files = await project.files(request);
  if (!files.ok) return files;
  const units = files.value.flatMap((file) => project.index.modulesOf(file));
  const wanted = request.top;
  const unit = wanted === undefined ? await project.load(request) : undefined;
  if (unit !== undefined) {
    if (!unit.ok) return unit;
    return success(unit.value.top);
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
  return success(named);
}
