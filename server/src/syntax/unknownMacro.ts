import { closingBracket, type SearchBudget } from './macros';

const declarationWords =
  /(?:^|[^\w$])(?:wire|reg|logic|bit|tri|wand|wor|signed|unsigned|input|output|inout|var|assign|parameter|localparam|integer|automatic|static|function|module|const)$/;

const itemWords =
  /(?:^|[^\w$])(?:begin|end|end(?:module|function|task|case|package|interface|class|property|sequence|generate|group|clocking|program)|generate|fork|join|join_any|join_none)(?:\s*:\s*[A-Za-z_][\w$]*)?$/;

const declaringWord = /(?:^|[^\w$])(?:parameter|localparam)(?:\s+[A-Za-z_][\w$:]*)?(?:\s*\[[^\][]*\])*$/;

/**
 * What stands in for a macro of unknown body at [at, after) of a text, at equal length, judged by what is around it: nothing where
 * an item, a delay or a range may stand, `;` where a statement must, a number before a base, digits after one, the name elsewhere.
 * `emitted` is the end of the text produced so far.
 */
export function replaceUnknownMacro(
  text: string,
  at: number,
  after: number,
  emitted: string,
  budget: SearchBudget,
): { text: string; end: number } {
  const open = /[ \t]*\(/y;
  open.lastIndex = after;
  let end = after;
  if (open.test(text)) end = (closingBracket(text, open.lastIndex - 1, budget) ?? after - 1) + 1;
  const next = nextCode(text, end);
  const use = text.slice(at, end);
  const context: Context = {
    before: lastCode(emitted),
    following: text.slice(next, next + 12),
    sameLine: !/[\r\n]/.test(text.slice(end, next)),
    ownLine: /(?:^|[\r\n])[ \t]*$/.test(text.slice(Math.max(0, at - 200), at)),
    call: end > after,
  };
  return { text: standIn(use, context), end };
}

interface Context {
  readonly before: string;
  readonly following: string;
  readonly sameLine: boolean;
  /** Nothing stands before it on its line. */
  readonly ownLine: boolean;
  /** It has arguments. */
  readonly call: boolean;
}

function standIn(use: string, { before, following, sameLine, ownLine, call }: Context): string {
  const asName = `_${use.slice(1)}`;
  const declared = call ? /\(\s*([A-Za-z_][\w$]*)\s*[,)]/.exec(use)?.[1] : undefined;
  // `parameter `REQUIRED(width_p)`: a macro that takes a name where one is declared mostly declares it.
  if (declared !== undefined && declaringWord.test(before) && /^(?:[,;)]|$)/.test(following)) return declared.padEnd(use.length);
  // On a line of its own after something finished, before a comma or a bracket: more of a list.
  if (ownLine && /[\w$)\]}"]$/.test(before) && !itemWords.test(before) && /^[,)`]/.test(following)) return blanks(use);
  const word = /^[A-Za-z_\\]/.test(following);
  if (/'[sS]?[bodhBODH]\s*$/.test(before)) return '0'.repeat(use.length);
  if (/^'[sS]?[bodhBODH]/.test(following)) return '32'.padEnd(use.length);
  if (before === '' || before.endsWith(';') || itemWords.test(before)) {
    const namesSomething =
      /^(?:=|<|\[|\.)/.test(following) || (sameLine && (/^[\\#]/.test(following) || (word && !/^(?:end|else)\b/.test(following))));
    return namesSomething ? asName : blanks(use);
  }
  const bodyAfter = /(?:\)|[^\w$]else|^else)$/.test(before) || (before.endsWith(':') && call);
  if (bodyAfter && (!sameLine || /^(?:end|else)\b/.test(following) || following === '') && !/^[-+*/%&|^?:.,)\]}=<>]/.test(following)) {
    // The statement of an `if`, a loop or a case item; a semicolon of its own would be the null statement.
    return following.startsWith(';') ? blanks(use) : `;${blanks(use.slice(1))}`;
  }
  if (before.endsWith('}') && (!sameLine || following === '')) return blanks(use);
  if (/=$/.test(before) && sameLine && /^[\w({~!'"$`\\]/.test(following)) return blanks(use);
  if (declarationWords.test(before) && (word || following.startsWith('['))) return blanks(use);
  if (/[\])]$/.test(before) && word) return blanks(use);
  if (/[,(]$/.test(before) && sameLine && word) return blanks(use);
  return asName;
}

function blanks(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Up to 80 characters of code at the end of a text, comments and trailing space left out. */
function lastCode(text: string): string {
  let end = text.length;
  for (let guard = 0; guard < 50; guard++) {
    while (end > 0 && /\s/.test(text[end - 1] ?? '')) end--;
    if (end >= 2 && text.endsWith('*/', end)) {
      end = Math.max(0, text.lastIndexOf('/*', end - 2));
      continue;
    }
    const lineStart = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1;
    const comment = text.slice(lineStart, end).indexOf('//');
    if (comment < 0) break;
    end = lineStart + comment;
  }
  return text.slice(Math.max(0, end - 80), end);
}

/** Offset of the first code at or after `at`: white space and comments skipped. */
export function nextCode(text: string, at: number): number {
  const skip = /(?:\s+|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/y;
  skip.lastIndex = at;
  skip.exec(text);
  return skip.lastIndex;
}
