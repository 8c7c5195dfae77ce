import type { CompileUnit } from '../../model/compileUnit';
import type { Diagnostic, Rung } from '../../protocol/contract';
import { mergeFindings } from '../../tools/mergeFindings';
import { analyzeUnit, type Analysis } from '../../tools/slang';
import { usedBefore } from '../../tools/slangRuns';
import { latchedSignal } from '../../tools/structuralLint';
import { verilatorLint } from '../../tools/verilator';
import { unitKey } from '../cache';
import type { LadderRequest } from '../ladderRequest';
import type { VerifyTools } from '../verifyTools';
import {
  analysisKept,
  elaboratorOf,
  isStructural,
  longestMs,
  lookAtEdit,
  lookNear,
  recipe,
  remembered,
  type Look,
  type Scope,
} from './nearAnalysis';
import { latchesNeverKeep } from '../prove/latchesNeverKeep';
import { areErrorsOfOthers } from './errorsOfOthers';
import { newFindings } from './newFindings';

/** What elaboration and lint say of the state after the edit, and what of it is new. */
export interface Judged {
  readonly elaborate: Rung;
  readonly lint: Rung;
  /** slang read every file to its end and found no error, old or new: then nothing is wrong with the syntax either. */
  readonly cleanSlang: boolean;
}

/**
 * The elaborate and the lint rung, from one run of the tools on the unit and, when an edit is judged, one on the state before it.
 * Both come together because one run answers both.
 */
export async function checkAnalysis(
  request: LadderRequest,
  tools: VerifyTools,
  remainingMs: () => number,
  signal: AbortSignal,
): Promise<Judged> {
  const scope: Scope & { readonly request: LadderRequest } = { request, tools, signal };
  const { near } = request;
  const look = near === undefined ? undefined : await lookAtEdit(near.after, scope, remainingMs());
  const after = look ?? (await lookAtWhole(request.unit, scope, remainingMs()));
  const { slang, version } = elaboratorOf(tools);
  const reader = { tool: slang ? 'slang' : 'yosys', version };
  if (after.value.kind !== 'answered') return notAnswered(after.value, request, reader);
  const needsBefore = after.value.diagnostics.length + after.value.unresolved.length + after.lint.length > 0;
  const before = needsBefore ? await lookBefore(after, scope, remainingMs()) : undefined;
  const old = before?.value.kind === 'answered' ? before.value : undefined;
  const isError = (one: Diagnostic): boolean => one.severity === 'error' && one.code.startsWith('elaborate/');
  const found = newFindings(after.value.diagnostics, old?.diagnostics ?? []);
  const errors = found.filter(isError);
  const isEdit = request.before !== undefined && request.contract.kind === 'newCode' && hasEdit(request.unit, request.before);
  const others =
    request.before !== undefined && isEdit && (await areErrorsOfOthers(errors, request.unit, request.before, tools, remainingMs(), signal));
  const fresh = (others ? found.filter((one) => !isError(one)) : found).filter((one) => !isUsedEarlySo(one, old?.diagnostics ?? []));
  const warnings = mergeFindings(
    fresh.filter((one) => !one.code.startsWith('elaborate/')),
    newFindings(after.lint, before?.lint ?? []),
  );
  const shared = { ...reader, ...(after.cached ? { cached: true } : {}) };
  const fatal = fatalOf(warnings, request, old?.diagnostics ?? []);
  const harmless = await latchesThatKeepNothing(fatal, scope, remainingMs());
  return {
    elaborate: {
      ...elaborateRung(
        fresh.filter((one) => one.code.startsWith('elaborate/')),
        after.value,
        old,
        isError,
      ),
      ...shared,
      ms: after.cached ? 0 : after.value.ms,
      arguments: [...after.value.commands],
      inputHash: after.key,
    },
    lint: { ...lintRung(warnings, after.value, request, fatal, harmless), ...shared, ms: 0 },
    cleanSlang: slang && !after.value.stoppedEarly && !after.value.diagnostics.some((one) => isError(one)),
  };
}

async function lookAtWhole(unit: CompileUnit, { request, tools, signal }: Scope, remainingMs: number, isLinted = true): Promise<Look> {
  const budget = Math.min(longestMs, remainingMs);
  const [analysis, lint] = await Promise.all([
    analyze(unit, request, tools, budget, signal),
    isLinted ? lintWithVerilator(unit, request, tools, budget, signal) : [],
  ]);
  return { ...analysis, lint, key: unitKey(unit) };
}

/** The state before the edit, looked at in the same way. */
async function lookBefore(after: Look, scope: Scope, remainingMs: number): Promise<Look | undefined> {
  const { before, near } = scope.request;
  if (before === undefined) return undefined;
  const look =
    after.netlist === undefined || near === undefined ? undefined : await lookNear(near.before, after.netlist, scope, remainingMs);
  return look ?? lookAtWhole(before, scope, remainingMs, after.lint.length > 0);
}

type Answered = Extract<Analysis, { kind: 'answered' }>;

function elaborateRung(
  fresh: readonly Diagnostic[],
  after: Answered,
  before: Answered | undefined,
  isError: (one: Diagnostic) => boolean,
): Omit<Rung, 'ms'> {
  const rung = { name: 'elaborate' as const, diagnostics: [...fresh] };
  const missingBefore = new Set(before?.unresolved ?? []);
  const missing = after.unresolved.filter((name) => !missingBefore.has(name));
  const errors = fresh.filter((one) => isError(one) && one.code !== 'elaborate/include');
  if (missing.length > 0) {
    // What depends on a missing module or package looks like an error, and may be none.
    return { ...rung, outcome: 'unknown', detail: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in the project` };
  }
  if (errors.length > 0) {
    const deciding = errors.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`);
    return {
      ...rung,
      outcome: 'failed',
      detail: `${errors.length} error${errors.length === 1 ? '' : 's'}: ${errors[0]?.message ?? ''}`,
      lines: deciding.slice(0, 10),
    };
  }
  const old = after.diagnostics.filter(isError).length;
  if (after.stoppedEarly) {
    return {
      ...rung,
      outcome: 'unknown',
      detail: 'the reader stopped at an error that was there before, so what comes after was not read',
    };
  }
  const notes = [
    ...(old > 0 ? [`${old} error${old === 1 ? ' was' : 's were'} there before`] : []),
    ...(after.unresolved.length > 0 ? [`${after.unresolved.join(', ')} missing as before, so not checked`] : []),
  ];
  return { ...rung, outcome: 'passed', detail: notes.length > 0 ? `no new errors; ${notes.join('; ')}` : 'no errors' };
}

/** Values cut off, and bits selected that are not there (some tools refuse those): refutes new code. Where equality is claimed, the comparison decides. */
const cutting = new Set([
  'slang/width-trunc',
  'slang/port-width-trunc',
  'slang/constant-conversion',
  'slang/index-oob',
  'slang/range-oob',
  'slang/range-width-oob',
]);

/** Three idioms cut nothing off that anybody wants: all ones written as `~0` or `-1`, the index of a loop, an `integer`, as a number, and a number of cycles that is worked out as a real and rounded (IEEE 1800-2017 6.12.1). */
function cutsOff(one: Diagnostic, unit: CompileUnit): boolean {
  if (!cutting.has(one.code)) return false;
  if (one.code === 'slang/constant-conversion' && (/changes value from -1 to /.test(one.message) || isRounded(one.message))) return false;
  const text = unit.files.find((file) => file.path === one.file)?.text ?? '';
  const line = text.split('\n')[one.line - 1] ?? '';
  const name = /^[A-Za-z_]\w*(?=\s*[;,:?)}])/.exec(line.slice(one.column - 1))?.[0];
  return name === undefined || !new RegExp(`\\b(?:integer|int|genvar)\\s[^;()]*\\b${name}\\b`).test(text);
}

function isRounded(message: string): boolean {
  const [, real, whole] = /from '(?:short)?real' to .* changes value from (\S+) to (?:\d+'s?d)?(\d+)$/.exec(message) ?? [];
  return real !== undefined && whole !== undefined && Math.abs(Number(real) - Number(whole)) <= 0.5;
}

/** What slang lets a switch turn into a warning and refuses by itself, as a name that is declared twice. */
function isForbidden({ severity, code }: Diagnostic): boolean {
  return severity === 'error' && code.startsWith('slang/') && !cutting.has(code);
}

/** Inside a module that the edit only instantiates: its widths and latches are as its author wrote them. A loop or a second driver may be the edit's. */
function isOfOthers(one: Diagnostic, { unit, before }: LadderRequest): boolean {
  const textIn = (of: CompileUnit | undefined): string | undefined => of?.files.find((file) => file.path === one.file)?.text;
  const [now, then] = [textIn(unit), textIn(before)];
  // The file may have come in with the edit; it is the edited one when its text was another before.
  const isEdited = now !== then && then !== undefined;
  return (
    !isEdited &&
    (cutting.has(one.code) || one.code === 'lint/latch') &&
    unit.files.some((file) => file.path === one.file) &&
    hasEdit(unit, before)
  );
}

/** Some file of both has another text in each: then that is where the edit is. */
function hasEdit(unit: CompileUnit, before: CompileUnit | undefined): boolean {
  return unit.files.some((file) => (before?.files ?? []).some((other) => other.path === file.path && other.text !== file.text));
}

/** A bit that is not there for these parameters, selected in the same words before: so the author writes of a width that instances give. */
function isSelectedSo(one: Diagnostic, old: readonly Diagnostic[]): boolean {
  return /-oob$/.test(one.code) && old.some((other) => other.code === one.code && other.message === one.message && other.file === one.file);
}

/**
 * A net or variable used before its declaration in a file that does so elsewhere, or that used it before anything declared it: compilers take it, and its author's do. Whatever else is
 * wrong there is found all the same.
 */
function isUsedEarlySo(one: Diagnostic, old: readonly Diagnostic[]): boolean {
  const isUsedEarly = ({ code, message }: Diagnostic): boolean => code === 'elaborate/error' && usedBefore.test(message);
  if (!isUsedEarly(one)) return false;
  const undeclared = `use of undeclared identifier ${/'[^']*'/.exec(one.message)?.[0] ?? ''}`;
  return old.some((other) => other.file === one.file && (isUsedEarly(other) || other.message.startsWith(undeclared)));
}

/** New findings that refute an edit. */
function fatalOf(fresh: readonly Diagnostic[], request: LadderRequest, old: readonly Diagnostic[]): Diagnostic[] {
  if (request.before === undefined) return [];
  const isNew = request.contract.kind === 'newCode';
  return fresh.filter(
    (one) =>
      !isOfOthers(one, request) &&
      (isStructural(one) || (isNew && (isForbidden(one) || (cutsOff(one, request.unit) && !isSelectedSo(one, old))))),
  );
}

/** What a proof that latches keep nothing may take, of somebody's time who waits for ghost text. */
const longestLatchProofMs = 3000;

/** Where all that is fatal in new code are latches, their signals, provided that no state after the reset has them keep a value: a case need not name codes that no state has. */
async function latchesThatKeepNothing(
  fatal: readonly Diagnostic[],
  { request, tools, signal }: Scope & { readonly request: LadderRequest },
  remainingMs: number,
): Promise<readonly string[]> {
  // The proof reads the text as synthesis does.
  if (fatal.length === 0 || request.contract.kind !== 'newCode' || request.near?.after.forSimulation === true) return [];
  const signals = [...new Set(fatal.flatMap((one) => latchedSignal(one) ?? []))];
  if (!fatal.every((one) => latchedSignal(one) !== undefined)) return [];
  const unit = request.near?.after.netlist ?? request.unit;
  const budget = Math.min(longestLatchProofMs, remainingMs);
  return (await latchesNeverKeep(unit, signals, elaboratorOf(tools), budget, signal)) ? signals : [];
}

function lintRung(
  fresh: readonly Diagnostic[],
  after: Answered,
  request: LadderRequest,
  fatal: readonly Diagnostic[],
  harmless: readonly string[],
): Omit<Rung, 'ms'> {
  const diagnostics = [...fresh];
  const kept = harmless.map((name) => `; \`${name}\` keeps a value only in states that are never reached after the reset`).join('');
  const notes = (after.structureNote === undefined ? '' : `; netlist ${after.structureNote}`) + kept;
  if (fatal.length > 0 && harmless.length === 0) {
    return {
      name: 'lint',
      outcome: 'failed',
      detail: `new: ${fatal[0]?.message ?? ''}`,
      diagnostics,
      lines: fatal.map((one) => `${one.file}:${one.line}: ${one.message}`),
    };
  }
  const counted = fresh.filter((one) => one.severity === 'warning' || one.severity === 'error').length;
  const what = request.before === undefined ? 'finding' : 'new finding';
  return {
    name: 'lint',
    outcome: 'passed',
    detail: `${counted === 0 ? 'no' : counted} ${what}${counted === 1 ? '' : 's'}${notes}`,
    diagnostics,
  };
}

function notAnswered(analysis: Exclude<Analysis, Answered>, request: LadderRequest, reader: Pick<Rung, 'tool' | 'version'>): Judged {
  const why = analysis.kind === 'broken' ? analysis.message : analysis.kind === 'timeout' ? 'elaboration did not end in time' : 'cancelled';
  const base = {
    outcome: analysis.kind === 'broken' ? ('broken' as const) : ('unknown' as const),
    detail: why,
    diagnostics: [],
    ...reader,
  };
  return {
    elaborate: {
      name: 'elaborate',
      ...base,
      ms: analysis.ms,
      inputHash: unitKey(request.unit),
    },
    lint: { name: 'lint', outcome: 'skipped', detail: 'the design was not elaborated', diagnostics: [], ms: 0 },
    cleanSlang: false,
  };
}

async function analyze(
  unit: CompileUnit,
  request: Pick<LadderRequest, 'cache' | 'stubs'>,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ value: Analysis; cached: boolean }> {
  const elaborator = elaboratorOf(tools);
  const options = { timeoutMs, ...(request.stubs === undefined ? {} : { stubs: request.stubs }) };
  const compute = (): Promise<Analysis> => analyzeUnit(unit, elaborator, options, signal);
  return remembered([unitKey(unit)], request, elaborator.version, timeoutMs, compute, analysisKept);
}

/** A second opinion where it is installed; whatever goes wrong with it, the lint stands without. */
async function lintWithVerilator(
  unit: CompileUnit,
  request: Pick<LadderRequest, 'cache' | 'stubs'>,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const { verilator } = tools;
  if (verilator === undefined) return [];
  const options = { timeoutMs: Math.min(timeoutMs, 10_000), ...(request.stubs === undefined ? {} : { stubs: request.stubs }) };
  const compute = (): ReturnType<typeof verilatorLint> => verilatorLint(unit, verilator, tools.runner, options, signal);
  const key = unitKey(unit, recipe, 'verilator', verilator.version);
  const lint =
    request.cache === undefined
      ? await compute()
      : (
          await request.cache.remember(key, timeoutMs, compute, (value) =>
            value.kind === 'answered' ? 'always' : value.kind === 'timeout' ? 'budget' : 'never',
          )
        ).value;
  return lint.kind === 'answered' ? lint.diagnostics : [];
}
