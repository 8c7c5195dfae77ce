import { expect, test } from 'vitest';
import { sentText } from '../../../client/src/views/sentText';

test('the texts of a request are shown in the order in which the model was given them', () => {
  const body = {
    model: 'm',
    system: [{ type: 'text', text: 'Do it.' }],
    messages: [{ role: 'user', content: [{ text: 'a\n' }, { text: 'b' }] }],
  };
  expect(sentText(JSON.stringify(body))).toBe('Do it.\n\na\nb');
  expect(sentText(JSON.stringify({ messages: ['Do it.', 'a'] }))).toBe('Do it.\n\na');
});

test.each(['no JSON', '{"other":1}', 'null'])('%s is shown as it is', (body) => {
  expect(sentText(body)).toBe(body);
});
