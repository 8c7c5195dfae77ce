import { matterOf } from '../../tools/mergeFindings';
import type { Diagnostic } from '../../protocol/contract';

/** SpyGlass' names for matters that others report too. */
const spyglass: readonly (readonly [RegExp, string])[] = [
  [/^(?:W110|W116|W164\w?|W362|W486|W484|STARC\S*2\.10\.3)/, 'width'],
  [/^(?:InferLatch|W18|STARC\S*2\.2\.1)/i, 'latch'],
  [/^(?:W415|W552|W553|MultiDriver)/i, 'drivers'],
  [/^(?:CombLoop|W421)/i, 'loop'],
  [/^(?:W123|W287\w?|UndrivenN)/i, 'undriven'],
  [/^(?:W240|W241|W528|W498)/i, 'unused'],
  [/^(?:W69|W71|W171|W263|W398)/, 'case'],
];

/**
 * Whether a rule as a pragma or a waiver names it is the one of a finding: its code (`lint/latch`, `verilator/*`), its code without the
 * tool (`latch`, `WIDTHTRUNC`), a Verilator rule that stands for several (`WIDTH`), or another tool's name for the same matter.
 */
export function ruleFits(rule: string, one: Diagnostic): boolean {
  const name = rule.trim();
  if (name === '' || name === '*' || /^all$/i.test(name)) return true;
  const plain = one.code.slice(one.code.indexOf('/') + 1);
  if (name.includes('*')) return starFits(name, one.code);
  if (name === one.code || name.toLowerCase() === plain.toLowerCase()) return true;
  // A name with its tool means that tool's rule alone.
  if (name.includes('/')) return false;
  if (/^[A-Z]+$/.test(name) && plain.startsWith(name)) return true;
  const matter = spyglass.find(([pattern]) => pattern.test(name))?.[1] ?? matterOf({ ...one, code: name, message: '' });
  return matter === matterOf(one);
}

/** Text with `*` for anything, compared without a regular expression of the file's own. */
export function starFits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found =
      index === 0
        ? text.startsWith(part)
          ? 0
          : -1
        : index === parts.length - 1 && part !== ''
          ? text.lastIndexOf(part)
          : text.indexOf(part, at);
    if (found < at) return false;
    at = found + part.length;
  }
  return parts.length === 1 ? text === pattern : parts.at(-1) === '' || at === text.length;
}
