import { CompletionItemKind } from 'vscode-languageserver';
import { ranks, type Source } from './entry';
import type { Level } from './level';

const words = (text: string): readonly string[] => text.split(/\s+/);

const types = words(
  'logic wire reg bit byte int integer longint shortint time real realtime string event signed unsigned struct packed enum union chandle void var tri uwire wand wor supply0 supply1 type virtual',
);
const file = words(
  'module interface package program class primitive import typedef function task parameter localparam bind checker config',
);
const header = words('input output inout ref parameter localparam type const interface');
const item = words(
  'assign always_ff always_comb always_latch always initial final generate for if else case genvar parameter localparam typedef function task automatic static import export assert assume cover property sequence default clocking modport bind alias begin end endmodule endgenerate endinterface endpackage endcase endfunction endtask endclass specify covergroup constraint rand randc extern virtual const let nettype defparam and or not nand nor xor xnor buf bufif0 bufif1 pullup pulldown restrict unique unique0 priority program class',
);
const statement = words(
  'if else case casez casex unique unique0 priority for foreach while do repeat forever begin end endcase endfunction endtask return break continue assert assume cover automatic static const wait fork join join_any join_none disable force release deassign assign default void randcase typedef localparam parameter inside iff expect rand this super',
);
const expression = words('inside posedge negedge or iff with this super null new dist matches type');

/** Words of the language that can stand where the cursor is. None behind a dot, a `::` or in a list of connections. */
export const keywords: Source = {
  name: 'keywords',
  entries({ place }) {
    if (place.wanted.kind !== 'word') return [];
    return [...new Set(fitting(place.level))].map((label, at) => ({
      label,
      kind: CompletionItemKind.Keyword,
      rank: ranks.keyword + Math.min(at / 10, 99),
    }));
  },
};

function fitting({ zone, begins, naming }: Level): readonly string[] {
  if (naming) return types;
  if (!begins)
    return zone === 'header'
      ? [...types, ...expression]
      : zone === 'file'
        ? [...types, 'automatic']
        : [...expression, ...types, 'begin', 'automatic'];
  switch (zone) {
    case 'file':
      return [...file, ...types];
    case 'header':
      return [...header, ...types];
    case 'item':
      return [...item, ...types];
    case 'procedural':
      return [...statement, ...types];
  }
}
