import { expect, test } from 'vitest';
import { Judge } from '../../../server/src/completion/judge';
import type { Verdict } from '../../../server/src/protocol/contract';
import { worldOf } from '../../harness/ghostText';

const never = new AbortController().signal;
const verdict = (kind: Verdict['verdict'], reason: string): Verdict => ({
  ...{ verdict: kind, reached: 'lint', contract: { kind: 'newCode' }, rungs: [], reason },
});

/** What becomes of a reply when tools refuse the word `wrong` where they see it: in the branch for what is not defined. */
async function judged(text: string): Promise<string> {
  const { place, deps } = await worldOf('//- /top.sv\nmodule top (input logic a, output logic y, z);\n  /*|*/\nendmodule\n');
  const seen = (edited: string): string => edited.replace(/`ifdef \w+\n[^`]*/g, '').replace(/(`ifndef \w+\n[^`]*)`else[^`]*/g, '$1');
  const judge = new Judge(place, {
    ...deps,
    hiddenNames: true,
    check: ({ editedText }) => Promise.resolve(seen(editedText).includes('wrong') ? verdict('refuted', 'no') : verdict('checked', 'yes')),
  });
  const found = await judge.judge({ text, start: place.offset, end: place.offset }, 'model', never);
  return `${found.verdict}: ${found.reason}`;
}

test.each([
  ['assign y = a;', 'checked: yes'],
  ['`ifdef FAST\nassign y = a;\n`else\nassign y = !a;\n`endif', 'checked: yes'],
  ['`ifdef FAST\nassign y = a;\n`else\nassign y = wrong;\n`endif', 'refuted: no'],
  ['`ifdef FAST\nassign y = wrong;\n`else\nassign y = a;\n`endif', 'refuted: no'],
  ['`ifndef FAST\nassign y = a;\n`else\nassign y = wrong;\n`endif', 'refuted: no'],
  ['`ifdef FAST\nassign y = wrong;\n`endif', 'refuted: no'],
  [
    '`ifdef FAST\n`ifdef FASTER\nassign y = a;\n`endif\n`endif',
    'unknown: it brings more branches of conditional compilation than are checked',
  ],
  ['`ifdef FAST\n`elsif FASTER\nassign y = a;\n`endif', 'unknown: it brings more branches of conditional compilation than are checked'],
])('no branch that a suggestion brings is left unchecked: %s', async (text, told) => {
  expect(await judged(text)).toBe(told);
});
