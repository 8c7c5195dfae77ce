import { describe, expect, it } from 'vitest';
import { withoutStops } from '../../../server/src/tools/withoutStops';

const unit = (text: string) => ({ files: [{ path: '/a.v', text }], includes: [], includeDirs: [], defines: {} });

describe('what halts a simulation', () => {
  it('is blanked where it is a statement, and all else stays at its place', () => {
    const text = 'always @(posedge c) begin\n  if (x) $stop;\n  else $finish(1) ;\n  $display("$stop", y); end';
    const left = withoutStops(unit(text))?.files[0]?.text;
    expect(left).toBe('always @(posedge c) begin\n  if (x)      ;\n  else            ;\n  $display("$stop", y); end');
    expect(left?.length).toBe(text.length);
  });

  it('is looked for in vain where there is none', () => {
    expect(withoutStops(unit('assign a = b;'))).toBeUndefined();
  });
});
