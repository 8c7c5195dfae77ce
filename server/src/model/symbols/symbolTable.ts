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
  const walk: Walk = {
    table,
    access: 'read',
    through: undefined,
    pattern: undefined,
    last: -1,
    joint: '',
    open: [],
    visit: (node) => {
      if (node.isExtra) return;
      if (!node.isNamed) return readMark(walk, node.type);
      const handler = handlers.get(node.type);
      if (handler !== undefined) handler(walk, node);
      else if (isName(node)) readName(walk, node);
      else visitChildren(walk, node);
    },
  };
  walk.visit(file.root);
  return table.finish();
}
