/**
 * Where the expression behind `name … =` ends in a text, `from` standing behind the name: before the `,`, `;` or closing bracket that ends the
 * declaration, white space left out. Undefined when no `=` follows.
 */
export function initialValueEnd(text: string, from: number): number | undefined {
  const pattern = /"(?:[^"\\]|\\[^])*"|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|[()[\]{},;]|[=!<>]=+|=|\S/g;
  pattern.lastIndex = from;
  let depth = 0;
  let valued = false;
  let end: number | undefined;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [token] = found;
    if (/^\/[/*]/.test(token)) continue;
    if (/^[)\]}]$/.test(token) && --depth < 0) return end;
    if (depth === 0 && (token === ',' || token === ';')) return end;
    if (/^[([{]$/.test(token)) depth++;
    if (valued) end = pattern.lastIndex;
    else if (depth === 0 && token === '=') valued = true;
  }
  return end;
}
