/** A name that its author marked to be left as it is, with the mark and the text of its declaration. */
export interface KeptName {
  readonly name: string;
  readonly mark: string;
  readonly declaration: string;
}

const marks =
  /\b(keep|dont_touch|dont_merge|async_reg|preserve|noprune|mark_debug|syn_keep|syn_preserve|syn_noprune|equivalent_register_removal)\b/i;
const words = new Set(
  'input output inout wire reg logic tri var bit byte int integer signed unsigned automatic static const synthesis module'.split(' '),
);

/**
 * Signals that attributes (`(* dont_touch = "true" *) reg q;`, IEEE 1800-2017 5.12) or comments that synthesis reads (`synthesis keep`) ask tools to leave
 * alone: copies that are meant to be copies, and registers that take over what comes from another clock. Of ports the ones behind it count too.
 */
export function keptNames(text: string): KeptName[] {
  const found: KeptName[] = [];
  const add = (mark: string | undefined, declaration: string, declared: string): void => {
    if (mark === undefined || /^\s*(?:module|always\w*|initial|assign|if|for|case|begin)\b/.test(declared)) return;
    for (const [name] of withoutRanges(declared).matchAll(/[A-Za-z_][\w$]*/g))
      if (!words.has(name)) found.push({ name, mark, declaration });
  };
  for (const match of text.matchAll(/\(\*(?!\s*\))((?:(?!\*\))[^;])*?)\*\)([^;()=]*)/g))
    add(marks.exec(match[1] ?? '')?.[1], match[0], match[2] ?? '');
  for (const match of text.matchAll(/([^;\n]{0,400})\/\*\s*synthesis\b([^*]*)\*\//g))
    add(marks.exec(match[2] ?? '')?.[1], match[0], (match[1] ?? '').replace(/=.*/, ''));
  return found;
}

function withoutRanges(declared: string): string {
  return declared.replace(/\[[^\]]*\]/g, ' ').replace(/\/\/[^\n]*/g, ' ');
}

/** The first of the names that a changed text mentions less often than the old one, or declares otherwise. */
export function touchedName(kept: readonly KeptName[], before: string, after: string): KeptName | undefined {
  return changedName(kept, before, after, (old, now) => now < old);
}

/** The first of the names that a changed text mentions another number of times, or declares otherwise: one more mention may be logic in front of it. */
export function reworkedName(kept: readonly KeptName[], before: string, after: string): KeptName | undefined {
  return changedName(kept, before, after, (old, now) => now !== old);
}

/** Why what would change a name is not done. */
export function keptReason({ name, mark }: KeptName): string {
  return `${name} is marked \`${mark}\` in the source.`;
}

function changedName(
  kept: readonly KeptName[],
  before: string,
  after: string,
  isOther: (old: number, now: number) => boolean,
): KeptName | undefined {
  return kept.find(({ name, declaration }) => !after.includes(declaration) || isOther(countOf(name, before), countOf(name, after)));
}

function countOf(name: string, text: string): number {
  return text.match(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'))?.length ?? 0;
}
