import { afterEach, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer, type ModelStep } from '../../harness/modelServer.mjs';
import type { CheckRequest } from '../../../server/src/completion/judge';
import { complete, reusedAt, type CompletionDeps, type CompletionRecord } from '../../../server/src/completion/pipeline';
import { scriptedModel } from '../../harness/modelAccess';
import { screenPart } from '../../../server/src/verify/screen';
import type { Verdict } from '../../../server/src/protocol/contract';
import { errorAt, neverAborted, verdictOf, worldOf } from '../../harness/ghostText';

const counter = `
module counter (input logic clk, rst_n, output logic [3:0] q);
  always_ff @(posedge clk or negedge rst_n)
    if (!rst_n) q <= '0;
    else /*|*/
endmodule
`;
const right = "q <= q + 4'd1;";
let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Options {
  readonly check?: (request: CheckRequest, signal: AbortSignal) => Verdict | Promise<Verdict>;
  readonly given?: string;
  readonly budgetMs?: number;
  readonly keys?: string[];
  readonly predicts?: (beginning: string) => void;
  readonly samples?: number;
  readonly sampleTokens?: number;
  readonly compare?: NonNullable<CompletionDeps['compare']>;
}

/** A fixture completed by a scripted model over real HTTP and the real SDK. */
async function ghostText(steps: ModelStep[], options: Options = {}) {
  server = await startModelServer(steps, options.keys === undefined ? {} : { keys: options.keys });
  const world = await worldOf(options.given ?? counter, options.check);
  const records: CompletionRecord[] = [];
  const deps = {
    ...world.deps,
    client: scriptedModel(server.url).model,
    limits: {
      ...world.deps.limits,
      ...(options.budgetMs === undefined ? {} : { budgetMs: options.budgetMs }),
      ...{ samples: options.samples ?? 1, sampleTokens: options.sampleTokens ?? 20_000 },
    },
    ...(options.compare === undefined ? {} : { compare: options.compare }),
    ...(options.predicts === undefined ? {} : { predicts: options.predicts }),
    record: (record: CompletionRecord) => void records.push(record),
    screen: screenPart,
  };
  const completion = await complete(world.request, deps, neverAborted);
  return { completion, world, deps, record: records[0], requests: server.requests };
}

/** Refutes what holds a text, with a tool's message. */
function refutes(part: string, message: string) {
  return (request: CheckRequest) =>
    request.candidate.text.includes(part) ? verdictOf('refuted', [errorAt(request.path, 5, message)]) : verdictOf('checked');
}

describe("a model's answer", () => {
  test('that passes is shown with its evidence', async () => {
    const { completion, world, requests, record } = await ghostText([{ text: right }]);
    expect(completion.items).toHaveLength(1);
    expect(completion.items[0]).toMatchObject({
      text: right,
      origin: 'model',
      verdict: { verdict: 'checked' },
      range: { startLine: 4, startColumn: 10, endLine: 4, endColumn: 10 },
    });
    expect(completion).toMatchObject({ attempts: 1, withheld: [] });
    expect(completion).not.toHaveProperty('silent');
    expect(world.checked[0]?.editedText).toContain(`else ${right}\nendmodule`);
    expect(world.checked[0]?.unit).toBe('counter');
    expect(requests[0]?.prompt).toContain('else \n');
    expect(record?.sent.map((body) => JSON.parse(body) as unknown)).toEqual([requests[0]?.body]);
  });

  test('comes without its fences, its echo and the end of the file', async () => {
    const { completion } = await ghostText([{ text: `\`\`\`systemverilog\n    else ${right}\nendmodule\n\`\`\`` }]);
    expect(completion.items[0]?.text).toBe(right);
  });

  test('is taken whole when it begins like what follows the cursor', async () => {
    const process = (name: string): string => `always @(posedge clk)\nif (reset_everything_now)\n  ${name} <= 0;\nelse\n  ${name} <= data;`;
    const given = `\nmodule m (input clk, reset_everything_now, data, output reg a, b);\n/*|*/\n\n${process('b')}\nendmodule\n`;
    const { completion } = await ghostText([{ text: process('a'), chunkSize: 20 }], { given });
    expect(completion.items[0]?.text).toBe(process('a'));
  });

  test('is told of while it arrives, as the insertion will begin', async () => {
    const beginnings: string[] = [];
    const { completion } = await ghostText([{ text: `    else ${right}\n` }], { predicts: (beginning) => beginnings.push(beginning) });
    expect(beginnings.length).toBeGreaterThan(0);
    for (const beginning of beginnings) expect(completion.items[0]?.text.startsWith(beginning)).toBe(true);
  });

  test('ends where it stops being Verilog', async () => {
    const { completion } = await ghostText([{ text: `${right}\nThis increments the counter by one, as asked.` }]);
    expect(completion.items[0]?.text).toBe(right);
  });

  test.each(['proved', 'checked'] as const)('is shown when %s', async (kind) => {
    const { completion } = await ghostText([{ text: right }], { check: () => verdictOf(kind) });
    expect(completion.items[0]?.verdict.verdict).toBe(kind);
  });
});

describe('several answers', () => {
  const answers: ModelStep[] = [{ text: 'q <= q - 1;' }, { text: right }, { text: `  ${right}` }];
  const compare = (one: CheckRequest, other: CheckRequest) =>
    Promise.resolve(one.candidate.text === other.candidate.text ? ('same' as const) : ('different' as const));

  test('are asked for at once; what most of them do is shown, with the place where another differs', async () => {
    const { completion, requests, world } = await ghostText(answers, { samples: 3, compare });
    expect(requests).toHaveLength(3);
    expect(world.checked.map(({ candidate }) => candidate.text)).toEqual(['q <= q - 1;', right]);
    expect(completion).toMatchObject({ attempts: 3, items: [{ text: right }] });
    const { agreement } = completion.items[0] ?? {};
    expect(agreement).toMatchObject({ samples: 3, agreeing: 2, differs: { other: 'q <= q - 1;' } });
    expect(right.slice(agreement?.differs?.start, agreement?.differs?.end)).toBe("+ 4'd1");
  });

  test('the place where another differs moves with what is typed, and goes when it was typed', async () => {
    const { deps, world } = await ghostText(answers, { samples: 3, compare });
    const { text, offset, path } = world.request;
    const after = (typed: string) =>
      reusedAt({ path, text: text.slice(0, offset) + typed + text.slice(offset), offset: offset + typed.length }, deps)?.items[0]
        ?.agreement;
    expect(after('q <= ')?.differs).toMatchObject({ start: 2, end: 8 });
    expect(after('q <= q + 4')).toEqual({ samples: 3, agreeing: 2 });
  });

  test('one that is refused leaves the others', async () => {
    const { completion } = await ghostText(answers, { samples: 3, compare, check: refutes('4', 'no') });
    expect(completion).toMatchObject({ attempts: 3, items: [{ text: 'q <= q - 1;' }], withheld: [{ text: right }] });
  });

  test('no more than the cap on tokens allows', async () => {
    const { requests } = await ghostText(answers, { samples: 3, sampleTokens: 4000, compare });
    expect(requests).toHaveLength(2);
  });
});

describe('a refused answer', () => {
  test("goes back once with the tools' words and is shown when mended", async () => {
    const { completion, requests } = await ghostText([{ text: 'q <= q + clk2;' }, { text: right }], {
      given: counter.replace('output', 'input logic clk2, output'),
      check: refutes('clk2', 'width mismatch of operand'),
    });
    expect(completion.items[0]?.text).toBe(right);
    expect(completion.attempts).toBe(2);
    expect(completion.withheld).toMatchObject([{ text: 'q <= q + clk2;', verdict: { verdict: 'refuted' } }]);
    expect(requests[1]?.prompt).toContain('q <= q + clk2;');
    expect(requests[1]?.prompt).toContain('width mismatch of operand');
    expect(requests[1]?.prompt).toContain('Make the widths of both sides agree');
  });

  test('twice is silence with what was withheld', async () => {
    const { completion, requests } = await ghostText([{ text: right, repeat: true }], { check: refutes('q', 'no') });
    expect(completion).toMatchObject({ items: [], silent: 'refuted', attempts: 2 });
    expect(completion.withheld).toHaveLength(2);
    expect(requests).toHaveLength(2);
  });

  test('by time-out or a broken tool is not sent back and keeps its name', async () => {
    const unknown = await ghostText([{ text: right }], { check: () => verdictOf('unknown') });
    expect(unknown.completion).toMatchObject({ items: [], silent: 'unknown', attempts: 1 });
    await server?.close();
    const broken = await ghostText([{ text: right }], { check: () => verdictOf('broken') });
    expect(broken.completion).toMatchObject({ items: [], silent: 'broken', attempts: 1 });
  });

  test('by our own grammar is not shown even when a tool that saw nothing passes it', async () => {
    const { completion } = await ghostText([{ text: 'q <= q + (;' }]);
    expect(completion).toMatchObject({ items: [], silent: 'unknown', attempts: 1 });
  });

  test('by its names alone starts no tool', async () => {
    const { completion, world } = await ghostText([{ text: 'q <= nowhere;' }, { text: "q <= q + 0'd1;" }]);
    expect(completion).toMatchObject({ items: [], silent: 'refuted', attempts: 2 });
    expect(completion.withheld.map(({ verdict }) => verdict.rungs[0]?.diagnostics[0]?.code)).toEqual([
      'elaborate/undeclared',
      'lint/zero-width',
    ]);
    expect(world.checked).toEqual([]);
  });

  test('that would run something is refuted by screening and never reaches a tool', async () => {
    const hostile = 'begin $system("id"); q <= q; end';
    const { completion, world } = await ghostText([{ text: hostile }, { text: right }]);
    expect(completion.withheld).toMatchObject([{ text: hostile, verdict: { verdict: 'refuted' } }]);
    expect(completion.items[0]?.text).toBe(right);
    expect(world.checked.map((request) => request.candidate.text)).toEqual([right]);
  });
});

describe('screening', () => {
  const hostile = [
    'begin $system("id"); q <= q; end',
    'begin if ($fopen("/etc/passwd")) q <= 0; end',
    'q <= q; import "DPI-C" function int f();',
    '`include "/etc/passwd"',
    'q <= tb.secret.value;',
  ];
  test.each(hostile)('refutes %s', async (text) => {
    const { completion, world } = await ghostText([{ text, repeat: true }]);
    expect(completion).toMatchObject({ items: [], silent: 'refuted' });
    expect(completion.withheld[0]?.verdict.rungs[0]?.diagnostics[0]?.code).toMatch(/^screen\//);
    expect(world.checked).toEqual([]);
  });

  test('also a system task of which the user typed the beginning', async () => {
    const { completion } = await ghostText([{ text: 'tem("id");', repeat: true }], { given: counter.replace('/*|*/', '$sys/*|*/') });
    expect(completion).toMatchObject({ items: [], silent: 'refuted' });
  });

  test('lets a member of a variable of the module pass, and what the author wrote elsewhere', async () => {
    const given = counter
      .replace(
        '  always_ff',
        '  typedef struct packed {logic [3:0] now;} s_t;\n  s_t s;\n  assign s.now = q;\n  initial $system("x");\n  always_ff',
      )
      .replace('counter', 'counter ');
    const { completion } = await ghostText([{ text: 'q <= s.now;' }], { given });
    expect(completion.items[0]?.text).toBe('q <= s.now;');
  });
});

describe('a model that fails', () => {
  test.each<[string, ModelStep[], string]>([
    ['a bad key', [{ error: 401 }], 'badKey'],
    ['a rate limit', [1, 2].map(() => ({ error: 429, headers: { 'retry-after-ms': '1' } })), 'rateLimited'],
    ['a server error', [1, 2].map(() => ({ error: 500, headers: { 'retry-after-ms': '1' } })), 'modelOverloaded'],
    ['a connection that closes', [{ closeAtOnce: true }, { closeAtOnce: true }], 'modelUnreachable'],
    ['a reply cut off mid-stream', [{ text: right, cutAfter: 5 }], 'cutOff'],
    ['a reply that ends early in good order', [{ text: `${right}\n`, cutAfter: 15, cutBy: 'end' }], 'cutOff'],
    ['a refusal', [{ text: '', stopReason: 'refusal' }], 'modelRefused'],
    ['a reply that is empty', [{ text: '' }], 'noSuggestion'],
    ['a reply of another kind', [{ html: '<p>' }], 'badReply'],
  ])('%s is silence with its reason', async (_what, steps, silent) => {
    const { completion, world } = await ghostText(steps);
    expect(completion).toMatchObject({ items: [], silent });
    expect(completion.detail).toMatch(/\w.*\.$/);
    expect(world.checked).toEqual([]);
  });

  test('and the next request works', async () => {
    const first = await ghostText([{ error: 401 }, { text: right }]);
    const second = await complete(first.world.request, first.deps, neverAborted);
    expect(second.items[0]?.text).toBe(right);
  });

  test('with half a reply shows none of it, although it would have passed', async () => {
    const { completion } = await ghostText([{ text: `${right}\n${right}`, cutAfter: right.length + 1 }]);
    expect(completion).toMatchObject({ items: [], silent: 'cutOff', attempts: 0 });
  });

  test('and whose answer could not be checked in time is silence by budget, not a verdict', async () => {
    const untilStopped = (_request: CheckRequest, signal: AbortSignal) =>
      new Promise<Verdict>((resolve) => signal.addEventListener('abort', () => resolve(verdictOf('unknown'))));
    const { completion } = await ghostText([{ text: right }], { check: untilStopped, budgetMs: 300 });
    expect(completion).toMatchObject({ items: [], silent: 'budget', attempts: 1 });
  });

  test('to answer in time is silence by budget, and its request is stopped', async () => {
    const { completion, requests } = await ghostText([{ hang: true }], { budgetMs: 150 });
    expect(completion).toMatchObject({ items: [], silent: 'budget' });
    expect(requests).toHaveLength(1);
  });
});

describe('a request', () => {
  test('that is superseded ends with the abort and records nothing', async () => {
    server = await startModelServer([{ hang: true }]);
    const world = await worldOf(counter);
    const controller = new AbortController();
    let recorded = 0;
    const deps = { ...world.deps, client: scriptedModel(server.url).model, record: () => void recorded++ };
    const running = complete(world.request, deps, controller.signal);
    await server.waitForRequests(1);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(recorded).toBe(0);
  });

  test('in a comment asks nobody', async () => {
    const { completion, requests } = await ghostText([{ text: right }], { given: '// here /*|*/\nmodule m;\nendmodule\n' });
    expect(completion).toMatchObject({ items: [], silent: 'comment', attempts: 0, withheld: [] });
    expect(requests).toEqual([]);
  });

  test('in a file that is never sent asks nobody', async () => {
    server = await startModelServer([{ text: right }]);
    const world = await worldOf(counter);
    const deps = { ...world.deps, client: scriptedModel(server.url, { neverSent: () => true }).model, neverSend: () => true };
    expect(await complete(world.request, deps, neverAborted)).toMatchObject({ items: [], silent: 'neverSend' });
    expect(server.requests).toEqual([]);
  });

  test('while typing what was shown is answered from memory', async () => {
    const { world, deps, requests } = await ghostText([{ text: right }]);
    const { text, offset } = world.request;
    const typed = `${text.slice(0, offset)}q <= ${text.slice(offset)}`;
    const next = await complete({ ...world.request, text: typed, offset: offset + 5 }, deps, neverAborted);
    expect(next.items).toMatchObject([{ text: "q + 4'd1;", verdict: { verdict: 'checked' } }]);
    expect(next.items[0]?.range).toMatchObject({ startLine: 4, startColumn: 15 });
    expect(requests).toHaveLength(1);
    expect(world.checked).toHaveLength(1);
  });
});

describe('without a model', () => {
  const given = `//- /leaf.sv
module leaf (input logic clk, output logic q);
endmodule
//- /top.sv
module top (input logic clk, output logic q);
  leaf/*|*/
endmodule
`;

  test('templates propose and are checked alike', async () => {
    const { request, deps, checked } = await worldOf(given);
    const completion = await complete(request, deps, neverAborted);
    expect(completion.items).toMatchObject([{ origin: 'template', text: ' u_leaf (\n    .clk(clk),\n    .q(q)\n  );' }]);
    expect(completion.attempts).toBe(0);
    expect(checked).toMatchObject([{ origin: 'template' }]);
  });

  test('a template that a tool refutes is not shown', async () => {
    const { request, deps } = await worldOf(given, () => verdictOf('refuted'));
    const completion = await complete(request, deps, neverAborted);
    expect(completion).toMatchObject({ items: [], silent: 'refuted' });
    expect(completion.withheld).toHaveLength(1);
  });

  test('nothing to propose is said so, and a failing model is not replaced in silence', async () => {
    const { request, deps } = await worldOf('module top;\n  assign /*|*/\nendmodule\n');
    expect(await complete(request, deps, neverAborted)).toMatchObject({ items: [], silent: 'noSuggestion' });
    server = await startModelServer([{ error: 401 }]);
    const world = await worldOf(given);
    const client = scriptedModel(server.url).model;
    expect(await complete(world.request, { ...world.deps, client }, neverAborted)).toMatchObject({ items: [], silent: 'badKey' });
  });
});
