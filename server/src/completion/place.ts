import type { ModuleInfo } from '../model/moduleInfo';
import { tokenize, type Token } from '../graph/lexer';
import { closingText, Nesting, unitOpeners } from './nesting';

/** A cursor in a text, as the editor knows it. `offset` is in UTF-16 units. */
export interface Cursor {
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

/** The cursor with what the text around it says; computed once per request. */
export interface Place extends Cursor {
  readonly prefix: string;
  readonly suffix: string;
  /** The cursor's line, before and after the cursor. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
  readonly indent: string;
  readonly eol: string;
  readonly systemVerilog: boolean;
  /** Tokens of the design unit around the cursor up to the cursor (from its keyword), without an end marker. */
  readonly before: readonly Token[];
  /** Tokens after the cursor up to and with the end of the unit. */
  readonly after: readonly Token[];
  /** What is open at the cursor inside the unit; indexes point into `before`. */
  readonly open: Nesting;
  /** First index in `before` of the statement that the cursor is in; `before.length` when nothing of it is typed yet. */
  readonly statement: number;
  /** Name after the unit's keyword. */
  readonly unitName?: string;
  readonly unitKind?: string;
  /** The unit's facts, read from the text with the half-typed statement blanked. */
  readonly unit?: ModuleInfo;
}

const unitEnds = new Set(['endmodule', 'endinterface', 'endpackage', 'endprogram', 'endclass', 'endprimitive']);
const statementEnds = new Set([
  ';',
  'begin',
  'end',
  'endcase',
  'endfunction',
  'endtask',
  'endgenerate',
  'generate',
  'fork',
  'join',
  'else',
]);

/** Describes the place; `summarize` reads design units from a text of that path and never throws on broken text. */
export function describePlace(cursor: Cursor, summarize: (path: string, text: string) => readonly ModuleInfo[]): Place {
  const { text, offset } = cursor;
  const prefix = text.slice(0, offset);
  const suffix = text.slice(offset);
  const linePrefix = prefix.slice(Math.max(prefix.lastIndexOf('\n'), prefix.lastIndexOf('\r')) + 1);
  const lineSuffix = /^[^\r\n]*/.exec(suffix)?.[0] ?? '';
  const all = withoutEnd(tokenize(prefix));
  const start = unitStart(all);
  const before = start < 0 ? [] : all.slice(start);
  const after = unitRest(withoutEnd(tokenize(suffix)));
  const statement = statementStart(before);
  const unitName = before[1]?.kind === 'id' ? unitNameOf(before) : undefined;
  const place: Place = {
    ...cursor,
    prefix,
    suffix,
    linePrefix,
    lineSuffix,
    indent: /^[ \t]*/.exec(linePrefix)?.[0] ?? '',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    systemVerilog: !/\.(v|vh)$/i.test(cursor.path),
    before,
    after,
    open: new Nesting().feed(before),
    statement,
    ...(unitName === undefined ? {} : { unitName }),
    ...(before[0] === undefined ? {} : { unitKind: before[0].text }),
  };
  const unit = unitName === undefined ? undefined : readUnit(place, unitName, summarize);
  return unit === undefined ? place : { ...place, unit };
}

function withoutEnd(tokens: Token[]): Token[] {
  return tokens.slice(0, -1);
}

/** Index of the keyword of the innermost unit still open at the end of the tokens, or -1. */
function unitStart(tokens: readonly Token[]): number {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const text = tokens[i]?.text ?? '';
    if (unitEnds.has(text)) depth++;
    else if (unitOpeners.has(text) && tokens[i - 1]?.text !== 'virtual' && tokens[i - 1]?.text !== 'typedef') {
      if (depth === 0) return i;
      depth--;
    }
  }
  return -1;
}

/** Up to the end keyword of the unit (nested units skipped), or everything when there is none before the next unit begins. */
function unitRest(tokens: readonly Token[]): readonly Token[] {
  const end = tokens.findIndex(
    (token, i) => unitEnds.has(token.text) || (unitOpeners.has(token.text) && tokens[i - 1]?.text !== 'virtual'),
  );
  if (end < 0) return tokens;
  return tokens.slice(0, unitEnds.has(tokens[end]?.text ?? '') ? end + 1 : end);
}

function unitNameOf(before: readonly Token[]): string | undefined {
  const at = /^(automatic|static)$/.test(before[1]?.text ?? '') ? 2 : 1;
  return before[at]?.text;
}

/** A statement begins after `;` or a block keyword. A `;` inside `for (…)` is passed over. */
function statementStart(before: readonly Token[]): number {
  let depth = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const text = before[i]?.text ?? '';
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{' || text === "'{") depth--;
    else if (depth <= 0 && statementEnds.has(text)) return afterLabel(before, i + 1);
    else if (depth > 0 && (text === 'begin' || text === 'end')) return i + 1;
  }
  return 0;
}

/** `begin : name` and `end : name`: the label belongs to what came before. */
function afterLabel(before: readonly Token[], index: number): number {
  const word = before[index - 1]?.text;
  const labelled = word !== ';' && word !== 'else' && before[index]?.text === ':' && before[index + 1]?.kind === 'id';
  return labelled ? index + 2 : index;
}

/**
 * The half-typed statement costs error recovery most, so it is blanked before the unit is read. When that still does not give the
 * unit (its end is not typed yet), the open blocks are closed and what follows the cursor is left out.
 */
function readUnit(place: Place, name: string, summarize: (path: string, text: string) => readonly ModuleInfo[]): ModuleInfo | undefined {
  const first = place.before[place.statement];
  // Inside the header of the unit everything typed so far is the header: nothing may be blanked.
  const from = place.statement === 0 || first === undefined ? place.offset : first.start;
  const swallowed = /^[ \t]*[)\]}]*[ \t]*;?/.exec(place.suffix)?.[0].length ?? 0;
  const to = from < place.offset ? place.offset + swallowed : place.offset;
  const healed = place.text.slice(0, from) + blank(place.text.slice(from, to)) + place.text.slice(to);
  const found = pick(summarize(place.path, healed), name, place.offset);
  if (found !== undefined && !found.damaged) return found;
  const open = new Nesting().feed(place.before, 0, place.statement);
  const closed = `${place.text.slice(0, from)}\n${closingText(open)}\n`;
  return pick(summarize(place.path, closed), name, from) ?? found;
}

function pick(units: readonly ModuleInfo[], name: string, offset: number): ModuleInfo | undefined {
  const named = units.filter((unit) => unit.name === name);
  return named.find((unit) => unit.range.start <= offset && offset <= unit.range.end) ?? named[0];
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
