import { parse } from 'smol-toml';
import { matchesGlob } from '../../model/projects/glob';

/** One entry of a waiver file. */
export interface Waiver {
  readonly rule: string;
  /** Absolute pattern of the files it is for. */
  readonly files: string;
  readonly module?: string;
  /** Part of the message, `*` for anything. */
  readonly message?: string;
  readonly reason: string;
  readonly author?: string;
  /** 1-based line of its `[[waiver]]`. */
  readonly line: number;
}

export interface WaiverFile {
  readonly path: string;
  readonly waivers: readonly Waiver[];
  /** Entries that do not count, with why. */
  readonly problems: readonly { readonly line: number; readonly code: 'waiver/invalid' | 'waiver/expired'; readonly message: string }[];
}

/** Name of the waiver file below the folder it is for. */
export const waiverFileName = '.signoff/waivers.toml';

/**
 * Reads `.signoff/waivers.toml`: `[[waiver]]` tables with `rule` and `reason`, and as needed `file` (a pattern seen from the folder that
 * holds `.signoff`), `module`, `message`, `author`, `expires` (a date). An entry without a reason, or past its date, waives nothing.
 */
export function readWaiverFile(path: string, text: string, today: Date): WaiverFile {
  const folder = path.slice(0, -(waiverFileName.length + 1));
  const heads = text.split(/\r\n|\r|\n/).flatMap((line, at) => (/^\s*\[\[\s*waiver\s*\]\]/.test(line) ? [at + 1] : []));
  const waivers: Waiver[] = [];
  const problems: { line: number; code: 'waiver/invalid' | 'waiver/expired'; message: string }[] = [];
  let entries: unknown;
  try {
    entries = parse(text)['waiver'] ?? [];
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'line' in error && typeof error.line === 'number' ? error.line : 1;
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    return { path, waivers, problems: [{ line, code: 'waiver/invalid', message: `this is no TOML, so nothing is waived: ${message}` }] };
  }
  (Array.isArray(entries) ? (entries as Record<string, unknown>[]) : []).forEach((entry, at) => {
    const line = heads[at] ?? 1;
    const text = (key: string): string | undefined => (typeof entry[key] === 'string' && entry[key] !== '' ? entry[key] : undefined);
    const rule = text('rule');
    const reason = text('reason');
    const [module, message, author] = [text('module'), text('message'), text('author')];
    const expires = entry['expires'];
    if (rule === undefined || reason === undefined) {
      problems.push({
        line,
        code: 'waiver/invalid',
        message: `this waiver has no ${rule === undefined ? 'rule' : 'reason'}, so it waives nothing`,
      });
    } else if (expires instanceof Date && expires.getTime() + 86_400_000 <= today.getTime()) {
      problems.push({
        line,
        code: 'waiver/expired',
        message: `this waiver expired on ${expires.toISOString().slice(0, 10)}, so it waives nothing`,
      });
    } else {
      waivers.push({
        rule,
        reason,
        line,
        files: `${folder}/${text('file') ?? '**'}`,
        ...(module === undefined ? {} : { module }),
        ...(message === undefined ? {} : { message }),
        ...(author === undefined ? {} : { author }),
      });
    }
  });
  return { path, waivers, problems };
}

/** Whether a waiver is for a file. */
export function waiverIsFor(waiver: Waiver, path: string): boolean {
  return matchesGlob(waiver.files, path);
}
