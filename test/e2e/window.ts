import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { addressOf, ensureCodeServer, startCodeServer, type CodeServer } from '../../scripts/codeServer.mjs';
import { EditorPage } from './editorPage';

const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const browserPath = places.find((place) => place !== '' && existsSync(place));

/** Undefined when the editor tests can run, else why not and which command mends it. */
export async function whyNoEditor(): Promise<string | undefined> {
  if (browserPath === undefined) return 'no Chromium found; install it: apt-get install -y chromium fonts-dejavu-core (or set CHROMIUM)';
  const problem = await ensureCodeServer(() => undefined);
  return problem === undefined ? undefined : `${problem}; install it: npm start`;
}

export interface EditorWindow {
  readonly page: EditorPage;
  /** The workspace folder: a copy of examples/ that the test may change. */
  readonly folder: string;
  readonly server: CodeServer;
  /** What a failed test leaves for its reader: the window as it was, and the ends of the language server's log and of the client's, printed. */
  tellFailure(test: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts an editor with this checkout as its extension on a copy of a folder. */
export async function openWindow(options: {
  source: string;
  settings?: Record<string, unknown>;
  machineSettings?: Record<string, unknown>;
  /** A package that is installed in place of this checkout. */
  vsix?: string;
  /** Folders of further extensions. */
  others?: readonly string[];
  environment?: Record<string, string>;
  /** False: the folder is opened in restricted mode, as a repository from elsewhere is. */
  trust?: boolean;
}): Promise<EditorWindow> {
  const data = await mkdtemp(path.join(tmpdir(), 'signoff-editor-'));
  const folder = path.join(data, 'examples');
  await cp(options.source, folder, { recursive: true });
  const machineSettings = options.machineSettings ?? {};
  const logFile = serverLog();
  const server = await startCodeServer({
    data,
    settings: { ...options.settings, ...machineSettings },
    machineSettings,
    environment: { SIGNOFF_LOG: logFile, ...options.environment },
    ...(options.vsix === undefined ? {} : { vsix: options.vsix }),
    ...(options.others === undefined ? {} : { others: options.others }),
    ...(options.trust === undefined ? {} : { trust: options.trust }),
  });
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1500, height: 950 } });
  const page = await context.newPage();
  await page.goto(addressOf(server, folder));
  await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 120_000 });
  const editor = new EditorPage(page);
  return {
    page: editor,
    folder,
    server,
    async tellFailure(test) {
      await editor.screenshot(`failed-${test.replaceAll(/\W+/g, '-').slice(0, 40)}`);
      const log = await readFile(logFile, 'utf8').catch(() => 'the language server wrote no log');
      const [client, of] = [/^\S+ client /, log.split('\n')];
      const last = [...of.filter((line) => !client.test(line)).slice(-60), ...of.filter((line) => client.test(line)).slice(-40)];
      console.error(`${test}\n${last.join('\n')}`);
    },
    async close() {
      await browser.close();
      await server.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** The language server's log of the last run, kept beside the screenshots. */
function serverLog(): string {
  const output = path.resolve(__dirname, '../../test-output');
  mkdirSync(output, { recursive: true });
  const file = path.join(output, 'language-server.log');
  rmSync(file, { force: true });
  return file;
}

function launch(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: browserPath ?? '', headless: true, args });
}
