import { eachToken, keywords, type Token } from '../syntax/tokens';

/**
 * The nets, variables, constants and types that the body of a module declares outside of its blocks, and its instances of the given names, as text with the
 * conditionals around them; `from` is behind the header, `to` behind `endmodule`. What a name that reaches into an instance may mean, without the rest of the module.
 */
export function declarationsIn(text: string, from: number, to: number, instances: ReadonlySet<string>): string {
  const tokens: Token[] = [];
  eachToken(text, from, to, (token) => void tokens.push(token));
  let declared = '';
  let at = 0;
  while (at < tokens.length) {
    const first = tokens[at] as Token;
    if (first.text === '`') {
      const end = behindDirective(text, tokens, at);
      if (conditional.test(tokens[at + 1]?.text ?? '')) declared += `${text.slice(first.start, tokens[end - 1]?.end)}\n`;
      at = end;
      continue;
    }
    const end = behindItem(tokens, at);
    if (isDeclaration(tokens, at) || instances.has(instanceAt(tokens, at) ?? ''))
      declared += `${text.slice(first.start, tokens[end - 1]?.end)}\n`;
    at = end;
  }
  return declared;
}

const conditional = /^(?:ifdef|ifndef|elsif|else|endif)$/;
const types =
  /^(?:localparam|typedef|import|var|wire|tri|tri0|tri1|triand|trior|wand|wor|uwire|supply0|supply1|logic|reg|bit|byte|shortint|int|longint|integer|time|real|realtime|shortreal|string|event|enum|struct|union|genvar)$/;

/** Behind a directive or the use of a macro with what it is handed. */
function behindDirective(text: string, tokens: readonly Token[], at: number): number {
  const name = tokens[at + 1];
  if (name === undefined) return at + 1;
  if (/^(?:ifdef|ifndef|elsif|undef)$/.test(name.text)) return at + 3;
  if (name.text === 'define') return behindLine(text, tokens, at + 2);
  if (/^(?:else|endif)$/.test(name.text)) return at + 2;
  if (tokens[at + 2]?.text !== '(') return at + 2;
  const end = closing(tokens, at + 2) + 1;
  return tokens[end]?.text === ';' ? end + 1 : end;
}

/** Behind the last line of a macro's text: `\` continues it. */
function behindLine(text: string, tokens: readonly Token[], from: number): number {
  const start = tokens[from - 1]?.end ?? text.length;
  const end = start + (/^(?:[^\n\\]|\\\r?\n|\\)*/.exec(text.slice(start))?.[0].length ?? 0);
  let at = from;
  while (at < tokens.length && (tokens[at] as Token).start < end) at++;
  return at;
}

const openers: ReadonlyMap<string, string> = new Map([
  ['begin', 'end'],
  ['case', 'endcase'],
  ['casex', 'endcase'],
  ['casez', 'endcase'],
  ['fork', 'join'],
  ...['function', 'task', 'generate', 'specify', 'covergroup', 'clocking', 'property', 'sequence', 'class', 'checker'].map(
    (word) => [word, `end${word === 'covergroup' ? 'group' : word}`] as const,
  ),
]);

/** Behind an item: its `;`, or the end of the block that it is. */
function behindItem(tokens: readonly Token[], from: number): number {
  const waiting: string[] = [];
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { text } = tokens[at] as Token;
    if (text === '(' || text === '{' || text === '[') depth++;
    else if (text === ')' || text === '}' || text === ']') depth--;
    else if (waiting.length > 0 && closes(text, waiting[waiting.length - 1] ?? '')) {
      waiting.pop();
      if (waiting.length === 0 && depth <= 0) return at + 1;
    } else if (openers.has(text) && !isNoBlock(tokens, at)) waiting.push(openers.get(text) ?? '');
    else if (text === ';' && depth <= 0 && waiting.length === 0) return at + 1;
  }
  return tokens.length;
}

function closes(word: string, closer: string): boolean {
  return word === closer || (closer === 'join' && (word === 'join_any' || word === 'join_none'));
}

/** `assert property (…)`, `wait fork;`, `extern function …;`, `import "DPI" function …;`: no block begins there. */
function isNoBlock(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? '';
  const { text } = tokens[at] as Token;
  if (text === 'property' || text === 'sequence') return /^(?:assert|assume|cover|restrict|expect)$/.test(before);
  if (text === 'fork') return /^(?:wait|disable)$/.test(before);
  if (text === 'function' || text === 'task') return /^(?:extern|virtual|pure|context)$|^"/.test(before);
  return text === 'clocking' && /^(?:default|global)$/.test(before) && tokens[at + 2]?.text === ';';
}

function isDeclaration(tokens: readonly Token[], at: number): boolean {
  const first = tokens[at] as Token;
  if (types.test(first.text)) return true;
  if (first.kind !== 'word' || keywords.has(first.text)) return false;
  // A type of the author's: `name`, `package::name`, with or without dimensions, and then the name of what is declared.
  let next = at + 1;
  while (tokens[next]?.text === '::') next += 2;
  while (tokens[next]?.text === '[') next = closing(tokens, next) + 1;
  if (tokens[next]?.kind !== 'word' || keywords.has(tokens[next]?.text ?? '')) return false;
  next++;
  while (tokens[next]?.text === '[') next = closing(tokens, next) + 1;
  return /^[=,;]$/.test(tokens[next]?.text ?? '');
}

/** The name of the instance that an item is, of a module with or without parameters. */
function instanceAt(tokens: readonly Token[], at: number): string | undefined {
  const first = tokens[at] as Token;
  if (first.kind !== 'word' || keywords.has(first.text)) return undefined;
  const name = tokens[tokens[at + 1]?.text === '#' ? closing(tokens, at + 2) + 1 : at + 1];
  return name?.kind === 'word' ? name.text : undefined;
}

/** Where the bracket at `at` is closed. */
function closing(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let place = at; place < tokens.length; place++) {
    const { text } = tokens[place] as Token;
    if (/^[([{]$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text) && --depth === 0) return place;
  }
  return tokens.length - 1;
}
