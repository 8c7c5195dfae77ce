import { CompletionItemKind } from 'vscode-languageserver';
import { ranks, type Entry, type Source } from './entry';
import { nearness } from './nearness';

const directives =
  'define undef undefineall ifdef ifndef elsif else endif include timescale default_nettype resetall celldefine endcelldefine line pragma begin_keywords end_keywords nounconnected_drive unconnected_drive __FILE__ __LINE__'.split(
    ' ',
  );

/** Macros behind a backtick: those in force in the file with their text, those that other files define, and directives. */
export const macros: Source = {
  name: 'macros',
  entries({ place, scope, project }) {
    if (place.wanted.kind !== 'macro') return [];
    const found = new Map<string, Entry>();
    for (const [label, { parameters, body }] of scope.table.macros) {
      const detail = `${parameters === undefined ? '' : `(${parameters.map((one) => one.name).join(', ')}) `}${body.trim().replace(/\s+/g, ' ')}`;
      found.set(label, {
        label,
        kind: CompletionItemKind.Constant,
        detail: detail.length > 80 ? `${detail.slice(0, 79)}…` : detail,
        rank: ranks.name + nearness(place, label),
        ...(parameters === undefined
          ? {}
          : call(
              label,
              parameters.map((one) => one.name),
            )),
      });
    }
    for (const label of project.macroNames()) {
      if (found.has(label)) continue;
      found.set(label, {
        label,
        kind: CompletionItemKind.Constant,
        detail: 'defined in another file',
        rank: ranks.unit + nearness(place, label),
      });
    }
    // Behind `ifdef only names of macros can follow.
    const bare = place.text[place.start - 1] !== '`';
    for (const label of bare ? [] : directives) {
      if (!found.has(label)) found.set(label, { label, kind: CompletionItemKind.Keyword, detail: 'directive', rank: ranks.keyword });
    }
    return [...found.values()].map((one) => (bare ? { ...one, snippet: undefined } : one)).map(withoutEmpty);
  },
};

function call(label: string, parameters: readonly string[]): Pick<Entry, 'snippet'> {
  return { snippet: `${label}(${parameters.map((name, at) => `\${${at + 1}:${name.replace(/[$}\\]/g, '\\$&')}}`).join(', ')})` };
}

function withoutEmpty({ snippet, ...rest }: Omit<Entry, 'snippet'> & { readonly snippet?: string | undefined }): Entry {
  return snippet === undefined ? rest : { ...rest, snippet };
}
