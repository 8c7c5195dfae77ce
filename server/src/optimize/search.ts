import type { Outcome } from '../base/outcome';
import type { SourceText } from '../base/ranges';
import { replacementsBetween } from '../base/textChanges';
import { applyEdits } from '../base/layout';
import { proofOrWhy } from '../fixes/proofOrWhy';
import { toEdits } from '../fixes/sourceEdits';
import type { ModuleGraph } from '../graph/graphTypes';
import { bodyOf } from '../graph/units';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { summarize } from '../model/summarize';
import type { Cost, Optimized } from '../protocol/jobs';
import type { ParsedFile } from '../syntax/parsedFile';
import type { EquivalenceRequest, EquivalenceResult } from '../verify/equivalenceRequest';
import { isCheaper, whyNotCheaper } from './cost';
import type { ModuleGates } from '../sim/moduleGates';
import { optimizeStrategies } from './registry';
import type { OptimizeContext, OptimizeStrategy, Rewrite } from './strategy';

export interface OptimizeInput {
  readonly unit: CompileUnit;
  /** The file that holds the module that `unit.top` names; nothing else is edited. */
  readonly path: string;
  readonly budgetMs: number;
  readonly seed: number;
}

export interface OptimizeTools {
  /** Parses a file with the text given, in full. The result is disposed here. */
  readonly parse: (source: SourceText) => ParsedFile;
  readonly graph: (file: ParsedFile, module: ModuleInfo) => ModuleGraph;
  readonly findModules: (name: string) => readonly ModuleInfo[];
  readonly measure: (unit: CompileUnit, budgetMs: number, signal: AbortSignal) => Promise<Outcome<Cost>>;
  /** The unit's top as gates; undefined where gates cannot say what it does. */
  readonly gates: (unit: CompileUnit, signal: AbortSignal) => Promise<ModuleGates | undefined>;
  readonly prove: (request: EquivalenceRequest, signal: AbortSignal) => Promise<EquivalenceResult>;
  readonly strategies?: readonly OptimizeStrategy[];
}

export interface OptimizeResult {
  readonly before: Cost;
  readonly after: Cost;
  /** In the order in which they were done; each was proven equal to the text before it, and all together to the author's. */
  readonly rewrites: readonly Optimized[];
  /** The unit's file with all of them; the author's where there are none. */
  readonly text: string;
  readonly verdict: EquivalenceResult | undefined;
  readonly declined: readonly { readonly strategy: string; readonly title: string; readonly line: number; readonly reason: string }[];
  readonly notes: readonly string[];
}

const mostRounds = 8;
/** Rewrites of one round that are measured. */
const mostTried = 24;

interface Step {
  readonly rewrite: Rewrite;
  readonly text: string;
  readonly cost: Cost;
}

/**
 * Looks for rewrites of a module that keep its behaviour and make it smaller or faster: strategies propose, each proposal is measured (synthesis, and
 * timing where it is smaller), the best of a round is proven and done, and what that makes is looked at again. Fails in words where the module
 * itself cannot be measured.
 */
export async function findOptimizations(input: OptimizeInput, tools: OptimizeTools, signal: AbortSignal): Promise<OptimizeResult | string> {
  const deadline = Date.now() + input.budgetMs;
  const original = input.unit.files.find(({ path }) => path === input.path);
  if (original === undefined) return `${input.path} is not part of the design.`;
  const left = (): number => Math.max(1000, deadline - Date.now());
  const isOver = (): boolean => signal.aborted || Date.now() >= deadline;
  const measured = await tools.measure(input.unit, left(), signal);
  if (!measured.ok) return measured.message;
  const before = measured.value;
  let now = { text: original.text, cost: before };
  const rewrites: Optimized[] = [];
  const declined = new Map<string, OptimizeResult['declined'][number]>();
  const decline = ({ strategy, title, line }: Rewrite, reason: string): void => {
    declined.set(`${strategy} ${title}`, { strategy, title, line, reason });
  };
  const prove = (golden: CompileUnit, text: string, budgetMs: number): Promise<EquivalenceResult | string> => {
    const candidate = withFileText(input.unit, input.path, text);
    const request = { golden, candidate, contract: { kind: 'sameCycle' }, budgetMs: Math.min(budgetMs, 60_000), seed: input.seed } as const;
    return proofOrWhy(tools.prove, request, signal);
  };
  const notes: string[] = [];
  let verdict: EquivalenceResult | undefined;
  let firstText = original.text;
  for (let round = 0; round < mostRounds; round++) {
    if (isOver()) break;
    const unit = withFileText(input.unit, input.path, now.text);
    const proposals = (await propose(unit, input.path, tools, signal)).filter(
      ({ strategy, title }) => !declined.has(`${strategy} ${title}`),
    );
    const steps: Step[] = [];
    const seen = new Set<string>();
    for (const rewrite of proposals.slice(0, mostTried)) {
      if (isOver()) break;
      const text = applyEdits(now.text, rewrite.changes);
      if (seen.has(text)) continue;
      seen.add(text);
      const cost = await tools.measure(withFileText(input.unit, input.path, text), left(), signal);
      if (!cost.ok) decline(rewrite, `The rewritten text could not be measured: ${cost.message}`);
      else if (!isCheaper(cost.value, now.cost)) decline(rewrite, whyNotCheaper(cost.value, now.cost));
      else steps.push({ rewrite, text, cost: cost.value });
    }
    steps.sort((a, b) => a.cost.cells - b.cost.cells || a.cost.delay - b.cost.delay);
    let done = false;
    for (const step of steps) {
      if (done || isOver()) break;
      const proof = await prove(unit, step.text, left());
      if (typeof proof === 'string') {
        decline(step.rewrite, proof);
        continue;
      }
      rewrites.push(toOptimized(input.path, original.text, now.text, step, now.cost, rewrites.length === 0));
      if (rewrites.length === 1) firstText = step.text;
      now = { text: step.text, cost: step.cost };
      verdict = proof;
      done = true;
    }
    if (!done) break;
  }
  if (Date.now() >= deadline) notes.push(`The search ran out of its ${Math.round(input.budgetMs / 1000)} s.`);
  const result = { before, after: now.cost, rewrites, text: now.text, verdict, declined: [...declined.values()], notes };
  if (rewrites.length < 2) return result;
  // What was proven step by step is proven once more against what the author wrote.
  const whole = await prove(input.unit, now.text, Math.max(left(), 5000));
  if (typeof whole !== 'string') return { ...result, verdict: whole };
  const [first] = rewrites;
  if (first === undefined) return result;
  return { ...result, after: first.after, rewrites: [first], text: firstText, notes: [...notes, `All rewrites together: ${whole}`] };
}

async function propose(unit: CompileUnit, path: string, tools: OptimizeTools, signal: AbortSignal): Promise<Rewrite[]> {
  const source = unit.files.find((file) => file.path === path);
  if (source === undefined) return [];
  const gates = await tools.gates(unit, signal);
  const file = tools.parse(source);
  try {
    const module = summarize(file).modules.find((one) => one.name === unit.top && one.path === path);
    const read = module === undefined || module.damaged ? undefined : bodyOf(file, module);
    if (module === undefined || read === undefined) return [];
    const context: OptimizeContext = {
      file,
      module,
      body: read.body,
      graph: tools.graph(file, module),
      gates,
      find: tools.findModules,
      gatesWith: (changes) => tools.gates(withFileText(unit, path, applyEdits(source.text, changes)), signal),
      language: /\.vh?$/.test(path) ? 'verilog' : 'systemverilog',
    };
    const found: (readonly Rewrite[])[] = [];
    for (const strategy of tools.strategies ?? optimizeStrategies) found.push(await strategy.propose(context));
    return inTurns(found);
  } finally {
    file.dispose();
  }
}

/** The first of each strategy, then the second of each: none of them keeps the others from being measured in time. */
function inTurns(lists: readonly (readonly Rewrite[])[]): Rewrite[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

function toOptimized(path: string, original: string, before: string, step: Step, cost: Cost, isFirst: boolean): Optimized {
  const { rewrite, text } = step;
  // Places of a later step are in a text that nobody sees: the edit is told as it stands in the author's.
  const changes = isFirst ? rewrite.changes : replacementsBetween(original, text);
  return {
    strategy: rewrite.strategy,
    title: rewrite.title,
    line: isFirst ? rewrite.line : (toEdits({ path, text: original }, replacementsBetween(before, text))[0]?.startLine ?? rewrite.line),
    edits: toEdits({ path, text: original }, changes),
    before: cost,
    after: step.cost,
  };
}
