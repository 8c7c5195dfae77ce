import { describe, expect, it } from 'vitest';
import { blackBoxes } from '../../../server/src/model/blackBoxes';
import { summarize } from '../../../server/src/model/summarize';
import { parseText } from '../syntax/reading';

const boxesOf = async (body: string, ...names: string[]) => {
  const file = await parseText(`module m(input c, input [3:0] a, output [11:0] q); wire [6:0] w; ${body} endmodule`);
  const boxes = blackBoxes(summarize(file).modules, new Set(names));
  file.dispose();
  return boxes;
};

describe('black boxes', () => {
  it('have the ports and parameters that all instances together name, as wide as the widest net', async () => {
    const body = 'ip #(.A(1)) u1 (.clk(c), .d(a)); ip #(.B("x"), .A(2)) u2 (.q(q), .clk(c), .nc()); other u3 (.w(w));';
    expect(await boxesOf(body, 'ip')).toEqual([{ name: 'ip', parameters: ['A', 'B'], ports: ['clk', 'd', 'q', 'nc'], width: 12 }]);
  });

  it('give ordered connections the named places first, then names of their own', async () => {
    const body = 'PRIM p1 (.O(o), .I(c)); PRIM #(3) p2 (x, y, a[2]);';
    expect(await boxesOf(body, 'PRIM')).toEqual([{ name: 'PRIM', parameters: ['\\1 '], ports: ['O', 'I', '\\3 '], width: 1 }]);
  });

  it('take an expression for wide, and one bit where an array of instances divides the nets', async () => {
    const body = 'wide u (.d({a, w})); PRIM u_all [3:0] (.I(a), .O(w[3:0]));';
    expect((await boxesOf(body, 'wide', 'PRIM')).map((box) => [box.name, box.width])).toEqual([
      ['wide', 512],
      ['PRIM', 1],
    ]);
  });

  it('have the parameters that are set from outside', async () => {
    const file = await parseText('module m; PLL u_pll (.I(c)); PLL other (); endmodule');
    const texts = ['defparam u_pll.A = 1, u_pll.B = "x"; defparam other[0].C = 2; defparam elsewhere.D = 1;'];
    expect(blackBoxes(summarize(file).modules, new Set(['PLL']), texts).map((box) => box.parameters)).toEqual([['A', 'B', 'C']]);
    file.dispose();
  });

  it('leave out what is given a type or everything of its own name', async () => {
    expect(await boxesOf('ip #(.T(logic [3:0])) u (.a); other #(my_pkg::word_t) v (.a); star w1 (.*);', 'ip', 'other', 'star')).toEqual([]);
  });
});
