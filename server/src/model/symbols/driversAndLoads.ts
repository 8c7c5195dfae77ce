import { accessOf, portOf, usesOf } from './references';
import { resolver } from './resolve';
import { canonical, type Located, type SymbolProject } from './symbolProject';
import { wildcardConnections } from './wildcards';

/** How often a signal is written and read in its file, and 1-based lines where. */
export interface DriversAndLoads {
  writes: number;
  reads: number;
  /** Connections to modules that no file declares: nobody knows which way they go. */
  unknown: number;
  readonly writtenAt: Set<number>;
  readonly readAt: Set<number>;
}

/** Counts drivers and loads of a port, net or variable; instances count by the direction of the port, also those that `.*` connects. */
export function driversAndLoads(project: SymbolProject, at: Located): DriversAndLoads {
  const found: DriversAndLoads = { writes: 0, reads: 0, unknown: 0, writtenAt: new Set(), readAt: new Set() };
  const { declaration, table } = canonical(at);
  const { path } = declaration.nameRange;
  const count = (writes: boolean, reads: boolean, range: { readonly path: string; readonly line: number }): void => {
    if (writes) found.writes++;
    if (reads) found.reads++;
    if (range.path !== path) return;
    if (writes) found.writtenAt.add(range.line + 1);
    if (reads) found.readAt.add(range.line + 1);
  };
  if (declaration.kind === 'net' && declaration.value !== undefined) count(true, false, declaration.nameRange);
  const uses = usesOf(project, at, [table.path]);
  for (const { table: user, reference } of [...uses.references, ...uses.hidden]) {
    if (user !== table) continue;
    const { through } = reference;
    if (through !== undefined && portOf(project, user, through) === undefined) {
      found.unknown++;
      continue;
    }
    const access = accessOf(project, user, reference);
    count(access === 'write' || access === 'readWrite', access === 'read' || access === 'readWrite', reference.range);
  }
  for (const { instance, port } of wildcardConnections(resolver(project), { table, declaration })) {
    const direction = port?.declaration.direction;
    if (port === undefined) found.unknown++;
    else count(direction !== 'input', direction !== 'output', instance.declaration.nameRange);
  }
  return found;
}
