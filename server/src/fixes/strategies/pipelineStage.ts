import { bodyOf } from '../../graph/units';
import { cutsOf } from '../pipeline/cuts';
import { readStages } from '../pipeline/feedForward';
import { registerRow } from '../pipeline/registerRow';
import { lineOfStep } from '../proposalsIn';
import type { Declined, FixCandidate, FixContext, FixStrategy, Proposals } from '../strategy';

const name = 'pipeline-stage';
/** Places for a row that are tried: which one helps most, only timing tells. */
const mostCuts = 6;

/**
 * Registers everything that goes from the first part of a module to the rest, which lengthens every way from its inputs to its
 * outputs by one cycle: data, and the valid bits and resets that go along with it, alike. The contract is `latency(1)`, so it is only ever proposed where
 * a latency was allowed. Loops stay whole: what depends on itself is on one side of the cut, and where the path lies in a loop there is no cut.
 */
export const pipelineStage: FixStrategy = {
  name,
  causes: [
    'timing/deep-logic',
    'timing/deep-adder-chain',
    'timing/wide-multiplication',
    'timing/wide-carry',
    'timing/unregistered-interface',
  ],
  knowledge:
    'A row of registers across all ways from inputs to outputs halves what one cycle has to do, at the cost of a cycle of latency: whoever uses the module has to expect its outputs a cycle later. Only data that never depends on earlier results can be cut so.',
  propose,
};

function propose(context: FixContext): Proposals {
  const unit = bodyOf(context.file, context.module);
  const [worst] = context.steps;
  if (unit === undefined || worst === undefined) return { candidates: [], declined: [] };
  const line = lineOfStep(worst);
  const decline = (reason: string): Declined => ({ strategy: name, reason, line });
  const read = readStages(unit.body, context.moduleNamed);
  if (typeof read === 'string') return { candidates: [], declined: [decline(read)] };
  const cuts = cutsOf(context, unit.body, read, worst.path);
  if (cuts.length === 0)
    return {
      candidates: [],
      declined: [decline('No row of registers parts the path: what it goes through depends on itself, or is one operator.')],
    };
  const candidates: FixCandidate[] = [];
  const declined: Declined[] = [];
  for (const cut of cuts) {
    const made = registerRow(context, unit.body, read, cut);
    if (typeof made === 'string') declined.push(decline(made));
    else if (candidates.length < mostCuts)
      candidates.push({
        strategy: name,
        title: `Add a pipeline stage: ${made.names.join(', ')} in registers, outputs one cycle later`,
        changes: made.changes,
        contract: { kind: 'latency', cycles: 1 },
        paths: [...new Set(context.steps.map((step) => step.path))],
        line,
      });
  }
  return { candidates, declined: candidates.length > 0 ? [] : declined.slice(0, 1) };
}
