import type { SourceText } from '../base/ranges';
import { replacementsBetween } from '../base/textChanges';
import { changedUnit, measure, type Measured, type Proposal } from '../fixes/judge';
import { strategies } from '../fixes/registry';
import type { FixSearchTools } from '../fixes/search';
import { asTimingFix } from '../fixes/timingFix';
import type { Draft, Material } from '../llm/composeRequest';
import type { CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { summarize } from '../model/summarize';
import type { Counterexample, TimingFix } from '../protocol/contract';
import type { TimingAnalysis } from '../timing/analyze';
import { findCauses } from '../timing/causes/registry';
import type { Finding } from '../timing/causes/finding';
import type { ExplainedPath } from '../timing/explain';
import { screenUnits } from '../verify/prove/screenUnits';
import { applyBlocks, hasEdits } from './repairLoop';
import type { Rounds } from './rounds';

export interface TimingRepairInput {
  readonly unit: CompileUnit;
  /** Its timing, by the same engine as `tools.time`. */
  readonly before: TimingAnalysis;
  readonly seed: number;
  /** `Date.now()` at which no proof begins any more. */
  readonly deadline: number;
}

export interface TimingRepair {
  readonly fix?: TimingFix;
  /** What became of each reply, in words. */
  readonly tries: readonly string[];
  /** Why nothing was asked, or why it ended. */
  readonly note?: string;
}

/** The same for every question, so that a provider may keep it; the last rules are checked before anything is measured. */
const system = `You rewrite synthesizable Verilog and SystemVerilog so that a slow path becomes faster. Your edit is proven equivalent and timed again before anyone sees it:
- the module does the same in every clock cycle, from reset on; no register more or less between an input and an output
- write in the author's style, keep names, comments, macros and parameters
Forbidden:
- changing the name, the ports or the parameters of a module, or adding a module
- a later or earlier result, also of one cycle
- delays, initial blocks, system tasks, synthesis directives
Answer with edits and nothing else. Each edit is
<<<<
lines exactly as they stand in the file, enough of them to be found in one place only
====
the lines that replace them
>>>>`;

/**
 * Has a model propose a rewrite where no rule has one: it is shown the worst violated path as a walk over source lines, its cause, what is known of that
 * cause only, and the file; its edits pass the same gate as a rule's (the interface kept, screened, timed again, proven). Why one failed, the
 * counterexample too, goes back to it, until one passes or the rounds of the job end.
 */
export async function repairTiming(
  input: TimingRepairInput,
  tools: FixSearchTools,
  rounds: Rounds,
  signal: AbortSignal,
): Promise<TimingRepair> {
  const target = targetOf(input, rounds);
  if (typeof target === 'string') return { tries: [], note: target };
  const tries: string[] = [];
  const failed: string[] = [];
  while (!signal.aborted && Date.now() < input.deadline) {
    const reply = await rounds.ask(draftFor(target, failed), signal);
    if (!reply.ok) return { tries, note: reply.message };
    const judged = await judge(reply.text, target, input, tools, signal);
    if ('fix' in judged) return { fix: judged.fix, tries: [...tries, 'proven and faster'] };
    tries.push(judged.refused);
    if (failed.at(-1) === judged.refused) return { tries, note: 'The model made the same mistake twice.' };
    failed.push(judged.refused);
  }
  return { tries, note: 'The time ran out.' };
}

interface Target {
  readonly path: ExplainedPath;
  readonly cause: Pick<Finding, 'code' | 'message'>;
  readonly file: SourceText;
}

/** The worst violated path whose cause stands in a file that may be sent. */
function targetOf({ unit, before }: TimingRepairInput, rounds: Rounds): Target | string {
  const violated = before.explained.filter(({ path }) => path.slack < 0);
  let held = false;
  for (const explained of violated) {
    const cause = findCauses(explained)[0];
    const place = cause?.span.file ?? explained.path.points.find((point) => point.file !== undefined)?.file;
    const file = unit.files.find((one) => one.path === place);
    if (file === undefined) continue;
    if (!rounds.maySend(file.path)) held = true;
    else return { path: explained, cause: cause ?? { code: 'timing/deep-logic', message: 'The path has many operators.' }, file };
  }
  return held ? 'The files on the violated paths are never sent to a model.' : 'No violated path has a place in the source.';
}

function draftFor({ path, cause, file }: Target, failed: readonly string[]): Draft {
  const known = strategies.filter(({ causes }) => causes.includes(cause.code)).map(({ knowledge }) => `- ${knowledge}`);
  const said = (title: string, text: string): Material => ({ title, text, from: [file.path] });
  return {
    purpose: 'timing',
    system,
    stable: [said(`the file ${file.path.split('/').pop() ?? ''}`, file.text)],
    changing: [
      said('the slow path, from its start to its end', walkText(path)),
      said('why it is slow', cause.message),
      ...(failed.length === 0
        ? []
        : [said("edits that were tried and refused, with the tools' words", failed.map((one, i) => `${i + 1}. ${one}`).join('\n'))]),
    ],
    task: [
      ...(known.length === 0 ? [] : ['What is known of this cause:', ...known]),
      'Rewrite what makes the path slow, so that it has less delay and no other path has more than it had. Edit the file as it stands above.',
    ].join('\n'),
    maxTokens: 4000,
  };
}

function walkText({ path }: ExplainedPath): string {
  const lines = path.points.map(
    ({ name, op, line, delay }) => `${line === undefined ? '' : `line ${line}: `}${op ?? ''} ${name} +${delay.toFixed(2)} ns`,
  );
  return [`from ${path.start} to ${path.end}: slack ${path.slack.toFixed(2)} ns, arrives at ${path.arrival.toFixed(2)} ns`, ...lines].join(
    '\n',
  );
}

type Judged = { readonly fix: TimingFix } | { readonly refused: string };

/** One reply through the gate. */
async function judge(reply: string, target: Target, input: TimingRepairInput, tools: FixSearchTools, signal: AbortSignal): Promise<Judged> {
  const { file, path } = target;
  if (!hasEdits(reply)) return { refused: 'The answer holds no edit in the form that was asked for.' };
  const edited = applyBlocks([file], reply);
  const text = edited.ok ? edited.value[0]?.text : undefined;
  if (!edited.ok) return { refused: edited.message };
  if (text === undefined || text === file.text) return { refused: 'The edits change nothing.' };
  const kept = interfaceKept(file, text, tools);
  if (kept !== undefined) return { refused: kept };
  const candidate = {
    strategy: 'model',
    title: titleOf(target),
    changes: replacementsBetween(file.text, text),
    contract: { kind: 'sameCycle' as const },
    paths: [path],
    line: target.path.path.points.find((point) => point.line !== undefined)?.line ?? 1,
  };
  const proposals: Proposal[] = [{ file, candidate }];
  const screened = screenUnits(input.unit, changedUnit(input.unit, proposals));
  if (screened !== undefined) return { refused: screened.reason };
  const measured = await measure(tools, input.unit, input.before, proposals, input.deadline, signal);
  if ('refused' in measured) return measured;
  return prove(measured, input, tools, signal);
}

async function prove(measured: Measured, input: TimingRepairInput, tools: FixSearchTools, signal: AbortSignal): Promise<Judged> {
  const budgetMs = Math.max(1000, input.deadline - Date.now());
  const request = { golden: input.unit, candidate: measured.unit, contract: { kind: 'sameCycle' as const }, budgetMs, seed: input.seed };
  const result = await tools.prove(request, signal);
  if (result.verdict === 'proved') return { fix: asTimingFix(input.unit, input.before, measured, result, 'model') };
  const difference = result.counterexample === undefined ? '' : ` ${differenceText(result.counterexample)}`;
  return { refused: `It does not do the same, or that could not be proven (${result.verdict}): ${result.reason}${difference}` };
}

function differenceText({ cycle, signals }: Counterexample): string {
  const values = Object.entries(signals)
    .slice(0, 8)
    .map(([name, { golden, candidate }]) => `${name} is ${candidate} and should be ${golden}`);
  return `In cycle ${cycle} ${values.join(', ')}.`;
}

function titleOf({ path, cause }: Target): string {
  return `Rewrite proposed by the model for ${path.path.end} (${cause.code.replace(/^timing\//, '')})`;
}

/** Says so when an edit changes what a module shows, or which modules there are. */
function interfaceKept(file: SourceText, text: string, tools: FixSearchTools): string | undefined {
  const shown = (source: SourceText): Map<string, string> => {
    const parsed = tools.parse(source);
    try {
      return new Map(summarize(parsed).modules.map((module) => [module.name, faceOf(module)]));
    } finally {
      parsed.dispose();
    }
  };
  const [before, after] = [shown(file), shown({ path: file.path, text })];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    if (!after.has(name)) return `Forbidden: module ${name} is gone.`;
    if (!before.has(name)) return `Forbidden: module ${name} was added.`;
    if (before.get(name) !== after.get(name)) return `Forbidden: the ports or parameters of ${name} were changed.`;
  }
  return undefined;
}

function faceOf({ ports, parameters }: ModuleInfo): string {
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return JSON.stringify([
    ports.map(({ name, direction, typeText }) => [name, direction, flat(typeText)]),
    parameters.filter(({ local }) => !local).map(({ name, defaultText }) => [name, flat(defaultText)]),
  ]);
}
