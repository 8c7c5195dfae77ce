import { LineIndex } from '../../base/lines';
import type { SourceText } from '../../base/ranges';
import type { TestFailure } from '../../protocol/tests';
import { inNanoseconds, readTimescales, type Timescales } from './timescales';
import { screenTokens, type ScreenToken } from '../screenTokens';

/**
 * When and where the deciding lines of a run were printed. A simulator's own message names its line, and Icarus the time in the line
 * below it; for a line that the testbench printed, the print statements of the sources are tried: it came from one only when one alone
 * could have written it. Times are in ns where the sources have a timescale. `origins` leads from generated file names to the author's.
 */
export function failuresOf(
  deciding: readonly string[],
  printed: readonly string[],
  sources: readonly SourceText[],
  origins: ReadonlyMap<string, string>,
): TestFailure[] {
  let prints: Print[] | undefined;
  const scales = readTimescales(sources);
  return deciding.map((line) => {
    const named = namedPlace(line, printed, origins, scales);
    if (named !== undefined) return named;
    prints ??= sources.flatMap((source) => printsOf(source, scales));
    return printedPlace(line, prints);
  });
}

/** A failure in one sentence: `at 50 ns: q is 4`. */
export function failureText({ message, time }: TestFailure): string {
  return time === undefined || message.includes(time) ? message : `at ${time}: ${message}`;
}

/** `ERROR: s1.sv:10: text` with `Time: 50 Scope: tb` below it (Icarus); `[50] %Error: s1.sv:10: text` (Verilator). */
function namedPlace(
  line: string,
  printed: readonly string[],
  origins: ReadonlyMap<string, string>,
  scales: Timescales,
): TestFailure | undefined {
  const icarus = /^(?:FATAL|ERROR|WARNING|INFO): (\S+?):(\d+): ?(.*)$/.exec(line);
  const verilator = /^(?:\[(\d+)\] )?%(?:Fatal|Error): (\S+?):(\d+): (?:Assertion failed in \S+: )?(.*)$/.exec(line);
  const [file, number, words] = icarus?.slice(1) ?? verilator?.slice(2) ?? [];
  const path = file === undefined ? undefined : (origins.get(file) ?? file);
  if (path === undefined || number === undefined) return undefined;
  const below = icarus === null ? undefined : /^\s*Time: (\S+)\s/.exec(printed[printed.indexOf(line) + 1] ?? '')?.[1];
  const steps = below ?? verilator?.[1];
  const time = steps === undefined ? undefined : inNanoseconds(steps, scales.finest);
  const message = words === undefined || words.trim() === '' ? 'the assertion failed' : words.trim();
  return { message, file: path, line: Number(number), ...(time === undefined ? {} : { time }) };
}

/** A statement that prints: what its lines look like. */
interface Print {
  readonly file: string;
  readonly line: number;
  readonly pattern: RegExp;
  /** What its time counts, as a power of ten of a second, where that is known. */
  readonly unit: number | undefined;
}

function printedPlace(line: string, prints: readonly Print[]): TestFailure {
  const found = prints.flatMap((print) => {
    const match = print.pattern.exec(line.trim());
    const time = match?.groups?.time?.trim();
    return match === null ? [] : [{ print, time: time === undefined ? undefined : inNanoseconds(time, print.unit) }];
  });
  const [first] = found;
  const message = line.trim();
  const same = found.every(({ print }) => print.file === first?.print.file && print.line === first.print.line);
  if (first === undefined || !same) return { message };
  return { message, file: first.print.file, line: first.print.line, ...(first.time === undefined ? {} : { time: first.time }) };
}

const printing = /^\$(?:f?display|f?write|f?strobe|monitor|error|warning|info|fatal)[boh]?$/;

function printsOf(source: SourceText, scales: Timescales): Print[] {
  if (!/\$(?:f?display|f?write|f?strobe|monitor)/.test(source.text)) return [];
  const tokens = screenTokens(source.text);
  const lines = new LineIndex(source.text);
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'system' || !printing.test(token.text) || tokens[at + 1]?.text !== '(') return [];
    const words = argumentsOf(tokens, at + 1);
    const format = words.findIndex((argument) => argument.length === 1 && argument[0]?.kind === 'string');
    const text = words[format]?.[0]?.text;
    if (text === undefined) return [];
    const found = patternOf(text, words.slice(format + 1));
    if (found === undefined) return [];
    const unit = found.formatted ? scales.formatted : scales.unitAt(source.path, token.offset);
    return [{ file: source.path, line: lines.positionAt(token.offset).line + 1, pattern: found.pattern, unit }];
  });
}

/** The arguments of the call whose bracket opens at `open`, as tokens. */
function argumentsOf(tokens: readonly ScreenToken[], open: number): ScreenToken[][] {
  const found: ScreenToken[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(open + 1)) {
    if (depth === 0 && token.text === ')' && token.kind !== 'string') break;
    if (token.kind === 'punctuation' && /^[([{]$/.test(token.text)) depth++;
    if (token.kind === 'punctuation' && /^[)\]}]$/.test(token.text)) depth--;
    if (depth === 0 && token.kind === 'punctuation' && token.text === ',') found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

/** Fewer fixed letters say too little of where a line came from. */
const fewestLetters = 3;

/** What lines a format gives (IEEE 1800-2017 21.2.1), and whether the time in them is `%t`'s. What is beyond our reading matches anything. */
function patternOf(
  format: string,
  values: readonly ScreenToken[][],
): { readonly pattern: RegExp; readonly formatted: boolean } | undefined {
  const plain = format.replace(/\\n/g, '').replace(/\\t/g, '\t').replace(/\\"/g, '"').replace(/\\\\/g, '\\').trim();
  const parts = plain.split(/(%-?\d*(?:\.\d+)?[a-zA-Z]|%%)/);
  if (
    parts
      .filter((_, i) => i % 2 === 0)
      .join('')
      .replace(/[^A-Za-z]/g, '').length < fewestLetters
  )
    return undefined;
  let timed = false;
  let formatted = false;
  let value = 0;
  const pattern = parts.map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (part === '%%') return '%';
    const letter = part.at(-1)?.toLowerCase();
    if (letter === 'm' || letter === 'l') return '\\S+';
    const isTime = letter === 't' || /^\$(?:s|real)?time$/.test(values[value]?.[0]?.text ?? '');
    value++;
    if (isTime && !timed) {
      timed = true;
      formatted = letter === 't';
      return '\\s*(?<time>\\d+(?:\\.\\d+)?(?: ?[munpf]?s)?)';
    }
    if (letter === 's' || letter === 'c' || letter === 'p' || letter === 'v') return '.*?';
    return isTime ? '\\s*[\\d.]+(?: ?[munpf]?s)?' : '\\s*[-+.0-9a-fA-FxXzZ_]+';
  });
  return { pattern: new RegExp(`^${pattern.join('')}${values.length > value ? '.*' : ''}$`), formatted };
}
