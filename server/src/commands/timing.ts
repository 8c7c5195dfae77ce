import { LineIndex } from '../base/lines';
import type { Progress, TimingRequest } from '../engine/engine';
import type { RankedPath, SourceEdit, Timing, TimingFix, TimingPath, TimingRanks } from '../protocol/contract';
import { asksForRanks } from '../engine/asksForRanks';
import { badInput, exitCode, type Answer, type CommandContext } from './command';
import { table } from './texts';
import { compareWithBaseline, readBaseline, type BaselineComparison } from './timingBaseline';

export interface TimingOptions {
  readonly top?: string;
  readonly clock?: string;
  readonly period?: string;
  readonly target?: string;
  readonly report?: string;
  readonly liberty?: string;
  readonly sdc?: string;
  readonly fix?: boolean;
  readonly latency?: string;
  readonly write?: boolean;
  readonly baseline?: string;
}

/**
 * `signoff timing FILES… --top M`: violated paths, causes, proven fixes; `--write` applies the fixes. Exit 1 while violations remain; with a baseline,
 * only for those that are new or worse than in it.
 */
export async function timing(files: readonly string[], options: TimingOptions, context: CommandContext): Promise<Answer> {
  const period = options.period === undefined ? undefined : Number(options.period);
  if (period !== undefined && !(period > 0 && Number.isFinite(period))) {
    return badInput({ message: `--period takes nanoseconds above 0, not "${options.period ?? ''}"`, hint: 'For example --period 8.' });
  }
  const latency = options.latency === undefined ? undefined : Number(options.latency);
  if (latency !== undefined && !(Number.isInteger(latency) && latency >= 0 && latency <= 8)) {
    return badInput({
      message: `--latency takes a whole number of cycles from 0 to 8, not "${options.latency ?? ''}"`,
      hint: 'For example --fix --latency 1.',
    });
  }
  const baseline =
    options.baseline === undefined ? undefined : readBaseline(context.readText(context.resolve(options.baseline)), options.baseline);
  if (baseline?.ok === false) return badInput(baseline);
  const fix = options.fix === true || options.write === true;
  const request = {
    files: files.map((file) => context.design(file)),
    ...(options.top === undefined ? {} : { top: options.top }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(period === undefined ? {} : { period }),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.report === undefined ? {} : { report: context.resolve(options.report) }),
    ...(options.liberty === undefined ? {} : { liberty: context.resolve(options.liberty) }),
    ...(options.sdc === undefined ? {} : { sdc: context.resolve(options.sdc) }),
    fix,
    ...(latency === undefined ? {} : { latency }),
    // Only a model that was chosen is there to be asked.
    repair: fix,
  };
  const report: Progress = ({ message, passing = false }) => {
    if (!passing) context.progress(message);
  };
  if (asksForRanks(request)) return ranksAnswer(request, options, context, report);
  const first = await context.engine.timing(request, context.limits, report, context.signal);
  if (!first.ok) return badInput(first);
  let result = first.value;
  let written: string[] = [];
  if (options.write === true && result.fixes.length > 0) {
    const applied = writeFixes(result.fixes, context);
    if (!applied.ok) return badInput(applied);
    written = applied.files;
    const after = await context.engine.timing({ ...request, fix: false }, context.limits, report, context.signal);
    if (!after.ok) return badInput(after);
    result = { ...after.value, fixes: result.fixes };
  }
  const compared = baseline === undefined ? undefined : compareWithBaseline(result, baseline.value);
  if (compared?.ok === false) return badInput(compared);
  const against = compared?.value;
  const document = context.relative({
    ...result,
    ...(written.length === 0 ? {} : { written }),
    ...(against === undefined ? {} : { baseline: against }),
  });
  const fails = against === undefined ? isViolated(result) : against.added.length > 0;
  return {
    document,
    text: [timingText(document, written.length), ...(against === undefined ? [] : baselineLines(against))].join('\n'),
    code: fails ? exitCode.findings : exitCode.clean,
  };
}

/** For a target that gives ranks: what takes times is refused. */
async function ranksAnswer(request: TimingRequest, options: TimingOptions, context: CommandContext, report: Progress): Promise<Answer> {
  const needsTimes = (['fix', 'write', 'baseline'] as const).find((name) => options[name] !== undefined && options[name] !== false);
  if (needsTimes !== undefined) {
    const message = `--${needsTimes} needs times, and ${options.target ?? ''} gives ranks only`;
    return badInput({ message, hint: 'Name a calibrated --target, a --liberty library or a --report.' });
  }
  const found = await context.engine.timingRanks(request, context.limits, report, context.signal);
  if (!found.ok) return badInput(found);
  const document = context.relative(found.value);
  return { document, text: ranksText(document), code: exitCode.clean };
}

function ranksText({ engine, target, ranks, notes }: TimingRanks): string {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const lines = [`${engine}, ${target}: ${ranks.length} paths by rank, no times`];
  for (const path of ranks.slice(0, 10)) {
    lines.push(`${path.rank}. ${percent(path.share)} of the slowest: ${path.start} → ${path.end}`);
    const place = ({ file, line }: RankedPath['points'][number]): string => (file === undefined ? '' : `${file}:${line ?? 0}`);
    lines.push(table(path.points.map((point) => [`    ${percent(point.share)}`, point.op ?? '', point.name, place(point)])));
    lines.push(...causeLines(path, 0));
  }
  return [...lines, ...notes.map((note) => `note: ${note}`)].join('\n');
}

/** Applies the best fix, then every further one that touches none of its lines; each file is written once. */
function writeFixes(
  fixes: readonly TimingFix[],
  context: CommandContext,
): { ok: true; files: string[] } | { ok: false; message: string; hint: string } {
  const chosen: SourceEdit[] = [];
  for (const fix of fixes) if (!fix.edits.some((edit) => chosen.some((other) => overlaps(edit, other)))) chosen.push(...fix.edits);
  const files = [...new Set(chosen.map((edit) => edit.file))];
  for (const file of files) {
    const text = context.readText(file);
    if (text === undefined) return { ok: false, message: `cannot read ${file} to apply the fix`, hint: 'Nothing was written to it.' };
    const failed = context.writeText(
      file,
      applyEdits(
        text,
        chosen.filter((edit) => edit.file === file),
      ),
    );
    if (failed !== undefined) return { ok: false, message: failed.message, hint: failed.hint ?? 'Check that the file may be written.' };
  }
  return { ok: true, files };
}

function overlaps(a: SourceEdit, b: SourceEdit): boolean {
  return a.file === b.file && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

/** The text with 1-based edits applied, last first so that earlier positions stay true. */
export function applyEdits(text: string, edits: readonly SourceEdit[]): string {
  const lines = new LineIndex(text);
  const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
  return [...edits]
    .sort((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn)
    .reduce(
      (now, edit) =>
        now.slice(0, offset(edit.startLine, edit.startColumn)) + edit.newText + now.slice(offset(edit.endLine, edit.endColumn)),
      text,
    );
}

/** The chief cause in the form of a diagnostic, so that editors and terminals make a link of it and problem matchers one problem; the others below it. */
function causeLines({ cause, causes = [] }: Pick<TimingPath, 'cause' | 'causes'>, slack: number): string[] {
  if (cause === undefined) return [];
  const { file, line, message, code } = cause;
  const others = causes.slice(1).map((other) => `    also, line ${other.line}: ${other.message} [${other.code}]`);
  return [`    ${file}:${line}:1: ${slack < 0 ? 'warning' : 'info'}: ${message} [${code}]`, ...others];
}

function baselineLines({ added, mended, kept }: BaselineComparison): string[] {
  const was = (before: number | undefined): string => (before === undefined ? 'not violated before' : `${before.toFixed(2)} ns before`);
  return [
    ...added.map(({ end, check, slack, before }) => `new: ${check ?? 'setup'} at ${end}: ${slack.toFixed(2)} ns, ${was(before)}`),
    ...mended.map(({ end, check }) => `mended: ${check ?? 'setup'} at ${end}`),
    `against the baseline: ${added.length} new or worse, ${mended.length} mended, ${kept} as before`,
  ];
}

function isViolated({ paths, wns, report }: Timing): boolean {
  return wns < 0 || (report?.hold?.wns ?? 0) < 0 || paths.some((path) => path.slack < 0);
}

function timingText(result: Timing, written: number): string {
  const ns = (value: number): string => value.toFixed(2);
  const lines = [
    `${result.engine}: period ${ns(result.period)} ns, worst slack ${ns(result.wns)} ns, total negative slack ${ns(result.tns)} ns, Fmax ${result.fmax.toFixed(1)} MHz`,
  ];
  for (const path of result.paths.slice(0, 10)) {
    lines.push(`${path.slack < 0 ? 'violated' : 'met'} ${ns(path.slack)} ns: ${path.start} → ${path.end}`);
    lines.push(
      table(
        path.points.map((point) => [
          `    ${ns(point.arrival)}`,
          `+${ns(point.delay)}`,
          point.op ?? '',
          point.name,
          point.file === undefined ? '' : `${point.file}:${point.line ?? 0}`,
        ]),
      ),
    );
    lines.push(...causeLines(path, path.slack));
  }
  const { report } = result;
  for (const path of (report?.hold?.paths ?? []).filter((one) => one.slack < 0).slice(0, 10))
    lines.push(`violated ${path.check ?? 'hold'} ${ns(path.slack)} ns: ${path.start} → ${path.end}`);
  if (report !== undefined)
    lines.push(`${report.title}: ${report.ends.located} of ${report.ends.names} ends of its paths are located in the source`);
  for (const fix of result.fixes)
    lines.push(`fix ${fix.strategy}: ${fix.title} (${fix.verdict.verdict}, ${ns(fix.before.wns)} → ${ns(fix.after.wns)} ns)`);
  if (written > 0) lines.push(`wrote ${written} file${written === 1 ? '' : 's'}`);
  lines.push(...(result.notes ?? []).map((note) => `note: ${note}`));
  return lines.join('\n');
}
