import type { CompileUnit } from '../../model/compileUnit';
import type { ScreenToken } from '../screenTokens';
import { expandedUnit } from './sourceGuards';

/**
 * Whether what the sources say of modules that a netlist shows no inside of is the same in both units: ports, defaults of parameters, and the body that simulation may run though a netlist leaves it
 * away, with all that it names (modules, packages, what stands outside of both). A sentence where it is not.
 */
export function opaqueSourcesDiffer(golden: CompileUnit, candidate: CompileUnit, modules: Iterable<string>): string | undefined {
  const [g, c] = [declarationsOf(golden), declarationsOf(candidate)];
  const seen = new Set<string>();
  const open = [...modules];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const [own, other] = [g.get(name), c.get(name)];
    if (own?.text !== other?.text)
      return `${name === outside ? 'what stands outside of modules' : name} is declared otherwise in the candidate, and no netlist shows what is inside`;
    for (const word of own?.words ?? []) if (g.has(word) || c.has(word)) open.push(word);
    if (own?.hasBody === true) open.push(outside);
  }
  return undefined;
}

interface Declaration {
  readonly text: string;
  readonly words: ReadonlySet<string>;
  readonly hasBody: boolean;
}

/** The key of the code that stands in no declaration. */
const outside = ' ';

const ends = new Map([
  ['module', 'endmodule'],
  ['macromodule', 'endmodule'],
  ['interface', 'endinterface'],
  ['package', 'endpackage'],
  ['primitive', 'endprimitive'],
  ['program', 'endprogram'],
]);

/** Each module, package, interface and primitive of a unit by its name. */
function declarationsOf(unit: CompileUnit): Map<string, Declaration> {
  const { tokens } = expandedUnit(unit);
  const found = new Map<string, Declaration>();
  const rest: ScreenToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as ScreenToken;
    const end = token.kind === 'word' ? ends.get(token.text) : undefined;
    if (end === undefined) {
      rest.push(token);
      continue;
    }
    let to = i;
    while (to < tokens.length && tokens[to]?.text !== end) to++;
    const inside = tokens.slice(i, to);
    const name = inside[/^(?:automatic|static)$/.test(inside[1]?.text ?? '') ? 2 : 1]?.text ?? '';
    const before = found.get(name);
    const here = declaration(inside);
    found.set(name, before === undefined ? here : { ...here, text: `${before.text} ${here.text}`, hasBody: true });
    i = to;
  }
  return found.set(outside, declaration(rest));
}

function declaration(tokens: readonly ScreenToken[]): Declaration {
  const words = new Set(tokens.flatMap(({ kind, text }) => (kind === 'word' ? [text] : [])));
  const header = tokens.findIndex(({ text }) => text === ';');
  return { text: tokens.map(({ text }) => text).join(' '), words, hasBody: header >= 0 && header < tokens.length - 1 };
}
