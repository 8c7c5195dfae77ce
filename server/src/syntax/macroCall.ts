import { closingBracket, splitArguments, type SearchBudget } from './macros';
import type { MacroDefinition } from './parsedFile';

/** The arguments of a use, defaults filled in; a string says what is wrong with it. */
export function readCall(
  text: string,
  after: number,
  definition: MacroDefinition,
  budget: SearchBudget,
): { actual: string[]; end: number } | string {
  const parameters = definition.parameters;
  if (parameters === undefined) return { actual: [], end: after };
  const open = /\s*\(/y;
  open.lastIndex = after;
  if (!open.test(text)) return `macro \`${definition.name} needs ${parameters.length} argument(s) in parentheses`;
  const from = open.lastIndex;
  const close = closingBracket(text, from - 1, budget);
  if (close === undefined) return `the arguments of macro \`${definition.name} have no closing parenthesis`;
  const given = splitArguments(text.slice(from, close)).map(withoutComments);
  if (given.length > parameters.length && !(parameters.length === 0 && given[0]?.trim() === '')) {
    return `macro \`${definition.name} takes ${parameters.length} argument(s), not ${given.length}`;
  }
  const actual: string[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const text = given[index];
    if (text === undefined && parameter.defaultText === undefined) {
      return `macro \`${definition.name} needs a value for argument "${parameter.name}"`;
    }
    actual.push(text === undefined || text.trim() === '' ? (parameter.defaultText ?? text ?? '') : text);
  }
  return { actual, end: close + 1 };
}

/** A comment is no part of an argument: one that ends with its line would swallow what the body puts after the argument. */
function withoutComments(text: string): string {
  if (!text.includes('/')) return text;
  return text.replace(/"(?:[^"\\\r\n]|\\[^])*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g, (found) => (found.startsWith('"') ? found : ' '));
}
