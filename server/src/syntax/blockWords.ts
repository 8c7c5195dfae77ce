/** Closing words and brackets of what units, blocks and statements are made of, each with the words that it closes (IEEE 1800-2017, annex A). */
export const blockClosers: ReadonlyMap<string, readonly string[]> = new Map([
  [')', ['(']],
  [']', ['[']],
  ['}', ['{']],
  ['end', ['begin']],
  ['endmodule', ['module', 'macromodule']],
  ['endinterface', ['interface']],
  ['endpackage', ['package']],
  ['endprogram', ['program']],
  ['endclass', ['class']],
  ['endfunction', ['function']],
  ['endtask', ['task']],
  ['endcase', ['case', 'casex', 'casez', 'randcase']],
  ['endgenerate', ['generate']],
  ['join', ['fork']],
  ['join_any', ['fork']],
  ['join_none', ['fork']],
]);

/** As `blockClosers`, of what holds no statements or may stand as a word of a statement too. */
export const furtherClosers: ReadonlyMap<string, readonly string[]> = new Map([
  ['endchecker', ['checker']],
  ['endprimitive', ['primitive']],
  ['endtable', ['table']],
  ['endspecify', ['specify']],
  ['endconfig', ['config']],
  ['endproperty', ['property']],
  ['endsequence', ['sequence']],
  ['endclocking', ['clocking']],
  ['endgroup', ['covergroup']],
]);
