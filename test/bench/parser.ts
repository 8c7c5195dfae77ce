import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assetDir } from '../../server/src/platform/assets';
import { createParser, type VerilogParser } from '../../server/src/syntax/parser';

/** The parser with the WASM files that ship. */
export function loadBundledParser(): Promise<VerilogParser> {
  return createParser({
    core: path.join(assetDir(), 'web-tree-sitter.wasm'),
    grammar: readFileSync(path.join(assetDir(), 'tree-sitter-systemverilog.wasm')),
  });
}
