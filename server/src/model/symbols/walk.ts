import type { Node } from '../../syntax/nodes';
import type { Access, Connection, PatternType, Place } from './symbolTypes';
import type { TableBuilder } from './tableBuilder';

/** What a handler of a node type is given: the table being built, and the state that goes down the tree with the walk. */
export interface Walk {
  readonly table: TableBuilder;
  /** How the names met now are used. */
  access: Access;
  /** What the names met now are connected to. */
  through: Connection | undefined;
  /** Type that an assignment pattern met now has. */
  pattern: PatternType | undefined;
  /** The name or call just read, that a dot may follow; -1 for none. */
  last: number;
  /** The dot or `::` just read. */
  joint: '' | '.' | '::';
  /** Names before brackets that are open. */
  readonly open: { readonly last: number; readonly access: Access; readonly through: Connection | undefined }[];
  visit(node: Node): void;
}

export type Handler = (walk: Walk, node: Node) => void;

export function isName(node: Node): boolean {
  return node.type === 'simple_identifier' || node.type === 'escaped_identifier';
}

/** Visits all children, punctuation too. */
export function visitChildren(walk: Walk, node: Node): void {
  for (const child of node.children) walk.visit(child);
}

export function visitAll(walk: Walk, nodes: readonly (Node | undefined)[]): void {
  for (const node of nodes) if (node !== undefined) walk.visit(node);
}

/** Ends the name being read. */
export function breakChain(walk: Walk): void {
  walk.last = -1;
  walk.joint = '';
}

/** Visits something of its own, as its names are used in a given way; gives the last name read in it. */
export function visitAs(walk: Walk, node: Node, access: Access, pattern?: PatternType, through?: Connection): number {
  const before = { access: walk.access, pattern: walk.pattern, through: walk.through };
  walk.access = access;
  walk.pattern = pattern;
  walk.through = through;
  breakChain(walk);
  walk.visit(node);
  const last = walk.last;
  breakChain(walk);
  Object.assign(walk, before);
  return last;
}

/** A name met in the running text: alone, after a dot or after `::`. */
export function readName(walk: Walk, node: Node, place: Place = { kind: 'plain' }): number {
  const { table, last, joint } = walk;
  let at: Place = place;
  if (joint === '.' && last >= 0) at = { kind: 'member', of: last };
  else if (joint === '::' && last >= 0) {
    at = { kind: 'scoped', of: last };
    const prefix = table.reference(last);
    if (prefix !== undefined) {
      prefix.access = 'none';
      if (prefix.place.kind === 'plain' || prefix.place.kind === 'type') prefix.place = { kind: 'scope' };
    }
  }
  walk.last = table.refer(node, at, walk.access, walk.through);
  walk.joint = '';
  return walk.last;
}

/** Punctuation met in the running text. */
export function readMark(walk: Walk, mark: string): void {
  switch (mark) {
    case '.':
    case '::':
      walk.joint = mark;
      return;
    case '[':
    case '(':
    case '{':
    case "'{":
      walk.open.push({ last: mark === '{' || mark === "'{" ? -1 : walk.last, access: walk.access, through: walk.through });
      if (mark === '[' || (mark === '(' && walk.last >= 0)) {
        walk.access = 'read';
        walk.through = undefined;
      }
      breakChain(walk);
      return;
    case ']':
    case ')':
    case '}': {
      const outer = walk.open.pop();
      breakChain(walk);
      if (outer !== undefined) {
        walk.last = outer.last;
        walk.access = outer.access;
        walk.through = outer.through;
      }
      return;
    }
    case "'":
      return;
    default:
      breakChain(walk);
  }
}
