import type { Declined, FixCandidate, FixContext, FixStrategy, PlacedStep, Proposals } from '../strategy';
import { loopToTree } from '../chain/loopToTree';
import { ternaryToTree } from '../chain/ternaryToTree';
import { unrolledToTree } from '../chain/unrolledToTree';
import { ancestorOfType, type Node } from '../../syntax/nodes';

const name = 'serial-chain-to-tree';

/**
 * A serial chain of one associative choice (minimum, maximum, arg-max, first or last that is set, priority select) becomes a balanced
 * tree: the same values meet in the same order, but in log2(n) steps. Chains are read from `for` loops, runs of `if`s, and nested
 * ternaries.
 */
export const serialChainToTree: FixStrategy = {
  name,
  causes: ['timing/serial-chain'],
  knowledge:
    'A chain of one associative choice takes as many steps as it has values. A balanced tree of the same choices in the same order takes their logarithm.',
  propose,
};

/** A shape of chain: given the innermost place, the statement or expression to rewrite. */
export interface ChainShape {
  /** The node that holds the whole chain, or undefined when the place is not in this shape. */
  find(place: Node): Node | undefined;
  /** Changes and a title, or why not. */
  rewrite(
    context: FixContext,
    chain: Node,
  ): { readonly title: string; readonly start: number; readonly end: number; readonly text: string } | string;
}

const shapes: readonly ChainShape[] = [loopToTree, ternaryToTree, unrolledToTree];
const chainTypes = /^\$(mux|pmux|lt|le|gt|ge|bwmux)$/;

function propose(context: FixContext): Proposals {
  const candidates: FixCandidate[] = [];
  const declined: Declined[] = [];
  const seen = new Map<string, FixCandidate | undefined>();
  for (const placed of context.steps) {
    if (!chainTypes.test(placed.step.cell.type)) continue;
    const place = nodeAt(context, placed);
    for (const shape of place === undefined ? [] : shapes) {
      const chain = place === undefined ? undefined : shape.find(place);
      if (chain === undefined) continue;
      const key = `${chain.startIndex} ${chain.endIndex}`;
      if (seen.has(key)) {
        addPath(seen.get(key), placed);
        break;
      }
      const line = context.file.rangeOf(chain).line + 1;
      const result = shape.rewrite(context, chain);
      if (typeof result === 'string') {
        seen.set(key, undefined);
        declined.push({ strategy: name, reason: result, line });
        continue;
      }
      const candidate: FixCandidate = {
        strategy: name,
        title: result.title,
        changes: [{ start: result.start, end: result.end, text: result.text }],
        contract: { kind: 'sameCycle' },
        paths: [placed.path],
        line,
      };
      seen.set(key, candidate);
      candidates.push(candidate);
      break;
    }
  }
  return { candidates, declined };
}

function addPath(candidate: FixCandidate | undefined, placed: PlacedStep): void {
  if (candidate === undefined || candidate.paths.includes(placed.path)) return;
  (candidate.paths as (typeof placed.path)[]).push(placed.path);
}

/** The smallest node at the place of a step. */
function nodeAt(context: FixContext, placed: PlacedStep): Node | undefined {
  const at = context.file.pre.fromRoot(placed.start);
  if (at === undefined) return undefined;
  const node = context.file.root.namedDescendantForIndex(at);
  return node === null || ancestorOfType(node, 'module_declaration') === undefined ? undefined : node;
}
