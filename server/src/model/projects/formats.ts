import { bender } from './bender';
import { edam } from './edam';
import { filelist, veribleFilelist } from './filelistFormats';
import { fusesoc } from './fusesoc';
import type { ProjectFormat } from './projectFormat';
import { slangServer } from './slangServer';

/**
 * Every format, in the order in which they win when several stand in one workspace folder: what was written for an editor, then what the
 * project is built from, then what a build left behind, then a bare list. A file that is named in the settings is read by the first it fits.
 */
export const projectFormats: readonly ProjectFormat[] = [slangServer, veribleFilelist, bender, fusesoc, edam, filelist];

/** The format of a file that was named; a bare file list when nothing else fits. */
export function formatOf(path: string): ProjectFormat {
  return projectFormats.find((format) => format.fits(path)) ?? filelist;
}
