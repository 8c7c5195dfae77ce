import { failure, success, type Outcome } from '../base/outcome';
import type { BenchSample } from '../protocol/tests';
import type { CommandContext } from './command';

/** Answers of a model that are kept in a file, a JSON object per line, so that a run that was stopped goes on where it was. */
export interface BenchRecords {
  readonly kept: ReadonlyMap<string, BenchSample>;
  keep(sample: BenchSample): void;
}

/**
 * Opens a file of answers, or begins one. `run` is what the answers depend on: a file of another run is refused, since the two would be mixed. A last line that was cut off when
 * its run was killed is left out.
 */
export function openRecords(path: string, run: object, context: CommandContext): Outcome<BenchRecords> {
  const header = JSON.stringify({ bench: run });
  const [first, ...lines] = (context.readText(path) ?? '').split('\n').filter((line) => line !== '');
  if (first !== undefined && first !== header)
    return failure(
      `${path} holds the answers of another run: ${first.slice(0, 300)}`,
      `This one is ${header}. Name another file with --keep.`,
    );
  const kept = new Map<string, BenchSample>();
  for (const line of lines) {
    const sample = sampleOf(line);
    if (sample !== undefined) kept.set(`${sample.id}#${sample.sample}`, sample);
  }
  // Written anew: what was cut off must not become part of the next line.
  const text = [header, ...[...kept.values()].map((sample) => JSON.stringify(sample))].map((line) => `${line}\n`).join('');
  const problem = context.writeText(path, text);
  if (problem !== undefined) return problem;
  return success({
    kept,
    keep: (sample) => {
      const lost = context.appendText(path, `${JSON.stringify(sample)}\n`);
      if (lost !== undefined) context.progress(lost.message);
    },
  });
}

function sampleOf(line: string): BenchSample | undefined {
  try {
    const value = JSON.parse(line) as Partial<BenchSample>;
    return typeof value.id === 'string' && typeof value.sample === 'number' && typeof value.verdict === 'string'
      ? (value as BenchSample)
      : undefined;
  } catch {
    return undefined;
  }
}
