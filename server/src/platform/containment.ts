import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolJob } from '../tools/toolRunner';
import { findProgram } from './findProgram';

export interface CommandPlan {
  readonly program: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  /** The signal that asks it to end, before the one that is no longer asking. */
  readonly stopSignal?: 'SIGINT';
}

/**
 * The command line that really runs for a job: with a memory limit where `prlimit` exists (util-linux), and for untrusted jobs inside
 * bubblewrap where that works: no network, no view of anyone's files, only the scratch directory writable.
 */
export async function planCommand(
  job: ToolJob,
  scratch: string,
  options: { readonly launcher?: readonly string[]; readonly contain?: boolean },
): Promise<CommandPlan> {
  const env = environment(scratch, job.env ?? {});
  if (options.launcher?.[0] !== undefined) return launched(job, scratch, options.launcher, env);

  const command = [job.program, ...job.args];
  // Resolved first: inside the wrappers a missing program would look like a program that failed.
  const program = findProgram(job.program, scratch);
  if (program === undefined) return { program: job.program, args: [...job.args], env };
  command[0] = program;
  if (job.untrusted === true && options.contain !== false && (await containmentWorks())) {
    command.unshift(...bubblewrapArguments(program, scratch, job.readable));
  }
  const prlimit = process.platform === 'linux' ? findProgram('prlimit') : undefined;
  if (prlimit !== undefined) command.unshift(prlimit, `--as=${(job.maxMemoryMb ?? 4096) * 1024 * 1024}`, '--core=0', '--');
  return { program: command[0], args: command.slice(1), env };
}

/** Clients of LSF and Grid Engine: an interactive job ends with an interruption (Ctrl-C) of its client, while a SIGTERM may end the client alone. */
const interruptible = /^(?:bsub|qsub|qrsh)$/;

/**
 * A job behind a launcher. Some (LSF, Grid Engine without `-noshell`) join the words and have a shell on the other machine read them: words that a shell would
 * change go there as a script of our own in the scratch directory, whose words are quoted, so that the launcher sees plain ones only.
 */
function launched(job: ToolJob, scratch: string, launcher: readonly string[], env: Record<string, string>): CommandPlan {
  const [program = '', ...args] = launcher;
  const words = [job.program, ...job.args];
  let command = words;
  if (!words.every((word) => /^[\w@%+=:,./-]+$/.test(word))) {
    const script = path.join(scratch, launchScript);
    writeFileSync(script, `exec ${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}\n`);
    command = ['sh', script];
  }
  // LSF would tell of the job among what the program prints.
  const quiet = { BSUB_QUIET: '1' };
  const plan = { program, args: [...args, ...command], env: { ...queueEnvironment(), ...quiet, ...env } };
  return interruptible.test(path.basename(program)) ? { ...plan, stopSignal: 'SIGINT' } : plan;
}

/** Why a launcher cannot give back what a program prints: batch jobs leave that in a file or send it by mail. */
export function launcherProblem([program = '', ...args]: readonly string[]): string | undefined {
  const name = path.basename(program);
  if (name === 'qsub') return 'qsub does not give back what a program prints: use qrsh -now n -cwd -noshell as the launcher';
  if (name !== 'bsub' || args.some((word) => /^-I/.test(word))) return undefined;
  return 'bsub without -I does not give back what a program prints: use bsub -I as the launcher';
}

const launchScript = 'signoff_launched.sh';

let works: Promise<boolean> | undefined;

/** Whether bubblewrap is there and may do its work on this machine (some kernels and containers forbid it). Asked once. */
export function containmentWorks(): Promise<boolean> {
  works ??= tryContainment();
  return works;
}

function tryContainment(): Promise<boolean> {
  const bwrap = process.platform === 'linux' ? findProgram('bwrap') : undefined;
  const harmless = findProgram('true');
  if (bwrap === undefined || harmless === undefined) return Promise.resolve(false);
  const [program, ...args] = [...bubblewrapArguments(harmless, '/tmp'), harmless];
  return new Promise((resolve) => {
    const child = spawn(program ?? bwrap, args, { stdio: 'ignore', timeout: 5000 });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

const systemFolders = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/nix/store',
];

function bubblewrapArguments(program: string, scratch: string, more: readonly string[] = []): string[] {
  const readable = [...systemFolders, ...programFolders(program), ...more].filter((folder) => existsSync(folder));
  return [
    findProgram('bwrap') ?? 'bwrap',
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    // The empty /tmp first: what may be read can lie in it.
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...readable.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...['--bind', scratch, scratch, '--chdir', scratch],
    '--',
  ];
}

/** A program installed outside the system folders needs its own folder and the libraries beside it, and nothing else of its home. */
function programFolders(program: string): string[] {
  if (systemFolders.some((folder) => program.startsWith(`${folder}/`))) return [];
  const folder = path.dirname(program);
  const beside = path.basename(folder) === 'bin' ? ['lib', 'libexec', 'share'].map((name) => path.join(path.dirname(folder), name)) : [];
  return [folder, ...beside];
}

/** What the commands of queues and containers find their server by. */
const ofQueues = /^(?:SLURM|LSF|LSB|EGO|SGE|PBS|OAR|DOCKER|CONTAINER|SINGULARITY|APPTAINER)_?|^XDG_RUNTIME_DIR$|^QUEUE$|^CELL$/;

function queueEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => ofQueues.test(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** Only what programs need to start: no keys, no tokens, nobody's home. */
function environment(scratch: string, extra: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'PATHEXT', 'VERILATOR_ROOT'];
  const env: Record<string, string> = { HOME: scratch, TMPDIR: scratch, TEMP: scratch, TMP: scratch, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...extra };
}
