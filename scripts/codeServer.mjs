// VS Code in a browser (code-server) for `npm start` and the editor tests. It is no dependency of ours: its own install refuses Node 20 and
// compiles for a minute. Here it is installed without install scripts, which only costs it its log files, into the git-ignored .editor/.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { npm, projectNode, root, windows } from './setup.mjs';

const version = '4.139.1';
const home = path.join(root, '.editor');
const packageFolder = path.join(home, 'node_modules', 'code-server');
const entry = path.join(packageFolder, 'out', 'node', 'entry.js');
const marker = path.join(home, `ok-${version}`);

/** Installs code-server once (about 200 MB to download). Gives undefined, or one sentence saying what failed. */
export async function ensureCodeServer(say = console.log) {
  if (existsSync(marker) && existsSync(entry)) return undefined;
  say(`Installing VS Code for the browser (code-server ${version}, once, about 200 MB) …`);
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), '{ "private": true }\n');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const workbench = path.join(packageFolder, 'lib', 'vscode');
  const steps = [
    [home, ['install', `code-server@${version}`, ...quiet]],
    [workbench, ['install', '--omit=dev', ...quiet]],
    [path.join(workbench, 'extensions'), ['install', '--omit=dev', ...quiet]],
  ];
  for (const [cwd, args] of steps) {
    if (npm(args, { cwd }) !== 0)
      return `npm ${args.slice(0, 2).join(' ')} failed in ${path.relative(root, cwd)}: code-server could not be installed`;
  }
  await writeFile(marker, '');
  return undefined;
}

/** Settings that keep the window quiet: no welcome page, no chat panel, no gallery. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/**
 * Starts code-server with this checkout as its only extension.
 * @param {{ data: string, port?: number, settings?: object, machineSettings?: object, keepSettings?: boolean, trust?: boolean, extension?: string,
 *   vsix?: string, others?: readonly string[], environment?: Record<string, string> }} options
 *   `data` holds everything it writes; `extension` is the folder of an unpacked extension (this checkout when absent), '' for none; `vsix` is a
 *   package that is installed instead; `others` are folders of further extensions.
 * @returns {Promise<{ url: string, port: number, child: import('node:child_process').ChildProcess, stop(): Promise<void>, output(): string }>}
 */
export async function startCodeServer(options) {
  const port = options.port ?? (await freePort());
  const { data } = options;
  await prepare(options);
  const env = { ...environment(data), ...options.environment };
  const args = [entry, '--config', path.join(data, 'config.yaml')];
  args.push('--user-data-dir', path.join(data, 'user'), '--extensions-dir', path.join(data, 'extensions'));
  if (options.vsix !== undefined) await install([...args, '--install-extension', options.vsix], env);
  args.push(
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
  );
  if (options.trust !== false) args.push('--disable-workspace-trust');
  const child = spawn(projectNode(), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listening = new Promise((resolve, reject) => {
    const take = (chunk) => {
      output += chunk;
      if (/HTTP server listening/.test(output)) resolve(undefined);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${output.slice(-2000)}`)));
  });
  await listening;
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
      child.once('exit', () => resolve(undefined));
      child.kill();
    });
  return { url: `http://127.0.0.1:${port}`, port, child, stop, output: () => output };
}

/** The address that opens a folder, and a file in it. Paths are absolute. */
export function addressOf(server, folder, file) {
  const remote = (target) => `vscode-remote://127.0.0.1:${server.port}${target.replaceAll('\\', '/')}`;
  const payload = [['skipWelcome', 'true']];
  if (file !== undefined) payload.push(['openFile', remote(file)]);
  return `${server.url}/?folder=${encodeURIComponent(folder.replaceAll('\\', '/'))}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

function install(args, env) {
  const child = spawn(projectNode(), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`code-server did not install the package:\n${output}`)),
    );
  });
}

async function prepare({
  data,
  settings = {},
  machineSettings = {},
  keepSettings = false,
  vsix,
  extension = vsix === undefined ? root : '',
  others = [],
}) {
  await mkdir(path.join(data, 'user', 'User'), { recursive: true });
  await mkdir(path.join(data, 'user', 'Machine'), { recursive: true });
  await writeFile(path.join(data, 'config.yaml'), 'auth: none\ncert: false\n');
  await put(path.join(data, 'user', 'User', 'settings.json'), { ...quietSettings, ...settings }, keepSettings);
  await put(path.join(data, 'user', 'Machine', 'settings.json'), machineSettings, keepSettings);
  const extensions = path.join(data, 'extensions');
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions, { recursive: true });
  for (const folder of extension === '' ? others : [extension, ...others]) {
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const link = path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
    await symlink(folder, link, windows ? 'junction' : 'dir');
  }
}

async function put(file, settings, keep) {
  if (keep && existsSync(file)) return;
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
}

function environment(data) {
  const own = { ...process.env, HOME: data, XDG_CONFIG_HOME: path.join(data, 'cfg'), XDG_DATA_HOME: path.join(data, 'data') };
  // An empty gallery: the window asks nobody for extensions. PORT would override the address we bind.
  const set = { ...own, XDG_CACHE_HOME: path.join(data, 'cache'), EXTENSIONS_GALLERY: '{}' };
  delete set.PORT;
  return set;
}

/** A port that is free now: `wanted` when it is. */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => (wanted === 0 ? reject(new Error('no free port')) : freePort().then(resolve, reject)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
