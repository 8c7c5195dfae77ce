import type { SourceText } from '../../base/ranges';
import { blankComments } from '../../tools/sourcePlaces';

/** What sources say of the unit of the times that a run prints, each as a power of ten of a second: -9 is ns. Undefined where they say nothing. */
export interface Timescales {
  /** The finest precision of all: the simulator's own steps (IEEE 1800-2017 3.14.3). */
  readonly finest: number | undefined;
  /** What `%t` counts: the finest precision, or as `$timeformat` says; undefined too where it says several things (20.4.3). */
  readonly formatted: number | undefined;
  /** What `$time` counts at a place: the unit in force there (22.7). */
  unitAt(file: string, offset: number): number | undefined;
}

interface Scale {
  readonly file: number;
  readonly offset: number;
  readonly unit: number | undefined;
  readonly precision: number | undefined;
}

const units: Record<string, number> = { s: 0, ms: -3, us: -6, ns: -9, ps: -12, fs: -15 };
const time = String.raw`(10{0,2})\s*(s|ms|us|ns|ps|fs)`;
const written = new RegExp(
  [
    String.raw`\x60timescale\s+${time}\s*/\s*${time}`,
    String.raw`\btimeunit\s+${time}(?:\s*/\s*${time})?\s*;`,
    String.raw`\btimeprecision\s+${time}\s*;`,
  ].join('|'),
  'g',
);

/** Reads the timescales of sources in the order in which they are compiled: a directive holds on into the files after it. */
export function readTimescales(sources: readonly SourceText[]): Timescales {
  const bare = sources.map((source) => blankComments(source.text));
  const scales = bare.flatMap((text, file): Scale[] =>
    Array.from(text.matchAll(written)).map((match) => {
      const [a, b, c, d, e] = [1, 3, 5, 7, 9].map((at) => exponent(match[at], match[at + 1]));
      return { file, offset: match.index, unit: a ?? c, precision: b ?? d ?? e };
    }),
  );
  const precisions = scales.flatMap(({ precision, unit }) => precision ?? unit ?? []);
  const finest = precisions.length === 0 ? undefined : Math.min(...precisions);
  const formats = bare.flatMap((text) => Array.from(text.matchAll(/\$timeformat\s*\(\s*(-?\d+)?/g)).map((match) => match[1]));
  const [format] = formats;
  return {
    finest,
    formatted: formats.length === 0 ? finest : format !== undefined && new Set(formats).size === 1 ? Number(format) : undefined,
    unitAt(file, offset) {
      const at = sources.findIndex((source) => source.path === file);
      const before = scales.filter((one) => one.unit !== undefined && (one.file < at || (one.file === at && one.offset < offset)));
      return before.at(-1)?.unit;
    },
  };
}

function exponent(digits: string | undefined, unit: string | undefined): number | undefined {
  return digits === undefined || unit === undefined ? undefined : (units[unit] ?? 0) + digits.length - 1;
}

/** A printed time in ns, exactly: `12500` steps of 1 ps are `12.5 ns`. One with a unit by that; one whose unit is not known as it was printed. */
export function inNanoseconds(text: string, exponentOfTen: number | undefined): string {
  if (/s$/.test(text)) return namedTime(text);
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null || exponentOfTen === undefined) return text;
  const fraction = match[2] ?? '';
  const digits = (match[1] ?? '') + fraction;
  const places = fraction.length - exponentOfTen - 9;
  if (places <= 0) return `${trimmed(digits + '0'.repeat(-places))} ns`;
  const padded = digits.padStart(places + 1, '0');
  const rest = padded.slice(-places).replace(/0+$/, '');
  return `${trimmed(padded.slice(0, -places))}${rest === '' ? '' : `.${rest}`} ns`;
}

/** A time with its unit, `4.00ns` or `3 us`, in ns; as it is when it is none. */
export function namedTime(text: string): string {
  const match = /^([\d.]+)\s*(s|ms|us|ns|ps|fs)$/.exec(text.trim());
  return match === null ? text : inNanoseconds(match[1] ?? '', units[match[2] ?? '']);
}

function trimmed(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
