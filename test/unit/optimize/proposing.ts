import { applyEdits } from '../../../server/src/base/layout';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { bodyOf } from '../../../server/src/graph/units';
import { summarize } from '../../../server/src/model/summarize';
import type { OptimizeStrategy } from '../../../server/src/optimize/strategy';
import { parseText } from '../syntax/reading';

/** What a strategy makes of the last module of a text, one text for each rewrite, by title. */
export async function proposed(strategy: OptimizeStrategy, text: string): Promise<{ title: string; text: string }[]> {
  const file = await parseText(text);
  const module = summarize(file).modules.at(-1);
  const read = module === undefined ? undefined : bodyOf(file, module);
  if (module === undefined || read === undefined) throw new Error('no module');
  const graph = analyzeModule(file, module, { find: () => [] });
  const language = /\.vh?$/.test(file.source.path) ? 'verilog' : 'systemverilog';
  const gatesWith = (): Promise<undefined> => Promise.resolve(undefined);
  const found = await strategy.propose({
    file,
    module,
    body: read.body,
    graph,
    gates: undefined,
    gatesWith,
    find: () => [],
    paths: () => Promise.resolve([]),
    goal: 'both',
    language,
  });
  return found.map(({ title, changes }) => ({ title, text: applyEdits(file.source.text, changes) }));
}
