import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Completion, Diagnostic, ErrorDocument, Verdict } from '../../../server/src/protocol/contract';
import { startModelServer, type ModelStep } from '../../harness/modelServer.mjs';
import { Folder, signoff, type CliRun } from '../../harness/signoffCli';

const counter = `module counter(input clk, input rst, input en, output reg [3:0] q);
  always @(posedge clk)
    if (rst) q <= 4'd0;
    else if (en) q <= q + 4'd1;
endmodule
`;

const embedded = ['--json', '--tools', 'embedded'];
const diagnosticsOf = (run: CliRun): Diagnostic[] => (run.json as { diagnostics: Diagnostic[] }).diagnostics;
const errorOf = (run: CliRun): ErrorDocument['error'] => (run.json as ErrorDocument).error;
const verdictOf = (run: CliRun): Verdict => run.json as Verdict;

test('an empty file is clean to check, and no module to verify', async () => {
  using folder = new Folder({ 'empty.v': '' });
  const check = await signoff(['check', 'empty.v', ...embedded], { cwd: folder.path });
  expect([check.code, diagnosticsOf(check)]).toEqual([0, []]);
  const verify = await signoff(['verify', 'empty.v', ...embedded], { cwd: folder.path });
  expect(verify.code).toBe(2);
  expect(errorOf(verify).message).toContain('no module');
});

test('a binary file is refused in words', async () => {
  using folder = new Folder({ 'bin.v': new Uint8Array([0, 1, 2, 255, 254, 0, 7]) });
  const run = await signoff(['check', 'bin.v', ...embedded], { cwd: folder.path });
  expect(run.code).toBe(2);
  expect(errorOf(run).message).toContain('bin.v');
});

test('a file of 10 MB ends in a finding or an answer, within the budget', async () => {
  const line = '  assign w = a & b | c ^ d; // filler that makes the file long enough for the test\n';
  using folder = new Folder({
    'big.v': `module big(input a, b, c, d, output w);\n${line.repeat(Math.ceil(10_500_000 / line.length))}endmodule\n`,
  });
  const run = await signoff(['check', 'big.v', '--budget', '20', ...embedded], { cwd: folder.path });
  expect([0, 1]).toContain(run.code);
  expect(Array.isArray(diagnosticsOf(run))).toBe(true);
});

test('a half-typed module gets its syntax error on the line where it is', async () => {
  using folder = new Folder({
    'half.v': 'module half(input clk, output reg q);\n  always @(posedge clk) begin\n    q <= \n  end\nendmodule\n',
  });
  const run = await signoff(['check', 'half.v', ...embedded], { cwd: folder.path });
  expect(run.code).toBe(1);
  const errors = diagnosticsOf(run).filter((diagnostic) => diagnostic.severity === 'error');
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every((diagnostic) => diagnostic.file === 'half.v' && diagnostic.line >= 3 && diagnostic.line <= 4)).toBe(true);
});

test('an unknown top names the modules there are', async () => {
  using folder = new Folder({ 'counter.v': counter });
  const run = await signoff(['verify', 'counter.v', '--top', 'nope', ...embedded], { cwd: folder.path });
  expect(run.code).toBe(2);
  expect(errorOf(run).hint).toContain('counter');
});

test('two modules of one name are a finding', async () => {
  using folder = new Folder({ 'a.v': counter, 'b.v': counter.replace("4'd1", "4'd2") });
  const run = await signoff(['check', 'a.v', 'b.v', ...embedded], { cwd: folder.path });
  expect(run.code).toBe(1);
  expect(diagnosticsOf(run).some((diagnostic) => diagnostic.message.includes('counter'))).toBe(true);
});

test('a missing include is a finding at its line', async () => {
  using folder = new Folder({ 'inc.v': `\`include "missing.vh"\n${counter}` });
  const run = await signoff(['check', 'inc.v', ...embedded], { cwd: folder.path });
  expect(run.code).toBe(1);
  expect(
    diagnosticsOf(run)
      .filter((diagnostic) => diagnostic.message.includes('missing.vh'))
      .map((diagnostic) => diagnostic.line),
  ).toContain(1);
});

test('a candidate that calls $system is refuted by judge and never run; in a design of one’s own the verdict is unknown', async () => {
  const hostile = counter.replace('endmodule', '  initial $system("touch pwned");\nendmodule');
  using folder = new Folder({ 'counter.v': counter, 'hostile.v': hostile });
  const judged = await signoff(['judge', 'hostile.v', '--golden', 'counter.v', ...embedded], { cwd: folder.path });
  expect([judged.code, verdictOf(judged).verdict]).toEqual([1, 'refuted']);
  expect(JSON.stringify(judged.json)).toContain('screen/');
  expect(verdictOf(judged).score?.reward).toBe(0);
  const verified = await signoff(['verify', 'hostile.v', ...embedded], { cwd: folder.path });
  expect([verified.code, verdictOf(verified).verdict]).toEqual([3, 'unknown']);
  expect(() => readFileSync(path.join(folder.path, 'pwned'))).toThrow();
});

test('usage errors answer one document on standard output and exit 2', async () => {
  using folder = new Folder({ 'counter.v': counter });
  for (const args of [
    ['frobnicate'],
    ['graph', 'counter.v', '--kind', 'nonsense'],
    ['check'],
    ['verify', 'counter.v', '--budget', 'soon'],
    ['check', 'nofile.v'],
    ['complete', 'counter.v', '--line', '999', '--column', '1'],
    ['equiv', 'git:nope:counter.v', 'counter.v'],
    ['check', 'counter.v', '--tools', 'magic'],
    ['graph', 'counter.v', '--kind', 'dfg', '--module', 'x'],
  ]) {
    const run = await signoff([...args, '--json'], { cwd: folder.path });
    expect([args[0], run.code]).toEqual([args[0], 2]);
    expect(errorOf(run).message).not.toBe('');
    expect(errorOf(run).hint).not.toBe('');
  }
});

test('without --json a usage error is one line on standard error', async () => {
  using folder = new Folder({});
  const run = await signoff(['check', 'nofile.v'], { cwd: folder.path });
  expect([run.code, run.stdout, run.stderr.trim().split('\n').length]).toEqual([2, '', 1]);
});

const place = counter.split('\n').findIndex((line) => line.includes('else if')) + 2;

async function completeWith(env: Record<string, string>): Promise<Completion> {
  using folder = new Folder({ 'counter.v': counter });
  const run = await signoff(
    ['complete', 'counter.v', '--line', String(place), '--column', '1', '--model', 'anthropic:test', '--budget', '10', ...embedded],
    { cwd: folder.path, env },
  );
  expect(run.code).toBe(0);
  return run.json as Completion;
}

test('an unreachable model is silence with its reason', async () => {
  expect((await completeWith({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', ANTHROPIC_API_KEY: 'k' })).silent).toBe('modelUnreachable');
});

test('a bad key and a reply cut off mid-stream are silence with their reasons, and the key is in no output', async () => {
  const steps: ModelStep[] = [{ text: 'assign x = 1;', cutAfter: 4 }];
  const server = await startModelServer({ steps, keys: ['good'] });
  try {
    const bad = await completeWith({ ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'sk-secret-bad' });
    expect(bad.silent).toBe('badKey');
    expect(JSON.stringify(bad)).not.toContain('sk-secret-bad');
    const cut = await completeWith({ ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'good' });
    expect([cut.silent, cut.items, cut.attempts]).toEqual(['cutOff', [], 0]);
  } finally {
    await server.close();
  }
});

test('CRLF files keep their columns', async () => {
  using folder = new Folder({
    'crlf.sv':
      'module crlf(input logic [7:0] a,\r\n            output logic [3:0] y);\r\n  /* ü */ assign y = undeclared_name;\r\nendmodule\r\n',
  });
  const run = await signoff(['check', 'crlf.sv', ...embedded], { cwd: folder.path });
  const found = diagnosticsOf(run).find((diagnostic) => diagnostic.message.includes('undeclared_name'));
  expect([found?.line, found?.column]).toEqual([3, 22]);
});
