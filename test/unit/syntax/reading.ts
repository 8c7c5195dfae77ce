import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assetDir } from '../../../server/src/platform/assets';
import type { ParsedFile } from '../../../server/src/syntax/parsedFile';
import { createParser, type ParseOptions, type VerilogParser } from '../../../server/src/syntax/parser';

let shared: Promise<VerilogParser> | undefined;

/** The parser, loaded once per test file. */
export function loadParser(): Promise<VerilogParser> {
  shared ??= createParser({
    core: path.join(assetDir(), 'web-tree-sitter.wasm'),
    grammar: readFileSync(path.join(assetDir(), 'tree-sitter-systemverilog.wasm')),
  });
  return shared;
}

export const noIncludes: ParseOptions = { defines: {}, include: () => undefined, mode: 'full' };

/** Parses a text as /p/a.sv. */
export async function parseText(text: string, options: Partial<ParseOptions> = {}): Promise<ParsedFile> {
  return (await loadParser()).parse({ path: '/p/a.sv', text }, { ...noIncludes, ...options });
}

/** `line:column message` of every problem, 1-based. */
export function said(file: ParsedFile): string[] {
  return file.problems.map(({ range, message }) => `${range.line + 1}:${range.column + 1} ${message}`);
}
