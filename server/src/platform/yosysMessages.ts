/** What goes between the pool of embedded Yosys workers and one worker. */
export interface YosysWorkerData {
  /** Folder with bundle.js and the WASM files. */
  readonly dir: string;
  readonly maxMemoryPages: number;
  /** Compiled modules by size in bytes, from a worker that started before: shared code, already optimised. */
  readonly modules: ReadonlyMap<number, WebAssembly.Module>;
  /** 1 while a worker that starts is to wait before it compiles, 0 else; whoever waits is notified. Shared memory. */
  readonly held: Int32Array<SharedArrayBuffer>;
}

/** No worker waits longer than this for others, in ms. */
export const longestHoldMs = 1000;

export interface YosysWorkerJob {
  readonly script: string;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly outputs: readonly string[];
}

export type YosysWorkerReply =
  | { readonly kind: 'ready'; readonly modules: ReadonlyMap<number, WebAssembly.Module> }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'done'; readonly code: number; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: 'failed'; readonly message: string };
