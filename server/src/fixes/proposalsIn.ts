import type { ModuleBody } from '../graph/ast';
import { bodyOf } from '../graph/units';
import type { ExplainedPath } from '../timing/explain';
import { withWholeVectors } from './wholeVectors';
import type { Declined, FixCandidate, FixContext, Proposals, TextChange } from './strategy';

/** A place that a strategy looked at, with what it would do there. */
export interface Offer {
  readonly title: string;
  /** The rewrite, the same in every cycle; or why the place is left alone. */
  readonly changes: readonly TextChange[] | string;
  /** 1-based. */
  readonly line: number;
  /** Paths that the text lies on, worst first; one may be there twice. */
  readonly paths: readonly ExplainedPath[];
  /** What the heaviest come first by; in their own order without it. */
  readonly weight?: number;
  /** As of a candidate. */
  readonly doubtful?: boolean;
}

/** What a strategy makes of the module at hand: the rewrites among its offers, `most` of them, and the reasons for the others. Nothing where the module has no body. */
export function proposalsIn(
  context: FixContext,
  strategy: string,
  find: (body: ModuleBody) => Iterable<Offer>,
  most = Infinity,
): Proposals {
  const unit = bodyOf(context.file, context.module);
  const candidates: { candidate: FixCandidate; weight: number }[] = [];
  const declined: Declined[] = [];
  for (const { title, changes, line, paths, weight = 0, doubtful = false } of unit === undefined ? [] : find(withWholeVectors(unit.body))) {
    if (typeof changes === 'string') declined.push({ strategy, reason: changes, line });
    else
      candidates.push({
        candidate: {
          strategy,
          title,
          changes,
          contract: { kind: 'sameCycle' },
          paths: [...new Set(paths)],
          line,
          ...(doubtful ? { doubtful } : {}),
        },
        weight,
      });
  }
  candidates.sort((a, b) => b.weight - a.weight);
  return { candidates: candidates.slice(0, most).map(({ candidate }) => candidate), declined };
}

/** The line that a step's operator stands on, 1-based. */
export function lineOfStep(first: FixContext['steps'][number] | undefined): number {
  return first?.step.spans[0]?.line ?? 1;
}
