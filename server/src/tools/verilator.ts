import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';
import type { Diagnostic } from '../protocol/contract';
import type { ToolMessage } from './mergeFindings';
import { layOutSources } from './sourceLayout';
import { SourcePlaces } from './sourcePlaces';
import type { ToolRunner } from './toolRunner';

export type VerilatorLint =
  | { readonly kind: 'answered'; readonly diagnostics: readonly Diagnostic[]; readonly ms: number }
  | { readonly kind: 'timeout' | 'cancelled'; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string };

/**
 * `verilator --lint-only -Wall` on a unit, in the author's files: its warnings. What is legal is slang's to say: Verilator does not
 * support all of the language, so its errors are left out. File names are generated, so the warning on them is off.
 */
export async function verilatorLint(
  unit: CompileUnit,
  verilator: { readonly version: string; readonly path: string },
  runner: ToolRunner,
  options: { readonly timeoutMs: number; readonly stubs?: readonly SourceText[] },
  signal: AbortSignal,
): Promise<VerilatorLint> {
  const layout = layOutSources(unit, { prefix: '', stubs: options.stubs ?? [] });
  const args = [
    '--lint-only',
    ...['-Wall', '-Wno-fatal', '-Wno-DECLFILENAME', '-Wno-MULTITOP'],
    ...(Number.parseFloat(verilator.version) >= 5 ? ['--timing'] : []),
    ...(layout.top === '' ? [] : ['--top-module', layout.top]),
    ...(layout.includeDir === undefined ? [] : [`-I${layout.includeDir}`]),
    ...layout.defines.map(([name, value]) => `-D${name}=${value}`),
    ...layout.parameters.map(([name, value]) => `-G${name}=${value}`),
    ...(layout.prelude === undefined ? [] : [layout.prelude]),
    ...layout.sources,
  ];
  const run = await runner.run(
    { program: verilator.path, args, files: layout.files, timeoutMs: options.timeoutMs, untrusted: true },
    signal,
  );
  if (run.kind === 'timeout' || run.kind === 'cancelled') return { kind: run.kind, ms: run.ms };
  if (run.kind !== 'finished') return { kind: 'broken', message: run.kind === 'failedToStart' ? run.message : run.kind };
  const messages = parseVerilator(`${run.stderr}\n${run.stdout}`);
  if (run.code !== 0 && messages.length === 0)
    return { kind: 'broken', message: `verilator ended with code ${run.code}: ${run.stderr.slice(-300)}` };
  return { kind: 'answered', diagnostics: place(messages, layout.origins, unit), ms: run.ms };
}

/** `%Warning-NAME: file:line:column: text`, `%Error: …`, `%Error-NAME: …`. Source lines, carets and advice are left out. */
export function parseVerilator(output: string): ToolMessage[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const match = /^%(Warning|Error)(?:-(\w+))?: (.+?):(\d+):(\d+): (.*)$/.exec(line);
    if (match === null) return [];
    const [, kind, option, file, lineNumber, column, text = ''] = match;
    if (/^This may be because there's no search path/.test(text)) return [];
    return [
      {
        severity: kind === 'Error' ? ('error' as const) : ('warning' as const),
        message: text,
        ...(option === undefined ? {} : { option }),
        file: file ?? '',
        line: Number(lineNumber),
        column: Number(column),
      },
    ];
  });
}

/** Verilator's errors in the author's files: where a testbench was to be built from the unit, and could not. */
export function placeErrors(messages: readonly ToolMessage[], origins: ReadonlyMap<string, string>, unit: CompileUnit): Diagnostic[] {
  const places = new SourcePlaces(unit);
  return messages.flatMap((one) => {
    const path = one.file === undefined ? places.firstPath() : origins.get(one.file);
    if (path === undefined) return [];
    const at = { path, line: one.line ?? 1, ...(one.column === undefined ? {} : { column: one.column }) };
    return [places.diagnostic(at, { severity: 'error', code: 'elaborate/error', source: 'verilator', message: one.message })];
  });
}

/** Rules about style rather than sense. */
const stylistic = new Set([
  'UNUSED',
  'UNUSEDSIGNAL',
  'UNUSEDPARAM',
  'UNUSEDGENVAR',
  'PINCONNECTEMPTY',
  'VARHIDDEN',
  'GENUNNAMED',
  'TIMESCALEMOD',
  'EOFNEWLINE',
  'IMPORTSTAR',
  'PROCASSINIT',
]);

function place(messages: readonly ToolMessage[], origins: ReadonlyMap<string, string>, unit: CompileUnit): Diagnostic[] {
  const places = new SourcePlaces(unit);
  return messages.flatMap((one) => {
    const path = one.file === undefined ? undefined : origins.get(one.file);
    if (path === undefined) return [];
    if (one.option === undefined || one.severity === 'error') return [];
    const severity = stylistic.has(one.option) ? 'hint' : 'warning';
    const at = { path, line: one.line ?? 1, ...(one.column === undefined ? {} : { column: one.column }) };
    return [places.diagnostic(at, { severity, code: `verilator/${one.option}`, source: 'verilator', message: one.message })];
  });
}
