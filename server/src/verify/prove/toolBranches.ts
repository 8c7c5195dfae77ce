import type { CompileUnit } from '../../model/compileUnit';
import type { ScreenToken } from '../screenTokens';
import { codeTokens, skipBrackets } from './codeTokens';

/** What readers and simulators define of themselves, as they come together. */
const tools: readonly Readonly<Record<string, string>>[] = [
  {},
  { __ICARUS__: '1' },
  { VERILATOR: '1' },
  { SYNTHESIS: '1' },
  { SYNTHESIS: '1', YOSYS: '1' },
  { SYNTHESIS: '1', SLANG: '1', __slang__: '1' },
  { SYNTHESIS: '1', VERILATOR: '1' },
];

/**
 * Whether code that only some tools see (under `SYNTHESIS` and the like, or between `translate_off` and `translate_on`) holds nothing but assertions, and messages under a condition. `expand` gives a unit as one text
 * under macros.
 */
export function onlyChecksDiffer(
  unit: CompileUnit,
  expand: (unit: CompileUnit, tool: Readonly<Record<string, string>>) => string,
): boolean {
  const units = [unit, withoutSkipped(unit)];
  if (units[1] === undefined) return false;
  const texts = units.flatMap((one) => (one === undefined ? [] : tools.map((tool) => withoutChecks(codeTokens(expand(one, tool))))));
  return texts.every((text) => text === texts[0]);
}

const toolWord = /^(?:SYNTHESIS|YOSYS|__ICARUS__|VERILATOR|SLANG|__slang__)$/;

/** The texts that only some tools see, as they are written, without comments: from a condition over what tools define to its end, and what comments tell synthesis to skip. */
export function toolRegions({ files, includes }: CompileUnit): string[] {
  return [...files, ...includes].flatMap(({ text }) => [
    ...[...text.matchAll(/\b(?:translate_off|synthesis_off)\b[^]*?(?:\b(?:translate_on|synthesis_on)\b|$)/g)].map(([region]) =>
      // The first line is the rest of a comment.
      wordsOf(region.slice(region.indexOf('\n') + 1)),
    ),
    ...conditionalRegions(codeTokens(text)),
  ]);
}

function conditionalRegions(tokens: readonly ScreenToken[]): string[] {
  const found: string[] = [];
  const open: { readonly from: number; tool: boolean }[] = [];
  tokens.forEach(({ kind, text }, i) => {
    if (kind !== 'directive') return;
    const tool = toolWord.test(tokens[i + 1]?.text ?? '');
    if (text === 'ifdef' || text === 'ifndef') open.push({ from: i, tool });
    const last = open.at(-1);
    if (text === 'elsif' && tool && last !== undefined) last.tool = true;
    if (text !== 'endif') return;
    open.pop();
    if (last?.tool === true) found.push(joined(tokens.slice(last.from, i)));
  });
  return found;
}

function wordsOf(text: string): string {
  return joined(codeTokens(text));
}

function joined(tokens: readonly ScreenToken[]): string {
  return tokens.map(({ text }) => text).join(' ');
}

const skipped = /\/\/[^\n]*\btranslate_off\b[^]*?\/\/[^\n]*\btranslate_on\b[^\n]*/g;

/** The unit without what such comments skip; undefined where they are of another form. */
function withoutSkipped(unit: CompileUnit): CompileUnit | undefined {
  const cut = <T extends { readonly text: string }>(file: T): T => ({ ...file, text: file.text.replace(skipped, '') });
  const bare = { ...unit, files: unit.files.map(cut), includes: unit.includes.map(cut) };
  return bare.files.concat(bare.includes).some(({ text }) => /\b(?:translate_off|translate_on|synthesis_off)\b/.test(text))
    ? undefined
    : bare;
}

/** The words of a text without its checks, where they are statements or items of their own. */
function withoutChecks(tokens: readonly ScreenToken[]): string {
  const kept: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const end = standsAlone(tokens, i) ? (assertionEnd(tokens, i) ?? messageEnd(tokens, i)) : undefined;
    if (end === undefined) kept.push(tokens[i]?.text ?? '');
    else i = end - 1;
  }
  return kept.join(' ').replace(emptyInitial, '');
}

/** An initial block of which nothing is left, as an item of its own. */
const emptyInitial = /(?<=(?:;|\b(?:end|endfunction|endtask|endgenerate)(?: : \w+)?) )initial begin (?:: \w+ )?end (?:: \w+ )?/g;

/** Nothing before it decides whether it is executed. */
function standsAlone(tokens: readonly ScreenToken[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? ';';
  return (
    /^(?:;|begin|end|endfunction|endtask|endcase|endgenerate)$/.test(before) ||
    (tokens[at - 2]?.text === ':' && tokens[at - 3]?.text === 'begin')
  );
}

const messages = /^\$(?:fatal|error|warning|info|display)$/;

/** After `assert [final|property] (…) [else] $error(…);`. */
function assertionEnd(tokens: readonly ScreenToken[], at: number): number | undefined {
  if (!/^(?:assert|assume|cover)$/.test(tokens[at]?.text ?? '')) return undefined;
  const open = /^(?:final|property)$/.test(tokens[at + 1]?.text ?? '') ? at + 2 : at + 1;
  const close = conditionEnd(tokens, open);
  if (close === undefined) return undefined;
  const action = tokens[close]?.text === 'else' ? close + 1 : close;
  return messageCallEnd(tokens, action) ?? (tokens[close]?.text === ';' ? close + 1 : undefined);
}

/** After `if (…) [begin] $fatal(…); [end]` without an else. */
function messageEnd(tokens: readonly ScreenToken[], at: number): number | undefined {
  if (tokens[at]?.text !== 'if') return undefined;
  const close = conditionEnd(tokens, at + 1);
  if (close === undefined) return undefined;
  const isBlock = tokens[close]?.text === 'begin';
  const after = messageCallEnd(tokens, isBlock ? close + 1 : close);
  if (after === undefined || (isBlock && tokens[after]?.text !== 'end')) return undefined;
  const end = isBlock ? after + 1 : after;
  return tokens[end]?.text === 'else' ? undefined : end;
}

function messageCallEnd(tokens: readonly ScreenToken[], at: number): number | undefined {
  if (tokens[at]?.kind !== 'system' || !messages.test(tokens[at]?.text ?? '')) return undefined;
  const end = tokens[at + 1]?.text === '(' ? conditionEnd(tokens, at + 1) : at + 1;
  return end !== undefined && tokens[end]?.text === ';' ? end + 1 : undefined;
}

/** After brackets that assign nothing and call nothing but system functions that change nothing. */
export function conditionEnd(tokens: readonly ScreenToken[], open: number): number | undefined {
  if (tokens[open]?.text !== '(') return undefined;
  const end = skipBrackets(tokens, open);
  for (let i = open; i < end; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    const next = tokens[i + 1]?.text;
    if (kind === 'word' && next === '(') return undefined;
    if (
      kind === 'system' &&
      !/^\$(?:onehot0?|countones|isunknown|clog2|signed|unsigned|past|stable|rose|fell|bits|time|realtime)$/.test(text)
    )
      return undefined;
    if ((text === '+' || text === '-') && next === text) return undefined;
    if (text === '=' && !isComparison(tokens, i) && !(tokens[i - 1]?.text === '|' && next === '>')) return undefined;
  }
  return end;
}

/** `=` as the end of `!=`, `>=` or `!==`; `==` and `<=` are one token, and the third sign of `===` follows one. */
function isComparison(tokens: readonly ScreenToken[], at: number): boolean {
  return /^(?:!|>|==|=)$/.test(tokens[at - 1]?.text ?? '');
}
