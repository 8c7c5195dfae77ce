import type { SourceText } from '../base/ranges';
import { renderText } from '../graph/render/text';
import { graphIn } from './graphJob';
import type { Project } from './project';

/** Tokens of a module's facts in a question about what is wrong with it. */
const factTokens = 1200;

/** What the graph of a proposed module says, for a model that has to repair it: undefined when the text cannot be read. To be called while the files have these texts. */
export function repairFacts(files: readonly SourceText[], top: string, project: Project): string | undefined {
  const own = files.find(({ path }) => project.index.modulesOf(path).some(({ name }) => name === top));
  if (own === undefined || project.index.parse(own.path).problems.length > 0) return undefined;
  try {
    const graph = graphIn(own.path, top, project);
    return graph === undefined ? undefined : renderText(graph, { maxTokens: factTokens, focus: [] });
  } catch {
    // Code that nobody has accepted yet may be of any form; without its facts a question is poorer, not wrong.
    return undefined;
  }
}
