import type { Graph, GraphEdge, GraphNode } from '../../protocol/contract';
import { attributes, quote } from './dotText';
import { conjuncts, wrapGuard } from './guardLabel';

/** An arrow of the diagram: all transitions between two states, or from every state to one. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly GraphEdge[];
}

/**
 * State machines as an engineer draws them: states round, an arrow from a dot into the reset state, one arrow per pair of states. What leads to
 * a state from every other is one arrow from `any state`, and what all other arrows need too is said once, under the register's name.
 */
export function stateDots(graph: Graph): string[] {
  const groups = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    const list = groups.get(node.group ?? '') ?? [];
    groups.set(node.group ?? '', [...list, node]);
  }
  return [...groups].flatMap(([register, states]) => machineDots(register, states, graph));
}

function machineDots(register: string, states: readonly GraphNode[], graph: Graph): string[] {
  const ids = new Set(states.map(({ id }) => id));
  const transitions = graph.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
  const { common, others } = splitCommon(transitions, states);
  // What is drawn from `any state` comes first there, so its opposite is part of every other arrow and need not be repeated.
  const implied = new Set(common.flatMap(({ guard }) => opposites(guard ?? '')));
  const shared = sharedConjuncts(others);
  const hidden = new Set([...implied, ...shared]);
  const told = [...shared].filter((one) => !implied.has(one));
  const which = common.length === 0 ? 'every arrow' : 'every arrow from a state';
  const caption = [register, ...(told.length === 0 ? [] : [`${which}: ${wrapGuard(told.join(' && '), 2)}`])].join('\n');
  const lines = [`  subgraph ${quote(`cluster_${register}`)} {`];
  lines.push(`    ${attributes({ label: caption, class: 'group machine', penwidth: '0' })};`);
  lines.push(...states.map(stateDot));
  lines.push(...resetDots(register, states));
  const anyState = `any:${register}`;
  if (common.length > 0)
    lines.push(`    ${quote(anyState)} [${attributes({ label: 'any state', class: 'any', shape: 'box', style: 'rounded,dashed' })}];`);
  for (const arrow of arrowsOf(common.map((edge) => ({ ...edge, from: anyState })))) lines.push(arrowDot(arrow, new Set()));
  for (const arrow of arrowsOf(others)) lines.push(arrowDot(arrow, hidden));
  return [...lines, '  }'];
}

function stateDot(node: GraphNode): string {
  const initial = node.reset !== undefined;
  const look = attributes({
    label: node.label ?? node.id,
    shape: 'box',
    style: initial ? 'rounded,bold' : 'rounded',
    margin: '0.16,0.09',
    class: `state${initial ? ' initial' : ''} line-${node.line}`,
    id: `n:${node.id}`,
    tooltip: `${node.id} line ${node.line}${initial ? ', entered by reset' : ''}`,
  });
  return `    ${quote(node.id)} [${look}];`;
}

function resetDots(register: string, states: readonly GraphNode[]): string[] {
  return states.flatMap((node) => {
    if (node.reset === undefined) return [];
    const dot = `reset:${register}`;
    return [
      `    ${quote(dot)} [${attributes({ label: '', shape: 'point', width: '0.12', class: 'start', tooltip: 'reset' })}];`,
      `    ${quote(dot)} -> ${quote(node.id)} [${attributes({ label: ' reset ', class: 'start', tooltip: `reset to ${node.id}` })}];`,
    ];
  });
}

function arrowsOf(transitions: readonly GraphEdge[]): Arrow[] {
  const arrows = new Map<string, GraphEdge[]>();
  for (const edge of transitions) {
    const key = `${edge.from}\u0000${edge.to}`;
    const list = arrows.get(key) ?? [];
    if (!list.some((one) => one.guard === edge.guard)) list.push(edge);
    arrows.set(key, list);
  }
  return [...arrows.values()].flatMap((list) => {
    const [first] = list;
    return first === undefined ? [] : [{ from: first.from, to: first.to, transitions: list }];
  });
}

/** How many conditions are written out on one arrow. */
const mostLabels = 3;

function arrowDot({ from, to, transitions }: Arrow, hidden: ReadonlySet<string>): string {
  const texts = new Set(transitions.map(({ guard }) => wrapGuard(visible(guard ?? '', hidden), transitions.length > 1 ? 2 : 3)));
  // One of several ways needs nothing: the others say nothing.
  const labels = texts.has('') ? [] : [...texts];
  const shown = labels.slice(0, mostLabels).join('\nor ') + (labels.length > mostLabels ? `\nor ${labels.length - mostLabels} more` : '');
  const [first] = transitions;
  const whole = transitions.map(({ guard, line }) => `line ${line}${guard === undefined ? '' : `: ${guard}`}`).join('\n');
  const look = attributes({
    class: `transition line-${first?.line ?? 0}`,
    tooltip: `${from} to ${to}\n${whole}`,
    ...(shown === '' ? {} : { label: shown.replace(/^/gm, ' ').replace(/$/gm, ' ') }),
  });
  return `    ${quote(from)} -> ${quote(to)} [${look}];`;
}

function visible(guard: string, hidden: ReadonlySet<string>): string {
  return conjuncts(guard)
    .filter((one) => !hidden.has(one))
    .join(' && ');
}

/** Transitions that leave at least three states and all but one, to one state under one condition. */
function splitCommon(transitions: readonly GraphEdge[], states: readonly GraphNode[]): { common: GraphEdge[]; others: GraphEdge[] } {
  const from = new Map<string, Set<string>>();
  const keyOf = (edge: GraphEdge): string => `${edge.to}\u0000${edge.guard ?? ''}`;
  for (const edge of transitions) {
    const set = from.get(keyOf(edge)) ?? new Set<string>();
    from.set(keyOf(edge), set.add(edge.from));
  }
  const everywhere = (edge: GraphEdge): boolean => {
    const left = from.get(keyOf(edge)) ?? new Set();
    return left.size >= 3 && left.size >= states.length - 1;
  };
  const common = new Map<string, GraphEdge>();
  for (const edge of transitions) if (everywhere(edge) && !common.has(keyOf(edge))) common.set(keyOf(edge), edge);
  return { common: [...common.values()], others: transitions.filter((edge) => !everywhere(edge)) };
}

/** What a condition's failing looks like as a part of another condition. */
function opposites(guard: string): string[] {
  const parts = conjuncts(guard);
  const [only] = parts;
  const whole = `!(${guard})`;
  if (parts.length !== 1 || only === undefined) return [whole];
  return only.startsWith('!') ? [whole, only.slice(1)] : [whole, `!${only}`];
}

/** What every one of several transitions needs. */
function sharedConjuncts(transitions: readonly GraphEdge[]): Set<string> {
  const [first, ...rest] = transitions;
  if (first === undefined || rest.length < 2) return new Set();
  const sets = rest.map(({ guard }) => new Set(conjuncts(guard ?? '')));
  return new Set(conjuncts(first.guard ?? '').filter((one) => sets.every((set) => set.has(one))));
}
