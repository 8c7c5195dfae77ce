import { CompletionItemKind } from 'vscode-languageserver';
import { declaredIn } from '../../model/symbols/visible';
import { ranks, type Asking, type Entry, type Source } from './entry';
import type { Level } from './level';

interface Shape {
  readonly label: string;
  readonly detail: string;
  readonly zones: readonly Level['zone'][];
  readonly body: (clocking: Clocking) => string;
}

interface Clocking {
  readonly clock: string;
  readonly reset: string;
  readonly low: boolean;
}

const reset = ({ reset: name, low }: Clocking): string => (low ? `!${name}` : name);
const edges = ({ clock, reset: name, low }: Clocking): string => `posedge \${1:${clock}} or ${low ? 'negedge' : 'posedge'} \${2:${name}}`;

const shapes: readonly Shape[] = [
  {
    label: 'always_ff with reset',
    detail: 'registers with an asynchronous reset',
    zones: ['item'],
    body: (clocking) =>
      `always_ff @(${edges(clocking)}) begin\n  if (${reset(clocking)}) begin\n    \${3:q} <= \${4:'0};\n  end else begin\n    \${3:q} <= \${5:d};\n  end\nend\$0`,
  },
  {
    label: 'always_ff block',
    detail: 'registers without reset',
    zones: ['item'],
    body: ({ clock }) => `always_ff @(posedge \${1:${clock}}) begin\n  \${2:q} <= \${3:d};\nend\$0`,
  },
  {
    label: 'always_comb block',
    detail: 'combinational process with a default',
    zones: ['item'],
    body: () => `always_comb begin\n  \${1:y} = \${2:'0};\n  \$0\nend`,
  },
  {
    label: 'for generate',
    detail: 'generate loop with a label',
    zones: ['item'],
    body: () => `for (genvar \${1:i} = 0; \${1:i} < \${2:N}; \${1:i}++) begin : \${3:gen_block}\n  \$0\nend`,
  },
  {
    label: 'if generate',
    detail: 'conditional generate with labels',
    zones: ['item'],
    body: () => `if (\${1:Condition}) begin : \${2:gen_yes}\n  \$0\nend else begin : \${3:gen_no}\nend`,
  },
  {
    label: 'fsm',
    detail: 'state type, register and next-state process',
    zones: ['item'],
    body: (clocking) =>
      `typedef enum logic [\${1:1}:0] {\n  \${2:IDLE},\n  \${3:RUN}\n} \${4:state_e};\n\n\${4:state_e} \${5:state}_q, \${5:state}_d;\n\n` +
      `always_ff @(posedge ${clocking.clock} or ${clocking.low ? 'negedge' : 'posedge'} ${clocking.reset}) begin\n  if (${reset(clocking)}) \${5:state}_q <= \${2:IDLE};\n  else \${5:state}_q <= \${5:state}_d;\nend\n\n` +
      `always_comb begin\n  \${5:state}_d = \${5:state}_q;\n  unique case (\${5:state}_q)\n    \${2:IDLE}: \${6:if (start) \${5:state}_d = \${3:RUN};}\n    \${3:RUN}: \$0;\n    default: \${5:state}_d = \${2:IDLE};\n  endcase\nend`,
  },
  {
    label: 'case block',
    detail: 'case with a default',
    zones: ['procedural'],
    body: () => `unique case (\${1:selector})\n  \${2:value}: \$0;\n  default: ;\nendcase`,
  },
  {
    label: 'if block',
    detail: 'if with begin and end',
    zones: ['procedural'],
    body: () => `if (\${1:condition}) begin\n  \$0\nend`,
  },
  {
    label: 'for loop',
    detail: 'counting loop',
    zones: ['procedural'],
    body: () => `for (int \${1:i} = 0; \${1:i} < \${2:N}; \${1:i}++) begin\n  \$0\nend`,
  },
  {
    label: 'module',
    detail: 'module with clock and reset',
    zones: ['file'],
    body: () => `module \${1:name} (\n  input logic clk_i,\n  input logic rst_ni\$2\n);\n  \$0\nendmodule`,
  },
  {
    label: 'package',
    detail: 'package',
    zones: ['file'],
    body: () => `package \${1:name};\n  \$0\nendpackage`,
  },
];

/** Shapes of code with places to fill in, for clients that know snippets. Clock and reset are those of the module. */
export const snippets: Source = {
  name: 'snippets',
  entries(asking) {
    const { level, wanted } = asking.place;
    if (!asking.snippets || wanted.kind !== 'word' || !level.begins || level.naming || level.arms !== undefined) return [];
    const clocking = clockingOf(asking);
    return shapes
      .filter((shape) => shape.zones.includes(level.zone))
      .map((shape, at): Entry => {
        const snippet = shape.body(clocking);
        const documentation = snippet
          .replace(/\$\{\d+:([^{}]*)\}/g, '$1')
          .replace(/\$\{\d+:([^{}]*)\}/g, '$1')
          .replace(/\$\d+/g, '');
        return {
          label: shape.label,
          kind: CompletionItemKind.Snippet,
          detail: shape.detail,
          documentation,
          snippet,
          rank: ranks.snippet + at,
        };
      });
  },
};

/** Clock and reset as the file writes them, else by their names among the ports. */
function clockingOf({ place, scope }: Asking): Clocking {
  const written = /@\s*\(\s*posedge\s+(\w+)\s+or\s+(negedge|posedge)\s+(\w+)/.exec(place.text);
  if (written?.[1] !== undefined && written[3] !== undefined)
    return { clock: written[1], reset: written[3], low: written[2] === 'negedge' };
  const inputs = declaredIn(scope).map(({ declaration }) => declaration.name);
  const clock = inputs.find((name) => /^(?:i_)?(?:a?clk|clock)/i.test(name)) ?? 'clk';
  const name = inputs.find((one) => /^(?:i_)?(?:a?rst|reset)/i.test(one)) ?? 'rst_n';
  return { clock, reset: name, low: /(?:_n|_ni|_nin|rstn|resetn|_b|_l)$/i.test(name) };
}
