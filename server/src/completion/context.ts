import type { Diagnostic } from '../protocol/contract';
import type { ModuleInfo } from '../model/moduleInfo';
import type { Place } from './place';
import { estimateTokens } from './tokens';

/** One part of what a model is shown. Pieces of higher priority are kept first when the budget is small. */
export interface Piece {
  /** `header:ram`, `package:pk`, `macro:WIDTH`, `graph:fifo`, `diagnostics`, `before`, `after`. */
  readonly name: string;
  /** One line that says where the text is from. */
  readonly title: string;
  readonly text: string;
  /** Every file that the text is from, as `Material` has it. */
  readonly from: readonly string[];
  /** The same while a statement is typed, so that it may come before everything that is not. */
  readonly stable?: boolean;
  readonly priority: number;
  /** In tokens, estimated. */
  readonly cost: number;
}

/** Where the facts come from. Everything is optional: a missing source makes a poorer prompt, never a failure. */
export interface ContextSources {
  findModules(name: string): readonly ModuleInfo[];
  /** Current text of a file of the workspace. */
  readText?(path: string): string | undefined;
  /** Bodies of the macros known in the file. */
  macroText?(name: string): string | undefined;
  /** The graph of the unit as text, about `focus`, in at most `maxTokens`. */
  graphText?(unit: ModuleInfo, focus: readonly string[], maxTokens: number): string | undefined;
  diagnostics?(): readonly Diagnostic[];
  /** Files whose text may not leave the machine. */
  neverSend?(path: string): boolean;
  /** A path as the model sees it: relative to the workspace. */
  displayPath?(path: string): string;
}

const nearBefore = 60;
const nearAfter = 25;
const diagnosticReach = 20;
/** A package longer than this is sent as its types and parameters only. */
const wholePackageTokens = 1200;

/**
 * Collects the pieces for a place, then keeps what fits into `budget` tokens: the code next to the cursor always, then by priority,
 * then by name. The same place in the same workspace gives the same pieces.
 */
export function collectPieces(place: Place, sources: ContextSources, budget: number): { kept: Piece[]; dropped: Piece[] } {
  const focus = focusNames(place);
  const pieces = [
    ...nearCode(place, sources),
    ...headers(place, sources),
    ...packages(place, sources),
    ...macros(place, sources),
    ...graph(place, sources, focus, Math.floor(budget / 4)),
    ...diagnostics(place, sources),
    ...farCode(place, sources),
  ];
  return fit(pieces, budget);
}

function fit(pieces: readonly Piece[], budget: number): { kept: Piece[]; dropped: Piece[] } {
  const order = [...pieces].sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  const kept: Piece[] = [];
  const dropped: Piece[] = [];
  let left = budget;
  for (const piece of order) {
    const shortened = piece.priority >= mandatory || piece.cost <= left ? piece : shorten(piece, left);
    if (shortened === undefined) dropped.push(piece);
    else {
      kept.push(shortened);
      left -= shortened.cost;
    }
  }
  return { kept, dropped };
}

const mandatory = 100;

/** Only the far code can be shortened: the part next to the near code stays, whole lines. */
function shorten(piece: Piece, budget: number): Piece | undefined {
  if (piece.name !== 'before' && piece.name !== 'after') return undefined;
  const lines = piece.text.split('\n');
  while (lines.length > 0 && estimateTokens(lines.join('\n')) > budget) {
    const excess = Math.max(1, Math.floor(lines.length / 8));
    if (piece.name === 'before') lines.splice(0, excess);
    else lines.splice(lines.length - excess, excess);
  }
  return lines.length === 0 ? undefined : makePiece(piece.name, piece.title, lines.join('\n'), piece.from, piece.priority);
}

function makePiece(name: string, title: string, text: string, from: readonly string[], priority: number): Piece {
  return { name, title, text, from, priority, cost: estimateTokens(text) + estimateTokens(title) + 4 };
}

/** Identifiers of the statement that the cursor is in and of the one before: what the suggestion is likely to be about. */
function focusNames(place: Place): string[] {
  const recent = place.before.slice(Math.max(0, Math.min(place.statement, place.before.length - 12)));
  return [...new Set(recent.filter((token) => token.kind === 'id').map((token) => token.text))];
}

function splitAround(place: Place): { far: string; near: string; after: string; farAfter: string } {
  const before = place.prefix.replaceAll('\r\n', '\n').split('\n');
  const after = place.suffix.replaceAll('\r\n', '\n').split('\n');
  const cut = Math.max(0, before.length - nearBefore);
  return {
    far: before.slice(0, cut).join('\n'),
    near: before.slice(cut).join('\n'),
    after: after.slice(0, nearAfter).join('\n'),
    farAfter: after.slice(nearAfter).join('\n'),
  };
}

function nearCode(place: Place, sources: ContextSources): Piece[] {
  const { near, after } = splitAround(place);
  const file = shown(place.path, sources);
  return [
    makePiece('nearBefore', `code before the cursor, file ${file}`, near, [place.path], mandatory),
    makePiece('nearAfter', `code after the cursor, file ${file}`, after, [place.path], mandatory),
  ];
}

function farCode(place: Place, sources: ContextSources): Piece[] {
  const { far, farAfter } = splitAround(place);
  const file = shown(place.path, sources);
  return [
    ...(far === '' ? [] : [makePiece('before', `code before that, file ${file}`, far, [place.path], 75)]),
    ...(farAfter === '' ? [] : [makePiece('after', `code after that, file ${file}`, farAfter, [place.path], 20)]),
  ];
}

/** A path as the model sees it. */
function shown(path: string, sources: ContextSources): string {
  return sources.displayPath?.(path) ?? path;
}

/** Headers of modules named in the statement at the cursor come first, then those that the unit instantiates. */
function headers(place: Place, sources: ContextSources): Piece[] {
  const typed = new Set(place.before.slice(place.statement).map((token) => token.text));
  const instantiated = (place.unit?.instances ?? []).map((instance) => instance.moduleName);
  const found: Piece[] = [];
  for (const name of new Set([...typed, ...instantiated])) {
    const unit = sources.findModules(name).find((candidate) => candidate.kind === 'module' || candidate.kind === 'interface');
    if (unit === undefined || name === place.unitName) continue;
    const text = textOf(unit.path, unit.headerRange.start, unit.headerRange.end, place, sources);
    if (text === undefined) continue;
    const where = shown(unit.path, sources);
    found.push(
      makePiece(`header:${name}`, `declaration of ${unit.kind} ${name} in ${where}`, text, [unit.path], typed.has(name) ? 95 : 80),
    );
  }
  return found;
}

function packages(place: Place, sources: ContextSources): Piece[] {
  const imported = (place.unit?.imports ?? []).map((entry) => entry.package);
  const names = new Set([...imported, ...(place.unit?.references ?? [])]);
  const found: Piece[] = [];
  for (const name of names) {
    const unit = sources.findModules(name).find((candidate) => candidate.kind === 'package');
    if (unit === undefined) continue;
    const whole = textOf(unit.path, unit.range.start, unit.range.end, place, sources);
    if (whole === undefined) continue;
    const text = estimateTokens(whole) <= wholePackageTokens ? whole : digestOf(unit);
    found.push(makePiece(`package:${name}`, `package ${name} in ${shown(unit.path, sources)}`, text, [unit.path], 85));
  }
  return found;
}

function digestOf(unit: ModuleInfo): string {
  const parameters = unit.parameters.map((parameter) => `localparam ${parameter.typeText} ${parameter.name} = ${parameter.defaultText};`);
  const types = unit.types.map((type) => (type.text.startsWith('typedef') ? type.text : `typedef ${type.text} ${type.name};`));
  return [`package ${unit.name};`, ...parameters, ...types, `endpackage`].join('\n');
}

function macros(place: Place, sources: ContextSources): Piece[] {
  const used = [...place.before, ...place.after].filter((token) => token.text.startsWith('`')).map((token) => token.text.slice(1));
  return [...new Set(used)].sort().flatMap((name) => {
    const text = sources.macroText?.(name);
    return text === undefined
      ? []
      : [makePiece(`macro:${name}`, `macro ${name}`, text.startsWith('`define') ? text : `\`define ${name} ${text}`, [], 70)];
  });
}

function graph(place: Place, sources: ContextSources, focus: readonly string[], maxTokens: number): Piece[] {
  if (place.unit === undefined) return [];
  const text = sources.graphText?.(place.unit, focus, maxTokens);
  if (text === undefined || text.trim() === '') return [];
  return [
    makePiece(`graph:${place.unit.name}`, `data flow and control flow of ${place.unit.name}, one fact per line`, text, [place.path], 78),
  ];
}

function diagnostics(place: Place, sources: ContextSources): Piece[] {
  const line = place.prefix.split('\n').length;
  const near = (sources.diagnostics?.() ?? [])
    .filter((found) => Math.abs(found.line - line) <= diagnosticReach)
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : 1))
    .slice(0, 8);
  if (near.length === 0) return [];
  return [
    makePiece('diagnostics', 'tool messages near the cursor', near.map((d) => `line ${d.line}: ${d.message}`).join('\n'), [place.path], 72),
  ];
}

function textOf(path: string, start: number, end: number, place: Place, sources: ContextSources): string | undefined {
  if (sources.neverSend?.(path) === true) return undefined;
  const text = path === place.path ? place.text : sources.readText?.(path);
  const part = text?.slice(start, end).replaceAll('\r\n', '\n').trim();
  return part === undefined || part === '' ? undefined : part;
}
