/**
 * How soon a report is in the text: `npm run bench -- --report-speed [--paths N] [--runs N]`. A bare client opens a module of 500 registers, asks once for
 * something else, then for its timing by a Vivado report of N paths (1,000), each to an end point of its own and every second violated; timed until the
 * problems are published.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect, mainThread, startServer, type Client } from './serverProcess';

/** Prints ms from the request to the problems, per run in a server of its own, and the median. */
export async function measureReportSpeed(paths: number, runs: number): Promise<void> {
  const times: Time[][] = [];
  for (let run = 0; run < runs; run++) times.push(await once(paths));
  const told = (all: readonly number[]): string => {
    const sorted = [...all].sort((a, b) => a - b);
    return `median ${Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN)} ms (${sorted.map((one) => Math.round(one)).join(', ')})`;
  };
  for (const [at, words] of ['in a server just started', 'in one that read one before'].entries()) {
    const own = times.map((one) => one[at] ?? { wall: NaN, unqueued: NaN, ran: NaN });
    console.log(`a report of ${paths} paths ${words}, to problems: ${told(own.map((one) => one.wall))}`);
    console.log(`  without standing in line for a processor: ${told(own.map((one) => one.unqueued))}`);
    console.log(`  processor time of the server's main thread: ${told(own.map((one) => one.ran))}`);
  }
}

interface Time {
  readonly wall: number;
  readonly unqueued: number;
  readonly ran: number;
}

/** The first report of a server that was just started, and one that is written anew there. */
async function once(paths: number): Promise<Time[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'signoff-report-'));
  const server = startServer(path.join(folder, 'cache'));
  try {
    const file = path.join(folder, 'chip.sv');
    const report = path.join(folder, 'timing.rpt');
    const text = design(paths);
    writeFileSync(file, text);
    const client = connect(server);
    const uri = pathToFileURL(file).href;
    await client.request('initialize', {
      processId: null,
      rootUri: pathToFileURL(folder).href,
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
      initializationOptions: { trusted: true },
    });
    client.notify('initialized', {});
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'systemverilog', version: 1, text } });
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 6, character: 4 } });
    const times: Time[] = [];
    for (let again = 0; again < 2; again++) {
      writeFileSync(report, reportOf(paths, again + 1));
      const before = mainThread(server.pid ?? 0);
      const started = performance.now();
      const answer = client.request('signoff/timing', { uri, report });
      await problems(client, uri, `slack −${again + 1}.00 ns`);
      const wall = performance.now() - started;
      // Without what the server's thread stood in line for a processor: what a quiet machine would show.
      const after = mainThread(server.pid ?? 0);
      times.push({ wall, unqueued: wall - (after.queued - before.queued), ran: after.ran - before.ran });
      await answer;
    }
    return times;
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until a document has a problem with these words. */
async function problems(client: Client, uri: string, words: string): Promise<void> {
  for (;;) {
    const said = (await client.next('textDocument/publishDiagnostics')) as { uri: string; diagnostics: { message: string }[] };
    if (said.uri === uri && said.diagnostics.some((one) => one.message.includes(words))) return;
  }
}

function design(paths: number): string {
  const registers = Math.ceil(paths / 2);
  const lines = Array.from(
    { length: registers },
    (_, at) => `  logic [1:0] r${at};\n  always_ff @(posedge clk) r${at} <= r${(at + 1) % registers} + a;`,
  );
  return `module chip (\n  input logic clk,\n  input logic [1:0] a,\n  output logic [1:0] y\n);\n${lines.join('\n')}\n  assign y = r0;\nendmodule\n`;
}

function reportOf(paths: number, scale: number): string {
  const registers = Math.ceil(paths / 2);
  const clocked = '(rising edge-triggered cell FDRE clocked by clk  {rise@0.000ns fall@2.000ns period=4.000ns})';
  const rule = '  -------------------------------------------------------------------    -------------------';
  const block = (at: number): string => {
    const [from, to] = [`r${(at + 1) % registers}_reg[${at % 2}]`, `r${at % registers}_reg[${at % 2}]`];
    const slack = (at % 2 === 0 ? -0.001 : 0.001) * (at + 1) * scale;
    const hops = Array.from({ length: 12 }, (_, hop) => {
      const time = (((4 - slack) * (hop + 1)) / 13).toFixed(3);
      return `    SLICE_X${hop}Y${at}         LUT6 (Prop_lut6_I0_O)        0.124     ${time} r  chip_i_${at}_${hop}/O\n                         net (fo=1, routed)           0.180     ${time}    n_${at}_${hop}`;
    });
    return `Slack (${slack < 0 ? 'VIOLATED' : 'MET'}) :  ${slack.toFixed(3)}ns  (required time - arrival time)
  Source:                 ${from}/C
                            ${clocked}
  Destination:            ${to}/D
                            ${clocked}
  Path Group:             clk
  Path Type:              Setup (Max at Slow Process Corner)
  Requirement:            4.000ns  (clk rise@4.000ns - clk rise@0.000ns)
  Data Path Delay:        3.900ns  (logic 1.488ns (38.154%)  route 2.412ns (61.846%))

    Location             Delay type                Incr(ns)  Path(ns)    Netlist Resource(s)
${rule}
                         (clock clk rise edge)        0.000     0.000 r  
    SLICE_X0Y0           FDRE                                         r  ${from}/C
${rule}
    SLICE_X0Y0           FDRE (Prop_fdre_C_Q)         0.456     0.456 r  ${from}/Q
${hops.join('\n')}
    SLICE_X0Y0           FDRE                                         r  ${to}/D
${rule}
                         (clock clk rise edge)        4.000     4.000 r  
${rule}
                         required time                          4.000    
                         arrival time                          -${(4 - slack).toFixed(3)}    
${rule}
                         slack                                 ${slack.toFixed(3)}    
`;
  };
  const head = '| Tool Version : Vivado v.2024.1 (lin64)\n| Design       : chip\n\n';
  return head + Array.from({ length: paths }, (_, at) => block(at)).join('\n');
}
