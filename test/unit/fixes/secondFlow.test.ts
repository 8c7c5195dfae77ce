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
  const slack = ({ files: [file] }: CompileUnit, _budget: number, _signal: AbortSignal, order?: number) => {
    const text = file?.text ?? '';
    asked.push(`${text} ${order ?? 0}`);
    const value = slacks[`${text} ${order ?? 0}`] ?? slacks[text];
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
  const other = ', with the cells in another order -0.100 to -0.050 ns';
  expect(await second.of(rewritten('faster'), before)).toEqual({
    underAll: true,
    evidence: `Timed by OpenSTA it gains too: worst slack from -0.100 to -0.050 ns${other}${other}.`,
  });
  expect(asked.filter((text) => text.startsWith('old')).sort()).toEqual(['old 0', 'old 1', 'old 2']);
});

it('where the slowest path stays, all that is too long together has to become less', async () => {
  const { second } = opinion({ old: { wns: -0.1, tns: -1 }, same: { wns: -0.1004, tns: -1 }, others: { wns: -0.1004, tns: -0.5 } });
  expect((await second.of(rewritten('same'), before)).refused).toContain('nothing else gains');
  expect((await second.of(rewritten('others'), before)).refused).toBeUndefined();
});

it('a gain of one order of the cells that another takes away is luck', async () => {
  const { second } = opinion({ old: { wns: -0.1, tns: -1 }, lucky: { wns: -0.08, tns: -1 }, 'lucky 2': { wns: -0.11, tns: -1 } });
  expect((await second.of(rewritten('lucky'), before)).refused).toContain(
    'with the cells in another order, the worst slack would go from -0.100 to -0.110 ns',
  );
});

it("what only the author's text could be timed against is not offered", async () => {
  const { second } = opinion({ old: { wns: -0.1, tns: -1 } });
  expect((await second.of(rewritten('unreadable'), before)).refused).toContain('could not be timed by OpenSTA: not read');
});

it("a flow that cannot time the author's text says nothing", async () => {
  const { second } = opinion({ unreadable: { wns: -0.1, tns: -1 } });
  expect(await second.of(rewritten('unreadable'), before)).toEqual({ underAll: false });
});
