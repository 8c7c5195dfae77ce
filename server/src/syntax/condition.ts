/**
 * Reads the condition after `ifdef, `ifndef or `elsif: a macro name, or in parentheses an expression of `!`, `&&`, `||`, `->`, `<->`
 * over names (IEEE 1800-2023 clause 22.6). `holds` is undefined when there is none; `end` is the offset after it.
 */
export function conditionHolds(
  text: string,
  from: number,
  defined: (name: string) => boolean,
): { holds: boolean | undefined; end: number } {
  const token = /\s*(&&|\|\||<->|->|[!()]|[A-Za-z_][A-Za-z0-9_$]*|\\\S+)/y;
  let at = from;
  const peek = (): string | undefined => {
    token.lastIndex = at;
    return token.exec(text)?.[1];
  };
  const take = (): string | undefined => {
    const word = peek();
    if (word !== undefined) at = token.lastIndex;
    return word;
  };
  const primary = (depth: number): boolean | undefined => {
    if (depth > 100) return undefined;
    const word = peek();
    if (word === '!') {
      take();
      const inner = primary(depth + 1);
      return inner === undefined ? undefined : !inner;
    }
    if (word === '(') {
      take();
      const inner = expression(depth + 1);
      if (peek() === ')') take();
      return inner;
    }
    if (word === undefined || !/^[A-Za-z_\\]/.test(word)) return undefined;
    take();
    return defined(word.replace(/^\\/, ''));
  };
  const expression = (depth: number): boolean | undefined => {
    let left = primary(depth);
    for (let operator = peek(); left !== undefined; operator = peek()) {
      if (operator !== '&&' && operator !== '||' && operator !== '->' && operator !== '<->') break;
      take();
      const right = primary(depth);
      if (right === undefined) return undefined;
      if (operator === '&&') left = left && right;
      else if (operator === '||') left = left || right;
      else if (operator === '->') left = !left || right;
      else left = left === right;
    }
    return left;
  };
  const holds = primary(0);
  return { holds, end: at };
}
