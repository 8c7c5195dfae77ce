import type { Log } from '../base/log';
import type { Layout } from '../graph/render/svg';
import type { LlmClient } from '../llm/client';
import type { SentList } from '../llm/sentRequests';
import type { TextCache } from '../model/textCache';
import type { IndexOptions } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';
import type { Settings } from '../settings/schema';
import type { VerilogParser } from '../syntax/parser';
import type { QuickTimer } from '../timing/ports';
import type { CellLibraryText } from '../tools/cellLibraries';
import type { FoundProgram, NativeProgram } from '../tools/probe';
import type { ToolRunner } from '../tools/toolRunner';
import type { Yosys } from '../tools/yosys';
import type { AssertApart, CompareApart } from '../verify/verifyTools';
import type { EngineBeside } from './engineBeside';
import type { EvidenceStore } from './evidenceStore';
import type { LastFindings } from './lastFindings';

/** An open document's text, laid over the file's. */
export interface Overlay {
  readonly version: number;
  readonly text: string;
}

/** Keeps what outlives a run where the user can open it: waveforms. Gives the absolute path, or undefined when nothing could be written. */
export interface ArtifactStore {
  save(name: string, text: string): string | undefined;
}

/** Everything real that an engine is built from; a composition root makes them. */
export interface EngineParts {
  readonly version: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly workspace: Workspace;
  /** The same map that the workspace reads through. */
  readonly overlay: Map<string, Overlay>;
  readonly parser: VerilogParser;
  readonly embeddedYosys: Yosys & { warm(): Promise<void>; hold(): () => void; dispose(): Promise<void> };
  /** Made when native Yosys is found and allowed. */
  readonly nativeYosys: (path: string, version: string) => Yosys;
  /** Libraries of vendors' cells, for the ports of what no source declares. */
  readonly cellLibraries: CellLibraryText;
  readonly runner: ToolRunner;
  /** Native programs of the machine, asked for once. */
  readonly probe: (program: NativeProgram) => Promise<FoundProgram | undefined>;
  readonly model: { readonly id: string; readonly detail: string; readonly client?: LlmClient };
  /** Where requests to models are kept for the user to see: it outlives the engine, which is made anew when settings change. */
  readonly sent?: SentList;
  readonly settings: Settings;
  readonly project: IndexOptions;
  /** Where the project files come from. */
  readonly projectFiles: {
    readonly named: readonly string[];
    readonly targets: readonly string[];
    readonly discover: boolean;
    /** Folders that count as workspace folders for project files alone (the command line's working directory). */
    readonly roots: readonly string[];
  };
  /** Where names are looked for last when no repository is around a file: the command line's working directory. */
  readonly workingFolder?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly artifacts: ArtifactStore;
  /** Lays graphs out. */
  readonly drawing: { readonly layout: Layout; dispose(): Promise<void> };
  /** Estimates the timing of netlists beside this thread; without it nothing is told while somebody types. */
  readonly quickTimer?: QuickTimer & { dispose(): Promise<void> };
  /** Compares designs beside this thread; without it they are compared in it. */
  readonly comparisons?: { readonly compare: CompareApart; readonly checkAssertions: AssertApart; dispose(): Promise<void> };
  /** An engine in another thread for what nobody who types is to wait for; without it that is done in this one. */
  readonly beside?: EngineBeside;
  /** What is shared with the thread of that engine. */
  readonly evidence?: EvidenceStore;
  readonly lastFindings?: LastFindings;
  /** Keeps what the index found out for the next process. */
  readonly cache?: TextCache;
  readonly log: Log;
  /** Workspace folders of the editor, indexed in the background. */
  readonly roots: readonly string[];
  readonly now: () => number;
}
