import { expect, it } from 'vitest';
import type { CommandContext } from '../../../server/src/commands/command';
import { doctor } from '../../../server/src/commands/doctor';
import type { Doctor } from '../../../server/src/protocol/contract';
import { calibrationOf, timingTargets } from '../../../server/src/timing/delayModel';
import { rankTargets } from '../../../server/src/timing/ranks/registry';

it('says which targets give times and which ranks, and what of report formats no public report had', async () => {
  const document: Doctor = {
    signoff: '1',
    node: 'v24',
    platform: 'test',
    tools: [],
    model: { provider: 'builtin', detail: 'templates' },
    reports: [
      { format: 'a', title: 'Tool A', heldAgainst: 'owner/name', untested: 'long form of Tool A' },
      { format: 'b', title: 'Tool B' },
    ],
    targets: [{ name: 'known', calibratedOn: 'nextpnr' }, { name: 'like' }],
  };
  const context = { engine: { doctor: () => Promise.resolve(document) } } as unknown as CommandContext;
  const { text } = await doctor(context);
  expect(text).toContain('timing targets: known (calibrated against nextpnr: nanoseconds); like (not calibrated: paths by rank, no times)');
  expect(text).toContain('timing reports read: Tool A\n  not held against a public one: long form of Tool A; Tool B');
});

it('calls calibrated what was fitted, and nothing else', () => {
  expect(timingTargets.map((one) => calibrationOf(one))).not.toContain(undefined);
  expect(rankTargets.flatMap((one) => calibrationOf(one) ?? [])).toEqual([]);
});
