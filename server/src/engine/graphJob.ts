import { pauses } from '../base/pauses';
import { failure, success, type Outcome } from '../base/outcome';
import { clockGraph, clockText } from '../graph/clockGraph';
import { designGraph } from '../graph/designGraph';
import { analyzeModule, type ModuleGraph } from '../graph/moduleGraph';
import { GraphCache } from '../graph/graphCache';
import { hierarchyGraph, hierarchyText } from '../graph/hierarchyGraph';
import { narrowedGraph, narrowedHierarchy, narrowedModule, signalsOfLine, type Narrowed } from '../graph/narrow';
import { renderDot } from '../graph/render/dot';
import { renderSvg, type Layout } from '../graph/render/svg';
import { renderText } from '../graph/render/text';
import { signalRoles, type SignalRoles } from '../graph/signalRoles';
import { projectUnits, type Units } from '../graph/units';
import type { ModuleInfo } from '../model/moduleInfo';
import type { Graph } from '../protocol/contract';
import type { ParsedFile } from '../syntax/parsedFile';
import type { GraphRequest, RenderedGraph } from './engine';
import { hierarchyBelow, hierarchyHost } from './hierarchyJob';
import type { Project } from './project';

/** The contract's graph of a module, or the part of it that is asked for. */
export async function graphJson(request: GraphRequest, project: Project, signal: AbortSignal): Promise<Outcome<Graph>> {
  const unit = await unitOf(request, project, signal);
  if (!unit.ok) return unit;
  const { kind } = request;
  if (kind === 'clocks') return success(clockGraph(await designBelow(unit.value, project, signal)));
  if (kind !== 'hierarchy') return narrowedGraph(kind, await flowOf(unit.value, request, project, signal), request);
  return narrowedHierarchy(hierarchyGraph(await hierarchyBelow(unit.value, project.index, signal)), request);
}

/** The graph as text, DOT or SVG. */
export async function graphRendered(
  request: GraphRequest & { readonly format: 'text' | 'dot' | 'svg'; readonly maxTokens?: number },
  project: Project,
  layout: Layout,
  signal: AbortSignal,
): Promise<Outcome<RenderedGraph>> {
  if (request.format === 'text') {
    const text = await graphText(request, project, signal);
    return text.ok ? success({ text: text.value }) : text;
  }
  const graph = await graphJson(request, project, signal);
  if (!graph.ok) return graph;
  if (request.format === 'dot') return success({ text: renderDot(graph.value) });
  const picture = await renderSvg(graph.value, layout, signal);
  if (!picture.ok) return picture;
  const { svg, graph: drawn, words } = picture.value;
  return success({ text: svg, drawn: { graph: drawn, words } });
}

/** As text a line narrows nothing: what is around it comes first. */
async function graphText(
  request: GraphRequest & { readonly maxTokens?: number },
  project: Project,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  const unit = await unitOf(request, project, signal);
  if (!unit.ok) return unit;
  const { kind, maxTokens, line, of } = request;
  if (kind === 'hierarchy') return success(hierarchyText(await hierarchyBelow(unit.value, project.index, signal)));
  if (kind === 'clocks') return success(clockText(await designBelow(unit.value, project, signal)));
  const graph = await flowOf(unit.value, request, project, signal);
  const found: Outcome<Narrowed> = of === undefined ? success({ part: graph }) : narrowedModule(kind, graph, request);
  if (!found.ok) return found;
  const focus = of !== undefined || line === undefined ? [] : signalsOfLine(graph, line);
  return success(renderText(found.value.part, { kind, focus, ...(maxTokens === undefined ? {} : { maxTokens }) }));
}

/** The module's own graph, or with everything below it when that is asked for. */
async function flowOf(unit: ModuleInfo, { kind, across }: GraphRequest, project: Project, signal: AbortSignal): Promise<ModuleGraph> {
  return across === true && (kind === 'dfg' || kind === 'stdg') ? designBelow(unit, project, signal) : graphOfUnit(unit, project);
}

async function designBelow(unit: ModuleInfo, project: Project, signal: AbortSignal): Promise<ModuleGraph> {
  return (await designGraph(unit, hierarchyHost(project.index), signal)) ?? graphOfUnit(unit, project);
}

/** All graphs of a design unit from its current text. */
export function analyze(unit: ModuleInfo, project: Project): ModuleGraph {
  return analyzeModule(project.index.parse(unit.path), unit, unitsOf(unit, project));
}

/** All graphs of a module of a text that is read but not the project's, with the rest of the project as it is. */
export function graphOfFile(file: ParsedFile, unit: ModuleInfo, project: Project): ModuleGraph {
  return analyzeModule(file, unit, unitsOf(unit, project));
}

function unitsOf(unit: ModuleInfo, { index }: Project): Units {
  return projectUnits(
    (name) => index.find(name),
    (path) => index.parse(path),
    index.modulesOf(unit.path),
  );
}

const caches = new WeakMap<Project, GraphCache>();

/** The graphs of a module of a file, kept as long as the file and what it takes from others are the same. */
export function graphIn(path: string, name: string, project: Project): ModuleGraph | undefined {
  const unit = project.index.modulesOf(path).find((one) => one.name === name);
  return unit === undefined ? undefined : graphOfUnit(unit, project);
}

/** Text of a module above which its graph is not made for colours. */
const largeModule = 300_000;

/** Clocks, resets and registers of the modules of a file, by name; other work has its turn between two modules. */
export async function rolesIn(path: string, project: Project, signal: AbortSignal): Promise<ReadonlyMap<string, SignalRoles>> {
  const pause = pauses();
  const roles = new Map<string, SignalRoles>();
  for (const { kind, range, name } of project.index.modulesOf(path)) {
    if (kind !== 'module' || range.end - range.start > largeModule) continue;
    const graph = graphIn(path, name, project);
    if (graph !== undefined) roles.set(name, signalRoles(graph));
    await pause();
    signal.throwIfAborted();
  }
  return roles;
}

function graphOfUnit(unit: ModuleInfo, project: Project): ModuleGraph {
  const cache = caches.get(project) ?? new GraphCache();
  caches.set(project, cache);
  return cache.graph(project.index.parse(unit.path), unit, unitsOf(unit, project));
}

async function unitOf(request: GraphRequest, project: Project, signal: AbortSignal): Promise<Outcome<ModuleInfo>> {
  const files = await project.files(request);
  if (!files.ok) return files;
  const units = files.value.flatMap((file) => project.index.modulesOf(file));
  const { line } = request;
  const around = line === undefined ? undefined : units.find((one) => one.range.line < line && line <= one.range.endLine + 1);
  const wanted = request.top ?? around?.name;
  const unit = wanted === undefined ? await project.load(request, signal) : undefined;
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
  await project.closure(files.value, named.name, signal);
  return success(named);
}
