import { CompletionItemKind } from 'vscode-languageserver';
import { kindWords } from '../../model/symbols/describe';
import type { Located, SymbolProject } from '../../model/symbols/symbolProject';
import type { DeclarationKind } from '../../model/symbols/symbolTypes';
import { typeOf } from '../../model/symbols/typeOf';
import { fullType } from '../../model/symbols/typeTarget';
import type { Entry } from './entry';

const kinds: Partial<Record<DeclarationKind, CompletionItemKind>> = {
  module: CompletionItemKind.Module,
  interface: CompletionItemKind.Interface,
  program: CompletionItemKind.Module,
  package: CompletionItemKind.Module,
  class: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  task: CompletionItemKind.Function,
  port: CompletionItemKind.Property,
  structMember: CompletionItemKind.Field,
  parameter: CompletionItemKind.Constant,
  localparam: CompletionItemKind.Constant,
  specparam: CompletionItemKind.Constant,
  typeParameter: CompletionItemKind.TypeParameter,
  typedef: CompletionItemKind.Struct,
  enumMember: CompletionItemKind.EnumMember,
  generateBlock: CompletionItemKind.Module,
  instance: CompletionItemKind.Module,
  modport: CompletionItemKind.Interface,
  modportPort: CompletionItemKind.Property,
  clocking: CompletionItemKind.Event,
  property: CompletionItemKind.Method,
  sequence: CompletionItemKind.Method,
  let: CompletionItemKind.Method,
  macro: CompletionItemKind.Constant,
};

/** The entry of a declaration: its kind, and type and width on one line. */
export function declared(project: SymbolProject, located: Located, rank: number): Entry {
  const { name, kind } = located.declaration;
  const detail = detailOf(project, located);
  return {
    label: name,
    kind: kinds[kind] ?? CompletionItemKind.Variable,
    ...(detail === '' ? {} : { detail }),
    located,
    rank,
  };
}

/** `input logic [W-1:0], 8 bits`, `localparam int`, `typedef`, the module of an instance. */
export function detailOf(project: SymbolProject, located: Located): string {
  const { table, declaration } = located;
  const type = fullType(located);
  switch (declaration.kind) {
    case 'instance':
      return `instance of ${declaration.of === undefined ? '' : (table.references[declaration.of]?.name ?? '')}`;
    case 'enumMember': {
      const owner = declaration.of === undefined ? undefined : table.declarations[declaration.of];
      return owner === undefined ? 'enum value' : `value of ${owner.name}`;
    }
    case 'port':
    case 'argument':
    case 'modportPort':
    case 'net':
    case 'variable':
    case 'structMember':
    case 'parameter':
    case 'localparam':
      break;
    default:
      return [kindWords(declaration.kind), declaration.kind === 'typedef' ? (type?.form ?? '') : shorten(type?.text ?? '')]
        .filter(Boolean)
        .join(' ');
  }
  const unpacked = (declaration.unpacked ?? []).join('');
  const lead = declaration.direction ?? (/^(?:parameter|localparam)$/.test(declaration.kind) ? declaration.kind : '');
  const words = [lead, shorten(type?.text ?? ''), unpacked].filter((word) => word !== '').join(' ');
  const width = type !== undefined && needsWidth(type.dimensions, type.form) ? typeOf(project, located).width : undefined;
  return width === undefined ? words : `${words}, ${width} bit${width === 1 ? '' : 's'}`;
}

/** Whether the width is not plain from what is written. */
function needsWidth(dimensions: readonly string[], form: string): boolean {
  return dimensions.some((one) => !/^\[\s*0\s*:\s*0\s*\]$/.test(one)) || form === 'named' || form === 'struct';
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
