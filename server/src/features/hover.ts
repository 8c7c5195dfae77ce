import type { Hover } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { describeDeclaration, type Description } from '../model/symbols/describe';
import { expansionAt } from '../refactor/expandMacro';
import type { Feature } from './feature';
import { nameAtPosition, type PositionParams } from './nameAtPosition';
import { rangeOf } from './positions';
import { guarded, type ServerContext } from './serverContext';

/** A name's declaration with type, width, constant value, who writes and reads it, and its comment; of a macro's use what it makes there. */
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
  const { engine, names, document, offset } = found;
  const described = names.meanings.slice(0, 4).map((one) => describeDeclaration(engine.symbols, one));
  if (names.meanings.some((one) => one.declaration.kind === 'macro')) {
    const made = expansionAt({ file: engine.parsed(document.path), path: document.path, start: offset, text: document.text });
    if (made !== undefined) described.push({ code: cut(made.text), facts: ['what it expands to here'] });
  }
  const markdown = context.client.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  const value = described.map((one) => (markdown ? inMarkdown(one) : inPlainText(one))).join(markdown ? '\n\n---\n\n' : '\n\n');
  return { contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value }, range: rangeOf(names.range) };
}

/** A macro may make more than anybody reads. */
function cut(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)} …` : text;
}

function inMarkdown({ code, facts, doc }: Description): string {
  return [`\`\`\`systemverilog\n${code}\n\`\`\``, facts.join('  \n'), ...(doc === undefined ? [] : [doc])]
    .filter((part) => part !== '')
    .join('\n\n');
}

function inPlainText({ code, facts, doc }: Description): string {
  return [code, ...facts.map((fact) => fact.replaceAll('`', '')), ...(doc === undefined ? [] : [doc])].join('\n');
}
