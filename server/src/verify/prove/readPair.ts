import type { CompileUnit } from '../../model/compileUnit';
import type { EquivalenceRequest } from '../equivalenceRequest';
import { readerOrder } from './readerOrder';
import type { VerifyTools } from '../verifyTools';
import type { PortLayout } from './portLayout';
import type { Prepared, Reader } from './prepare';
import { prepare } from './prepare';

/** What is to be read, and until when (`Date.now()`). */
export interface PairReading {
  readonly request: Pick<EquivalenceRequest, 'golden' | 'candidate'>;
  readonly tools: VerifyTools;
  readonly deadline: number;
  /** One global step with the clocks as inputs in place of one step a cycle. */
  readonly manyClocks: boolean;
  readonly assumption?: CompileUnit;
  /** The ports that the candidate gets. */
  readonly layout?: PortLayout;
  readonly signal: AbortSignal;
}

/** Reads both sides with the first reader that takes both, or with the one that is named. */
export async function readPair(reading: PairReading, reader?: Reader): Promise<Prepared> {
  const readers = reader !== undefined ? [reader] : readerOrder([reading.request.golden, reading.request.candidate], reading.tools.yosys);
  let failed: Prepared | undefined;
  let timedOut: Reader | undefined;
  for (const [index, each] of readers.entries()) {
    // A reader may make registers of a memory and drown in them: the other is asked while there is time.
    const isLast = index === readers.length - 1;
    const answer = await readWith(reading, each, isLast ? 1 : 4);
    if (answer.kind !== 'failed' && (answer.kind !== 'timeout' || isLast)) return answer;
    // What a reader refuses tells more than that another took too long.
    if (failed?.kind !== 'failed') failed = answer;
    // The first was only given a share: it has the rest when the other refuses.
    if (isLast && answer.kind === 'failed' && timedOut !== undefined) return readWith(reading, timedOut, 1);
    if (answer.kind === 'timeout') timedOut = each;
  }
  return failed as Prepared;
}

/** Reads both sides with one reader in a share of the time that is left. */
export async function readWith(reading: PairReading, reader: Reader, share: number): Promise<Prepared> {
  const { request, tools, deadline, manyClocks, assumption, layout, signal } = reading;
  const timeoutMs = Math.max(1000, (deadline - Date.now()) / share);
  const options = { timeoutMs, manyClocks, reader, ...(assumption === undefined ? {} : { assumption }) };
  const read = await prepare(request.golden, request.candidate, tools.yosys, options, signal);
  return read.kind === 'ready' ? inLayout(read, layout) : read;
}

/** The pair with the candidate's ports as a layout has them. */
export function inLayout(ready: ReadyPair, layout: PortLayout | undefined): ReadyPair {
  return layout === undefined ? ready : { ...ready, candidate: ready.candidate.shapedAs(layout) };
}

type ReadyPair = Extract<Prepared, { kind: 'ready' }>;
