/**
 * Whether conditions that have to hold together, in the normal form of `printExpression`, cannot: one of them is asked for and denied. Only parts whose names are all `steady`,
 * which have one value for the whole cycle, count: of a variable two texts that are alike may mean two values.
 */
export function contradict(guards: readonly string[], steady: (name: string) => boolean): boolean {
  const parts = new Set(guards.flatMap(conjuncts));
  for (const part of parts) {
    const other = opposite(part);
    if (other !== undefined && parts.has(other) && namesIn(part).every(steady)) return true;
  }
  return false;
}

/** The parts of a conjunction; what stands in brackets stays whole. */
function conjuncts(guard: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < guard.length; i++) {
    const c = guard[i];
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (depth === 0 && (c === '?' || guard.startsWith(' || ', i))) return [guard];
    else if (depth === 0 && guard.startsWith(' && ', i)) {
      parts.push(guard.slice(from, i));
      from = i + 4;
    }
  }
  return [...parts, guard.slice(from)];
}

function opposite(part: string): string | undefined {
  if (/^!?[\w$.:[\]]+$/.test(part)) return part.startsWith('!') ? part.slice(1) : `!${part}`;
  const [, left, op, right] = /^([\w$.:[\]]+) (==|!=) ([\w$.:'[\]]+)$/.exec(part) ?? [];
  return left === undefined || right === undefined ? undefined : `${left} ${op === '==' ? '!=' : '=='} ${right}`;
}

/** Names of signals and constants; fields, and the digits of numbers, are none. */
function namesIn(part: string): string[] {
  return [...part.matchAll(/(?<![\w$.'])[A-Za-z_][\w$]*(?!::)/g)].map(([name]) => name);
}
