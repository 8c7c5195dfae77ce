import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder with the bundles, WASM files and vendored Yosys. In a bundle that is the bundle's own folder; when sources run
 * directly (tests), it is the checkout's dist/.
 */
export function assetDir(): string {
  return existsSync(path.join(__dirname, 'tree-sitter-systemverilog.wasm')) ? __dirname : path.resolve(__dirname, '../../../dist');
}
