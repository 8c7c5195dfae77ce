import { ancestorOfType, childrenOfType, unwrapStatement, type Node } from '../../syntax/nodes';
import { indentStep } from '../../base/indentStep';
import { lineIndent, lineBreak } from '../../base/layout';
import { authorText, lostComments } from '../sourceText';
import type { FixContext } from '../strategy';
import type { ChainShape } from '../strategies/serialChainToTree';
import { emitTree, type TreePlan } from './emitTree';
import { conditionText, keptNodes, stateTypes, titleOf, treeNames } from './loopToTree';
import { readStep, type ChainStep } from './step';

const fewest = 4;

interface Link {
  readonly step: ChainStep;
  readonly node: Node;
}

/** A run of statements `if (a > best) best = a; if (b > best) best = b; …` in one block. */
export const unrolledToTree: ChainShape = {
  find: (place) => {
    const link = ancestorOfType(place, 'conditional_statement', 'blocking_assignment', 'always_construct');
    const block = link === undefined ? undefined : ancestorOfType(link.parent, 'seq_block', 'always_construct');
    return block?.type === 'seq_block' && run(block).length >= fewest ? block : undefined;
  },
  rewrite(context, block) {
    const links = run(block);
    const first = links[0];
    const last = links.at(-1);
    if (first === undefined || last === undefined) return 'The chain is short.';
    if (links.some((link) => authorText(context.file, link.node) === undefined)) return 'The chain comes from a macro or an include.';
    const types = stateTypes(context, block, first.step);
    if (typeof types === 'string') return types;
    const start = context.file.rangeOf(first.node).start;
    const end = context.file.rangeOf(last.node).end;
    const indent = lineIndent(context.file.source.text, start);
    const lines = emitTree(planOf(context, links, first.step, types)).map((line, index) => (index === 0 ? line : `${indent}${line}`));
    return { title: titleOf(first.step, `${links.length} steps`), start, end, text: lines.join(lineBreak(context.file.source.text)) };
  },
};

/** The longest run of consecutive statements that are steps of one chain. */
function run(block: Node): Link[] {
  let best: Link[] = [];
  let now: Link[] = [];
  for (const node of childrenOfType(block, 'statement_or_null')) {
    const statement = unwrapStatement(node);
    const step = statement === undefined ? 'empty' : readStep(statement);
    const link = typeof step === 'string' || step.prefix.length > 0 ? undefined : { step, node };
    const before = now.at(-1);
    now = link === undefined ? [] : before !== undefined && sameKind(before.step, link.step) ? [...now, link] : [link];
    if (now.length > best.length) best = now;
  }
  return best;
}

function sameKind(a: ChainStep, b: ChainStep): boolean {
  const key = (step: ChainStep): string =>
    `${step.key?.variable} ${step.key?.operator} ${step.key?.valueFirst} ${step.found} ${step.qualifiers.length > 0}`;
  return key(a) === key(b) && [...a.assigns.keys()].sort().join() === [...b.assigns.keys()].sort().join();
}

function planOf(context: FixContext, links: readonly Link[], step: ChainStep, types: ReadonlyMap<string, string>): TreePlan {
  const textOf = (node: Node): string => authorText(context.file, node) ?? node.text;
  return {
    step,
    types,
    rounds: String(links.length),
    names: treeNames(context, step),
    language: context.language,
    unit: indentStep(context.file.source.text),
    comments: links.flatMap((link) => lostComments(context.file, link.node, keptNodes(link.step))),
    fill: (store) =>
      links.flatMap((link, index) => {
        const assigns = new Map([...link.step.assigns].map(([name, value]) => [name, textOf(value)]));
        return store(assigns, conditionText(link.step, textOf), String(index + 1));
      }),
  };
}
