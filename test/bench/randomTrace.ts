/** What a module answers to random inputs under Icarus: a judge that has no part in Signoff. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';

export interface TraceRequest {
  readonly unit: CompileUnit;
  readonly top: ModuleInfo;
  /** Names inside the module that are told besides its outputs. */
  readonly inside?: readonly string[];
  readonly cycles: number;
  /** What is called like a reset is active at the beginning only. */
  readonly resetOnce?: boolean;
}

/** Values of names in each cycle after the reset, just before the active edge; bits as Verilog prints them. */
export type Trace = readonly ReadonlyMap<string, string>[];

/**
 * One clock, or none; what is called like a reset is held for four cycles and then rarely. The same seed gives the same inputs to any module with the same ports. Undefined where
 * widths are not known, or Icarus does not run it.
 */
export function randomTrace({ unit, top, inside = [], cycles, resetOnce = false }: TraceRequest): Trace | undefined {
  const ports = top.ports.filter(({ direction }) => direction !== 'interface');
  if (ports.length < top.ports.length || ports.some(({ width, unpacked }) => width === undefined || (unpacked ?? '') !== ''))
    return undefined;
  const isClock = (name: string): boolean => /^i?_?(?:\w*_)?(?:clk|clock|aclk)(?:_i|_in)?$/i.test(name);
  const inputs = ports.filter(({ direction, name }) => direction === 'input' && !isClock(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const clocks = ports.filter(({ direction, name }) => direction === 'input' && isClock(name));
  const told = [
    ...ports.filter(({ direction }) => direction === 'output').map(({ name }) => ({ name, from: `o_${name}` })),
    ...inside.map((name) => ({ name, from: `dut.${name}` })),
  ];
  const net = (direction: string): string => (direction === 'input' ? 'reg' : 'wire');
  const letter = (direction: string): string => (direction === 'input' ? 'i' : 'o');
  const resetOf = (name: string): string | undefined => {
    if (!/(?:rst|reset)/i.test(name)) return undefined;
    return /(?:rst|reset)_?(?:n|b|ni|n_i|l)$|^(?:n_?)(?:rst|reset)|aresetn|resetn|rst_?n/i.test(name) ? '0' : '1';
  };
  const drive = inputs.map(({ name }) => {
    const active = resetOf(name);
    if (active === undefined) return `i_${name} = {$random(seed), $random(seed), $random(seed), $random(seed)};`;
    return `held = $random(seed); i_${name} = (at < 4${resetOnce ? '' : ' || held[6:0] == 0'}) ? ${active} : ${active === '0' ? '1' : '0'};`;
  });
  const bench = `\`timescale 1ns/1ps
module random_trace_of_it;
  integer at, seed; reg [31:0] held; reg clock;
${ports.map(({ name, direction, width }) => (isClock(name) && direction === 'input' ? '' : `  ${net(direction)} [${(width ?? 1) - 1}:0] ${letter(direction)}_${name};`)).join('\n')}
  ${top.name} dut (${ports.map(({ name, direction }) => `.${name}(${isClock(name) && direction === 'input' ? 'clock' : `${letter(direction)}_${name}`})`).join(', ')});
  initial begin
    seed = 7; clock = 0;
    for (at = 0; at < ${cycles}; at = at + 1) begin
      ${drive.join('\n      ')}
      #5;
      $display("@ ${told.map(() => '%b').join(' ')}"${told.map(({ from }) => `, ${from}`).join('')});
      ${clocks.length > 0 ? 'clock = 1; #5; clock = 0;' : ''} #1;
    end
    $finish;
  end
endmodule
`;
  if (told.length === 0) return undefined;
  const printed = run(unit, bench);
  if (printed === undefined) return undefined;
  const lines = printed.split('\n').filter((line) => line.startsWith('@ '));
  return lines.slice(5).map((line) => {
    const words = line.slice(2).split(' ');
    return new Map(told.map(({ name }, i) => [name, words[i] ?? 'x'] as const));
  });
}

/** The first cycle and name in which both are known and differ. */
export function firstDifference(one: Trace, other: Trace): { readonly cycle: number; readonly name: string } | undefined {
  for (let cycle = 0; cycle < Math.min(one.length, other.length); cycle++)
    for (const [name, value] of one[cycle] ?? []) {
      const theirs = other[cycle]?.get(name);
      if (theirs === undefined || theirs.length !== value.length) continue;
      for (let i = 0; i < value.length; i++) {
        const pair = `${value[i] ?? ''}${theirs[i] ?? ''}`;
        if (pair === '01' || pair === '10') return { cycle, name };
      }
    }
  return undefined;
}

function run(unit: CompileUnit, bench: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-trace-'));
  try {
    const files = [
      ...unit.files.map(({ text, path: name }, i) => ({ name: `${i}${path.extname(name)}`, text })),
      { name: 'bench.sv', text: bench },
    ];
    for (const { name, text } of files) writeFileSync(path.join(folder, name), text);
    for (const { path: name, text } of unit.includes) writeFileSync(path.join(folder, path.basename(name)), text);
    const defines = Object.entries(unit.defines).map(([name, value]) => `-D${name}=${value}`);
    const options = [
      '-g2012',
      '-s',
      'random_trace_of_it',
      '-o',
      'run',
      `-I${folder}`,
      ...unit.includeDirs.map((dir) => `-I${dir}`),
      ...defines,
    ];
    const built = spawnSync('timeout', ['20', 'iverilog', ...options, ...files.map(({ name }) => name)], { cwd: folder, encoding: 'utf8' });
    if (built.status !== 0) return undefined;
    const ran = spawnSync('timeout', ['20', 'vvp', 'run'], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return ran.status === 0 ? ran.stdout : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
