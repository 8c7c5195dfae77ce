import {
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type DocumentFormattingParams,
  type DocumentRangeFormattingParams,
  type TextEdit,
} from 'vscode-languageserver';
import { describe, guarded, tellStatus, type ServerContext } from './serverContext';

const documentSelector = ['verilog', 'systemverilog', 'verilogheader', 'systemverilogheader'].map((language) => ({ language }));

/**
 * Formatting of a document and of whole lines through Verible, registered with the client once Verible was found: looking for it starts a
 * program, so it needs trust. Until then, and for a client that capabilities cannot be registered with later, it is not offered.
 */
export async function offerFormatting(context: ServerContext): Promise<void> {
  const { formatting: whole, rangeFormatting: part } = context.client.textDocument ?? {};
  if (!context.switches.on('formatting') || !context.trusted() || whole?.dynamicRegistration !== true) return;
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
    return [];
  }
  if (context.documents.get(uri)?.version !== document.version) return [];
  return changedLines(document.text, formatted.value);
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
