import { LineIndex } from '../../base/lines';
import { replacementsBetween } from '../../base/textChanges';
import type { ModuleGraph } from '../../graph/graphTypes';
import { backwardCone } from '../../graph/slice';
import type { ChangedLine } from '../../protocol/jobs';

/** Lines [from, to) of both texts, from 1, that took each other's place. */
export interface LineChange {
  readonly before: { readonly from: number; readonly to: number };
  readonly after: { readonly from: number; readonly to: number };
}

/** The stretches of lines in which two texts differ, in order. */
function lineChanges(before: string, after: string): LineChange[] {
  const lines = new LineIndex(before);
  let moved = 0;
  return replacementsBetween(before, after).map(({ start, end, text }) => {
    const from = lines.positionAt(start).line + 1;
    const last = lines.positionAt(end);
    const to = Math.max(from, last.line + (last.column > 0 ? 2 : 1));
    const added = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const place = { from: from + moved, to: from + moved + added };
    moved += added - (to - from);
    return { before: { from, to }, after: place };
  });
}

/** The text of both versions on the lines that differ. */
export function changedText(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return lineChanges(before, after)
    .flatMap((change) => [
      ...old.slice(change.before.from - 1, change.before.to - 1),
      ...now.slice(change.after.from - 1, change.after.to - 1),
    ])
    .join('\n');
}

/** Most lines that are named as the likely cause. */
const mostSuspects = 12;

export interface VersionOfModule {
  readonly graph: ModuleGraph;
  readonly text: string;
}

/**
 * The changed lines that the signals named are made from, in either version: those on which something in their backward cone is assigned, decided, connected or
 * declared. Lines that only hold a bracket or a comment are left out.
 */
export function suspectLines(before: VersionOfModule, after: VersionOfModule, signals: readonly string[]): ChangedLine[] {
  const changes = lineChanges(before.text, after.text);
  const found: ChangedLine[] = [];
  const add = ({ graph, text }: VersionOfModule, side: 'before' | 'after'): void => {
    const inCone = linesOfCone(graph, signals);
    const lines = text.split('\n');
    for (const change of changes) {
      for (let line = change[side].from; line < change[side].to; line++) {
        const words = (lines[line - 1] ?? '').trim();
        if (!inCone(line, words) || !/\w/.test(words.replace(/\/\/.*|\b(?:begin|end|else)\b/g, ''))) continue;
        found.push({ file: graph.path, line, text: words, ...(side === 'before' ? { gone: true } : {}) });
      }
    }
  };
  add(after, 'after');
  add(before, 'before');
  return found.sort((one, other) => one.line - other.line).slice(0, mostSuspects);
}

/** Whether a line takes part in making the signals: by the graph, or, where it assigns no more than a constant, by its words. */
function linesOfCone(graph: ModuleGraph, signals: readonly string[]): (line: number, words: string) => boolean {
  const known = signals.filter((id) => graph.signals.some((one) => one.id === id));
  if (known.length === 0) return () => false;
  const cone = backwardCone(graph, known);
  const spans = [
    ...cone.edges.map(({ range }) => range),
    ...graph.signals.filter(({ id }) => cone.signals.has(id)),
    ...graph.instances.filter(({ id }) => [...cone.signals.keys()].some((name) => name.startsWith(`${id}.`))),
  ];
  return (line, words) =>
    spans.some((span) => span.line <= line && line <= span.endLine) ||
    /\b(?:localparam|parameter)\b|^`define\b/.test(words) ||
    [...words.matchAll(/([A-Za-z_][\w$]*)\s*(?:\[[^\]]*\]\s*)*<?=(?!=)/g)].some(([, name = '']) => cone.signals.has(name));
}
