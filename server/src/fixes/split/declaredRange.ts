import type { Declarator, Item, ModuleBody } from '../../graph/ast';
import { itemsOf } from '../../refactor/scene';
import type { FixContext } from '../strategy';

/**
 * The range that a name of the module is declared with, those of generate blocks too: `[7:0]`, '' for one bit. Undefined for what is not declared
 * once as a plain vector without a sign. `around` are the generate blocks that the name is used in: of arms that exclude each other, only theirs counts.
 */
export function declaredRange(context: FixContext, body: ModuleBody, name: string, around?: readonly Item[]): string | undefined {
  const only = declaredOnce(body, name, around);
  return only === undefined || only.unpacked.length > 0 ? undefined : rangeOf(context, only);
}

/** The words of an array of one dimension that begins or ends at 0: their range as of `declaredRange`, and the last index as it is written. */
export function declaredWords(
  context: FixContext,
  body: ModuleBody,
  name: string,
  around: readonly Item[],
): { readonly range: string; readonly last: string } | undefined {
  const only = declaredOnce(body, name, around);
  const [dimension, ...others] = only?.unpacked ?? [];
  if (only === undefined || dimension?.right === undefined || others.length > 0) return undefined;
  const range = rangeOf(context, only);
  const ends = [textOf(context, dimension.left), textOf(context, dimension.right)];
  const last = ends.find((one) => one !== '0') ?? '0';
  return range === undefined || !ends.includes('0') ? undefined : { range, last };
}

/** The range of what an index of a name selects where that is a word: of an array of one dimension, or of a packed vector of vectors. As of `declaredRange`. */
export function wordRange(context: FixContext, body: ModuleBody, name: string, around: readonly Item[]): string | undefined {
  const only = declaredOnce(body, name, around);
  if (only === undefined || only.unpacked.length + only.type.packed.length !== 2 || only.unpacked.length > 1) return undefined;
  return rangeOf(context, { ...only, type: { ...only.type, packed: only.type.packed.slice(-1) } });
}

type Declared = Pick<Declarator, 'name' | 'type' | 'unpacked'>;

function declaredOnce(body: ModuleBody, name: string, around?: readonly Item[]): Declared | undefined {
  const declared: Declared[] = [
    ...body.ports,
    ...itemsOf(body)
      .filter((one) => around === undefined || one.around.every((each) => around.includes(each)))
      .flatMap(({ item }): readonly Declared[] => (item.kind === 'declare' ? item.declarators : item.kind === 'port' ? item.ports : [])),
  ].filter((one) => one.name === name);
  // `output y; reg y;` declares the same twice, and the second may lack what the first says.
  return declared.length === 1 ? declared[0] : undefined;
}

function rangeOf(context: FixContext, { type: { base, packed, signed } }: Declared): string | undefined {
  if (base.kind !== 'builtin' || !/^(?:reg|logic|wire|bit|)$/.test(base.name) || signed) return undefined;
  const [dimension] = packed;
  if (dimension === undefined) return '';
  if (packed.length > 1 || dimension.right === undefined) return undefined;
  return `[${textOf(context, dimension.left)}:${textOf(context, dimension.right)}]`;
}

function textOf(context: FixContext, span: { readonly start: number; readonly end: number }): string {
  return context.file.pre.text.slice(span.start, span.end);
}
