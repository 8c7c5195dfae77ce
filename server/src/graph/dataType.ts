/** A data type laid out as bits, least significant first. `width` is in bits; arrays, packed or not, lie one element after the other. */
export type DataType =
  | { readonly kind: 'bit'; readonly width: 1; readonly signed: boolean }
  | {
      readonly kind: 'array';
      readonly left: number;
      readonly right: number;
      readonly element: DataType;
      readonly packed: boolean;
      readonly width: number;
      readonly signed: boolean;
    }
  | { readonly kind: 'struct'; readonly fields: readonly Field[]; readonly width: number; readonly signed: boolean }
  /** Not known here (an unresolved package, an interface member): one opaque unit that is read and written whole. */
  | { readonly kind: 'unknown'; readonly width: 1; readonly signed: boolean };

export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly offset: number;
}

export const bitType: DataType = { kind: 'bit', width: 1, signed: false };
export const unknownType: DataType = { kind: 'unknown', width: 1, signed: false };

export function vectorType(width: number, signed = false): DataType {
  return { kind: 'array', left: width - 1, right: 0, element: bitType, packed: true, width, signed };
}

export function arrayOf(element: DataType, left: number, right: number, packed: boolean, signed = false): DataType {
  const count = Math.abs(left - right) + 1;
  return element.kind === 'unknown' ? element : { kind: 'array', left, right, element, packed, width: count * element.width, signed };
}

/** Bit offset of element `index`, or undefined when it is outside the array. */
export function elementOffset(type: DataType & { kind: 'array' }, index: number): number | undefined {
  const down = type.left >= type.right;
  const position = down ? index - type.right : type.right - index;
  const count = Math.abs(type.left - type.right) + 1;
  return position < 0 || position >= count ? undefined : position * type.element.width;
}

/** `7:0`, the declared index range of a vector, for a bit range of it; undefined when the range is the whole. */
export function bitsText(type: DataType, low: number, width: number): string | undefined {
  if (width >= type.width || type.kind === 'unknown') return undefined;
  if (type.kind !== 'array' || type.element.width !== 1) return `${low + width - 1}:${low}`;
  const at = (position: number): number => (type.left >= type.right ? type.right + position : type.right - position);
  return width === 1 ? String(at(low)) : `${at(low + width - 1)}:${at(low)}`;
}
