import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Absolute path of a program: an absolute path as it is, `./name` below `cwd`, else the first executable file of that name in the
 * absolute folders of PATH (relative ones could be a workspace's). Undefined when there is none.
 */
export function findProgram(name: string, cwd?: string): string | undefined {
  if (path.isAbsolute(name)) return isExecutable(name) ? name : undefined;
  if (/[\\/]/.test(name)) {
    // A program that the run itself made (a Verilator binary) may not exist before an earlier step: the caller knows.
    return cwd === undefined ? undefined : path.resolve(cwd, name);
  }
  const endings = process.platform === 'win32' ? (process.env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    for (const ending of endings) {
      const candidate = path.join(folder, name + ending);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
