import type { Diagnostic } from '../protocol/contract';
import type { SourcePlaces, ToolPlace } from './sourcePlaces';

/** What Yosys' `check` pass and a dump of the latches say of a design, before it is mapped to places. */
export interface StructuralFinding {
  readonly kind: 'latch' | 'multiple-drivers' | 'comb-loop' | 'undriven';
  /** Module and signal as the author named them; an instance path before the signal is kept (`u1.b`). */
  readonly module: string;
  readonly signal: string;
  /** `src` of the deciding cell: generated file, line, column. */
  readonly src?: { readonly file: string; readonly line: number; readonly column?: number };
  /** Of a latch: the value that it keeps reaches nothing, as with a loop's index or an intermediate value of one process. */
  readonly unobserved?: boolean;
}

export const latchFile = 'latches.txt';
export const observedFile = 'observed.txt';
const observedMark = 'signoff-observed';

/** Commands whose output `parseStructure` reads; run them on a design that has processes converted. */
export const structureCommands: readonly string[] = [
  'check',
  'select -set latches t:$dlatch t:$adlatch t:$dlatchsr %u %u',
  `dump -m -o ${latchFile} @latches`,
];

/**
 * To follow them when latches were found: which of the latches does anybody see? With every named wire, instance and memory kept, but
 * not what the latches drive, the rest is cleaned away.
 */
export const observedCommands: readonly string[] = [
  'scc -select',
  'select -set loops %',
  'select -clear',
  'setattr -set keep 1 w:* w:$* %d',
  'setattr -unset keep @latches %co1 w:* %i @loops w:* %i %u',
  'setattr -set keep 1 t:* t:$* %d t:$mem* %u',
  'opt_clean',
  `log ${observedMark}`,
  'check',
  `dump -m -o ${observedFile} @latches`,
];

/**
 * Reads the log of `check` and the latch dump. A loop that runs through multiplexers and plain buffers only is what incomplete
 * assignment in `always_comb` leaves: a latch.
 */
export function parseStructure(log: readonly string[], latchDump: string, observedDump?: string): StructuralFinding[] {
  const mark = log.findLastIndex((line) => line.trim() === observedMark);
  if (mark < 0 || observedDump === undefined) return findStructure(log, latchDump);
  const seen = new Set(findStructure(log.slice(mark), observedDump).map(identity));
  return findStructure(log.slice(0, mark), latchDump).map((one) =>
    one.kind === 'latch' && !seen.has(identity(one)) ? { ...one, unobserved: true } : one,
  );
}

function findStructure(log: readonly string[], latchDump: string): StructuralFinding[] {
  const findings: StructuralFinding[] = [];
  for (let i = 0; i < log.length; i++) {
    const line = log[i] ?? '';
    const body = indentedAfter(log, i);
    const drivers = /^Warning: multiple conflicting drivers for ([^.]+)\.(\S+?)(?: \[.*)?:$/.exec(line);
    if (drivers !== null && !isTristateBus(body)) findings.push(named('multiple-drivers', drivers[1], drivers[2]));
    const loop = /^Warning: found logic loop in module (.+):$/.exec(line);
    if (loop !== null) findings.push(loopFinding(loop[1] ?? '', body));
    const undriven = /^Warning: Wire ([^.]+)\.(\S+)(?: \[[^\]]*\])? is used but has no driver\.$/.exec(line);
    if (undriven !== null) findings.push(named('undriven', undriven[1], undriven[2]));
    const inferred = /Latch inferred for signal `(\S+?)\.(\S+)' from (?:\S+ )?process `\S*?\$proc\$(\S+):(\d+)\$/.exec(line);
    if (inferred !== null && !line.startsWith('ERROR')) {
      findings.push({ ...named('latch', inferred[1], inferred[2]), src: { file: inferred[3] ?? '', line: Number(inferred[4]) } });
    }
  }
  return unique([...findings, ...parseLatches(latchDump)]);
}

/**
 * Findings as diagnostics. Intended latches (`always_latch`) are none, nor are indices and intermediate values whose kept value nobody
 * sees; a signal that the text does not read at all yet is none of those. The index that several processes' loops share is no conflict. Places come from `src`, else from the
 * text of the module.
 */
export function placeStructure(
  findings: readonly StructuralFinding[],
  places: SourcePlaces,
  sourceOf: (generated: string) => string | undefined,
): Diagnostic[] {
  return findings.flatMap((finding) => {
    const place = placeOf(finding, places, sourceOf);
    if (place === undefined) return [];
    if (finding.kind === 'latch' && /^\s*always_latch\b/.test(places.lineText(place.path, place.line).slice((place.column ?? 1) - 1)))
      return [];
    if (finding.kind === 'undriven' && places.mayBeDriven(finding.module, finding.signal)) return [];
    if (finding.kind === 'multiple-drivers' && places.isLoopIndex(finding.module, finding.signal)) return [];
    if (finding.unobserved === true && places.isRead(finding.module, finding.signal.split('.').at(-1) ?? '')) return [];
    if (finding.kind === 'latch' && places.processText(place).includes('full_case')) {
      const message = `\`${finding.signal}\` keeps its value when no case fits; full_case promises that this never happens`;
      return [places.diagnostic(place, { severity: 'hint', code: 'lint/full-case', source: 'yosys', message })];
    }
    return [
      places.diagnostic(place, {
        severity: 'warning',
        code: `lint/${finding.kind}`,
        source: 'yosys',
        message: messages[finding.kind](finding.signal),
      }),
    ];
  });
}

const messages: Record<StructuralFinding['kind'], (signal: string) => string> = {
  latch: (signal) => `\`${signal}\` is not assigned on every path, so a latch keeps its value; give it a default or cover every case`,
  'multiple-drivers': (signal) => `\`${signal}\` has more than one driver; assign it in one place only`,
  'comb-loop': (signal) => `\`${signal}\` depends on itself through combinational logic`,
  undriven: (signal) => `\`${signal}\` is read but nothing drives it`,
};

/** The signal that a finding of a latch is about. */
export function latchedSignal({ code, message }: Pick<Diagnostic, 'code' | 'message'>): string | undefined {
  return code === 'lint/latch' ? /^`(.+)` is not assigned on every path/.exec(message)?.[1] : undefined;
}

function placeOf(
  finding: StructuralFinding,
  places: SourcePlaces,
  sourceOf: (generated: string) => string | undefined,
): ToolPlace | undefined {
  const path = finding.src === undefined ? undefined : sourceOf(finding.src.file);
  if (finding.src !== undefined && path !== undefined) {
    return {
      path,
      line: finding.src.line,
      ...(finding.src.column === undefined ? {} : { column: finding.src.column, columnUnit: 'codePoint' }),
    };
  }
  const assigned = places.assignments(finding.module, finding.signal);
  const declared = places.declaration(finding.module, finding.signal);
  switch (finding.kind) {
    case 'multiple-drivers':
      return assigned[1] ?? assigned[0] ?? declared;
    case 'latch':
    case 'comb-loop':
      return assigned[0] ?? declared;
    case 'undriven':
      return declared;
  }
}

function indentedAfter(log: readonly string[], at: number): string[] {
  const body: string[] = [];
  for (let i = at + 1; i < log.length && /^\s+\S/.test(log[i] ?? ''); i++) body.push(log[i] ?? '');
  return body;
}

/** A bus whose drivers can all let go of it is no conflict. */
function isTristateBus(drivers: readonly string[]): boolean {
  const cells = drivers.filter((driver) => !/^\s+module (?:input|inout) /.test(driver));
  return cells.length > 0 && cells.every((cell) => /\(\$tribuf\)|\(\$_TBUF_\)/.test(cell));
}

function loopFinding(module: string, body: readonly string[]): StructuralFinding {
  const cells = body.map((line) => /^\s+cell (\S+) \((\$?\w+)\)(?: source: (\S+))?/.exec(line)).filter((match) => match !== null);
  const wires = body.map((line) => /^\s+wire \\(\S+)/.exec(line)?.[1]).filter((name) => name !== undefined);
  const latch = cells.length > 0 && cells.every((cell) => ['$mux', '$pmux', '$buf', '$bmux'].includes(cell[2] ?? ''));
  // Generated names of intermediate values are no help to the author.
  const signal = wires.find((wire) => !wire.includes('$')) ?? wires[0] ?? '';
  const src = cells.map((cell) => parseSrc(cell[3] ?? '')).find((place) => place !== undefined);
  return { ...named(latch ? 'latch' : 'comb-loop', module, signal), ...(src === undefined ? {} : { src }) };
}

/** RTLIL as `dump` writes it: attributes before each cell, the connections inside. */
function parseLatches(dump: string): StructuralFinding[] {
  const findings: StructuralFinding[] = [];
  let module = '';
  let src = '';
  for (const line of dump.split('\n')) {
    module = /^\s*module \\?(\S+)/.exec(line)?.[1] ?? module;
    src = /^\s*attribute \\src "([^"]*)"/.exec(line)?.[1] ?? src;
    const output = /^\s*connect \\Q (?:\{ )?\\?(\S+)/.exec(line)?.[1];
    if (output === undefined) continue;
    const place = parseSrc(src);
    findings.push({ ...named('latch', module, output), ...(place === undefined ? {} : { src: place }) });
  }
  return findings;
}

function named(kind: StructuralFinding['kind'], module = '', signal = ''): StructuralFinding {
  return { kind, module: plainModule(module), signal: signal.replace(/^\\/, '') };
}

/** The slang reader names specialised modules `name$instance.path`, Yosys' own `$paramod\name\…`. */
function plainModule(name: string): string {
  const specialised = /^\$paramod(?:\$[0-9a-f]+)?\\([^\\]+)/.exec(name)?.[1];
  return (specialised ?? name.replace(/^\\/, '')).split('$')[0] ?? name;
}

/** `f.sv:3.9-3.15|…` or `f.sv:3.9`: the first place. */
function parseSrc(src: string): StructuralFinding['src'] | undefined {
  const match = /^([^|]*?):(\d+)(?:\.(\d+))?/.exec(src);
  if (match === null) return undefined;
  return { file: match[1] ?? '', line: Number(match[2]), ...(match[3] === undefined ? {} : { column: Number(match[3]) }) };
}

/** One finding per signal and kind, however many bits or instances it has. One with a place is worth more than one without. */
function unique(findings: readonly StructuralFinding[]): StructuralFinding[] {
  const kept = new Map<string, StructuralFinding>();
  for (const finding of findings) {
    const key = identity(finding);
    const before = kept.get(key);
    if (before === undefined || (before.src === undefined && finding.src !== undefined)) kept.set(key, finding);
  }
  return [...kept.values()];
}

function identity(finding: StructuralFinding): string {
  return `${finding.kind} ${finding.module} ${finding.signal}`;
}
