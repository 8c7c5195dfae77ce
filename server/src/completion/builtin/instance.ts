import { indentStep } from '../../base/indentStep';
import { instanceName } from '../../model/instanceName';
import type { ModuleInfo, PortInfo } from '../../model/moduleInfo';
import { bracketStep, closingBracket } from '../closingBracket';
import { isKeyword } from '../keywords';
import type { Place } from '../place';
import type { Candidate } from '../trim';
import { atModuleItem, clockAndReset, drivenNames, isActiveLow, isResetName, signalsOf, type Signal } from './facts';
import { insertion, type Template, type TemplateSources } from './template';

/** `ram` → an instance with its ports connected; `ram u_ram (.a(a), ` → the ports that are missing; `.data(` → the signal. */
export const instanceTemplate: Template = {
  name: 'instance',
  propose(place, sources) {
    const typed = readTyped(place, sources);
    if (typed === undefined) return [];
    const connect = connector(place, sources, typed);
    switch (typed.at) {
      case 'name':
      case 'instance':
        return [wholeInstance(place, typed, connect)];
      case 'list':
        return remainingPorts(place, typed, connect);
      case 'actual':
        return oneActual(place, typed, connect);
      default:
        return [];
    }
  },
};

interface Typed {
  readonly unit: ModuleInfo;
  /** After the module's name, after the instance's name, in the port list, or in the brackets of one port. */
  readonly at: 'name' | 'instance' | 'list' | 'actual';
  readonly instanceName?: string;
  readonly overridden: boolean;
  /** Ports that have their connection, before or after the cursor. */
  readonly connected: ReadonlySet<string>;
  /** Beginning of a port's name that was typed after a dot, or the port whose brackets are open. */
  readonly portStart?: string;
  /** The list needs a comma before the next connection. */
  readonly needsComma: boolean;
  /** What follows the cursor: connections, the closing bracket, or neither. */
  readonly follows: 'connections' | 'close' | 'nothing';
}

/** Reads the half-typed statement; undefined when it is no instance of a known module. */
function readTyped(place: Place, sources: TemplateSources): Typed | undefined {
  const tokens = place.before.slice(place.statement);
  const first = tokens[0];
  if (first?.kind !== 'id' || isKeyword(first.text) || first.text.startsWith('`') || !atModuleItem(place)) return undefined;
  const unit = sources.findModules(first.text).find((found) => found.kind === 'module' || found.kind === 'interface');
  if (unit === undefined || unit.name === place.unitName || (unit.damaged && unit.ports.length === 0)) return undefined;
  const nothing = { connected: new Set<string>(), needsComma: false, follows: 'nothing' as const };
  if (tokens.length === 1) return { unit, at: 'name', overridden: false, ...nothing };
  let at = 1;
  const overridden = tokens[1]?.text === '#';
  if (overridden) {
    at = closingBracket(tokens, 2) + 1;
    if (at > tokens.length) return undefined;
  }
  if (at === tokens.length) return { unit, at: 'name', overridden, ...nothing };
  const name = tokens[at];
  if (name?.kind !== 'id') return undefined;
  if (at + 1 === tokens.length) return { unit, at: 'instance', instanceName: name.text, overridden, ...nothing };
  if (tokens[at + 1]?.text !== '(') return undefined;
  return readList(place, unit, name.text, overridden, at + 1);
}

interface Texted {
  readonly text: string;
  readonly kind: string;
}

function readList(place: Place, unit: ModuleInfo, instanceName: string, overridden: boolean, open: number): Typed | undefined {
  const tokens = place.before.slice(place.statement);
  if (closingBracket(tokens, open) < tokens.length) return undefined;
  const rest = restOfList(place.after, depthAfter(tokens, open));
  const before = namesAfterDot(tokens, open);
  const connected = new Set([...before, ...rest.names]);
  const common = { unit, instanceName, overridden, connected, follows: rest.follows };
  const last = tokens.at(-1)?.text ?? '';
  const depth = depthAfter(tokens, open);
  if (depth === 2) {
    const port = tokens.at(-2)?.text;
    return last === '(' && tokens.at(-3)?.text === '.' && port !== undefined
      ? { ...common, at: 'actual', portStart: port, needsComma: false }
      : undefined;
  }
  if (depth !== 1) return undefined;
  // Ordered connections and `.*` are left alone.
  if (tokens.slice(open + 1).some((token) => token.text === '.*') || (tokens.length > open + 1 && tokens[open + 1]?.text !== '.'))
    return undefined;
  if (last === '.') return { ...common, at: 'list', portStart: '', needsComma: false };
  if (tokens.at(-2)?.text === '.') {
    return { ...common, at: 'list', connected: without(connected, last), portStart: last, needsComma: false };
  }
  return { ...common, at: 'list', needsComma: last !== '(' && last !== ',' };
}

function without(names: ReadonlySet<string>, name: string): Set<string> {
  return new Set([...names].filter((other) => other !== name));
}

function depthAfter(tokens: readonly Texted[], open: number): number {
  return tokens.slice(open).reduce((depth, { text }) => depth + bracketStep(text), 0);
}

function namesAfterDot(tokens: readonly Texted[], open: number): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    depth += bracketStep(text);
    if (text === '.' && depth === 1 && tokens[i + 1]?.kind === 'id') names.push(tokens[i + 1]?.text ?? '');
  }
  return names;
}

/** What follows belongs to the list only when its bracket closes before any statement ends. */
function restOfList(after: readonly Texted[], depthNow: number): { names: string[]; follows: Typed['follows'] } {
  let depth = depthNow;
  const names: string[] = [];
  for (let i = 0; i < after.length; i++) {
    const token = after[i];
    const text = token?.text ?? '';
    const step = bracketStep(text);
    depth += step;
    if (step < 0 && depth === 0) return { names, follows: names.length > 0 ? 'connections' : 'close' };
    else if (text === ';' || (token?.kind === 'id' && isKeyword(text))) break;
    else if (text === '.' && depth === 1 && after[i + 1]?.kind === 'id') names.push(after[i + 1]?.text ?? '');
  }
  return { names: [], follows: 'nothing' };
}

type Connect = (port: PortInfo) => string;

/** Chooses the signal for a port: the same name, the same name but for a direction mark, the only clock, the only reset of that polarity. */
function connector(place: Place, sources: TemplateSources, typed: Typed): Connect {
  const unit = place.unit;
  const signals = unit === undefined ? new Map<string, Signal>() : signalsOf(unit);
  const driven = drivenNames(place, sources);
  const parameters = new Set(unit?.parameters.map((parameter) => parameter.name));
  const clocks = clockAndReset(place);
  const fits = (port: PortInfo, name: string | undefined): name is string => {
    const signal = name === undefined ? undefined : signals.get(name);
    if (signal === undefined || signal.array) return name !== undefined && parameters.has(name) && port.direction === 'input';
    const adjustable = typed.overridden || typed.unit.parameters.some((parameter) => !parameter.local);
    const knownToDiffer = port.width !== undefined && signal.width !== undefined && port.width !== signal.width;
    if (knownToDiffer && !(adjustable && typed.overridden)) return false;
    // An output of the unit is what something here drives; only by its very name is it meant as an input of the instance.
    if (port.direction !== 'output') return signal.direction !== 'output' || signal.name === port.name;
    if (signal.direction === 'input' || driven.has(signal.name)) return false;
    return place.systemVerilog || !/\breg\b/.test(signal.typeText);
  };
  return (port) => {
    if (fits(port, port.name)) return port.name;
    const bare = bareName(port.name);
    const alike = [...signals.keys()].filter((name) => bareName(name) === bare && fits(port, name));
    if (alike.length === 1 && alike[0] !== undefined) return alike[0];
    if (port.direction !== 'input' || (port.width ?? 1) !== 1) return '';
    if (clocks !== undefined && /(^|_)(a?clk|clock)(_|$)/i.test(port.name)) return clocks.clock;
    const reset = clocks?.reset;
    if (reset !== undefined && isResetName(port.name) && isActiveLow(port.name) === reset.activeLow) return reset.name;
    return '';
  };
}

/** `data_i`, `i_data`, `data_in` → `data`; `rst_ni` → `rst_n`. */
function bareName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(i|o|io)_/, '')
    .replace(/_n(i|o|io)$/, '_n')
    .replace(/_(i|o|io|in|out)$/, '');
}

function wholeInstance(place: Place, typed: Typed, connect: Connect): Candidate {
  const gap = /\s$/.test(place.linePrefix) ? '' : ' ';
  const name = typed.instanceName === undefined ? `${instanceName(typed.unit.name, place.unit?.instances ?? [], place.text)} ` : '';
  return insertion(place, `${gap}${name}(${portLines(place, typed.unit.ports, connect)});`, closingAfterCursor(place));
}

function portLines(place: Place, ports: readonly PortInfo[], connect: Connect): string {
  if (ports.length === 0) return '';
  const base = place.indent;
  return `\n${ports.map((port) => `${base}${indentStep(place.text)}.${port.name}(${connect(port)})`).join(',\n')}\n${base}`;
}

/** Length of an auto-closed `)` or `);` right after the cursor, which the insertion replaces. */
function closingAfterCursor(place: Place): number {
  return /^[ \t]*\)[ \t]*;?/.exec(place.lineSuffix)?.[0].length ?? 0;
}

function remainingPorts(place: Place, typed: Typed, connect: Connect): Candidate[] {
  const open = typed.unit.ports.filter((port) => !typed.connected.has(port.name));
  const started = typed.portStart;
  const matching = started === undefined ? open : open.filter((port) => port.name.startsWith(started));
  const first = matching[0];
  if (first === undefined) return [];
  const ordered = started === undefined ? open : [first, ...open.filter((port) => port !== first)];
  const lines = place.linePrefix.trim() === '' || place.indent === '' ? place.indent : undefined;
  const opensHere = /\(\s*$/.test(place.linePrefix);
  const onOneLine = !opensHere && place.linePrefix.includes('(') && !/^\s*\./.test(place.linePrefix);
  const indent = onOneLine
    ? ''
    : /^\s*\./.test(place.linePrefix) || lines !== undefined
      ? place.indent
      : place.indent + indentStep(place.text);
  const separator = onOneLine ? ', ' : `,\n${indent}`;
  const texts = ordered.map((port) => `.${port.name}(${connect(port)})`);
  const body = texts.join(separator);
  const lead =
    started !== undefined ? '' : typed.needsComma ? separator : opensHere ? `\n${indent}` : leadAfterComma(place, onOneLine, indent);
  const shown = started === undefined ? body : body.slice(1 + started.length);
  return [insertion(place, lead + shown + tail(place, typed, onOneLine), typed.follows === 'close' ? closingAfterCursor(place) : 0)];
}

function leadAfterComma(place: Place, onOneLine: boolean, indent: string): string {
  if (place.linePrefix.trim() === '') return '';
  if (onOneLine) return /\s$/.test(place.linePrefix) ? '' : ' ';
  return `\n${indent}`;
}

/** What ends the list: a comma before the connections that follow, nothing when its bracket stands on a later line, else the bracket. */
function tail(place: Place, typed: Typed, onOneLine: boolean): string {
  if (typed.follows === 'connections') return ',';
  if (typed.follows === 'close' && closingAfterCursor(place) === 0) return '';
  return onOneLine ? ');' : `\n${statementIndent(place)});`;
}

function statementIndent(place: Place): string {
  const start = place.before[place.statement]?.start ?? place.offset;
  const line = place.prefix.slice(place.prefix.lastIndexOf('\n', start - 1) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function oneActual(place: Place, typed: Typed, connect: Connect): Candidate[] {
  const port = typed.unit.ports.find((candidate) => candidate.name === typed.portStart);
  const actual = port === undefined ? '' : connect(port);
  if (actual === '') return [];
  return [insertion(place, /^\s*\)/.test(place.lineSuffix) ? actual : `${actual})`)];
}
