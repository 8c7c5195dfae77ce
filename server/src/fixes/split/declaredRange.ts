import type { Item, ModuleBody } from '../../graph/ast';
import { itemsOf } from '../../refactor/scene';
import type { FixContext } from '../strategy';

/**
 * The range that a name of the module is declared with, those of generate blocks too: `[7:0]`, '' for one bit. Undefined for what is not declared
 * once as a plain vector without a sign; of a 'word' it is what the words of an array with one dimension are. `around` are the generate blocks that the name is used in: of arms that exclude each other, only theirs counts.
 */
export function declaredRange(
  context: FixContext,
  body: ModuleBody,
  name: string,
  around?: readonly Item[],
  of: 'vector' | 'word' = 'vector',
): string | undefined {
  const declared = [
    ...body.ports,
    ...itemsOf(body)
      .filter((one) => around === undefined || one.around.every((each) => around.includes(each)))
      .flatMap(({ item }) => (item.kind === 'declare' ? item.declarators : item.kind === 'port' ? item.ports : [])),
  ].filter((one) => one.name === name);
  const [only] = declared;
  // `output y; reg y;` declares the same twice, and the second may lack what the first says.
  if (only === undefined || declared.length !== 1) return undefined;
  const { base, packed, signed } = only.type;
  if (base.kind !== 'builtin' || !/^(?:reg|logic|wire|bit|)$/.test(base.name) || signed || only.unpacked.length !== (of === 'word' ? 1 : 0))
    return undefined;
  const [dimension] = packed;
  if (dimension === undefined) return '';
  if (packed.length > 1 || dimension.right === undefined) return undefined;
  const text = (span: { readonly start: number; readonly end: number }): string => context.file.pre.text.slice(span.start, span.end);
  return `[${text(dimension.left)}:${text(dimension.right)}]`;
}
