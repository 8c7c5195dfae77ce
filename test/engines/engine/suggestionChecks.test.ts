import { expect, test } from 'vitest';
import { embedded, jobWorld, valueOf } from '../../harness/jobEngine';
import { neverAborted } from '../../../server/src/base/cancel';
import type { CompletionItem, Verdict } from '../../../server/src/protocol/contract';

// What is asked of a suggestion is asked of its file with headers of the modules below: these are the cases in which that must not let anything through.

const top = `module top (input logic clk, input logic [7:0] d, output logic [7:0] q, output logic [7:0] y, output logic [7:0] z);
  localparam int WIDTH = 8;
  leaf #(.W(WIDTH)) u_leaf (.clk, .d, .q);
  bus u_bus ();
  sender u_sender (.to(u_bus));
  logic spare;
  logic [WIDTH-1:0] kept;
  logic echo;

  assign echo = ~spare;
endmodule
`;
/** What stays unread where a netlist cannot be built must not hide what an edit brings. */
const open = `module open #(parameter type data_t = logic) (input data_t d, input logic [3:0] a, output logic y);
  logic [3:0] n;

  if ($bits(data_t) < 99) assign y = a[4];
endmodule
`;

/** Three states in two bits, without their next ones. */
const states = `module states (input logic clk, rst, go, output logic busy);
  localparam IDLE = 0, WORK = 1, DONE = 2;
  logic [1:0] state, next;

  always_ff @(posedge clk) if (rst) state <= IDLE; else state <= next;
  assign busy = state != IDLE;
endmodule
`;

const world = jobWorld(
  {
    'top.sv': top,
    'leaf.sv': `module leaf #(parameter int W = 8) (input logic clk, input logic [7:0] d, output logic [W-1:0] q);
  if (W < 2) $error("leaf is too narrow");
  always_ff @(posedge clk) q <= d[W-1:0];
endmodule
`,
    'bus.sv': 'interface bus;\n  logic valid;\nendinterface\nmodule sender (bus to);\n  assign to.valid = 1;\nendmodule\n',
    'open.sv': open,
    'other.sv': 'module other (input logic [7:0] a, output logic [7:0] y);\n  inner u_inner (.a, .y);\nendmodule\n',
    'states.sv': states,
    'inner.sv': 'module inner (input logic [7:0] a, output logic [7:0] y);\n  assign y = ~a;\nendmodule\n',
  },
  [],
);

let asked = 0;

interface Reply {
  readonly shown?: CompletionItem;
  readonly refused?: Verdict;
}

/** What becomes of a model's reply on an empty line of a file; each time in another text, since what was shown once is kept. */
async function replyIn(name: string, code: string, line: number, text: string): Promise<Reply> {
  const { engine, model, at } = world();
  engine.openDocument(at(name), ++asked, `${code}// ${asked}\n`);
  model.setScript([{ text, repeat: true }]);
  const request = { file: at(name), line, column: 0, trigger: 'invoked' } as const;
  const { items, withheld } = valueOf(await engine.complete(request, embedded, neverAborted));
  return { ...(items[0] && { shown: items[0] }), ...(withheld[0] && { refused: withheld[0].verdict }) };
}

const reply = (text: string): Promise<Reply> => replyIn('top.sv', top, 8, text);

const filesRead = (item: CompletionItem | undefined): number =>
  item?.verdict.rungs.find(({ name }) => name === 'elaborate')?.arguments?.[0]?.match(/\bs\d+\.sv\b/g)?.length ?? 0;

test('what is right is shown, with what the tools read of the files below', async () => {
  const { shown } = await reply("  assign y = d + 8'd1;\n");
  expect(shown?.verdict).toMatchObject({ verdict: 'checked', reached: 'lint' });
  expect(filesRead(shown)).toBe(3);
  const other = await reply('  other u_other (.a(d), .y(y));\n');
  expect(other.shown?.verdict.verdict).toBe('checked');
  expect(filesRead(other.shown)).toBe(5);
});

test.each([
  ['a parameter that the body of the module refuses', '  logic n;\n  leaf #(.W(1)) u_narrow (.clk, .d, .q(n));\n', /too narrow/],
  ['a port of a module that nothing instantiated before', '  other u_other (.a(d), .b(y));\n', /no port b|'b'/],
  [
    'a latch that only code around it sees',
    '  always_comb begin\n    if (d[0]) spare = d[1];\n    else if (d[2]) spare = ~d[1];\n  end\n',
    /keeps its value|latch/i,
  ],
  ['a latch', '  always_comb if (spare) kept = d;\n', /keeps its value|latch/i],
  ['a second driver of what an instance drives', '  assign q = d;\n', /driver/],
  ['a second driver of a net of an interface', '  assign u_bus.valid = 0;\n', /driver/],
  ['a width', "  assign y = {1'b1, d};\n", /trunc|cuts/],
  ['a name that is declared twice', '  logic spare;\n', /redefinition/],
  ['a bit that is not there', '  assign y = {d[6:0], kept[8]};\n', /element 8/],
  ['a loop that closes through code around it', '  assign spare = echo;\n', /depends on itself/],
  ['bits that are not there', '  assign y = kept[8:1];\n', /range of \[8:1\]/],
])('%s is refused', async (_, text, reason) => {
  const { shown, refused } = await reply(text);
  expect(shown).toBeUndefined();
  expect(refused?.verdict).toBe('refuted');
  expect(refused?.reason).toMatch(reason);
});

test.each([
  ['a second driver, where the old code cannot be built', '  assign n = a;\n  assign n = 0;\n', /driver/],
  ['a variable as a constant, where errors may hang on the parameters', '  logic [n[0]:0] w;\n', /constant/],
])('%s is refused', async (_, text, reason) => {
  const { shown, refused } = await replyIn('open.sv', open, 2, text);
  expect(shown).toBeUndefined();
  expect(refused?.reason).toMatch(reason);
});

test.each([
  ['is shown where it is only rounded', '1000 / 6.4', true],
  ['is refused where bits are cut off', '2000 / 6.4', false],
])('a real number %s', async (_, cycles, isShown) => {
  const { shown, refused } = await reply(`  always_ff @(posedge clk) kept <= ${cycles};\n`);
  expect(shown?.verdict.verdict).toBe(isShown ? 'checked' : undefined);
  expect(refused?.reason).toEqual(isShown ? undefined : expect.stringContaining('changes value from 312.5'));
});

test.each([
  ['is shown where no state after the reset is left out', 'WORK: next = DONE;', true],
  ['is refused where one is', '', false],
])('a case without a default %s', async (_, arm, isShown) => {
  const text = `  always_comb case (state) IDLE: next = go ? WORK : IDLE; ${arm} DONE: next = IDLE; endcase\n`;
  const { shown, refused } = await replyIn('states.sv', states, 3, text);
  expect(shown?.verdict.rungs.find(({ name }) => name === 'lint')?.detail).toEqual(
    isShown ? expect.stringContaining('`next` keeps a value only in states that are never reached') : undefined,
  );
  expect(refused?.reason).toEqual(isShown ? undefined : expect.stringContaining('`next` is not assigned on every path'));
});

test.each([
  ['is refused', '  assign y = a[6];\n', undefined],
  ['is shown where its author selects it as well', '  assign y = a[5];\n', 'assign y = a[5];'],
])('a bit that only other parameters have %s', async (_, text, expected) => {
  const narrow = 'module narrow #(parameter int A = 5) (input logic [A-1:0] a, output logic x, y);\n  assign x = a[5];\n\nendmodule\n';
  const { shown } = await replyIn('narrow.sv', narrow, 2, text);
  expect(shown?.text.trim()).toBe(expected);
});

test('what the tools last said of the lines around is told to the model, at their new places', async () => {
  const { engine, at } = world();
  const wrong = top.replace('assign echo = ~spare;', 'assign echo = ~spared;');
  engine.openDocument(at('top.sv'), ++asked, wrong);
  const place = { file: at('top.sv'), line: 8, column: 0 };
  const about = async (): Promise<string | undefined> =>
    /tool messages near the cursor[^]*?line (\d+: [^\n]*)/.exec(valueOf(await engine.context(place, neverAborted)).prompt)?.[1];
  expect(await about()).toBeUndefined();
  valueOf(await engine.check({ files: [at('top.sv')] }, embedded, neverAborted));
  expect(await about()).toMatch(/^10: .*'spared'/);
  engine.openDocument(at('top.sv'), ++asked, wrong.replace('  logic spare;', '  logic one_more;\n  logic spare;'));
  expect(await about()).toMatch(/^11: .*'spared'/);
});
