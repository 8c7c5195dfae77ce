import type { Language } from 'web-tree-sitter';
import type { Node } from '../../syntax/nodes';
import type { ParsedFile } from '../../syntax/parsedFile';
import { declarationHandlers } from './declarationNodes';
import { expressionHandlers } from './expressionNodes';
import { instanceHandlers } from './instanceNodes';
import { statementHandlers } from './statementNodes';
import type { SymbolTable } from './symbolTypes';
import { TableBuilder } from './tableBuilder';
import { typeHandlers } from './typeNodes';
import { unitHandlers } from './unitNodes';
import { isName, readMark, readName, visitChildren, type Handler, type Walk } from './walk';

const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    ...unitHandlers,
    ...declarationHandlers,
    ...typeHandlers,
    ...instanceHandlers,
    ...statementHandlers,
    ...expressionHandlers,
  }),
);

/** All scopes, declarations and uses of names of a file, in one walk over its tree. What it gives no longer needs the tree. */
export function symbolTable(file: ParsedFile): SymbolTable {
  const table = new TableBuilder(file);
  const readers = readersOf(file);
  const walk: Walk = {
    table,
    access: 'read',
    through: undefined,
    pattern: undefined,
    last: -1,
    joint: '',
    open: [],
    visit: (node) => {
      const { typeId } = node;
      (readers[typeId] ??= readerOf(node))(walk, node);
    },
  };
  walk.visit(file.root);
  return table.finish();
}

/** How nodes of each type are read, by its number in the grammar: asking a node for more than that costs as much as all else about it. */
const readersByLanguage = new WeakMap<Language, Handler[]>();

function readersOf({ tree }: ParsedFile): Handler[] {
  const known = readersByLanguage.get(tree.language) ?? [];
  readersByLanguage.set(tree.language, known);
  return known;
}

/** The reader of a node's type: of marks by their text, of comments none; only errors may stand between the grammar's own nodes and be none of those. */
function readerOf(node: Node): Handler {
  const { type } = node;
  if (!node.isNamed) return (walk) => readMark(walk, type);
  if (type === 'one_line_comment' || type === 'block_comment') return () => undefined;
  if (node.isError)
    return (walk, error) => {
      if (!error.isExtra) visitChildren(walk, error);
    };
  return handlers.get(type) ?? (isName(node) ? (walk, name) => void readName(walk, name) : visitChildren);
}
