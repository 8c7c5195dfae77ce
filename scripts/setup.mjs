import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const windows = process.platform === 'win32';

/** Unit tests share the modules they import and leave no state in them: loading everything anew for each file took longer than the tests. */
export const unitTests = ['test/unit', '--pool=threads', '--no-isolate'];

/** Environment whose PATH finds the project's own programs (and its Node 24) first. */
export function projectEnvironment(extra = {}) {
  const bin = path.join(root, 'node_modules', '.bin');
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: `${bin}${path.delimiter}${process.env[key] ?? ''}`, ...extra };
}

/** The Node that the project pins, from the npm package `node`; the running one before the install. */
export function projectNode() {
  const pinned = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

/** Runs a command in the checkout with its output shown; gives the exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: projectEnvironment(), shell: false, ...options });
  if (result.error) console.error(`could not start ${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** Runs a program beside others. Resolves with its exit code and what it printed; `shown`, that is printed as it comes, and not given. */
export function runBeside(command, args, { shown = false, extra = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: projectEnvironment(extra),
    });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => parts.push(part));
    child.on('error', (error) => resolve({ code: 1, said: `could not start ${command}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, said: Buffer.concat(parts) }));
  });
}

/** Runs npm: `options` go to the process that is started. Gives the exit code. */
export function npm(args, options = {}) {
  // npm starts its scripts with its own path in npm_execpath: the same npm installs, whatever the platform's launcher looks like.
  const cli = process.env.npm_execpath;
  return cli && /\.c?js$/.test(cli)
    ? run(process.execPath, [cli, ...args], options)
    : run(windows ? 'npm.cmd' : 'npm', args, { shell: windows, ...options });
}

/** Installs what package-lock.json pins, unless that was done since the lock file last changed. */
export function ensureInstalled() {
  const marker = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  const fresh =
    existsSync(marker) && existsSync(path.join(root, 'node_modules', '.bin')) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1000;
  if (fresh || (existsSync(marker) && sameVersions(marker, lock))) return;
  console.log('Installing dependencies (once) …');
  const code = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    console.error('npm ci failed: see above. Signoff needs the npm registry once, to install.');
    process.exit(code);
  }
}

function sameVersions(marker, lock) {
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {})
      .filter(([name, entry]) => name !== '' && !entry.optional)
      .map(([name, entry]) => `${name}@${entry.version}`);
  const installed = new Set(versions(marker));
  return versions(lock).every((entry) => installed.has(entry));
}

export function build() {
  const code = run(projectNode(), ['esbuild.mjs']);
  if (code !== 0) process.exit(code);
}
