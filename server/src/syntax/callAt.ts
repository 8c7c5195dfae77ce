/** The list of arguments, ports or parameters that a place stands in. */
export interface CallAt {
  readonly kind: 'call' | 'macro' | 'ports' | 'parameters';
  /** Function, task, macro or module; where that name begins. */
  readonly name: string;
  readonly nameStart: number;
  /** Commas of the list before the place. */
  readonly position: number;
  /** Names of `.name` entries before the place, the one it stands in last. */
  readonly named: readonly string[];
  /** The `.name(` that the place stands in. */
  readonly inside?: string;
}

interface Open {
  readonly mark: string;
  readonly at: number;
  commas: number;
  readonly named: string[];
}

const pattern =
  /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?|\.\s*([A-Za-z_]\w*)|([()[\]{},;])|\b(begin|end|module|endmodule|always\w*|assign|initial|endfunction|endtask)\b|[`\\$]?\w+/g;

/** Reads the text before an offset, comments and strings left out; half-typed text is what it is for. Undefined outside of any such list. */
export function callAt(text: string, offset: number): CallAt | undefined {
  const open = openBrackets(text, offset);
  if (open === undefined) return undefined;
  let inside: string | undefined;
  for (let index = open.length - 1; index >= 0; index--) {
    const one = open[index];
    if (one === undefined || one.mark !== '(') continue;
    const before = text.slice(0, one.at).trimEnd();
    const port = /\.\s*([A-Za-z_]\w*)$/.exec(before.slice(-200))?.[1];
    // `u.f(` is a call, `, .d(` a connection.
    if (port !== undefined && /[(,]\s*$/.test(stripComments(before.slice(0, before.lastIndexOf('.')).slice(-400)))) {
      inside ??= port;
      continue;
    }
    const head = headOf(text, before);
    if (head === undefined) continue;
    // Inside `.d(…)` only the list around it counts, not a call further out.
    if (inside !== undefined && (head.kind === 'call' || head.kind === 'macro')) return undefined;
    return { ...head, position: one.commas, named: one.named, ...(inside === undefined ? {} : { inside }) };
  }
  return undefined;
}

/** Brackets open at the offset, outermost first; undefined inside a comment or string. */
function openBrackets(text: string, offset: number): Open[] | undefined {
  const stack: Open[] = [];
  for (const match of text.slice(0, offset).matchAll(pattern)) {
    const [whole, dotted, mark, keyword] = match;
    const last = stack.at(-1);
    if (/^(?:\/\/|\/\*|")/.test(whole)) {
      if (match.index + whole.length === offset && !/(?:\*\/|")$/.test(whole.slice(1))) return undefined;
    } else if (dotted !== undefined) last?.named.push(dotted);
    else if (keyword !== undefined) stack.length = 0;
    else if (mark === ',') {
      if (last !== undefined) last.commas++;
    } else if (mark === ';') {
      // `for (…; …; …)` holds semicolons; elsewhere one ends what was left open.
      if (last === undefined || !/\bfor\s*$/.test(text.slice(Math.max(0, last.at - 20), last.at))) stack.length = 0;
    } else if (mark !== undefined && /[([{]/.test(mark)) stack.push({ mark, at: match.index, commas: 0, named: [] });
    else if (mark !== undefined) stack.pop();
  }
  return stack;
}

type Head = Pick<CallAt, 'kind' | 'name' | 'nameStart'>;

const noCallees = new Set(
  'if for while case casex casez inside with unique priority repeat foreach wait assert assume cover property sequence return and or not posedge negedge iff module interface program package function task'.split(
    ' ',
  ),
);

/** What stands before a `(`. `before` ends where the bracket begins. */
function headOf(text: string, before: string): Head | undefined {
  const parameters = /#$/.test(before);
  const head = parameters ? stripTail(before.slice(0, -1)) : before;
  const last = /([`$]?)([A-Za-z_]\w*)((?:\s*\[[^[\]]*\])*)$/.exec(head.slice(-400));
  if (last === null) return undefined;
  const [whole, sign, name = '', dimensions] = last;
  const start = head.length - whole.length + (sign ?? '').length;
  if (sign === '$' || noCallees.has(name)) return undefined;
  if (sign === '`') return parameters ? undefined : { kind: 'macro', name, nameStart: start };
  if (parameters) return isHeader(head, start) ? undefined : { kind: 'parameters', name, nameStart: start };
  const module = moduleBefore(text, stripTail(head.slice(0, start)));
  if (module !== undefined) return { kind: 'ports', ...module };
  if (dimensions !== '' || isHeader(head, start)) return undefined;
  return { kind: 'call', name, nameStart: start };
}

/** `module sub #(`, `function int f(`: a declaration, not a use. */
function isHeader(text: string, at: number): boolean {
  return /\b(?:module|macromodule|interface|program|class|function|task|macro)\b[^;()]*$/.test(text.slice(Math.max(0, at - 120), at));
}

/** The module of `sub u_a (` or `sub #(…) u_a (`; `before` ends where the instance's name begins. */
function moduleBefore(text: string, before: string): { name: string; nameStart: number } | undefined {
  let head = before;
  if (head.endsWith(')')) {
    const open = openingBracket(head);
    if (open === undefined || !/#$/.test(stripTail(head.slice(0, open)))) return undefined;
    head = stripTail(stripTail(head.slice(0, open)).slice(0, -1));
  }
  const word = /(?:^|[\s;)])([A-Za-z_]\w*)$/.exec(head.slice(-200))?.[1];
  if (word === undefined || statementWords.has(word) || /^\d/.test(word)) return undefined;
  return text.startsWith(word, head.length - word.length) ? { name: word, nameStart: head.length - word.length } : undefined;
}

const statementWords = new Set(
  'assign begin end else return do void automatic static input output inout logic wire reg bit int integer signed unsigned function task module interface program new default disable always always_comb always_ff always_latch initial final import export and or not if while force release'.split(
    ' ',
  ),
);

/** The bracket that the last one of a text closes. */
function openingBracket(text: string): number | undefined {
  let depth = 0;
  for (let at = text.length - 1; at >= 0 && at > text.length - 20_000; at--) {
    const c = text[at];
    if (c === ')') depth++;
    else if (c === '(' && --depth === 0) return at;
  }
  return undefined;
}

/** White space and comments at the end. */
function stripTail(text: string): string {
  let at = text.trimEnd();
  for (;;) {
    const line = at.slice(at.lastIndexOf('\n') + 1);
    const comment = /\/\/.*$|\/\*[^]*\*\/$/.exec(line);
    if (comment === null) return at;
    at = at.slice(0, at.length - comment[0].length).trimEnd();
  }
}

function stripComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, '');
}
