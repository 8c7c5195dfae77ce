import type { ModuleInfo } from '../../model/moduleInfo';
import type { Diagnostic } from '../../protocol/contract';
import type { ModuleSearch } from '../search/moduleSearch';
import { estimateTokens } from '../tokens';

/** One part of what a model is shown. */
export interface Piece {
  /** `head:ram`, `package:pk`, `macros`, `names:fifo`, `graph:fifo`, `diagnostics`, `edits`, `similar:uart`, `before`, `nearBefore` … */
  readonly name: string;
  /** One line that says where the text is from. */
  readonly title: string;
  readonly text: string;
  /** Every file that the text is from, as `Material` has it. */
  readonly from: readonly string[];
  /** The same while a statement is typed, so that it may come before everything that is not. */
  readonly stable?: boolean;
  /** Order in which the budget was given out, the highest first. */
  readonly priority: number;
  /** In tokens, estimated. */
  readonly cost: number;
}

/** An edit made a short while ago: what now stands there, with a line or two around it. */
export interface RecentEdit {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Where the facts come from. Everything is optional: a missing source makes a poorer prompt, never a failure. */
export interface ContextSources {
  /** Units of that name, the one that the file at hand would mean first. */
  findModules(name: string): readonly ModuleInfo[];
  /** Current text of a file of the workspace. */
  readText?(path: string): string | undefined;
  /** Body of a macro known in the file, as its `define has it, and the file that defines it. */
  macro?(name: string): { readonly text: string; readonly path: string } | undefined;
  /** The graph of the unit as text, about `focus`, in at most `maxTokens`. */
  graphText?(unit: ModuleInfo, focus: readonly string[], maxTokens: number): string | undefined;
  /** Files whose text took part in what is known of a file: itself, its includes, those that define the macros it uses. */
  filesBehind?(path: string): readonly string[];
  /** What tools have said of the file as it is, or was a moment ago. */
  diagnostics?(): readonly Diagnostic[];
  /** The last edits of the session, newest first. */
  recentEdits?(): readonly RecentEdit[];
  /** Search over all modules of the project; absent until it was looked through. */
  search?(): ModuleSearch | undefined;
  /** Files whose text may not leave the machine. */
  neverSend?(path: string): boolean;
  /** A path as the model sees it: relative to the workspace. */
  displayPath?(path: string): string;
  /** Kinds of pieces that are left away, to see what they are worth: the names of pieces before the colon. */
  readonly without?: readonly string[];
}

/** A piece with its cost. */
export function makePiece(piece: Omit<Piece, 'cost'>): Piece {
  return { ...piece, cost: costOf(piece) };
}

/** What a piece of this text takes of the budget. */
export function costOf({ text, title }: Pick<Piece, 'text' | 'title'>): number {
  return estimateTokens(text) + estimateTokens(title) + 4;
}

/** A path as the model sees it. */
export function shownPath(path: string, sources: ContextSources): string {
  return sources.displayPath?.(path) ?? path;
}

/** Every file that facts about a unit may be from. */
export function filesOf(paths: readonly string[], sources: ContextSources): string[] {
  return [...new Set(paths.flatMap((path) => [path, ...(sources.filesBehind?.(path) ?? [])]))];
}

/** Lines of a list that fit, the heaviest first, in the order of the list; undefined when there are none. */
export function heaviest<T extends { readonly text: string; readonly weight: number }>(lines: readonly T[], maxTokens: number): T[] {
  let left = maxTokens;
  const chosen = new Set<T>();
  for (const line of [...lines].sort((a, b) => b.weight - a.weight)) {
    const cost = estimateTokens(`${line.text}\n`);
    if (cost > left) continue;
    left -= cost;
    chosen.add(line);
  }
  return lines.filter((line) => chosen.has(line));
}
