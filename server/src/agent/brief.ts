import type { Diagnostic, Verdict } from '../protocol/contract';
import type { AgentCall } from './agentTool';

const mostProblems = 20;

/** Problems in few words, `file:line:column: severity: message [code]`, the gravest first, and how many were left out. */
export function problemsBrief(all: readonly Diagnostic[], call: AgentCall): { problems: string[]; more?: number; neverSent?: number } {
  // Of problems in files that no model may see only the number is told.
  const found = all.filter((one) => !call.engine.neverSent(one.file));
  const grave = ['error', 'warning', 'info', 'hint'];
  const sorted = [...found].sort((one, other) => grave.indexOf(one.severity) - grave.indexOf(other.severity));
  const problems = sorted
    .slice(0, mostProblems)
    .map((one) => `${call.relative(one.file)}:${one.line}:${one.column}: ${one.severity}: ${one.message} [${one.code}]`);
  const kept = all.length - found.length;
  return {
    problems,
    ...(found.length > mostProblems ? { more: found.length - mostProblems } : {}),
    ...(kept > 0 ? { neverSent: kept } : {}),
  };
}

/** A verdict in few words: what was found and what decided it; each rung by its outcome, those that did not pass with the reason. */
export function verdictBrief(verdict: Verdict, call: AgentCall): object {
  const rungs = verdict.rungs.map(({ name, outcome, detail }) => [name, outcome === 'passed' ? outcome : `${outcome}: ${detail}`]);
  const problems = problemsBrief(
    verdict.rungs.flatMap((rung) => rung.diagnostics),
    call,
  );
  const { counterexample, module, golden, id } = verdict;
  return {
    verdict: verdict.verdict,
    reached: verdict.reached,
    reason: verdict.reason,
    contract: verdict.contract,
    ...(module === undefined ? {} : { module }),
    ...(id === undefined ? {} : { evidence: id }),
    ...(golden === undefined ? {} : { golden: `${golden.module} in ${call.relative(golden.file)}` }),
    rungs: Object.fromEntries(rungs) as Record<string, string>,
    ...(problems.problems.length === 0 ? {} : problems),
    ...(counterexample === undefined
      ? {}
      : { difference: { cycle: counterexample.cycle, signals: counterexample.signals, vcd: counterexample.vcd } }),
  };
}
