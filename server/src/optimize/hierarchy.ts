import type { Failure } from '../base/outcome';
import { proofOrWhy } from '../fixes/proofOrWhy';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { isCheaper, whyNotCheaper } from './cost';
import { fairCost, type Costed } from './fairCost';
import { findOptimizations, type OptimizeInput, type OptimizeResult, type OptimizeTools } from './search';

/** A module below the one that is asked for, in the same file. */
export interface InnerModule {
  readonly name: string;
  /** As the module is used, its parameters too. */
  readonly prove: OptimizeTools['prove'];
}

/** Of the time, what the module itself has where others are looked at too. */
const shareOfTop = 0.6;
/** What is left for the whole: measuring and proving it once more (ms). */
const shortestWhole = 5000;

/** The modules that a module instantiates, at any depth, whose text stands in the same file; each once. */
export function innerModules(top: ModuleInfo, find: (name: string) => readonly ModuleInfo[]): ModuleInfo[] {
  const found = new Map<string, ModuleInfo>([[top.name, top]]);
  const open = [top];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const { moduleName } of one.instances) {
      const [inner, other] = find(moduleName);
      if (inner === undefined || other !== undefined || found.has(moduleName)) continue;
      found.set(moduleName, inner);
      open.push(inner);
    }
  }
  return [...found.values()].filter((one) => one !== top && one.path === top.path && one.kind === 'module' && !one.damaged);
}

/**
 * Rewrites of a module, and of those below it in the same file. Each module is proven by itself, so that all others may use it as before; the whole is proven and measured once more,
 * and where it is not proven or no better the inner modules stay as they are.
 */
export async function findInHierarchy(
  input: OptimizeInput,
  inner: readonly InnerModule[],
  tools: OptimizeTools,
  signal: AbortSignal,
): Promise<OptimizeResult | Failure> {
  if (inner.length === 0) return findOptimizations(input, tools, signal);
  const deadline = Date.now() + input.budgetMs;
  const original = input.unit.files.find(({ path }) => path === input.path)?.text ?? '';
  const left = (): number => Math.max(0, deadline - Date.now());
  const unitOf = (text: string, top = input.unit.top): CompileUnit => ({
    ...withFileText(input.unit, input.path, text),
    ...(top === undefined ? {} : { top }),
  });
  const own = await findOptimizations({ ...input, budgetMs: input.budgetMs * shareOfTop }, tools, signal);
  if ('message' in own) return own;
  let result: OptimizeResult = own;
  for (const [index, { name, prove }] of inner.entries()) {
    // What a rewrite of the module above took away is nobody's here.
    if (!isMentioned(name, result.text)) continue;
    const budgetMs = (left() - shortestWhole) / (inner.length - index);
    if (signal.aborted || budgetMs <= 0) {
      const names = inner.slice(index).map((one) => one.name);
      result = { ...result, notes: [...result.notes, `No time was left for ${names.join(', ')} below it.`] };
      break;
    }
    const found = await findOptimizations(
      { ...input, unit: unitOf(result.text, name), budgetMs, told: original },
      { ...tools, prove },
      signal,
    );
    if ('message' in found) {
      result = { ...result, notes: [...result.notes, `${name}: ${found.message}`] };
      continue;
    }
    const declined = found.declined.map((one) => ({ ...one, title: `${name}: ${one.title}` }));
    const notes = found.notes.map((note) => `${name}: ${note}`);
    result = { ...result, declined: [...result.declined, ...declined], notes: [...result.notes, ...notes] };
    if (found.rewrites.length === 0) continue;
    const whole = await judged(input, result, unitOf(found.text), tools, left, signal);
    if (typeof whole === 'string') {
      const refused = found.rewrites.map(({ strategy, title, line }) => ({ strategy, title: `${name}: ${title}`, line, reason: whole }));
      result = { ...result, declined: [...result.declined, ...refused] };
      continue;
    }
    const rewrites = found.rewrites.map((one) => ({ ...one, title: `${name}: ${one.title}` }));
    // What another goal would do was proven beside the text as it was before.
    result = { ...result, ...whole, rewrites: [...result.rewrites, ...rewrites], text: found.text, tradeOffs: [] };
  }
  return result;
}

/** Whether a module is named somewhere else than where it is declared. */
function isMentioned(name: string, text: string): boolean {
  return (text.match(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'))?.length ?? 0) > 1;
}

/** What the whole costs with an inner module rewritten, and its proof; or why it stays as it is. */
async function judged(
  { unit, path, seed, goal }: OptimizeInput,
  before: OptimizeResult,
  candidate: CompileUnit,
  tools: OptimizeTools,
  left: () => number,
  signal: AbortSignal,
): Promise<Pick<OptimizeResult, 'after' | 'verdict'> | string> {
  const time = (): number => Math.max(1000, left());
  const measured = await tools.measure(candidate, time(), signal);
  if (!measured.ok) return `The whole could not be measured: ${measured.message}`;
  const costed: Costed = { unit: candidate, cost: measured.value };
  const was: Costed = { unit: withFileText(unit, path, before.text), cost: before.after };
  const [after, cost] = await Promise.all([costed, was].map((one) => fairCost(one, tools, time, signal)));
  if (after === undefined || cost === undefined || !isCheaper(after, cost, goal ?? 'both'))
    return `In the whole: ${whyNotCheaper(after ?? measured.value, cost ?? before.after)}`;
  const request = { golden: unit, candidate, contract: { kind: 'sameCycle' }, budgetMs: Math.max(shortestWhole, left()), seed } as const;
  const verdict = await proofOrWhy(tools.prove, request, signal);
  return typeof verdict === 'string' ? `In the whole: ${verdict}` : { after, verdict };
}
