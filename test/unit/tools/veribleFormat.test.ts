import { expect, test } from 'vitest';
import { formatWithVerible } from '../../../server/src/tools/veribleFormat';
import type { ToolJob, ToolRun, ToolRunner } from '../../../server/src/tools/toolRunner';

function runnerOf(answer: Partial<Extract<ToolRun, { kind: 'finished' }>>, jobs: ToolJob[] = []): ToolRunner {
  return {
    run: (job) => {
      jobs.push(job);
      return Promise.resolve({ kind: 'finished', code: 0, stdout: '', stderr: '', files: new Map(), ms: 1, ...answer });
    },
  };
}
const { signal } = new AbortController();

test('the text goes to the program and comes back; lines limit what changes', async () => {
  const jobs: ToolJob[] = [];
  const request = { program: '/bin/verible-verilog-format', text: 'wire   x ;', lines: { from: 2, to: 4 } };
  expect(await formatWithVerible(request, runnerOf({ stdout: 'wire x;' }, jobs), signal)).toEqual({ ok: true, value: 'wire x;' });
  expect(jobs[0]).toMatchObject({
    program: '/bin/verible-verilog-format',
    stdin: 'wire   x ;',
    args: ['--failsafe_success=false', '--lines=2-4', '-'],
  });
});

test('text that cannot be read, and an answer with other tokens, change nothing', async () => {
  const request = { program: 'v', text: 'wire x;' };
  expect(await formatWithVerible(request, runnerOf({ code: 1, stderr: '\n-:1:6: syntax error at token "x"\n' }), signal)).toMatchObject({
    ok: false,
    message: 'Verible cannot format this text: -:1:6: syntax error at token "x"',
  });
  expect(await formatWithVerible(request, runnerOf({ stdout: 'wire y;' }), signal)).toMatchObject({ ok: false });
});
