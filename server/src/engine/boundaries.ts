import type { WorkspaceIndex } from '../model/workspaceIndex';
import { cellHeader, type CellLibraryText } from '../tools/cellLibraries';
import { inferredHeaders } from './boxDirections';
import type { LoadedDesign } from './project';

/** A module that no source declares, whose ports are known all the same. */
export interface Boundary {
  readonly module: string;
  /** Whose cell it is; undefined where its connections told the directions of its ports. */
  readonly family?: string;
}

/** A design in which instances without a source are boundaries where that can be known. */
export interface BoundedDesign extends LoadedDesign {
  readonly boundaries: readonly Boundary[];
}

/**
 * A design with headers of what nothing in it declares, where the direction of every port is known: cells of a vendor, from Yosys' libraries of them, and what its connections tell. Around such an instance everything
 * can be analysed; of its inside nothing is said. What stays in `missing` is not known. Without an index
 * only cells of a vendor are taken.
 */
export function withBoundaries(design: LoadedDesign, library: CellLibraryText, index?: WorkspaceIndex): BoundedDesign {
  const { unit } = design;
  const boxes = unit.blackBoxes ?? [];
  const cells = boxes.flatMap((box) => {
    const cell = cellHeader(box, library);
    return cell === undefined ? [] : [{ module: cell.name, family: cell.family, source: cell.source }];
  });
  const others = boxes.filter(({ name }) => cells.every(({ module }) => module !== name));
  const inferred = (index === undefined ? [] : inferredHeaders(others, unit.files, index)).map(({ name, source }) => ({
    module: name,
    source,
  }));
  const found = [...cells, ...inferred];
  if (found.length === 0) return { ...design, boundaries: [] };
  const known = new Set(found.map(({ module }) => module));
  return {
    ...design,
    unit: {
      ...unit,
      unresolved: (unit.unresolved ?? []).filter((name) => !known.has(name)),
      blackBoxes: boxes.filter(({ name }) => !known.has(name)),
      headers: found.map(({ source }) => source),
    },
    missing: design.missing.filter(({ name }) => !known.has(name)),
    boundaries: [...cells.map(({ module, family }) => ({ module, family })), ...inferred.map(({ module }) => ({ module }))],
  };
}

/** What is taken for granted of instances without a source, in words; `as` says how they are taken. */
export function boundaryNotes(boundaries: readonly Boundary[], as: string): string[] {
  const families = [...new Set(boundaries.map(({ family }) => family))];
  return families.map((family) => {
    const names = boundaries.filter((one) => one.family === family).map(({ module }) => module);
    const ports =
      family === undefined ? 'the directions of ports that their connections tell' : `the ports of Yosys' library of ${family} cells`;
    return `No source declares ${names.join(', ')}: with ${ports}, ${as}.`;
  });
}
