import type { Severity } from '../protocol/contract';

/** One entry of slang's JSON report. Places are in generated files. */
export interface SlangEntry {
  readonly severity: Severity | 'note';
  readonly message: string;
  /** The warning's switch without `-W`; errors have none. */
  readonly option?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The top of the hierarchy it was found in. */
  readonly root?: string;
}

/** Reads `--diag-json`. Throws only when the text is no JSON array, which would be a defect of the reader. */
export function parseSlangReport(text: string): SlangEntry[] {
  const entries = JSON.parse(text.trim() === '' ? '[]' : text) as Record<string, unknown>[];
  return entries.map((entry) => {
    const location = /^(.*):(\d+):(\d+)$/.exec(stringOf(entry['location']));
    const option = stringOf(entry['optionName']);
    const [root = ''] = stringOf(entry['symbolPath']).split('.');
    return {
      severity: severityOf(stringOf(entry['severity'])),
      message: stringOf(entry['message']),
      ...(option === '' ? {} : { option }),
      ...(root === '' ? {} : { root }),
      ...(location === null ? {} : { file: location[1] ?? '', line: Number(location[2]), column: Number(location[3]) }),
    };
  });
}

function severityOf(text: string): SlangEntry['severity'] {
  if (text === 'error' || text === 'fatal') return 'error';
  return text === 'warning' ? 'warning' : 'note';
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
