import { appendFileSync } from 'node:fs';
import type { LogOutputChannel } from 'vscode';

/**
 * Says what happens at debug level, to the output channel and to the file that the environment names in SIGNOFF_LOG. The language server writes
 * there too, so both sides of a request stand in it in their order.
 */
export function debugLog(output: LogOutputChannel): (words: string) => void {
  const file = process.env['SIGNOFF_LOG'];
  return (words) => {
    output.debug(words);
    if (file === undefined) return;
    try {
      appendFileSync(file, `${new Date().toISOString()} client ${words}\n`);
    } catch (error) {
      // A log file that cannot be written costs the log, not the extension.
      output.debug(`${file}: ${String(error)}`);
    }
  };
}
