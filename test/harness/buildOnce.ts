import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Tests run TypeScript sources directly; workers and WASM come from dist/, so it is built once before them, unless who runs the tests has built it. */
export default function setup(): void {
  if (process.env.SIGNOFF_BUILT !== undefined) return;
  execFileSync(process.execPath, ['esbuild.mjs', '--workers'], {
    cwd: path.resolve(__dirname, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
