/** Whether a design is wrong by what has no part in Signoff: Icarus and Verilator as compilers, and a module's own testbench under Icarus. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompileUnit } from '../../server/src/model/compileUnit';

export interface Oracle {
  /** Why the design is wrong, by the first that says so; undefined when none does. `warning`: what Verilator may have to say more often than of the original. */
  refutes(unit: CompileUnit, warning: string | undefined): string | undefined;
}

/** A testbench that says `Mismatches: N in M samples` when it ends. */
export interface Bench {
  readonly module: string;
  readonly text: string;
}

/**
 * The compilers that accept the design as it was, and the testbench when it passes then: only what was content before has a say. Undefined when none is.
 */
export function oracleFor(original: CompileUnit, bench: Bench | undefined): Oracle | undefined {
  const checks = [icarus, verilator, ...(bench === undefined ? [] : [(unit: CompileUnit) => simulate(unit, bench)])];
  const content = checks.filter((check) => check(original) === undefined);
  if (content.length === 0 || (bench !== undefined && content.length < checks.length && !content.includes(checks[2] ?? icarus)))
    return undefined;
  const before = content.includes(verilator) ? warningsOf(original) : undefined;
  return {
    refutes(unit, warning) {
      for (const check of content) {
        const why = check(unit);
        if (why !== undefined) return why;
      }
      if (warning === undefined || before === undefined) return undefined;
      const count = (warnings: readonly string[]): number => warnings.filter((one) => one === warning).length;
      return count(warningsOf(unit)) > count(before) ? `verilator: ${warning}` : undefined;
    },
  };
}

/** Codes of Verilator's warnings, each as often as it is given. */
function warningsOf(unit: CompileUnit): string[] {
  return inFolder(unit, [], (_folder, files, options) => {
    const run = bounded('verilator', ['--lint-only', '-Wall', '-Wno-fatal', '-sv', '--top-module', unit.top ?? '', ...options, ...files]);
    return [...run.stderr.matchAll(/^%Warning-(\w+):/gm)].map(([, code]) => code ?? '');
  });
}

function inFolder<T>(
  unit: CompileUnit,
  more: readonly { readonly name: string; readonly text: string }[],
  work: (folder: string, files: string[], options: string[]) => T,
): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-oracle-'));
  try {
    const files = [...unit.files.map((file, i) => ({ name: `${i}${path.extname(file.path)}`, text: file.text })), ...more].map(
      ({ name, text }) => {
        const file = path.join(folder, name);
        writeFileSync(file, text);
        return file;
      },
    );
    for (const { path: name, text } of unit.includes) writeFileSync(path.join(folder, path.basename(name)), text);
    const options = [
      `-I${folder}`,
      ...unit.includeDirs.map((dir) => `-I${dir}`),
      ...Object.entries(unit.defines).map(([name, value]) => `-D${name}=${value}`),
    ];
    return work(folder, files, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function icarus(unit: CompileUnit): string | undefined {
  return inFolder(unit, [], (_folder, files, options) => {
    const run = bounded('iverilog', ['-g2012', '-t', 'null', '-s', unit.top ?? '', ...options, ...files]);
    return run.status === 0 || run.status === null ? undefined : `iverilog: ${firstLine(run.stderr)}`;
  });
}

function verilator(unit: CompileUnit): string | undefined {
  return inFolder(unit, [], (_folder, files, options) => {
    const run = bounded('verilator', ['--lint-only', '-Wno-fatal', '-sv', '--top-module', unit.top ?? '', ...options, ...files]);
    return run.status === 0 || run.status === null
      ? undefined
      : `verilator: ${firstLine(run.stderr.replace(/^%Warning[^]*?(?=%Error)/, ''))}`;
  });
}

function simulate(unit: CompileUnit, bench: Bench): string | undefined {
  return inFolder(unit, [{ name: 'bench.sv', text: bench.text }], (folder, files, options) => {
    const built = bounded('iverilog', ['-g2012', '-s', bench.module, '-o', path.join(folder, 'run'), ...options, ...files]);
    if (built.status === null) return undefined;
    if (built.status !== 0) return `iverilog with the testbench: ${firstLine(built.stderr)}`;
    const run = bounded('vvp', [path.join(folder, 'run')], folder);
    const [, mismatches] = /Mismatches:\s*(\d+) in/.exec(run.stdout) ?? [];
    if (mismatches === '0') return undefined;
    return mismatches === undefined ? 'the testbench did not end' : `the testbench: ${mismatches} mismatches`;
  });
}

/** A program with bounds on time and memory that hold for what it starts, too: Verilator is started by a script, and a wrong constant can ask for any size. Status null: it did not end. */
function bounded(program: string, args: readonly string[], cwd?: string): { status: number | null; stdout: string; stderr: string } {
  const script = 'ulimit -v 3000000; exec timeout -k 1 20 "$0" "$@"';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, program, ...args], {
    encoding: 'utf8',
    ...(cwd === undefined ? {} : { cwd }),
  });
  const ended = status === 0 || (status !== null && status < 124 && /error/i.test(stderr));
  return { status: ended ? status : null, stdout, stderr };
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => /error/i.test(line)) ?? text.split('\n')[0] ?? '').slice(0, 160);
}
