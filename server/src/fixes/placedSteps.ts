import { LineIndex } from '../base/lines';
import type { SourceText } from '../base/ranges';
import type { ExplainedPath } from '../timing/explain';
import type { PlacedStep } from './strategy';

/** The operators of paths whose source lies in a file. */
export function placedSteps(file: SourceText, violated: readonly ExplainedPath[]): PlacedStep[] {
  const lines = new LineIndex(file.text);
  const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
  return violated.flatMap((path) =>
    path.steps.flatMap((step) => {
      const span = step.spans.find((item) => item.file === file.path);
      if (span === undefined) return [];
      const end = span.endLine === undefined || span.endColumn === undefined ? undefined : offset(span.endLine, span.endColumn);
      return [{ step, path, start: offset(span.line, span.column), end }];
    }),
  );
}

/** Where the ends of paths stand in a file: of one that leads to an enable or a reset that synthesis made, nothing in the middle has a place. */
export function placedEnds(file: SourceText, violated: readonly ExplainedPath[]): number[] {
  const lines = new LineIndex(file.text);
  return violated.flatMap(({ path }) =>
    path.points.flatMap((point) =>
      point.file === file.path && point.line !== undefined
        ? [lines.offsetAt({ line: point.line - 1, column: (point.column ?? 1) - 1 })]
        : [],
    ),
  );
}
