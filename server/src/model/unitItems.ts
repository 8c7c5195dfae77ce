/** Longer declarations are not looked through: what stands outside of every design unit is short, or made by a program. */
const longest = 20_000;

/**
 * The names that a declaration outside of every design unit gives to its compilation unit (IEEE 1800-2017 3.12.1), read at token level: `at` is the
 * offset of its keyword, `typedef`, `parameter`, `localparam`, `function` or `task`. `end` is where reading goes on.
 */
export function unitItems(text: string, at: number, keyword: string): { readonly names: readonly string[]; readonly end: number } {
  if (keyword === 'function' || keyword === 'task') return routine(text, at, keyword);
  const { flat, braces, end } = statement(text, at);
  if (keyword !== 'typedef')
    return { names: Array.from(flat.matchAll(/([A-Za-z_][\w$]*)\s*(?:\[[^\]]*\]\s*)*=(?!=)/g), ([, name = '']) => name), end };
  if (/^typedef\s+(?:interface\s+)?class\b/.test(flat)) return { names: [], end };
  const name = /([A-Za-z_][\w$]*)\s*(?:\[[^\]]*\]\s*)*$/.exec(flat)?.[1];
  const members = /^typedef\s+enum\b/.test(flat)
    ? Array.from(braces.replace(/[([{][^)\]}]*[)\]}]/g, '').matchAll(/(?:^|,)\s*([A-Za-z_][\w$]*)/g), ([, member = '']) => member)
    : [];
  return { names: [...(name === undefined ? [] : [name]), ...members], end };
}

/** A function or task has its name before its arguments; its body is skipped, where it has one. */
function routine(text: string, at: number, keyword: string): ReturnType<typeof unitItems> {
  const head = /^[^;(]*/.exec(text.slice(at, at + longest))?.[0] ?? '';
  const name = /([A-Za-z_][\w$]*)\s*$/.exec(head)?.[1];
  const isPrototype = /(?:\bextern|"DPI(?:-C)?"[^;"]*)\s*$/.test(text.slice(Math.max(0, at - 80), at));
  const close = isPrototype ? -1 : text.indexOf(`end${keyword}`, at);
  return { names: name === undefined ? [] : [name], end: close < 0 ? at + head.length : close };
}

/** A declaration up to its semicolon: without comments and what stands in braces, and that apart. */
function statement(text: string, at: number): { flat: string; braces: string; end: number } {
  const tokens = /\/\/[^\r\n]*|\/\*[^]*?\*\/|"(?:[^"\\\r\n]|\\[^])*"|[{};]|[^/"{};]+|\//g;
  tokens.lastIndex = at;
  let [flat, braces, depth] = ['', '', 0];
  for (let found = tokens.exec(text); found !== null && found.index < at + longest; found = tokens.exec(text)) {
    const [token] = found;
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if (token === ';' && depth === 0) return { flat, braces, end: found.index };
    if (token === '}') depth--;
    if (depth > 0) braces += token;
    else if (token !== '{' && token !== '}') flat += token;
    if (token === '{') depth++;
  }
  return { flat: '', braces: '', end: at + 1 };
}
