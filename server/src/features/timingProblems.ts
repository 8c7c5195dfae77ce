import { DiagnosticSeverity, type DiagnosticRelatedInformation } from 'vscode-languageserver';
import type { Engine } from '../engine/engine';
import type { Timing, TimingPath, TimingPoint } from '../protocol/contract';
import type { StoredDiagnostic } from './diagnosticsStore';
import { absolutePath, rangeOfContract, uriOfPath } from './positions';
import type { ServerContext } from './serverContext';

/** Problems of an estimate, and of a report, which may be of a whole chip. */
const mostEstimated = 50;
const mostReported = 300;
const mostSteps = 40;

type Place = { readonly uri: string; readonly range: StoredDiagnostic['range'] };

/**
 * A problem for each violated end point, setup and hold, with the steps of its path, on the line that costs most. End points without a
 * place in the source are one problem together. `uri` is the document that was asked about, whose problems of before are thereby replaced.
 */
export function timingProblems(context: ServerContext, engine: Engine, uri: string, result: Timing): Map<string, StoredDiagnostic[]> {
  const groups = new Map<string, StoredDiagnostic[]>([[uri, []]]);
  const add = (place: Place, problem: StoredDiagnostic): void => {
    groups.set(place.uri, [...(groups.get(place.uri) ?? []), problem]);
  };
  const seen = new Set<string>();
  const homeless: TimingPath[] = [];
  const most = result.report === undefined ? mostEstimated : mostReported;
  const lines = linesOf(engine);
  for (const path of [...result.paths, ...(result.report?.hold?.paths ?? [])]) {
    const key = `${path.check ?? ''} ${path.end}`;
    if (path.slack >= 0 || seen.has(key) || seen.size >= most) continue;
    seen.add(key);
    const place = placeOf(context, lines, path);
    if (place === undefined) homeless.push(path);
    else add(place, violation(context, place, path, result));
  }
  const [worst] = homeless;
  if (worst !== undefined) {
    const place = { uri, range: rangeOfContract({ line: 1, column: 1, endLine: 1, endColumn: 2 }) };
    const one = violation(context, place, worst, result);
    const others = homeless.length === 1 ? '' : ` and ${homeless.length - 1} more`;
    add(place, { ...one, message: `${one.message}\nThis end point${others} has no place in the source.` });
  }
  return groups;
}

function violation(context: ServerContext, place: Place, path: TimingPath, { period, report }: Timing): StoredDiagnostic {
  const check = path.check ?? 'setup';
  const head = `${check.charAt(0).toUpperCase()}${check.slice(1)} violated at ${path.end}: slack ${signed(path.slack)} ns (${report === undefined ? 'estimate: ' : ''}arrives at ${path.arrival.toFixed(2)} ns, period ${Number(period.toFixed(3))} ns${path.corner === undefined ? '' : `, ${path.corner}`}).`;
  const message = path.cause === undefined ? head : `${head} ${path.cause.message}`;
  const steps = path.points.slice(-mostSteps);
  const related = context.client.textDocument?.publishDiagnostics?.relatedInformation === true;
  return {
    range: place.range,
    severity: DiagnosticSeverity.Warning,
    code: path.cause?.code ?? 'timing/violated',
    source: 'signoff (timing)',
    message: related ? message : `${message}\n${steps.map(stepText).join('\n')}`,
    ...(related ? { relatedInformation: steps.flatMap((point) => relatedTo(context, point)) } : {}),
  };
}

function relatedTo(context: ServerContext, point: TimingPoint): DiagnosticRelatedInformation[] {
  if (point.file === undefined || point.line === undefined) return [];
  const uri = uriOfPath(absolutePath(point.file, context.roots()), context.documents);
  return [{ location: { uri, range: rangeOfContract({ ...point, line: point.line }) }, message: stepText(point) }];
}

function stepText(point: TimingPoint): string {
  const operation = point.op === undefined ? '' : `${point.op} `;
  return `${operation}+${point.delay.toFixed(2)} ns → ${point.arrival.toFixed(2)} ns${point.name === point.op ? '' : ` at ${point.name}`}`;
}

/** The cause's line when one was found, else the last step of the path that has a line. */
function placeOf(context: ServerContext, lines: (file: string) => readonly string[], path: TimingPath): Place | undefined {
  const located = [...path.points].reverse().find((point) => point.file !== undefined && point.line !== undefined);
  const file = path.cause?.file ?? located?.file;
  const line = path.cause?.line ?? located?.line;
  if (file === undefined || line === undefined) return undefined;
  const absolute = absolutePath(file, context.roots());
  return { uri: uriOfPath(absolute, context.documents), range: lineRange(lines(absolute), line) };
}

/** Lines of files, each file split once. */
function linesOf(engine: Engine): (file: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const lines = known.get(file) ?? (engine.documentText(file) ?? '').split(/\r\n|\r|\n/);
    known.set(file, lines);
    return lines;
  };
}

/** The text of a 1-based line without its indentation and comment. */
function lineRange(lines: readonly string[], line: number): StoredDiagnostic['range'] {
  const content = lines[line - 1] ?? '';
  const code = content.replace(/\s*\/\/.*$/, '').trimEnd();
  const from = content.length - content.trimStart().length;
  return { start: { line: line - 1, character: from }, end: { line: line - 1, character: Math.max(from + 1, code.length) } };
}

/** `−0.82`, `+0.12`: with a true minus sign, as data sheets print it. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
