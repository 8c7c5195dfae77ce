import { describe, expect, it } from 'vitest';
import { atPlace, matching, neighbour } from '../../../media/graph/walk.js';

const at = (id: string, x: number, y: number) => ({ id, x, y });
const named = (id: string, line: number, endLine = line, kind = 'wire', label?: string) => ({
  id,
  kind,
  line,
  endLine,
  ...(label === undefined ? {} : { label }),
});

describe('the keys of the graph view', () => {
  const nodes = [at('a', 0, 0), at('b', 100, 10), at('c', 60, 50), at('d', 0, 80)];

  it('lead along an arrow where there is one that way, else to the nearest', () => {
    expect(neighbour(nodes, [], 'a', 'ArrowRight')).toBe('b');
    expect(neighbour(nodes, [{ from: 'a', to: 'c' }], 'a', 'ArrowRight')).toBe('c');
    expect(neighbour(nodes, [{ from: 'c', to: 'a' }], 'c', 'ArrowLeft')).toBe('a');
    expect(neighbour(nodes, [], 'a', 'ArrowDown')).toBe('d');
  });

  it('stay where nothing is that way, and begin at the first node', () => {
    expect(neighbour(nodes, [], 'a', 'ArrowLeft')).toBeUndefined();
    expect(neighbour(nodes, [], 'nowhere', 'ArrowRight')).toBe('a');
  });
});

describe('what is meant', () => {
  it('a search finds names and labels in any case', () => {
    const nodes = [named('wptr', 1), named('m.0', 2, 2, 'state', 'WAIT'), named('rptr', 3)];
    expect(matching(nodes, 'PTR')).toEqual(['wptr', 'rptr']);
    expect(matching(nodes, 'wait')).toEqual(['m.0']);
    expect(matching(nodes, '  ')).toEqual([]);
  });

  it('a word of the source is a signal, its copies, its fields or a state', () => {
    const nodes = [named('lane[0..3].q', 4), named('bus.valid', 5), named('bus.data', 5), named('s.1', 6, 6, 'state', 'RUN')];
    expect(atPlace(nodes, { word: 'q', line: 1 })).toEqual(['lane[0..3].q']);
    expect(atPlace(nodes, { word: 'bus', line: 1 })).toEqual(['bus.valid', 'bus.data']);
    expect(atPlace(nodes, { word: 'RUN', line: 1 })).toEqual(['s.1']);
  });

  it('a line is the smallest block around it, never the ends of the process', () => {
    const nodes = [named('p#0', 1, 9, 'block', 'entry'), named('p#1', 2, 9, 'block', 'case s'), named('p#2', 4, 4, 'block', 'q <= 1')];
    expect(atPlace(nodes, { word: 'q', line: 4 })).toEqual(['p#2']);
    expect(atPlace(nodes, { word: '', line: 7 })).toEqual(['p#1']);
    expect(atPlace(nodes, { word: 'x', line: 20 })).toEqual([]);
  });
});
