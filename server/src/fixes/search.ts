import { LineIndex } from '../base/lines';
import type { Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import { moduleNode, summarize } from '../model/summarize';
import type { SourceEdit, TimingFix } from '../protocol/contract';
import type { ParsedFile } from '../syntax/parsedFile';
import type { TimingAnalysis } from '../timing/analyze';
import type { ExplainedPath } from '../timing/explain';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import { strategies as allStrategies } from './registry';
import { applyEdits } from '../base/layout';
import type { Declined, FixCandidate, FixContext, FixStrategy, PlacedStep, TextChange } from './strategy';

export interface FixSearchInput {
  readonly unit: CompileUnit;
  /** The analysis of the unit as it is, by the same engine as `time`. Left out, it is made here. */
  readonly analysis?: TimingAnalysis;
  readonly budgetMs: number;
  readonly seed: number;
  /** Only candidates whose text touches this file; the others are not looked at. */
  readonly onlyFile?: string;
}

export interface FixSearchTools {
  /** Times a unit; every run with the same engine, target, constraints and period. */
  readonly time: (unit: CompileUnit, budgetMs: number, signal: AbortSignal) => Promise<Outcome<TimingAnalysis>>;
  /** Parses a file of the unit in full (includes and macros expanded). The result is disposed here. */
  readonly parse: (source: SourceText) => ParsedFile;
  readonly prove: (request: EquivalenceRequest, signal: AbortSignal) => Promise<EquivalenceResult>;
  readonly strategies?: readonly FixStrategy[];
}

export interface FixSearchResult {
  /** Best first. Each is proven to behave the same in every cycle, and was measured faster. */
  readonly fixes: readonly TimingFix[];
  /** What was considered and dropped, with the reason: a disabled action in the editor. */
  readonly declined: readonly (Declined & { readonly file: string })[];
  /** What kept the search from being complete, in words: it ran out of time, or the design could not be timed. */
  readonly notes: readonly string[];
}

/**
 * Looks for rewrites of the author's text that make violated paths faster. A strategy proposes; the proposal is timed with the same
 * engine, constraints and target, and proven `sameCycle` against the unchanged design at the same time; it is offered when it is proven
 * and faster, with no end point worse than the worst was before, also where a violation remains. When several stand, one more fix
 * that does them all is tried in the same way.
 */
export async function findFixes(input: FixSearchInput, tools: FixSearchTools, signal: AbortSignal): Promise<FixSearchResult> {
  const deadline = Date.now() + input.budgetMs;
  const declined: (Declined & { file: string })[] = [];
  const before = input.analysis ?? (await retime(tools, input.unit, deadline, signal));
  if (typeof before === 'string') return { fixes: [], declined: [], notes: [`No fixes were looked for: ${before}`] };
  const proposals = propose(input, tools, before, declined);
  const accepted: Accepted[] = [];
  let unfinished = 0;
  for (const proposal of proposals) {
    if (signal.aborted || Date.now() >= deadline) {
      unfinished++;
      declined.push({ ...about(proposal), reason: 'The time ran out before it could be tried.' });
      continue;
    }
    const outcome = await judge(input, tools, before, [proposal], deadline, signal);
    if (typeof outcome !== 'string') accepted.push(outcome);
    else {
      if (Date.now() >= deadline) unfinished++;
      declined.push({ ...about(proposal), reason: outcome });
    }
  }
  if (accepted.length > 1 && !signal.aborted && Date.now() < deadline) {
    const together = await judge(input, tools, before, disjoint(accepted), deadline, signal);
    if (typeof together !== 'string') accepted.push(together);
  }
  accepted.sort((a, b) => b.fix.after.wns - a.fix.after.wns || b.fix.edits.length - a.fix.edits.length);
  return { fixes: accepted.map((item) => item.fix), declined, notes: unfinished === 0 ? [] : [outOfTime(input, unfinished, proposals)] };
}

function outOfTime(input: FixSearchInput, unfinished: number, proposals: readonly Proposal[]): string {
  const seconds = Math.round(input.budgetMs / 1000);
  return `The search for fixes ran out of its ${seconds} s: ${unfinished} of ${proposals.length} rewrites could not be timed and proven to the end.`;
}

interface Proposal {
  readonly file: SourceText;
  readonly candidate: FixCandidate;
}

interface Accepted {
  readonly proposals: readonly Proposal[];
  readonly fix: TimingFix;
}

function about(proposal: Proposal): { strategy: string; line: number; file: string } {
  return { strategy: proposal.candidate.strategy, line: proposal.candidate.line, file: proposal.file.path };
}

function propose(
  input: FixSearchInput,
  tools: FixSearchTools,
  before: TimingAnalysis,
  declined: (Declined & { file: string })[],
): Proposal[] {
  const violated = before.explained.filter((item) => item.path.slack < 0);
  const proposals: Proposal[] = [];
  for (const file of input.unit.files) {
    if (input.onlyFile !== undefined && file.path !== input.onlyFile) continue;
    const steps = placedSteps(file, violated);
    if (steps.length === 0) continue;
    const parsed = tools.parse(file);
    try {
      for (const module of summarize(parsed).modules) {
        const node = moduleNode(parsed, module.name);
        const own = steps.filter((step) => step.start >= module.range.start && step.start < module.range.end);
        if (node === undefined || own.length === 0 || module.path !== file.path) continue;
        if (module.damaged) {
          declined.push({
            strategy: 'any',
            reason: `Module ${module.name} has syntax errors.`,
            line: module.range.line + 1,
            file: file.path,
          });
          continue;
        }
        const context: FixContext = {
          file: parsed,
          module,
          node,
          steps: own,
          language: /\.vh?$/.test(file.path) ? 'verilog' : 'systemverilog',
        };
        collect(context, file, tools.strategies ?? allStrategies, proposals, declined);
      }
    } finally {
      parsed.dispose();
    }
  }
  return proposals.sort((a, b) => worstSlack(a.candidate) - worstSlack(b.candidate));
}

function collect(
  context: FixContext,
  file: SourceText,
  list: readonly FixStrategy[],
  proposals: Proposal[],
  declined: (Declined & { file: string })[],
): void {
  for (const strategy of list) {
    const found = strategy.propose(context);
    for (const candidate of found.candidates) proposals.push({ file, candidate });
    for (const item of found.declined) declined.push({ ...item, file: file.path });
  }
}

function placedSteps(file: SourceText, violated: readonly ExplainedPath[]): PlacedStep[] {
  const lines = new LineIndex(file.text);
  const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
  return violated.flatMap((path) =>
    path.steps.flatMap((step) => {
      const span = step.spans.find((item) => item.file === file.path);
      if (span === undefined) return [];
      const end = span.endLine === undefined || span.endColumn === undefined ? undefined : offset(span.endLine, span.endColumn);
      return [{ step, path, start: offset(span.line, span.column), end }];
    }),
  );
}

function worstSlack(candidate: FixCandidate): number {
  return Math.min(0, ...candidate.paths.map((item) => item.path.slack));
}

/** Accepted proposals that touch none of each other's lines, best first. */
function disjoint(accepted: readonly Accepted[]): Proposal[] {
  const chosen: Proposal[] = [];
  const touches = (a: TextChange, b: TextChange): boolean => a.start <= b.end && b.start <= a.end;
  for (const { proposals } of [...accepted].sort((a, b) => b.fix.after.wns - a.fix.after.wns)) {
    for (const proposal of proposals) {
      const clash = chosen.some(
        (other) =>
          other.file.path === proposal.file.path &&
          other.candidate.changes.some((a) => proposal.candidate.changes.some((b) => touches(a, b))),
      );
      if (!clash) chosen.push(proposal);
    }
  }
  return chosen;
}

/** Times and proves proposals, all together as one edit; a fix, or why it is none. */
async function judge(
  input: FixSearchInput,
  tools: FixSearchTools,
  before: TimingAnalysis,
  proposals: readonly Proposal[],
  deadline: number,
  signal: AbortSignal,
): Promise<Accepted | string> {
  const first = proposals[0];
  if (first === undefined) return 'Nothing to try.';
  const unit = changedUnit(input.unit, proposals);
  const broken = unparsed(input.unit, unit, tools);
  if (broken !== undefined) return broken;
  // The proof starts with the measurement, for whoever waits; when nothing is gained it is dropped.
  const stop = new AbortController();
  const proving = prove(input, tools, unit, first.candidate.contract, deadline, AbortSignal.any([signal, stop.signal]));
  const measured = await measure(tools, before, proposals, unit, deadline, signal);
  if (typeof measured === 'string') stop.abort();
  const result = await proving;
  if (typeof measured === 'string') return measured;
  if (typeof result === 'string') return result;
  return { proposals, fix: toFix(input, proposals, before, measured.after, measured.gain, result) };
}

/** Times the rewritten unit; what it gains, or why that is no gain. */
async function measure(
  tools: FixSearchTools,
  before: TimingAnalysis,
  proposals: readonly Proposal[],
  unit: CompileUnit,
  deadline: number,
  signal: AbortSignal,
): Promise<{ readonly after: TimingAnalysis; readonly gain: Gain } | string> {
  const after = await retime(tools, unit, deadline, signal);
  if (typeof after === 'string') return `The rewritten text could not be timed: ${after}`;
  const paths = proposals.flatMap((item) => item.candidate.paths).sort((a, b) => a.path.slack - b.path.slack);
  const gain = compare(before, after, paths);
  return typeof gain === 'string' ? gain : { after, gain };
}

/** The proof, or why there is none. A prover that throws when it is stopped is one that was stopped. */
async function prove(
  input: FixSearchInput,
  tools: FixSearchTools,
  unit: CompileUnit,
  contract: EquivalenceRequest['contract'],
  deadline: number,
  signal: AbortSignal,
): Promise<EquivalenceResult | string> {
  const budgetMs = Math.max(1000, deadline - Date.now());
  try {
    const result = await tools.prove({ golden: input.unit, candidate: unit, contract, budgetMs, seed: input.seed }, signal);
    if (result.verdict === 'proved') return result;
    return `It could not be proven to behave the same (${result.verdict}): ${result.reason}`;
  } catch (error) {
    if (signal.aborted) return 'The proof was stopped.';
    throw error;
  }
}

async function retime(tools: FixSearchTools, unit: CompileUnit, deadline: number, signal: AbortSignal): Promise<TimingAnalysis | string> {
  const outcome = await tools.time(unit, Math.max(1000, deadline - Date.now()), signal);
  return outcome.ok ? outcome.value : outcome.message;
}

function changedUnit(unit: CompileUnit, proposals: readonly Proposal[]): CompileUnit {
  return {
    ...unit,
    files: unit.files.map((file) => {
      const changes = proposals.filter((item) => item.file.path === file.path).flatMap((item) => item.candidate.changes);
      return changes.length === 0 ? file : { path: file.path, text: applyEdits(file.text, changes) };
    }),
  };
}

/** Says so when a rewritten file has more syntax problems than it had. */
function unparsed(old: CompileUnit, unit: CompileUnit, tools: FixSearchTools): string | undefined {
  const problems = (file: SourceText): number => {
    const parsed = tools.parse(file);
    const count = parsed.problems.length;
    parsed.dispose();
    return count;
  };
  for (const [index, file] of unit.files.entries()) {
    const original = old.files[index];
    if (original === undefined || original.text === file.text) continue;
    if (problems(file) > problems(original)) return 'The rewritten text does not parse.';
  }
  return undefined;
}

interface Gain {
  readonly endpoint: string;
  readonly before: number;
  readonly after: number;
}

/** The end point that gains, or why the change is no improvement. Slacks in ns. */
function compare(before: TimingAnalysis, after: TimingAnalysis, paths: readonly ExplainedPath[]): Gain | string {
  const worst = paths[0]?.path;
  const then = before.timing.wns;
  const now = after.timing.wns;
  const slack = (value: number): string => value.toFixed(2);
  if (worst === undefined) return 'No path runs through it.';
  const gained = after.endpoints.get(worst.end);
  if (now < then - 0.001) return `Measured worse: the worst slack would go from ${slack(then)} to ${slack(now)} ns.`;
  if (now <= then + 0.01 && (gained === undefined || gained <= worst.slack + 0.02 * worst.arrival)) {
    return `Measured no faster: ${worst.end} would go from ${slack(worst.slack)} to ${slack(gained ?? worst.slack)} ns.`;
  }
  return { endpoint: worst.end, before: worst.slack, after: gained ?? now };
}

function toFix(
  input: FixSearchInput,
  proposals: readonly Proposal[],
  before: TimingAnalysis,
  after: TimingAnalysis,
  gain: Gain,
  result: EquivalenceResult,
): TimingFix & { readonly endpoint: Gain } {
  const titles = proposals.map((item) => item.candidate.title);
  const title =
    titles.length === 1
      ? (titles[0] ?? '')
      : `All ${titles.length}: ${titles.map((item) => item.charAt(0).toLowerCase() + item.slice(1)).join('; ')}`;
  const names = [...new Set(proposals.map((item) => item.candidate.strategy))];
  return {
    strategy: names.join('+'),
    title: `${title} (slack of ${gain.endpoint} ${signed(gain.before)} → ${signed(gain.after)} ns, proven)`,
    edits: proposals.flatMap((item) => toEdits(item.file, item.candidate.changes)),
    contract: result.contract,
    verdict: {
      verdict: result.verdict,
      reached: result.rungs.at(-1)?.name ?? 'prove',
      contract: result.contract,
      rungs: [...result.rungs],
      reason: result.reason,
      ...(input.unit.top === undefined ? {} : { module: input.unit.top }),
    },
    before: { wns: before.timing.wns, fmax: before.timing.fmax },
    after: { wns: after.timing.wns, fmax: after.timing.fmax },
    origin: 'rule',
    endpoint: gain,
  };
}

/** `−0.82`, `+0.12`: a true minus sign, and always a sign. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function toEdits(file: SourceText, changes: readonly TextChange[]): SourceEdit[] {
  const lines = new LineIndex(file.text);
  return changes.map((change) => {
    const start = lines.positionAt(change.start);
    const end = lines.positionAt(change.end);
    return {
      file: file.path,
      startLine: start.line + 1,
      startColumn: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
      newText: change.text,
    };
  });
}
