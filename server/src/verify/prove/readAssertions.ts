import type { CompileUnit } from '../../model/compileUnit';
import { expandMemories, memoryBits } from '../../netlist/expandMemories';
import { mapToGates } from '../../netlist/mapToGates';
import { parameterNumber, type NetBit, type Netlist, type NetlistCell, type NetlistModule } from '../../netlist/netlist';
import { topModule } from '../../netlist/netNames';
import { tidyCommands } from '../../sim/prepare';
import { readDesign } from '../../tools/readDesign';
import type { Yosys, YosysRun } from '../../tools/yosys';
import { assertionIndex, assertionSources, type AssertionSources } from './assertionSources';
import { readFacts, type DesignFacts } from './facts';
import { readGateDesign, type GateDesign } from './gateDesign';
import type { GuardedOutput } from './assertionProduct';
import { conflictsOf, type Reader } from './prepare';
import { largestMemoryBits } from './preparedSide';
import { readerOrder } from './readerOrder';

/** An assertion or assumption as it stands in the elaborated design: one for each instance of its module. */
export interface ElaboratedAssertion extends GuardedOutput {
  /** Index into the sources' `written`. */
  readonly index: number;
  readonly kind: 'assert' | 'assume';
  /** Path of the instance that it stands in, '' for the top. */
  readonly instance: string;
  /** Why it cannot be judged in steps of the design's clock. */
  readonly problem?: string;
}

export type ReadAssertions =
  | {
      readonly kind: 'ready';
      readonly sources: AssertionSources;
      readonly assertions: readonly ElaboratedAssertion[];
      readonly design: GateDesign;
      readonly facts: DesignFacts;
      readonly memoryLeftOut: number;
      /** Several drivers or combinational loops. */
      readonly conflicts: readonly string[];
    }
  | { readonly kind: 'none' | 'unread' | 'broken'; readonly message: string; readonly sources: AssertionSources };

/**
 * Reads a unit with its assertions. Those that the reader (slang, or Yosys' own) refuses are left out one after the other, with what it said; the rest
 * become outputs `assertion_<n>_is` and `assertion_<n>_on` of the flat design, sampled as registers sample: just before the edge. What one reader does not take whole
 * is given to the other, and the one that left out less is believed.
 */
export async function readAssertions(unit: CompileUnit, yosys: Yosys, timeoutMs: number, signal: AbortSignal): Promise<ReadAssertions> {
  const deadline = Date.now() + timeoutMs;
  const [first, second] = readerOrder([unit], yosys);
  const read = await readWith(first ?? 'slang', unit, yosys, Date.now() + timeoutMs * (second === undefined ? 1 : 0.7), signal);
  if (second === undefined || read.kind === 'broken' || leftOutOf(read) === 0) return read;
  const other = await readWith(second, unit, yosys, deadline, signal);
  return leftOutOf(other) < leftOutOf(read) ? other : read;
}

/** How many assertions are lost. */
function leftOutOf({ kind, sources }: ReadAssertions): number {
  return kind === 'ready' ? sources.leftOut.size : sources.written.length + 1;
}

async function readWith(reader: Reader, unit: CompileUnit, yosys: Yosys, deadline: number, signal: AbortSignal): Promise<ReadAssertions> {
  const leftOut = new Map<number, string>();
  for (;;) {
    const sources = assertionSources(unit, leftOut, reader);
    const open = sources.written.filter(({ kind }, i) => kind === 'assert' && !sources.leftOut.has(i));
    if (open.length === 0) return { kind: 'none', message: 'no assertion is left that can be read', sources };
    const { commands, files, sourceOf } = readDesign(sources.unit, {
      reader,
      slangSwitches: ['--no-synthesis-define', '--unroll-limit 1000000', '-Wno-error=index-oob', '-Wno-error=range-oob'],
    });
    const run = await yosys.run(
      {
        commands: [...commands, ...flattening],
        files,
        outputs: ['check.txt', 'words.json'],
        timeoutMs: Math.max(500, deadline - Date.now()),
      },
      signal,
    );
    if (run.kind !== 'finished') return { kind: run.kind === 'broken' ? 'broken' : 'unread', message: unfinished(run), sources };
    const words = moduleOf(run.files.get('words.json'));
    if (words !== undefined) {
      const conflicts = conflictsOf(new TextDecoder().decode(run.files.get('check.txt')));
      return stepped(words, sources, conflicts, yosys, Math.max(500, deadline - Date.now()), signal);
    }
    const before = leftOut.size;
    const errors = run.lines.flatMap((line) => refusal(line, sourceOf));
    for (const { file, line, message } of errors) for (const index of sources.at(file, line)) leftOut.set(index, message);
    if (leftOut.size === before) return { kind: 'unread', message: errors[0]?.message ?? otherError(run.lines), sources };
  }
}

function otherError(lines: readonly string[]): string {
  return lines.find((line) => /\berror\b/i.test(line))?.replace(/^(?::0:0: )?error: /i, '') ?? 'Yosys stopped without a result';
}

const flattening = [
  'proc -noopt',
  'flatten',
  'delete */t:$print',
  ...tidyCommands,
  'tee -q -o check.txt check',
  'memory_collect',
  ...tidyCommands,
  'write_json words.json',
];

function unfinished(run: Exclude<YosysRun, { kind: 'finished' }>): string {
  return run.kind === 'broken' ? run.message : 'Yosys did not finish reading within the budget';
}

function refusal(line: string, sourceOf: (path: string) => string | undefined): { file: string; line: number; message: string }[] {
  const [, name = '', at, slang, own] = /^(\S+?):(\d+)(?::\d+: error: (.*)|: ERROR: (.*))$/.exec(line) ?? [];
  const file = sourceOf(name);
  if (at === undefined || file === undefined) return [];
  return [{ file, line: Number(at), message: slang === undefined ? `Yosys: ${own ?? ''}` : `slang: ${slang}` }];
}

/** Turns the checks into outputs and the registers into ones that step together. */
async function stepped(
  words: NetlistModule,
  sources: AssertionSources,
  conflicts: readonly string[],
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ReadAssertions> {
  const bits = memoryBits(words);
  const leftOut = bits > largestMemoryBits;
  const checks = Object.entries(words.cells).filter(([, cell]) => cell.type === '$check');
  const cells = Object.fromEntries(Object.entries(words.cells).filter(([, cell]) => cell.type !== '$check'));
  const facts = readFacts(expandMemories({ ...words, cells }, leftOut));
  const found = checks.flatMap(([name, cell]) => {
    const assertion = elaborated(name, cell, words, facts);
    return assertion === undefined ? [] : [{ assertion, cell }];
  });
  const assertions = found.map(({ assertion }) => assertion);
  const outputs = found.flatMap(({ assertion, cell }) => [
    [assertion.condition, port(cell, 'A')] as const,
    [assertion.enable, port(cell, 'EN')] as const,
  ]);
  const design: Netlist = {
    creator: '',
    modules: { design: { ...words, cells, ports: { ...words.ports, ...Object.fromEntries(outputs) } } },
  };
  const run = await yosys.run(
    {
      commands: ['read_json design.json', 'async2sync', 'dffunmap', 'opt_clean', 'write_json steps.json'],
      files: new Map([['design.json', JSON.stringify(design)]]),
      outputs: ['steps.json'],
      timeoutMs,
    },
    signal,
  );
  if (run.kind !== 'finished') return { kind: run.kind === 'broken' ? 'broken' : 'unread', message: unfinished(run), sources };
  const steps = moduleOf(run.files.get('steps.json'));
  if (steps === undefined) return { kind: 'broken', message: 'Yosys gave no netlist', sources };
  const gates = readGateDesign(mapToGates(expandMemories(steps, leftOut)));
  if (!gates.ok) return { kind: 'unread', message: gates.problem, sources };
  return { kind: 'ready', sources, assertions, design: gates.design, facts, memoryLeftOut: leftOut ? bits : 0, conflicts };
}

function elaborated(name: string, cell: NetlistCell, module: NetlistModule, facts: DesignFacts): ElaboratedAssertion | undefined {
  const index = assertionIndex(name);
  const flavor = cell.parameters.FLAVOR;
  if (index === undefined || (flavor !== 'assert' && flavor !== 'assume')) return undefined;
  const edge = edgeOf(cell, module);
  const other = edge !== undefined && facts.domains.some((domain) => domain !== edge);
  return {
    index,
    kind: flavor,
    instance: name.slice(0, name.indexOf(`signoff_assert_${index}_q`)).replace(/\.$/, ''),
    condition: `assertion:${name}:is`,
    enable: `assertion:${name}:on`,
    ...(other ? { problem: `it is looked at on ${edge}, the registers step on ${facts.domains.join(' and ')}` } : {}),
  };
}

/** `posedge clk` of a check that is looked at on an edge; undefined for one that always is. */
function edgeOf(cell: NetlistCell, module: NetlistModule): string | undefined {
  if (parameterNumber(cell.parameters.TRG_ENABLE) !== 1) return undefined;
  const [clock, more] = cell.connections.TRG ?? [];
  const name = Object.entries(module.ports).find(([, one]) => clock !== undefined && one.bits.includes(clock))?.[0];
  if (name === undefined || more !== undefined) return 'edges that are no single clock input';
  return `${parameterNumber(cell.parameters.TRG_POLARITY) === 1 ? 'posedge' : 'negedge'} ${name}`;
}

function port(cell: NetlistCell, pin: string): { direction: 'output'; bits: NetBit[] } {
  return { direction: 'output', bits: cell.connections[pin] ?? ['x'] };
}

function moduleOf(bytes: Uint8Array | undefined): NetlistModule | undefined {
  return bytes === undefined ? undefined : topModule(JSON.parse(new TextDecoder().decode(bytes)) as Netlist);
}
