const skipped = /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[^])*"?|\s+/y;

/** The next offset from `from` on that holds code: no white space, no comment. */
export function nextCode(text: string, from: number): number {
  let at = from;
  for (;;) {
    skipped.lastIndex = at;
    if (text[at] === '"' || !skipped.test(text) || skipped.lastIndex === at) return at;
    at = skipped.lastIndex;
  }
}

/** The bracket that closes the one at `open`, or undefined. Comments and strings are passed. */
export function closeOf(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length;) {
    skipped.lastIndex = at;
    if (skipped.test(text)) {
      at = skipped.lastIndex;
      continue;
    }
    const c = text[at] ?? '';
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c) && --depth === 0) return at;
    at++;
  }
  return undefined;
}

/** Whether a stretch holds conditional compilation or an include: then what stands there is not all that may stand there. */
export function hasDirectives(text: string): boolean {
  return /`(?:ifdef|ifndef|elsif|else|endif|include)\b/.test(text);
}

/** End of the last code before `end`, not before `start`: behind it come white space and comments only. */
export function lastCodeEnd(text: string, start: number, end: number): number {
  let last = start;
  for (let at = start; at < end;) {
    const next = nextCode(text, at);
    if (next >= end) break;
    last = text[next] === '"' ? endOfString(text, next) : next + 1;
    at = last;
  }
  return last;
}

function endOfString(text: string, start: number): number {
  skipped.lastIndex = start;
  return skipped.test(text) ? skipped.lastIndex : start + 1;
}
