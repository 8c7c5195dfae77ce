import { tokenize } from '../../graph/lexer';
import type { ModuleGraph } from '../../graph/graphTypes';
import { entails, type Claim, type Fact } from './facts';

export interface CheckedClaims {
  readonly shown: readonly Claim[];
  readonly withheld: readonly { readonly text: string; readonly reason: string }[];
}

/** Words that promise more than any single fact says. */
export const tooMuch =
  /\b(always|never|only|every|guarantee\w*|ensure\w*|must|cannot|impossible|at most|at least|exactly|correct(ly)?|safe(ly)?|deadlock|overflow\w*)\b/i;

/**
 * Shows the claims that the graph entails: each rests on facts, all of them are in the graph, and its text names no signal and no number that these facts do not
 * hold and promises nothing beyond them. Claims by rule pass the same gate as those of a model.
 */
export function checkClaims(graph: ModuleGraph, claims: readonly Claim[]): CheckedClaims {
  const shown: Claim[] = [];
  const withheld: { text: string; reason: string }[] = [];
  for (const claim of claims) {
    const reason = whyNot(graph, claim);
    if (reason === undefined) shown.push(claim);
    else withheld.push({ text: claim.text, reason });
  }
  return { shown, withheld };
}

function whyNot(graph: ModuleGraph, claim: Claim): string | undefined {
  if (claim.facts.length === 0) return 'it rests on no fact';
  const wrong = claim.facts.find((fact) => !entails(graph, fact));
  if (wrong !== undefined) return `the module's graph does not say: ${factWords(wrong)}`;
  if (claim.line < graph.line || claim.endLine > graph.endLine) return `line ${claim.line} is not in ${graph.name}`;
  const promise = tooMuch.exec(claim.text)?.[0];
  if (promise !== undefined) return `"${promise}" says more than its facts`;
  return foreignName(graph, claim) ?? foreignNumber(claim);
}

/** A name of the module in the text that none of the facts is about. */
function foreignName(graph: ModuleGraph, claim: Claim): string | undefined {
  const held = new Set(claim.facts.flatMap((fact) => namesOf(fact)).concat(graph.name));
  const known = new Set([
    ...graph.signals.flatMap(({ id, part }) => (part === undefined ? [id] : [id, part.of])),
    ...graph.instances.flatMap(({ id, moduleName }) => [id, moduleName]),
    ...graph.machines.flatMap(({ states }) => states.map((one) => one.name)),
  ]);
  const foreign = namesIn(claim.text).find((text) => known.has(text) && !held.has(text) && !isWord(text));
  return foreign === undefined ? undefined : `it speaks of ${foreign}, which its facts do not`;
}

/** Names in a text, each alone and with the fields behind it (`r`, `r.count`). */
function namesIn(text: string): string[] {
  const alone = tokenize(text).flatMap((one) => (one.kind === 'id' ? [one.text] : []));
  const withFields = [...text.matchAll(/[A-Za-z_]\w*(?:\[\d+\])*(?:\.[A-Za-z_]\w*(?:\[\d+\])*)+/g)].flatMap(([path]) =>
    path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.')),
  );
  return [...alone, ...withFields];
}

/** Names that are words of English are taken for words, unless they are written as names. */
function isWord(text: string): boolean {
  return /^(a|an|the|is|in|of|to|on|at|it|and|or|not|by|for|from|with|when|state|data|clock|reset|value|input|output|ready|valid|enable|count|full|empty|bit|bits|up|down|next|last|first|start|done|load|write|read|address|i)$/i.test(
    text,
  );
}

function foreignNumber(claim: Claim): string | undefined {
  const held = new Set((JSON.stringify(claim.facts).match(/\d+/g) ?? []).map(Number));
  // Numbers inside of names belong to the names.
  const found = [...claim.text.matchAll(/(?<![\w'.[:])\d+(?![\w'])/g)].map(([text]) => Number(text)).find((number) => !held.has(number));
  return found === undefined ? undefined : `its facts do not hold the number ${found}`;
}

/** All names that a fact holds, those of its conditions included. */
function namesOf(fact: Fact): string[] {
  return Object.entries(fact).flatMap(([key, value]) => (key === 'kind' || typeof value !== 'string' ? [] : [value, ...namesIn(value)]));
}

function factWords(fact: Fact): string {
  const { kind, ...rest } = fact;
  return `${kind} ${Object.entries(rest)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ')}`;
}
