interface Placed {
  id: string;
  x: number;
  y: number;
}
interface Named {
  id: string;
  label?: string;
  kind: string;
  line: number;
  endLine: number;
}
export function neighbour(
  nodes: Placed[],
  edges: { from: string; to: string }[],
  at: string,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): string | undefined;
export function matching(nodes: { id: string; label?: string }[], text: string): string[];
export function atPlace(nodes: Named[], place: { word: string; line: number }): string[];
