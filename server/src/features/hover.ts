import type { Hover } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { describeDeclaration, type Description } from '../model/symbols/describe';
import type { Feature } from './feature';
import { nameAtPosition, type PositionParams } from './nameAtPosition';
import { rangeOf } from './positions';
import { guarded, type ServerContext } from './serverContext';

/** A name's declaration with type, width, constant value, who writes and reads it, and its comment. */
export const hover: Feature = {
  name: 'hover',
  capabilities: () => ({ hoverProvider: true }),
  register(context) {
    context.connection.onHover(guarded(context, 'hover', null, (params) => answer(context, params)));
  },
};

async function answer(context: ServerContext, params: PositionParams): Promise<Hover | null> {
  const found = await nameAtPosition(context, params);
  if (found?.names === undefined || found.names.meanings.length === 0) return null;
  const { engine, names } = found;
  const described = names.meanings.slice(0, 4).map((one) => describeDeclaration(engine.symbols, one));
  const markdown = context.client.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  const value = described.map((one) => (markdown ? inMarkdown(one) : inPlainText(one))).join(markdown ? '\n\n---\n\n' : '\n\n');
  return { contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value }, range: rangeOf(names.range) };
}

function inMarkdown({ code, facts, doc }: Description): string {
  return [`\`\`\`systemverilog\n${code}\n\`\`\``, facts.join('  \n'), ...(doc === undefined ? [] : [doc])]
    .filter((part) => part !== '')
    .join('\n\n');
}

function inPlainText({ code, facts, doc }: Description): string {
  return [code, ...facts.map((fact) => fact.replaceAll('`', '')), ...(doc === undefined ? [] : [doc])].join('\n');
}
