import type { Position, TextDocumentContentChangeEvent, TextDocumentItem } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOfUri } from './positions';

const hdlLanguages = new Set(['verilog', 'systemverilog', 'verilogheader', 'systemverilogheader']);
const hdlExtension = /\.(v|vh|vl|sv|svh)$/i;

export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  readonly version: number;
  readonly text: string;
  readonly lineCount: number;
}

/** The documents the client has open, by URI and by path. Documents that are not Verilog are not kept. */
export class OpenDocuments {
  private readonly open = new Map<string, { document: TextDocument; path: string }>();
  private readonly paths = new Map<string, string>();

  add(item: TextDocumentItem): OpenDocument | undefined {
    if (!hdlLanguages.has(item.languageId) && !hdlExtension.test(item.uri)) return undefined;
    const path = pathOfUri(item.uri);
    const document = TextDocument.create(item.uri, item.languageId, item.version, item.text);
    this.open.set(item.uri, { document, path });
    this.paths.set(path, item.uri);
    return this.get(item.uri);
  }

  /** Applies changes with or without ranges (a change without one is the whole text). Unknown documents are left alone. */
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): OpenDocument | undefined {
    const entry = this.open.get(uri);
    if (entry === undefined) return undefined;
    this.open.set(uri, { document: TextDocument.update(entry.document, changes, version), path: entry.path });
    return this.get(uri);
  }

  remove(uri: string): OpenDocument | undefined {
    const gone = this.get(uri);
    this.open.delete(uri);
    if (gone !== undefined && this.paths.get(gone.path) === uri) this.paths.delete(gone.path);
    return gone;
  }

  get(uri: string): OpenDocument | undefined {
    const entry = this.open.get(uri);
    if (entry === undefined) return undefined;
    const { document, path } = entry;
    return { uri, path, version: document.version, text: document.getText(), lineCount: document.lineCount };
  }

  /** Offset of a position in an open document. */
  offsetAt(uri: string, position: Position): number | undefined {
    return this.open.get(uri)?.document.offsetAt(position);
  }

  byPath(path: string): OpenDocument | undefined {
    const uri = this.paths.get(path);
    return uri === undefined ? undefined : this.get(uri);
  }

  all(): OpenDocument[] {
    return [...this.open.keys()].flatMap((uri) => this.get(uri) ?? []);
  }
}
