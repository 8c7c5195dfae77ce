import { describe, expect, it } from 'vitest';
import { scanDeclarations } from '../../../server/src/model/scan';

describe('what looks like a testbench', () => {
  const looksLike = (body: string): boolean => scanDeclarations(`module m (input a);\n${body}\nendmodule\n`).looksLikeTestbench;

  it('a file that ends or records a simulation', () => {
    expect(looksLike('initial begin #100 $display("done"); $finish; end')).toBe(true);
    expect(looksLike('initial $dumpvars(0, m);')).toBe(true);
    expect(looksLike('assign b = a; // $finish')).toBe(false);
  });

  it('not a module that checks its own parameters', () => {
    const check = 'initial begin if (W * 8 != D) begin $error("Error: width; must be %d", W);\n  $finish; end end';
    expect(looksLike(check)).toBe(false);
    expect(looksLike(`${check}\ninitial #100 $finish;`)).toBe(true);
  });
});
