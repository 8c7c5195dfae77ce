import { rankModel } from '../timing/ranks/registry';
import type { TimingRequest } from './engine';

/** Whether what is asked for is answered with ranks: such a target, and neither a report nor a library that would say more. */
export function asksForRanks({ target, report, liberty }: TimingRequest): boolean {
  return report === undefined && liberty === undefined && rankModel(target) !== undefined;
}
