import type { Token } from '../../graph/lexer';
import { memberOf } from '../../model/symbols/memberOf';
import { membersBehind } from '../../model/symbols/visible';
import { meaningOf } from './chain';
import { declared } from './declared';
import { ranks, type Asking, type Source } from './entry';
import { chainBefore } from './place';

/** Members of the struct that `'{…}` at the cursor makes, each as `member: `, without those that are there. */
export const patternKeys: Source = {
  name: 'patternKeys',
  entries(asking) {
    const { tokens, wanted, text, end } = asking.place;
    if (wanted.kind !== 'word' || !/^(?:'\{|,)$/.test(tokens.at(-1)?.text ?? '')) return [];
    const open = openPattern(tokens, tokens.length - 1);
    const located = open < 0 ? undefined : patternOf(asking, open);
    if (located === undefined) return [];
    const taken = new Set(tokens.slice(open + 1).flatMap(({ text: name }, at) => (tokens[open + 2 + at]?.text === ':' ? [name] : [])));
    const colon = /^\s*:/.test(text.slice(end, end + 20)) ? '' : ': ';
    return membersBehind(asking.names, located)
      .filter(({ declaration }) => declaration.kind === 'structMember' && !taken.has(declaration.name))
      .map((one, at) => {
        const entry = declared(asking.project, one, ranks.expected + Math.min(at / 10, 99));
        return { ...entry, insert: `${entry.label}${colon}` };
      });
  },
};

/** Index of the `'{` whose list the tokens up to `at` end in; -1 when they end in another one. */
function openPattern(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let index = at; index >= 0; index--) {
    const text = tokens[index]?.text ?? '';
    if (/^[)\]}]$/.test(text)) depth++;
    else if (text === ';' || text === 'begin') return -1;
    else if (/^(?:[([{]|'\{)$/.test(text) && depth-- === 0) return text === "'{" ? index : -1;
  }
  return -1;
}

/** What the pattern that opens at `open` is a value of: the target of the assignment, a member of the pattern around, or the type before it. */
function patternOf(asking: Asking, open: number): ReturnType<typeof meaningOf> {
  const { tokens } = asking.place;
  const before = tokens[open - 1];
  if (before?.text === '=' || before?.text === '<=') {
    const { chain, from } = chainBefore(tokens, open - 2);
    // A name that is being declared here is not known yet, its type is.
    return (
      meaningOf(asking, chain) ?? (tokens[from - 1]?.kind === 'id' ? meaningOf(asking, chainBefore(tokens, from - 1).chain) : undefined)
    );
  }
  if (before?.kind === 'id') return meaningOf(asking, chainBefore(tokens, open - 1).chain);
  const outer = openPattern(tokens, open - 1);
  const around = outer < 0 ? undefined : patternOf(asking, outer);
  if (before?.text !== ':' || around === undefined) return around;
  return memberOf(asking.names, around, tokens[open - 2]?.text ?? '')[0] ?? around;
}
