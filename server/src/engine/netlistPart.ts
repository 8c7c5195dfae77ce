import { differingPart } from '../completion/bestOf';
import type { Item, ModuleBody, Routine } from '../graph/ast';
import { areApart, itemFlow, meet, type ItemFlow, type Labelled } from '../graph/itemFlow';
import type { FlowScene } from '../graph/itemNames';
import { tokenize } from '../graph/lexer';
import { pathsOnLoops } from '../graph/nameLoops';
import type { Path } from '../graph/processPaths';
import { readModules } from '../graph/readModule';
import { moduleBodies } from '../graph/units';
import type { ModuleInfo } from '../model/moduleInfo';
import type { ParsedFile } from '../syntax/parsedFile';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The items of a module before an edit, with what each may drive. Offsets are in the file as it is written. */
export interface ItemsBefore {
  readonly text: string;
  readonly items: readonly PlacedFlow[];
  readonly routines: ReadonlyMap<string, Routine>;
  readonly routineText: string;
  readonly pure: ReadonlySet<string>;
  /** Where items may stand. */
  readonly inside: Span;
}

interface PlacedFlow extends ItemFlow {
  /** From the first word to behind the semicolon; undefined for what a macro or an include makes. */
  readonly place?: Span;
  /** Written as it is read, and of no use but for what it drives: it can be left out. */
  readonly removable: boolean;
}

/** What the files around a module tell of it. */
export interface Around {
  readonly moduleNamed: (name: string) => ModuleInfo | undefined;
  /** Functions of packages that change nothing, by name. */
  readonly pureFunctions: ReadonlySet<string>;
}

/** What latches, drivers and loops that an edit may bring hang on. */
export type NetlistPart =
  /** They cannot come of it. */
  | { readonly kind: 'nothing' }
  /** On what is left of the edited text, and of the text before it, without what the edit has no part in. */
  | { readonly kind: 'part'; readonly after: string; readonly before: string };

/**
 * Reads the module around an edit to come. Undefined where names do not tell what is driven: some of it could not be read, or says what is no
 * item's to say.
 */
export function itemsBefore(file: ParsedFile, unit: ModuleInfo, { moduleNamed, pureFunctions: pure }: Around): ItemsBefore | undefined {
  const bodies = moduleBodies(file);
  const named = bodies.filter((one) => one.name === unit.name);
  const [body] = named;
  const { text } = file.pre;
  if (body === undefined || named.length > 1 || isBeyondItems(text.slice(body.start, body.end)) || isOtherwiseInNetlist(file.source.text))
    return undefined;
  const end = placeOf({ start: body.end - endWord.length, end: body.end }, file)?.start;
  if (end === undefined || file.source.text.slice(end, end + endWord.length) !== endWord) return undefined;
  const around = [...bodies.filter((one) => one.keyword === '$unit'), body].flatMap((one) => one.items);
  const routines = new Map(around.flatMap((item) => (item.kind === 'routine' ? [[item.routine.name, item.routine] as const] : [])));
  const shared = { routines, routineText: text, pure };
  const scene = sceneOf(text, shared, moduleNamed);
  const placed = body.items.map((item): PlacedFlow => {
    const span = statementOf(item, text);
    const place = span === undefined ? undefined : placeOf(span, file);
    const asRead = place !== undefined && file.source.text.slice(place.start, place.end) === text.slice(span?.start, span?.end);
    return { ...itemFlow(item, scene), removable: asRead && mayGo.has(item.kind), ...(place === undefined ? {} : { place }) };
  });
  return {
    ...{ text: file.source.text, items: withLabels([...placed, portsFlow(body)]), ...shared },
    inside: { start: unit.headerRange.end, end },
  };
}

/**
 * What is left to look at of a module's netlist for an edit of it: latches come of its own processes, second drivers of what drives the same names,
 * loops of what lies on a path from what it drives to what it reads. By names, which are never fewer than the nets. Undefined where that cannot be told.
 */
export function netlistPart(before: ItemsBefore, edited: ParsedFile, moduleNamed: Around['moduleNamed']): NetlistPart | undefined {
  const text = edited.source.text;
  const part = differingPart(text, before.text);
  if (part === undefined) return { kind: 'nothing' };
  const grown = text.length - before.text.length;
  const replaced = { start: part.start, end: part.end - grown };
  if (replaced.start < before.inside.start || replaced.end > before.inside.end) return undefined;
  // Items that the edit touches are the edit's; so is what stands between those to its left and right.
  const isLeft = ({ place }: PlacedFlow): boolean => place !== undefined && place.end < replaced.start;
  const isRight = ({ place }: PlacedFlow): boolean => place !== undefined && place.start > replaced.end;
  const from = Math.max(before.inside.start, ...before.items.filter(isLeft).map(({ place }) => place?.end ?? 0));
  const to = Math.min(before.inside.end, ...before.items.filter(isRight).map(({ place }) => place?.start ?? Infinity)) + grown;
  const brought = flowsBetween({ start: from, end: to }, edited, before, moduleNamed);
  if (brought === undefined) return undefined;
  const kept = before.items.filter((one) => one.place === undefined || isLeft(one) || isRight(one));
  const [own, others] = [withLabels(brought, labelsOf([...before.items, ...brought])), withLabels(kept, labelsOf(brought))];
  const drives = new Set(own.flatMap((one) => [...one.drives]));
  const looping = pathsOnLoops(pathsOf(own), [...pathsOf(own), ...pathsOf(others)]);
  const concerned = new Set(others.filter((one) => meet(one.drives, drives) || one.paths.some((path) => looping.has(path))));
  const isSound = own.every((one) => !one.mayLatch && one.mayClash !== true) && areApart(own);
  if (concerned.size === 0 && looping.size === 0 && isSound) return { kind: 'nothing' };
  const gone = others.filter((one) => one.removable && !concerned.has(one)).flatMap(({ place }) => place ?? []);
  const after = gone.map(({ start, end }) => (start > replaced.end ? { start: start + grown, end: end + grown } : { start, end }));
  return { kind: 'part', after: blanked(text, after), before: blanked(before.text, gone) };
}

/** The text before the edit without all that can be left out of it. */
export function barestText({ text, items }: ItemsBefore): string {
  return blanked(
    text,
    items.flatMap(({ place, removable }) => (removable ? (place ?? []) : [])),
  );
}

const endWord = 'endmodule';
/** Statements that connect or set what no item drives by its names. */
const beyondItems = /\b(?:alias|bind|defparam|specify|checker|force|release|deassign|clocking)\b/;
// Comments may use those words.
const isBeyondItems = (text: string): boolean =>
  beyondItems.test(text) && tokenize(text).some((token) => token.kind === 'id' && beyondItems.test(token.text));
/** The netlist is read with SYNTHESIS defined: what that switches on is not in the text as it is read here. */
const isOtherwiseInNetlist = (text: string): boolean =>
  /`(?:ifdef|elsif)\s+(?:SYNTHESIS|YOSYS)\b|`ifndef\s+(?:SYNTHESIS|YOSYS)\b[^]*?`els/.test(text);
const mayGo: ReadonlySet<string> = new Set<Item['kind']>(['assign', 'process', 'instance', 'gate', 'for', 'if', 'case', 'block']);
/** Items that an edit may bring without a say in what others are. */
const mayCome: ReadonlySet<string> = new Set<Item['kind']>([...(mayGo as Set<Item['kind']>), 'declare']);

function sceneOf(
  text: string,
  { routines, routineText, pure }: Pick<ItemsBefore, 'routines' | 'routineText' | 'pure'>,
  moduleNamed: Around['moduleNamed'],
): FlowScene {
  return {
    ...{ text, routines, routineText, pure },
    direction(module, port) {
      const ports = moduleNamed(module)?.ports ?? [];
      return (typeof port === 'number' ? ports[port] : ports.find((one) => one.name === port))?.direction;
    },
    drivenByWildcard: (module) =>
      moduleNamed(module)
        ?.ports.filter((one) => one.direction !== 'input')
        .map((one) => one.name),
  };
}

/** With the word before it and the semicolon behind it; undefined for one of several in a statement. */
function statementOf(item: Item, text: string): Span | undefined {
  if (item.kind !== 'assign' && item.kind !== 'instance' && item.kind !== 'gate') return item;
  const head = item.kind === 'assign' ? /\bassign\s+$/.exec(text.slice(Math.max(0, item.start - 80), item.start))?.[0] : '';
  const semicolon = /^\s*;/.exec(text.slice(item.end, item.end + 80))?.[0];
  const isNext = /,\s*$/.test(text.slice(Math.max(0, item.start - 80), item.start));
  return head === undefined || semicolon === undefined || isNext
    ? undefined
    : { start: item.start - head.length, end: item.end + semicolon.length };
}

/** Where a stretch of the text as it is read stands in the file, when its two ends are written there. */
function placeOf({ start, end }: Span, { source, pre }: ParsedFile): Span | undefined {
  const [first, last] = [pre.toSource(start, start + 1), pre.toSource(end - 1, end)];
  const isWritten = [first, last].every((one) => one.path === source.path && one.macro === undefined);
  return isWritten && first.start < last.end ? { start: first.start, end: last.end } : undefined;
}

/** A module is driven through its ports, but for its outputs. */
function portsFlow(body: ModuleBody): PlacedFlow {
  const ports = [...body.ports, ...body.items.flatMap((item) => (item.kind === 'port' ? item.ports : []))];
  const drives = new Set(ports.filter((port) => port.direction !== 'output').map((port) => port.name));
  return { drives, paths: [], labels: [], mayLatch: false, removable: false };
}

/** The items that stand in [from, to) of the edited file; undefined when they are not such as only drive nets. */
function flowsBetween(span: Span, { pre }: ParsedFile, before: ItemsBefore, moduleNamed: Around['moduleNamed']): ItemFlow[] | undefined {
  const [start, end] = [pre.fromRoot(span.start), pre.fromRoot(span.end)];
  if (start === undefined || end === undefined || end < start) return undefined;
  const slice = pre.text.slice(start, end);
  if (isBeyondItems(slice)) return undefined;
  const head = 'module m;\n';
  const text = `${head}${slice}\n${endWord}`;
  const [module, ...more] = readModules(text);
  if (module === undefined || more.length > 0 || module.end !== text.length || module.keyword !== 'module') return undefined;
  if (!module.items.every((item) => mayCome.has(item.kind))) return undefined;
  const scene = sceneOf(text, before, moduleNamed);
  return module.items.map((item) => itemFlow(item, scene));
}

const pathsOf = (flows: readonly ItemFlow[]): Path[] => flows.flatMap((one) => one.paths);
const labelsOf = (flows: readonly ItemFlow[]): Labelled[] => flows.flatMap((one) => one.labels);

/** Who names a label reads or drives what stands behind it. */
function withLabels<T extends ItemFlow>(flows: readonly T[], labels = labelsOf(flows)): readonly T[] {
  if (labels.length === 0) return flows;
  const names = new Set(labels.map(({ label }) => label));
  return flows.map((flow) => {
    if (!flow.paths.some(({ drives, from }) => meet(drives, names) || meet(from, names))) return flow;
    const paths = flow.paths.map((path): Path => {
      const [drives, from] = [new Set(path.drives), new Set(path.from)];
      for (const { label, inside } of labels) {
        if (path.from.has(label)) for (const name of inside.drives) from.add(name);
        if (path.drives.has(label)) for (const name of inside.from) drives.add(name);
      }
      return { drives, from };
    });
    return { ...flow, paths };
  });
}

function blanked(text: string, spans: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}
