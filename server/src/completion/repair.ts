import type { Verdict } from '../protocol/contract';
import { LineIndex } from '../base/lines';
import { classify, decidingDiagnostics, guidanceFor } from './failureClass';
import type { Place } from './place';
import type { RepairNote } from './prompt';
import type { Candidate } from './trim';

const reach = 5;
const maxFindings = 6;

/** The tools' words on a refused candidate, with lines counted in the insertion where they fall into it. */
export function repairNote(candidate: Candidate, verdict: Verdict, place: Place): RepairNote {
  const edited = applyCandidate(place.text, candidate);
  const index = new LineIndex(edited);
  const first = index.positionAt(candidate.start).line + 1;
  const last = index.positionAt(candidate.start + candidate.text.length).line + 1;
  const findings = decidingDiagnostics(verdict).slice(0, maxFindings);
  const where = (line: number): string => (line >= first && line <= last ? `line ${line - first + 1} of the insertion` : `line ${line}`);
  const here = findings.filter((found) => sameFile(found.file, place.path));
  const words = findings.map((found) => `${sameFile(found.file, place.path) ? where(found.line) : found.file}: ${found.message}`);
  const failed = verdict.rungs.find((rung) => rung.outcome === 'failed');
  const lines = failed?.lines ?? [];
  const difference = verdict.counterexample === undefined ? [] : [counterexampleText(verdict)];
  const resetIsEdge = /\bor\s+(?:posedge|negedge)\b/.test(place.text);
  return {
    insertion: candidate.text,
    verdict: failed === undefined ? 'its checks did not pass' : `${failed.name} failed`,
    findings: [...words, ...difference, ...(words.length === 0 ? [verdict.reason, ...lines.slice(0, 10)] : [])].join('\n'),
    excerpt: excerptOf(edited, here.length > 0 ? here.map((found) => found.line) : [first], first, last),
    guidance: guidanceFor(classify(verdict, resetIsEdge)),
  };
}

/** The document with the candidate in place. */
export function applyCandidate(text: string, candidate: Candidate): string {
  return text.slice(0, candidate.start) + candidate.text + text.slice(candidate.end);
}

/** Lines around the faults, numbered as in the insertion's file, the faulty ones marked. */
function excerptOf(edited: string, faults: readonly number[], first: number, last: number): string {
  const lines = edited.split(/\r\n|\r|\n/);
  const wanted = new Set<number>();
  for (const fault of faults) for (let line = fault - reach; line <= fault + reach; line++) wanted.add(line);
  return [...wanted]
    .filter((line) => line >= 1 && line <= lines.length)
    .sort((a, b) => a - b)
    .map((line) => `${faults.includes(line) ? '>' : line >= first && line <= last ? '+' : ' '} ${line}| ${lines[line - 1] ?? ''}`)
    .join('\n');
}

function counterexampleText(verdict: Verdict): string {
  const { cycle, signals } = verdict.counterexample ?? { cycle: 0, signals: {} };
  const values = Object.entries(signals).map(([name, value]) => `${name} should be ${value.golden}, is ${value.candidate}`);
  return `first difference in cycle ${cycle}: ${values.join('; ')}`;
}

function sameFile(a: string, b: string): boolean {
  return a === b || b.endsWith(`/${a}`) || a.endsWith(`/${b}`);
}
