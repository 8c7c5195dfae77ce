import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** The editor runs what is in dist/: it is built from the sources under test. */
export default function setup(): void {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: path.resolve(__dirname, '../..'), stdio: ['ignore', 'ignore', 'inherit'] });
}
