import { failure, success } from '../base/outcome';
import type { ConnectionInfo, InstanceInfo } from '../model/moduleInfo';
import { hasDirectives } from './brackets';
import { parameterList, portList } from './fillConnections';
import type { Edit, Offer, Refactoring } from './refactoring';
import { instanceAt, type Scene } from './scene';

/** `sub u (a, b)` → `sub u (.x(a), .y(b))`, ports and parameters alike. */
export const namedConnections: Refactoring = {
  name: 'namedConnections',
  offers(scene) {
    const found = instanceAt(scene);
    if (found === undefined || found.unit.damaged) return [];
    const { instance, unit } = found;
    const offers: Offer[] = [];
    if (instance.connections.some((one) => one.name === undefined) && !isEmptyList(instance.connections)) {
      const names = unit.ports.map((port) => port.name);
      offers.push(offer(scene, `Name the ports of ${instance.name}`, instance.connections, names, portList(scene.text, instance)));
    }
    const first = unitParameters(scene, instance);
    if (first.length > 0 && first.every((one) => one.name === undefined)) {
      const names = unit.parameters.filter((one) => !one.local).map((one) => one.name);
      const place = parameterList(scene.text, instance);
      offers.push(offer(scene, `Name the parameters of ${instance.name}`, first, names, place === 'unreadable' ? undefined : place));
    }
    return offers;
  },
};

/** `#5` of a single value has no list to name. */
function unitParameters(scene: Scene, instance: InstanceInfo): readonly ConnectionInfo[] {
  const place = parameterList(scene.text, instance);
  return place === undefined ? [] : instance.parameters;
}

function isEmptyList(connections: readonly ConnectionInfo[]): boolean {
  return connections.length === 1 && connections[0]?.text === '';
}

function offer(
  scene: Scene,
  title: string,
  connections: readonly ConnectionInfo[],
  names: readonly string[],
  place: { open: number; close: number } | undefined,
): Offer {
  const base = { title, kind: 'refactor.rewrite' as const, preserving: true };
  if (place === undefined) return { ...base, edits: failure('the list is made by a macro or conditional compilation') };
  const pieces = splitAtCommas(scene.text, place.open, place.close);
  if (connections.some((one) => one.name !== undefined))
    return { ...base, edits: failure('some connections are named, others are not: the list is not legal') };
  if (pieces.length > names.length) return { ...base, edits: failure(`${pieces.length} connections, but the module has ${names.length}`) };
  const edits: Edit[] = [];
  for (const [index, piece] of pieces.entries()) {
    const name = names[index] ?? '';
    if (hasDirectives(scene.text.slice(piece.start, piece.end)))
      return { ...base, edits: failure('the list holds conditional compilation') };
    edits.push({ start: piece.start, end: piece.start, text: `.${name}(` }, { start: piece.end, end: piece.end, text: ')' });
  }
  // Of an open port both edits stand at one place.
  const merged = edits.length === pieces.length * 2 ? mergeEmpty(edits) : edits;
  return { ...base, edits: success(merged) };
}

function mergeEmpty(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (let i = 0; i < edits.length; i += 2) {
    const [open, close] = [edits[i], edits[i + 1]];
    if (open === undefined || close === undefined) continue;
    if (open.start === close.start) merged.push({ ...open, text: open.text + close.text });
    else merged.push(open, close);
  }
  return merged;
}

/** The code between the commas of a list, without the white space and comments around it; an empty place has no length. */
function splitAtCommas(text: string, open: number, close: number): { start: number; end: number }[] {
  const pieces: { start: number; end: number }[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = open + 1;
  const push = (mark: number): void => {
    pieces.push(start === undefined ? { start: mark, end: mark } : { start, end });
    start = undefined;
  };
  const token = /\/\/[^\r\n]*|\/\*[^]*?\*\/|\s+|"(?:[^"\\]|\\[^])*"|\\\S+|[A-Za-z_$`][\w$]*|[^]/g;
  token.lastIndex = open + 1;
  while (token.lastIndex < close) {
    const at = token.lastIndex;
    const found = token.exec(text)?.[0] ?? '';
    if (/^(?:\/[/*]|\s)/.test(found)) continue;
    if (found === ',' && depth === 0) {
      push(at);
      continue;
    }
    if ('([{'.includes(found)) depth++;
    else if (')]}'.includes(found)) depth--;
    start ??= at;
    end = token.lastIndex;
  }
  push(close);
  return pieces;
}
