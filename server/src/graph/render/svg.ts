import type { Outcome } from '../../base/outcome';
import { success } from '../../base/outcome';
import type { Graph } from '../../protocol/contract';
import { drawable } from './cut';
import { renderDot } from './dot';
import { quote } from './dotText';
import { rankSpan } from './rankSpan';

/** Lays Graphviz text out: its SVG, or why there is none (too much for the time, broken). */
export type Layout = (dot: string, signal: AbortSignal) => Promise<Outcome<string>>;

export interface Picture {
  readonly svg: string;
  /** What is drawn of the graph. */
  readonly graph: Graph;
  /** What was left out, in words; empty when nothing was. */
  readonly words: string;
}

/**
 * The graph as an SVG. It takes its ink from the surroundings (`currentColor`), so that it reads on light and dark alike; nodes and edges have
 * classes (`node reg`, `edge select`). What does not fit into one picture is left out, and the picture says so.
 */
export async function renderSvg(graph: Graph, layout: Layout, signal: AbortSignal): Promise<Outcome<Picture>> {
  const { drawn, words } = drawable(graph);
  const laidOut = await layout(withCaption(renderDot(drawn), captionOf(graph, words), rankSpan(drawn) > mostCurves), signal);
  if (!laidOut.ok) return laidOut;
  return success({ svg: themed(laidOut.value), graph: drawn, words });
}

function captionOf(graph: Graph, words: string): string {
  const { slice } = graph;
  const way =
    slice === undefined
      ? ''
      : ` ${{ drivers: 'what drives', loads: 'what is driven by', both: 'around' }[slice.way]} ${slice.of.slice(0, 3).join(', ')}`;
  const title = `${graph.module}: ${graph.kind}${way}`;
  if (graph.nodes.length === 0) return `${title}. ${graph.notes?.[0] ?? 'Nothing to show.'}`;
  return words === '' ? title : `${title}: ${words}`;
}

/** Beyond this sum of ranks arrows are straight: curves around everything take most of the time, many seconds in a long chain that one signal feeds. */
const mostCurves = 2500;

/** The limits keep the search for fewer crossings short; it goes on for minutes otherwise. */
function withCaption(dot: string, caption: string, straight: boolean): string {
  const attributes = `label=${quote(caption)}; labelloc=t; bgcolor=transparent; nslimit=2; nslimit1=2; mclimit=0.5;${straight ? ' splines=line;' : ''}`;
  return dot.replace('{\n', `{\n  ${attributes}\n`);
}

const ink = 'var(--vscode-editor-foreground,currentColor)';

/** Colours come from the editor's theme where there is one. A picture on its own is drawn in the colour of its surroundings. */
const style = [
  `svg{color:${ink}}`,
  'text{font-family:var(--vscode-editor-font-family,monospace);fill:currentColor}',
  '.node path,.node polygon,.node ellipse{fill:var(--vscode-editor-background,none)}',
  '.node.reg polygon{fill:var(--vscode-charts-blue,currentColor);fill-opacity:.08;stroke:var(--vscode-charts-blue,currentColor)}',
  '.node.port polygon{stroke:var(--vscode-charts-green,currentColor)}',
  '.node.wire polygon,.node.wire path{stroke:none}',
  '.node.state path{fill:var(--vscode-charts-blue,currentColor);fill-opacity:.12}',
  '.node.initial path{stroke-width:2.2}',
  '.node.start ellipse{fill:currentColor}',
  '.node.question path{stroke:var(--vscode-charts-orange,currentColor)}',
  '.edge path{fill:none}.edge polygon{fill:currentColor}',
  '.edge.select,.edge.enable{color:var(--vscode-charts-orange,currentColor)}',
  '.edge.unsynchronised{color:var(--vscode-errorForeground,currentColor)}',
  '.edge.clock,.edge.edge.reset{opacity:.65}.node.any,.edge.start{opacity:.75}',
].join('');

/** Black ink becomes the surrounding text colour. */
function themed(svg: string): string {
  return svg
    .slice(Math.max(0, svg.indexOf('<svg')))
    .replace(/stroke="black"/g, 'stroke="currentColor"')
    .replace(/fill="black"/g, 'fill="currentColor"')
    .replace(/<text /g, '<text fill="currentColor" ')
    .replace(/(<svg[^>]*>)/, `$1<style>${style}</style>`);
}
