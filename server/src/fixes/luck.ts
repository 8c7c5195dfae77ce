import type { TimingAnalysis } from '../timing/analyze';
import type { Measured } from './judge';
import { underOrders, type AuthorTimes, type UnderOrders } from './orders';
import type { FixSearchTools } from './search';
import type { SecondOpinion } from './secondFlow';

/** Whom to ask, until when (ms of the clock). */
export interface LuckQuestion {
  readonly tools: Pick<FixSearchTools, 'time'>;
  readonly before: TimingAnalysis;
  readonly author: AuthorTimes;
  /** The user's own tools, where they are there. */
  readonly second: SecondOpinion | undefined;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Whether a gain is more than the luck of one mapping. What the user's own tools see under every order of the cells needs no other orders of the search's own mapping, which take as long as
 * four more rewrites; where those tools say nothing, or not of all, these orders are looked at.
 */
export async function moreThanLuck(question: LuckQuestion, measured: Measured): Promise<UnderOrders> {
  const { tools, before, author, second, deadline, signal } = question;
  const other = await second?.of(measured, before);
  if (other !== undefined && (other.refused !== undefined || other.underAll)) return other;
  const own = await underOrders(tools, before, measured, author, deadline, signal);
  const evidence = [own.evidence, other?.evidence].filter((text) => text !== undefined).join(' ');
  return { ...own, ...(evidence === '' ? {} : { evidence }) };
}
