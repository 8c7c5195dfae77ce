import { expect, test } from 'vitest';
import { withCommittedPlace } from '../../../../server/src/jobs/fix/committed';

const committed = `module m (input clk, input [3:0] a, output reg [3:0] q);
  reg [3:0] r;
  always @(posedge clk) r <= a + 4'd1;
  // what comes out
  always @(posedge clk) q <= r;
endmodule
`;
const damaged = committed.replace("a + 4'd1", 'a + ;').replace('q <= r', 'q <= ~r');

test('the committed lines stand where the edit and the problem are, and all else is as it is now', () => {
  const place = withCommittedPlace(damaged, damaged.replace('a + ;', "a + 4'd2;"), committed, 3);
  expect(place).toEqual({ text: committed.replace('q <= r', 'q <= ~r'), isDamage: true });
});

test('an edit beside the problem is held against what was committed there too', () => {
  const edited = damaged.replace('a + ;', 'a;').replace('~r', 'r + 1');
  expect(withCommittedPlace(damaged, edited, committed, 3)).toEqual({ text: committed, isDamage: true });
});

test('lines that were written anew are no damage', () => {
  const text = committed.replace("r <= a + 4'd1;", 'if (a[0] && !a[1]) r <= a ^ 4;\n    else r <= {a[1:0], );');
  const place = withCommittedPlace(text, text.replace(', )', ', a[3:2]}'), committed, 4);
  expect(place).toEqual({ text: committed, isDamage: false });
});

test('nor are lines that were not there', () => {
  const text = committed.replace('endmodule', '  assign y = ;\nendmodule');
  const place = withCommittedPlace(text, text.replace('= ;', '= a;'), committed, 5);
  expect(place).toEqual({ text: committed, isDamage: false });
});

test('a line that is missing is put back', () => {
  const text = committed.replace('  reg [3:0] r;\n', '');
  const place = withCommittedPlace(text, text.replace('  always', '  wire r;\n  always'), committed, 2);
  expect(place).toEqual({ text: committed, isDamage: true });
});

test('where nothing differs from what was committed there is no such place', () => {
  expect(withCommittedPlace(committed, committed.replace('q <= r', 'q <= a'), committed, 4)).toBeUndefined();
  expect(withCommittedPlace(damaged, damaged.replace('module m', 'module n'), committed, 1)).toBeUndefined();
});
