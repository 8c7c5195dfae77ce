/**
 * Whether a path matches any of the patterns: `**` crosses folders, `*` and `?` stay within one, anything else is literal. A pattern without a
 * leading `/` or `**` is relative to a workspace folder. A pattern that names a folder covers all that is below it.
 */
export function pathMatcher(patterns: readonly string[], roots: readonly string[]): (path: string) => boolean {
  const expressions = patterns.flatMap((pattern) => {
    const anchored = pattern.startsWith('/') || pattern.startsWith('**') || /^[A-Za-z]:/.test(pattern);
    return anchored ? [expression(pattern)] : [expression(`**/${pattern}`), ...roots.map((root) => expression(`${root}/${pattern}`))];
  });
  return (path) => expressions.some((one) => one.test(path));
}

function expression(pattern: string): RegExp {
  const body = pattern.replace(/\/$/, '').replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    return token === '?' ? '[^/]' : `\\${token}`;
  });
  return new RegExp(`^${body}(?:/.*)?$`);
}
