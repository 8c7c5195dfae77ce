/**
 * Whether hover and graphs tell the same of who writes and reads a signal: `npm run bench -- --drivers FOLDER [--only PATTERN] [--list N]`. For
 * every port, net and variable that a module declares, a data flow into it or out of it must be told by its file's names (written, read). Not the other
 * way: constants and branches that default parameters switch off are no data flow. Prints the signals that differ.
 */
import path from 'node:path';
import { silentLog } from '../../server/src/base/log';
import { analyzeModule, type ModuleGraph } from '../../server/src/graph/moduleGraph';
import { projectUnits } from '../../server/src/graph/units';
import { placeOfDeclaration } from '../../server/src/features/signalPlaces';
import { driversAndLoads } from '../../server/src/model/symbols/driversAndLoads';
import { symbolProject } from '../../server/src/model/symbols/symbolProject';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { loadBundledParser } from './parser';

/** Prints how often both agree, and up to `list` signals of which they do not. */
export async function measureDrivers(folder: string, only: RegExp, list: number): Promise<void> {
  const index = new WorkspaceIndex(createNodeWorkspace(), await loadBundledParser(), silentLog);
  await index.addFolder(folder);
  const project = symbolProject(index);
  const units = projectUnits(
    (name) => index.find(name),
    (file) => index.parse(file),
  );
  let modules = 0;
  let signals = 0;
  const differ: string[] = [];
  for (const file of index.files.filter((one) => only.test(one))) {
    const table = project.table(file);
    if (table === undefined) continue;
    for (const unit of index.modulesOf(file).filter((one) => one.kind === 'module' && !one.damaged)) {
      modules++;
      const graph = analyzeModule(index.parse(file), unit, units);
      const edges = ends(graph);
      for (const declaration of table.declarations) {
        if (!/^(?:port|net|variable)$/.test(declaration.kind) || declaration.completes !== undefined) continue;
        const place = placeOfDeclaration(project, { table, declaration }, (_, name) => (name === unit.name ? graph : undefined));
        if (place === undefined) continue;
        const { writes, reads, unknown } = driversAndLoads(project, { table, declaration });
        signals++;
        const driven = place.ids.some((id) => edges.into.has(id)) && writes + unknown === 0;
        const source = place.ids.some((id) => edges.from.has(id)) && reads + unknown === 0;
        if (!driven && !source) continue;
        const told = `hover: written ${writes} times, read ${reads} times; graph: ${driven ? 'driven' : ''} ${source ? 'a source' : ''}`;
        differ.push(`${path.relative(folder, file)}:${declaration.nameRange.line + 1} ${declaration.name}: ${told}`);
      }
    }
  }
  console.log(`${folder}: ${modules} modules, ${signals} signals, ${differ.length} of them told otherwise`);
  for (const line of differ.slice(0, list)) console.log(`  ${line}`);
}

function ends({ edges }: ModuleGraph): { readonly into: ReadonlySet<string>; readonly from: ReadonlySet<string> } {
  return { into: new Set(edges.map((one) => one.to)), from: new Set(edges.map((one) => one.from)) };
}
