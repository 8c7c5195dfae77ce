import { LineIndex } from '../base/lines';
import { success, type Outcome } from '../base/outcome';
import { Pace } from '../completion/pace';
import type { Cursor } from '../completion/place';
import { afterAccepting, fateOf, type ShownSuggestion } from '../completion/shownSuggestion';
import { SuggestionRuns, type After, type RunResult } from '../completion/suggestionRuns';
import { typedSince } from '../completion/typedSince';
import type { CompleteRequest, Engine, RunLimits } from '../engine/engine';
import type { Completion } from '../protocol/contract';

/** Somebody at a cursor who may see a suggestion, and what may be spent on it. */
export interface Wish {
  readonly engine: Engine;
  readonly cursor: Cursor;
  /** The cursor's text is not (yet) that of the document: an entry of a list as if it were taken. */
  readonly supposed: boolean;
  readonly automatic: boolean;
  readonly maxTokens: number;
  readonly limits: RunLimits;
}

export interface Clock {
  /** ms of any origin. */
  now(): number;
  readonly after: After;
}

/**
 * When ghost text is worked for: not in the middle of typing, once for a place, on from what was begun while the user types what it predicts, and
 * ahead of a user who takes what is shown.
 */
export class Suggestions {
  private readonly runs: SuggestionRuns<Outcome<Completion>>;
  private readonly pace: Pace;
  private last: Cursor | undefined;
  private shown: ShownSuggestion | undefined;

  constructor(private readonly clock: Clock) {
    this.pace = new Pace(() => clock.now());
    this.runs = new SuggestionRuns(clock.after);
  }

  /** What may be shown. Rejects when `signal` fires, or when the work failed. */
  ask(wish: Wish, signal: AbortSignal): Promise<RunResult<Outcome<Completion>> & { readonly pause: number }> {
    if (!wish.supposed) this.follow(wish.cursor);
    const request = this.requestOf(wish);
    let pause = 0;
    return this.runs.ask({ ...request, pause: () => (pause = request.pause()) }, signal).then((result) => ({ ...result, pause }));
  }

  /** To be told what the editor was given: what becomes of it teaches the pace, and what would follow it may be worked for already. */
  show(wish: Wish, { items: [item] }: Completion): void {
    if (item === undefined || wish.supposed) return;
    const lines = new LineIndex(wish.cursor.text);
    const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
    const { startLine, startColumn, endLine, endColumn } = item.range;
    this.shown = { at: wish.cursor, start: offset(startLine, startColumn), end: offset(endLine, endColumn), text: item.text };
    // Templates cost nothing but time; a model is asked ahead only for who has been taking what it said.
    if (whoOf(wish) === 'model' && !this.pace.isWelcome) return;
    this.runs.ahead(this.requestOf({ ...wish, cursor: afterAccepting(this.shown), supposed: true }));
  }

  private follow(cursor: Cursor): void {
    const typed = this.last === undefined ? undefined : typedSince(this.last, cursor);
    if (typed !== undefined && typed !== '') this.pace.typed();
    this.last = cursor;
    const fate = this.shown === undefined ? 'open' : fateOf(this.shown, cursor);
    if (fate === 'open') return;
    this.shown = undefined;
    if (fate !== 'away') this.pace.judged(fate === 'accepted');
  }

  private requestOf(wish: Wish) {
    const { engine, cursor, automatic, limits } = wish;
    const { line, column } = new LineIndex(cursor.text).positionAt(cursor.offset);
    const request: CompleteRequest = {
      ...{ file: cursor.path, line, column, maxTokens: wish.maxTokens },
      trigger: automatic ? 'automatic' : 'invoked',
      ...(wish.supposed ? { text: cursor.text } : {}),
    };
    const work = async (predicts: (beginning: string) => void, signal: AbortSignal): Promise<Outcome<Completion>> => {
      const begun = this.clock.now();
      const outcome = await engine.complete({ ...request, predicts }, limits, signal);
      this.pace.answered(this.clock.now() - begun);
      return outcome;
    };
    const known = (): Outcome<Completion> | undefined => {
      const completion = engine.completeAtOnce(request);
      return completion === undefined ? undefined : success(completion);
    };
    return { cursor, invoked: !automatic, known, work, pause: () => this.pace.before(cursor, whoOf(wish)) };
  }
}

function whoOf({ engine }: Wish): 'model' | 'templates' {
  return engine.model.provider === 'builtin' ? 'templates' : 'model';
}
