import type {
  InlineCompletionItem,
  InlineCompletionList,
  InlineCompletionParams,
  Position,
  SelectedCompletionInfo,
} from 'vscode-languageserver';
import { InlineCompletionTriggerKind } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import { failure, type Outcome } from '../base/outcome';
import { SharedRuns } from '../base/sharedRuns';
import { describeSilence } from '../completion/silence';
import type { Completion, CompletionItem } from '../protocol/contract';
import type { OpenDocument } from './documents';
import type { Feature } from './feature';
import { rangeOfContract } from './positions';
import { guarded, runLimits, tellStatus, untrustedMessage, type ServerContext } from './serverContext';

/** A superseded keystroke is cancelled by the client within this pause (ms) and costs nothing. */
const typingPause = 60;

type Runs = SharedRuns<Outcome<Completion> | undefined>;

/** Ghost text as standard LSP 3.18: every failure is an empty list, and the status item says why. */
export const inlineCompletion: Feature = {
  name: 'inlineCompletion',
  capabilities: () => ({ inlineCompletionProvider: true }),
  register(context) {
    const nothing: InlineCompletionList = { items: [] };
    const runs: Runs = new SharedRuns();
    context.connection.languages.inlineCompletion.on(
      guarded(context, 'inlineCompletion', nothing, async (params, signal) => ({
        items: await suggestions(context, runs, params, signal),
      })),
    );
  },
};

/**
 * An editor may ask for one place several times while the answer is on its way: without and with an entry of its suggest widget, and again
 * after it gave up. All of them wait for one run; only a place that nobody waits for is given up.
 */
async function suggestions(
  context: ServerContext,
  runs: Runs,
  params: InlineCompletionParams,
  signal: AbortSignal,
): Promise<InlineCompletionItem[]> {
  const { position } = params;
  const document = context.documents.get(params.textDocument.uri);
  if (document === undefined) return [];
  const automatic = params.context?.triggerKind !== InlineCompletionTriggerKind.Invoked;
  const place = JSON.stringify([document.uri, document.version, position.line, position.character, automatic]);
  const outcome = await runs.join(place, (alive) => propose(context, document, position, automatic, alive), signal);
  // No await between this comparison and the reply: an answer for an older text is never shown.
  if (outcome === undefined || signal.aborted || !isCurrent(context, document)) return [];
  if (!outcome.ok) return silent(context, outcome.message, outcome.hint);
  return itemsOf(context, document, outcome.value, params.context?.selectedCompletionInfo, automatic);
}

/** What may be shown at a place, or why nothing is; undefined when the text has moved on. */
async function propose(
  context: ServerContext,
  document: OpenDocument,
  position: Position,
  automatic: boolean,
  signal: AbortSignal,
): Promise<Outcome<Completion> | undefined> {
  const settings = await context.settings(document.uri);
  if (!settings['completion.enabled'] && automatic) return failure('off in the settings');
  if (!context.trusted()) return failure(untrustedMessage);
  if (automatic && !(await pause(signal))) return undefined;
  const engine = await context.engine();
  if (!isCurrent(context, document)) return undefined;
  return engine.complete(
    {
      file: document.path,
      line: position.line,
      column: position.character,
      trigger: automatic ? 'automatic' : 'invoked',
      maxTokens: settings['completion.maxTokens'],
    },
    runLimits(settings, settings['completion.budgetSeconds']),
    signal,
  );
}

function isCurrent(context: ServerContext, document: OpenDocument): boolean {
  return context.documents.get(document.uri)?.version === document.version;
}

function itemsOf(
  context: ServerContext,
  document: OpenDocument,
  completion: Completion,
  selected: SelectedCompletionInfo | undefined,
  automatic: boolean,
): InlineCompletionItem[] {
  if (completion.items.length === 0) {
    const reason = describeSilence(completion.silent ?? 'noSuggestion');
    return silent(context, reason, completion.detail === reason ? undefined : completion.detail, completion.withheld[0]);
  }
  const shown = completion.items.filter((item) => item.verdict.verdict === 'checked' || item.verdict.verdict === 'proved');
  const items = shown.flatMap((item) => toLsp(context, document, item, selected));
  const first = shown[0];
  if (items.length > 0 && first !== undefined) {
    tellStatus(context, {
      item: 'suggestions',
      severity: 'info',
      text: `Suggestion ${first.verdict.verdict}`,
      detail: `${first.verdict.reason} (from ${first.origin === 'model' ? 'the model' : 'a template'})`,
      ...(first.verdict.id === undefined ? {} : { evidence: first.verdict.id }),
    });
  }
  return automatic ? items.slice(0, 1) : items;
}

function toLsp(
  context: ServerContext,
  document: OpenDocument,
  item: CompletionItem,
  selected: SelectedCompletionInfo | undefined,
): InlineCompletionItem[] {
  const { range: place } = item;
  const range = rangeOfContract({ line: place.startLine, column: place.startColumn, endLine: place.endLine, endColumn: place.endColumn });
  const fitted = selected === undefined ? { insertText: item.text, range } : fit(document.text, item.text, range, selected);
  if (fitted === undefined) return [];
  const accepted = context.options.commands?.accepted;
  if (accepted === undefined || item.verdict.id === undefined) return [fitted];
  const command = {
    title: 'Signoff: suggestion accepted',
    command: accepted,
    arguments: [document.uri, item.verdict.id, item.verdict.reason],
  };
  return [{ ...fitted, command }];
}

/**
 * While the suggest widget has an entry selected, ghost text may only continue that entry: the item must start with its text over its
 * range. An item that replaces less is widened to the left by the text already there; one that says something else is dropped.
 */
export function fit(
  text: string,
  insertText: string,
  range: InlineCompletionItem['range'] & object,
  selected: SelectedCompletionInfo,
): { insertText: string; range: InlineCompletionItem['range'] & object } | undefined {
  const lines = new LineIndex(text);
  const from = lines.offsetAt({ line: selected.range.start.line, column: selected.range.start.character });
  const at = lines.offsetAt({ line: range.start.line, column: range.start.character });
  const widened = at >= from ? text.slice(from, at) + insertText : insertText;
  if (!widened.startsWith(selected.text)) return undefined;
  return at >= from ? { insertText: widened, range: { start: selected.range.start, end: range.end } } : undefined;
}

function silent(context: ServerContext, reason: string, hint?: string, withheld?: Completion['withheld'][number]): [] {
  const held = withheld === undefined ? '' : `Withheld: ${withheld.verdict.reason}`;
  tellStatus(context, {
    item: 'suggestions',
    severity: 'info',
    text: `No suggestion: ${reason}`,
    detail: [hint ?? '', held].filter((part) => part !== '').join(' '),
    ...(withheld?.verdict.id === undefined ? {} : { evidence: withheld.verdict.id }),
  });
  return [];
}

function pause(signal: AbortSignal): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(true), typingPause);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done(false);
    });
  });
}
