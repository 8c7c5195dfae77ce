// `npm start`: installs, builds, and opens examples/ in VS Code in the browser with this checkout as the extension.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { addressOf, ensureCodeServer, freePort, startCodeServer } from './codeServer.mjs';
import { build, ensureInstalled, root, windows } from './setup.mjs';

ensureInstalled();
build();
const problem = await ensureCodeServer();
if (problem !== undefined) {
  console.error(`${problem}. It needs the npm registry once; the rest of Signoff works without it.`);
  process.exit(1);
}

const data = path.join(root, '.editor', 'home');
const server = await startCodeServer({ data, port: await freePort(3110), keepSettings: true });
const examples = path.join(root, 'examples');
const address = addressOf(server, examples, path.join(examples, 'ghost_text', 'uart_bridge.sv'));
console.log(`
Signoff is running in VS Code: ${address}

  1. ghost_text/uart_bridge.sv: at the end of the line "// type here:" press Enter and type sync_fifo: the instance that appears was elaborated first.
  2. timing/: open a file and run "Signoff: Analyze Timing" (F1); press Ctrl+. on the warning and take the proven fix.
  3. verify/credit_counter.sv: click "Verify module" above the module: it is refuted, with the waveform of the first difference.

Ctrl+C ends it.`);
openBrowser(address);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop().then(() => process.exit(0)));
server.child.once('exit', (code) => process.exit(code ?? 0));

/** Opens the user's browser where there is a desktop; the address is printed either way. */
function openBrowser(url) {
  if (process.env.SIGNOFF_NO_BROWSER !== undefined || process.env.CI !== undefined) return;
  const desktop =
    windows || process.platform === 'darwin' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (!desktop) return;
  const [command, args] = windows ? ['explorer.exe', [url]] : process.platform === 'darwin' ? ['open', [url]] : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
