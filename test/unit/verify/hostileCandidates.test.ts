import { describe, expect, it } from 'vitest';
import type { LadderRequest } from '../../../server/src/verify/ladderRequest';
import { screenDesign } from '../../../server/src/verify/checks/screening';
import { judgedText } from '../../../server/src/verify/judgedText';
import { boundlessCandidates, hostileCandidates, talkingCandidates } from '../../harness/hostileCandidates';
import { parseText } from '../syntax/reading';

/** What screening says of a candidate, as written and as expanded: the way that the ladder asks it. */
async function refusals(text: string): Promise<string[]> {
  const expanded = (await parseText(text)).pre.text;
  const path = '/p/a.sv';
  const unit = { files: [{ path, text }], includes: [], includeDirs: [], defines: {}, top: 'adder' };
  const request = { unit, origin: 'candidate', expanded: () => [{ path, text: expanded }] } as unknown as LadderRequest;
  return screenDesign(request).map((one) => one.code);
}

describe('hostile candidates', () => {
  it.each(hostileCandidates)('%s is refused before anything runs', async (_name, text) => {
    expect(await refusals(text)).toContainEqual(expect.stringMatching(/^screen\//));
  });

  it('there are many, of many kinds', () => {
    expect(hostileCandidates.length).toBeGreaterThanOrEqual(60);
    expect(new Set(hostileCandidates.map(([, text]) => text)).size).toBe(hostileCandidates.length);
  });

  it.each(talkingCandidates)(
    '%s is let through, with no word left but that of an error: other calls have nothing to say',
    async (_name, text) => {
      expect(await refusals(text)).toEqual([]);
      expect(judgedText(text).replace(/ \(\$\w+\)/g, '')).not.toMatch(/\$(?!error|(?:write|warning|info) *;)\w+/);
      expect(judgedText(text).split('\n').length).toBe(text.split('\n').length);
    },
  );

  it.each(boundlessCandidates)('%s breaks no rule: limits have to hold it', async (_name, text) => {
    expect(await refusals(text)).toEqual([]);
  });
});
