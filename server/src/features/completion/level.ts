import type { Token } from '../../graph/lexer';

/** Which part of a description the cursor is in, as far as the text before it tells. */
export interface Level {
  readonly zone: 'file' | 'header' | 'item' | 'procedural';
  /** A statement, an item or a declaration may begin here; else an expression or a name goes on. */
  readonly begins: boolean;
  /** Behind `logic`, `module` …: a new name comes next. */
  readonly naming: boolean;
  /** Token index of the `(` behind the `case` whose arms the cursor is among, at a place where an arm may begin. */
  readonly arms?: number;
}

const units = /^(?:module|macromodule|interface|program|package|primitive|checker|class)$/;
const unitEnds = /^end(?:module|interface|program|package|primitive|checker|class)$/;
const closers = /^(?:end|endcase|join|join_any|join_none|endfunction|endtask|endproperty|endsequence|endclocking|endgroup)$/;
const openers = /^(?:begin|case|casex|casez|fork|function|task|property|sequence|clocking|covergroup)$/;
const processes = /^(?:always|always_ff|always_comb|always_latch|initial|final)$/;
const newName =
  /^(?:logic|wire|reg|bit|byte|int|integer|longint|shortint|real|time|genvar|signed|unsigned|tri|uwire|string|event|module|interface|package|program|class|typedef|modport|clocking|property|sequence|void)$/;

/** Reads the level from the tokens before the cursor, backwards. `whole` says that they reach back to the start of the file. */
export function levelAt(tokens: readonly Token[], whole = true): Level {
  const last = tokens.at(-1)?.text ?? '';
  const arms = caseArms(tokens);
  const zone = zoneOf(tokens) ?? (whole ? 'file' : 'item');
  const inList = zone === 'header' && /^[(,]$/.test(last) && isHeaderList(tokens);
  const begins =
    last === '' || /^(?:;|begin|generate|else|fork|end\w*|join\w*)$/.test(last) || inList || labelEnds(tokens) || headEnds(tokens);
  return {
    zone,
    begins: begins || arms !== undefined,
    naming: newName.test(last) || namesAfterRange(tokens),
    ...(arms === undefined ? {} : { arms }),
  };
}

/** Walks out through what is open; siblings that ended are stepped over. */
function zoneOf(tokens: readonly Token[]): Level['zone'] | undefined {
  let depth = 0;
  let brackets = 0;
  // Nothing has ended between here and the cursor at this level: a head found now is the cursor's own.
  let own = true;
  let inParentheses = false;
  let ended = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? '';
    if (unitEnds.test(text)) ended++;
    else if (ended > 0) {
      if (units.test(text) && !isPrototype(tokens, at)) ended--;
    } else if (/^[)\]}]$/.test(text)) brackets++;
    else if (/^(?:[([{]|'\{)$/.test(text)) {
      if (brackets > 0) brackets--;
      else [own, inParentheses] = [true, true];
    } else if (brackets > 0) continue;
    else if (closers.test(text)) {
      depth++;
      if (tokens[at + 1]?.text !== 'else') own = false;
    } else if (text === ';') {
      // An import may stand between the name of a unit and its lists.
      if (depth === 0 && tokens[at - 2]?.text !== '::') [own, inParentheses] = [own && tokens[at + 1]?.text === 'else', false];
    } else if (openers.test(text) && !isPrototype(tokens, at)) {
      if (depth > 0) depth--;
      else if (/^(?:function|task)$/.test(text)) return 'procedural';
      else own = true;
    } else if (depth === 0 && own && processes.test(text)) return 'procedural';
    else if (units.test(text) && !isPrototype(tokens, at)) return inParentheses && own ? 'header' : 'item';
  }
  return undefined;
}

/** `import "DPI" function`, `extern task`, `typedef class` and `virtual interface` open nothing. */
function isPrototype(tokens: readonly Token[], at: number): boolean {
  if (/^(?:typedef|virtual)$/.test(tokens[at - 1]?.text ?? '') && units.test(tokens[at]?.text ?? ''))
    return tokens[at]?.text !== 'class' || tokens[at - 1]?.text === 'typedef';
  for (let index = at - 1; index >= Math.max(0, at - 5); index--) {
    const text = tokens[index]?.text ?? '';
    if (/^(?:extern|import|export|pure|disable|wait|assert|assume|cover)$/.test(text)) return true;
    if (text === ';' || /^end/.test(text)) return false;
  }
  return false;
}

/** Whether the innermost open bracket is that of a list of parameters or ports itself, not one inside an item of it. */
function isHeaderList(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? '';
    if (/^[)\]}]$/.test(text)) depth++;
    else if (/^(?:[([{]|'\{)$/.test(text) && depth-- === 0) {
      const before = tokens[at - 1];
      return text === '(' && (/^[#);]$/.test(before?.text ?? '') || units.test(tokens[at - 2]?.text ?? ''));
    }
  }
  return false;
}

/** Behind `begin : name`. */
function labelEnds(tokens: readonly Token[]): boolean {
  const [word, colon, name] = tokens.slice(-3);
  return colon?.text === ':' && name?.kind === 'id' && /^(?:begin|fork|end\w*)$/.test(word?.text ?? '');
}

/** Behind `if (…)`, `always_ff @(…)`, `for (…)`, `always_comb`: the statement that they govern. */
function headEnds(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1)?.text ?? '';
  if (/^(?:always_comb|always_latch|initial|final|do|forever)$/.test(last)) return true;
  if (last !== ')') return false;
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? '';
    if (text === ')') depth++;
    else if (text === '(' && --depth === 0) return /^(?:if|for|while|foreach|repeat|@|wait)$/.test(tokens[at - 1]?.text ?? '');
  }
  return false;
}

/** Behind `logic [7:0]`. */
function namesAfterRange(tokens: readonly Token[]): boolean {
  let at = tokens.length - 1;
  if (tokens[at]?.text !== ']') return false;
  while (tokens[at]?.text === ']') {
    let depth = 0;
    for (; at >= 0; at--) {
      const text = tokens[at]?.text ?? '';
      if (text === ']') depth++;
      else if (text === '[' && --depth === 0) break;
    }
    at--;
  }
  return newName.test(tokens[at]?.text ?? '') || /^(?:input|output|inout)$/.test(tokens[at]?.text ?? '');
}

/** The `(` of the `case` whose arm begins at the end of the tokens. */
function caseArms(tokens: readonly Token[]): number | undefined {
  const last = tokens.at(-1)?.text ?? '';
  if (!/^(?:\)|;|end|endcase|inside|,)$/.test(last)) return undefined;
  let depth = 0;
  let brackets = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? '';
    if (/^[)\]}]$/.test(text)) brackets++;
    else if (/^(?:[([{]|'\{)$/.test(text)) {
      if (--brackets < 0) return undefined;
    } else if (brackets > 0) continue;
    else if (closers.test(text)) depth++;
    else if (/^case[xz]?$/.test(text) && depth === 0) return armsOf(tokens, at, last);
    else if (openers.test(text) && --depth < 0) return undefined;
    else if (depth === 0 && last === ',' && /^[;:]$/.test(text)) {
      if (text === ':') return undefined;
    }
  }
  return undefined;
}

function armsOf(tokens: readonly Token[], at: number, last: string): number | undefined {
  if (tokens[at + 1]?.text !== '(') return undefined;
  let depth = 0;
  for (let index = at + 1; index < tokens.length; index++) {
    const text = tokens[index]?.text ?? '';
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) {
      // A `)` that ends something else begins no arm.
      return last === ')' && index !== tokens.length - 1 ? undefined : at + 1;
    }
  }
  return undefined;
}
