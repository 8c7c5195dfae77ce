import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import type { ModuleGraph } from '../../../server/src/graph/graphTypes';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';
import { summarize } from '../../../server/src/model/summarize';
import { parseText } from '../syntax/reading';

/** Graphs of every module of a text, by name. */
export async function graphsOf(text: string): Promise<ReadonlyMap<string, ModuleGraph>> {
  const file = await parseText(text);
  const { modules } = summarize(file);
  const find = (name: string): ModuleInfo[] => modules.filter((one) => one.name === name);
  const graphs = new Map(modules.filter((one) => one.kind === 'module').map((one) => [one.name, analyzeModule(file, one, find)]));
  file.dispose();
  return graphs;
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
