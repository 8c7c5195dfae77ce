import type { DocumentLink } from 'vscode-languageserver';
import type { Feature } from './feature';
import { rangeOf, uriOfPath } from './positions';
import { guarded } from './serverContext';

/** Each `include leads to the file that is read for it. */
export const documentLink: Feature = {
  name: 'documentLink',
  capabilities: () => ({ documentLinkProvider: { resolveProvider: false } }),
  register(context) {
    context.connection.onDocumentLinks(
      guarded<{ textDocument: { uri: string } }, DocumentLink[]>(context, 'documentLink', [], async ({ textDocument }) => {
        const document = context.documents.get(textDocument.uri);
        if (document === undefined) return [];
        const { symbols } = await context.engine();
        const table = symbols.views(document.path)[0];
        const tooltips = context.client.textDocument?.documentLink?.tooltipSupport === true;
        return (table?.includes ?? []).flatMap(({ path, name, range }) => {
          if (path === undefined || range.path !== document.path) return [];
          // The file name alone, when it is written there; a macro can stand for it.
          const at = document.text.slice(range.start, range.end).lastIndexOf(name);
          const places = rangeOf(range);
          const start = at < 0 ? places.start : { line: range.line, character: range.column + at };
          const end = at < 0 ? places.end : { line: range.line, character: start.character + name.length };
          return [{ range: { start, end }, target: uriOfPath(path, context.documents), ...(tooltips ? { tooltip: path } : {}) }];
        });
      }),
    );
  },
};
