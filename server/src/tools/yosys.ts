/** One Yosys run: commands (no user text spliced in; generated names only), files in, files out. */
export interface YosysJob {
  readonly commands: readonly string[];
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Files wanted back, when the run wrote them (also when it failed). */
  readonly outputs: readonly string[];
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
}

export type YosysRun =
  | {
      readonly kind: 'finished';
      /** 0 when every command succeeded. */
      readonly code: number;
      /** Both streams, colours stripped, whole lines. */
      readonly lines: readonly string[];
      readonly files: ReadonlyMap<string, Uint8Array>;
      readonly ms: number;
    }
  | { readonly kind: 'timeout' | 'cancelled'; readonly lines: readonly string[]; readonly ms: number }
  /** The tool itself failed: a crashed worker, an out-of-memory, a missing WASM feature. Says nothing of the design. */
  | { readonly kind: 'broken'; readonly message: string; readonly lines: readonly string[]; readonly ms: number };

/**
 * Port on Yosys. Runs may be asked concurrently: the embedded flavour keeps a small pool of warm workers and queues the rest;
 * the time a job waits in the queue does not count against `timeoutMs`.
 */
export interface Yosys {
  readonly flavor: 'embedded' | 'native';
  /** `yosys 0.70…`: goes into evidence and cache keys. */
  readonly version: string;
  /** Whether `read_slang` exists; without it SystemVerilog is read by `read_verilog -sv`. */
  readonly slang: boolean;
  run(job: YosysJob, signal: AbortSignal): Promise<YosysRun>;
}
