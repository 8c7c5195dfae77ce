import { describe, expect, test } from 'vitest';
import { Pace } from '../../../server/src/completion/pace';

const at = (before: string, after = '\n') => ({ path: '/a.v', text: before + after, offset: before.length });
const inWord = at('assign y = a', ' & b;');

function typing(intervalMs: number, count = 20) {
  const clock = { now: 0 };
  const pace = new Pace(() => clock.now);
  for (let i = 0; i < count; i++) {
    clock.now += intervalMs;
    pace.typed();
  }
  return { clock, pace };
}

describe('the pause before work', () => {
  test('follows the speed of typing and is shorter where a thought begins', () => {
    const slow = typing(300).pace.before(inWord, 'model');
    const fast = typing(80).pace.before(inWord, 'model');
    expect(fast).toBeLessThan(slow);
    const { pace } = typing(150);
    expect(pace.before(at('assign y = '), 'model')).toBeLessThan(pace.before(at('assign y = a'), 'model'));
    expect(pace.before(at('assign y = a'), 'model')).toBeLessThan(pace.before(inWord, 'model'));
  });

  test('does not count a pause for thought as typing', () => {
    const { clock, pace } = typing(100);
    const before = pace.before(inWord, 'model');
    clock.now += 60_000;
    pace.typed();
    expect(pace.before(inWord, 'model')).toBe(before);
  });

  test('takes off what an answer takes anyway, but waits for the next letter of a word', () => {
    const { pace } = typing(200);
    const before = pace.before(inWord, 'model');
    pace.answered(100);
    expect(pace.before(inWord, 'model')).toBe(before - 100);
    for (let i = 0; i < 20; i++) pace.answered(5000);
    expect(pace.before(at('assign y = '), 'model')).toBe(60);
    expect(pace.before(inWord, 'model')).toBe(250);
    const fast = typing(100).pace;
    for (let i = 0; i < 20; i++) fast.answered(5000);
    expect(fast.before(inWord, 'model')).toBe(125);
  });

  test('grows with suggestions passed over, shrinks with those taken, and both wear off', () => {
    const { clock, pace } = typing(120);
    const before = pace.before(inWord, 'model');
    pace.judged(false);
    pace.judged(false);
    expect(pace.before(inWord, 'model')).toBeGreaterThan(before * 2);
    expect(pace.isWelcome).toBe(false);
    clock.now += 3_600_000;
    expect(pace.before(inWord, 'model')).toBe(before);
    for (let i = 0; i < 3; i++) pace.judged(true);
    expect(pace.before(inWord, 'model')).toBeLessThan(before);
    expect(pace.isWelcome).toBe(true);
    clock.now += 3_600_000;
    expect(pace.isWelcome).toBe(false);
  });

  test('is short for templates whatever happened, and bounded for a model', () => {
    const { pace } = typing(1400);
    for (let i = 0; i < 9; i++) pace.judged(false);
    expect(pace.before(inWord, 'templates')).toBe(150);
    expect(pace.before(inWord, 'model')).toBe(1000);
  });
});
