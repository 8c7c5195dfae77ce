import { contentHash } from '../../base/hash';
import type { Diagnostic } from '../../protocol/contract';
import { analyzeNetlist, analyzeText, type Analysis, type NetlistAnalysis } from '../../tools/slang';
import { unitKey, type Keeping, type ResultCache } from '../cache';
import type { LadderRequest, NearUnits } from '../ladderRequest';
import type { VerifyTools } from '../verifyTools';

export const recipe = 'analysis 3';
/** Elaboration takes well under a second; a design that takes this long will not be finished soon. */
export const longestMs = 30_000;

/** The Yosys that elaborates and lints. */
export function elaboratorOf(tools: VerifyTools): VerifyTools['yosys'] {
  return tools.elaborator ?? tools.yosys;
}

/** What is looked at, and with what. */
export interface Scope {
  readonly request: Pick<LadderRequest, 'cache' | 'stubs' | 'before' | 'near'>;
  readonly tools: VerifyTools;
  readonly signal: AbortSignal;
}

/** Which netlist was looked at. */
export type NetlistChoice = 'nothing' | 'part' | 'whole';

export interface Look {
  readonly value: Analysis;
  readonly cached: boolean;
  /** Of the second opinion, where one was asked. */
  readonly lint: readonly Diagnostic[];
  /** Of what was looked at. */
  readonly key: string;
  /** Where less than the whole unit was looked at. */
  readonly netlist?: NetlistChoice;
}

/** A new one of these in a candidate is a defect, not a matter of taste. */
export function isStructural(one: Diagnostic): boolean {
  return one.code === 'lint/latch' || one.code === 'lint/multiple-drivers' || one.code === 'lint/comb-loop';
}

/**
 * Looks at a state before an edit ahead of time, so that the climb that judges the edit finds it in the cache. Of the netlist it is known with the edit only
 * what will be asked for; but two runs side by side leave two warm workers.
 */
export async function lookAhead(
  before: NearUnits,
  cache: ResultCache,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  await lookNear(before, before.part === undefined ? 'whole' : 'part', { request: { cache }, tools, signal }, timeoutMs);
}

/**
 * The edited state, for somebody who waits: what is legal, and of the netlist what the edit may change. Where a defect shows in that part, or it cannot be
 * built, the whole netlist has the word, since a part has lost its readers; the part, where the whole cannot be built either. Undefined as for `lookNear`.
 */
export async function lookAtEdit(near: NearUnits, scope: Scope, timeoutMs: number): Promise<Look | undefined> {
  const { part } = near;
  if (part === undefined || part === 'nothing') return lookNear(near, part ?? 'whole', scope, timeoutMs);
  const look = await lookNear(near, 'part', scope, timeoutMs);
  if (look?.value.kind !== 'answered') return look;
  if (look.value.structureChecked && !look.value.diagnostics.some(isStructural)) return look;
  const whole = await lookNear(near, 'whole', scope, timeoutMs);
  const isWholeBuilt = whole?.value.kind !== 'answered' || whole.value.structureChecked;
  return isWholeBuilt || !look.value.structureChecked ? whole : look;
}

/** Undefined where what was looked at does not tell: on a Yosys without slang, and where it misses what the whole unit has. */
export async function lookNear(near: NearUnits, netlist: NetlistChoice, scope: Scope, remainingMs: number): Promise<Look | undefined> {
  const { request, tools, signal } = scope;
  const elaborator = elaboratorOf(tools);
  if (!elaborator.slang) return undefined;
  const key = unitKey(near.text);
  const options = { timeoutMs: Math.min(longestMs, remainingMs), ...(request.stubs === undefined ? {} : { stubs: request.stubs }) };
  const { version } = elaborator;
  const [text, structure] = await Promise.all([
    remembered([key, 'text'], request, version, options.timeoutMs, () => analyzeText(near.text, elaborator, options, signal), analysisKept),
    netlistOf(near, netlist, scope, options),
  ]);
  const { value } = text;
  if (value.kind === 'broken') return undefined;
  if (value.kind !== 'answered' || structure === undefined) return { ...text, lint: [], key, netlist };
  if (structure.kind === 'cancelled') return { value: structure, cached: false, lint: [], key, netlist };
  if (value.openPaths === true || value.unresolved.some((name) => near.declared.has(name))) return undefined;
  const { built: structureChecked, note: structureNote } = structure;
  const diagnostics = [...value.diagnostics, ...structure.diagnostics];
  const more = structureNote === undefined ? {} : { structureNote };
  const ms = Math.max(value.ms, structure.ms);
  return { value: { ...value, diagnostics, structureChecked, ...more, ms }, cached: text.cached, lint: [], key, netlist };
}

/** What a netlist says; of a part only the defects that an edit may bring: what is not in it drives nothing there. */
async function netlistOf(
  near: NearUnits,
  choice: NetlistChoice,
  { request, tools, signal }: Scope,
  options: { readonly timeoutMs: number },
): Promise<NetlistAnalysis> {
  if (choice === 'nothing') return { kind: 'answered', diagnostics: [], built: true, ms: 0 };
  const part = choice === 'part' && typeof near.part === 'object' ? near.part : undefined;
  const isPart = part !== undefined;
  const unit = part ?? near.netlist;
  const elaborator = elaboratorOf(tools);
  const { forSimulation = false } = near;
  const asked = { ...options, everyLatch: isPart, forSimulation };
  const compute = (): Promise<NetlistAnalysis> => analyzeNetlist(unit, near.path, elaborator, asked, signal);
  const keeping = ({ kind, ...rest }: NetlistAnalysis): Keeping =>
    kind === 'cancelled' ? 'never' : 'built' in rest && rest.built ? 'always' : 'budget';
  const { value } = await remembered(
    [unitKey(unit), `${isPart ? 'part' : 'netlist'}${forSimulation ? ' for simulation' : ''}`],
    request,
    elaborator.version,
    options.timeoutMs,
    compute,
    keeping,
  );
  if (!isPart || value.kind === 'cancelled') return value;
  return { ...value, diagnostics: value.diagnostics.filter(isStructural) };
}

/** How long what a run said stands. */
export function analysisKept(analysis: Analysis): Keeping {
  if (analysis.kind === 'answered') return 'always';
  return analysis.kind === 'timeout' ? 'budget' : 'never';
}

/** A result by all that it depends on: units, recipe, version and stubs. */
export async function remembered<T>(
  keys: readonly string[],
  { cache, stubs = [] }: Pick<LadderRequest, 'cache' | 'stubs'>,
  version: string,
  timeoutMs: number,
  compute: () => Promise<T>,
  keeping: (value: T) => Keeping,
): Promise<{ readonly value: T; readonly cached: boolean }> {
  if (cache === undefined) return { value: await compute(), cached: false };
  const key = contentHash(...keys, recipe, version, ...stubs.flatMap((stub) => [stub.path, stub.text]));
  return cache.remember(key, timeoutMs, compute, keeping);
}
