import type { ModuleGraph } from '../../graph/graphTypes';
import { tokenize } from '../../graph/lexer';
import { isKeyword } from '../../completion/keywords';
import { propertyText, type PropertyClock, type ProposedAssertion } from './proposed';

/** An assertion with what was found of it. */
export interface JudgedAssertion extends ProposedAssertion {
  readonly outcome: 'proved' | 'bounded';
  readonly cycles?: number;
}

/**
 * The assertions as a module of their own that is bound to the one they are of. It knows signals by ports whose widths are parameters, taken from the
 * instance, and constants by parameters, so that it fits other parameters of the module too.
 */
export function boundFile(graph: ModuleGraph, clock: PropertyClock, assertions: readonly JudgedAssertion[]): string {
  const used = namesIn([clock.clock, clock.reset ?? '', ...assertions.flatMap(({ when, then }) => [when ?? '', then])].join(' '));
  const signals = graph.signals.filter(({ id }) => used.has(id));
  const constants = [...used].filter((name) => !signals.some(({ id }) => id === name));
  const wide = signals.filter(({ width }) => (width ?? 1) > 1);
  const checker = `${graph.name}_sva`;
  const parameters = [
    ...wide.map(({ id, width }) => `parameter int W_${id} = ${width ?? 1}`),
    ...constants.map((name) => `parameter int ${name} = 0`),
  ];
  const given = [...wide.map(({ id }) => `.W_${id}($bits(${id}))`), ...constants.map((name) => `.${name}(int'(${name}))`)];
  const file = graph.path.slice(graph.path.lastIndexOf('/') + 1);
  return [
    `// Assertions of ${graph.name}. Each was proved, or bounded, for the module with its default parameters.`,
    ...(parameters.length === 0 ? [`module ${checker} (`] : [`module ${checker} #(`, ...listed(parameters), ') (']),
    ...listed(signals.map(({ id, width }) => `input logic ${(width ?? 1) > 1 ? `[W_${id}-1:0] ` : ''}${id}`)),
    ');',
    ...assertions.flatMap((one) => [
      '',
      `  // ${one.words} ${one.outcome === 'proved' ? 'Proved.' : `No failure within ${one.cycles ?? 0} cycles.`} (${one.rule}, ${file}:${one.line})`,
      `  ${one.name}: assert property (${propertyText(one, clock)});`,
    ]),
    'endmodule',
    '',
    `bind ${graph.name} ${checker}${given.length === 0 ? '' : ` #(\n${listed(given).join('\n')}\n)`} u_${checker} (`,
    ...listed(signals.map(({ id }) => `.${id}(${id})`)),
    ');',
    '',
  ].join('\n');
}

function listed(lines: readonly string[]): string[] {
  return lines.map((line, i) => `  ${line}${i < lines.length - 1 ? ',' : ''}`);
}

/** Names that a condition reads, those of system functions left out. */
export function namesIn(text: string): Set<string> {
  return new Set(
    tokenize(text)
      .filter(({ kind, text: word }) => kind === 'id' && !isKeyword(word))
      .map(({ text: word }) => word),
  );
}
