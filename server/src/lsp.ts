/** Composition root of the language server: real connection and engine, wired to the features. Node IPC, `--stdio`, `--socket` or `--pipe`. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
import { createConnection, ProposedFeatures, type Connection } from 'vscode-languageserver/node';
import type { Log } from './base/log';
import type { BesideData } from './besideMessages';
import { serveBeside } from './besideWorker';
import { composeEngine } from './compose';
import { startServer } from './features/server';
import { assetDir } from './platform/assets';
import { collectWhenIdle } from './platform/collectGarbage';
import { ensureCapableNode } from './platform/nodeVersion';
import { signoffVersion } from './version';

/** Nobody types for so long: reading a project leaves a heap of which half is empty. */
const quietMs = 8000;

/** Serves LSP on the channel that the command line names. A defect in a callback of ours is logged and does not end the server. */
export function serve(): void {
  const connection = createConnection(ProposedFeatures.all);
  const log = consoleLog(connection, '');
  process.on('uncaughtException', (error) => log.error(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) =>
    log.error(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`),
  );
  const idle = collectWhenIdle(quietMs);
  startServer({
    connection,
    log,
    version: signoffVersion,
    asked: () => idle.busy(),
    compose: ({ roots, settings, apiKey, askEditor }) =>
      composeEngine({
        roots,
        settings,
        log,
        besideThread: path.join(assetDir(), 'lsp.js'),
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(askEditor === undefined ? {} : { askEditor }),
      }),
  });
}

/** To the client's log, and to the file that the environment names in SIGNOFF_LOG. */
function consoleLog(connection: Connection, prefix: string): Log {
  const file = process.env['SIGNOFF_LOG'];
  const say = (method: 'debug' | 'info' | 'warn' | 'error') => (message: string) => {
    connection.console[method](`${prefix}${message}`);
    if (file !== undefined) append(file, `${new Date().toISOString()} ${method} ${prefix}${message}\n`);
  };
  return {
    // Prompts and source text may be in here: never sent unless the user turns it on in the launching environment.
    trace: process.env['SIGNOFF_TRACE'] === undefined ? () => undefined : say('debug'),
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    child: (name) => consoleLog(connection, `${prefix}[${name}] `),
  };
}

/** A log file that cannot be written costs the log, not the server. */
function append(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch {
    return;
  }
}

// The command line's bundle holds this file too and calls `serve` itself. The thread beside runs this file as well, which saves a bundle.
if (!isMainThread && (workerData as Partial<BesideData> | null)?.thread === 'beside') serveBeside(workerData as BesideData);
else if (/^(server|lsp)\.[cm]?[jt]s$/.test(path.basename(__filename)) && ensureCapableNode()) serve();
