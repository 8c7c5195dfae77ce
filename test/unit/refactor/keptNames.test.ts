import { expect, it } from 'vitest';
import { keptNames, reworkedName, touchedName } from '../../../server/src/refactor/keptNames';

const text = `module m (input clk, a, (* mark_debug = "true" *) output reg y, z);
  (* ASYNC_REG = "TRUE", other = 1 *) reg [1:0] s1, s2; // two stages
  reg copy /* synthesis keep */;
  (* keep_hierarchy = "yes" *) sub u (.a(a));
  (* dont_touch = "yes" *) sub v (.a(a));
  always @(*) if (keep) free = 1;
  always @(*) if (keep) free = 0;
  (* full_case *) reg free;
  (* keep *) always @(posedge clk) free <= a;
endmodule
`;

it('names that attributes and comments ask to leave alone', () => {
  expect(keptNames(text).map(({ name, mark }) => `${name} ${mark}`)).toEqual([
    'y mark_debug',
    'z mark_debug',
    's1 ASYNC_REG',
    's2 ASYNC_REG',
    'sub dont_touch',
    'v dont_touch',
    'copy keep',
  ]);
});

it('is touched where it is mentioned less often or declared otherwise', () => {
  const kept = keptNames(text);
  expect(touchedName(kept, text, text.replace('free <= a', 'free <= s1'))).toBeUndefined();
  expect(touchedName(kept, text, text.replace('[1:0] s1, s2', '[0:0] s1, s2'))?.name).toBe('s1');
  expect(touchedName(kept, text, text.replace('reg copy /* synthesis keep */;', ''))?.name).toBe('copy');
  expect(touchedName(kept, `${text}// copy`, text)?.name).toBe('copy');
});

it('is reworked where it is mentioned more often, too', () => {
  const kept = keptNames(text);
  const more = text.replace('free <= a', 'free <= copy & a');
  expect(touchedName(kept, text, more)).toBeUndefined();
  expect(reworkedName(kept, text, more)?.name).toBe('copy');
  expect(reworkedName(kept, text, text.replace('free <= a', 'free <= ~a'))).toBeUndefined();
});
