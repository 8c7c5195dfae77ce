import type { ModuleInfo } from '../../model/moduleInfo';
import type { Place } from '../place';
import { headText } from './declarationText';
import { filesOf, makePiece, shownPath, type ContextSources, type Piece } from './piece';

/** A header is shown as its author wrote it, comments included, up to this many tokens. */
const asWritten = 160;

/** Heads of the modules and interfaces that the unit instantiates or has ports of, the same wherever the cursor is. */
export function instantiatedHeads(place: Place, sources: ContextSources): Piece[] {
  const { unit } = place;
  const names = [...(unit?.instances ?? []).map((instance) => instance.moduleName), ...interfacesOf(unit)];
  return headsOf(names, place, sources).map((piece) => ({ ...piece, stable: true, priority: 86 }));
}

/** Heads of modules that the statement at the cursor names: the one being typed. */
export function typedHeads(place: Place, sources: ContextSources): Piece[] {
  const typed = place.before.slice(place.statement).filter((token) => token.kind === 'id');
  return headsOf(
    typed.map((token) => token.text),
    place,
    sources,
  ).map((piece) => ({ ...piece, priority: 95 }));
}

/** Heads of modules that are likely to be instantiated next. */
export function likelyHeads(units: readonly ModuleInfo[], place: Place, sources: ContextSources): Piece[] {
  return units
    .flatMap((unit) => headOf(unit, place, sources) ?? [])
    .map((piece) => ({ ...piece, name: piece.name.replace('head', 'likely'), priority: 70 }));
}

function interfacesOf(unit: ModuleInfo | undefined): string[] {
  return (unit?.ports ?? []).flatMap((port) => (port.direction === 'interface' ? [/^\w+/.exec(port.typeText)?.[0] ?? ''] : []));
}

function headsOf(names: readonly string[], place: Place, sources: ContextSources): Piece[] {
  return [...new Set(names)].flatMap((name) => {
    const unit = sources.findModules(name).find((one) => one.kind === 'module' || one.kind === 'interface');
    return unit === undefined || name === place.unitName ? [] : (headOf(unit, place, sources) ?? []);
  });
}

function headOf(unit: ModuleInfo, place: Place, sources: ContextSources): Piece | undefined {
  if (sources.neverSend?.(unit.path) === true) return undefined;
  const file = unit.path === place.path ? place.text : sources.readText?.(unit.path);
  const written = file?.slice(unit.headerRange.start, unit.headerRange.end).replaceAll('\r\n', '\n').trim() ?? '';
  const said = written.length <= asWritten * 3 && /\b(?:input|output|inout)\b/.test(written) && unit.kind === 'module';
  return makePiece({
    name: `head:${unit.name}`,
    title: `declaration of ${unit.kind} ${unit.name} in ${shownPath(unit.path, sources)}`,
    text: said ? written : headText(unit),
    from: filesOf([unit.path], sources),
    priority: 0,
  });
}
