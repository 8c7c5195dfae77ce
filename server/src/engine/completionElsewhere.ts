import type { Outcome } from '../base/outcome';
import { LineIndex } from '../base/lines';
import { reusedAt } from '../completion/pipeline';
import { ReuseCache } from '../completion/reuse';
import type { Completion, Verdict } from '../protocol/contract';
import type { CompleteRequest, CompletionContext, ContextItem, ContextRequest, PlaceRequest, RunLimits } from './engine';
import type { EngineBeside } from './engineBeside';
import { WorldVersion } from './worldVersion';

/** What an engine is asked about ghost text, when the work is done in another thread: this one only remembers what was shown. */
export class CompletionElsewhere {
  private readonly cache = new ReuseCache();
  private readonly world = new WorldVersion();

  constructor(
    private readonly beside: EngineBeside,
    private readonly textOf: (path: string) => string | undefined,
  ) {}

  /** Tells that a file changed: what is kept for reuse in any other file no longer holds. */
  worldChanged(path: string): void {
    this.world.changed(path);
  }

  async complete(request: CompleteRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<Completion>> {
    const world = this.world.now();
    const text = request.text ?? this.textOf(request.file);
    const outcome = await this.beside.complete(request, limits, signal);
    // A change of another file meanwhile may have come too late for the check.
    if (outcome.ok && text !== undefined && world === this.world.now()) this.remember(request.file, text, outcome.value);
    return outcome;
  }

  /** What was checked before and still holds at this place; undefined when that takes work. */
  completeAtOnce({ file, line, column, text }: CompleteRequest): Completion | undefined {
    const given = text ?? this.textOf(file);
    if (given === undefined) return undefined;
    const offset = new LineIndex(given).offsetAt({ line, column });
    return reusedAt({ path: file, text: given, offset }, { cache: this.cache, worldVersion: () => this.world.now() });
  }

  async checkFurther(id: string, limits: RunLimits, signal: AbortSignal): Promise<Verdict | undefined> {
    const verdict = await this.beside.checkFurther(id, limits, signal);
    // What passed the quick checks is remembered to be shown again.
    if (verdict?.verdict === 'refuted') this.cache.clear();
    return verdict;
  }

  context(request: ContextRequest, signal: AbortSignal): Promise<Outcome<CompletionContext>> {
    return this.beside.context(request, signal);
  }

  contextItems(request: PlaceRequest, signal: AbortSignal): Promise<Outcome<readonly ContextItem[]>> {
    return this.beside.contextItems(request, signal);
  }

  private remember(path: string, text: string, { items }: Completion): void {
    const lines = new LineIndex(text);
    for (const item of items) {
      const { startLine, startColumn, endLine, endColumn } = item.range;
      const start = lines.offsetAt({ line: startLine - 1, column: startColumn - 1 });
      const end = lines.offsetAt({ line: endLine - 1, column: endColumn - 1 });
      this.cache.add(path, this.world.now(), text, start, end, item);
    }
  }
}
