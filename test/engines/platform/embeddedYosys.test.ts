import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEmbeddedYosys, type EmbeddedYosys, type EmbeddedYosysOptions } from '../../../server/src/platform/embeddedYosys';
import type { YosysJob, YosysRun } from '../../../server/src/tools/yosys';

const never = new AbortController().signal;
const open: EmbeddedYosys[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map((yosys) => yosys.dispose()));
});

function create(options: EmbeddedYosysOptions = { workers: 1 }): EmbeddedYosys {
  const yosys = createEmbeddedYosys(options);
  open.push(yosys);
  return yosys;
}

const counter = 'module m(input c, output reg [3:0] q);\r\n  always @(posedge c) q <= q + 1;\r\nendmodule\r\n';

function job(more: Partial<YosysJob> = {}): YosysJob {
  return {
    commands: ['read_verilog a/m.v', 'prep -top m', 'write_json out/o.json'],
    files: new Map([
      ['a/m.v', counter],
      ['out/keep', ''],
    ]),
    outputs: ['out/o.json', 'missing'],
    timeoutMs: 60_000,
    ...more,
  };
}

/** A proof that takes for ever: a 24-bit multiplier against its parts. */
const endless = job({
  commands: ['read_verilog m.v', 'prep -top m', 'sat -prove d 0 m'],
  files: new Map([
    [
      'm.v',
      'module m(input [23:0] a, b, output d); wire [47:0] x = a * b, y = ((a * b[23:12]) << 12) + a * b[11:0]; assign d = x != y; endmodule\n',
    ],
  ]),
  outputs: [],
});

const isFine = (run: YosysRun): boolean => run.kind === 'finished' && run.code === 0 && run.files.size === 1;

describe('createEmbeddedYosys', () => {
  it('knows its version without a run', () => {
    const pinned = JSON.parse(readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(create().version).toBe(`yosys ${pinned.devDependencies['@yowasp/yosys']} (embedded)`);
  });

  it('reads and writes files in folders, and tells lines while it runs', async () => {
    const lines: string[] = [];
    const run = await create().run(job({ onLine: (line) => lines.push(line) }), never);
    expect(isFine(run)).toBe(true);
    if (run.kind !== 'finished') return;
    expect(JSON.parse(Buffer.from(run.files.get('out/o.json') ?? []).toString())).toHaveProperty('modules.m');
    expect(lines).toEqual(run.lines);
    expect(lines.some((line) => line.includes('Executing PREP'))).toBe(true);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('gives the files of a run that failed', async () => {
    const run = await create().run(job({ commands: [...job().commands, 'no_such_command'] }), never);
    expect(run).toMatchObject({ kind: 'finished', code: 1 });
    if (run.kind === 'finished') expect([...run.files.keys()]).toEqual(['out/o.json']);
    expect(run.lines.join('\n')).toContain('No such command: no_such_command');
  });

  it('ends a run at its time limit, and the next one works', async () => {
    const yosys = create();
    expect((await yosys.run({ ...endless, timeoutMs: 500 }, never)).kind).toBe('timeout');
    expect(isFine(await yosys.run(job(), never))).toBe(true);
  });

  it('ends a run that is cancelled, and one that waits', async () => {
    const yosys = create();
    const [first, second] = [new AbortController(), new AbortController()];
    const running = yosys.run({ ...endless, onLine: () => first.abort() }, first.signal);
    const waiting = yosys.run(job(), second.signal);
    const third = yosys.run(job(), never);
    second.abort();
    expect((await waiting).kind).toBe('cancelled');
    expect((await running).kind).toBe('cancelled');
    expect(isFine(await third)).toBe(true);
  });

  it('does not count the time in the queue', async () => {
    const yosys = create();
    await yosys.warm();
    const blocking = yosys.run({ ...endless, timeoutMs: 1500 }, never);
    const queued = yosys.run(job({ timeoutMs: 1400 }), never);
    expect((await blocking).kind).toBe('timeout');
    expect(isFine(await queued)).toBe(true);
  });

  it('answers broken for the job whose worker is killed, and the next one works', async () => {
    const killed = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
      void this.terminate();
    });
    const yosys = create();
    const run = await yosys.run(job(), never);
    expect(killed).toHaveBeenCalledTimes(1);
    expect(run).toMatchObject({ kind: 'broken', message: expect.stringContaining('ended') as string });
    expect(isFine(await yosys.run(job(), never))).toBe(true);
  });

  it('is broken, not wrong, when memory is short', async () => {
    const yosys = create({ workers: 1, maxMemoryMb: 64 });
    const text = 'module m(input [7:0] a, output [4194303:0] y); assign y = {524288{a}} + 1; endmodule\n';
    const run = await yosys.run(
      job({ commands: ['read_verilog m.v', 'prep -top m', 'techmap', 'stat'], files: new Map([['m.v', text]]) }),
      never,
    );
    expect(run.kind === 'broken' || (run.kind === 'finished' && run.code !== 0)).toBe(true);
    expect(isFine(await yosys.run(job(), never))).toBe(true);
  });

  it('runs side by side in its workers', async () => {
    const yosys = create({ workers: 2 });
    const cancel = new AbortController();
    const long = yosys.run(endless, cancel.signal);
    expect(isFine(await yosys.run(job(), never))).toBe(true);
    cancel.abort();
    expect((await long).kind).toBe('cancelled');
  });

  it('ends idle workers and starts anew', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate');
    const yosys = create({ workers: 1, idleMs: 1 });
    expect(isFine(await yosys.run(job(), never))).toBe(true);
    await vi.waitFor(() => expect(ended).toHaveBeenCalled());
    expect(isFine(await yosys.run(job(), never))).toBe(true);
  });

  it('answers everything when it is shut down', async () => {
    const yosys = create();
    const running = yosys.run(endless, never);
    const waiting = yosys.run(job(), never);
    await yosys.dispose();
    expect((await running).kind).toBe('cancelled');
    expect((await waiting).kind).toBe('cancelled');
    expect((await yosys.run(job(), never)).kind).toBe('broken');
  });
});
