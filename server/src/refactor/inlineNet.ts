import { failure, success, type Outcome } from '../base/outcome';
import type { Expr, ModuleBody } from '../graph/ast';
import { namesAt } from '../model/symbols/namesAt';
import { usesOf } from '../model/symbols/references';
import { canonical, type Located } from '../model/symbols/symbolProject';
import { assignedBy, otherDrivers } from './drivers';
import { isClosed } from './expressionContext';
import { expressionType, typeOfDeclaration } from './expressionType';
import { lineEnd, lineStart } from '../base/layout';
import { sameMeaning } from './names';
import { triggerOf } from './processShape';
import type { Edit, Refactoring } from './refactoring';
import { rootsAt, type PlacedRoot } from './roots';
import { itemsOf, written, writtenEnds, type PlacedItem, type Scene } from './scene';
import { everyExpression, everyStatement, isPure, namesIn } from './statements';

/** A net with one assignment and one use: its expression takes its place, held to the net's width and sign where the context would change them. */
export const inlineNet: Refactoring = {
  name: 'inlineNet',
  offers(scene) {
    const { body } = scene;
    if (body === undefined) return [];
    const names = namesAt(scene.symbols, scene.path, scene.start);
    const meaning = names?.meanings.length === 1 ? names.meanings[0] : undefined;
    const located = meaning === undefined ? undefined : canonical(meaning);
    if (located === undefined || !/^(?:net|variable)$/.test(located.declaration.kind) || located.declaration.nameRange.path !== scene.path)
      return [];
    const source = sourceOf(body, located);
    if (source === undefined) return [];
    const uses = usesOf(scene.symbols, located);
    const reads = uses.references.filter(({ reference }) => reference.access === 'read' && reference.place.kind === 'plain');
    if (reads.length !== 1 || uses.hidden.length > 0 || uses.uncertain.length > 0) return [];
    if (uses.references.length !== (source.continuous ? 2 : 1) || uses.declarations.length !== 1) return [];
    const range = reads[0]?.reference.range;
    if (range?.path !== scene.path) return [];
    const edits = inline(scene, body, located, source, range);
    return [{ title: `Inline ${located.declaration.name}`, kind: 'refactor.inline', preserving: true, edits }];
  },
};

interface Source {
  readonly placed: PlacedItem;
  readonly value: Expr;
  /** Assigned by an item of its own, not by its declaration. */
  readonly continuous: boolean;
}

/** What alone gives a net its value. */
function sourceOf(body: ModuleBody, { declaration }: Located): Source | undefined {
  const found: Source[] = [];
  for (const placed of itemsOf(body)) {
    const { item } = placed;
    if (item.kind === 'assign' && item.target.kind === 'name' && item.target.name === declaration.name)
      found.push({ placed, value: item.value, continuous: true });
    if (item.kind === 'declare' && item.net)
      for (const one of item.declarators)
        if (one.name === declaration.name && one.init !== undefined) found.push({ placed, value: one.init, continuous: false });
  }
  return found.length === 1 ? found[0] : undefined;
}

function inline(
  scene: Scene,
  body: ModuleBody,
  net: Located,
  source: Source,
  range: { start: number; end: number },
): Outcome<readonly Edit[]> {
  const pre = scene.file.pre.fromRoot(range.start);
  const root = pre === undefined ? undefined : rootsAt(scene, body, pre, pre + net.declaration.name.length)[0];
  const node =
    root === undefined
      ? undefined
      : everyExpression(root.expr)
          .filter((one) => one.kind === 'name' && one.name === net.declaration.name && one.start <= (pre ?? -1))
          .at(-1);
  const at = written(scene, source.value);
  if (root === undefined || node === undefined || at === undefined)
    return failure('its use or its value is written by a macro, or is no plain expression');
  const why = obstacle(scene, body, root, node, source, at.start, range.start);
  if (why !== undefined) return failure(why);
  const text = held(
    scene,
    net,
    source.value,
    root.expr === node && root.limit === undefined && root.among === undefined,
    scene.text.slice(at.start, at.end),
  );
  if (text === undefined) return failure(`the value of ${net.declaration.name} is not surely as wide as the net`);
  const removed = removals(scene, net, source);
  if (removed === undefined) return failure(`${net.declaration.name} is declared together with others`, 'Declare it on its own first.');
  return success([...removed, { start: range.start, end: range.end, text }]);
}

function obstacle(
  scene: Scene,
  body: ModuleBody,
  root: PlacedRoot,
  node: Expr,
  source: Source,
  from: number,
  to: number,
): string | undefined {
  if (!isPure(source.value)) return 'its value calls a function';
  if (!isClosed(source.value) || source.value.kind !== 'name') {
    if (everyExpression(root.expr).some((one) => 'base' in one && (one.base === node || everyExpression(one.base).includes(node))))
      return 'a part of it is selected where it is used';
  }
  if (root.placed.around.length !== source.placed.around.length) return 'it is used in another generate block';
  const shadowed = namesIn(source.value).find((one) => !sameMeaning(scene, one.name, from, to));
  if (shadowed !== undefined) return `${shadowed.name} means something else where it is used`;
  if (otherDrivers(scene, body, source.placed, node.kind === 'name' ? node.name : '').length > 0) return 'it has other drivers';
  if (root.placed.item.kind === 'instance' && root.expr === node) return 'it connects an instance, whose port may need a net';
  if (root.placed.item.kind !== 'process') return undefined;
  const { process } = root.placed.item;
  if (process.style === 'initial' || process.style === 'final') return 'it is used in a process that runs once';
  if (process.style === 'always' && triggerOf(process) !== 'edges' && triggerOf(process) !== 'any')
    return 'the process that uses it has a sensitivity list';
  const changed = new Set(
    everyStatement(process.body).flatMap((one) => (one.kind === 'assign' && !one.blocking ? [] : [...assignedBy(one).names])),
  );
  const { locals } = assignedBy(process.body);
  const changing = namesIn(source.value).find((one) => changed.has(one.name) || locals.has(one.name));
  return changing === undefined ? undefined : `${changing.name} changes inside the process that uses it`;
}

/** The value so that its context cannot widen it: as it is when closed, else as the only part of a concatenation. */
function held(scene: Scene, net: Located, value: Expr, alone: boolean, text: string): string | undefined {
  const own = expressionType(scene, value);
  const type = typeOfDeclaration(scene, net);
  if (own === undefined || type === undefined || own.fills === true) return undefined;
  if (own.range !== type.range || own.width !== type.width) return undefined;
  const bracketed =
    /^[\w$.[\]:']+$/.test(text) ||
    value.kind === 'concat' ||
    value.kind === 'repeat' ||
    (text.startsWith('(') && text.endsWith(')') && value.end - value.start === text.length && preBracket(text))
      ? text
      : `(${text})`;
  if (own.signed === type.signed && (isClosed(value) || alone)) return alone ? text : bracketed;
  return type.signed ? `$signed({${text}})` : `{${text}}`;
}

/** Whether the brackets at both ends belong together. */
function preBracket(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return false;
  }
  return true;
}

/** Takes the declaration and the assignment away, with their lines when nothing else is on them. */
function removals(scene: Scene, net: Located, source: Source): Edit[] | undefined {
  const declared = itemsOf(scene.body ?? { name: '', keyword: '', parameters: [], ports: [], items: [], start: 0, end: 0 }).find(
    ({ item }) => item.kind === 'declare' && item.declarators.some((one) => one.name === net.declaration.name),
  )?.item;
  if (declared?.kind !== 'declare' || declared.declarators.length !== 1) return undefined;
  const spans = [lineOf(scene, declared)];
  if (source.continuous) {
    spans.push(assignLine(scene, source.placed.item));
  }
  const found = spans.filter((one) => one !== undefined);
  return found.length === spans.length ? found : undefined;
}

function assignLine(scene: Scene, item: { start: number; end: number }): Edit | undefined {
  const at = writtenEnds(scene, item);
  if (at === undefined) return undefined;
  const lead = /assign\s*$/.exec(scene.text.slice(0, at.start));
  const tail = /^\s*;/.exec(scene.text.slice(at.end));
  return lead === null || tail === null ? undefined : wholeLine(scene.text, lead.index, at.end + tail[0].length);
}

function lineOf(scene: Scene, span: { start: number; end: number }): Edit | undefined {
  const at = writtenEnds(scene, span);
  return at === undefined ? undefined : wholeLine(scene.text, at.start, at.end);
}

function wholeLine(text: string, start: number, end: number): Edit {
  const line = lineStart(text, start);
  const last = lineEnd(text, end);
  if (text.slice(line, start).trim() !== '' || text.slice(end, last).trim() !== '') return { start, end, text: '' };
  return { start: line, end: text.startsWith('\r\n', last) ? last + 2 : Math.min(text.length, last + 1), text: '' };
}
