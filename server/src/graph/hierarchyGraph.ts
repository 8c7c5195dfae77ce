import type { Graph, GraphEdge, GraphNode } from '../protocol/contract';
import type { HierarchyNode } from '../protocol/requests';
import type { HierarchyTree } from './hierarchy';

const textLimit = 2000;

/** An elaborated hierarchy in the contract's shape: a node per instance, named by its path from the top. */
export function hierarchyGraph({ root, notes }: HierarchyTree): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const said = [...notes];
  const visit = (node: HierarchyNode, id: string): void => {
    const label = nodes.length === 0 ? node.module : `${node.name}: ${node.module}${overridden(node)}`;
    nodes.push({ id, kind: 'instance', label, ...placeOf(node) });
    if (node.missing === true) said.push(`Module ${node.module} of ${id} was not found.`);
    if (node.recursive === true) said.push(`${id} instantiates ${node.module} again; it is not followed.`);
    for (const child of node.children) {
      edges.push({ from: id, to: `${id}.${child.name}`, kind: 'data', ...placeOf(child) });
      visit(child, `${id}.${child.name}`);
    }
  };
  visit(root, root.name);
  return { module: root.module, kind: 'hierarchy', nodes, edges, ...(said.length === 0 ? {} : { notes: said }) };
}

function placeOf({
  file,
  line,
  column,
  endLine,
  endColumn,
}: HierarchyNode): Pick<GraphNode, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  return { file, line, endLine, ...(column === undefined || endColumn === undefined ? {} : { column, endColumn }) };
}

/** The same as text, one instance a line, indented by depth. */
export function hierarchyText({ root, notes }: HierarchyTree): string {
  const lines = [`${root.module} L${root.line}-${root.endLine}`];
  let left = 0;
  const visit = (node: HierarchyNode, depth: number): void => {
    for (const child of node.children) {
      if (lines.length > textLimit) left++;
      else {
        const state = child.missing === true ? ' (not found)' : child.recursive === true ? ' (again)' : '';
        lines.push(`${'  '.repeat(depth)}${child.name}: ${child.module}${overridden(child)} L${child.line}${state}`);
      }
      visit(child, depth + 1);
    }
  };
  visit(root, 1);
  if (left > 0) lines.push(`… ${left} more instances`);
  return `${[...lines, ...notes].join('\n')}\n`;
}

/** Parameters that the instance sets: ` #(N=4, W=8)`. */
function overridden({ parameters }: HierarchyNode): string {
  const set = parameters.filter((one) => one.overridden === true).map((one) => `${one.name}=${one.value}`);
  return set.length === 0 ? '' : ` #(${set.join(', ')})`;
}
