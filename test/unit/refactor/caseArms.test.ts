import { expect, it } from 'vitest';
import { caseArms } from '../../../server/src/refactor/caseArms';
import { acted } from './acting';

const others = { 'pkg.sv': 'package pkg; typedef enum logic [1:0] {A, B, C, D} kind_e; endpackage\n' };
const inModule = (body: string): string => `module m import pkg::kind_e; (input kind_e kind, input [1:0] n, output logic q);
  typedef enum logic [1:0] {IDLE, RUN, DONE} state_t;
  state_t state;
  always_comb begin
    q = 0;
${body}
  end
endmodule
`;

it('adds the values without an arm, as empty arms before endcase', async () => {
  expect(await acted(caseArms, inModule('    case (state)\n      IDLE: q = 1;@@\n    endcase'), { title: /missing/ })).toContain(
    '      IDLE: q = 1;\n      RUN: ;\n      DONE: ;\n    endcase',
  );
});

it('follows the author into blocks, and writes the package where the name is not seen', async () => {
  const text = inModule('    unique case@@ (kind)\n      pkg::A: begin\n        q = 1;\n      end\n    endcase');
  expect(await acted(caseArms, text, { others, title: /missing/ })).toContain(
    '      end\n      pkg::B: begin\n      end\n      pkg::C: begin\n      end\n      pkg::D: begin\n      end\n    endcase',
  );
});

it('gives new arms what the default does, before it', async () => {
  const text = inModule('    case@@ (state)\n      IDLE, RUN: q = 1;\n      default: q = n[0];\n    endcase');
  expect(await acted(caseArms, text, { title: /arm DONE/ })).toContain('      DONE: q = n[0];\n      default: q = n[0];\n');
});

it('adds a default, on one line too', async () => {
  expect(await acted(caseArms, inModule('    case@@ (n) 0: q = 1; endcase'), { title: /default/ })).toContain(
    'case (n) 0: q = 1; default: ; endcase',
  );
});

it('offers nothing for a complete case', async () => {
  expect(await acted(caseArms, inModule('    case@@ (state)\n      IDLE, RUN: q = 1; DONE: ;\n default: q = 0;\n    endcase'))).toBe(
    'none',
  );
  expect(await acted(caseArms, inModule('    case@@ (n)\n      0: q = 1;\n    endcase'), { title: /missing/ })).toBe('none');
});
