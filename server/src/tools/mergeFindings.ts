import type { Diagnostic } from '../protocol/contract';

/** One message of a tool, in its generated files. Lines and columns are 1-based. */
export interface ToolMessage {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The rule's name, where the tool names one. */
  readonly option?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * One root cause, one problem: findings of several tools about the same line and matter become the first tool's. `lists` go from the
 * most to the least trusted. When a trusted tool finds an error on a line, what others say of that line is its echo.
 */
export function mergeFindings(...lists: readonly (readonly Diagnostic[])[]): Diagnostic[] {
  const merged: Diagnostic[] = [];
  const known = new Set<string>();
  for (const list of lists) {
    const fresh = list.filter((one) => !known.has(key(one)) && !known.has(`${one.file}:${one.line}:error`));
    for (const one of fresh) merged.push(one);
    for (const one of list) {
      known.add(key(one));
      if (one.severity === 'error') known.add(`${one.file}:${one.line}:error`);
    }
  }
  return merged.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
}

function key(one: Diagnostic): string {
  return `${one.file}:${one.line}:${matterOf(one)}`;
}

const matters: readonly (readonly [string, RegExp])[] = [
  ['width', /width|WIDTH|constant-conversion|expects \d+ bits?/],
  ['latch', /latch/i],
  ['drivers', /multiple-drivers|MULTIDRIVEN/],
  ['loop', /comb-loop|UNOPTFLAT/],
  ['undriven', /undriven/i],
  ['unconnected', /unconnected|PINMISSING|PINCONNECTEMPTY/],
  ['unresolved', /unresolved|MODMISSING/],
  ['implicit', /implicit/i],
  ['case', /case-|CASE/],
  ['unused', /unused/i],
];

/** What a finding is about, whichever tool said it. */
export function matterOf(one: Diagnostic): string {
  return matters.find(([, pattern]) => pattern.test(one.code))?.[0] ?? `${one.code} ${one.message}`;
}
