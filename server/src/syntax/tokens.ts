/** A token of preprocessed text: enough of a lexer for messages, not for meaning. Comments are left out. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'system' | 'mark';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const pattern =
  /\s+|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|("(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?)|(\\\S+|[A-Za-z_][\w$]*)|(\$[\w$]+)|((?:\d[\d_]*\s*)?'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]*|'[01xXzZ](?!\w)|\d[\w.]*)|(<<<=?|>>>=?|===|!==|==|!=|<=|>=|&&&|&&|\|\||<<|>>|\*\*|\+\+|--|->>?|\+:|-:|::|\.\*|##|~[&|^]|[^])/gy;

/** Tokens of [from, to) of a text, in order, given one by one; `visit` ends the reading with false. */
export function eachToken(text: string, from: number, to: number, visit: (token: Token) => boolean | void): void {
  const scan = new RegExp(pattern);
  scan.lastIndex = from;
  while (scan.lastIndex < to) {
    const start = scan.lastIndex;
    const found = scan.exec(text);
    if (found === null) return;
    const [whole, quoted, word, system, number, mark] = found;
    const end = scan.lastIndex;
    let kind: Token['kind'];
    if (quoted !== undefined) kind = 'string';
    else if (word !== undefined) kind = 'word';
    else if (system !== undefined) kind = 'system';
    else if (number !== undefined) kind = 'number';
    else if (mark !== undefined) kind = 'mark';
    else continue;
    if (visit({ kind, text: whole, start, end }) === false) return;
  }
}

/** Keywords that begin an item or statement, or close a block: none may stand inside parentheses. */
export const starters: ReadonlySet<string> = new Set(
  (
    'module macromodule endmodule endinterface endpackage endprogram endclass endfunction endtask endcase endgenerate endspecify ' +
    'always always_ff always_comb always_latch initial final assign begin end generate function task join join_any join_none'
  ).split(' '),
);

/** Words that cannot be names (IEEE 1800-2023 annex B), the ones met in RTL. */
export const keywords: ReadonlySet<string> = new Set([
  ...starters,
  ...(
    'localparam genvar input output inout ref wire reg logic bit byte shortint int longint integer time real realtime shortreal tri tri0 tri1 triand trior ' +
    'trireg wand wor supply0 supply1 signed unsigned parameter defparam case casex casez default if else for while repeat forever do ' +
    'foreach return break continue posedge negedge edge or and nand nor xor xnor not buf bufif0 bufif1 notif0 notif1 typedef enum struct ' +
    'union packed interface package program class import export extern virtual modport const static automatic unique unique0 priority ' +
    'inside fork disable wait force release deassign event string void var vectored scalared assert assume cover property sequence ' +
    'endproperty endsequence specify endspecify primitive endprimitive table endtable randcase clocking endclocking covergroup endgroup ' +
    'checker endchecker iff with new null this super type let bind alias tagged matches'
  ).split(' '),
]);
