import { type Graph, type GraphKind, type SliceWay } from '../../../server/src/protocol/contract';

export const graphTitles: Record<GraphKind, string> = {
  dfg: 'Data flow',
  cfg: 'Control flow',
  fsm: 'State machines',
  stdg: 'Timing',
  hierarchy: 'Hierarchy',
  clocks: 'Clock domains',
};

const kindsInOrder: readonly GraphKind[] = ['dfg', 'fsm', 'cfg', 'hierarchy', 'clocks', 'stdg'];

/** What the view was asked to show. */
export interface Wanted {
  readonly uri: string;
  readonly module: string | undefined;
  readonly kind: GraphKind;
  /** Of data flow: the cone of a signal instead of the whole module. */
  readonly slice?: { readonly of: string; readonly way: SliceWay };
  /** How far a cone goes, how deep a hierarchy; a value of `extents` or `depths`. */
  readonly extent: string;
  /** Data flow through all instances below the module. */
  readonly across?: boolean;
  /** Of control flow and state machines: which one. '' is all of them, undefined the one at the caret. */
  readonly part?: string;
}

/** A value with its words and whether it is the one chosen. */
type Choice = readonly [value: string, label: string, chosen: boolean];

export interface Controls {
  readonly kinds: readonly Choice[];
  readonly part: readonly Choice[];
  readonly scope: readonly Choice[];
  readonly extent: readonly Choice[];
  /** Whether the picture goes through instances; undefined where that means nothing. */
  readonly across?: boolean;
}

/** What the page (media/graph/main.js) is sent. */
export type ToPage =
  | {
      readonly type: 'picture';
      readonly svg?: string;
      readonly graph: Graph;
      readonly notes: readonly string[];
      readonly leftOut: string;
      readonly heading: string;
      readonly controls: Controls;
      /** Pictures of one key are states of the same one: the place in it is kept. */
      readonly key: string;
    }
  | { readonly type: 'place'; readonly word: string; readonly line: number };

/** What the page posts. */
export interface FromPage {
  readonly action:
    'ready' | 'kind' | 'part' | 'scope' | 'extent' | 'follow' | 'across' | 'slice' | 'calls' | 'find' | 'node' | 'edge' | 'save' | 'leave';
  readonly value: string;
}

const extents: Readonly<
  Record<string, { readonly label: string; readonly limits: { readonly steps?: number; readonly registers?: number } }>
> = {
  r1: { label: 'to the next registers', limits: { registers: 1 } },
  r2: { label: 'through 1 register', limits: { registers: 2 } },
  r3: { label: 'through 2 registers', limits: { registers: 3 } },
  s1: { label: '1 step', limits: { steps: 1 } },
  s2: { label: '2 steps', limits: { steps: 2 } },
  s4: { label: '4 steps', limits: { steps: 4 } },
  all: { label: 'to the end', limits: { registers: 0 } },
};
const depths: typeof extents = {
  all: { label: 'all levels', limits: {} },
  s1: { label: '1 level', limits: { steps: 1 } },
  s2: { label: '2 levels', limits: { steps: 2 } },
  s3: { label: '3 levels', limits: { steps: 3 } },
};

export const firstExtent = 'r1';

/** Kinds of which a part is a cone. */
export function isDataFlow(kind: GraphKind): boolean {
  return kind === 'dfg' || kind === 'stdg';
}

/** With so many signals and not all of them, a picture is a thicket in which nobody finds a place to begin. */
const thicket = 60;

/**
 * The register or output that stands nearest to a line (1-based), from which a module too large for one picture is shown; undefined where the
 * picture can be read as it is, or has none.
 */
export function nearestSignal({ nodes }: Graph, line: number): string | undefined {
  if (nodes.length <= thicket) return undefined;
  // A folded copy stands for all of them, and is no name.
  const told = nodes.filter(({ id, kind, direction }) => (kind === 'reg' || direction === 'output') && !id.includes('..'));
  const near = told.map((node) => ({ node, away: Math.abs(node.line - line) })).sort((a, b) => a.away - b.away)[0];
  return near?.node.id;
}

/** The limits of a request for what is wanted. */
export function limitsOf({ kind, extent, slice }: Wanted): { steps?: number; registers?: number } {
  const chosen = kind === 'hierarchy' ? depths[extent] : slice === undefined ? undefined : extents[extent];
  return chosen?.limits ?? {};
}

/** The choices above the picture; `signal` is what the caret is on or the picture is about. */
export function controlsOf(wanted: Wanted, graph: Graph, part: string | undefined, signal: string | undefined): Controls {
  const { kind, slice, extent } = wanted;
  const dataFlow = isDataFlow(kind);
  const ways: readonly (readonly [SliceWay, string])[] =
    signal === undefined
      ? []
      : [
          ['both', `Around ${signal}`],
          ['drivers', `What drives ${signal}`],
          ['loads', `What ${signal} reaches`],
        ];
  const parts = kind === 'cfg' || kind === 'fsm' ? (graph.parts ?? []) : [];
  const named = kind === 'hierarchy' ? depths : slice === undefined ? {} : extents;
  const known = named[extent] === undefined ? Object.keys(named)[0] : extent;
  return {
    kinds: kindsInOrder.map((one) => [one, graphTitles[one], one === kind]),
    part: parts.length < 2 ? [] : [...parts.map(({ id }): Choice => [id, id, id === part]), ['', `all ${parts.length}`, part === '']],
    scope: !dataFlow
      ? []
      : [
          ['all', 'Whole module', slice === undefined],
          ...ways.map(([way, label]): Choice => [`${way} ${signal ?? ''}`, label, slice?.way === way]),
        ],
    ...(dataFlow ? { across: wanted.across === true } : {}),
    extent: Object.entries(named).map(([value, { label }]) => [value, label, value === known]),
  };
}

/** The body of the page; what changes is filled in by its script. */
export const graphBody = `
<nav id="kinds" aria-label="Graph kind"></nav>
<div class="tools">
  <select id="part" aria-label="Which one" hidden></select>
  <select id="scope" aria-label="Which part of the module" hidden></select>
  <select id="extent" aria-label="How far" hidden></select>
  <input type="search" id="search" placeholder="Search (/)" aria-label="Search in the graph"><span id="found" role="status"></span>
  <span class="together">
    <button id="farther" title="Smaller (-)" aria-label="Zoom out">−</button><span id="scale"></span>
    <button id="closer" title="Larger (+)" aria-label="Zoom in">+</button>
    <button id="whole" title="The whole picture (0)">Fit</button>
  </span>
  <label><input type="checkbox" id="follow" checked> Follow caret</label>
  <label hidden><input type="checkbox" id="across"> Through instances</label>
  <span class="together">
    <button id="save-svg" title="Save as SVG">SVG</button>
    <button id="save-png" title="Save as PNG">PNG</button>
  </span>
</div>
<div id="left-out" role="status" hidden></div>
<div id="picture" tabindex="0" role="application"></div>
<div class="below">
  <span id="facts" role="status"></span>
  <button data-slice="drivers" title="What drives it (w)" hidden>Why does it change</button>
  <button data-slice="loads" title="What it reaches (r)" hidden>What does it reach</button>
  <button data-slice="calls" title="The same as a call hierarchy, through instances" hidden>Call hierarchy</button>
</div>
<div id="notes"></div>`;
