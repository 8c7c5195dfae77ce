import { expect, test } from 'vitest';
import { checkedSummary, type ReviewFact } from '../../../server/src/jobs/review/summary';

const facts: ReviewFact[] = [
  { number: 1, module: 'fifo', file: '/f.v', text: 'Proved to behave the same in every cycle.' },
  { number: 2, module: 'count', file: '/c.v', text: 'It behaves differently: first in cycle 3, where `q` was 0001 and is 0010.' },
  { number: 3, module: 'count', file: '/c.v', text: 'new register wr_ptr (4 bits, posedge clk, no reset)' },
];
const reasonOf = (text: string, cited: number[]): string | undefined => {
  const checked = checkedSummary(facts, JSON.stringify([{ text, facts: cited }]));
  if (!checked.ok) throw new Error(checked.message);
  return checked.value.withheld[0]?.reason;
};

test('a sentence that follows from its facts is shown with the units that it is about', () => {
  const sentences = [
    { text: 'fifo behaves the same.', facts: [1] },
    { text: 'count differs from cycle 3 on.', facts: [2] },
  ];
  expect(checkedSummary(facts, `Here it is: ${JSON.stringify(sentences)}`)).toMatchObject({
    ok: true,
    value: { summary: [{ modules: ['fifo'] }, { modules: ['count'] }], withheld: [] },
  });
  expect(reasonOf('count has a new register wr_ptr of 4 bits.', [3])).toBeUndefined();
});

test.each([
  ['count behaves the same as before.', [2], 'that behaviour is the same was not proved'],
  ['fifo is unchanged and so is count.', [1, 2], 'its facts do not say that behaviour is the same'],
  ['The change fixes a bug in count.', [2], '"fixes" says more than its facts'],
  ['fifo can never overflow.', [1], '"never" says more than its facts'],
  ['count differs from cycle 5 on.', [2], 'its facts do not hold the number 5'],
  ['count has another rd_ptr.', [3], 'it speaks of rd_ptr, which its facts do not'],
  ['fifo has a new register wr_ptr.', [1], 'it speaks of wr_ptr, which its facts do not'],
  ['fifo differs.', [1], 'its facts do not speak of a difference'],
  ['fifo is fine.', [], 'it cites no fact, or one that there is not'],
  ['fifo is fine.', [7], 'it cites no fact, or one that there is not'],
])('%s', (text, cited, reason) => {
  expect(reasonOf(text, cited)).toBe(reason);
});
