/**
 * Whether what is told of VHDL is so, by somebody else's synthesis: `npm run bench -- --vhdl-agreement DIR [--only PATTERN] [--library NAME] [--list N]`. GHDL synthesizes each entity with its default
 * generics; what explanations say of widths, clocks, edges and asynchronous resets of whole signals is held against its netlist. Entities that GHDL cannot synthesize are counted apart.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GraphSignal, ModuleGraph } from '../../server/src/graph/graphTypes';
import { architecturesOf } from '../../server/src/vhdl/architectureGraph';
import { vhdlFilesOf } from './vhdlFiles';

export interface AgreementOptions {
  readonly folder: string;
  readonly only: RegExp;
  readonly library: string | undefined;
  readonly list: number;
}

/** Prints how many statements of each kind agree, and the first of those that do not. */
export async function measureVhdlAgreement({ folder, only, library, list }: AgreementOptions): Promise<void> {
  const { files, paths } = await vhdlFilesOf(folder);
  const work = mkdtempSync(path.join(tmpdir(), 'signoff-ghdl-'));
  const common = ['--std=08', '-frelaxed', '-fsynopsys', `--workdir=${work}`, ...(library === undefined ? [] : [`--work=${library}`])];
  const ghdl = (command: string, args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync('ghdl', [command, ...common, ...args], { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 28 });
    return status === 0 ? stdout : undefined;
  };
  // What needs a vendor's or a test library would keep GHDL from everything else.
  const foreign = /^\s*library\s+(?:unisim|vunit_lib|osvvm|xpm|altera_mf|secureip)\b/im;
  for (const file of paths) if (!foreign.test(files.readText(file) ?? '')) ghdl('-i', [file]);
  const totals = { entities: 0, refused: 0, statements: 0, unclear: 0 };
  const wrong: string[] = [];
  for (const file of paths.filter((one) => only.test(one))) {
    const found = new Map(architecturesOf(file, files.readText(file) ?? '', files).map((one) => [one.name, one]));
    for (const architecture of found.values()) {
      const top = architecture.name.toLowerCase();
      const graph = architecture.graph();
      const netlist =
        ghdl('-m', [top]) === undefined ? undefined : ghdl('--synth', ['--out=verilog', ...givenGenerics(graph), top])?.toLowerCase();
      const made = netlist === undefined ? undefined : moduleOf(netlist, top);
      if (made === undefined || graph.notes.some((one) => one.includes('left out'))) {
        totals.refused++;
        continue;
      }
      totals.entities++;
      for (const { text, agrees } of statements(graph, readNetlist(made))) {
        if (agrees === undefined) totals.unclear++;
        else totals.statements++;
        if (agrees === false) wrong.push(`${top}: ${text}`);
      }
    }
  }
  rmSync(work, { recursive: true, force: true });
  console.log(
    `${totals.entities} entities: ${totals.statements - wrong.length} of ${totals.statements} statements agree with GHDL; ${totals.unclear} it does not answer; ${totals.refused} entities not synthesized or not read whole`,
  );
  for (const line of wrong.slice(0, list)) console.log(`  ${line}`);
}

/** Generics without a value get one; what is told holds for any. */
function givenGenerics(graph: ModuleGraph): string[] {
  return graph.parameters.filter(({ name, text }) => text === name).map(({ name }) => `-g${name}=8`);
}

/** The module of an entity, which stands behind those below it; generics with a value become part of its name. */
function moduleOf(netlist: string, name: string): string | undefined {
  return netlist.match(new RegExp(`^module ${name}(?:_\\w+)?$[^]*?^endmodule`, 'gm'))?.at(-1);
}

interface Netlist {
  readonly widths: ReadonlyMap<string, number>;
  readonly assigned: ReadonlyMap<string, string>;
  readonly clocks: ReadonlyMap<string, readonly { readonly name: string; readonly edge: string }[]>;
}

function readNetlist(text: string): Netlist {
  const widths = new Map<string, number>();
  for (const [, high, names] of text.matchAll(/\b(?:wire|reg|input|output|inout)\s+(?:\[(\d+):0\]\s*)?([\w]+)\s*[,;)=]/g))
    widths.set(names ?? '', high === undefined ? 1 : Number(high) + 1);
  const assigned = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^\s*assign (\w+) = ([^;]*);/gm)) assigned.set(name ?? '', (value ?? '').trim());
  const clocks = new Map<string, { name: string; edge: string }[]>();
  for (const [, events, name] of text.matchAll(/^\s*always @\(([^)]*edge[^)]*)\)\s*(?:if \([^)]*\)\s*)?(\w+) <=/gm)) {
    const edges = (events ?? '').split(' or ').map((one) => {
      const [edge = '', net = ''] = one.trim().split(/\s+/);
      return through(net, edge === 'posedge', assigned);
    });
    clocks.set(name ?? '', edges);
  }
  return { widths, assigned, clocks };
}

/** The named net behind inverters and copies. */
function through(net: string, rising: boolean, assigned: ReadonlyMap<string, string>): { name: string; edge: string } {
  let name = net;
  let up = rising;
  for (let i = 0; i < 8 && /^n\d+(_o|_q)?$/.test(name); i++) {
    const found = /^(~?)\s*(\w+)$/.exec(assigned.get(name) ?? '');
    if (found === null) break;
    if (found[1] === '~') up = !up;
    name = found[2] ?? name;
  }
  return { name, edge: up ? 'posedge' : 'negedge' };
}

interface Statement {
  readonly text: string;
  /** Undefined where the netlist has no signal of that name or shape. */
  readonly agrees: boolean | undefined;
}

function statements(graph: ModuleGraph, netlist: Netlist): Statement[] {
  return graph.signals.flatMap((signal): Statement[] => {
    const name = signal.id.toLowerCase();
    if (signal.part !== undefined || signal.memory || !/^\w+$/.test(name)) return [];
    const width = netlist.widths.get(name);
    if (width === undefined) return [];
    const told: Statement[] =
      signal.width === undefined ? [] : [{ text: `${name} has ${signal.width} bits, not ${width}`, agrees: signal.width === width }];
    return [...told, ...registerStatements(signal, name, netlist)];
  });
}

function registerStatements(signal: GraphSignal, name: string, { assigned, clocks }: Netlist): Statement[] {
  const source = assigned.get(name);
  const held = source === undefined ? undefined : (clocks.get(source) ?? clocks.get(name));
  const whole = source === undefined || /^\w+$/.test(source);
  if (signal.clock === undefined) {
    if (signal.direction === 'input' || signal.latch) return [];
    // A net may share the register of the signal that it copies.
    return [{ text: `${name} is no register`, agrees: held === undefined ? (source === undefined ? undefined : true) : undefined }];
  }
  if (held === undefined || !whole) return [{ text: `${name} is a register, not ${source ?? '?'}`, agrees: undefined }];
  const events = held.map(({ name: net, edge }) => `${edge} ${net}`);
  const reset = /^(async|sync)_(low|high):(.+)$/.exec(signal.reset ?? '');
  const asynchronous = reset?.[1] === 'async' ? [`${reset[2] === 'low' ? 'negedge' : 'posedge'} ${(reset[3] ?? '').toLowerCase()}`] : [];
  const own = [signal.clock.toLowerCase(), ...asynchronous];
  const agrees = own.length === events.length && own.every((one) => events.includes(one));
  return [{ text: `${name} is clocked by ${own.join(' or ')}, not ${events.join(' or ')}`, agrees }];
}
