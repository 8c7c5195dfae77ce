import type { Token } from '../../graph/lexer';
import type { ModuleInfo } from '../../model/moduleInfo';
import { bracketStep } from '../closingBracket';
import type { Place } from '../place';
import type { TemplateSources } from './template';

/** A named value of the unit around the cursor. */
export interface Signal {
  readonly name: string;
  readonly typeText: string;
  readonly width?: number;
  readonly direction?: 'input' | 'output' | 'inout' | 'ref' | 'interface';
  /** May be assigned in a process: `reg`, `logic` or a type name. */
  readonly variable: boolean;
  readonly array: boolean;
}

/** Ports and nets of the unit by name; a port that is declared again in the body is one signal. */
export function signalsOf(unit: ModuleInfo): Map<string, Signal> {
  const found = new Map<string, Signal>();
  for (const port of unit.ports) {
    const variable = /\b(reg|logic|bit|integer|int|byte)\b/.test(port.typeText) || isTypeName(port.typeText);
    found.set(port.name, {
      ...sized(port.width),
      name: port.name,
      typeText: port.typeText,
      direction: port.direction,
      variable,
      array: false,
    });
  }
  for (const net of unit.nets) {
    const port = found.get(net.name);
    const variable = !/^(wire|tri|wand|wor|supply|uwire)/.test(net.kind);
    found.set(net.name, {
      ...sized(net.width ?? port?.width),
      name: net.name,
      typeText: net.typeText === '' ? net.kind : net.typeText,
      ...(port?.direction === undefined ? {} : { direction: port.direction }),
      variable: variable || port?.variable === true,
      array: net.unpacked !== undefined && net.unpacked !== '',
    });
  }
  return found;
}

function sized(width: number | undefined): { width?: number } {
  return width === undefined ? {} : { width };
}

function isTypeName(typeText: string): boolean {
  return /^(?:\w+::)?[a-z]\w*$/.test(typeText.trim()) && !/^(wire|tri|signed|unsigned)$/.test(typeText.trim());
}

/** Values of the enum that a signal is declared with, in order; undefined when it is of another type. */
export function enumValuesOf(
  signal: Signal,
  place: Place,
  sources: TemplateSources,
): { type: string; values: readonly string[] } | undefined {
  const text = signal.typeText.replace(/^(var|output|input|reg|logic)\s+(?=[\w:]+$)/, '').trim();
  const inline = /\benum\b[^{]*\{([^}]*)\}/.exec(text)?.[1];
  if (inline !== undefined) {
    const values = inline.split(',').map((entry) => entry.replace(/=.*$/s, '').trim());
    return values.every((value) => /^[A-Za-z_]\w*$/.test(value)) ? { type: text, values } : undefined;
  }
  const [, packageName, typeName] = /^(?:(\w+)::)?(\w+)$/.exec(text) ?? [];
  if (typeName === undefined) return undefined;
  const prefix = packageName === undefined ? '' : `${packageName}::`;
  const imported = place.unit?.imports.map((entry) => entry.package) ?? [];
  const homes =
    packageName === undefined
      ? [place.unit, ...imported.flatMap((name) => [...sources.findModules(name)])]
      : sources.findModules(packageName);
  for (const home of homes) {
    const values = home?.types.find((type) => type.name === typeName)?.enumValues;
    if (values !== undefined && values.length > 0) return { type: text, values: values.map((value) => prefix + value) };
  }
  return undefined;
}

export interface Assignment {
  readonly name: string;
  readonly operator: '=' | '<=' | 'assign';
  /** Index of the name in the tokens that were searched. */
  readonly index: number;
}

const beforeTarget = /^(;|begin|end\w*|else|\)|:|assign|fork|always_comb|always_latch|final|initial|\})$/;

/** Targets of procedural and continuous assignments, concatenations opened. */
export function assignmentsIn(tokens: readonly Token[]): Assignment[] {
  const found: Assignment[] = [];
  tokens.forEach((token, i) => {
    if (token.text !== '=' && token.text !== '<=' && !/^(\+|-|\||&|\^)=$/.test(token.text)) return;
    const start = targetStart(tokens, i - 1);
    const previous = tokens[start - 1];
    if (previous !== undefined && !beforeTarget.test(previous.text)) return;
    const operator = previous?.text === 'assign' ? 'assign' : token.text === '<=' ? '<=' : '=';
    let depth = 0;
    for (let k = start; k < i; k++) {
      const part = tokens[k];
      if (part?.text === '[') depth++;
      else if (part?.text === ']') depth--;
      else if (part?.kind === 'id' && depth === 0 && tokens[k - 1]?.text !== '.') found.push({ name: part.text, operator, index: k });
    }
  });
  return found;
}

/** First index of the target that ends at `end`: a name with selects and members, or a concatenation. */
function targetStart(tokens: readonly Token[], end: number): number {
  let at = end;
  for (;;) {
    if (tokens[at]?.text === ']' || tokens[at]?.text === '}') {
      const isConcat = tokens[at]?.text === '}';
      let depth = 0;
      for (; at >= 0; at--) {
        if (/^[\]}]$/.test(tokens[at]?.text ?? '')) depth++;
        else if (/^['[{]*[[{]$/.test(tokens[at]?.text ?? '') && --depth === 0) break;
      }
      if (isConcat) return at;
      at--;
    } else if (tokens[at]?.kind === 'id' && tokens[at - 1]?.text === '.') at -= 2;
    else return at;
  }
}

/** Names that something in the unit drives: assignments, and outputs (or unknown ports) of instances. */
export function drivenNames(place: Place, sources: TemplateSources): Set<string> {
  const driven = new Set([...assignmentsIn(place.before), ...assignmentsIn(place.after)].map((assignment) => assignment.name));
  for (const net of place.unit?.nets ?? []) if (/=/.test(net.typeText)) driven.add(net.name);
  for (const instance of place.unit?.instances ?? []) {
    const ports = sources.findModules(instance.moduleName)[0]?.ports;
    instance.connections.forEach((connection, i) => {
      const port = connection.name === undefined ? ports?.[i] : ports?.find((candidate) => candidate.name === connection.name);
      if (port?.direction === 'input') return;
      for (const name of connection.text.match(/[A-Za-z_]\w*/g) ?? []) driven.add(name);
    });
  }
  return driven;
}

/** Cursor where a module item may begin: nothing of a statement typed, only units and generate blocks open around it. */
export function atModuleItem(place: Place): boolean {
  return place.unit !== undefined && place.unitKind === 'module' && !isProcedural(place) && place.statement > 0;
}

/** Inside a process, function or task. */
export function isProcedural(place: Place): boolean {
  const { stack } = place.open;
  if (stack.some((open) => ['function', 'task', 'case', 'casez', 'casex', 'fork'].includes(open.opener))) return true;
  const begin = stack.find((open) => open.opener === 'begin');
  const from = begin === undefined ? place.statement : itemStart(place.before, begin.index);
  return /^(always|always_ff|always_comb|always_latch|initial|final)$/.test(place.before[from]?.text ?? '');
}

/** First token of the item that the token at `index` belongs to: after the last `;` or block end that is not in parentheses. */
function itemStart(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const text = tokens[i]?.text ?? '';
    depth -= bracketStep(text);
    if (depth === 0 && /^(;|end\w*|generate|begin)$/.test(text))
      return /^(end\w*|begin)$/.test(text) && tokens[i + 1]?.text === ':' ? i + 3 : i + 1;
  }
  return 0;
}

export interface Process {
  /** Index of the `always…` keyword in `place.before`. */
  readonly index: number;
  readonly keyword: string;
  readonly edges: readonly { readonly edge: 'posedge' | 'negedge'; readonly name: string }[];
  /** First index of the body, after the event control. */
  readonly body: number;
}

/** The process that the cursor is in, when its event control is complete. */
export function processAt(place: Place): Process | undefined {
  if (!isProcedural(place)) return undefined;
  const begin = place.open.stack.find((open) => open.opener === 'begin');
  const index = begin === undefined ? place.statement : itemStart(place.before, begin.index);
  const keyword = place.before[index]?.text ?? '';
  if (!keyword.startsWith('always')) return undefined;
  if (keyword === 'always_comb' || keyword === 'always_latch') return { index, keyword, edges: [], body: index + 1 };
  if (place.before[index + 1]?.text !== '@') return undefined;
  if (place.before[index + 2]?.text === '*') return { index, keyword, edges: [], body: index + 3 };
  let depth = 0;
  const edges: { edge: 'posedge' | 'negedge'; name: string }[] = [];
  for (let i = index + 2; i < place.before.length; i++) {
    const token = place.before[i];
    if (token?.text === '(') depth++;
    else if (token?.text === ')' && --depth === 0) return { index, keyword, edges, body: i + 1 };
    else if (token?.text === 'posedge' || token?.text === 'negedge')
      edges.push({ edge: token.text, name: place.before[i + 1]?.text ?? '' });
  }
  return undefined;
}

/** A constant zero for a signal: `'0` in SystemVerilog, a sized zero in Verilog. */
export function zeroFor(signal: Signal | undefined, place: Place): string {
  if (signal?.width === 1) return "1'b0";
  if (place.systemVerilog) return "'0";
  if (signal?.width !== undefined && !/[A-Za-z_]\w*\s*[-+*:\]]/.test(signal.typeText.replace(/\b(reg|logic|wire|signed)\b/g, '')))
    return `${signal.width}'d0`;
  const range = /\[\s*(.+?)\s*-\s*1\s*:\s*0\s*\]/.exec(signal?.typeText ?? '')?.[1];
  return range === undefined ? '0' : `{${/^\w+$/.test(range) ? range : `(${range})`}{1'b0}}`;
}

export interface ClockAndReset {
  readonly clock: string;
  readonly reset?: { readonly name: string; readonly activeLow: boolean };
}

/** The unit's only clock input and its reset, found among the edges that its processes use, else by their customary names. */
export function clockAndReset(place: Place): ClockAndReset | undefined {
  const inputs = (place.unit?.ports ?? []).filter((port) => port.direction === 'input' && (port.width ?? 1) === 1).map((port) => port.name);
  const clocks = inputs.filter((name) => /(^|_)(clk|clock)(_|$)|^[a-z]?clk$|clk_?i?$/i.test(name));
  if (clocks.length !== 1 || clocks[0] === undefined) return undefined;
  const resets = inputs.filter((name) => isResetName(name));
  const name = resets[0];
  if (resets.length !== 1 || name === undefined) return { clock: clocks[0] };
  return { clock: clocks[0], reset: { name, activeLow: isActiveLow(name) } };
}

/** The unit has clocked processes already, none of them with this reset in its list: that is its way. */
export function resetsSynchronously(place: Place, reset: string): boolean {
  const edges = [...place.before, ...place.after].flatMap((token, i, all) =>
    /^(pos|neg)edge$/.test(all[i - 1]?.text ?? '') ? [token.text] : [],
  );
  return edges.length > 0 && !edges.includes(reset);
}

export function isResetName(name: string): boolean {
  return /(^|_)[an]?(rst|reset)[nb]?(_|$)|^(rst|reset)\w?$/i.test(name);
}

export function isActiveLow(name: string): boolean {
  return /(_n|_ni|_b|_l|_n_i)$|(rst|reset)[nb](_|$)|(^|_)a?n(rst|reset)/i.test(name);
}
