import { expect, it } from 'vitest';
import type { Measured } from '../../../server/src/fixes/judge';
import { SecondOpinion, type SlackOfFlow } from '../../../server/src/fixes/secondFlow';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import type { TimingAnalysis } from '../../../server/src/timing/analyze';

const never = new AbortController().signal;
const unit = (text: string): CompileUnit => ({ files: [{ path: 'a.v', text }], includes: [], includeDirs: [], defines: {} });
const before = { timing: { wns: -0.1, tns: -0.1, period: 0.4 } } as unknown as TimingAnalysis;
const rewritten = (text: string): Measured => ({ unit: unit(text) }) as unknown as Measured;

/** An opinion by a flow that tells these slacks of texts, and the texts that it was asked about. */
function opinion(slacks: Readonly<Record<string, SlackOfFlow>>): { second: SecondOpinion; asked: string[] } {
  const asked: string[] = [];
  const slack = ({ files: [file] }: CompileUnit) => {
    asked.push(file?.text ?? '');
    const value = slacks[file?.text ?? ''];
    return Promise.resolve(value === undefined ? ({ ok: false, message: 'not read' } as const) : ({ ok: true, value } as const));
  };
  return { second: new SecondOpinion({ name: 'by OpenSTA', slack }, unit('old'), Date.now() + 60_000, never), asked };
}

it('what another flow sees slower is refused, what it sees faster says so; the text as it was is timed once', async () => {
  const { second, asked } = opinion({
    old: { wns: -0.1, tns: -1 },
    slower: { wns: -0.12, tns: -0.2 },
    faster: { wns: -0.05, tns: -0.9 },
  });
  expect((await second.of(rewritten('slower'), before)).refused).toBe(
    'Measured faster by the estimate only: timed by OpenSTA the worst slack would go from -0.100 to -0.120 ns.',
  );
  expect(await second.of(rewritten('faster'), before)).toEqual({
    evidence: 'Timed by OpenSTA it gains too: worst slack from -0.100 to -0.050 ns.',
  });
  expect(asked.filter((text) => text === 'old')).toHaveLength(1);
});

it('where the slowest path stays, all that is too long together has to become less', async () => {
  const { second } = opinion({ old: { wns: -0.1, tns: -1 }, same: { wns: -0.1004, tns: -1 }, others: { wns: -0.1004, tns: -0.5 } });
  expect((await second.of(rewritten('same'), before)).refused).toContain('would stay');
  expect((await second.of(rewritten('others'), before)).refused).toBeUndefined();
});

it('a flow that cannot time a text says nothing of it', async () => {
  const { second } = opinion({ old: { wns: -0.1, tns: -1 } });
  expect(await second.of(rewritten('unreadable'), before)).toEqual({});
});
