import { cellHeader, type CellHeader, type CellLibraryText } from '../tools/cellLibraries';
import type { LoadedDesign } from './project';

/** A module that no source declares, whose ports are known all the same. */
export interface Boundary {
  readonly module: string;
  /** Whose cell it is. */
  readonly family: string;
}

/** A design in which instances without a source are boundaries where that can be known. */
export interface BoundedDesign extends LoadedDesign {
  readonly boundaries: readonly Boundary[];
}

/**
 * A design with headers of what nothing in it declares, where the direction of every port is known: cells of a vendor, from Yosys' libraries of them. Around such an instance everything
 * can be analysed; of its inside nothing is said. What stays in `missing` is not known.
 */
export function withBoundaries(design: LoadedDesign, library: CellLibraryText): BoundedDesign {
  const { unit } = design;
  const headers = (unit.blackBoxes ?? []).map((box) => cellHeader(box, library)).filter((one): one is CellHeader => one !== undefined);
  if (headers.length === 0) return { ...design, boundaries: [] };
  const known = new Set(headers.map(({ name }) => name));
  const blackBoxes = (unit.blackBoxes ?? []).filter(({ name }) => !known.has(name));
  return {
    ...design,
    unit: {
      ...unit,
      unresolved: (unit.unresolved ?? []).filter((name) => !known.has(name)),
      blackBoxes,
      headers: headers.map(({ source }) => source),
    },
    missing: design.missing.filter(({ name }) => !known.has(name)),
    boundaries: headers.map(({ name, family }) => ({ module: name, family })),
  };
}

/** What is taken for granted of instances without a source, in words; `as` says how they are taken. */
export function boundaryNotes(boundaries: readonly Boundary[], as: string): string[] {
  const families = [...new Set(boundaries.map(({ family }) => family))];
  return families.map((family) => {
    const names = boundaries.filter((one) => one.family === family).map(({ module }) => module);
    return `No source declares ${names.join(', ')}: with the ports of Yosys' library of ${family} cells, ${as}.`;
  });
}
