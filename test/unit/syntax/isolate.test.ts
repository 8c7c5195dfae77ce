import { describe, expect, it } from 'vitest';
import { statementAround } from '../../../server/src/syntax/statements';
import { loadParser } from './reading';

const source = `module m(input logic clk, a, b, output logic y);
  logic x;
  assign x = a & b;
  always_ff @(posedge clk) begin
    if (a) y <= x;
    else y <= b;
    for (int i = 0; i < 4; i++) begin
      y <= a;
    end
    case (x) 1'b0: y <= 1'b1; default: y <= 1'b0; endcase
  end
endmodule
`;
const options = { defines: {}, include: () => undefined, mode: 'full' as const };

describe('the statement around a place', () => {
  const at = (words: string): string | undefined => {
    const found = statementAround(source, source.indexOf(words));
    return found && source.slice(found.start, found.end);
  };

  it.each([
    ['x = a', 'assign x = a & b;'],
    ['posedge', 'always_ff @(posedge clk) begin'],
    ['else y', 'else y <= b;'],
    ['i < 4', 'for (int i = 0; i < 4; i++) begin'],
    ['default', "default: y <= 1'b0;"],
    ["1'b0: y", "1'b0: y <= 1'b1;"],
    ['endcase', 'endcase'],
  ])('at `%s` is `%s`', (words, statement) => expect(at(words)).toBe(statement));

  it('is found in an instance with very many ports', () => {
    const ports = Array.from({ length: 300 }, (_, i) => `    .some_port_${i} (some_net_${i})`).join(',\n');
    const text = `module m;\n  wide u_wide (\n${ports}\n  );\nendmodule\n`;
    const found = statementAround(text, text.indexOf('some_net_150'));
    expect(found && text.slice(found.start, found.end)).toBe(`wide u_wide (\n${ports}\n  );`);
  });

  it('is none in a header', () => expect(at('input logic')).toBeUndefined());
});

describe('typing', () => {
  const typed = ['  assign x = ', '  foo u_foo (.a(b), .c', '  if (a) begin', '  y <= a +', '  wire [3:0 q;', '  case (a'];

  it.each(typed)('`%s` gives, letter by letter, what a fresh parse gives', async (words) => {
    const parser = await loadParser();
    const place = source.indexOf('    else y');
    let file = parser.parse({ path: '/p/m.sv', text: source }, options);
    for (let length = 1; length <= words.length; length++) {
      const text = `${source.slice(0, place)}${words.slice(0, length)}\n${source.slice(place)}`;
      const next = parser.parse({ path: '/p/m.sv', text }, options, file);
      const fresh = parser.parse({ path: '/p/m.sv', text }, options);
      expect(next.root.toString()).toBe(fresh.root.toString());
      expect(next.problems).toEqual(fresh.problems);
      file.dispose();
      fresh.dispose();
      file = next;
    }
    file.dispose();
  });

  it.each(['assign = ( ;', 'assign x = foo(a;', 'if (a) begin', 'end end', 'y <= [a;', 'initial $display("a);'])(
    'elsewhere, while `%s` stands, gives what a fresh parse gives',
    async (broken) => {
      const parser = await loadParser();
      const place = source.indexOf('  always_ff');
      const standing = `${source.slice(0, place)}${broken}\n${source.slice(place)}`;
      let file = parser.parse({ path: '/p/m.sv', text: standing }, options);
      for (const at of ['logic x', 'x = a', 'y <= b', 'default', 'endcase', 'posedge clk', 'end\nendmodule']) {
        for (const more of ['x', '(', '']) {
          const text = standing.replace(at, `${at.slice(0, 1)}${more}${at.slice(1)}`);
          const next = parser.parse({ path: '/p/m.sv', text }, options, file);
          const fresh = parser.parse({ path: '/p/m.sv', text }, options);
          expect(next.root.toString()).toBe(fresh.root.toString());
          expect(next.problems).toEqual(fresh.problems);
          file.dispose();
          fresh.dispose();
          file = next;
        }
      }
      file.dispose();
    },
  );

  it('leaves all but the broken statement as it was', async () => {
    const parser = await loadParser();
    const text = source.replace('assign x = a & b;', 'assign x = & ;');
    const file = parser.parse({ path: '/p/m.sv', text }, options);
    expect(file.problems).toHaveLength(1);
    expect(file.root.descendantsOfType('nonblocking_assignment')).toHaveLength(5);
    expect(file.root.descendantsOfType('module_declaration')).toHaveLength(1);
    file.dispose();
  });
});
