// The page of the graph view. The extension sends pictures and places in the source; what is done here is sent back as { action, value }.
import { asPng, standalone } from './export.js';
import { atPlace, matching, neighbour } from './walk.js';
import { createZoom } from './zoom.js';

const editor = acquireVsCodeApi();
const byId = (id) => document.getElementById(id);
const post = (action, value = '') => editor.postMessage({ action, value });

const frame = byId('picture');
const zoom = createZoom(frame, (percent) => (byId('scale').textContent = `${percent} %`));

/** What is shown: `graph` as drawn, the parts of the SVG by node id, and which node is selected. */
const view = { graph: { nodes: [], edges: [] }, parts: new Map(), selected: undefined, found: [], at: -1, key: '' };

window.addEventListener('message', ({ data }) => {
  if (data.type === 'picture') show(data);
  else if (data.type === 'place') follow(data);
});
post('ready');

function show({ svg, graph, notes, leftOut, heading, controls, key }) {
  const parsed = svg === undefined ? undefined : new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const drawn = parsed?.nodeName === 'svg' && graph.nodes.length > 0 ? document.importNode(parsed, true) : undefined;
  const keep = key === view.key;
  Object.assign(view, { graph, key, parts: new Map(), found: [], at: -1 });
  frame.replaceChildren(...(drawn === undefined ? [] : [drawn]));
  frame.setAttribute('aria-label', heading);
  byId('notes').replaceChildren(...notes.map((note) => paragraph(note)));
  byId('left-out').textContent = leftOut;
  byId('left-out').hidden = leftOut === '';
  for (const id of ['kinds', 'part', 'scope', 'extent']) setControl(byId(id), controls[id]);
  byId('across').parentElement.hidden = controls.across === undefined;
  byId('across').checked = controls.across === true;
  if (drawn !== undefined) {
    collectParts(drawn);
    const legible = zoom.take(drawn, keep);
    const first = view.parts.get(graph.slice?.of[0] ?? '') ?? view.parts.get(graph.nodes[0]?.id);
    if (!keep && !legible && first !== undefined) zoom.reveal(first, true);
  }
  select(view.parts.has(view.selected) ? view.selected : graph.slice?.of.find((id) => view.parts.has(id)), false);
  search();
  // A control that is not there any more leaves the keyboard to the picture.
  if (document.hasFocus() && document.activeElement?.checkVisibility() === false) frame.focus();
}

function paragraph(text) {
  const line = document.createElement('p');
  line.textContent = text;
  return line;
}

/** Choices as [value, label, chosen]; a control without any is not shown. */
function setControl(control, choices) {
  const focused = control.contains(document.activeElement) && control.id === 'kinds' ? document.activeElement.value : undefined;
  control.hidden = choices.length === 0;
  control.replaceChildren(
    ...choices.map(([value, label, chosen]) => {
      const choice = document.createElement(control.id === 'kinds' ? 'button' : 'option');
      choice.value = value;
      choice.textContent = label;
      if (control.id === 'kinds') choice.setAttribute('aria-pressed', String(chosen));
      else choice.selected = chosen;
      return choice;
    }),
  );
  // Whoever works with the keyboard stays where they were.
  if (focused !== undefined) [...control.children].find(({ value }) => value === focused)?.focus();
}

function collectParts(svg) {
  const known = new Set(view.graph.nodes.map(({ id }) => id));
  for (const part of svg.querySelectorAll('g.node')) {
    const id = part.querySelector('title')?.textContent ?? '';
    view.parts.set(id, part);
    part.setAttribute('role', 'button');
    part.setAttribute('aria-label', id);
  }
  for (const pin of svg.querySelectorAll('g[id^="a_p:"]')) {
    const id = pin.id.slice('a_p:'.length);
    if (known.has(id)) view.parts.set(id, pin);
  }
}

const nodeOf = (id) => view.graph.nodes.find((node) => node.id === id);

/** Marks a node and the arrows at it, and says what it is. */
function select(id, revealed = true) {
  for (const part of frame.querySelectorAll('.selected')) part.classList.remove('selected');
  view.selected = id;
  const part = view.parts.get(id);
  part?.classList.add('selected');
  if (part !== undefined) {
    for (const edge of frame.querySelectorAll('g.edge')) {
      const ends = (edge.querySelector('title')?.textContent ?? '').split('->');
      if (ends.some((end) => end === id || end.endsWith(`:${id}`))) edge.classList.add('selected');
    }
    if (revealed) zoom.reveal(part);
  }
  const node = nodeOf(id);
  byId('facts').textContent = node === undefined ? '' : factsOf(node);
  const sliceable = node !== undefined && ['port', 'reg', 'wire', 'instance'].includes(node.kind) && view.graph.kind !== 'hierarchy';
  for (const button of document.querySelectorAll('[data-slice]')) button.hidden = !sliceable;
}

function factsOf(node) {
  const width = node.width === undefined || node.kind === 'state' ? '' : `${node.width} bit${node.width === 1 ? '' : 's'}`;
  const reset = node.reset === undefined ? undefined : node.kind === 'state' ? 'reset state' : resetWords(node.reset);
  const fanout = node.fanout === undefined ? undefined : `drives ${node.fanout}`;
  const facts = [
    node.label ?? node.id,
    node.direction ?? '',
    node.kind === 'block' ? '' : node.kind,
    width,
    node.clock,
    reset,
    fanout,
    `line ${node.line}`,
  ];
  return facts.filter((one) => one !== undefined && one !== '').join(' · ');
}

/** `async_low:rst_n` in words. */
function resetWords(reset) {
  const [, way, level, net] = /^(a?sync)_(low|high):(.*)$/.exec(reset) ?? [];
  return net === undefined ? reset : `${way}hronous reset ${net}, active ${level}`;
}

/** The caret went somewhere in the source. */
function follow(place) {
  const ids = atPlace(view.graph.nodes, place).filter((id) => view.parts.has(id));
  if (ids.length > 0 && !ids.includes(view.selected)) select(ids[0]);
}

function search() {
  const text = byId('search').value;
  view.found = matching(view.graph.nodes, text).filter((id) => view.parts.has(id));
  view.at = -1;
  frame.classList.toggle('searching', view.found.length > 0);
  for (const [id, part] of view.parts) part.classList.toggle('found', view.found.includes(id));
  byId('found').textContent = text.trim() === '' ? '' : view.found.length === 0 ? 'none here' : `${view.found.length} found`;
}

function nextFound(step) {
  const count = view.found.length;
  if (count === 0) {
    // What is not drawn may still be in the module.
    if (byId('search').value.trim() !== '') post('find', byId('search').value.trim());
    return;
  }
  view.at = (view.at + step + count) % count;
  select(view.found[view.at], false);
  zoom.reveal(view.parts.get(view.found[view.at]), true);
  byId('found').textContent = `${view.at + 1} of ${count}`;
}

function clickedPart(target) {
  for (let part = target instanceof Element ? target.closest('g') : null; part !== null; part = part.parentElement?.closest('g') ?? null) {
    if (part.id.startsWith('a_p:')) return { id: part.id.slice('a_p:'.length) };
    if (part.classList.contains('node')) return { id: part.querySelector('title')?.textContent ?? '' };
    const line = part.classList.contains('edge') ? /(?:^|\s)line-(\d+)/.exec(part.getAttribute('class') ?? '') : null;
    if (line !== null) return { line: line[1] };
  }
  return undefined;
}

frame.addEventListener('click', (event) => {
  const part = clickedPart(event.target);
  if (part === undefined) return;
  if (part.line !== undefined) return post('edge', part.line);
  select(part.id, false);
  post('node', part.id);
});

frame.addEventListener('keydown', (event) => {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    Enter: () => view.selected !== undefined && post('node', view.selected),
    '+': () => zoom.by(1.25),
    '=': () => zoom.by(1.25),
    '-': () => zoom.by(0.8),
    0: () => zoom.whole(),
    '/': () => byId('search').focus(),
    w: () => view.selected !== undefined && post('slice', `drivers ${view.selected}`),
    r: () => view.selected !== undefined && post('slice', `loads ${view.selected}`),
  };
  const act = key.startsWith('Arrow') ? () => walk(key) : actions[key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});

function walk(key) {
  const nodes = [...frame.querySelectorAll('g.node')].map((part) => {
    const box = part.getBoundingClientRect();
    return { id: part.querySelector('title')?.textContent ?? '', x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
  const owner = new Map(view.graph.nodes.map(({ id, group }) => [id, view.parts.has(group) ? group : id]));
  const edges = view.graph.edges.map(({ from, to }) => ({ from: owner.get(from) ?? from, to: owner.get(to) ?? to }));
  const next = neighbour(nodes, edges, owner.get(view.selected) ?? view.selected, key);
  if (next !== undefined) select(next);
}

byId('search').addEventListener('input', search);
byId('search').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') nextFound(event.shiftKey ? -1 : 1);
  if (event.key !== 'Escape') return;
  frame.focus();
  event.preventDefault();
});
document.addEventListener('keydown', (event) => event.key === 'Escape' && !event.defaultPrevented && post('leave'));
byId('kinds').addEventListener('click', ({ target }) => target instanceof HTMLButtonElement && post('kind', target.value));
for (const id of ['part', 'scope', 'extent']) byId(id).addEventListener('change', ({ target }) => post(id, target.value));
for (const id of ['follow', 'across']) byId(id).addEventListener('change', ({ target }) => post(id, String(target.checked)));
byId('closer').addEventListener('click', () => zoom.by(1.25));
byId('farther').addEventListener('click', () => zoom.by(0.8));
byId('whole').addEventListener('click', () => zoom.whole());
for (const button of document.querySelectorAll('[data-slice]'))
  button.addEventListener('click', () => post('slice', `${button.dataset.slice} ${view.selected}`));
byId('save-svg').addEventListener('click', () => saved('svg', (svg) => standalone(svg)));
byId('save-png').addEventListener('click', () => saved('png', asPng));

async function saved(format, make) {
  const svg = frame.querySelector('svg');
  if (svg !== null) post('save', JSON.stringify({ format, data: await make(svg) }));
}
