/** What goes between the language server's main thread and the one that works for what nobody who types is to wait for (`besideThread`, `besideWorker`). */
import type { Outcome } from './base/outcome';
import type { ProjectNews } from './engine/engineBeside';
import type { CompleteRequest, CompletionContext, ContextItem, ContextRequest, PlaceRequest, RunLimits } from './engine/engine';
import type { Evidence } from './engine/evidenceStore';
import type { SignalRoles } from './graph/signalRoles';
import type { LlmFailureKind, LlmRequest, Usage } from './llm/client';
import type { Completion, Verdict } from './protocol/contract';
import type { Settings } from './settings/schema';
import type { FoundProgram, NativeProgram } from './tools/probe';
import type { Yosys, YosysJob, YosysRun } from './tools/yosys';

/** What the thread's engine is made from. */
export interface BesideData {
  readonly thread: 'beside';
  readonly roots: readonly string[];
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly apiKey?: string;
  /** The editor offers a model, which the main thread asks. */
  readonly editorModel: boolean;
  /** The embedded Yosys, which runs where the main thread has it run. */
  readonly yosys: Pick<Yosys, 'flavor' | 'version' | 'slang'>;
}

/** What the main thread asks. */
export interface BesideQuestions {
  readonly complete: {
    readonly given: { readonly request: Omit<CompleteRequest, 'predicts'>; readonly limits: RunLimits };
    readonly answer: Outcome<Completion>;
    /** What the answer will begin with. */
    readonly news: string;
  };
  readonly checkFurther: { readonly given: { readonly id: string; readonly limits: RunLimits }; readonly answer: Verdict | undefined };
  readonly context: { readonly given: ContextRequest; readonly answer: Outcome<CompletionContext> };
  readonly contextItems: { readonly given: PlaceRequest; readonly answer: Outcome<readonly ContextItem[]> };
  readonly signalRoles: { readonly given: string; readonly answer: ReadonlyMap<string, SignalRoles> };
  readonly project: { readonly given: ProjectNews; readonly answer: void };
  /** Answered when the project was read. */
  readonly warm: { readonly given: undefined; readonly answer: void };
  /** Answered when nothing is at work any more. */
  readonly end: { readonly given: undefined; readonly answer: void };
}

/** What becomes of a request to a model, for the list that people see. */
export type SentNews = { readonly id: number } & (
  | { readonly kind: 'begin'; readonly model: string; readonly purpose: string }
  | { readonly kind: 'sending'; readonly body: string }
  | { readonly kind: 'usage'; readonly usage: Usage }
  | { readonly kind: 'end'; readonly outcome: string }
);

/** What the thread asks and tells. */
export interface BesideWants {
  readonly yosys: { readonly given: Omit<YosysJob, 'onLine'>; readonly answer: YosysRun };
  readonly probe: { readonly given: NativeProgram; readonly answer: FoundProgram | undefined };
  /** Pieces of the reply come as news. */
  readonly editorModel: {
    readonly given: LlmRequest;
    readonly answer: { readonly failed?: { readonly kind: LlmFailureKind | undefined; readonly message: string } };
    readonly news: string;
  };
  readonly evidence: { readonly given: Evidence; readonly answer: void };
  readonly sent: { readonly given: SentNews; readonly answer: void };
  /** A program was started, or has ended. */
  readonly child: { readonly given: { readonly pid: number; readonly lives: boolean }; readonly answer: void };
  readonly log: { readonly given: { readonly level: 'debug' | 'warn' | 'error'; readonly message: string }; readonly answer: void };
}
