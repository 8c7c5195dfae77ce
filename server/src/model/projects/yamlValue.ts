import { parseDocument } from 'yaml';

/** A YAML (or JSON) document as plain values; undefined with the words of what is wrong when it is none. */
export function readYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    const document = parseDocument(text, { merge: true, uniqueKeys: false, logLevel: 'silent' });
    const error = document.errors[0];
    if (error !== undefined) return { problem: error.message.split('\n')[0] ?? 'it is no YAML' };
    // Aliases of aliases may grow without bound.
    return { value: document.toJS({ maxAliasCount: 200 }) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The entries of a map; none for anything else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** The value of a key of a map. */
export function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined;
}

/** The items of a list; a single text counts as a list of one. */
export function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [value] : [];
}

/** The texts of a list. */
export function textsOf(value: unknown): string[] {
  return itemsOf(value).flatMap((one) => (typeof one === 'string' ? [one] : typeof one === 'number' ? [String(one)] : []));
}
