import { closingBracket } from './macros';

const declarationWords =
  /(?:^|[^\w$])(?:wire|reg|logic|bit|tri|wand|wor|signed|unsigned|input|output|inout|var|assign|parameter|localparam|integer|automatic|static|function|module|const)$/;

/**
 * What stands in for a macro of unknown body at [at, after), at equal length, judged by what is around it: nothing where an item,
 * a statement, a delay or a range may stand, a number before a base, digits after one, the name elsewhere.
 */
export function replaceUnknownMacro(text: string, at: number, after: number): { text: string; end: number } {
  const open = /[ \t]*\(/y;
  open.lastIndex = after;
  let end = after;
  if (open.test(text)) end = (closingBracket(text, open.lastIndex - 1) ?? after - 1) + 1;
  const before = lastCode(text, at);
  const next = nextCode(text, end);
  const use = text.slice(at, end);
  const asName = `_${text.slice(at + 1, end)}`;
  const sameLine = !/[\r\n]/.test(text.slice(end, next));
  const following = text[next] ?? '';
  if (/'[sS]?[bodhBODH]\s*$/.test(before)) return { text: '0'.repeat(use.length), end };
  if (/^'[sS]?[bodhBODH]/.test(text.slice(next, next + 3))) return { text: '32'.padEnd(use.length), end };
  const startsItem =
    before === '' ||
    /[;]$|(?:^|[^\w$])(?:begin|end|else|endmodule|endfunction|endtask|endcase|generate|endgenerate|fork|join|join_any|join_none|endpackage|endinterface|endclass|endproperty|endsequence)$/.test(
      before,
    );
  if (startsItem) {
    const namesSomething = /[=<[.]/.test(following) || (sameLine && /[A-Za-z_\\#]/.test(following));
    return { text: namesSomething ? asName : blanks(use), end };
  }
  if (/[=]$/.test(before) && sameLine && /[\w({~!'"$`\\]/.test(following)) return { text: blanks(use), end };
  if (declarationWords.test(before) && /[A-Za-z_\\[]/.test(following)) return { text: blanks(use), end };
  if (/[\])]$/.test(before) && /[A-Za-z_]/.test(following)) return { text: blanks(use), end };
  if (/[,(]$/.test(before) && sameLine && /[A-Za-z_]/.test(following)) return { text: blanks(use), end };
  return { text: asName, end };
}

function blanks(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Up to 24 characters of code before `at`, comments and trailing space left out. */
function lastCode(text: string, at: number): string {
  let end = at;
  for (let guard = 0; guard < 200; guard++) {
    while (end > 0 && /\s/.test(text[end - 1] ?? '')) end--;
    if (text.endsWith('*/', end) && end >= 2) {
      const open = text.lastIndexOf('/*', end - 2);
      end = open < 0 ? 0 : open;
      continue;
    }
    const lineStart = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1;
    const line = text.slice(lineStart, end);
    const comment = line.indexOf('//');
    if (comment >= 0) end = lineStart + comment;
    else if (/^\s*`(?:ifdef|ifndef|elsif|else|endif|define|include|undef|timescale|default_nettype|resetall|celldefine)\b/.test(line))
      end = lineStart;
    else break;
  }
  return text.slice(Math.max(0, end - 24), end);
}

/** Offset of the first code after `at`. */
function nextCode(text: string, at: number): number {
  const skip = /(?:\s+|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/y;
  skip.lastIndex = at;
  skip.exec(text);
  return skip.lastIndex;
}
