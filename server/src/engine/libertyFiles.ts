import { contentHash } from '../base/hash';
import { failure, success, type Outcome } from '../base/outcome';
import type { Workspace } from '../model/workspacePort';
import type { LibertyFile } from '../timing/liberty/mapping';
import { readLiberty } from '../timing/liberty/readLiberty';

/** Liberty libraries of files. The latest is kept as long as its file is the same: they are large, and every save asks for it. */
export class LibertyFiles {
  private kept: { readonly file: string; readonly stamp: string; readonly read: LibertyFile } | undefined;

  constructor(private readonly workspace: Workspace) {}

  /** The library in a file. Fails when it cannot be read or holds no delay tables. */
  async read(file: string, signal: AbortSignal): Promise<Outcome<LibertyFile>> {
    const stamp = this.workspace.stamp?.(file);
    if (this.kept !== undefined && this.kept.file === file && this.kept.stamp === stamp) return success(this.kept.read);
    const pieces = this.workspace.readPieces?.(file) ?? this.whole(file);
    if (pieces === undefined) return failure(`cannot read ${file} as text`, 'Check the path.');
    const texts: string[] = [];
    let library: Awaited<ReturnType<typeof readLiberty>>;
    try {
      library = await readLiberty(keeping(pieces, texts), signal);
    } catch (error) {
      signal.throwIfAborted();
      return failure(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, 'Check that the file is whole.');
    }
    if (!library.ok) return failure(`${file}: ${library.message}`, library.hint);
    const text = texts.join('');
    const identity = `${file} ${stamp ?? contentHash(text)}`;
    const read = { library: library.value, text, toJSON: () => identity };
    if (stamp !== undefined) this.kept = { file, stamp, read };
    return success(read);
  }

  private whole(file: string): string[] | undefined {
    const text = this.workspace.readText(file);
    return text === undefined ? undefined : [text];
  }
}

async function* keeping(pieces: AsyncIterable<string> | Iterable<string>, into: string[]): AsyncGenerator<string> {
  for await (const piece of pieces) {
    into.push(piece);
    yield piece;
  }
}
