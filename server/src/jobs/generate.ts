import { success, type Outcome } from '../base/outcome';
import type { Rung, Verdict } from '../protocol/contract';
import type { Generated } from '../protocol/jobs';
import { generateFromTables, type FromTables } from './generateFromTables';
import { readSpec } from './spec/readSpec';
import type { ModulesOf } from './spec/readInterface';
import type { Spec, SpecInterface } from './spec/specTypes';
import type { WriteStyle } from './tables/moduleHeader';
import type { TableCheck } from './tables/followTables';
import { planTables, type TablePlan } from './tables/plan';

export interface GenerateInput {
  readonly text: string;
  /** The empty module that the text belongs to. */
  readonly known?: SpecInterface;
  /** The module's name where the text does not say it. */
  readonly module?: string;
  /** Sentences that settle what the text leaves open. */
  readonly answers: readonly string[];
  /** Takes the first option of every question; each is told as an assumption. */
  readonly assume: boolean;
  readonly style: WriteStyle;
}

/** The engine's side of the job. */
export interface GenerateTools {
  readonly modulesOf: ModulesOf;
  /** The ladder for a module of that text. */
  judge(text: string, module: string, signal: AbortSignal): Promise<Verdict>;
  /** Holds a module against the tables of its specification. */
  follow(text: string, module: string, spec: Spec, plan: TablePlan, signal: AbortSignal): Promise<TableCheck>;
}

/** A proposal with what decided about it. `text` is the module alone. */
export type GenerateResult = Omit<Generated, 'files'> & { readonly text?: string };

/**
 * A module from its specification. What is a table (truth table, Karnaugh map, state table, waveform) is solved by algorithm and then run through all that the
 * tables say; what only the author can say is asked. Nothing is given that a tool refutes.
 */
export async function generate(input: GenerateInput, tools: GenerateTools, signal: AbortSignal): Promise<Outcome<GenerateResult>> {
  const { spec, assumed } = settled(input, tools.modulesOf);
  const tables = tablesOf(spec);
  const open = {
    questions: spec.questions.map((one) => ({ ...one, options: [...one.options] })),
    assumptions: assumed,
    tables,
    attempts: [],
  };
  const solved = generateFromTables(spec, input.style);
  if (solved.ok) {
    const verdict = await judged(solved.value, spec, tools, signal);
    const assumptions = [...assumed, ...solved.value.plan.assumptions];
    const good = verdict.verdict === 'checked' || verdict.verdict === 'proved';
    const common = { ...open, assumptions, module: solved.value.module, origin: 'table' as const, verdict };
    return success(good ? { ...common, text: solved.value.text } : { ...common, detail: verdict.reason });
  }
  return success({ ...open, ...(spec.interface.module === undefined ? {} : { module: spec.interface.module }), detail: solved.message });
}

/** The specification with the answers, and with the usual ones where that was asked for. */
function settled(input: GenerateInput, modulesOf: ModulesOf): { spec: Spec; assumed: string[] } {
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

/** The ladder first, then every row of the tables: one verdict of both. */
async function judged({ module, text, plan }: FromTables, spec: Spec, tools: GenerateTools, signal: AbortSignal): Promise<Verdict> {
  const verdict = await tools.judge(text, module, signal);
  if (verdict.verdict !== 'checked') return verdict;
  return withTables(verdict, (await tools.follow(text, module, spec, plan, signal)).rung);
}

/** A verdict of the ladder carried on by what the tables said. */
export function withTables(verdict: Verdict, rung: Rung): Verdict {
  const rungs = [...verdict.rungs.filter(({ name }) => name !== 'simulate'), rung];
  if (rung.outcome === 'passed') return { ...verdict, rungs, reached: 'simulate', reason: `${verdict.reason}; ${rung.detail}` };
  const kind = rung.outcome === 'failed' ? 'refuted' : rung.outcome === 'broken' ? 'broken' : 'unknown';
  return { ...verdict, rungs, verdict: kind, reason: `simulate: ${rung.detail}` };
}
