/** The value of a Tcl expression over numbers: `+ - * / % **`, parentheses, and `int`, `round`, `double`, `abs`, `min`, `max`; undefined when it is something else. */
export function tclExpression(text: string): number | undefined {
  const tokens = text.match(/\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\*\*|[-+*/%(),]|[a-z]+|\S/g) ?? [];
  let at = 0;
  const fail = (): never => {
    throw new SyntaxError('no expression');
  };
  const take = (token: string): boolean => tokens[at] === token && ++at > 0;
  const primary = (): number => {
    if (take('-')) return -primary();
    if (take('+')) return primary();
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : fail();
    }
    const token = tokens[at++] ?? fail();
    if (/^[\d.]/.test(token)) return Number(token);
    const called = functions[token];
    if (called === undefined || !take('(')) return fail();
    const args = [sum()];
    while (take(',')) args.push(sum());
    return take(')') ? called(args) : fail();
  };
  const power = (): number => {
    const base = primary();
    return take('**') ? base ** power() : base;
  };
  const product = (): number => {
    let value = power();
    for (;;) {
      if (take('*')) value *= power();
      else if (take('/')) value /= power();
      else if (take('%')) value %= power();
      else return value;
    }
  };
  const sum = (): number => {
    let value = product();
    for (;;) {
      if (take('+')) value += product();
      else if (take('-')) value -= product();
      else return value;
    }
  };
  try {
    const value = sum();
    return at === tokens.length && Number.isFinite(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const functions: Readonly<Record<string, ((args: readonly number[]) => number) | undefined>> = {
  int: ([value = 0]) => Math.trunc(value),
  round: ([value = 0]) => Math.round(value),
  double: ([value = 0]) => value,
  abs: ([value = 0]) => Math.abs(value),
  min: (args) => Math.min(...args),
  max: (args) => Math.max(...args),
};
