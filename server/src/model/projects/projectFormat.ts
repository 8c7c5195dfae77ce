import type { Filelist } from '../filelist';
import type { Workspace } from '../workspacePort';

/** What reading a project file may ask. */
export interface ProjectPlace {
  readonly workspace: Workspace;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Targets and flags that the user chose; each format says what it does with them. */
  readonly targets: readonly string[];
  /** The folder that other files of the project are looked for in: the workspace folder, else the file's own. */
  readonly root: string;
}

/** A kind of file that says what belongs to a project. One file per format in this folder, one line in `formats.ts`. */
export interface ProjectFormat {
  readonly name: string;
  /** For people: `FuseSoC core`. */
  readonly title: string;
  /** Whether a file of this path is one; the folder is for names that count only in one place. */
  fits(path: string): boolean;
  /** Where it counts without being named in the settings: paths below the workspace folder, or a test of a name directly in it. */
  readonly found: { readonly at: readonly string[] } | { readonly named: (name: string) => boolean };
  read(path: string, place: ProjectPlace): Promise<Filelist>;
  /** Reads several of the kind in one folder as one project. Without it the first alone is read. */
  readAll?(paths: readonly string[], place: ProjectPlace): Promise<Filelist[]>;
}
