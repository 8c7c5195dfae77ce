/** Port: how the model reaches files. Reads are synchronous because includes are met in the middle of a parse. Paths are absolute with `/`. */
export interface Workspace {
  /** Current text: the open document's when there is one, else the file's; undefined when it cannot be read as text. */
  readText(path: string): string | undefined;
  isFile(path: string): boolean;
  /** Files below a folder, hidden folders and node_modules left out, symbolic links not followed out of it. */
  listFiles(folder: string): Promise<readonly string[]>;
  /** Files directly in a folder. Absent: the caller filters `listFiles`. */
  listFolder?(folder: string): Promise<readonly string[]>;
}
