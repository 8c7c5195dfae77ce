import { success, type Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import type { Rung, Verdict } from '../protocol/contract';
import type { Generated } from '../protocol/jobs';
import { generateFromTables, type FromTables } from './generateFromTables';
import { generateWithModel } from './generateWithModel';
import { faultsOf, isGood, type Trial } from './repairLoop';
import { noModel, type Rounds } from './rounds';
import { readSpec } from './spec/readSpec';
import type { ModulesOf } from './spec/readInterface';
import type { Spec, SpecInterface } from './spec/specTypes';
import type { WriteStyle } from './tables/moduleHeader';
import type { TableCheck } from './tables/followTables';
import { planTables, type TablePlan } from './tables/plan';

export interface GenerateInput {
  readonly text: string;
  /** Files that the text is from: what may not leave is not shown to a model. */
  readonly from: readonly string[];
  /** The empty module that the text belongs to. */
  readonly known?: SpecInterface;
  /** The module's name where the text does not say it. */
  readonly module?: string;
  /** Sentences that settle what the text leaves open. */
  readonly answers: readonly string[];
  /** Takes the first option of every question; each is told as an assumption. */
  readonly assume: boolean;
  readonly style: WriteStyle;
  /** A model writes a larger design at once, without dividing it into modules first. */
  readonly unplanned?: boolean;
}

/** The engine's side of the job. */
export interface GenerateTools {
  readonly modulesOf: ModulesOf;
  /** Where the text of a module goes. */
  pathOf(module: string): string;
  /** The ladder for files of that text, the testbenches that were named included when `whole`. */
  judge(files: readonly SourceText[], top: string, whole: boolean, signal: AbortSignal): Promise<Verdict>;
  /** Holds a module against the tables of its specification. */
  follow(files: readonly SourceText[], top: string, spec: Spec, plan: TablePlan, signal: AbortSignal): Promise<TableCheck>;
  /** What the graph of a module says, for whoever repairs it; undefined where it cannot be read. */
  graphText?(files: readonly SourceText[], top: string): string | undefined;
  /** Present when a model was chosen. */
  readonly rounds?: Rounds;
}

/** A proposal with what decided about it; the texts are those of the modules alone. */
export type GenerateResult = Omit<Generated, 'files' | 'withheld'> & {
  readonly files: readonly SourceText[];
  readonly withheld?: readonly SourceText[];
};

/** Most repairs of one job; the settings' rounds may end it sooner. */
const mostRepairs = 8;

/**
 * A module from its specification. What is a table (truth table, Karnaugh map, state table, waveform) is solved by algorithm and then run through all that the
 * tables say; what only the author can say is asked; the rest is a model's, held against the ladder and the tables. Nothing is given that a tool refutes.
 */
export async function generate(input: GenerateInput, tools: GenerateTools, signal: AbortSignal): Promise<Outcome<GenerateResult>> {
  const { spec, assumed } = settled(input, tools.modulesOf);
  const open: GenerateResult = {
    ...(spec.interface.module === undefined ? {} : { module: spec.interface.module }),
    files: [],
    questions: spec.questions.map((one) => ({ ...one, options: [...one.options] })),
    assumptions: assumed,
    tables: tablesOf(spec),
    attempts: [],
  };
  const solved = generateFromTables(spec, input.style);
  if (solved.ok) return success(await fromTables(solved.value, spec, open, tools, signal));
  if (tools.rounds === undefined || spec.questions.some(({ id }) => id !== 'interface'))
    return success({ ...open, detail: tools.rounds === undefined ? `${solved.message}; ${noModel}` : solved.message });
  return success(await byModel(input, spec, open, { ...tools, rounds: tools.rounds }, signal));
}

async function fromTables(
  { module, text, plan }: FromTables,
  spec: Spec,
  open: GenerateResult,
  tools: GenerateTools,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const files = [{ path: tools.pathOf(module), text }];
  const { verdict } = await judged(files, module, true, { spec, plan, tools }, signal);
  const common = { ...open, assumptions: [...open.assumptions, ...plan.assumptions], module, origin: 'table' as const, verdict };
  return isGood(verdict) ? { ...common, files } : { ...common, detail: verdict.reason };
}

async function byModel(
  input: GenerateInput,
  spec: Spec,
  open: GenerateResult,
  tools: GenerateTools & { readonly rounds: Rounds },
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { rounds } = tools;
  const closed = input.from.find((path) => !rounds.maySend(path));
  if (closed !== undefined) return { ...open, detail: `${closed} is never sent to a model (signoff.privacy.neverSend)` };
  const module = spec.interface.module ?? input.module ?? 'top';
  // Tables that do not determine the module still say what it does.
  const planned = planTables(spec);
  const plan = planned.ok && (planned.value.machine !== undefined || planned.value.functions.length > 0) ? planned.value : undefined;
  const result = await generateWithModel(
    {
      ...{
        spec,
        specification: { title: 'the specification', text: spec.text, from: input.from },
        module,
        style: input.style,
        mostRepairs,
      },
      ...(input.unplanned === undefined ? {} : { unplanned: input.unplanned }),
    },
    {
      rounds,
      ...(tools.graphText === undefined ? {} : { graphText: (files, top) => tools.graphText?.(files, top) }),
      modulesOf: tools.modulesOf,
      pathOf: (name) => tools.pathOf(name),
      judge: (files, top, whole) => judged(files, top, whole, { spec, tools, ...(plan === undefined ? {} : { plan }) }, signal),
    },
    signal,
  );
  const good = result.verdict !== undefined && isGood(result.verdict);
  return {
    ...open,
    module,
    origin: 'model',
    files: good ? result.files : [],
    ...(good || result.files.length === 0 ? {} : { withheld: result.files }),
    ...(result.verdict === undefined ? {} : { verdict: result.verdict }),
    ...(result.detail === undefined ? {} : { detail: result.detail }),
    assumptions: [...open.assumptions, ...result.assumptions, ...(plan?.assumptions ?? [])],
    attempts: [...result.attempts],
    spending: rounds.spending,
  };
}

/** The specification with the answers, and with the usual ones where that was asked for. */
export function settled(input: GenerateInput, modulesOf: ModulesOf): { spec: Spec; assumed: string[] } {
  const read = (added: readonly string[]): Spec => {
    const spec = readSpec([input.text, ...added].join('\n'), modulesOf, input.known);
    const module = spec.interface.module ?? input.module;
    return module === undefined ? spec : { ...spec, interface: { ...spec.interface, module } };
  };
  const assumed: string[] = [];
  let spec = read(input.answers);
  // An answer may raise a question of its own.
  for (let round = 0; input.assume && round < 3; round++) {
    const usual = spec.questions.flatMap(({ options }) => options.slice(0, 1)).filter((one) => !assumed.includes(one));
    if (usual.length === 0) break;
    assumed.push(...usual);
    spec = read([...input.answers, ...assumed]);
  }
  return { spec, assumed };
}

function tablesOf(spec: Spec): Generated['tables'] {
  const plan = planTables(spec);
  const used = plan.ok && plan.value.whole;
  return [
    ...spec.tables.map(({ kind, line, endLine }) => ({ kind, line, endLine, used, ...(plan.ok ? {} : { reason: plan.message }) })),
    ...spec.unused.map(({ kind, line, endLine, reason }) => ({ kind, line, endLine, used: false, reason })),
  ].sort((a, b) => a.line - b.line);
}

/** The ladder first, then every row of the tables: one verdict of both, and how much is wrong. */
async function judged(
  files: readonly SourceText[],
  top: string,
  whole: boolean,
  { spec, plan, tools }: { readonly spec: Spec; readonly plan?: TablePlan; readonly tools: GenerateTools },
  signal: AbortSignal,
): Promise<Trial> {
  const verdict = await tools.judge(files, top, whole, signal);
  if (!whole || plan === undefined || verdict.verdict !== 'checked') return { files, verdict, faults: faultsOf(verdict) };
  const check = await tools.follow(files, top, spec, plan, signal);
  return { files, verdict: withTables(verdict, check.rung), faults: check.mismatches };
}

/** A verdict of the ladder carried on by what the tables said. */
export function withTables(verdict: Verdict, rung: Rung): Verdict {
  const rungs = [...verdict.rungs.filter(({ name }) => name !== 'simulate'), rung];
  if (rung.outcome === 'passed') return { ...verdict, rungs, reached: 'simulate', reason: `${verdict.reason}; ${rung.detail}` };
  const kind = rung.outcome === 'failed' ? 'refuted' : rung.outcome === 'broken' ? 'broken' : 'unknown';
  return { ...verdict, rungs, verdict: kind, reason: `simulate: ${rung.detail}` };
}
