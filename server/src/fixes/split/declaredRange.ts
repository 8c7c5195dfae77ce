import type { Declarator, Item, ModuleBody, TypeSpec } from '../../graph/ast';
import { printExpression } from '../../graph/printExpression';
import { itemsOf, type PlacedItem } from '../../refactor/scene';
import type { FixContext } from '../strategy';

/**
 * The range that a name of the module is declared with, those of generate blocks too: `[7:0]`, '' for one bit. Undefined for what is not declared
 * once as a plain vector without a sign. `around` are the generate blocks that the name is used in: of arms that exclude each other, only theirs counts.
 */
export function declaredRange(context: FixContext, body: ModuleBody, name: string, around?: readonly Item[]): string | undefined {
  const only = declaredOnce(body, name, around);
  return only === undefined || only.unpacked.length > 0 ? undefined : rangeOf(context, body, only);
}

/** As of `declaredRange`; of a vector with a sign `signed [7:0]`, which declares another one like it. */
function declaredType(context: FixContext, body: ModuleBody, name: string, around?: readonly Item[]): string | undefined {
  const only = declaredOnce(body, name, around);
  if (only?.type.signed !== true) return declaredRange(context, body, name, around);
  const range = only.unpacked.length > 0 ? undefined : rangeOf(context, body, { ...only, type: { ...only.type, signed: false } });
  return range === undefined || range === '' ? undefined : `signed ${range}`;
}

/** How a register is declared, where another one is to hold the same. */
export interface Storage {
  /** As of `declaredType`; undefined of other types. */
  readonly range: string | undefined;
  /** Begin of a declaration of another name alike: `logic [7:0]`, `pkg::state_t`. */
  readonly declared: string;
  /** The type that a vector has to be cast to before it is assigned: that of an enumeration, or what may be one (IEEE 1800-2023 clause 6.19.3). */
  readonly cast?: string;
  /** Whether `declared` holds the bits only, since the type has no name. */
  readonly unnamed?: true;
}

/**
 * How a name is declared that keeps bits: a vector, several packed dimensions, an enumeration, or a type by its name, also of a package or a parameter. Undefined for arrays,
 * for unpacked structures of the module's own, and for what is not declared once.
 */
export function storageOf(context: FixContext, body: ModuleBody, name: string, around?: readonly Item[]): Storage | undefined {
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const range = declaredType(context, body, name, around);
  if (range !== undefined) return vectorStorage(context, range);
  const only = declaredOnce(body, name, around);
  if (only === undefined || only.unpacked.length > 0) return undefined;
  const { base, packed, signed } = only.type;
  const dimensions = packed
    .map((one) => `[${textOf(context, one.left)}:${one.right === undefined ? '' : textOf(context, one.right)}]`)
    .join('');
  if (packed.some((one) => one.right === undefined)) return undefined;
  const array = dimensions === '' ? '' : ` ${dimensions}`;
  if (base.kind === 'builtin') {
    const isVector = /^(?:reg|logic|)$/.test(base.name) && !signed && packed.length > 1;
    return isVector ? { range: undefined, declared: `${bit}${array}` } : undefined;
  }
  // What has no name is kept in as many bits.
  if (base.kind === 'enum') return { range: undefined, declared: `${bit} [$bits(${name})-1:0]`, cast: `type(${name})'`, unnamed: true };
  if (base.kind !== 'named' || base.modport !== undefined) return undefined;
  const own = base.scope === undefined ? body.items.filter((item) => item.kind === 'typedef' && item.name === base.name) : [];
  const [type, ...others] = own;
  if (others.length > 0 || (type?.kind === 'typedef' && !isPacked(type))) return undefined;
  const isVector = type?.kind === 'typedef' && (type.type.base.kind === 'struct' || type.type.base.kind === 'builtin');
  const named = base.scope === undefined ? base.name : `${base.scope}::${base.name}`;
  return { range: undefined, declared: `${named}${array}`, ...(isVector || array !== '' ? {} : { cast: `${named}'` }) };
}

/** The storage of a vector by its range, as of `declaredType`. */
export function vectorStorage({ language }: FixContext, range: string): Storage {
  const bit = language === 'verilog' ? 'reg' : 'logic';
  return { range, declared: range === '' ? bit : `${bit} ${range}` };
}

/** A value of a vector's bits as what a register is declared to hold. */
export function asStored({ cast }: Pick<Storage, 'cast'>, value: string): string {
  return cast === undefined ? value : `${cast}(${value})`;
}

/** Whether a type of the module's own is one of bits, as far as that shows in its declaration. */
function isPacked({ type: { base }, unpacked }: { readonly type: TypeSpec; readonly unpacked: readonly unknown[] }): boolean {
  return unpacked.length === 0 && ((base.kind !== 'struct' && base.kind !== 'union') || base.packed);
}

/** As of `declaredRange`; of an enumeration, with a name or without, the range that its values are kept in. */
export function storedRange(context: FixContext, body: ModuleBody, name: string): string | undefined {
  const plain = declaredRange(context, body, name);
  const only = plain === undefined ? declaredOnce(body, name) : undefined;
  if (only === undefined || only.unpacked.length > 0 || only.type.packed.length > 0) return plain;
  const { base } = only.type;
  if (base.kind === 'enum') return base.of === undefined ? undefined : rangeOf(context, body, { ...only, type: base.of });
  const named = base.kind === 'named' ? context.module.types.find((one) => one.name === base.name) : undefined;
  return named === undefined ? undefined : /^enum\s+(?:logic|reg|bit)\b\s*(\[[^\]]*\]|)\s*\{/.exec(named.text)?.[1];
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
  const range = rangeOf(context, body, only);
  const ends = [textOf(context, dimension.left), textOf(context, dimension.right)];
  const last = ends.find((one) => one !== '0') ?? '0';
  return range === undefined || !ends.includes('0') ? undefined : { range, last };
}

/** The range of what an index of a name selects where that is a word: of an array of one dimension, or of a packed vector of vectors. As of `declaredRange`. */
export function wordRange(context: FixContext, body: ModuleBody, name: string, around: readonly Item[]): string | undefined {
  const only = declaredOnce(body, name, around);
  if (only === undefined || only.unpacked.length + only.type.packed.length !== 2 || only.unpacked.length > 1) return undefined;
  return rangeOf(context, body, { ...only, type: { ...only.type, packed: only.type.packed.slice(-1) } });
}

type Declared = Pick<Declarator, 'name' | 'type' | 'unpacked'>;

/** What a process or function declares for itself. */
export type LocalName = Declared;

/** The range of a plain vector that a process or function declares, as of `declaredRange`. */
export function localRange(context: FixContext, body: ModuleBody, local: LocalName): string | undefined {
  return local.unpacked.length > 0 ? undefined : rangeOf(context, body, local);
}

/** A declaration of a name, and the item that it stands in; none for a port of the module's header. */
export interface Declaration {
  readonly one: Declarator;
  readonly by: PlacedItem | undefined;
}

/**
 * The declarations of a name. One for `module m(q); output [7:0] q; reg [7:0] q;`, the last, where all say the same (IEEE 1800-2023 clause 23.2.2.1).
 * Of arms of generate blocks that exclude each other only those of `around` count, where that is given.
 */
export function declarationsOf(body: ModuleBody, name: string, around?: readonly Item[]): Declaration[] {
  const inside = itemsOf(body)
    .filter((by) => around === undefined || by.around.every((each) => around.includes(each)))
    .flatMap((by) => {
      const { item } = by;
      const list: readonly Declarator[] = item.kind === 'declare' ? item.declarators : item.kind === 'port' ? item.ports : [];
      return list.filter((one) => one.name === name).map((one) => ({ one, by }));
    });
  const [port, ...ports] = inside.filter(({ by }) => by.item.kind === 'port');
  if (port === undefined) return [...body.ports.filter((one) => one.name === name).map((one) => ({ one, by: undefined })), ...inside];
  const [again, ...others] = inside.filter(({ by }) => by.item.kind !== 'port');
  const twice = again !== undefined && others.length + ports.length === 0 && isAlike(port.one, again.one);
  return twice ? [again] : inside;
}

/** Whether two declarations of one name agree in range and sign. */
function isAlike(a: Declared, b: Declared): boolean {
  const ranges = [a, b].map(({ type: { packed, signed }, unpacked }) => {
    const dimensions = packed.map(({ left, right }) => `${printExpression(left)}:${right === undefined ? '' : printExpression(right)}`);
    return `${signed === true} ${unpacked.length} ${dimensions.join(' ')}`;
  });
  return ranges[0] === ranges[1];
}

function declaredOnce(body: ModuleBody, name: string, around?: readonly Item[]): Declared | undefined {
  const declared = declarationsOf(body, name, around);
  return declared.length === 1 ? declared[0]?.one : undefined;
}

/** A type of the module's own that is another name for a vector stands for that vector. */
function rangeOf(context: FixContext, body: ModuleBody, { type: { base, packed, signed } }: Pick<Declared, 'type'>): string | undefined {
  if (base.kind === 'named' && base.scope === undefined && packed.length === 0) {
    const [named, ...others] = body.items.filter((item) => item.kind === 'typedef' && item.name === base.name);
    const isVector = named?.kind === 'typedef' && others.length === 0 && named.unpacked.length === 0 && named.type.base.kind === 'builtin';
    return isVector ? rangeOf(context, body, named) : undefined;
  }
  if (base.kind !== 'builtin' || !/^(?:reg|logic|wire|bit|)$/.test(base.name) || signed) return undefined;
  const [dimension] = packed;
  if (dimension === undefined) return '';
  if (packed.length > 1 || dimension.right === undefined) return undefined;
  return `[${textOf(context, dimension.left)}:${textOf(context, dimension.right)}]`;
}

function textOf(context: FixContext, span: { readonly start: number; readonly end: number }): string {
  return context.file.pre.text.slice(span.start, span.end);
}
