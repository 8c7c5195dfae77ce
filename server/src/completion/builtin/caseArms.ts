import { indentStep } from '../../base/indentStep';
import type { Token } from '../../graph/lexer';
import type { Place } from '../place';
import { assignmentsIn, enumValuesOf, processAt, signalsOf, zeroFor } from './facts';
import { insertion, type Template } from './template';

/** The arms that a case over an enum still lacks. A combinational arm assigns what the other arms assign, so that no latch appears. */
export const caseArmsTemplate: Template = {
  name: 'caseArms',
  propose(place, sources) {
    const found = caseAt(place);
    if (found === undefined || place.unit === undefined) return [];
    const signals = signalsOf(place.unit);
    const selector = signals.get(found.selector);
    const type = selector === undefined ? undefined : enumValuesOf(selector, place, sources);
    if (type === undefined) return [];
    const labels = labelsIn([...found.before, ...found.after]);
    const missing = started(
      type.values.filter((value) => !labels.has(value)),
      found.typed,
    );
    if (missing.length === 0) return [];
    const bodies = statementsOf(place, found, (name) => {
      const target = signals.get(name);
      const sameType = target !== undefined && enumValuesOf(target, place, sources)?.type === type.type;
      return sameType ? found.selector : zeroFor(target, place);
    });
    return [insertion(place, layOut(place, found, missing, bodies))];
  },
};

interface CaseAt {
  readonly selector: string;
  /** Tokens of the case after its header, before and after the cursor, up to its `endcase`. */
  readonly before: readonly Token[];
  readonly after: readonly Token[];
  /** Index of `case` in `place.before`. */
  readonly index: number;
  /** Beginning of a label that is typed already. */
  readonly typed: string;
  /** No `endcase` follows that is this case's. */
  readonly unclosed: boolean;
}

/** The value whose name was begun comes first; none when the word begins no missing value. */
function started(missing: readonly string[], typed: string): string[] {
  const first = missing.find((value) => value.startsWith(typed));
  return first === undefined ? [] : [first, ...missing.filter((value) => value !== first)];
}

/** The case whose arm position the cursor is at: directly inside it, with no arm half typed. */
function caseAt(place: Place): CaseAt | undefined {
  const open = place.open.stack.at(-1);
  if (open?.opener !== 'case') return undefined;
  const header = place.before.slice(open.index + 1, open.index + 4).map((token) => token.text);
  if (header[0] !== '(' || header[2] !== ')' || header[1] === undefined) return undefined;
  const start = open.index + 4 + (place.before[open.index + 4]?.text === 'inside' ? 1 : 0);
  const typed = place.before.slice(Math.max(place.statement, start));
  const word = typed.length === 1 && typed[0]?.kind === 'id' && typed[0].end === place.offset ? typed[0].text : '';
  if (typed.length > 0 && word === '' && place.before.length !== start) return undefined;
  const unclosed = place.open.clone().feed(place.after).total > 0;
  const end = unclosed ? 0 : endOfCase(place.after);
  const before = place.before.slice(start, place.before.length - (word === '' ? 0 : 1));
  return { selector: header[1], before, after: place.after.slice(0, end), index: open.index, typed: word, unclosed };
}

function endOfCase(tokens: readonly Token[]): number {
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (/^case[xz]?$/.test(text)) depth++;
    else if (text === 'endcase' && depth-- === 0) return i;
  }
  return tokens.length;
}

/** Names (with their package) that stand before a `:`, alone or in a list. */
function labelsIn(tokens: readonly Token[]): Set<string> {
  const labels = new Set<string>();
  let run: string[] = [];
  tokens.forEach((token, i) => {
    if (token.kind === 'id' && tokens[i - 1]?.text === '::') run.push(`${run.pop() ?? ''}::${token.text}`);
    else if (token.kind === 'id') run.push(token.text);
    else if (token.text === ':') {
      run.forEach((name) => labels.add(name));
      run = [];
    } else if (token.text !== ',' && token.text !== '::') run = [];
  });
  return labels;
}

/** Assignments that each missing arm needs: what other arms assign and nothing before the case does. Clocked processes hold. */
function statementsOf(place: Place, found: CaseAt, valueFor: (name: string) => string): string[] {
  const process = processAt(place);
  if (process === undefined || process.edges.length > 0 || process.keyword === 'always_ff') return [];
  const defaults = new Set(assignmentsIn(place.before.slice(process.body, found.index)).map((assignment) => assignment.name));
  const inArms = [...assignmentsIn(found.before), ...assignmentsIn(found.after)].map((assignment) => assignment.name);
  return [...new Set(inArms)].filter((name) => !defaults.has(name)).map((name) => `${name} = ${valueFor(name)};`);
}

function layOut(place: Place, found: CaseAt, missing: readonly string[], statements: readonly string[]): string {
  const blank = place.linePrefix.trim() === found.typed;
  const step = indentStep(place.text);
  const indent = blank ? place.indent : place.indent + step;
  const arms = missing.map((value) => {
    if (statements.length === 0) return `${value}: ;`;
    if (statements.length === 1) return `${value}: ${statements[0] ?? ''}`;
    return [`${value}: begin`, ...statements.map((statement) => `${indent}${step}${statement}`), `${indent}end`].join('\n');
  });
  const text = (blank ? '' : `\n${indent}`) + arms.join(`\n${indent}`);
  const close = found.unclosed ? `\n${lineIndent(place, found.index)}endcase` : '';
  return text.slice(found.typed.length) + close;
}

function lineIndent(place: Place, index: number): string {
  const line = place.prefix.slice(place.prefix.lastIndexOf('\n', place.before[index]?.start ?? 0) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
