import { neverAborted } from '../../../server/src/base/cancel';
import { silentLog } from '../../../server/src/base/log';
import { hierarchyHost } from '../../../server/src/engine/hierarchyJob';
import { designGraph } from '../../../server/src/graph/designGraph';
import type { HierarchyHost } from '../../../server/src/graph/hierarchy';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import type { ModuleGraph } from '../../../server/src/graph/graphTypes';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { summarize } from '../../../server/src/model/summarize';
import { loadParser, parseText } from '../syntax/reading';

/** Graphs of every module of a text, by name. */
export async function graphsOf(text: string): Promise<ReadonlyMap<string, ModuleGraph>> {
  const file = await parseText(text);
  const { modules } = summarize(file);
  const find = (name: string): ModuleInfo[] => modules.filter((one) => one.name === name);
  const graphs = new Map(modules.filter((one) => one.kind === 'module').map((one) => [one.name, analyzeModule(file, one, { find })]));
  file.dispose();
  return graphs;
}

/** A module of a text, as it is declared and as its graph has it. */
export async function modulesIn(text: string, name: string): Promise<{ info: ModuleInfo; graph: ModuleGraph }> {
  const file = await parseText(text);
  const info = summarize(file).modules.find((one) => one.name === name);
  file.dispose();
  const graph = (await graphsOf(text)).get(name);
  if (info === undefined || graph === undefined) throw new Error(`the text has no ${name}`);
  return { info, graph };
}

/** Files of a project in the folder /p, by name, as graphs over several files see them. */
export async function projectOf(
  files: Readonly<Record<string, string>>,
): Promise<{ host: HierarchyHost; readonly unit: (name: string) => ModuleInfo }> {
  const paths = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  const workspace = {
    readText: (path: string) => paths.get(path),
    isFile: (path: string) => paths.has(path),
    listFiles: () => Promise.resolve([...paths.keys()]),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  const host = hierarchyHost(index);
  const unit = (name: string): ModuleInfo => {
    const [found] = index.find(name);
    if (found === undefined) throw new Error(`the project has no ${name}`);
    return found;
  };
  return { host, unit };
}

/** The graph of a module of a project, everything below it included. */
export async function designOf(files: Readonly<Record<string, string>>, top: string): Promise<ModuleGraph> {
  const { host, unit } = await projectOf(files);
  const graph = await designGraph(unit(top), host, neverAborted);
  if (graph === undefined) throw new Error('the top could not be read');
  return graph;
}

/** The graph of the last module of a text. */
export async function graphOfText(text: string): Promise<ModuleGraph> {
  const last = [...(await graphsOf(text)).values()].at(-1);
  if (last === undefined) throw new Error('the text has no module');
  return last;
}

/** `from -kind-> to`, with bits and guard: one line per edge, in order. */
export function edgeLines(graph: ModuleGraph, to?: string): string[] {
  return graph.edges
    .filter((edge) => to === undefined || edge.to === to)
    .map((edge) => {
      const bits = (text: string | undefined): string => (text === undefined ? '' : `[${text}]`);
      const guard = edge.guard === '' ? '' : ` if ${edge.guard}`;
      return `${edge.from}${bits(edge.fromBits)} -${edge.kind}-> ${edge.to}${bits(edge.toBits)}${guard}`;
    });
}
