import type { Diagnostic } from '../../../../server/src/protocol/contract';

export function finding(code: string, line: number, message = '', given: Partial<Diagnostic> = {}): Diagnostic {
  const severity = code === 'elaborate/error' || code === 'elaborate/include' ? 'error' : 'warning';
  return { file: '/p/a.sv', line, column: 1, endLine: line, endColumn: 5, severity, code, source: 'slang', message, ...given };
}
