import type { DocumentSymbol, Range, SymbolInformation } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import type { Declaration, SymbolTable } from '../model/symbols/symbolTypes';
import type { Feature } from './feature';
import { comparePositions, rangeOf } from './positions';
import { guarded } from './serverContext';
import { symbolKinds } from './symbolKinds';

/** What a document declares, nested by scope; a flat list for a client without hierarchical symbols. */
export const documentSymbol: Feature = {
  name: 'documentSymbol',
  capabilities: () => ({ documentSymbolProvider: true }),
  register(context) {
    const hierarchical = context.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
    context.connection.onDocumentSymbol(
      guarded<{ textDocument: { uri: string } }, DocumentSymbol[] | SymbolInformation[]>(
        context,
        'documentSymbol',
        [],
        async ({ textDocument }) => {
          const document = context.documents.get(textDocument.uri);
          if (document === undefined) return [];
          const table = (await context.engine()).symbols.table(document.path);
          const tree = table === undefined ? [] : outline(table, document.path);
          return hierarchical ? tree : tree.flatMap((symbol) => flat(symbol, textDocument.uri));
        },
      ),
    );
  },
};

const leftOut = new Set<Declaration['kind']>(['argument', 'label', 'macro', 'modportPort', 'clockingSignal']);

/** Declarations of the file itself, those in unnamed scopes below the nearest named one. */
function outline(table: SymbolTable, path: string): DocumentSymbol[] {
  const roots: DocumentSymbol[] = [];
  const symbols = new Map<number, DocumentSymbol>();
  for (const declaration of table.declarations) {
    const { kind, nameRange, index, completes } = declaration;
    if (nameRange.path !== path || leftOut.has(kind) || completes !== undefined) continue;
    if (kind === 'genvar' || insideRoutine(table, declaration)) continue;
    symbols.set(index, leaf(declaration));
  }
  for (const [index, symbol] of symbols) {
    const declaration = table.declarations[index];
    const owner = declaration === undefined ? undefined : ownerOf(table, declaration, symbols);
    if (owner === undefined) roots.push(symbol);
    else (owner.children ??= []).push(symbol);
  }
  return sorted(roots);
}

/** Variables of functions and of blocks in processes are no outline. */
function insideRoutine(table: SymbolTable, { scope, kind }: Declaration): boolean {
  if (kind === 'structMember' || kind === 'enumMember') return false;
  for (let at = table.scopes[scope]; at !== undefined; at = table.scopes[at.parent]) {
    if (/^(?:function|task|block|assertion|let|covergroup|modport)$/.test(at.kind)) return true;
  }
  return false;
}

function ownerOf(table: SymbolTable, declaration: Declaration, symbols: ReadonlyMap<number, DocumentSymbol>): DocumentSymbol | undefined {
  if (declaration.kind === 'enumMember' && declaration.of !== undefined) return symbols.get(declaration.of);
  for (let at = table.scopes[declaration.scope]; at !== undefined; at = table.scopes[at.parent]) {
    const owner = at.owner < 0 ? undefined : symbols.get(at.owner);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** LSP refuses a name outside its range; broken text can give that. */
function leaf(declaration: Declaration): DocumentSymbol {
  const selectionRange = rangeOf(declaration.nameRange);
  const whole: SourceRange = declaration.range.path === declaration.nameRange.path ? declaration.range : declaration.nameRange;
  return {
    name: declaration.name === '' ? '(unnamed)' : declaration.name,
    kind: symbolKinds[declaration.kind],
    detail: detailOf(declaration),
    range: around(rangeOf(whole), selectionRange),
    selectionRange,
  };
}

function detailOf({ kind, type, direction, value, unpacked }: Declaration): string {
  const short = type === undefined || type.text.length > 60 ? (type?.form ?? '') : type.text;
  const parts = kind === 'parameter' || kind === 'localparam' ? [value ?? ''] : [direction ?? '', short, (unpacked ?? []).join('')];
  const text = parts.filter((part) => part !== '').join(' ');
  return text === '' ? kind : text.slice(0, 80);
}

function around(whole: Range, part: Range): Range {
  return {
    start: comparePositions(whole.start, part.start) <= 0 ? whole.start : part.start,
    end: comparePositions(part.end, whole.end) <= 0 ? whole.end : part.end,
  };
}

function sorted(symbols: DocumentSymbol[]): DocumentSymbol[] {
  for (const symbol of symbols) if (symbol.children !== undefined) symbol.children = sorted(symbol.children);
  return symbols.sort((a, b) => comparePositions(a.selectionRange.start, b.selectionRange.start));
}

function flat(symbol: DocumentSymbol, uri: string, containerName?: string): SymbolInformation[] {
  const own: SymbolInformation = { name: symbol.name, kind: symbol.kind, location: { uri, range: symbol.selectionRange } };
  if (containerName !== undefined) own.containerName = containerName;
  return [own, ...(symbol.children ?? []).flatMap((child) => flat(child, uri, symbol.name))];
}
