import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { assetDir } from './assets';

const oldestMajor = 22;
const oldestMinor = 15;
const passedOn = 'SIGNOFF_NODE_PASSED_ON';

/**
 * Call first in a program that may be started on an old Node; true means: go on here. On an old Node whose checkout carries a newer
 * one (the npm package `node`), the same script is run there instead, with the same arguments, streams, signals and exit code; then
 * the answer is false and this process only waits for it. A process that was forked with an IPC channel cannot be passed on: it goes
 * on with a warning on standard error, and the embedded Yosys answers `broken`.
 */
export function ensureCapableNode(): boolean {
  if (isCapable(process.versions.node)) return true;
  const newer = bundledNode(assetDir());
  const script = process.argv[1];
  const forked = process.send !== undefined;
  if (newer !== undefined && script !== undefined && !forked && process.env[passedOn] === undefined) {
    passOn(newer, [script, ...process.argv.slice(2)]);
    return false;
  }
  warn();
  return true;
}

/** Whether a Node version (`22.15.1`) can run the embedded Yosys. */
export function isCapable(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** What to tell a user whose Node is too old. */
function incapableMessage(version: string): string {
  return (
    `This is Node ${version}; the embedded Yosys needs Node ${oldestMajor}.${oldestMinor} or newer, so elaboration, lint, proofs and timing ` +
    'are not available. Install a newer Node, or run "npm install" in the Signoff checkout, which brings one.'
  );
}

function bundledNode(assets: string): string | undefined {
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidate = path.join(assets, '..', 'node_modules', 'node', 'bin', program);
  return existsSync(candidate) ? candidate : undefined;
}

function passOn(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, [passedOn]: '1' } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    warn();
    process.stderr.write(`${program} did not start: ${error.message}\n`);
    process.exit(4);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function warn(): void {
  process.stderr.write(`${incapableMessage(process.versions.node)}\n`);
}
