import type { InlineCompletionItem, InlineCompletionList, InlineCompletionParams, SelectedCompletionInfo } from 'vscode-languageserver';
import { InlineCompletionTriggerKind } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import type { Outcome } from '../base/outcome';
import { isShown } from '../completion/judge';
import { describeSilence } from '../completion/silence';
import type { Completion, CompletionItem } from '../protocol/contract';
import type { OpenDocument } from './documents';
import type { Feature } from './feature';
import { rangeOfContract } from './positions';
import type { TakenSuggestion } from '../protocol/requests';
import { asIfTaken, continuing, fit } from './selectedEntry';
import { guarded, runLimits, tellStatus, untrustedMessage, type ServerContext } from './serverContext';
import { Suggestions, type Clock, type Wish } from './suggestions';

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, signal) =>
    new Promise((resolve) => {
      const end = (elapsed: boolean) => () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stopped);
        resolve(elapsed);
      };
      const timer = setTimeout(() => end(true)(), ms);
      const stopped = end(false);
      signal.addEventListener('abort', stopped, { once: true });
    }),
};

/** Ghost text as standard LSP 3.18: every failure is an empty list, and the status item says why. */
export const inlineCompletion: Feature = {
  name: 'inlineCompletion',
  capabilities: () => ({ inlineCompletionProvider: true }),
  register(context) {
    const nothing: InlineCompletionList = { items: [] };
    const suggestions = new Suggestions(clock);
    let requests = 0;
    context.connection.languages.inlineCompletion.on(
      guarded(context, 'inlineCompletion', nothing, async (params, signal) => ({
        items: await itemsFor(context, suggestions, ++requests, params, signal),
      })),
    );
  },
};

/**
 * An editor may ask for one place several times while the answer is on its way: without and with an entry of its suggest widget, and again
 * after it gave up. All of them wait for one run; only a place that nobody waits for is given up.
 */
async function itemsFor(
  context: ServerContext,
  suggestions: Suggestions,
  id: number,
  params: InlineCompletionParams,
  signal: AbortSignal,
): Promise<InlineCompletionItem[]> {
  const document = context.documents.get(params.textDocument.uri);
  if (document === undefined) return [];
  const automatic = params.context?.triggerKind !== InlineCompletionTriggerKind.Invoked;
  const settings = await context.settings(document.uri);
  if (!settings['completion.enabled'] && automatic) return silent(context, 'off in the settings');
  if (!context.trusted()) return silent(context, untrustedMessage);
  const engine = await context.engine();
  if (signal.aborted || !isCurrent(context, document)) return [];
  const offset = context.documents.offsetAt(document.uri, params.position) ?? 0;
  const wish: Wish = {
    ...{ engine, automatic, supposed: false, cursor: { path: document.path, text: document.text, offset } },
    maxTokens: settings['completion.maxTokens'],
    limits: runLimits(settings, settings['completion.budgetSeconds']),
  };
  const selected = params.context?.selectedCompletionInfo;
  const plain = await answer(context, suggestions, wish, id, signal);
  // No await between this comparison and the reply: an answer for an older text is never shown.
  if (!isCurrent(context, document)) return [];
  const items = itemsOf(context, document, plain, selected, automatic);
  if (items.length > 0 || selected === undefined) {
    if (items.length > 0 && plain.ok) suggestions.show(wish, plain.value);
    return items;
  }
  return itemsAsIfTaken(context, suggestions, wish, document, selected, id, signal);
}

/** With an entry of the suggest widget selected that the plain suggestion does not continue: what would be suggested had it been taken. */
async function itemsAsIfTaken(
  context: ServerContext,
  suggestions: Suggestions,
  wish: Wish,
  document: OpenDocument,
  selected: SelectedCompletionInfo,
  id: number,
  signal: AbortSignal,
): Promise<InlineCompletionItem[]> {
  const cursor = asIfTaken(wish.cursor, selected);
  if (cursor === undefined || cursor.text === document.text) return [];
  const outcome = await answer(context, suggestions, { ...wish, cursor, supposed: true }, id, signal);
  if (!isCurrent(context, document) || !outcome.ok) return [];
  return outcome.value.items
    .filter(({ verdict }) => isShown(verdict))
    .flatMap((item) => {
      const taken = continuing(item, cursor, selected);
      return taken === undefined ? [] : [withCommand(context, document, item, taken)];
    });
}

/** The outcome for a wish, with one record of it in the log: `id` is the editor's request. */
async function answer(
  context: ServerContext,
  suggestions: Suggestions,
  wish: Wish,
  id: number,
  signal: AbortSignal,
): Promise<Outcome<Completion>> {
  const { cursor, automatic, supposed } = wish;
  const begun = clock.now();
  const tell = (facts: object): void => {
    const { line, column } = new LineIndex(cursor.text).positionAt(cursor.offset);
    const place = `${cursor.path.slice(cursor.path.lastIndexOf('/') + 1)}:${line + 1}:${column + 1}`;
    const took = Math.round(clock.now() - begun);
    context.log.debug(`suggestion ${JSON.stringify({ id, place, by: automatic ? 'typing' : 'hand', supposed, took, ...facts })}`);
  };
  try {
    const { value: outcome, source, pause } = await suggestions.ask(wish, signal);
    tell({ source, pause, ...(outcome.ok ? summary(outcome.value) : { failed: outcome.message }) });
    return outcome;
  } catch (error) {
    tell({ cancelled: signal.aborted });
    throw error;
  }
}

function summary({ items: [item], silent, attempts, withheld, stages }: Completion): object {
  const verdict = item === undefined ? { silent } : { verdict: item.verdict.verdict, reached: item.verdict.reached, origin: item.origin };
  return { ...verdict, attempts, withheld: withheld.length, ...(stages === undefined ? {} : { stages }) };
}

function isCurrent(context: ServerContext, document: OpenDocument): boolean {
  return context.documents.get(document.uri)?.version === document.version;
}

function itemsOf(
  context: ServerContext,
  document: OpenDocument,
  outcome: Outcome<Completion>,
  selected: SelectedCompletionInfo | undefined,
  automatic: boolean,
): InlineCompletionItem[] {
  if (!outcome.ok) return silent(context, outcome.message, outcome.hint);
  const completion = outcome.value;
  if (completion.items.length === 0) {
    const reason = describeSilence(completion.silent ?? 'noSuggestion');
    return silent(context, reason, completion.detail === reason ? undefined : completion.detail, completion.withheld[0]);
  }
  const shown = completion.items.filter(({ verdict }) => isShown(verdict));
  const items = shown.flatMap((item) => toLsp(context, document, item, selected));
  const first = shown[0];
  if (items.length > 0 && first !== undefined) {
    tellStatus(context, {
      item: 'suggestions',
      severity: 'info',
      text: `Suggestion ${first.verdict.verdict}`,
      detail: `${first.verdict.reason} (from ${first.origin === 'model' ? 'the model' : 'a template'})${agreed(first)}`,
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
  return fitted === undefined ? [] : [withCommand(context, document, item, fitted)];
}

/** How many of several replies behave alike, in words. */
function agreed({ agreement }: CompletionItem): string {
  if (agreement === undefined) return '';
  return `; ${agreement.agreeing} of ${agreement.samples} replies are proven to behave so${agreement.differs === undefined ? '' : ', another is proven not to'}`;
}

/** Editors run the command of a suggestion when it is accepted. */
function withCommand(
  context: ServerContext,
  document: OpenDocument,
  { verdict, text, agreement }: CompletionItem,
  suggestion: InlineCompletionItem,
): InlineCompletionItem {
  const accepted = context.options.commands?.accepted;
  if (accepted === undefined || verdict.id === undefined) return suggestion;
  const title = 'Signoff: suggestion accepted';
  const inserted = typeof suggestion.insertText === 'string' ? suggestion.insertText : text;
  const differs = inserted === text && agreement?.differs !== undefined ? { differs: agreement.differs } : {};
  const taken: TakenSuggestion = { ...(suggestion.range?.start ?? { line: 0, character: 0 }), text: inserted, ...differs };
  return { ...suggestion, command: { title, command: accepted, arguments: [document.uri, verdict.id, verdict.reason, taken] } };
}

function silent(context: ServerContext, reason: string, hint?: string, withheld?: Completion['withheld'][number]): [] {
  // What the heading says, and what the hint says of the proposal, is said once.
  const more = hint?.startsWith(reason) === true ? hint.slice(reason.length).trim() : (hint ?? '');
  const held = withheld === undefined || more.includes(withheld.verdict.reason) ? '' : `Withheld: ${withheld.verdict.reason}`;
  tellStatus(context, {
    item: 'suggestions',
    severity: 'info',
    text: `No suggestion: ${reason}`,
    detail: [more, held].filter((part) => part !== '').join(' '),
    ...(withheld?.verdict.id === undefined ? {} : { evidence: withheld.verdict.id }),
  });
  return [];
}
