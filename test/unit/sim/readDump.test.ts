import { expect, it } from 'vitest';
import { readDump } from '../../../server/src/sim/readDump';
import { writeVcd } from '../../../server/src/sim/vcd';

it('reads what was written, one value a step, changes within a step behind its value', () => {
  const times = [0, 10, 20, 30];
  const text = writeVcd(
    [
      { scope: 'golden', name: 'q', width: 4, times, values: ['xxxx', '0001', '0001', '1000'] },
      { scope: 'candidate', name: 'q', width: 4, times, values: ['xxxx', '0001', '0010', '1000'] },
      {
        scope: 'inputs',
        name: 'clk',
        width: 1,
        times: times.flatMap((time) => [time, time + 5]),
        values: times.flatMap(() => ['1', '0']),
      },
      { scope: 'inputs', name: 'en', width: 1, times, values: ['0', '0', '1', '1'] },
    ],
    'a dump',
  );
  const scopes = readDump(text, 10);
  expect(scopes.get('golden')?.get('q')).toEqual(['xxxx', '0001', '0001', '1000']);
  expect(scopes.get('candidate')?.get('q')).toEqual(['xxxx', '0001', '0010', '1000']);
  expect(scopes.get('inputs')?.get('clk')).toEqual(['1', '1', '1', '1']);
  expect(scopes.get('inputs')?.get('en')).toEqual(['0', '0', '1', '1']);
});

it('has no scopes where the text is no dump', () => {
  expect([readDump('', 10).size, readDump('#5\n1!\nhello', 10).size]).toEqual([0, 0]);
});
