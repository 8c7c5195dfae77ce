import type { Token } from '../graph/lexer';
import { bracketStep } from './closingBracket';
import { Nesting } from './nesting';
import type { Place } from './place';

const declares = /^(?:wire|reg|logic|bit|tri[01]?|integer|int|byte|supply[01]|wand|wor|uwire|var)$/;
const endsDeclared = /^(?:[,;=]|\[)$/;

/**
 * Names that an insertion declares between the items of a module although its header declares them as ports with their direction (IEEE 1800-2023 23.2.2.2): readers that are lenient
 * about ports take it, compilers do not. In a list of plain names (23.2.2.1) the ports are declared in the body, so there nothing is said.
 */
export function redeclaredPorts(tokens: readonly Token[], place: Place): Token[] {
  const { unit, open } = place;
  if (unit === undefined || unit.damaged || open.stack.length !== 1 || !tokens.some(({ text }) => declares.test(text))) return [];
  const header = place.text.slice(unit.headerRange.start, unit.headerRange.end);
  if (!/\b(?:input|output|inout)\b/.test(header) || header.includes('`')) return [];
  const ports = new Set(unit.ports.map(({ name }) => name));
  const nesting = new Nesting();
  let inDeclaration = false;
  let depth = 0;
  let isValue = false;
  return tokens.filter((token, i) => {
    nesting.feed(tokens, i, i + 1);
    const { text } = token;
    depth += bracketStep(text);
    if (nesting.stack.length === 0 && depth === 0 && declares.test(text) && beginsItem(tokens[i - 1])) inDeclaration = true;
    if (text === ';') inDeclaration = false;
    if (!inDeclaration || depth > 0) return false;
    isValue = text === '=' || (isValue && text !== ',');
    return !isValue && token.kind === 'id' && ports.has(text) && endsDeclared.test(tokens[i + 1]?.text ?? '');
  });
}

function beginsItem(previous: Token | undefined): boolean {
  return previous === undefined || /^(?:;|end\w*)$/.test(previous.text) || declares.test(previous.text);
}
