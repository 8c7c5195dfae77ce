import type { ScreenToken } from '../screenTokens';
import type { Range } from './codeTokens';
import { blockingAssignment, isDirection, isReserved, keywords, piecesOf, skipBrackets, typeWords } from './codeTokens';
import { assignedNames, constantNames, declaredSignals, isDeclaration, nameOfRoutine, seenElsewhere } from './processes';
import { readStatements } from './statements';

/**
 * Tasks and functions that reach outside: assigning a variable of the module (a race like any blocking assignment, but hidden from
 * whoever looks at the block that calls it), or reading one, which does not wake an `always @*` or a continuous assignment that calls it.
 */
export function routineFindings(tokens: readonly ScreenToken[], modules: readonly Range[]): Map<string, string> {
  const findings = new Map<string, string>();
  for (const range of routines(tokens)) {
    const scope = modules.find(({ from, to }) => range.from >= from && range.from < to) ?? { from: 0, to: tokens.length };
    addFindings(tokens, range, scope, findings);
  }
  return findings;
}

/** Tasks and functions whose name stands nowhere else: nothing runs them. */
export function uncalledRoutines(tokens: readonly ScreenToken[]): Range[] {
  return routines(tokens).filter((range) => {
    const name = tokens[routineName(tokens, range)];
    return (
      name?.kind === 'word' &&
      !tokens.some(({ kind, text }, i) => kind === 'word' && text === name.text && (i < range.from || i >= range.to))
    );
  });
}

/** Where the name of a task or function stands: in front of its arguments, or of its first semicolon. */
export function routineName(tokens: readonly ScreenToken[], { from, to }: Range): number {
  return nameOfRoutine(tokens, from, to);
}

/** The semicolon behind the header of a task or function. */
export function headerEnd(tokens: readonly ScreenToken[], { from, to }: Range): number {
  let at = from;
  while (at < to && tokens[at]?.text !== ';') at = tokens[at]?.text === '(' ? skipBrackets(tokens, at) : at + 1;
  return at;
}

/** From `task` or `function` to its end. */
export function routines(tokens: readonly ScreenToken[]): Range[] {
  const found: Range[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const word = tokens[i]?.text ?? '';
    if (
      tokens[i]?.kind !== 'word' ||
      (word !== 'task' && word !== 'function') ||
      /^(?:import|export|extern)$/.test(tokens[i - 1]?.text ?? '')
    )
      continue;
    const end = tokens.findIndex((token, j) => j > i && token.kind === 'word' && token.text === `end${word}`);
    if (end < 0) break;
    found.push({ from: i, to: end + 1 });
    i = end;
  }
  return found;
}

function addFindings(tokens: readonly ScreenToken[], range: Range, scope: Range, findings: Map<string, string>): void {
  const header = headerEnd(tokens, range);
  const local = new Set<string>();
  for (let i = range.from; i < header; i++) if (tokens[i]?.kind === 'word') local.add(tokens[i]?.text ?? '');
  for (let i = header; i < range.to; i++)
    if (tokens[i]?.kind === 'word' && declaredAt(tokens, i, header - 1)) local.add(tokens[i]?.text ?? '');
  const constants = constantNames(tokens, scope);
  const outside = [
    { from: scope.from, to: range.from },
    { from: range.to, to: scope.to },
  ];
  const signals = new Set(outside.flatMap((part) => [...declaredSignals(tokens, part)]));
  for (let i = header; i < range.to; i++) {
    if (tokens[i]?.text === 'for' && tokens[i + 1]?.text === '(') {
      // The loop's own variable; what it compares with is found in the declarations.
      i = skipBrackets(tokens, i + 1) - 1;
      continue;
    }
    const token = tokens[i] as ScreenToken;
    const shift = blockingAssignment(tokens, i);
    if (shift !== undefined || token.text === '<=') {
      for (const name of assignedNames(tokens, i - (shift ?? 0), header)) {
        if (!local.has(name) && !typeWords.has(name) && seenElsewhere(tokens, name, range, scope))
          findings.set(`writes ${name}`, `a task or function of the candidate assigns ${name}, which is not its own`);
      }
    }
    if (token.kind !== 'word' || local.has(token.text) || keywords.has(token.text) || constants.has(token.text)) continue;
    if (tokens[i - 1]?.text === '.' || tokens[i + 1]?.text === '(' || tokens[i + 1]?.text === '::') continue;
    // A type.
    if (tokens[i + 1]?.text === "'" || (tokens[i + 1]?.kind === 'word' && !isReserved(tokens[i + 1]?.text ?? ''))) continue;
    if (signals.has(token.text))
      findings.set(
        `reads ${token.text}`,
        `a task or function of the candidate reads ${token.text}, which is not an argument and may not wake its caller`,
      );
  }
}

/** The name stands in a declaration of a variable, a net or a port. */
function declaredAt(tokens: readonly ScreenToken[], at: number, from: number): boolean {
  if (isDeclaration(tokens, at, from)) return true;
  for (let i = at - 1; i > from; i--) {
    const text = tokens[i]?.text ?? '';
    if (text === ';' || text === '(' || text === ')' || text === '=' || /^(?:begin|end)$/.test(text)) return false;
    if (isDirection(text)) return true;
  }
  return false;
}

/** What the call at a place is given for outputs of a task or function of these tokens: by order or by name. Where its name stands for several, those of each. */
export function outputsOf(tokens: readonly ScreenToken[], at: number): Range[] {
  const name = tokens[at]?.text ?? '';
  if (tokens[at]?.kind !== 'word' || tokens[at + 1]?.text !== '(') return [];
  const given = piecesOf(tokens, { from: at + 2, to: skipBrackets(tokens, at + 1) - 1 });
  const own = routines(tokens).filter((range) => tokens[routineName(tokens, range)]?.text === name);
  return own.flatMap((range) =>
    argumentsOf(tokens, range).flatMap(({ name: argument, direction }, i) => {
      const named = given.find(({ from }) => tokens[from]?.text === '.' && tokens[from + 1]?.text === argument);
      const found = named === undefined ? given[i] : { from: named.from + 3, to: named.to - 1 };
      return direction === 'input' || found === undefined ? [] : [found];
    }),
  );
}

/** The arguments of a task or function in their order. */
function argumentsOf(tokens: readonly ScreenToken[], range: Range): { readonly name: string; readonly direction: string }[] {
  const open = routineName(tokens, range) + 1;
  const lists =
    tokens[open]?.text === '('
      ? [{ from: open + 1, to: skipBrackets(tokens, open) - 1 }]
      : readStatements(tokens, open + 1, range.to - 1).filter(({ from }) => isDirection(tokens[from]?.text ?? ''));
  return lists.flatMap((list) => {
    let direction = 'input';
    return piecesOf(tokens, list).map(({ from, to }) => {
      let name = '';
      for (let i = from; i < to && tokens[i]?.text !== '='; i++) {
        const { kind, text } = tokens[i] as ScreenToken;
        if (isDirection(text)) direction = text;
        if (text === '[') i = skipBrackets(tokens, i) - 1;
        else if (kind === 'word') name = text;
      }
      return { name, direction };
    });
  });
}

const gateWords = new Set('and or not buf nand nor xor xnor assign wire reg logic always begin else'.split(' '));

/** Delay controls as they are written: `#5`, `#(2, 3)`, a name with what it is declared to be; not the parameters of an instance, nor cycle delays of assertions. */
export function delaysIn(tokens: readonly ScreenToken[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'punctuation' || tokens[i]?.text !== '#' || tokens[i - 1]?.text === '#' || tokens[i + 1]?.text === '#')
      continue;
    const before = tokens[i - 1];
    const instance = before?.kind === 'word' && !gateWords.has(before.text);
    const brackets = tokens[i + 1]?.text === '(';
    if (brackets && instance) continue;
    const operands = tokens.slice(i + 1, brackets ? skipBrackets(tokens, i + 1) : i + 2);
    found.push(operands.map((token) => (token.kind === 'word' ? `${token.text} ${valueOf(tokens, token.text)}` : token.text)).join(' '));
  }
  return found;
}

/** What parameters of a name are declared to be. */
function valueOf(tokens: readonly ScreenToken[], name: string): string {
  const values: string[] = [];
  tokens.forEach((token, i) => {
    if (token.kind !== 'word' || token.text !== name || tokens[i + 1]?.text !== '=' || tokens[i + 2]?.text === '=') return;
    let end = i + 2;
    while (end < tokens.length && !/^[,;)]$/.test(tokens[end]?.text ?? ''))
      end = tokens[end]?.text === '(' ? skipBrackets(tokens, end) : end + 1;
    values.push(
      tokens
        .slice(i + 2, end)
        .map(({ text }) => text)
        .join(' '),
    );
  });
  return values.join(' or ');
}

const harmless =
  /^(?:keep|dont_touch|mark_debug|async_reg|ram_style|rom_style|ramstyle|use_dsp|max_fanout|shreg_extract|fsm_encoding|preserve|noprune|syn_\w+|src)$/i;

/** Attributes that may change what a netlist means (`init`, `blackbox`, …), by their text. */
export function attributesIn(tokens: readonly ScreenToken[]): Map<string, string> {
  const found = new Map<string, string>();
  for (let i = 0; i < tokens.length; i++) {
    const [open, star] = [tokens[i], tokens[i + 1]];
    if (
      open?.text !== '(' ||
      star?.text !== '*' ||
      star.offset !== open.offset + 1 ||
      tokens[i - 1]?.text === '@' ||
      tokens[i + 2]?.text === ')'
    )
      continue;
    let start = true;
    const close = skipBrackets(tokens, i);
    for (let j = i + 2; j < close - 2; j++) {
      const token = tokens[j] as ScreenToken;
      if (start && !harmless.test(token.text)) {
        const text = tokens
          .slice(i, close)
          .map((each) => each.text)
          .join(' ');
        found.set(text, `the candidate adds an attribute (${token.text}) that can change the netlist and not the simulation`);
      }
      start = token.text === ',';
    }
    i = close - 1;
  }
  return found;
}
