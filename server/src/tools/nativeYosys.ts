import type { ToolRunner } from './toolRunner';
import type { Yosys, YosysJob, YosysRun } from './yosys';

const scriptName = 'signoff-run.ys';

/**
 * A Yosys installed on this machine, behind the same port as the embedded one: a script file and the generated files in a scratch
 * directory, each run its own process. `version` is what the program calls itself. Few builds carry the slang reader: `slang` says so.
 */
export function createNativeYosys(runner: ToolRunner, path: string, version: string, slang = false): Yosys {
  return {
    flavor: 'native',
    version: `yosys ${version}`,
    slang,
    run: (job, signal) => runNative(runner, path, job, signal),
  };
}

/** Whether a native Yosys has `read_slang`, built in or as a plugin that it finds by itself. */
export async function hasSlang(runner: ToolRunner, path: string, signal: AbortSignal): Promise<boolean> {
  const run = await runner.run({ program: path, args: ['-q', '-p', 'help read_slang'], timeoutMs: 10_000 }, signal);
  return run.kind === 'finished' && run.code === 0 && !/No such command/.test(run.stdout + run.stderr);
}

async function runNative(runner: ToolRunner, path: string, job: YosysJob, signal: AbortSignal): Promise<YosysRun> {
  const lines: string[] = [];
  const script = job.commands.map((command) => `${command}\n`).join('');
  const run = await runner.run(
    {
      program: path,
      args: ['-s', scriptName],
      files: new Map([...job.files, [scriptName, script]]),
      collect: job.outputs,
      timeoutMs: job.timeoutMs,
      maxOutputBytes: 64 * 1024 * 1024,
      onLine: (line) => {
        lines.push(line);
        job.onLine?.(line);
      },
    },
    signal,
  );
  switch (run.kind) {
    case 'finished':
      // Above 128 a signal ended it (memory, a crash): that says nothing of the design.
      if (run.code >= 128) return { kind: 'broken', message: `yosys ended with code ${run.code}`, lines, ms: run.ms };
      return { kind: 'finished', code: run.code, lines, files: run.files, ms: run.ms };
    case 'timeout':
    case 'cancelled':
      return { kind: run.kind, lines, ms: run.ms };
    case 'outputLimit':
      return { kind: 'broken', message: 'yosys printed more than 64 MB and was stopped', lines, ms: run.ms };
    case 'notFound':
      return { kind: 'broken', message: `yosys was not found at ${run.program}`, lines, ms: 0 };
    case 'failedToStart':
      return { kind: 'broken', message: `yosys did not start: ${run.message}`, lines, ms: 0 };
  }
}
