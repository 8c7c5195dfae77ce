import { placedEnds, placedSteps } from '../../fixes/placedSteps';
import { strategies } from '../../fixes/registry';
import { moduleNode } from '../../model/summarize';
import type { OptimizeStrategy, Rewrite } from '../strategy';

const name = 'shorten-path';
const most = 10;

/** Those that write the same logic in another way; the others hold more, or something else, in registers, which only somebody wants who needs the speed. */
const inLogic: ReadonlySet<string> = new Set([
  'serial-chain-to-tree',
  'net-chain-to-tree',
  'select-loop-to-or',
  'parallel-branches',
  'balance-branches',
  'constant-division',
  'add-masked',
  'sum-compare',
  'split-compare',
  'select-after-arithmetic',
  'compute-in-branches',
  'test-before-select',
  'use-in-branches',
]);

/** What would be done about the module's slowest paths if they were too long: the fixes of timing, judged here by what they cost in cells besides. */
export const shortenPath: OptimizeStrategy = {
  name,
  late: true,
  knowledge:
    'The slowest path decides how fast the whole module is. Computing both results and choosing late, a tree in place of a chain, or a counter in two parts make it shorter for a few more cells.',
  async propose(context) {
    if (context.goal === 'cells') return [];
    const { file, module, language } = context;
    const violated = await context.paths();
    const isInside = (start: number): boolean => start >= module.range.start && start < module.range.end;
    const steps = placedSteps(file.source, violated).filter((step) => isInside(step.start));
    const node = moduleNode(file, module.name);
    if (node === undefined || (steps.length === 0 && !placedEnds(file.source, violated).some(isInside))) return [];
    const found = strategies
      .filter((one) => context.goal === 'delay' || inLogic.has(one.name))
      .flatMap((strategy) => strategy.propose({ file, module, node, steps, violated, language, moduleNamed: () => undefined }).candidates);
    return found
      .filter(({ contract }) => contract.kind === 'sameCycle')
      .map((one) => ({ rewrite: rewriteOf(one), slack: Math.min(0, ...one.paths.map(({ path }) => path.slack)) }))
      .sort((a, b) => a.slack - b.slack)
      .slice(0, most)
      .map(({ rewrite }) => rewrite);
  },
};

function rewriteOf({ strategy, title, changes, line }: Omit<Rewrite, 'strategy'> & { readonly strategy: string }): Rewrite {
  return { strategy: name, title: `${title} (${strategy})`, changes, line };
}
