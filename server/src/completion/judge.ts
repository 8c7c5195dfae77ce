import type { Diagnostic, Verdict } from '../protocol/contract';
import type { SourceText } from '../base/ranges';
import { baselineText } from './baseline';
import { findNameFaults, refutedByNames, type NameSources } from './names';
import type { Place } from './place';
import { applyCandidate } from './repair';
import { tokenize } from '../graph/lexer';
import type { Candidate } from './trim';
import { conditionalStep } from './unitEnd';

/** A candidate as the ladder needs it: the whole document with the insertion in place. */
export interface CheckRequest {
  readonly path: string;
  readonly candidate: Candidate;
  readonly editedText: string;
  /** The document without the statement being completed, readable for tools: what the candidate's findings are compared with. */
  readonly baselineText: string;
  readonly origin: 'model' | 'template';
  /** Name of the unit that the cursor is in. */
  readonly unit?: string;
}

export interface JudgeSources extends NameSources {
  /** Syntax errors of such a text, counted; lets a reply be cut where it stops being Verilog. */
  countSyntaxProblems?(path: string, text: string): number;
  /** Finds what may not run (system tasks and the like) in [start, end) of a text. What it finds inside a candidate refuses it before anything is started. */
  screen?(source: SourceText, start: number, end: number): readonly Diagnostic[];
  /** The ladder, for a candidate in its document. `unknown` when it did not come to an end. */
  check(request: CheckRequest, signal: AbortSignal): Promise<Verdict>;
}

/** Judges candidates for one place: first by what the model of the design knows, then by the tools. */
export class Judge {
  private baseline: string | undefined;
  private readonly problems = new Map<string, number>();

  constructor(
    private readonly place: Place,
    private readonly sources: JudgeSources,
  ) {}

  async judge(candidate: Candidate, origin: 'model' | 'template', signal: AbortSignal): Promise<Verdict> {
    const refused = this.refusedBeforeTools(candidate);
    if (refused !== undefined) return refused;
    const verdict = await this.checked(candidate, origin, signal);
    const other = isShown(verdict) ? otherBranches(candidate) : undefined;
    if (other === undefined) return verdict;
    if (other === 'many')
      return { ...verdict, verdict: 'unknown', reason: 'it brings more branches of conditional compilation than are checked' };
    const turned = this.refusedBeforeTools(other) ?? (await this.checked(other, origin, signal));
    return isShown(turned) ? verdict : turned;
  }

  private async checked(candidate: Candidate, origin: 'model' | 'template', signal: AbortSignal): Promise<Verdict> {
    return this.doubted(await this.sources.check(this.requestFor(candidate, origin), signal), candidate);
  }

  /** The verdict that needs no tool; undefined when names and screening leave it to the tools. */
  refusedBeforeTools(candidate: Candidate): Verdict | undefined {
    const screened = this.screened(candidate);
    if (screened.length > 0) return refutedByScreen(screened);
    const faults = findNameFaults(candidate, this.place, this.sources);
    return faults.length === 0 ? undefined : refutedByNames(faults);
  }

  /** What the check of any candidate here is held against. */
  get before(): Pick<CheckRequest, 'path' | 'baselineText' | 'unit'> {
    const { path, unitName } = this.place;
    return { path, baselineText: this.baselineOfPlace(), ...(unitName === undefined ? {} : { unit: unitName }) };
  }

  requestFor(candidate: Candidate, origin: 'model' | 'template'): CheckRequest {
    return { ...this.before, candidate, editedText: applyCandidate(this.place.text, candidate), origin };
  }

  countProblems(text: string): number {
    const known = this.problems.get(text) ?? this.sources.countSyntaxProblems?.(this.place.path, text) ?? 0;
    this.problems.set(text, known);
    return known;
  }

  private baselineOfPlace(): string {
    this.baseline ??= baselineText(this.place, (text) => this.countProblems(text));
    return this.baseline;
  }

  /**
   * A tool that stops at an old error of the file never reaches the insertion. So what it passes is not shown when the insertion brings
   * a syntax error by our own grammar.
   */
  private doubted(verdict: Verdict, candidate: Candidate): Verdict {
    const brings =
      isShown(verdict) && this.countProblems(applyCandidate(this.place.text, candidate)) > this.countProblems(this.baselineOfPlace());
    if (!brings) return verdict;
    return { ...verdict, verdict: 'unknown', reason: 'the tools passed it, but it brings a syntax error by our own grammar' };
  }

  /** The document is screened with the insertion in place; what is outside is not its doing. */
  private screened(candidate: Candidate): readonly Diagnostic[] {
    const source = { path: this.place.path, text: applyCandidate(this.place.text, candidate) };
    return this.sources.screen?.(source, candidate.start, candidate.start + candidate.text.length) ?? [];
  }
}

/** Nothing below `checked` is ever shown as a suggestion. */
export function isShown(verdict: Verdict): boolean {
  return verdict.verdict === 'checked' || verdict.verdict === 'proved';
}

/**
 * A candidate with the conditions that it brings turned, so that tools see the branches that they left out; undefined where it brings none. `many`: some branch would be left out both times.
 */
function otherBranches(candidate: Candidate): Candidate | 'many' | undefined {
  const tokens = tokenize(candidate.text);
  if (!tokens.some((token) => conditionalStep(token) > 0)) return undefined;
  let open = 0;
  let most = 0;
  for (const token of tokens) most = Math.max(most, (open += conditionalStep(token)));
  if (most > 1 || tokens.some(({ text }) => text === '`elsif')) return 'many';
  const text = candidate.text.replace(/`if(n?)def\b/g, (_all, n: string) => (n === '' ? '`ifndef' : '`ifdef'));
  return { ...candidate, text };
}

function refutedByScreen(found: readonly Diagnostic[]): Verdict {
  const reason = found[0]?.message ?? 'The text names a system task that is never run.';
  return {
    verdict: 'refuted',
    reached: 'parse',
    contract: { kind: 'newCode' },
    rungs: [{ name: 'parse', outcome: 'failed', tool: 'signoff-screen', ms: 0, detail: reason, diagnostics: [...found] }],
    reason,
  };
}
