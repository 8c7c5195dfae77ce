import { expect, test } from 'vitest';
import { sourceGuards } from '../../../../server/src/verify/prove/sourceGuards';
import { promisesOne, withoutPromises } from '../../../../server/src/verify/prove/withoutPromises';

const unit = (text: string) => ({ files: [{ path: '/m.sv', text }], includes: [], includeDirs: [], defines: {} });
const plain = (text: string, one: 'kept' | 'dropped' = 'kept') => withoutPromises(unit(text), { one }).files[0]?.text;

test('the promise that branches exclude each other is taken out, that one of them holds is not', () => {
  expect(plain('unique case (s) unique0  if (a) priority case (s)')).toBe('priority case (s)          if (a) priority case (s)');
  expect(plain('(* full_case, parallel_case *) casez (s) // synopsys parallel_case')).toBe(
    '(* full_case, priority_case *) casez (s) // synopsys priority_case',
  );
});

test('so is, where that is wanted, the promise that one of them holds', () => {
  expect(plain('unique case (s) priority if (a) (* full_case *) case (s)', 'dropped')).toBe(
    '         case (s)          if (a) (* some_case *) case (s)',
  );
  expect(promisesOne(unit('unique0 case (s)'))).toBe(false);
  expect(promisesOne(unit('unique case (s)'))).toBe(true);
});

test('other words stay', () => {
  const text = 'constraint c { unique {a, b}; } wire my_unique; q = list.unique(x); wire unique, priority; assign unique = priority;';
  expect([plain(text), plain(text, 'dropped')]).toEqual([text, text]);
});

test('a promise that only macros make forbids a proof', () => {
  const golden = unit('module m; always_comb case (s) 0: y = a; endcase endmodule');
  const candidate = unit('`define U unique\nmodule m; always_comb `U case (s) 0: y = a; endcase endmodule');
  expect(sourceGuards(golden, candidate)).toEqual([expect.stringContaining('promise')]);
  expect(sourceGuards(candidate, candidate)).toEqual([]);
});
