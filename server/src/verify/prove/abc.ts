import type { Yosys } from '../../tools/yosys';

/** What ABC said of "can this output ever be 1?". */
export type AbcAnswer =
  | { readonly kind: 'proved'; readonly lines: readonly string[]; readonly ms: number }
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
  const script = ['read_aiger p.aig', ...commands, 'print_status', 'write_cex -a cex.txt']
    .map((command) => command.replace(/ /g, ','))
    .join(';');
  const run = await yosys.run(
    {
      commands: ['read_rtlil d.il', `abc -script +${script}`],
      files: new Map<string, string | Uint8Array>([
        ['d.il', holder],
        ['p.aig', aiger],
      ]),
      outputs: ['cex.txt'],
      timeoutMs,
    },
    signal,
  );
  const said = run.lines.filter((line) => line.startsWith('ABC:') && !line.startsWith('ABC: +')).map((line) => line.slice(4).trim());
  const lines = said.filter((line) => /Status|prove|assert|fail|timeout|equivalent|invariant|limit|frames/i.test(line)).slice(-8);
  if (run.kind === 'broken') return { kind: 'broken', message: run.message, ms: run.ms };
  if (run.kind !== 'finished') return { kind: 'open', lines: [...lines, `stopped after ${timeoutMs} ms`], ms: run.ms };
  const status = said.map((line) => /^Status = (-?\d)\s+Frames = (-?\d+)/.exec(line)).find((match) => match !== null);
  if (status === undefined || status === null)
    return { kind: 'broken', message: `ABC gave no status: ${run.lines.slice(-3).join(' | ')}`, ms: run.ms };
  if (status[1] === '1') return { kind: 'proved', lines, ms: run.ms };
  const trace = run.files.get('cex.txt');
  if (status[1] === '0' && trace !== undefined)
    return { kind: 'trace', steps: readTrace(new TextDecoder().decode(trace)), lines, ms: run.ms };
  const frames = Number(status[2]);
  return { kind: 'open', ...(frames >= 0 ? { frames } : {}), lines, ms: run.ms };
}

/** `write_cex -a`: the latches' first values on a line, then the inputs of each step. */
function readTrace(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => /^[01]+$/.test(line));
}
