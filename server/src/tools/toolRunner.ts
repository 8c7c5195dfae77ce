/** One run of a program: argument array, no shell, own scratch directory, own process group. */
export interface ToolJob {
  /** Program name or absolute path. Never taken from workspace files. */
  readonly program: string;
  readonly args: readonly string[];
  /** Files laid into the scratch directory (relative names that we generated) before the start; the run's working directory is there. */
  readonly files?: ReadonlyMap<string, string | Uint8Array>;
  /** Names among `files` that the run may start: a program that an earlier run made. */
  readonly executable?: readonly string[];
  /** Folders of the machine that a contained run may read besides the system's own. */
  readonly readable?: readonly string[];
  /** Files read back from the scratch directory at the end, when they exist. */
  readonly collect?: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Default 8 MB over both streams. */
  readonly maxOutputBytes?: number;
  /** Default 4096. */
  readonly maxMemoryMb?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Model-written or workspace RTL runs inside (vvp, a Verilator binary): contain it as far as the machine can. */
  readonly untrusted?: boolean;
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export type ToolRun =
  | {
      readonly kind: 'finished';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly files: ReadonlyMap<string, Uint8Array>;
      readonly ms: number;
    }
  | { readonly kind: 'timeout' | 'outputLimit' | 'cancelled'; readonly stdout: string; readonly stderr: string; readonly ms: number }
  | { readonly kind: 'notFound'; readonly program: string }
  | { readonly kind: 'failedToStart'; readonly message: string };

/** Port: implemented in platform/, several jobs of one scratch directory are not shared. */
export interface ToolRunner {
  run(job: ToolJob, signal: AbortSignal): Promise<ToolRun>;
  /** Absolute path of a program, when this runner would find it. */
  find?(program: string): string | undefined;
  /** How untrusted jobs run here, for the doctor: inside which container, or with limits only. */
  containment?(): Promise<'bubblewrap' | 'launcher' | 'limits'>;
}
