import { expect, test } from 'vitest';
import { sourceGuards } from '../../../../server/src/verify/prove/sourceGuards';
import { promisesOne, withoutPromises } from '../../../../server/src/verify/prove/withoutPromises';

const unit = (text: string) => ({ files: [{ path: '/m.sv', text }], includes: [], includeDirs: [], defines: {} });
const plain = (text: string, one: 'kept' | 'needed' | 'dropped' = 'kept') => withoutPromises(unit(text), { one }).files[0]?.text;

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

test('comments may stand between', () => {
  expect(plain('unique /* one */ // of them\n case (s)')).toBe('priority /* one */ // of them\n case (s)');
});

test('that one of them holds stays where a latch would be there without it', () => {
  const kept = (process: string): boolean => /unique|priority|full_case/.test(plain(`module m; ${process} endmodule`, 'needed') ?? '');
  expect(kept('always_comb unique case (s) 0: y = a; 1: y = b; endcase')).toBe(true);
  expect(kept('always_comb begin z = 0; unique case (s) 0: y = a; 1: begin y = b; z = 1; end endcase end')).toBe(true);
  expect(kept('always @* case (s) // synopsys full_case\n 0: y = a; 1: y = b; endcase')).toBe(true);
  expect(kept('always_comb begin y = b; unique case (s) 0: y = a; endcase end')).toBe(false);
  expect(kept('always @* begin y = b; case (s) // synopsys full_case\n 0: y = a; endcase end')).toBe(false);
  expect(kept('always_ff @(posedge clk) priority if (a) y <= 0; else if (b) y <= 1;')).toBe(false);
  expect(kept('always @(posedge clk) (* full_case *) case (s) 0: y <= a; endcase')).toBe(false);
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
