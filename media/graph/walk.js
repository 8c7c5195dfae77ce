// What does not need the page: which node an arrow key leads to, which nodes a search or a place in the source means.

/**
 * The next node in a direction: one that an arrow connects when there is one that way, else the nearest there.
 * @param {{ id: string, x: number, y: number }[]} nodes middles of the nodes
 * @param {{ from: string, to: string }[]} edges
 * @param {string} at id of the node to leave
 * @param {'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'} key
 * @returns {string | undefined}
 */
export function neighbour(nodes, edges, at, key) {
  const start = nodes.find(({ id }) => id === at);
  if (start === undefined) return nodes[0]?.id;
  const connected = new Set(edges.flatMap(({ from, to }) => (from === at ? [to] : to === at ? [from] : [])));
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best;
  for (const { id, x, y } of nodes) {
    const along = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    if (id === at || along <= 0 || along < aside / 3) continue;
    const cost = (along + 2 * aside) * (connected.has(id) ? 0.2 : 1);
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

/** Ids of the nodes whose name or label holds the text, in order; none for an empty text. */
export function matching(nodes, text) {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return nodes
    .filter(({ id, label }) => id.toLowerCase().includes(wanted) || (label ?? '').toLowerCase().includes(wanted))
    .map(({ id }) => id);
}

/**
 * Ids of the nodes that a place in the source means: those of the word's name, else the smallest on the line.
 * @param {{ id: string, label?: string, kind: string, line: number, endLine: number }[]} nodes
 * @param {{ word: string, line: number }} place
 */
export function atPlace(nodes, { word, line }) {
  const named = word === '' ? [] : nodes.filter((node) => means(node, word)).map(({ id }) => id);
  if (named.length > 0) return named;
  const around = nodes.filter((node) => node.line <= line && line <= node.endLine && node.label !== 'entry' && node.label !== 'exit');
  const least = Math.min(...around.map((node) => node.endLine - node.line));
  return around.filter((node) => node.endLine - node.line === least).map(({ id }) => id);
}

/** `lane[0..3].q` is meant by `q`; a block by none of its words. */
function means({ id, label, kind }, word) {
  if (kind === 'block') return false;
  const plain = id.replace(/\[[\d.]+\]/g, '');
  return plain === word || plain.endsWith(`.${word}`) || plain.startsWith(`${word}.`) || label === word;
}
