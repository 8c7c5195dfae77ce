import { failure, type Failure } from '../base/outcome';

/** What to do about a design that no reader takes. */
export const checkFirst = 'Run `signoff check` on it first.';

/** Words for a run that gave no netlist. */
export function toolFailure(
  run: { readonly kind: 'timeout' | 'cancelled' | 'broken'; readonly message?: string; readonly lines: readonly string[] },
  budgetMs: number,
): Failure {
  switch (run.kind) {
    case 'timeout':
      return failure(
        `Synthesis did not end within ${Math.round(budgetMs / 1000)} s.`,
        'Give it more time with --budget, or a smaller --top.',
      );
    case 'cancelled':
      return failure('Synthesis was stopped before it ended.', 'Give it more time with --budget, or a smaller --top.');
    case 'broken':
      return failure(`Yosys itself failed: ${run.message ?? firstError(run.lines)}`);
  }
}

/** The first line of a run that says what went wrong, with the author's file in it where the design is told. */
export function firstError(lines: readonly string[], design?: { sourceOf(generatedPath: string): string | undefined }): string {
  const line = lines.find((item) => /\berror\b/i.test(item));
  const named = line?.trim().replace(/^[^\s:]+(?=:\d)/, (file) => design?.sourceOf(file) ?? file);
  // slang has no place for some of what it refuses.
  return named?.replace(/^:0:0: error: /, '') ?? 'it gave no reason';
}
