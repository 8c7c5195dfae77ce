import {
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  MessageType,
  ShowMessageNotification,
  type ClientCapabilities,
  type DocumentFormattingParams,
  type DocumentRangeFormattingParams,
  type TextEdit,
} from 'vscode-languageserver';
import type { Feature } from './feature';
import { describe, guarded, tellStatus, type ServerContext } from './serverContext';

const documentSelector = ['verilog', 'systemverilog', 'verilogheader', 'systemverilogheader'].map((language) => ({ language }));

/**
 * Formatting of a document and of whole lines through Verible. Looking for it starts a program, which takes longer than `initialize` may and
 * needs trust: so it is registered with the client once it was found. A client that nothing can be registered with later is offered it from
 * the start, and told once what is missing when there is no Verible.
 */
export const formatting: Feature = {
  name: 'formatting',
  capabilities: (client) => (registersLater(client) ? {} : { documentFormattingProvider: true, documentRangeFormattingProvider: true }),
  register(context) {
    if (!registersLater(context.client)) answerFormatting(context);
  },
};

function registersLater(client: ClientCapabilities): boolean {
  return client.textDocument?.formatting?.dynamicRegistration === true;
}

/** Registers formatting with a client that takes it later, when Verible is there and may run. */
export async function offerFormatting(context: ServerContext): Promise<void> {
  const part = context.client.textDocument?.rangeFormatting;
  if (!context.switches.on('formatting') || !context.trusted() || !registersLater(context.client)) return;
  try {
    const engine = await context.engine();
    if (!(await engine.canFormat()) || context.state() !== 'running' || offered.has(context)) return;
    offered.add(context);
    answerFormatting(context);
    await context.connection.client.register(DocumentFormattingRequest.type, { documentSelector });
    if (part?.dynamicRegistration === true)
      await context.connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector });
  } catch (error) {
    context.log.debug(`formatting: ${describe(error)}`);
  }
}

function answerFormatting(context: ServerContext): void {
  context.connection.onDocumentFormatting(
    guarded<DocumentFormattingParams, TextEdit[]>(context, 'formatting', [], (params, signal) =>
      edits(context, params.textDocument.uri, undefined, signal),
    ),
  );
  context.connection.onDocumentRangeFormatting(
    guarded<DocumentRangeFormattingParams, TextEdit[]>(context, 'rangeFormatting', [], ({ textDocument, range }, signal) => {
      // A range that ends before the first character of a line does not mean that line.
      const last = range.end.character === 0 && range.end.line > range.start.line ? range.end.line : range.end.line + 1;
      return edits(context, textDocument.uri, { from: range.start.line + 1, to: last }, signal);
    }),
  );
}

const offered = new WeakSet<ServerContext>();
const told = new WeakSet<ServerContext>();

async function edits(
  context: ServerContext,
  uri: string,
  lines: { readonly from: number; readonly to: number } | undefined,
  signal: AbortSignal,
): Promise<TextEdit[]> {
  const document = context.documents.get(uri);
  if (document === undefined || !context.trusted()) return [];
  const engine = await context.engine();
  const formatted = await engine.format(document.path, document.text, lines, signal);
  if (!formatted.ok) {
    tellStatus(context, { item: 'verification', severity: 'warning', text: formatted.message, detail: formatted.hint ?? '' });
    context.log.warn(`formatting: ${formatted.message}`);
    if (!registersLater(context.client))
      await tellOnce(context, formatted.hint === undefined ? formatted.message : `${formatted.message}. ${formatted.hint}`);
    return [];
  }
  if (context.documents.get(uri)?.version !== document.version) return [];
  return changedLines(document.text, formatted.value);
}

/** Formatting is asked for with each save where that is set: it is said once. */
async function tellOnce(context: ServerContext, words: string): Promise<void> {
  if (told.has(context)) return;
  told.add(context);
  await context.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: `Signoff: ${words}` });
}

/** One edit over the lines that differ; none when nothing does. */
export function changedLines(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const old = before.split(/(?<=\n)/);
  const next = after.split(/(?<=\n)/);
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  const last = old.length - tail;
  const endsOpen = last === old.length && !before.endsWith('\n');
  const end = endsOpen ? { line: last - 1, character: (old[last - 1] ?? '').length } : { line: last, character: 0 };
  return [{ range: { start: { line: head, character: 0 }, end }, newText: next.slice(head, next.length - tail).join('') }];
}
