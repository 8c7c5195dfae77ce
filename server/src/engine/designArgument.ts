import { success, type Outcome } from '../base/outcome';

/** `FILE`, `@list.f` or `git:REV:PATH` with the path in it made absolute, as the engine opens all three. */
export function designPath(argument: string, resolve: (path: string) => string): string {
  const [prefix, path] = split(argument);
  return `${prefix}${resolve(path)}`;
}

/** The same where not every path may be opened: the first failure is the answer. */
export function allowedDesign(argument: string, resolve: (path: string) => Outcome<string>): Outcome<string> {
  const [prefix, path] = split(argument);
  const resolved = resolve(path);
  return resolved.ok ? success(`${prefix}${resolved.value}`) : resolved;
}

function split(argument: string): [prefix: string, path: string] {
  const [, prefix, path] = /^(@|git:[^:]+:)(.+)$/s.exec(argument) ?? [];
  return prefix === undefined || path === undefined ? ['', argument] : [prefix, path];
}
