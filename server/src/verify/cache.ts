import { contentHash } from '../base/hash';
import { keepLatest } from '../base/keepLatest';
import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';

/** How long a result stands: for ever, only for budgets that are no larger (it ran out of time), or not at all (broken, cancelled). */
export type Keeping = 'always' | 'budget' | 'never';

interface Entry {
  readonly value: unknown;
  readonly keeping: 'always' | 'budget';
  readonly budgetMs: number;
}

/**
 * Results by everything they depend on. The caller's key must hold every text the tool read, defines, parameters, tool and recipe
 * version (`unitKey` for the design part). Runs under way are not shared: one caller's cancellation must not end another's.
 */
export class ResultCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly capacity = 500) {}

  /** The stored result when it still holds for this budget, else `compute`'s, stored as `keeping` says. */
  async remember<T>(
    key: string,
    budgetMs: number,
    compute: () => Promise<T>,
    keeping: (value: T) => Keeping,
  ): Promise<{ readonly value: T; readonly cached: boolean }> {
    const entry = this.entries.get(key);
    if (entry !== undefined && (entry.keeping === 'always' || budgetMs <= entry.budgetMs)) {
      this.entries.delete(key);
      this.entries.set(key, entry);
      return { value: entry.value as T, cached: true };
    }
    const value = await compute();
    const keep = keeping(value);
    if (keep !== 'never') keepLatest(this.entries, key, { value, keeping: keep, budgetMs }, this.capacity);
    return { value, cached: false };
  }
}

/** Everything of a unit that a tool reads, as one hash. */
export function unitKey(unit: CompileUnit, ...more: readonly string[]): string {
  const texts = (files: readonly SourceText[]): string[] => [String(files.length), ...files.flatMap((file) => [file.path, file.text])];
  const pairs = (record: Readonly<Record<string, string>>): string[] => {
    const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
    return [String(entries.length), ...entries.flat()];
  };
  return contentHash(
    ...texts(unit.files),
    ...texts(unit.includes),
    ...texts(unit.headers ?? []),
    String(unit.includeDirs.length),
    ...unit.includeDirs,
    ...pairs(unit.defines),
    ...pairs(unit.parameters ?? {}),
    unit.top ?? '',
    ...more,
  );
}
