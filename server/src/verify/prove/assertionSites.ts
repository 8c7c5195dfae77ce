import { screenTokens, type ScreenToken } from '../screenTokens';

/** An assertion statement of a text whose macros are expanded. */
export interface AssertionSite {
  readonly kind: 'assert' | 'assume' | 'cover' | 'restrict';
  readonly label: string | undefined;
  /** [start, end): with the label before and the action after. */
  readonly start: number;
  readonly end: number;
  /** Where the keyword begins. */
  readonly keyword: number;
  /** `assert property`: a property over clock cycles; undefined for an immediate assertion. */
  readonly property?: { readonly start: number; readonly end: number };
  /** It stands as an item of a module, not within a process or block. */
  readonly isItem: boolean;
}

const kinds = new Set(['assert', 'assume', 'cover', 'restrict']);

/** Every assertion statement (IEEE 1800-2023 clause 16), in the order of the text. */
export function findAssertions(text: string): AssertionSite[] {
  const tokens = screenTokens(text);
  const sites: AssertionSite[] = [];
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token.kind === 'word' && opens.has(token.text)) depth++;
    if (token.kind === 'word' && closes.has(token.text)) depth--;
    if (token.kind !== 'word' || token.escaped === true || !kinds.has(token.text)) return;
    const open = tokens.findIndex((one, j) => j > i && isMark(one, '('));
    const words = tokens.slice(i + 1, open);
    if (open < 0 || words.length > 2 || words.some((one) => isMark(one, ';'))) return;
    const close = closing(tokens, open);
    const last = close < 0 ? -1 : statementEnd(tokens, close + 1);
    if (last < 0) return;
    const labelled = isMark(tokens[i - 1], ':') && tokens[i - 2]?.kind === 'word' && !isCaseLabel(tokens, i - 2);
    const first = labelled ? (tokens[i - 2] as ScreenToken) : token;
    const overClock = words[0]?.text === 'property' || words[0]?.text === 'sequence';
    sites.push({
      kind: token.text as AssertionSite['kind'],
      label: labelled ? first.text : undefined,
      start: first.offset,
      end: (tokens[last] as ScreenToken).offset + (tokens[last] as ScreenToken).text.length,
      keyword: token.offset,
      isItem: depth === 0 && followsItem(tokens, labelled ? i - 2 : i),
      ...(overClock ? { property: { start: (tokens[open] as ScreenToken).offset + 1, end: (tokens[close] as ScreenToken).offset } } : {}),
    });
  });
  return sites;
}

const opens = new Set(['begin', 'case', 'casez', 'casex', 'function', 'task', 'fork']);
const closes = new Set(['end', 'endcase', 'endfunction', 'endtask', 'join', 'join_any', 'join_none']);

/** Whether an item ends before a token: `;`, or an `end…` with the name behind it. */
function followsItem(tokens: readonly ScreenToken[], at: number): boolean {
  const isEnd = (token: ScreenToken | undefined): boolean => token?.kind === 'word' && /^(?:end\w*|generate)$/.test(token.text);
  return isMark(tokens[at - 1], ';') || isEnd(tokens[at - 1]) || (isMark(tokens[at - 2], ':') && isEnd(tokens[at - 3]));
}

/** A property that is a condition in cycles of one event: `@(event) disable iff (disable) condition`. */
export interface ClockedCondition {
  readonly event: string;
  readonly disable: string | undefined;
  readonly condition: string;
}

/** The parts of a property, its implication written as a condition, for a reader that knows no properties. Undefined for what is more. */
export function clockedCondition(property: string): ClockedCondition | undefined {
  const plain = withoutImplication(property);
  if (plain === undefined || /\/[/*]/.test(plain)) return undefined;
  const tokens = screenTokens(plain);
  const { first, disable, event } = leadIn(tokens, plain);
  const condition = plain.slice(tokens[first]?.offset ?? plain.length).trim();
  if (event === undefined || condition === '' || isSequence(condition)) return undefined;
  return callsAlike(`${condition} ; ${disable ?? ''}`) ? { event, disable, condition } : undefined;
}

/** Whether the system functions of a condition mean the same to every reader: of the sampled ones only `$past` of one value does. */
function callsAlike(condition: string): boolean {
  const tokens = screenTokens(condition);
  return tokens.every((token, i) => {
    if (token.kind !== 'system') return true;
    if (token.text !== '$past') return /^\$(?:signed|unsigned|clog2|bits)$/.test(token.text);
    const inside = tokens.slice(i + 2, closing(tokens, i + 1));
    return isMark(tokens[i + 1], '(') && !inside.some((one, at) => isMark(one, ',') && isBalanced(inside.slice(0, at)));
  });
}

/**
 * The property without its implication, for a reader that knows none: `a |-> b` becomes `!(a) || (b)`; `a |=> b` (and `a |-> ##1 b`)
 * looks at `a` one clock earlier, and not where the assertion was disabled then. The text itself without an implication; undefined where the sides are more than conditions.
 */
export function withoutImplication(property: string): string | undefined {
  const tokens = screenTokens(property);
  if (!tokens.some((_, i) => isImplication(tokens, i))) return property;
  const { first, disable } = leadIn(tokens, property);
  const inner = unwrapped(tokens.slice(first));
  const at = inner.findIndex((_, i) => isImplication(inner, i));
  // Only an implication of the whole is one between two conditions.
  const sides = [inner.slice(0, at), inner.slice(at + 3)] as const;
  if (at < 1 || sides.some((side) => side.length === 0 || !isBalanced(side))) return undefined;
  const delayed = isMark(sides[1][0], '#') && isMark(sides[1][1], '#') && sides[1][2]?.text === '1';
  const [left, right] = [sides[0], delayed ? sides[1].slice(3) : sides[1]].map((side) => textOf(side, property)) as [string, string];
  if (right === '' || isSequence(left) || isSequence(right)) return undefined;
  const later = isMark(inner[at + 1], '=');
  if (later && delayed) return undefined;
  const enabled = disable === undefined ? left : `(${left}) && !(${disable})`;
  const condition = later || delayed ? `$past(${enabled})` : `(${left})`;
  const head = property.slice(0, tokens[first]?.offset ?? 0);
  return `${head}!${condition} || (${right})${newlines(property.slice(head.length), `${enabled}${right}`)}`;
}

/** Tokens without parentheses around all of them. */
function unwrapped(tokens: readonly ScreenToken[]): readonly ScreenToken[] {
  return isMark(tokens[0], '(') && closing(tokens, 0) === tokens.length - 1 ? unwrapped(tokens.slice(1, -1)) : tokens;
}

function isBalanced(tokens: readonly ScreenToken[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (['(', '[', '{'].some((mark) => isMark(token, mark))) depth++;
    else if ([')', ']', '}'].some((mark) => isMark(token, mark)) && --depth < 0) return false;
  }
  return depth === 0;
}

/** The text that tokens stand for, from the first to the end of the last. */
function textOf(tokens: readonly ScreenToken[], text: string): string {
  const last = tokens.at(-1);
  if (last === undefined) return '';
  const length = last.kind === 'string' ? last.text.length + 2 : last.text.length + (last.escaped === true ? 2 : 0);
  return text.slice((tokens[0] as ScreenToken).offset, last.offset + length);
}

/** The line breaks of `text` that `kept` has lost, so that the lines behind stay where they are. */
function newlines(text: string, kept: string): string {
  const count = (one: string): number => one.split('\n').length - 1;
  return '\n'.repeat(Math.max(0, count(text) - count(kept)));
}

/** Whether a condition is more than one: cycle delays, repetitions, property operators. */
function isSequence(text: string): boolean {
  const tokens = screenTokens(text);
  return tokens.some(
    (token, i) =>
      isMark(token, '#') ||
      isMark(token, '@') ||
      isImplication(tokens, i) ||
      (isMark(token, '[') && ['*', '-', '='].includes(tokens[i + 1]?.text ?? '')) ||
      (token.kind === 'word' && token.escaped !== true && sequenceWords.has(token.text)),
  );
}

const sequenceWords = new Set(
  'and or not throughout within intersect first_match until s_until until_with s_until_with implies iff nexttime s_nexttime always s_always eventually s_eventually if case strong weak'.split(
    ' ',
  ),
);

/** `@(…)` and `disable iff (…)` before the property itself. */
function leadIn(
  tokens: readonly ScreenToken[],
  text: string,
): { readonly first: number; readonly disable: string | undefined; readonly event: string | undefined } {
  let i = 0;
  let disable: string | undefined;
  let event: string | undefined;
  for (;;) {
    const isClock = isMark(tokens[i], '@');
    const isDisable = tokens[i]?.text === 'disable' && tokens[i + 1]?.text === 'iff';
    const open = i + (isClock ? 1 : 2);
    const close = (isClock || isDisable) && isMark(tokens[open], '(') ? closing(tokens, open) : -1;
    if (close < 0) break;
    const inside = text.slice((tokens[open] as ScreenToken).offset + 1, (tokens[close] as ScreenToken).offset);
    if (isDisable) disable = inside;
    else event = inside;
    i = close + 1;
  }
  return { first: i, disable, event };
}

function isImplication(tokens: readonly ScreenToken[], i: number): boolean {
  const [bar, middle, arrow] = [tokens[i], tokens[i + 1], tokens[i + 2]];
  return isMark(bar, '|') && (isMark(middle, '-') || isMark(middle, '=')) && isMark(arrow, '>') && arrow?.offset === (bar?.offset ?? 0) + 2;
}

/** Index of the `)` of an open parenthesis, -1 for none. */
function closing(tokens: readonly ScreenToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (isMark(tokens[i], '(')) depth++;
    else if (isMark(tokens[i], ')') && --depth === 0) return i;
  }
  return -1;
}

/** Index of the token that ends an action block that begins at `from`: `;`, or the `end` of a block; an `else` goes on. */
function statementEnd(tokens: readonly ScreenToken[], from: number): number {
  let i = from;
  for (;;) {
    if (tokens[i]?.text === 'else') i++;
    let end = i;
    if (tokens[i]?.text === 'begin') {
      let depth = 0;
      for (end = i; end < tokens.length; end++) {
        if (tokens[end]?.text === 'begin') depth++;
        else if (tokens[end]?.text === 'end' && --depth === 0) break;
      }
    } else while (end < tokens.length && !isMark(tokens[end], ';')) end++;
    if (end >= tokens.length) return -1;
    if (tokens[end + 1]?.text !== 'else' || i !== from) return end;
    i = end + 1;
  }
}

/** `x ? y : assert`-like text and case labels are no labels of statements. */
function isCaseLabel(tokens: readonly ScreenToken[], at: number): boolean {
  const before = tokens[at - 1];
  return (
    before !== undefined &&
    (isMark(before, ',') || isMark(before, '?') || isMark(before, '.') || isMark(before, "'") || isMark(before, '::'))
  );
}

function isMark(token: ScreenToken | undefined, text: string): boolean {
  return token?.kind === 'punctuation' && token.text === text;
}
