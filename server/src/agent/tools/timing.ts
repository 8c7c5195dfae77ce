import { z } from 'zod';
import { success } from '../../base/outcome';
import type { Timing, TimingRanks } from '../../protocol/contract';
import { asksForRanks } from '../../engine/asksForRanks';
import { agentTool, closedBelow, type AgentCall } from '../agentTool';
import { fields, given, limitsOf, resolveAll } from '../inputs';

const mostPaths = 10;

/** Violated paths with their causes, and fixes that were proven. */
export const timing = agentTool({
  name: 'signoff_timing',
  title: 'Find and Fix Timing Violations',
  description:
    'The worst timing paths of a design on its source lines with their causes, by a timing report or an estimate of our own (notes say what it is worth). With fix: source edits that were proven equivalent and measured faster; lines and columns are 1-based. Times are ns.',
  input: z.object({
    files: fields.files,
    top: fields.top,
    clock: z.string().optional().describe('The clock input.'),
    period: z.number().positive().optional().describe('Clock period in ns.'),
    target: z
      .string()
      .optional()
      .describe('Delay model; ice40-hx by default. generic-asic, ecp5-like and 7-series-like give ranks and no times.'),
    report: z.string().optional().describe('A static timing report to read instead of estimating.'),
    sdc: z.string().optional().describe('Constraints.'),
    fix: z.boolean().optional().describe('Look for proven fixes too, which takes longer.'),
    seconds: fields.seconds,
  }),
  async run({ files, top, clock, period, target, report, sdc, fix, seconds }, call) {
    const paths = resolveAll(files, call);
    if (!paths.ok) return paths;
    const refused = await closedBelow(paths.value, call);
    if (refused !== undefined) return refused;
    const extra: { report?: string; sdc?: string } = {};
    for (const [name, path] of [
      ['report', report],
      ['sdc', sdc],
    ] as const) {
      if (path === undefined) continue;
      const resolved = call.resolve(path);
      if (!resolved.ok) return resolved;
      extra[name] = resolved.value;
    }
    const request = { files: paths.value, ...extra, ...given({ top, clock, period, target, fix }) };
    if (asksForRanks(request)) {
      const ranked = await call.engine.timingRanks(request, limitsOf(call, seconds), call.progress, call.signal);
      return ranked.ok ? success(briefRanks(ranked.value, call)) : ranked;
    }
    const found = await call.engine.timing(request, limitsOf(call, seconds), call.progress, call.signal);
    return found.ok ? success(brief(found.value, call)) : found;
  },
});

function briefRanks({ engine, target, ranks, notes }: TimingRanks, call: AgentCall): object {
  const paths = ranks.slice(0, mostPaths).map(({ rank, start, end, share, points, cause }) => ({
    ...{ rank, start, end, share, lines: linesOf(points, call) },
    ...causeOf(cause, call),
  }));
  return { engine, target, paths, notes };
}

function causeOf(cause: Timing['paths'][number]['cause'], call: AgentCall): { cause?: string } {
  return cause === undefined ? {} : { cause: `${call.relative(cause.file)}:${cause.line}: ${cause.message} [${cause.code}]` };
}

function brief(timing: Timing, call: AgentCall): object {
  const { engine, period, wns, tns, fmax, paths, fixes, notes } = timing;
  return {
    engine,
    period,
    wns,
    tns,
    fmax,
    paths: paths.slice(0, mostPaths).map(({ start, end, slack, points, cause }) => ({
      start,
      end,
      slack,
      lines: linesOf(points, call),
      ...causeOf(cause, call),
    })),
    ...(paths.length > mostPaths ? { morePaths: paths.length - mostPaths } : {}),
    fixes: fixes.map(({ strategy, title, edits, verdict, before, after }) => ({
      strategy,
      title,
      verdict: verdict.verdict,
      before,
      after,
      edits: edits.map((edit) => ({ ...edit, file: call.relative(edit.file) })),
    })),
    ...(notes === undefined || notes.length === 0 ? {} : { notes }),
  };
}

/** The source lines that a path walks over, each once, in order. */
function linesOf(points: readonly { file?: string; line?: number }[], call: AgentCall): string[] {
  const lines = points.flatMap(({ file, line }) => (file === undefined || line === undefined ? [] : [`${call.relative(file)}:${line}`]));
  return lines.filter((line, at) => line !== lines[at - 1]);
}
