import type { DocumentSymbol, Range, SymbolInformation } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import type { ModuleInfo, UnitKind } from '../model/moduleInfo';
import type { Feature } from './feature';
import { comparePositions, rangeOf } from './positions';
import { guarded } from './serverContext';

/** Design units with what they declare; a flat list for a client without hierarchical symbols. */
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
          const tree = (await context.engine()).modulesOf(document.path).map(unitSymbol);
          return hierarchical ? tree : tree.flatMap((symbol) => flat(symbol, textDocument.uri));
        },
      ),
    );
  },
};

const unitKinds: Record<UnitKind, SymbolKind> = {
  module: SymbolKind.Module,
  interface: SymbolKind.Interface,
  program: SymbolKind.Module,
  package: SymbolKind.Package,
  class: SymbolKind.Class,
  primitive: SymbolKind.Module,
  checker: SymbolKind.Module,
};

function unitSymbol(unit: ModuleInfo): DocumentSymbol {
  const children = [
    ...unit.parameters.map((one) => leaf(one.name, SymbolKind.Constant, one.defaultText, one.range, one.nameRange)),
    ...unit.ports.map((one) => leaf(one.name, SymbolKind.Property, `${one.direction} ${one.typeText}`.trim(), one.range, one.nameRange)),
    ...unit.nets.map((one) => leaf(one.name, SymbolKind.Variable, one.typeText, one.range, one.nameRange)),
    ...unit.instances.map((one) => leaf(one.name, SymbolKind.Object, one.moduleName, one.range, one.nameRange)),
    ...unit.functions.map((one) => leaf(one.name, SymbolKind.Function, one.kind, one.range, one.nameRange)),
    ...unit.types.map((one) => leaf(one.name, SymbolKind.Struct, 'type', one.nameRange, one.nameRange)),
  ];
  return { ...leaf(unit.name, unitKinds[unit.kind], unit.kind, unit.range, unit.nameRange), children };
}

/** LSP refuses an empty name and a name outside its range; broken text can give either. */
function leaf(name: string, kind: SymbolKind, detail: string, whole: SourceRange, nameRange: SourceRange): DocumentSymbol {
  const selectionRange = rangeOf(nameRange);
  return { name: name === '' ? '(unnamed)' : name, kind, detail, range: around(rangeOf(whole), selectionRange), selectionRange };
}

function around(whole: Range, part: Range): Range {
  return {
    start: comparePositions(whole.start, part.start) <= 0 ? whole.start : part.start,
    end: comparePositions(part.end, whole.end) <= 0 ? whole.end : part.end,
  };
}

function flat(symbol: DocumentSymbol, uri: string, containerName?: string): SymbolInformation[] {
  const own: SymbolInformation = { name: symbol.name, kind: symbol.kind, location: { uri, range: symbol.selectionRange } };
  if (containerName !== undefined) own.containerName = containerName;
  return [own, ...(symbol.children ?? []).flatMap((child) => flat(child, uri, symbol.name))];
}
