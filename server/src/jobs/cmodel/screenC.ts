/** Calls that a model may make besides its own functions. */
const allowedCalls = new Set(['memset', 'memcpy', 'sizeof', 'if', 'while', 'for', 'switch', 'return']);
const allowedHeaders = new Set(['<stdint.h>', '<string.h>', '<stdbool.h>', '<stddef.h>']);

/**
 * Why a C text that nobody has answered for may not be compiled or run; undefined when it may. An allow-list: plain C99 that computes, with headers that hold types, no other call than
 * to its own functions, no inline assembly, attributes, pragmas or macros that could write any of these, and no address made of a number.
 */
export function refusedInC(text: string): string | undefined {
  // Joined lines first, as the compiler reads them: a backslash or trigraph must not hide a word.
  if (/\?\?[=/'()!<>-]|<:|:>|<%|%>|%:/.test(text)) return 'digraphs and trigraphs are not taken';
  if (/\\/.test(text.replace(/'\\?.'/g, ''))) return 'backslashes are not taken';
  const plain = text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
  if (/\/\*|["'`@$]/.test(plain)) return 'strings, characters and open comments are not taken';
  for (const [line, directive = '', rest = ''] of plain.matchAll(/^[ \t]*#[ \t]*(\w*)[ \t]*([^\n]*)$/gm)) {
    const value = rest.trim();
    const constant =
      directive === 'define' &&
      /^[A-Za-z]\w*\s+\(?[\w\s+*<|()-]*\)?$/.test(value) &&
      !/\b(?:asm|__\w+)\b/.test(value) &&
      !/^[A-Za-z]\w*\(/.test(value);
    if (!(directive === 'include' && allowedHeaders.has(value)) && !constant)
      return `the directive ${line.trim().slice(0, 60)} is not taken`;
  }
  const body = plain.replace(/^[ \t]*#[^\n]*$/gm, ' ');
  if (body.includes('#')) return 'a directive inside a line is not taken';
  const foreign = /\b(?:asm|__\w+|_[A-Z]\w*|extern|goto|volatile|register|setjmp|longjmp)\b/.exec(plain);
  if (foreign !== null) return `${foreign[0]} is not taken`;
  const own = new Set([...body.matchAll(/\b([A-Za-z]\w*)\s*\([^;{}()]*\)\s*\{/g)].map(([, name = '']) => name));
  for (const [, name = ''] of body.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) {
    if (!own.has(name) && !allowedCalls.has(name) && !/^(?:u?int\d+_t|int|unsigned|bool)$/.test(name))
      return `a call of ${name} is not taken`;
  }
  // Behind a cast a parenthesis groups; behind another bracket it would call what stands there.
  if (/[)\]]\s*\(/.test(body.replace(casts, ' '))) return 'a call through a value is not taken';
  return undefined;
}

const casts = /\(\s*(?:const\s+)?(?:u?int\d+_t|int|unsigned|long|char|bool|size_t)\s*\*?\s*\)/g;
