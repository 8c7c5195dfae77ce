import { failure, success, type Outcome } from '../base/outcome';
import type { ToolRunner } from './toolRunner';

export interface FormatRequest {
  readonly program: string;
  readonly text: string;
  /** 1-based lines, both included, that alone are to change. */
  readonly lines?: { readonly from: number; readonly to: number };
}

/**
 * The text as Verible formats it, with its own defaults. Text that Verible cannot read, and an answer that differs in more than white
 * space, is a failure: formatting must not change a design.
 */
export async function formatWithVerible(request: FormatRequest, runner: ToolRunner, signal: AbortSignal): Promise<Outcome<string>> {
  const { program, text, lines } = request;
  const only = lines === undefined ? [] : [`--lines=${lines.from}-${lines.to}`];
  const run = await runner.run({ program, args: ['--failsafe_success=false', ...only, '-'], stdin: text, timeoutMs: 20_000 }, signal);
  if (run.kind !== 'finished') {
    const what =
      run.kind === 'timeout'
        ? 'did not end within 20 s'
        : run.kind === 'failedToStart'
          ? `did not start: ${run.message}`
          : `ended: ${run.kind}`;
    return failure(`verible-verilog-format ${what}`, 'Look at its path in the setting signoff.tools.verible.');
  }
  if (run.code !== 0) {
    const words = run.stderr.split('\n').find((line) => line.trim() !== '') ?? `it ended with code ${run.code}`;
    return failure(`Verible cannot format this text: ${words.trim()}`, 'Mend its syntax first.');
  }
  if (withoutSpace(run.stdout) !== withoutSpace(text)) {
    return failure('Verible would change more than white space here, so nothing was formatted', 'Please report the text to Verible.');
  }
  return success(run.stdout);
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}
