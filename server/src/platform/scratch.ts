import { constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Largest file read back. */
const maxCollectBytes = 64 * 1024 * 1024;

/** A private directory for one run. */
export class Scratch {
  private constructor(readonly path: string) {}

  /** Makes the directory (readable by its owner only) and lays the files into it; `executable` names those that may be started. Rejects when the system does not let us. */
  static async create(files: ReadonlyMap<string, string | Uint8Array>, executable: readonly string[] = []): Promise<Scratch> {
    const scratch = new Scratch(await realpath(await mkdtemp(path.join(os.tmpdir(), 'signoff-'))));
    try {
      for (const [name, content] of files) {
        const target = scratch.resolve(name);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, content);
        if (executable.includes(name)) await chmod(target, 0o700);
      }
      return scratch;
    } catch (error) {
      await scratch.remove();
      throw error;
    }
  }

  /** Files that the run left, by name. Links are not followed: they could point anywhere. */
  async collect(names: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (const name of names) {
      const content = await this.readPlain(this.resolve(name));
      if (content !== undefined) found.set(name, content);
    }
    return found;
  }

  async remove(): Promise<void> {
    // What a dying program still writes can make a removal fail once or twice.
    await rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
  }

  private async readPlain(file: string): Promise<Uint8Array | undefined> {
    try {
      if ((await realpath(file)) !== file) return undefined;
      const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        const status = await handle.stat();
        return status.isFile() && status.size <= maxCollectBytes ? await handle.readFile() : undefined;
      } finally {
        await handle.close();
      }
    } catch {
      return undefined;
    }
  }

  private resolve(name: string): string {
    const target = path.resolve(this.path, name);
    if (!target.startsWith(this.path + path.sep)) throw new Error(`the generated file name ${name} leaves the scratch directory`);
    return target;
  }
}
