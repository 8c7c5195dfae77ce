import type { Hover, HoverParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import type { Feature } from './feature';
import { guarded, type ServerContext } from './serverContext';
import { symbolAt, type FoundSymbol } from './symbolAt';

export const hover: Feature = {
  name: 'hover',
  capabilities: () => ({ hoverProvider: true }),
  register(context) {
    context.connection.onHover(guarded(context, 'hover', null, (params) => answer(context, params)));
  },
};

async function answer(context: ServerContext, { textDocument, position }: HoverParams): Promise<Hover | null> {
  const document = context.documents.get(textDocument.uri);
  if (document === undefined) return null;
  const found = symbolAt(await context.engine(), document.path, position);
  if (found === undefined) return null;
  const markdown = context.client.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  const value = found.symbols
    .map((symbol) => (markdown ? inMarkdown(symbol) : inPlainText(symbol)))
    .join(markdown ? '\n\n---\n\n' : '\n\n');
  const { line } = position;
  return {
    contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
    range: { start: { line, character: found.startColumn }, end: { line, character: found.endColumn } },
  };
}

function inMarkdown(symbol: FoundSymbol): string {
  return ['```systemverilog', symbol.declaration, '```', ...symbol.notes].join('\n').replace(/```\n(?=[^`])/, '```\n\n');
}

function inPlainText(symbol: FoundSymbol): string {
  return [symbol.declaration, ...symbol.notes.map((note) => note.replaceAll('`', ''))].join('\n');
}
