import { shortValue } from '../base/binaryText';
import type { WaveJson, WaveLane } from '../protocol/contract';

export interface WaveRow {
  readonly name: string;
  readonly width: number;
  /** One value a cycle, binary, most significant first. */
  readonly values: readonly string[];
}

export interface WaveGroup {
  readonly title: string;
  readonly rows: readonly WaveRow[];
}

/** WaveJSON of equally long rows; `clock` gives a leading clock lane, `firstCycle` numbers the ticks. */
export function waveJson(groups: readonly WaveGroup[], options: { text: string; firstCycle: number; clock?: string }): WaveJson {
  const length = Math.max(0, ...groups.flatMap((group) => group.rows.map((row) => row.values.length)));
  const signal: WaveLane[] = [];
  if (options.clock !== undefined && length > 0) signal.push({ name: options.clock, wave: `p${'.'.repeat(length - 1)}` });
  for (const group of groups) {
    if (group.rows.length > 0) signal.push([group.title, ...group.rows.map(lane)]);
  }
  return { signal, head: { text: options.text, tick: options.firstCycle } };
}

function lane(row: WaveRow): WaveLane {
  let wave = '';
  let last: string | undefined;
  const data: string[] = [];
  for (const value of row.values) {
    if (value === last) wave += '.';
    else if (row.width === 1) wave += value;
    else if (/^x+$/.test(value)) wave += 'x';
    else {
      wave += '=';
      data.push(shortValue(value));
    }
    last = value;
  }
  return data.length > 0 ? { name: row.name, wave, data } : { name: row.name, wave };
}
