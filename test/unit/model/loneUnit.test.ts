import { describe, expect, test } from 'vitest';
import type { CompileUnit } from '../../../server/src/model/compileUnit';
import { declarationsIn } from '../../../server/src/model/bodyDeclarations';
import { loneUnit } from '../../../server/src/model/loneUnit';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';

const top = `module top (input logic a, output logic y);
  child #(.W(4)) u_child (.a, .y);
endmodule
`;
const child = `// a leaf
module child #(parameter int W = 1) (input logic a, output logic y);
  logic [W-1:0] held;
  grandchild u_below (.a);
  assign y = a;
endmodule : child
`;

/** What the index would know of these units: names, instances (as \`module instance\`) and parameters that an instance may set. */
function unitsOf(facts: Record<string, readonly { name: string; instances?: readonly string[]; parameters?: number }[]>) {
  return (path: string): readonly ModuleInfo[] =>
    (facts[path] ?? []).map(
      ({ name, instances = [], parameters = 0 }) =>
        ({
          name,
          instances: instances.map((one) => ({ moduleName: one.split(' ')[0], name: one.split(' ')[1] })),
          parameters: Array.from({ length: parameters }, () => ({ local: false })),
        }) as unknown as ModuleInfo,
    );
}

const known = unitsOf({
  '/top.sv': [{ name: 'top', instances: ['child u_child'] }],
  '/child.sv': [{ name: 'child', instances: ['grandchild u_below'], parameters: 1 }],
  '/grandchild.sv': [{ name: 'grandchild' }],
});

function unit(files: Record<string, string>, more: Partial<CompileUnit> = {}): CompileUnit {
  return { files: Object.entries(files).map(([path, text]) => ({ path, text })), includes: [], includeDirs: [], defines: {}, ...more };
}

const grandchild = 'module grandchild (input logic a);\n  initial $display("endmodule");\nendmodule\n';

/** The texts of the lone unit by path, layout left out. */
function texts(whole: CompileUnit, path = '/top.sv', units = known): Record<string, string> | undefined {
  const lone = loneUnit(whole, path, units);
  return lone && Object.fromEntries(lone.files.map((file) => [file.path, file.text.replace(/\s+/g, ' ').trim()]));
}

describe('a file with the modules below it as headers', () => {
  test('keeps the file, cuts bodies, and leaves out what it does not instantiate', () => {
    const whole = unit({ '/child.sv': child, '/grandchild.sv': grandchild, '/top.sv': top });
    expect(texts(whole)).toEqual({
      '/child.sv': '// a leaf module child #(parameter int W = 1) (input logic a, output logic y); endmodule',
      '/top.sv': top.replace(/\s+/g, ' ').trim(),
    });
  });

  test('keeps the bodies of what it is told to, and of all below', () => {
    const whole = unit({ '/child.sv': child, '/grandchild.sv': grandchild, '/top.sv': top }, { top: 'top' });
    const lone = loneUnit(whole, '/top.sv', known, new Set(['child']));
    expect(lone?.files.map((file, at) => file === whole.files[at])).toEqual([true, true, true]);
  });

  test('keeps packages and interfaces, also beside a module that goes', () => {
    const shared = 'package p; typedef logic t; endpackage\nmodule unused; endmodule\ninterface bus; logic v; endinterface\n';
    const lone = texts(unit({ '/shared.sv': shared, '/top.sv': top }), '/top.sv', known);
    expect(lone?.['/shared.sv']).toBe('package p; typedef logic t; endpackage interface bus; logic v; endinterface');
  });

  test('keeps what a hierarchical name means: declarations, and instances on its way', () => {
    const reaching = top.replace('endmodule', '  assign y = u_child.held[0] & u_child.u_below.a;\nendmodule');
    const lone = texts(unit({ '/child.sv': child, '/grandchild.sv': grandchild, '/top.sv': reaching }));
    expect(lone?.['/child.sv']).toContain('logic [W-1:0] held; grandchild u_below (.a); endmodule');
    expect(lone?.['/grandchild.sv']).toBe('module grandchild (input logic a); endmodule');
  });

  test.each([
    ['ports in the body', 'module child (a, y);\n input a; output y;\n assign y = a;\nendmodule'],
    ['parameters in the body', 'module child (input a, output y);\n parameter W = 1;\n assign y = a;\nendmodule'],
    [
      'a conditional that ends in the body',
      'module child #(parameter W = 1) (\n`ifdef A\n input a);\n`else\n input a, output y);\n`endif\nendmodule',
    ],
    [
      'a macro for a module behind it',
      'module child #(parameter W = 1) (input a);\n`define T x\nendmodule\nmodule other (input a); endmodule',
    ],
  ])('leaves a module whole: %s', (_, text) => {
    expect(texts(unit({ '/child.sv': text, '/top.sv': top }))?.['/child.sv']).toBe(text.replace(/\s+/g, ' ').trim());
  });

  test.each([
    ['the file binds', { '/top.sv': `${top}bind child checker u_check (.a);\n` }],
    ['another file binds', { '/child.sv': `${child}bind top checker u_check (.a);\n`, '/top.sv': top }],
    ['the file sets parameters from afar', { '/top.sv': top.replace('endmodule', '  defparam u_child.W = 2;\nendmodule') }],
  ])('is not to be had where %s', (_, files) => {
    expect(texts(unit(files))).toBeUndefined();
  });

  test('is not to be had for a module that another one of the unit instantiates', () => {
    const loop = unitsOf({ '/top.sv': [{ name: 'top' }], '/child.sv': [{ name: 'child', instances: ['top u_top'], parameters: 1 }] });
    expect(texts(unit({ '/child.sv': child, '/top.sv': top }), '/top.sv', loop)).toBeUndefined();
    expect(texts(unit({ '/child.sv': child, '/top.sv': top }, { top: 'top' }), '/top.sv', loop)).toBeUndefined();
    expect(texts(unit({ '/child.sv': child, '/top.sv': top }, { top: 'child' }))).toBeUndefined();
  });
});

test('declarations of a body: those outside of its blocks, with their conditionals', () => {
  const body = `
    import p::*;
    localparam int N = f(2);
    typedef enum logic [1:0] { A, B } state_e;
    state_e state_q, state_d;
    p::item_t [3:0] items;
    \`ifdef EXTRA
    wire extra = a ? b : c;
    \`endif
    \`ASSERT(Named, a |-> b, clk)
    function automatic int f(int x); int local_x; return x; endfunction
    always_ff @(posedge clk) begin : named logic hidden; case (a) 1: q <= 1; endcase end
    always @* if (a) b = c; else b = d;
    if (N > 1) begin : g_more logic inside; end
    for (genvar i = 0; i < N; i++) begin logic inside; end
    assert property (@(posedge clk) a);
    other u_other (.a(b));
    kept #(.W(2)) u_kept (.a(b));
    assign q = state_q;
    logic last;
  endmodule`;
  expect(
    declarationsIn(body, 0, body.length, new Set(['u_kept']))
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    'import p::*;',
    'localparam int N = f(2);',
    'typedef enum logic [1:0] { A, B } state_e;',
    'state_e state_q, state_d;',
    'p::item_t [3:0] items;',
    '`ifdef EXTRA',
    'wire extra = a ? b : c;',
    '`endif',
    'kept #(.W(2)) u_kept (.a(b));',
    'logic last;',
  ]);
});
