/** The part of wavedrom that we use: it ships no types. JsonML in, SVG text out. */
declare module 'wavedrom' {
  export const waveSkin: object;
  export function renderAny(index: number, source: object, skin: object): unknown[];
  export const onml: { stringify(jsonml: unknown[]): string };
}
