import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { Verdict } from '../../server/src/protocol/contract';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { icarusSimulate } from '../../server/src/tools/icarus';
import { climb } from '../../server/src/verify/ladder';
import { boundlessCandidates, talkingCandidates } from '../harness/hostileCandidates';
import { native, runner } from '../harness/nativeTools';

const yosys = createEmbeddedYosys({ workers: 2 });
const never = new AbortController().signal;
afterAll(() => yosys.dispose());

const { iverilog, vvp } = native;
const icarus = { version: iverilog?.version ?? '', iverilog: iverilog?.path ?? '', vvp: vvp?.path ?? '' };
const contained = (await runner.containment()) === 'bubblewrap';

const unitOf = (text: string): CompileUnit => ({
  files: [{ path: '/p/adder.v', text }],
  includes: [],
  includeDirs: [],
  defines: {},
  top: 'adder',
});
/** Says nothing when the sum is wrong, so that any word of the candidate's would decide. */
const bench = `module tb_adder; reg [3:0] a = 0, b = 2; wire [4:0] y; adder u(.a(a), .b(b), .y(y));
  initial #50 a = 1;
  initial #100 begin if (y === 5'd3) $display("PASS"); $finish; end
endmodule
`;

/** What a candidate comes to, judged by the testbench. */
async function judge(text: string, budgetMs: number): Promise<Verdict> {
  const unit = unitOf(text);
  const file = { path: '/p/tb_adder.v', text: bench };
  const testbenches = [
    { name: 'tb_adder', path: file.path, unit: { ...unit, files: [...unit.files, file], top: 'tb_adder' }, named: true },
  ];
  const asked = { unit, origin: 'candidate' as const, syntax: () => [], contract: { kind: 'newCode' as const } };
  return climb({ ...asked, testbenches, budgetMs, seed: 1 }, { yosys, runner, icarus }, () => undefined, never);
}

describe.skipIf(iverilog === undefined || vvp === undefined)('candidates that talk, or end the run', () => {
  it('pass by nothing that they say: the sum is wrong, and the testbench says so by saying nothing', { timeout: 120_000 }, async () => {
    const passed: string[] = [];
    for (const [name, text] of talkingCandidates) {
      const { verdict, reason } = await judge(text, 20_000);
      if (verdict !== (/an end|as an error/.test(name) ? 'refuted' : 'unknown')) passed.push(`${name}: ${verdict}, ${reason ?? ''}`);
    }
    expect(passed).toEqual([]);
  });

  it('are judged by what they do: a check of parameters that holds changes nothing, one that ends the run is named', async () => {
    const check = (condition: string): string =>
      `module adder(input [3:0] a, b, output [4:0] y); assign y = a + b;
        initial if (${condition}) begin $display("Error: %s", "PASS"); $finish; end
      endmodule`;
    expect(await judge(check('$bits(y) != 5'), 20_000)).toMatchObject({ verdict: 'checked' });
    const ended = await judge(check('$bits(y) == 5'), 20_000);
    expect([ended.verdict, ended.reason]).toEqual(['refuted', 'testbench: tb_adder: the design ends the simulation ($finish)']);
  });
});

describe.skipIf(iverilog === undefined || vvp === undefined)('candidates without bounds', () => {
  it('are held by limits: each ends in time, and the rest of the machine goes on', { timeout: 120_000 }, async () => {
    const budgetMs = 4000;
    const times: number[] = [];
    const waiting = boundlessCandidates.map(([, text]) => text);
    const judgeThem = async (): Promise<void> => {
      for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
        const started = performance.now();
        await judge(text, budgetMs);
        times.push(performance.now() - started);
      }
    };
    // Two at a time: most of them only wait for their limit.
    await Promise.all([judgeThem(), judgeThem()]);
    expect(times).toHaveLength(boundlessCandidates.length);
    // Whatever each came to, nothing goes on beyond its time and the grace to end it.
    expect(times.filter((ms) => ms > budgetMs + 5000)).toEqual([]);
    const after = await climb(
      {
        unit: unitOf('module adder(input [3:0] a, b, output [4:0] y);\n  assign y = a + b;\nendmodule\n'),
        ...{ origin: 'candidate', syntax: () => [], contract: { kind: 'newCode' }, budgetMs: 30_000, seed: 1 },
      },
      { yosys, runner, icarus },
      () => undefined,
      never,
    );
    expect(after.verdict).toBe('checked');
  });
});

describe.skipIf(!contained || iverilog === undefined)('what screening would have let through', () => {
  it('cannot leave its container', async () => {
    const harm = `${tmpdir()}/signoff-harm-${process.pid}`;
    const body = `integer f; reg [255:0] line; integer n;
  initial begin
    n = $system("touch ${harm}; echo x > ${harm}.2");
    f = $fopen("${harm}.3", "w");
    $fdisplay(f, "harm");
    f = $fopen("/etc/passwd", "r");
    if (f != 0) begin n = $fgets(line, f); $display("READ %s", line); end
    $finish;
  end`;
    const unit = unitOf(`module adder;\n${body}\nendmodule\n`);
    const run = await icarusSimulate(unit, icarus, runner, { timeoutMs: 20_000 }, never);
    expect(['', '.2', '.3'].filter((end) => existsSync(harm + end))).toEqual([]);
    expect(run.kind === 'ran' && run.lines.join('\n')).not.toContain('READ');
  });
});
