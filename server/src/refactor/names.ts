import { lexical, type LocatedScope } from '../model/symbols/lookup';
import { namesAt } from '../model/symbols/namesAt';
import { innermostScope } from '../model/symbols/scopeAt';
import { resolver } from '../model/symbols/resolve';
import { keyOf, type Located } from '../model/symbols/symbolProject';
import { typeOf, type TypeFacts } from '../model/symbols/typeOf';
import { written, type Scene } from './scene';

/** The innermost scope around an offset of the file as written. */
export function scopeAt(scene: Scene, offset: number): LocatedScope | undefined {
  const table = scene.symbols.table(scene.path);
  const scope = table === undefined ? undefined : innermostScope(table, scene.path, offset);
  return table === undefined || scope === undefined ? undefined : { table, scope };
}

/** What a name would mean at an offset of the file. */
export function meaningAt(scene: Scene, offset: number, name: string): readonly Located[] {
  const scope = scopeAt(scene, offset);
  if (scope === undefined) return [];
  return scene.symbols.still(() => lexical(resolver(scene.symbols), scope, name));
}

/** What a name that is written in the preprocessed text means; undefined unless it is one declaration. */
export function meaningOf(scene: Scene, span: { readonly start: number; readonly end: number }): Located | undefined {
  const at = written(scene, span);
  if (at === undefined) return undefined;
  const found = namesAt(scene.symbols, scene.path, at.start);
  if (found?.range.start !== at.start) return undefined;
  // `.clk` is a port of the other module and a net here.
  const own = found.references.length > 1 ? found.meanings.slice(1) : found.meanings;
  return own.length === 1 ? own[0] : undefined;
}

/** Whether both offsets see the same declaration under a name. */
export function sameMeaning(scene: Scene, name: string, here: number, there: number): boolean {
  const [a, ...more] = meaningAt(scene, here, name);
  const [b, ...others] = meaningAt(scene, there, name);
  return a !== undefined && b !== undefined && more.length === 0 && others.length === 0 && keyOf(a) === keyOf(b);
}

export function isSignal({ declaration }: Located): boolean {
  return /^(?:port|net|variable)$/.test(declaration.kind);
}

export function factsOf(scene: Scene, located: Located): TypeFacts {
  return typeOf(scene.symbols, located);
}
