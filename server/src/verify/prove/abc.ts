import type { Yosys, YosysRun } from '../../tools/yosys';

/** What ABC said of "can this output ever be 1?". */
export type AbcAnswer =
  | {
      readonly kind: 'proved';
      readonly lines: readonly string[];
      readonly ms: number;
      /** How, where the strategy's name does not say it. */
      readonly by?: string;
    }
  /** A trace that makes the output 1: one line of input bits a step, in the order of the file's inputs. */
  | { readonly kind: 'trace'; readonly steps: readonly string[]; readonly lines: readonly string[]; readonly ms: number }
  /** Nothing found; `frames` steps from the start are free of it, when the engine counts. */
  | { readonly kind: 'open'; readonly frames?: number; readonly lines: readonly string[]; readonly ms: number }
  | { readonly kind: 'broken'; readonly message: string; readonly ms: number };

/** A module of one gate: Yosys starts ABC only when there is something to map. */
const holder = `module \\d
  wire input 1 \\a
  wire input 2 \\b
  wire output 3 \\y
  cell $_AND_ \\g
    connect \\A \\a
    connect \\B \\b
    connect \\Y \\y
  end
end
`;

/**
 * Runs ABC commands (ours, `;` between them) on an AIGER file inside Yosys. Its answer is read from `print_status`, never from an exit
 * code; no name of the user's reaches it, so nothing in a design can look like an answer.
 */
export async function runAbc(
  yosys: Yosys,
  aiger: Uint8Array,
  commands: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<AbcAnswer> {
  const run = await start(yosys, aiger, [...commands, 'print_status', 'write_cex -a cex.txt'], 'cex.txt', timeoutMs, signal);
  const said = run.lines.filter((line) => line.startsWith('ABC:') && !line.startsWith('ABC: +')).map((line) => line.slice(4).trim());
  const lines = said.filter((line) => /Status|prove|assert|fail|timeout|equivalent|invariant|limit|frames/i.test(line)).slice(-8);
  if (run.kind === 'broken') return { kind: 'broken', message: run.message, ms: run.ms };
  if (run.kind !== 'finished') return { kind: 'open', lines: [...lines, `stopped after ${timeoutMs} ms`], ms: run.ms };
  const status = said.map((line) => /^Status = (-?\d)\s+Frames = (-?\d+)/.exec(line)).find((match) => match !== null);
  if (status === undefined || status === null)
    return { kind: 'broken', message: `ABC gave no status: ${run.lines.slice(-3).join(' | ')}`, ms: run.ms };
  if (status[1] === '1') return { kind: 'proved', lines, ms: run.ms };
  const steps = status[1] === '0' ? readTrace(new TextDecoder().decode(run.files.get('cex.txt'))) : [];
  if (steps.length > 0) return { kind: 'trace', steps, lines, ms: run.ms };
  const frames = Number(status[2]);
  return { kind: 'open', ...(frames >= 0 ? { frames } : {}), lines, ms: run.ms };
}

/**
 * Which outputs of an AIGER file are the constant 0 after commands that simplify it without changing what it does. Undefined when they did not
 * end in time, or failed.
 */
export async function constantOutputs(
  yosys: Yosys,
  aiger: Uint8Array,
  commands: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly boolean[] | undefined> {
  const run = await start(yosys, aiger, [...commands, 'write_aiger out.aig'], 'out.aig', timeoutMs, signal);
  const file = run.kind === 'finished' ? run.files.get('out.aig') : undefined;
  return file === undefined ? undefined : zeroOutputs(file);
}

/** Header, next states of the latches and outputs are lines of text; the gates that follow are not. */
function zeroOutputs(file: Uint8Array): boolean[] | undefined {
  const text = new TextDecoder('latin1').decode(file);
  const header = /^aig \d+ \d+ (\d+) (\d+) \d+\n/.exec(text);
  if (header === null) return undefined;
  const [latches, outputs] = [Number(header[1]), Number(header[2])];
  const lines = text.slice(header[0].length).split('\n', latches + outputs);
  return lines.slice(latches).map((line) => line === '0');
}

function start(
  yosys: Yosys,
  aiger: Uint8Array,
  commands: readonly string[],
  wanted: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<YosysRun> {
  const script = ['read_aiger p.aig', ...commands].map((command) => command.replace(/ /g, ',')).join(';');
  return yosys.run(
    {
      commands: ['read_rtlil d.il', `abc -script +${script}`],
      files: new Map<string, string | Uint8Array>([
        ['d.il', holder],
        ['p.aig', aiger],
      ]),
      outputs: [wanted],
      timeoutMs,
    },
    signal,
  );
}

/**
 * `write_cex -a`: the latches' first values on a line, the inputs of each step, and a mark. Commands that found the latches to be constants leave one step alone,
 * without a mark.
 */
export function readTrace(text: string): string[] {
  const [said = '', marked] = text.split('# DONE');
  const lines = said.split('\n').map((line) => line.trim());
  if (marked === undefined) return lines.slice(0, 1).filter((line) => /^[01]+$/.test(line));
  // Of a file without inputs each step is an empty line.
  return (lines.at(-1) === '' ? lines.slice(1, -1) : lines.slice(1)).filter((line) => /^[01]*$/.test(line));
}
