import { failure, type Outcome } from '../base/outcome';
import type { Timing } from '../protocol/contract';
import type { TimingInput } from '../timing/analyze';
import type { ReadableDesign, SynthesisTool } from '../timing/ports';

export interface ReportRequest {
  readonly text: string;
  readonly path: string;
  readonly design: ReadableDesign;
  readonly options: Omit<TimingInput, 'design' | 'budgetMs'>;
  readonly budgetMs: number;
}

/** A static timing report joined with the design. */
export function readTimingReport(request: ReportRequest, _yosys: SynthesisTool, _signal: AbortSignal): Promise<Outcome<Timing>> {
  return Promise.resolve(failure(`${request.path} is not a timing report that is understood`, 'Give an OpenSTA report_checks report.'));
}
