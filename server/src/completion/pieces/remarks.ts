import type { ModuleInfo } from '../../model/moduleInfo';
import { isToldByText } from '../../syntax/parsedFile';
import type { Place } from '../place';
import { filesOf, heaviest, makePiece, shownPath, type ContextSources, type Piece } from './piece';

/** Macros that the unit uses, with their text. */
export function macrosInUse(place: Place, sources: ContextSources, maxTokens: number): Piece[] {
  const used = [...place.before.slice(0, place.statement), ...place.after].filter((token) => token.text.startsWith('`'));
  const names = [...new Set(used.map((token) => token.text.slice(1)))].sort();
  const found = names.flatMap((name) => {
    const macro = sources.macro?.(name);
    if (macro === undefined || sources.neverSend?.(macro.path) === true) return [];
    const text = macro.text.length > longMacro ? `${macro.text.slice(0, longMacro)} …` : macro.text;
    return [{ text: text.startsWith('`define') ? text : `\`define ${name} ${text}`, weight: 1, path: macro.path }];
  });
  const kept = heaviest(found, maxTokens);
  if (kept.length === 0) return [];
  const text = kept.map((one) => one.text).join('\n');
  return [
    makePiece({
      name: 'macros',
      title: 'macros in use',
      text,
      from: [...new Set(kept.map((one) => one.path))],
      stable: true,
      priority: 88,
    }),
  ];
}

const longMacro = 400;

/** The graph of the unit as text, what the cursor's statement is about first. */
export function graphFacts(place: Place, sources: ContextSources, maxTokens: number): Piece[] {
  if (place.unit === undefined || maxTokens < 60) return [];
  const { name, path } = place.unit;
  const text = sources.graphText?.(place.unit, focusNames(place), maxTokens);
  if (text === undefined || text.trim() === '') return [];
  const title = `data flow and control flow of ${name}, one fact per line`;
  return [
    makePiece({ name: `graph:${name}`, title, text, from: filesOf([path, ...unitsAround(place.unit, sources)], sources), priority: 76 }),
  ];
}

/** Files of what the unit instantiates and of the packages it names: its graph is read with them. */
function unitsAround(unit: ModuleInfo, sources: ContextSources): string[] {
  const named = [...unit.instances.map((one) => one.moduleName), ...unit.imports.map((one) => one.package), ...unit.references];
  return [...new Set(named)].flatMap((name) => sources.findModules(name).map((one) => one.path));
}

/** Identifiers of the statement that the cursor is in and of the ones before: what the suggestion is likely to be about. */
function focusNames(place: Place): string[] {
  const recent = place.before.slice(Math.max(0, Math.min(place.statement, place.before.length - 12)));
  return [...new Set(recent.filter((token) => token.kind === 'id').map((token) => token.text))];
}

const reach = 20;
const mostDiagnostics = 8;

/** What tools said of the lines around; of the half-typed line itself they can say nothing of use. */
export function nearbyDiagnostics(place: Place, sources: ContextSources): Piece[] {
  const line = place.prefix.split('\n').length;
  const found = (sources.diagnostics?.() ?? [])
    .filter((one) => Math.abs(one.line - line) <= reach && (one.line !== line || !isToldByText(one.code)))
    .sort((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line) || a.column - b.column || (a.message < b.message ? -1 : 1))
    .slice(0, mostDiagnostics)
    .sort((a, b) => a.line - b.line);
  if (found.length === 0) return [];
  const text = [...new Set(found.map((one) => `line ${one.line}: ${one.message}`))].join('\n');
  // What tools say of a use may name what is declared elsewhere.
  const behind = place.unit === undefined || found.every((one) => isToldByText(one.code)) ? [] : unitsAround(place.unit, sources);
  const from = behind.length === 0 ? [place.path] : filesOf([place.path, ...behind], sources);
  return [makePiece({ name: 'diagnostics', title: 'tool messages near the cursor', text, from, priority: 78 })];
}

/** Edits made a short while ago elsewhere: what somebody changes belongs together. */
export function editsElsewhere(
  place: Place,
  sources: ContextSources,
  shownLines: { readonly from: number; readonly to: number },
  maxTokens: number,
): Piece[] {
  const edits = (sources.recentEdits?.() ?? []).filter(
    (edit) =>
      sources.neverSend?.(edit.path) !== true && !(edit.path === place.path && edit.line >= shownLines.from && edit.line <= shownLines.to),
  );
  const lines = edits.map((edit, at) => ({
    text: `// ${shownPath(edit.path, sources)}:${edit.line}\n${edit.text}`,
    weight: 1 - at / 100,
    path: edit.path,
  }));
  const kept = heaviest(lines, maxTokens);
  if (kept.length === 0) return [];
  const text = kept.map((one) => one.text).join('\n');
  return [
    makePiece({ name: 'edits', title: 'edited a short while ago', text, from: [...new Set(kept.map((one) => one.path))], priority: 60 }),
  ];
}
