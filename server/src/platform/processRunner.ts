import { spawn, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { ToolJob, ToolRun, ToolRunner } from '../tools/toolRunner';
import { containmentWorks, launcherProblem, planCommand, type CommandPlan } from './containment';
import { findProgram } from './findProgram';
import { killGroup, track } from './processGroup';
import { LineSplitter } from './lineSplitter';
import { Scratch } from './scratch';

export interface ProcessRunnerOptions {
  /** Words put before every program (`srun -n1`, `docker exec …`): the launcher then bears limits and containment. */
  readonly launcher?: readonly string[];
  /** Contain untrusted runs with bubblewrap when it works here. Default true. */
  readonly contain?: boolean;
}

/**
 * Runs programs: never through a shell, each in a scratch directory and a process group of its own. At a time-out, a cancellation,
 * or too much output the whole group is ended; the scratch directory goes after the group has. Every run settles, whatever the
 * program does, and no result is guessed: a run that was stopped never reads as finished.
 */
export class ProcessRunner implements ToolRunner {
  constructor(private readonly options: ProcessRunnerOptions = {}) {}

  find(program: string): string | undefined {
    return findProgram(program);
  }

  /** A queue has to tell its node before it may go; a program of this machine has nobody to tell. */
  private get graceMs(): number {
    return this.launched ? launcherGraceMs : graceMs;
  }

  private get launched(): boolean {
    return (this.options.launcher?.length ?? 0) > 0;
  }

  async containment(): Promise<'bubblewrap' | 'launcher' | 'limits'> {
    if (this.launched) return 'launcher';
    return this.options.contain !== false && (await containmentWorks()) ? 'bubblewrap' : 'limits';
  }

  async run(job: ToolJob, signal: AbortSignal): Promise<ToolRun> {
    if (signal.aborted) return { kind: 'cancelled', stdout: '', stderr: '', ms: 0 };
    const problem = launcherProblem(this.options.launcher ?? []);
    if (problem !== undefined) return { kind: 'failedToStart', message: problem };
    let scratch: Scratch;
    try {
      scratch = await Scratch.create(job.files ?? new Map(), job.executable);
    } catch (error) {
      return { kind: 'failedToStart', message: `no scratch directory could be made: ${messageOf(error)}` };
    }
    try {
      const plan = await planCommand(job, scratch.path, this.options);
      return await runProcess(job, { ...plan, graceMs: this.graceMs }, scratch, signal);
    } finally {
      await scratch.remove();
    }
  }
}

type Stop = 'timeout' | 'cancelled' | 'outputLimit';

const defaultOutputBytes = 8 * 1024 * 1024;
/** Between the polite and the final signal, and between the exit of a program and the forced end of what it left behind. */
const graceMs = 300;
/** The same for a launcher, which passes the signal on to where the program runs. */
const launcherGraceMs = 3000;

function runProcess(
  job: ToolJob,
  plan: CommandPlan & { readonly graceMs: number },
  scratch: Scratch,
  signal: AbortSignal,
): Promise<ToolRun> {
  const begin = performance.now();
  return new Promise((resolve) => {
    const child = start(job, plan, scratch.path);
    if (child instanceof Error) return resolve({ kind: 'failedToStart', message: child.message });
    const untrack = track(child);
    const output = new Output(job, () => stop('outputLimit'));
    let stopped: Stop | undefined;
    let settled = false;

    const stop = (why: Stop): void => {
      if (stopped !== undefined) return;
      stopped = why;
      killGroup(child, plan.stopSignal ?? 'SIGTERM');
      // One that was interrupted may be at work on it: another signal only once half of its time is over.
      if (plan.stopSignal !== undefined) setTimeout(() => killGroup(child, 'SIGTERM'), plan.graceMs / 2).unref();
      setTimeout(() => killGroup(child, 'SIGKILL'), plan.graceMs).unref();
      // A program that escaped its group could hold the pipes for ever; the run ends without it.
      setTimeout(() => void settle(child.exitCode, child.signalCode), plan.graceMs + 2 * graceMs);
    };
    const onAbort = (): void => stop('cancelled');
    const timer = setTimeout(() => stop('timeout'), Math.min(job.timeoutMs, 2 ** 31 - 1));
    signal.addEventListener('abort', onAbort, { once: true });

    const cleanUp = (): void => {
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      untrack();
    };
    const settle = async (code: number | null, killedBy: NodeJS.Signals | null): Promise<void> => {
      if (settled) return;
      cleanUp();
      killGroup(child, 'SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      const ms = performance.now() - begin;
      const texts = output.end();
      if (stopped !== undefined) return resolve({ kind: stopped, ...texts, ms });
      const files = await scratch.collect(job.collect ?? []);
      resolve({ kind: 'finished', code: code ?? 128 + signalNumber(killedBy), ...texts, files, ms });
    };

    child.once('error', (error: NodeJS.ErrnoException) => {
      if (settled || child.pid !== undefined) return;
      cleanUp();
      resolve(error.code === 'ENOENT' ? { kind: 'notFound', program: job.program } : { kind: 'failedToStart', message: error.message });
    });
    child.once('close', (code, killedBy) => void settle(code, killedBy));
    child.once('exit', (code, killedBy) => setTimeout(() => void settle(code, killedBy), graceMs));
    child.stdout?.on('data', (chunk: Buffer) => output.take('stdout', chunk));
    child.stderr?.on('data', (chunk: Buffer) => output.take('stderr', chunk));
  });
}

function start(job: ToolJob, plan: CommandPlan, cwd: string): ChildProcess | Error {
  try {
    const child = spawn(plan.program, plan.args, {
      cwd,
      env: plan.env,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: [job.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    // A program that does not read its input must not bring us down.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(job.stdin);
    return child;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Both streams, as text for the end and as lines for now, up to the cap. */
class Output {
  private readonly chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  private readonly splitters: { stdout: LineSplitter; stderr: LineSplitter };
  private bytes = 0;

  constructor(
    private readonly job: ToolJob,
    private readonly onLimit: () => void,
  ) {
    this.splitters = {
      stdout: new LineSplitter((line) => job.onLine?.(line, 'stdout')),
      stderr: new LineSplitter((line) => job.onLine?.(line, 'stderr')),
    };
  }

  take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const room = (this.job.maxOutputBytes ?? defaultOutputBytes) - this.bytes;
    if (room <= 0) return this.onLimit();
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.bytes += kept.length;
    this.chunks[stream].push(kept);
    this.splitters[stream].push(kept);
    if (kept.length < chunk.length) this.onLimit();
  }

  end(): { stdout: string; stderr: string } {
    this.splitters.stdout.end();
    this.splitters.stderr.end();
    return { stdout: Buffer.concat(this.chunks.stdout).toString('utf8'), stderr: Buffer.concat(this.chunks.stderr).toString('utf8') };
  }
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15, SIGXCPU: 24 };

function signalNumber(name: NodeJS.Signals | null): number {
  return (name === null ? undefined : signalNumbers[name]) ?? 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
