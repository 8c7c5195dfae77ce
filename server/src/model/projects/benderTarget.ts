/**
 * Whether a Bender target expression holds: a name, `*`, `all(…)`, `any(…)`, `not(…)`, brackets. Names are compared without regard to
 * case. What is no expression holds, so that its files are not lost.
 */
export function targetHolds(expression: string, active: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[A-Za-z0-9_.*-]+|[(),]/g) ?? [];
  let next = 0;
  const list = (depth: number): boolean[] => {
    const values: boolean[] = [];
    next++;
    while (next < tokens.length && tokens[next] !== ')') {
      if (tokens[next] === ',') next++;
      else values.push(one(depth + 1));
    }
    next++;
    return values;
  };
  const one = (depth: number): boolean => {
    const token = tokens[next] ?? '*';
    if (depth > 100) {
      next = tokens.length;
      return true;
    }
    if (token === '(') return list(depth).every(Boolean);
    next++;
    if (tokens[next] === '(') {
      const values = list(depth);
      if (token === 'not') return !values.every(Boolean);
      return token === 'any' ? values.some(Boolean) : values.every(Boolean);
    }
    return token === '*' || active.has(token.toLowerCase());
  };
  return one(0);
}
