/**
 * Whether what `document` writes down holds: `npm run bench -- --document-facts DIR,DIR [--modules N] [--seed N] [--list N]`. Ports, registers with width, clock, edge and asynchronous reset,
 * ways from inputs to outputs without a register, instances and memories in the Markdown of real modules, against the netlist that native Yosys reads with its own Verilog
 * reader, which has no part in the graphs. What it does not say is counted apart.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { parameterNumber, type NetBit, type Netlist, type NetlistCell, type NetlistModule } from '../../server/src/netlist/netlist';
import { limitsOf, modulesIn, openJobs } from './jobProjects';

export interface DocumentRun {
  readonly folders: readonly string[];
  readonly modules: number;
  readonly seed: number;
  readonly list: number;
}

type Note = (kind: string, agrees: boolean | undefined, words: string) => void;

/** Documents, compares and prints. */
export async function measureDocuments({ folders, modules, seed, list }: DocumentRun): Promise<void> {
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  let read = 0;
  for (const folder of folders) {
    const jobs = await openJobs(folder);
    for (const unit of modulesIn(jobs, Math.ceil(modules / folders.length), seed)) {
      const outcome = await jobs.engine.document({ file: unit.path, module: unit.name }, limitsOf(30), neverAborted);
      const netlist = byYosys(jobs.project.index.compileUnit([unit.path], unit.name).unit);
      if (!outcome.ok || netlist === undefined) {
        counts.set('modules that Yosys or we do not read', (counts.get('modules that Yosys or we do not read') ?? 0) + 1);
        continue;
      }
      read++;
      compare(outcome.value.files[0]?.text ?? '', netlist, (kind, agrees, words) => {
        const what = `${kind}: ${agrees === undefined ? 'not said by Yosys' : agrees ? 'agree' : 'DIFFER'}`;
        counts.set(what, (counts.get(what) ?? 0) + 1);
        if (agrees === false) wrong.push(`${path.basename(folder)} ${unit.name}: ${words}`);
      });
    }
    await jobs.engine.dispose();
  }
  console.log(`${read} modules documented`);
  for (const [what, number] of [...counts].sort()) console.log(`${what.padEnd(60)} ${number}`);
  for (const line of wrong.slice(0, list)) console.log(`  ${line}`);
}

function compare(markdown: string, netlist: NetlistModule, note: Note): void {
  const net = new Netlists(netlist);
  for (const [name = '', direction = ''] of rowsOf(markdown, 'Ports')) {
    const port = netlist.ports[plain(name)];
    note('ports', port?.direction === direction, `port ${name} ${direction}, Yosys ${port?.direction ?? 'none'}`);
  }
  for (const [name = '', bits = '', clock = '', reset = ''] of rowsOf(markdown, 'Registers')) {
    const found = net.register(plain(name));
    note(
      'width of a register',
      found === undefined ? undefined : String(found.bits) === bits,
      `${name} has ${bits} bits, Yosys ${found?.bits ?? 0}`,
    );
    const byYosys = found?.clock(plain(clock).split(' ')[1] ?? '');
    note(
      'clock of a register',
      byYosys === undefined ? undefined : byYosys === plain(clock),
      `${name} at ${clock}, Yosys ${byYosys ?? ''}`,
    );
    const [, pin = '', level = ''] = /^(\w+), asynchronous, active (low|high)/.exec(reset) ?? [];
    const resetByYosys = found?.reset(pin);
    if (pin === '' && resetByYosys === undefined) continue;
    const agrees = byYosys === undefined ? undefined : resetByYosys === `${pin} ${level}`;
    note('asynchronous reset', agrees, `${name} reset "${reset}", Yosys ${resetByYosys ?? 'none'}`);
  }
  for (const [name = '', module = ''] of rowsOf(markdown, 'Instances')) {
    const type = netlist.cells[plain(name)]?.type ?? netlist.cells[`\\${plain(name)}`]?.type;
    note('instances', type === undefined ? undefined : type.includes(plain(module)), `${name} of ${module}, Yosys ${type ?? ''}`);
  }
  const isAlone = Object.values(netlist.cells).every(({ type }) => type.startsWith('$') && !type.startsWith('$paramod'));
  for (const [output, inputs] of isAlone ? sameCycle(markdown) : []) {
    const ways = net.waysTo(output);
    for (const input of inputs.immediate) note('input to output in the same cycle', ways.has(input) ? true : undefined, '');
    for (const input of inputs.later)
      note('input to output not before the next cycle', !ways.has(input), `${output} from ${input} in the same cycle by Yosys`);
  }
}

/** The cells of the rows of a table below a heading. */
function rowsOf(markdown: string, title: string): string[][] {
  const part = markdown.split(/^## /m).find((one) => one.startsWith(`${title}\n`)) ?? '';
  return part
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .slice(2, -2)
        .split(/(?<!\\) \| /)
        .map((cell) => cell.trim()),
    );
}

function plain(cell: string): string {
  return cell.replace(/^`|`$/g, '');
}

/** Of each output the inputs that reach it at once and those that take a register, as far as they are named. */
function sameCycle(markdown: string): [string, { immediate: string[]; later: string[] }][] {
  const part = markdown.split(/^## /m).find((one) => one.startsWith('Latency\n')) ?? '';
  return [...part.matchAll(/^- `([^`]+)`: (.*)$/gm)].map(([, output = '', said = '']) => {
    const found = { immediate: [] as string[], later: [] as string[] };
    for (const words of said.split('; '))
      for (const [, name = ''] of words.matchAll(/`([^`]+)`/g))
        found[words.includes('in the same cycle') ? 'immediate' : 'later'].push(name);
    return [output, found];
  });
}

interface Register {
  readonly bits: number;
  /** Edge and clock, by the name asked for where that is one of it; undefined where no register stands behind the name. */
  readonly clock: (wanted: string) => string | undefined;
  readonly reset: (wanted: string) => string | undefined;
}

/** What a netlist of words says of names. */
class Netlists {
  private readonly driver = new Map<NetBit, NetlistCell>();
  private readonly portOf = new Map<NetBit, string>();

  constructor(private readonly module: NetlistModule) {
    for (const cell of Object.values(module.cells))
      for (const [pin, bits] of Object.entries(cell.connections))
        if (pin === 'Q' || pin === 'Y') for (const bit of bits) this.driver.set(bit, cell);
    for (const [name, port] of Object.entries(module.ports))
      if (port.direction === 'input') for (const bit of port.bits) this.portOf.set(bit, name);
  }

  register(name: string): Register | undefined {
    const net = this.module.netnames[name];
    if (net === undefined) return undefined;
    const cells = [...new Set(net.bits.map((bit) => this.driver.get(bit)))].filter((cell) => cell?.connections.CLK !== undefined);
    // An author may give a clock or reset another name inside.
    const said = (pin: string, wanted: string): string | undefined => {
      const bit = this.module.netnames[wanted]?.bits[0];
      const all = new Set(cells.map((cell) => cell?.connections[pin]?.[0]));
      const [only] = all;
      return all.size !== 1 || only === undefined ? undefined : only === bit ? wanted : (this.portOf.get(only) ?? 'another net');
    };
    const polarity = (parameter: string): boolean => cells.every((cell) => parameterNumber(cell?.parameters[parameter]) === 1);
    return {
      bits: net.bits.length,
      clock: (wanted) => {
        const name = said('CLK', wanted);
        return name === undefined ? undefined : `${polarity('CLK_POLARITY') ? 'posedge' : 'negedge'} ${name}`;
      },
      reset: (wanted) => {
        const name = said('ARST', wanted);
        return name === undefined ? undefined : `${name} ${polarity('ARST_POLARITY') ? 'high' : 'low'}`;
      },
    };
  }

  /** Inputs from which gates alone lead to an output. */
  waysTo(output: string): Set<string> {
    const open = [...(this.module.ports[output]?.bits ?? [])];
    const seen = new Set<NetBit>();
    const found = new Set<string>();
    for (let bit = open.pop(); bit !== undefined; bit = open.pop()) {
      if (seen.has(bit)) continue;
      seen.add(bit);
      const port = this.portOf.get(bit);
      if (port !== undefined) found.add(port);
      const cell = this.driver.get(bit);
      if (cell?.connections.Y === undefined) continue;
      for (const [pin, bits] of Object.entries(cell.connections)) if (pin !== 'Y') open.push(...bits);
    }
    return found;
  }
}

function byYosys(unit: CompileUnit): NetlistModule | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-document-'));
  try {
    const names = unit.files.map(({ path: name, text }, i) => {
      writeFileSync(path.join(folder, `${i}${path.extname(name)}`), text);
      return `${i}${path.extname(name)}`;
    });
    for (const { path: name, text } of unit.includes) writeFileSync(path.join(folder, path.basename(name)), text);
    const defines = Object.entries(unit.defines).map(([name, value]) => `-D${name}=${value}`);
    const script = `read_verilog -sv -noassert ${['-I.', ...unit.includeDirs.map((dir) => `-I${dir}`), ...defines, ...names].join(' ')}; hierarchy -top ${unit.top ?? ''}; proc -noopt; write_json out.json`;
    const run = spawnSync('timeout', ['40', 'yosys', '-q', '-p', script], { cwd: folder, encoding: 'utf8' });
    if (run.status !== 0) return undefined;
    const { modules } = JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8')) as Netlist;
    return modules[unit.top ?? ''] ?? Object.values(modules).find(({ attributes }) => attributes.top !== undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
