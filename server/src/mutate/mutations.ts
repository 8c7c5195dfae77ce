import type { Expr, Item, ModuleBody, Process, Statement } from '../graph/ast';
import { everyExpression, indicesOf, subItems } from '../refactor/statements';
import { operators, type Change, type Site } from './operators';

/** One fault put into a module: [start, end) of the text it was read from becomes `newText`. */
export interface Mutation extends Change {
  /** Name of the operator that made it. */
  readonly operator: string;
}

/**
 * Every single fault that the operators make in a module's behaviour: in continuous assignments, processes, functions and tasks. Declarations,
 * bounds of selects, loop control and generate conditions stay, so that the mutant keeps its interface and nearly always elaborates. Some
 * mutants behave as the original does: only a proof tells them.
 *
 * @param text the text that the offsets of `body` are in
 */
export function mutationsOf(body: ModuleBody, text: string): Mutation[] {
  const found = sitesOf(body).flatMap((site) =>
    operators.flatMap((operator) => operator.changes(site, text).map((change) => ({ operator: operator.name, ...change }))),
  );
  const seen = new Set<string>();
  return found
    .filter((one) => text.slice(one.start, one.end) !== one.newText)
    .filter((one) => {
      const key = `${one.start} ${one.end} ${one.newText}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The text with a mutation in it. */
export function mutated(text: string, { start, end, newText }: Change): string {
  return text.slice(0, start) + newText + text.slice(end);
}

function sitesOf(body: ModuleBody): Site[] {
  const sites: Site[] = [];
  const visit = (items: readonly Item[]): void => {
    for (const item of items) {
      if (item.kind === 'assign') sites.push(...[item.value, ...indicesOf(item.target)].flatMap(expressionSites));
      // A net's initial value is a continuous assignment (IEEE 1800-2017 10.3.1); a variable's only begins simulation.
      else if (item.kind === 'declare' && item.net)
        sites.push(...item.declarators.flatMap((one) => one.init ?? []).flatMap(expressionSites));
      else if (item.kind === 'process') sites.push(...processSites(item.process));
      else if (item.kind === 'routine') sites.push(...statementSites(item.routine.body, false));
      for (const list of subItems(item)) visit(list);
    }
  };
  visit(body.items);
  return sites;
}

/** `initial` says how simulation begins; faults there are seldom the design's. */
function processSites(process: Process): Site[] {
  if (process.style === 'initial' || process.style === 'final') return [];
  const events = process.events ?? (process.body.kind === 'timing' ? (process.body.events ?? []) : []);
  const clocked = events.some((event) => event.kind === 'event');
  return [...events.map((event): Site => ({ kind: 'event', event })), ...statementSites(process.body, clocked)];
}

function statementSites(statement: Statement, clocked: boolean): Site[] {
  const inside = (one: Statement): Site[] => statementSites(one, clocked);
  const own: Site = { kind: 'statement', statement, clocked };
  switch (statement.kind) {
    case 'block':
      return statement.body.flatMap(inside);
    case 'assign':
      return [own, ...[statement.value, ...indicesOf(statement.target)].flatMap(expressionSites)];
    case 'if':
      return [
        own,
        ...expressionSites(statement.test),
        ...inside(statement.then),
        ...(statement.otherwise === undefined ? [] : inside(statement.otherwise)),
      ];
    case 'case':
      return [own, ...expressionSites(statement.subject), ...statement.arms.flatMap((arm) => inside(arm.body))];
    case 'loop':
    case 'timing':
      return inside(statement.body);
    case 'return':
      return statement.value === undefined ? [] : expressionSites(statement.value);
    default:
      return [];
  }
}

/** The expression and all that it computes with; bounds of slices and counts of replications are constants of the structure. */
function expressionSites(expr: Expr): Site[] {
  const structure = new Set(everyExpression(expr).flatMap(boundsOf).flatMap(everyExpression));
  return everyExpression(expr)
    .filter((one) => !structure.has(one))
    .map((one) => ({ kind: 'expression', expr: one }));
}

function boundsOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'slice':
      return expr.mode === ':' ? [expr.left, expr.right] : [expr.right];
    case 'repeat':
      return [expr.count];
    case 'cast':
      return 'kind' in expr.type ? [expr.type] : [];
    case 'system':
      return expr.args.map((one) => one.value);
    default:
      return [];
  }
}
