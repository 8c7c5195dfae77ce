import { proseOf } from './spec/timing';
import type { Spec } from './spec/specTypes';

/** How much a specification asks for: `simple` is written at once, `complex` is planned as modules first. */
export interface Difficulty {
  readonly level: 'simple' | 'complex';
  /** Points by rule, and for what. */
  readonly points: number;
  readonly why: readonly string[];
}

const blocks =
  /\b(fifo|uart|spi|i2c|axi|apb|ahb|wishbone|arbiter|cache|pipeline[ds]?|multiplier|divider|alu|register file|memory|dma|crc|encoder|decoder|controller|timer|scheduler|bridge|crossbar|cpu|processor|datapath)s?\b/gi;

/** By what the text names and how long it is; the same text always gives the same. */
export function difficultyOf(spec: Spec): Difficulty {
  const prose = proseOf(spec.text);
  const words = prose.split(/\s+/).filter(Boolean).length;
  const named = new Set([...prose.matchAll(blocks)].map(([word]) => word.toLowerCase().replace(/s$/, '')));
  const why: string[] = [];
  let points = 0;
  const add = (count: number, reason: string): void => {
    if (count <= 0) return;
    points += count;
    why.push(reason);
  };
  add(Math.floor(words / 150), `${words} words`);
  add(named.size > 1 ? named.size : 0, `it names ${[...named].join(', ')}`);
  add(Math.floor(spec.interface.ports.length / 12), `${spec.interface.ports.length} ports`);
  add(/\b(sub-?modules?|blocks? named|consists? of|composed of|hierarch\w+)\b/i.test(prose) ? 3 : 0, 'it speaks of parts');
  return { level: points >= 4 ? 'complex' : 'simple', points, why };
}
