import type { Outcome } from '../base/outcome';
import type { SignalRoles } from '../graph/signalRoles';
import type { Completion, Diagnostic, Verdict } from '../protocol/contract';
import type { CompleteRequest, CompletionContext, ContextItem, ContextRequest, PlaceRequest, RunLimits } from './engine';

/** What the other thread has to know of the project besides the files on the disk. */
export type ProjectNews =
  | { readonly kind: 'opened'; readonly path: string; readonly version: number; readonly text: string }
  | { readonly kind: 'closed' | 'changed'; readonly path: string }
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly text: string;
      readonly found: readonly Diagnostic[];
      readonly by: 'whole' | 'quick';
    };

/** An engine over the same project in another thread, for what nobody who types is to wait for. What is asked rejects when `signal` fires or the thread fails. */
export interface EngineBeside {
  complete(request: CompleteRequest, limits: RunLimits, signal: AbortSignal): Promise<Outcome<Completion>>;
  checkFurther(id: string, limits: RunLimits, signal: AbortSignal): Promise<Verdict | undefined>;
  context(request: ContextRequest, signal: AbortSignal): Promise<Outcome<CompletionContext>>;
  contextItems(request: PlaceRequest, signal: AbortSignal): Promise<Outcome<readonly ContextItem[]>>;
  signalRoles(path: string, signal: AbortSignal): Promise<ReadonlyMap<string, SignalRoles>>;
  /** What is told comes before what is asked later. */
  tell(news: ProjectNews): void;
  /** Has the thread read the project, so that what is asked first need not wait for that. */
  warm(): Promise<void>;
  dispose(): Promise<void>;
}
