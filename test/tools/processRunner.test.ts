import { describe, expect, it } from 'vitest';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import { native, runner } from '../harness/nativeTools';
import { Folder } from '../harness/signoffCli';

const never = new AbortController().signal;
const node = process.execPath;

function script(body: string): ReadonlyMap<string, string> {
  return new Map([['run me.js', body]]);
}

/** Resolves when the process with this id has ended. */
async function ended(pid: number): Promise<boolean> {
  for (let i = 0; i < 200; i++) {
    try {
      process.kill(pid, 0);
      // Ended, but nobody has asked for its exit code yet.
      if (process.platform === 'linux' && /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

const sleeper = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
console.log('child ' + child.pid);
setInterval(() => {}, 1000);
`;

describe('ProcessRunner', () => {
  it('runs a program with files in a private directory and brings files back', async () => {
    const run = await runner.run(
      {
        program: node,
        args: ['run me.js', 'a b', '$HOME;*'],
        files: script(`const fs=require('fs'); fs.mkdirSync('out'); fs.writeFileSync('out/x.txt', process.argv.slice(2).join('|'));
          console.log(process.cwd()); console.error('w\\r'); process.exitCode = 3;`),
        collect: ['out/x.txt', 'missing.txt'],
        timeoutMs: 20_000,
      },
      never,
    );
    expect(run).toMatchObject({ kind: 'finished', code: 3 });
    if (run.kind !== 'finished') return;
    expect(Buffer.from(run.files.get('out/x.txt') ?? []).toString()).toBe('a b|$HOME;*');
    expect([...run.files.keys()]).toEqual(['out/x.txt']);
    expect(existsSync(run.stdout.trim())).toBe(false);
  });

  it('gives whole lines, whatever the pieces', async () => {
    const lines: string[] = [];
    await runner.run(
      {
        program: node,
        args: ['run me.js'],
        files: script(
          `process.stdout.write('on'); setTimeout(() => { process.stdout.write('e\\r\\ntw\\u00e4'); process.stdout.write('o\\n\\x1b[31mthree\\x1b[0m') }, 20)`,
        ),
        timeoutMs: 20_000,
        onLine: (line) => lines.push(line),
      },
      never,
    );
    expect(lines).toEqual(['one', 'twäo', 'three']);
  });

  it('ends the whole process group at the time limit', async () => {
    const run = await runner.run({ program: node, args: ['run me.js'], files: script(sleeper), timeoutMs: 1500 }, never);
    expect(run.kind).toBe('timeout');
    if (run.kind !== 'timeout') return;
    const pid = Number(/child (\d+)/.exec(run.stdout)?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(await ended(pid)).toBe(true);
  });

  it('ends the group when cancelled, also one that ignores the polite signal', async () => {
    const cancel = new AbortController();
    const pids: number[] = [];
    const run = await runner.run(
      {
        program: node,
        args: ['run me.js'],
        files: script(`process.on('SIGTERM', () => {}); ${sleeper}`),
        timeoutMs: 60_000,
        onLine: (line) => {
          pids.push(Number(/child (\d+)/.exec(line)?.[1]));
          cancel.abort();
        },
      },
      cancel.signal,
    );
    expect(run.kind).toBe('cancelled');
    expect(await ended(pids[0] ?? 0)).toBe(true);
  });

  it('leaves nothing of a program that exits and leaves a child behind', async () => {
    const run = await runner.run(
      {
        program: node,
        args: ['run me.js'],
        files: script(sleeper.replace('setInterval(() => {}, 1000);\n', 'process.nextTick(() => process.exit(0));')),
        timeoutMs: 60_000,
      },
      never,
    );
    expect(run).toMatchObject({ kind: 'finished', code: 0 });
    if (run.kind !== 'finished') return;
    expect(await ended(Number(/child (\d+)/.exec(run.stdout)?.[1]))).toBe(true);
  });

  it('stops a program that prints without end, at the cap', async () => {
    const run = await runner.run(
      {
        program: node,
        args: ['run me.js'],
        files: script(`for (;;) try { require('fs').writeSync(1, 'x'.repeat(1000)) } catch {}`),
        timeoutMs: 60_000,
        maxOutputBytes: 50_000,
      },
      never,
    );
    expect(run.kind).toBe('outputLimit');
    if (run.kind === 'outputLimit') expect(run.stdout.length).toBe(50_000);
  });

  it('says that a program is not there', async () => {
    expect(await runner.run({ program: 'no-such-program-here', args: [], timeoutMs: 1000 }, never)).toEqual({
      kind: 'notFound',
      program: 'no-such-program-here',
    });
    expect((await runner.run({ program: '/no/such/program', args: [], timeoutMs: 1000 }, never)).kind).toBe('notFound');
  });

  it('does not follow links out of the scratch directory, nor take names that leave it', async () => {
    const run = await runner.run(
      {
        program: node,
        args: ['run me.js'],
        files: script(`const fs=require('fs'); fs.symlinkSync('/etc/passwd','p'); fs.symlinkSync('/etc','e');`),
        collect: ['p', 'e/passwd'],
        timeoutMs: 20_000,
      },
      never,
    );
    expect(run.kind === 'finished' && run.files.size).toBe(0);
    expect(await runner.run({ program: node, args: [], files: new Map([['../x', '']]), timeoutMs: 1000 }, never)).toMatchObject({
      kind: 'failedToStart',
    });
  });

  it('gives programs no keys', async () => {
    process.env.SIGNOFF_TEST_KEY = 'secret';
    const run = await runner.run(
      { program: node, args: ['-p', 'JSON.stringify(process.env)'], timeoutMs: 20_000, maxMemoryMb: 65536 },
      never,
    );
    delete process.env.SIGNOFF_TEST_KEY;
    expect(run).toMatchObject({ kind: 'finished', code: 0 });
    if (run.kind === 'finished') expect(run.stdout).not.toContain('secret');
  });

  it('puts a launcher before the program', async () => {
    const launched = new ProcessRunner({ launcher: [node, '-e', 'console.log("launched", process.argv.slice(1).join(" "))', '--'] });
    const run = await launched.run({ program: 'iverilog', args: ['-V'], timeoutMs: 20_000 }, never);
    expect(run.kind === 'finished' && run.stdout.trim()).toBe('launched iverilog -V');
  });

  it('removes its scratch directory', async () => {
    const run = await runner.run({ program: 'sh', args: ['-c', 'pwd; echo left > behind; mkdir sub'], timeoutMs: 20_000 }, never);
    if (run.kind !== 'finished') throw new Error(run.kind);
    const scratch = run.stdout.trim();
    expect(path.basename(scratch)).toMatch(/^signoff-/);
    expect(existsSync(scratch)).toBe(false);
  });
});

describe.skipIf(process.platform !== 'linux')('memory', () => {
  it('is capped', async () => {
    const run = await runner.run(
      { program: 'python3', args: ['-c', 'x = bytearray(900 * 1024 * 1024); print(len(x))'], timeoutMs: 20_000, maxMemoryMb: 300 },
      never,
    );
    if (run.kind === 'notFound') return;
    expect(run.kind === 'finished' && run.code).not.toBe(0);
  });
});

describe.skipIf(native.bwrap === undefined)('containment', () => {
  it('shows an untrusted program neither files nor network, and lets it write only its scratch directory', async () => {
    expect(await runner.containment()).toBe('bubblewrap');
    const probe = 'cat /etc/passwd; ls /home /root; touch /usr/x; cat /proc/net/dev | wc -l; echo ok > here; cat here';
    const run = await runner.run({ program: 'sh', args: ['-c', probe], timeoutMs: 20_000, untrusted: true, collect: ['here'] }, never);
    expect(run.kind).toBe('finished');
    if (run.kind !== 'finished') return;
    expect(run.stdout).not.toContain('root:');
    expect(run.stderr).toMatch(/passwd.*No such file/);
    expect(run.stderr).toMatch(/touch/);
    expect(run.stdout.trim().split('\n')).toEqual(['3', 'ok']);
    expect(run.files.has('here')).toBe(true);
  });

  it('still ends at the time limit', async () => {
    const run = await runner.run({ program: 'sh', args: ['-c', 'sleep 987654 & sleep 987654'], timeoutMs: 800, untrusted: true }, never);
    expect(run.kind).toBe('timeout');
  });
});

describe.skipIf(process.platform === 'win32')('a launcher', () => {
  const script = `const { spawn } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const [log, ...words] = process.argv.slice(1);
appendFileSync(log, JSON.stringify(words) + '\\n');
const child = spawn(words[0], words.slice(1), { stdio: 'inherit', detached: true });
child.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => setTimeout(() => {
  process.kill(-child.pid, 'SIGKILL');
  appendFileSync(log, 'cancelled\\n');
}, 600));`;

  /** As a queue does: it starts the program elsewhere, where our signals do not reach it, and takes its time to end it. */
  const launched = (log: string): ProcessRunner => new ProcessRunner({ launcher: [node, '-e', script, '--', log] });

  it('changes no word of the program, runs in the scratch directory, and gives back code and files', async () => {
    using folder = new Folder({});
    const log = `${folder.path}/log`;
    const program = 'require("node:fs").writeFileSync("made.txt", process.argv[1]); process.exitCode = 3';
    const run = await launched(log).run(
      { program: node, args: ['-e', program, 'a b; $(c)'], collect: ['made.txt'], timeoutMs: 30_000, untrusted: true },
      new AbortController().signal,
    );
    expect(run.kind === 'finished' && [run.code, new TextDecoder().decode(run.files.get('made.txt'))]).toEqual([3, 'a b; $(c)']);
    // A launcher that joins its words, or has a shell read them, changes nothing in these.
    expect(JSON.parse(readFileSync(log, 'utf8'))).toEqual(['sh', expect.stringMatching(/^[\w./-]+$/)]);
  });

  it('is told of a cancellation, and has the time to pass it on', async () => {
    using folder = new Folder({});
    const log = `${folder.path}/log`;
    const controller = new AbortController();
    const started = 'console.log("started"); setTimeout(() => undefined, 1e9)';
    const run = await launched(log).run(
      { program: node, args: ['-e', started], timeoutMs: 60_000, onLine: () => controller.abort() },
      controller.signal,
    );
    expect(run.kind).toBe('cancelled');
    expect(readFileSync(log, 'utf8')).toContain('cancelled');
  });

  /**
   * Stand-ins for the programs of LSF and Grid Engine, in the worst of the ways that they may behave: `bsub -I` and `qrsh` start the job elsewhere (here in a session of
   * its own) by a shell that reads the joined words, `qrsh -noshell` without one, `qrsh` in the home directory unless `-cwd` is given. Both give back output and
   * code, and take the job with them when they are interrupted; a SIGTERM they do not pass on.
   */
  const queue = `#!/usr/bin/env node
const { spawn } = require('node:child_process');
const words = process.argv.slice(2);
const options = [];
while (words[0]?.startsWith('-')) {
  options.push(words.shift());
  if (options.at(-1) === '-now') words.shift();
}
if (process.argv[1].endsWith('bsub') && process.env.BSUB_QUIET === undefined) console.log('Job <7> is submitted to default queue <normal>.');
const cwd = process.argv[1].endsWith('qrsh') && !options.includes('-cwd') ? '/' : process.cwd();
const how = { stdio: 'inherit', detached: true, cwd };
const job = options.includes('-noshell') ? spawn(words[0], words.slice(1), how) : spawn('sh', ['-c', words.join(' ')], how);
job.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => process.exit(143));
process.on('SIGINT', () => setTimeout(() => { process.kill(-job.pid, 'SIGKILL'); process.exit(130); }, 300));
`;
  const queued = (folder: Folder, words: readonly string[]): ProcessRunner => {
    const [name = '', ...options] = words;
    writeFileSync(`${folder.path}/${name}`, queue, { mode: 0o700 });
    return new ProcessRunner({ launcher: [`${folder.path}/${name}`, ...options] });
  };
  const submitters = [
    ['bsub', '-I'],
    ['qrsh', '-now', 'n', '-cwd'],
    ['qrsh', '-now', 'n', '-cwd', '-noshell'],
  ];

  it.each(submitters)('%s %s gives back output, code and files, and no shell reads the words', async (...words) => {
    using folder = new Folder({});
    const program = 'console.log(process.argv[1]); require("node:fs").writeFileSync("made.txt", "x"); process.exitCode = 3';
    const run = await queued(folder, words).run(
      { program: node, args: ['-e', program, "it's; $(touch harm) *"], collect: ['made.txt', 'harm'], timeoutMs: 30_000 },
      new AbortController().signal,
    );
    expect(run).toMatchObject({ kind: 'finished', code: 3, stdout: "it's; $(touch harm) *\n" });
    expect(run.kind === 'finished' && [...run.files.keys()]).toEqual(['made.txt']);
  });

  it.each(submitters)('%s %s takes its job with it at a cancellation', async (...words) => {
    using folder = new Folder({});
    const controller = new AbortController();
    let job = 0;
    const program = 'console.log(process.pid); setTimeout(() => undefined, 1e9)';
    const onLine = (line: string): void => {
      job = Number(line);
      controller.abort();
    };
    const run = await queued(folder, words).run({ program: node, args: ['-e', program], timeoutMs: 60_000, onLine }, controller.signal);
    expect(run.kind).toBe('cancelled');
    expect(await ended(job)).toBe(true);
  });

  it('that gives nothing back is named, with the one that does', async () => {
    for (const [words, wanted] of [
      [['bsub', '-K'], 'bsub -I'],
      [['/opt/sge/bin/qsub', '-sync', 'y'], 'qrsh -now n -cwd -noshell'],
    ] as const) {
      const run = await new ProcessRunner({ launcher: words }).run(
        { program: 'true', args: [], timeoutMs: 1000 },
        new AbortController().signal,
      );
      expect(run.kind === 'failedToStart' && run.message).toContain(wanted);
    }
  });
});
