import { onml, renderAny, waveSkin } from 'wavedrom';
import type { WaveJson, WaveLane } from '../../../server/src/protocol/contract';

let drawings = 0;

/**
 * WaveJSON as an SVG text whose colours are CSS variables (`--wave-line`, `--wave-text`, …), so that it follows the editor's theme.
 * Names and values come from the design: characters that would be markup are replaced before they reach the drawing library.
 * `marked` is a column, from 0, that is shown behind a frame: the cycle that matters.
 */
export function waveformSvg(wave: WaveJson, marked?: number): string {
  const head =
    wave.head === undefined ? {} : { head: { ...wave.head, ...(wave.head.text === undefined ? {} : { text: harmless(wave.head.text) }) } };
  const drawn = renderAny(drawings++, { ...wave, ...head, signal: grouped(wave.signal).map(cleanLane) }, waveSkin);
  const svg = themed(onml.stringify(drawn));
  return marked === undefined ? svg : frame(svg, marked, wave.config?.hscale ?? 1);
}

/** Width of a cycle in the drawing library's units, at a scale of 1. */
const cycleWidth = 40;

/** Lays a frame over one column of the lanes, ticks included. */
function frame(svg: string, column: number, scale: number): string {
  const height = Number(/<line id="gmark_0[^>]* y2="(\d+)"/.exec(svg)?.[1] ?? 0);
  const width = cycleWidth * scale;
  const box = `x="${column * width}" y="0" width="${width}" height="${height}"`;
  const style = 'fill:var(--wave-mark-fill);stroke:var(--wave-mark);stroke-width:1.5';
  return svg.replace(/<g id="wavearcs_/, `<rect class="marked" ${box} style="${style}"/>$&`);
}

/** How many cycles a drawing shows. */
export function cyclesOf(wave: WaveJson): number {
  return Math.max(0, ...wave.signal.flatMap(lengths));
}

/**
 * The name of a group is written upwards beside its lanes. Where one is longer than its lanes are high, the names of all become headings
 * above them, so that two sides never look unlike.
 */
function grouped(signal: readonly WaveLane[]): WaveLane[] {
  const tooLong = (lane: WaveLane): boolean => Array.isArray(lane) && typeof lane[0] === 'string' && lane[0].length > 4 * (lane.length - 1);
  return signal.some(tooLong) ? signal.flatMap(headed) : [...signal];
}

function headed(lane: WaveLane): WaveLane[] {
  if (!Array.isArray(lane)) return [lane];
  const [name, ...lanes] = lane;
  return typeof name === 'string' ? [{ name: `${name}:` } as unknown as WaveLane, ...(lanes as WaveLane[])] : [lane];
}

/** The last cycles of a drawing: a lane that was holding a value shows it from the first cycle that is left. */
export function lastCycles(wave: WaveJson, count: number): WaveJson {
  const cut = cyclesOf(wave) - count;
  if (cut <= 0) return wave;
  return { ...wave, head: { ...wave.head, tick: (wave.head?.tick ?? 0) + cut }, signal: wave.signal.map((lane) => cutLane(lane, cut)) };
}

function lengths(lane: WaveLane): number[] {
  if (Array.isArray(lane)) return lane.flatMap((entry) => (typeof entry === 'string' ? [] : lengths(entry)));
  return 'wave' in lane && typeof lane.wave === 'string' ? [lane.wave.length] : [];
}

function cutLane(lane: WaveLane, cut: number): WaveLane {
  if (Array.isArray(lane)) return lane.map((entry) => (typeof entry === 'string' ? entry : cutLane(entry, cut)));
  if (!('wave' in lane) || typeof lane.wave !== 'string') return lane;
  const { wave, data } = lane as { wave: string; data?: string[] };
  const gone = wave.slice(0, cut + 1);
  const held = [...gone].reverse().find((state) => state !== '.' && state !== '|') ?? 'x';
  const labels = [...gone].filter(isValue).length - (isValue(held) ? 1 : 0);
  const rest = { ...lane, wave: held + wave.slice(cut + 1) } as WaveLane;
  return data === undefined ? rest : ({ ...rest, data: data.slice(Math.max(0, labels)) } as WaveLane);
}

function isValue(state: string): boolean {
  return /[=2-9]/.test(state);
}

function cleanLane(lane: WaveLane): WaveLane {
  if (Array.isArray(lane)) return lane.map((entry) => (typeof entry === 'string' ? harmless(entry) : cleanLane(entry)));
  if (!('name' in lane) || typeof lane.name !== 'string') return lane;
  const data = lane.data;
  return { ...lane, name: harmless(lane.name), ...(data === undefined ? {} : { data: data.map(harmless) }) } as WaveLane;
}

function harmless(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆').replaceAll('"', '”');
}

const colours: readonly (readonly [RegExp, string])[] = [
  [/fill:#ffffb4/g, 'fill:var(--wave-value-a)'],
  [/fill:#ffe0b9/g, 'fill:var(--wave-value-b)'],
  [/fill:#b9e0ff/g, 'fill:var(--wave-value-c)'],
  [/fill:#(ccfdfe|cdfdc5|f0c1fb|f5c2c0)/g, 'fill:var(--wave-value-c)'],
  [/fill:#fff(?![0-9a-f])/g, 'fill:var(--wave-plain)'],
  [/fill:\s*white/g, 'fill:var(--wave-plain)'],
  [/#0041c4/g, 'var(--wave-group)'],
  [/(stroke|fill|color):#000/g, '$1:var(--wave-line)'],
  [/text\{/g, 'text{fill:var(--wave-text);'],
];

/** The skin's own style sheet and inline styles name fixed colours for white paper. */
function themed(svg: string): string {
  return colours.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), svg);
}
