import { tokenize, type Token } from '../../server/src/graph/lexer';

/**
 * What a text of fragments declares, found from its tokens alone and so independent of how the text was chosen. A name is given as `unit.name`, where the
 * unit is the module or package whose head the fragment holds, '' for a fragment inside of one; a member of a struct as `{}.name`, a macro as `` `name``.
 */
export function declaredNames(fragments: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const fragment of fragments) new Fragment(fragment, found).read();
  return found;
}

const types = new Set(
  'input output inout ref logic wire reg bit byte int integer shortint longint time real realtime string event tri tri0 tri1 wand wor uwire supply0 supply1 var signed unsigned packed const static automatic genvar chandle void type'.split(
    ' ',
  ),
);
const starters = new Set([...types, 'parameter', 'localparam', 'typedef', 'enum', 'struct', 'union', 'specparam']);
const heads = new Set(['module', 'macromodule', 'interface', 'package', 'program']);
const notNames = new Set(
  'assign always always_ff always_comb always_latch initial final begin end if else case casez casex endcase for while repeat forever return generate endgenerate function task endfunction endtask import export endmodule endpackage endinterface posedge negedge or and not nand nor xor xnor buf default unique unique0 priority inside break continue assert assume cover property sequence disable wait fork join modport bind defparam do'.split(
    ' ',
  ),
);

class Fragment {
  private readonly tokens: readonly Token[];
  private unit = '';

  constructor(
    text: string,
    private readonly found: Set<string>,
  ) {
    for (const macro of text.matchAll(/`define[ \t]+([A-Za-z_]\w*)/g)) found.add(`\`${macro[1] ?? ''}`);
    this.tokens = tokenize(text);
  }

  read(): void {
    for (let at = 0; at < this.tokens.length;) at = this.item(at, `${this.unit}.`);
  }

  private text(at: number): string {
    return this.tokens[at]?.text ?? '';
  }

  private isName(at: number): boolean {
    const token = this.tokens[at];
    return (
      token?.kind === 'id' &&
      !token.text.startsWith('`') &&
      !starters.has(token.text) &&
      !notNames.has(token.text) &&
      !heads.has(token.text)
    );
  }

  private item(at: number, owner: string): number {
    const word = this.text(at);
    if (heads.has(word) && this.text(at - 1) !== 'virtual') return this.head(at);
    if (/^end(module|package|interface|program)$/.test(word)) this.unit = '';
    if (word === 'function' || word === 'task') return this.subroutine(at + 1);
    if (starters.has(word)) return this.declaration(at, owner);
    // `state_t state;`, `pkg::state_t state;`, `bus_if.master m`
    if (this.isName(at) && !/^[.'#@]$|^::$/.test(this.text(at - 1)) && this.typeEnd(at) !== undefined) return this.declaration(at, owner);
    return at + 1;
  }

  private head(at: number): number {
    let name = at + 1;
    while (/^(automatic|static)$/.test(this.text(name))) name++;
    if (!this.isName(name)) return at + 1;
    this.unit = this.text(name);
    this.found.add(`${this.unit}.`);
    return name + 1;
  }

  private subroutine(from: number): number {
    for (let at = from; at < this.tokens.length && !/^[;(]$/.test(this.text(at)); at++) {
      if (this.isName(at) && /^[;(]$/.test(this.text(at + 1))) this.found.add(`${this.unit}.${this.text(at)}`);
    }
    return from;
  }

  /** Behind a type written as a name, when a declared name follows it. */
  private typeEnd(at: number): number | undefined {
    let end = at + 1;
    while (/^(::|\.)$/.test(this.text(end)) && this.isName(end + 1)) end += 2;
    end = this.afterDimensions(end);
    return this.isName(end) && /^[,;=)[]$/.test(this.text(end + 1)) ? end : undefined;
  }

  private afterDimensions(at: number): number {
    let end = at;
    while (this.text(end) === '[') end = this.closing(end) + 1;
    return end;
  }

  private closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.tokens.length; at++) {
      if (/^('?[{([])$/.test(this.text(at))) depth++;
      else if (/^[})\]]$/.test(this.text(at)) && --depth === 0) return at;
    }
    return this.tokens.length;
  }

  /** From the first word of a declaration to behind its last name. */
  private declaration(from: number, owner: string): number {
    let at = from;
    while (at < this.tokens.length) {
      const word = this.text(at);
      if (word === 'enum' || word === 'struct' || word === 'union') at = this.body(at, owner);
      else if (word === '[') at = this.afterDimensions(at);
      else if (starters.has(word)) at++;
      else if (this.isName(at)) {
        const named = this.typeEnd(at);
        if (named === undefined) return this.names(at, owner);
        at = named;
      } else return Math.max(at, from + 1);
    }
    return at;
  }

  private body(at: number, owner: string): number {
    const open = this.tokens.findIndex((token, i) => i > at && (token.text === '{' || token.text === ';'));
    if (open < 0 || this.text(open) !== '{') return at + 1;
    const close = this.closing(open);
    if (this.text(at) === 'enum') {
      for (let i = open + 1; i < close; i++) if (this.isName(i) && /^[{,]$/.test(this.text(i - 1))) this.found.add(owner + this.text(i));
    } else for (let i = open + 1; i < close;) i = this.item(i, '{}.');
    return close + 1;
  }

  private names(from: number, owner: string): number {
    let at = from;
    while (this.isName(at)) {
      const end = this.afterDimensions(at + 1);
      if (!/^[,;=)]$/.test(this.text(end)) && end < this.tokens.length - 1) return at + 1;
      this.found.add(owner + this.text(at));
      at = this.afterValue(end);
      if (this.text(at) !== ',') return at;
      // The next in a list of ports may be one with a type of its own.
      if (this.isName(at + 1) && this.typeEnd(at + 1) !== undefined) return at + 1;
      at++;
    }
    return at;
  }

  private afterValue(at: number): number {
    if (this.text(at) !== '=') return at;
    for (let i = at + 1; i < this.tokens.length; i++) {
      if (/^('?[{([])$/.test(this.text(i))) i = this.closing(i);
      else if (/^[,;)}]$/.test(this.text(i))) return i;
    }
    return this.tokens.length;
  }
}
