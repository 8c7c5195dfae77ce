import type { Node } from 'web-tree-sitter';
import type { Preprocessed, SyntaxProblem } from './parsedFile';

/** The syntax errors of a tree, one for each root cause, in words. */
export function findProblems(root: Node, pre: Preprocessed): SyntaxProblem[] {
  if (!root.hasError) return [];
  const problems: SyntaxProblem[] = [];
  const visit = (node: Node): void => {
    if (problems.length >= 100) return;
    if (node.isMissing) {
      problems.push({ range: pre.toSource(node.startIndex, node.endIndex), code: 'syntax/missing', message: `expected \`${node.type}\`` });
      return;
    }
    if (node.isError) {
      const text = pre.text.slice(node.startIndex, node.endIndex).trim().split(/\s+/)[0] ?? '';
      problems.push({
        range: pre.toSource(node.startIndex, node.endIndex),
        code: 'syntax/error',
        message: `syntax error near \`${text.slice(0, 40)}\``,
      });
      if (node.endIndex - node.startIndex < 200) return;
    }
    for (const child of node.children) if (child.hasError || child.isMissing) visit(child);
  };
  visit(root);
  return problems;
}
