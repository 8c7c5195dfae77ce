/** Port: how the model reaches files. Reads are synchronous because includes are met in the middle of a parse. Paths are absolute with `/`. */
export interface Workspace {
  /** Current text: the open document's when there is one, else the file's; undefined when it cannot be read as text. */
  readText(path: string): string | undefined;
  isFile(path: string): boolean;
  /** The same text in pieces, for files of any size, packed ones (gzip) unpacked; undefined when there is no such file. Throws while reading when it cannot go on. */
  readPieces?(path: string): AsyncIterable<string> | Iterable<string> | undefined;
  /** Texts of many files as `readText` gives them, read side by side. */
  readMany?(paths: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Changes when the file does, and is the same in the next process; undefined when there is no file, or an open document stands for it. */
  stamp?(path: string): string | undefined;
  /** An open document stands for the file. */
  isOpen?(path: string): boolean;
  /** Where a file is when every link is followed; undefined when there is none. */
  realPath?(path: string): string | undefined;
  /** Whether the file may be written. Absent: nothing is known of that. */
  isWritable?(path: string): boolean;
  /** Files below a folder, hidden folders and node_modules left out, symbolic links not followed out of it. */
  listFiles(folder: string): Promise<readonly string[]>;
  /** Files directly in a folder. Absent: the caller filters `listFiles`. */
  listFolder?(folder: string): Promise<readonly string[]>;
}
