/**
 * How much of what a suggestion needs is in the prompt: `npm run bench -- --context-recall DIR [--only PATTERN] [--each N] [--seed N] [--max-tokens N]
 * [--without graph,similar,…] [--list N]`. In real files an instance, an assignment, a case arm or an always block is cut out and the context at its place is asked
 * for. Of the names in what was cut out that are declared elsewhere (found by symbol resolution in the whole text), the share is printed whose declarations stand in the prompt.
 */
import { resolveReference } from '../../server/src/model/symbols/resolve';
import type { SymbolProject } from '../../server/src/model/symbols/symbolProject';
import type { Reference, SymbolTable } from '../../server/src/model/symbols/symbolTypes';
import type { Engine } from '../../server/src/engine/engine';
import { composeEngine } from '../../server/src/compose';
import { neverAborted } from '../../server/src/base/cancel';
import { chooseMasks, masksIn, type Mask } from '../../server/src/engine/benchmarks/masks';
import { LineIndex } from '../../server/src/base/lines';
import { declaredNames } from './declaredNames';
import { randomFrom, shuffled } from './random';

export interface RecallRequest {
  readonly folder: string;
  readonly only: RegExp;
  /** Places of each kind. */
  readonly each: number;
  readonly seed: number;
  readonly maxTokens: number;
  readonly without: readonly string[];
  readonly list: number;
}

/** A declaration that the cut-out text needs: as `declaredNames` writes it, with the sort that is reported. */
interface Need {
  readonly keys: readonly string[];
  readonly sort: string;
}

interface Tally {
  needed: number;
  found: number;
  /** Places of which everything was there. */
  whole: number;
  places: number;
}

/** Masks at random places below a folder and prints the shares. */
export async function measureContextRecall(request: RecallRequest): Promise<void> {
  const composed = await composeEngine({ roots: [request.folder] });
  if (!composed.ok) throw new Error(composed.message);
  const engine = composed.value;
  await engine.whenIndexed();
  const byKind = new Map<string, Tally>();
  const bySort = new Map<string, Tally>();
  const missing = new Map<string, number>();
  const tokens: number[] = [];
  const times: number[] = [];
  for (const mask of masksOf(engine, request)) {
    const needs = needsOf(engine.symbols, mask);
    if (needs.length === 0) continue;
    const { prompt, ms, unit } = await promptAt(engine, mask, request);
    times.push(ms);
    tokens.push(prompt.length / 3);
    const declared = declaredNames(prompt.split(/^@@@@+ .*$/m));
    const has = (need: Need): boolean => need.keys.some((key) => declared.has(key) || declared.has(key.replace(`${unit}.`, '.')));
    const absent = needs.filter((need) => !has(need));
    const all = absent.length === 0 ? 1 : 0;
    add(byKind, mask.kind, needs.length, needs.length - absent.length, all);
    for (const need of needs) add(bySort, need.sort, 1, absent.includes(need) ? 0 : 1, 0);
    for (const need of absent) {
      const line = `${mask.kind}\t${need.sort}\t${need.keys[0] ?? ''}\t${mask.path.slice(request.folder.length + 1)}:${lineOf(engine, mask)}`;
      missing.set(line, (missing.get(line) ?? 0) + 1);
    }
  }
  print(request, byKind, bySort, tokens, times);
  for (const line of [...missing.keys()].slice(0, request.list)) console.log(`  missing\t${line}`);
  await engine.dispose();
}

function lineOf(engine: Engine, mask: Mask): number {
  return new LineIndex(engine.symbols.text(mask.path) ?? '').positionAt(mask.start).line + 1;
}

function masksOf(engine: Engine, { folder, only, each, seed }: RecallRequest): Mask[] {
  const random = randomFrom(seed);
  const files = engine.symbols.files().filter((file) => only.test(file.slice(folder.length)));
  // A fragment that others include is read as part of those; alone it says nothing of what its names are.
  const here = (file: string): Mask[] =>
    engine.symbols.isIncluded(file) ? [] : masksIn(engine.parsed(file), file, engine.modulesOf(file));
  return chooseMasks(files, each, here, (list) => shuffled(list, random));
}

function needsOf(project: SymbolProject, mask: Mask): Need[] {
  return project.still(() => {
    const table = project.table(mask.path);
    const needs = new Map<string, Need>();
    for (const reference of table?.references ?? []) {
      const { range } = reference;
      if (table === undefined || range.path !== mask.path || range.start < mask.start || range.end > mask.end) continue;
      const need = needOf(project, table, reference, mask);
      if (need !== undefined) needs.set(need.keys.join(), need);
    }
    return [...needs.values()];
  });
}

function needOf(project: SymbolProject, table: SymbolTable, reference: Reference, mask: Mask): Need | undefined {
  if (reference.place.kind === 'macro') return { keys: [`\`${reference.name}`], sort: 'macro' };
  // What a macro writes is the macro's doing.
  if (reference.macro !== undefined || reference.place.kind === 'label' || reference.place.kind === 'package') return undefined;
  const [found] = resolveReference(project, table, reference).declarations;
  if (found === undefined) return undefined;
  const { declaration } = found;
  const inside =
    declaration.nameRange.path === mask.path && declaration.nameRange.start >= mask.start && declaration.nameRange.end <= mask.end;
  if (inside || declaration.macro !== undefined) return undefined;
  const unit = unitOf(found.table, declaration.scope);
  const { kind, name } = declaration;
  if (kind === 'module' || kind === 'interface' || kind === 'package') return { keys: [`${name}.`], sort: `name of a ${kind}` };
  const local = unit.path === mask.path && unit.start <= mask.start && mask.end <= unit.end;
  if (kind === 'structMember') return { keys: [`{}.${name}`], sort: 'member of a struct' };
  if (!wanted.has(kind)) return undefined;
  const sort = local
    ? 'name of the module'
    : unit.kind === 'package'
      ? 'item of a package'
      : unit.kind === 'file'
        ? 'item of a file'
        : 'port or parameter';
  return { keys: [`${unit.name}.${name}`, ...(unit.kind === 'file' ? [`.${name}`] : [])], sort };
}

const wanted = new Set([
  'port',
  'net',
  'variable',
  'parameter',
  'localparam',
  'typeParameter',
  'typedef',
  'enumMember',
  'genvar',
  'function',
  'task',
  'argument',
]);

function unitOf(table: SymbolTable, from: number): { name: string; kind: string; path: string; start: number; end: number } {
  for (let at = from; at >= 0; at = table.scopes[at]?.parent ?? -1) {
    const scope = table.scopes[at];
    if (scope === undefined) break;
    if (['module', 'interface', 'package', 'program', 'class'].includes(scope.kind)) {
      const owner = table.declarations[scope.owner];
      const { path, start, end } = owner?.range ?? scope.range;
      return { name: owner?.name ?? '', kind: scope.kind, path, start, end };
    }
  }
  return { name: '', kind: 'file', path: '', start: 0, end: 0 };
}

async function promptAt(engine: Engine, mask: Mask, request: RecallRequest): Promise<{ prompt: string; ms: number; unit: string }> {
  const whole = engine.symbols.text(mask.path) ?? '';
  const unit = engine.modulesOf(mask.path).find((one) => one.range.start <= mask.start && mask.end <= one.range.end)?.name ?? '';
  const text = whole.slice(0, mask.start) + whole.slice(mask.end);
  engine.openDocument(mask.path, 1, text);
  const { line, column } = new LineIndex(text).positionAt(mask.start);
  const began = performance.now();
  const context = await engine.context(
    { file: mask.path, line, column, maxTokens: request.maxTokens, without: request.without },
    neverAborted,
  );
  const ms = performance.now() - began;
  engine.closeDocument(mask.path);
  if (!context.ok) throw new Error(context.message);
  return { prompt: context.value.prompt, ms, unit };
}

function add(into: Map<string, Tally>, key: string, needed: number, found: number, whole: number): void {
  const tally = into.get(key) ?? { needed: 0, found: 0, whole: 0, places: 0 };
  tally.needed += needed;
  tally.found += found;
  tally.whole += whole;
  tally.places++;
  into.set(key, tally);
}

function print(request: RecallRequest, byKind: Map<string, Tally>, bySort: Map<string, Tally>, tokens: number[], times: number[]): void {
  const share = (part: number, of: number): string => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;
  const middle = (list: number[], at = 0.5): string => (list.sort((a, b) => a - b)[Math.floor(list.length * at)] ?? 0).toFixed(0);
  const sum = [...byKind.values()].reduce((all, one) => ({ needed: all.needed + one.needed, found: all.found + one.found }), {
    needed: 0,
    found: 0,
  });
  const off = request.without.length === 0 ? '' : ` without ${request.without.join(' and ')}`;
  console.log(
    `${request.folder}${off}: ${share(sum.found, sum.needed)} of ${sum.needed} declarations, ${times.length} places, ` +
      `${middle(tokens)} tokens, ${middle(times)} ms (90 %: ${middle(times, 0.9)} ms)`,
  );
  for (const [kind, one] of byKind)
    console.log(`  ${kind}\t${share(one.found, one.needed)} of ${one.needed}\t${one.whole} of ${one.places} places whole`);
  for (const [sort, one] of bySort) console.log(`  ${sort}\t${share(one.found, one.needed)} of ${one.needed}`);
}
