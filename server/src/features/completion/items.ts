import {
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
  type Range,
} from 'vscode-languageserver';
import { LineIndex } from '../../base/lines';
import type { Entry } from './entry';
import type { Proposed } from './propose';

/** What of completion a client can do; everything it does not name it cannot. */
export interface Abilities {
  readonly snippets: boolean;
  readonly labelDetails: boolean;
  readonly insertReplace: boolean;
  /** Defaults that a list may give for its items. */
  readonly defaults: ReadonlySet<string>;
  readonly kinds: ReadonlySet<CompletionItemKind> | undefined;
  /** It puts the indentation of the line before further lines itself, when asked so. */
  readonly indents: 'always' | 'asked' | 'never';
}

export function abilitiesOf(client: ClientCapabilities): Abilities {
  const completion = client.textDocument?.completion;
  const item = completion?.completionItem;
  const kinds = completion?.completionItemKind?.valueSet;
  const asked = item?.insertTextModeSupport?.valueSet?.includes(InsertTextMode.adjustIndentation) === true;
  return {
    snippets: item?.snippetSupport === true,
    labelDetails: item?.labelDetailsSupport === true,
    insertReplace: item?.insertReplaceSupport === true,
    defaults: new Set(completion?.completionList?.itemDefaults ?? []),
    kinds: kinds === undefined ? undefined : new Set(kinds),
    indents: completion?.insertTextMode === InsertTextMode.adjustIndentation ? 'always' : asked ? 'asked' : 'never',
  };
}

/** The list as the client can take it. `data` of an item is what it is resolved by: `list` and its place in the entries. */
export function completionList({ place, entries, incomplete }: Proposed, list: number, can: Abilities): CompletionList {
  const include = place.wanted.kind === 'include' ? place.wanted.typed : undefined;
  const edit = editRange(place.text, place.offset - (include ?? place.prefix).length, place.offset, place.end, can);
  const indent = /^[ \t]*/.exec(place.text.slice(place.text.lastIndexOf('\n', place.start - 1) + 1, place.start))?.[0] ?? '';
  const shared = can.defaults.has('editRange');
  const items = entries.map((entry, at) => item(entry, { at, list, can, indent, ...(shared ? {} : { edit }) }));
  return { isIncomplete: incomplete, items, ...(shared ? { itemDefaults: { editRange: edit } } : {}) };
}

interface Making {
  readonly at: number;
  readonly list: number;
  readonly can: Abilities;
  readonly indent: string;
  readonly edit?: Range | { insert: Range; replace: Range };
}

function item(entry: Entry, { at, list, can, indent, edit }: Making): CompletionItem {
  const filled = can.snippets && entry.snippet !== undefined;
  const written = filled ? (entry.snippet ?? '') : (entry.insert ?? entry.label);
  const lines = written.includes('\n');
  const text = lines && can.indents === 'never' ? written.replaceAll('\n', `\n${indent}`) : written;
  const made: CompletionItem = {
    label: entry.label,
    kind: kindFor(entry.kind, can.kinds),
    sortText: at.toString(36).padStart(4, '0'),
    data: { list, at },
  };
  if (entry.detail !== undefined) {
    made.detail = entry.detail;
    if (can.labelDetails) made.labelDetails = { description: entry.detail };
  }
  if (entry.filter !== undefined && entry.filter !== entry.label) made.filterText = entry.filter;
  if (filled) made.insertTextFormat = InsertTextFormat.Snippet;
  if (lines && can.indents === 'asked') made.insertTextMode = InsertTextMode.adjustIndentation;
  if (edit === undefined) {
    if (text !== entry.label) made.textEditText = text;
  } else made.textEdit = 'insert' in edit ? { newText: text, ...edit } : { newText: text, range: edit };
  return made;
}

/** What the word at the cursor is: up to the cursor, or, for a client that asks which, as a whole. */
function editRange(text: string, from: number, offset: number, end: number, can: Abilities): Range | { insert: Range; replace: Range } {
  const lines = new LineIndex(text);
  const position = (at: number): Range['start'] => {
    const { line, column } = lines.positionAt(at);
    return { line, character: column };
  };
  const insert = { start: position(from), end: position(offset) };
  return can.insertReplace ? { insert, replace: { start: insert.start, end: position(end) } } : insert;
}

/** A client that does not say which kinds it knows knows the first eighteen. */
function kindFor(kind: CompletionItemKind, known: ReadonlySet<CompletionItemKind> | undefined): CompletionItemKind {
  if (known === undefined ? kind <= CompletionItemKind.Reference : known.has(kind)) return kind;
  switch (kind) {
    case CompletionItemKind.EnumMember:
      return CompletionItemKind.Enum;
    case CompletionItemKind.Struct:
    case CompletionItemKind.TypeParameter:
      return CompletionItemKind.Class;
    case CompletionItemKind.Constant:
      return CompletionItemKind.Value;
    default:
      return CompletionItemKind.Text;
  }
}
