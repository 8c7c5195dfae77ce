import { lexical } from '../../model/symbols/lookup';
import { canonical, type Located } from '../../model/symbols/symbolProject';
import { memberOf } from '../../model/symbols/memberOf';
import { enumeratorsOf, scopedItems, unitNamed } from '../../model/symbols/visible';
import type { Token } from '../../graph/lexer';
import type { Asking } from './entry';
import { chainBefore, type Step } from './place';

/** What a dotted name means that was typed, as the resolver would say of it once it parses. */
export function meaningOf({ names, scope }: Asking, chain: readonly Step[]): Located | undefined {
  const [first, ...rest] = chain;
  if (first === undefined) return undefined;
  const prefixed = rest[0]?.joint === '::';
  const unit = (): Located | undefined => unitNamed(names, first.name, scope.table.path);
  let found = prefixed ? (unit() ?? lexical(names, scope, first.name)[0]) : (lexical(names, scope, first.name)[0] ?? unit());
  if (first.name === 'this' || first.name === 'super') found = classAround({ names, scope });
  for (const { name, joint } of rest) {
    if (found === undefined) return undefined;
    const at: Located = canonical(found);
    found = joint === '::' ? scopedItems(names, at).find((item) => item.declaration.name === name) : memberOf(names, at, name)[0];
  }
  return found === undefined ? undefined : canonical(found);
}

function classAround({ scope }: Pick<Asking, 'names' | 'scope'>): Located | undefined {
  const { table } = scope;
  for (let at = scope.scope; at.parent >= 0;) {
    const declaration = table.declarations[at.owner];
    if (at.kind === 'class' && declaration !== undefined) return { table, declaration };
    const parent = table.scopes[at.parent];
    if (parent === undefined) return undefined;
    at = parent;
  }
  return undefined;
}

/** The values that may stand at the cursor because an enum is compared, assigned, connected or selected there; [] when none is. */
export function expectedEnumerators(asking: Asking): Located[] {
  for (const chain of comparedWith(asking.place.tokens, asking.place.level.arms)) {
    const meaning = meaningOf(asking, chain);
    const values = meaning === undefined ? [] : enumeratorsOf(asking.names, meaning);
    if (values.length > 0) return values;
  }
  return [];
}

/** Names that the word at the cursor is put beside, the likeliest first. */
function comparedWith(tokens: readonly Token[], arms: number | undefined): (readonly Step[])[] {
  const found: (readonly Step[])[] = [];
  const before = (index: number): void => {
    const { chain, from } = chainBefore(tokens, index);
    if (chain.length > 0) found.push(chain);
    // `state_e next = `: the type stands before a name that may not be declared yet.
    const type = tokens[from - 1];
    if (chain.length === 1 && type?.kind === 'id') found.push(chainBefore(tokens, from - 1).chain);
  };
  if (arms !== undefined) {
    const close = closing(tokens, arms);
    if (close > 0) before(close - 1);
    return found;
  }
  for (let at = tokens.length - 1; at >= Math.max(0, tokens.length - 60); at--) {
    const text = tokens[at]?.text ?? '';
    if (/^(?:==|!=|===|!==|==\?|!=\?|=|<=)$/.test(text)) {
      before(at - 1);
      return found;
    }
    if (text === 'inside') {
      before(at - 1);
      return found;
    }
    // Between an operator and the word only alternatives of a conditional or of a set may stand.
    if (at === tokens.length - 1 && !/^(?:\?|:|\{|,|\()$/.test(text)) return found;
    if (/^(?:;|begin|end|&&|\|\|)$/.test(text)) return found;
  }
  return found;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return at;
  }
  return -1;
}
