import { afterAll, describe, expect, it } from 'vitest';
import { createGraphLayout } from '../../../server/src/platform/graphLayout';

describe('the layout worker', () => {
  const drawing = createGraphLayout();
  const never = new AbortController().signal;
  afterAll(() => drawing.dispose());

  it('lays out one graph after another, and says what is wrong with one', async () => {
    const [first, broken, second] = await Promise.all([
      drawing.layout('digraph { a -> b }', never),
      drawing.layout('digraph { a -> ', never),
      drawing.layout('digraph { c -> d }', never),
    ]);
    expect(first).toMatchObject({ ok: true, value: expect.stringContaining('<title>a&#45;&gt;b</title>') as unknown });
    expect(broken).toMatchObject({ ok: false, message: expect.stringContaining('could not be laid out') as unknown });
    expect(second).toMatchObject({ ok: true, value: expect.stringContaining('<title>c&#45;&gt;d</title>') as unknown });
  });

  it('a drawing that nobody waits for any more is stopped, and the next one is made', async () => {
    const nodes = Array.from({ length: 900 }, (_, i) => `n${i} -> n${(i * 37) % 900}; n${i} -> n${(i * 61 + 5) % 900};`);
    const stop = new AbortController();
    const long = drawing.layout(`digraph { ${nodes.join(' ')} }`, stop.signal);
    await new Promise(setImmediate);
    stop.abort();
    expect(await long).toMatchObject({ ok: false, message: 'the drawing was cancelled' });
    expect(await drawing.layout('digraph { x }', never)).toMatchObject({ ok: true });
  });

  it('ends when it is told to, and starts again when it is needed', async () => {
    await drawing.dispose();
    expect(await drawing.layout('digraph { x }', never)).toMatchObject({ ok: true });
  });
});
