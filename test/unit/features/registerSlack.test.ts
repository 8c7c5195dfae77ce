import { afterEach, expect, it, vi } from 'vitest';
import type { TimingRequest } from '../../../server/src/engine/engine';
import type { Timing } from '../../../server/src/protocol/contract';
import type { QuickEnd } from '../../../server/src/timing/quick/quickTiming';
import { serveInProcess, type Served } from './serveInProcess';

const uri = 'file:///w/m.sv';
const text = `module m (input clk, input [3:0] a, output reg [3:0] q);
  reg [3:0] r;
  always @(posedge clk) begin
    r <= a;
    q <= r + a;
  end
endmodule
`;
const timing: Timing = {
  engine: 'signoff-sta 1',
  period: 5,
  wns: -0.82,
  tns: -0.82,
  fmax: 171.8,
  paths: [],
  fixes: [],
  notes: ['An estimate for ice40-hx without place and route; the rest is silence.'],
  endpoints: { q: -0.82, r: 3.1 },
};
const ends = (q: number): QuickEnd[] => [
  { signal: 'q', kind: 'register', arrival: q, registers: 1 },
  { signal: 'r', kind: 'register', arrival: 1, registers: 2 },
];

async function analysed(settings: object = {}): Promise<{ served: Served; labels: () => Promise<string[]> }> {
  const served = serveInProcess();
  await served.client.start({ initializationOptions: { trusted: true, settings } });
  served.client.open(uri, text);
  served.engine.onTiming = () => Promise.resolve(timing);
  await served.client.request('signoff/timing', { uri });
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const labels = async (): Promise<string[]> => {
    const found = await served.client.request<{ label: string; position: { line: number } }[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range,
    });
    return found.filter(({ label }) => label.includes('ns')).map(({ label, position }) => `${position.line} ${label}`);
  };
  return { served, labels };
}

function edit({ client }: Served, version: number): void {
  const at = { line: 4, character: 9 };
  client.notify('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: at, end: at }, text: 'a + ' }],
  });
}

afterEach(() => {
  vi.useRealTimers();
});

/** Nobody types for ten seconds; what is asked before and after them is answered once the server came to it. */
async function pause(labels: () => Promise<string[]>): Promise<void> {
  await labels();
  await vi.advanceTimersByTimeAsync(10_000);
  await labels();
}

it('registers show their slack once timing was analysed, and how an edit changes it', async () => {
  const { served, labels } = await analysed();
  expect(await labels()).toEqual(['0 −0.82 ns', '1 +3.10 ns']);
  let answer: (found: readonly QuickEnd[] | undefined) => void = () => undefined;
  const asked = vi.fn(() => new Promise<readonly QuickEnd[] | undefined>((resolve) => (answer = resolve)));
  served.engine.quickTiming = vi.fn(() => Promise.resolve(ends(4)));
  // The analysis again: now there is an estimate of its text.
  await served.client.request('signoff/timing', { uri });
  await vi.waitFor(() => expect(served.engine.quickTiming).toHaveBeenCalled());
  served.engine.quickTiming = asked;
  edit(served, 2);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  // Nothing moves while somebody types.
  expect(await labels()).toEqual(['0 −0.82 ns', '1 +3.10 ns']);
  answer(ends(5));
  // 5.82 ns became five quarters of it.
  await vi.waitFor(async () => expect(await labels()).toEqual(['0 ≈ −2.27 ns', '1 +3.10 ns']));
  edit(served, 3);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  answer(undefined);
  await vi.waitFor(async () => expect(await labels()).toEqual(['0 ≈ −2.27 ns …', '1 +3.10 ns …']), { timeout: 3000 });
  edit(served, 4);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(3));
  expect(await labels()).toEqual(['0 ≈ −2.27 ns …', '1 +3.10 ns …']);
  answer(ends(5));
  await vi.waitFor(async () => expect(await labels()).toEqual(['0 ≈ −2.27 ns', '1 +3.10 ns']));
});

it('in a pause the text as it stands is analysed, for the slack alone, and the next edit is held against that', async () => {
  const { served, labels } = await analysed();
  const { engine } = served;
  engine.quickTiming = vi.fn(() => Promise.resolve(ends(4)));
  await served.client.request('signoff/timing', { uri });
  await vi.waitFor(() => expect(engine.quickTiming).toHaveBeenCalled());
  const requests: TimingRequest[] = [];
  let stopped = false;
  engine.onTiming = (request, signal) => {
    requests.push(request);
    signal.addEventListener('abort', () => (stopped = true));
    return new Promise(() => undefined);
  };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  edit(served, 2);
  await pause(labels);
  expect(requests).toHaveLength(1);
  // Somebody types on: nothing of it is wanted any more.
  engine.onTiming = () => Promise.resolve({ ...timing, endpoints: { q: -1.5, r: 3.1 } });
  edit(served, 3);
  await pause(labels);
  expect(stopped).toBe(true);
  await vi.waitFor(async () => expect(await labels()).toEqual(['0 −1.50 ns', '1 +3.10 ns']));
  expect(requests[0]).toMatchObject({ top: 'm', fix: false, endpoints: true });
  engine.quickTiming = () => Promise.resolve(ends(8));
  edit(served, 4);
  // Twice as long as the 6.5 ns of the analysis in the pause.
  await vi.waitFor(async () => expect(await labels()).toEqual(['0 ≈ −8.00 ns', '1 +3.10 ns']));
});

it('slack of a report stays as it is in a pause: no tool of ours says what that report would', async () => {
  const { served, labels } = await analysed();
  const { engine } = served;
  const report = { title: 'OpenSTA' } as NonNullable<Timing['report']>;
  engine.onTiming = () => Promise.resolve({ ...timing, report });
  await served.client.request('signoff/timing', { uri });
  const asked = vi.fn(() => Promise.resolve(timing));
  engine.onTiming = asked;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  edit(served, 2);
  await pause(labels);
  expect(asked).not.toHaveBeenCalled();
});

it('nothing is shown where the setting says so', async () => {
  const { labels } = await analysed({ inlayHints: { slack: false } });
  expect(await labels()).toEqual([]);
});

it('hints of a file whose timing was never analysed ask nothing of its modules', async () => {
  const { client, engine } = serveInProcess();
  await client.start({ initializationOptions: { trusted: true } });
  client.open(uri, text);
  const asked = vi.spyOn(engine, 'modulesOf');
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  expect(await client.request('textDocument/inlayHint', { textDocument: { uri }, range })).toEqual([]);
  expect(asked).not.toHaveBeenCalled();
});
