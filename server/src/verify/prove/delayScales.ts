import type { CompileUnit } from '../../model/compileUnit';
import { blankComments } from '../../tools/sourcePlaces';

/**
 * Whether the delays of two units count in other units of time (IEEE 1800-2017 22.7, 3.14.2): `#1` is a thousandth of what it was where a
 * `timescale` says ns instead of us. Read as written, in the order of the files: the scale in force at each module by its name, what a module says inside with it, and what included files say.
 * Where a module is on one side only, its scale has to be that of the whole other side.
 */
export function delayScalesDiffer(golden: CompileUnit, candidate: CompileUnit): boolean {
  const [before, after] = [scalesOf(golden), scalesOf(candidate)];
  if (before.included !== after.included) return true;
  const all = new Set([...before.modules.values(), ...after.modules.values()]);
  return all.size > 1 && [...after.modules].some(([name, scale]) => before.modules.get(name) !== scale);
}

const time = String.raw`10{0,2}\s*[munpf]?s`;
const words = new RegExp(
  String.raw`\x60timescale\s+(${time}\s*/\s*${time})|(\x60resetall)\b|\b(time(?:unit|precision)\s[^;]*);|\b(?:macromodule|module|interface|program|package)\s+(?:automatic\s+|static\s+)?(\\\S+|\w+)|\b(end(?:module|interface|program|package))\b`,
  'g',
);

interface Scales {
  readonly modules: ReadonlyMap<string, string>;
  readonly included: string;
}

function scalesOf({ files, includes }: CompileUnit): Scales {
  const modules = new Map<string, string>();
  let inForce = '';
  let inside: string | undefined;
  for (const match of files.flatMap(({ text }) => [...blankComments(text).matchAll(words)])) {
    const [, directive, reset, own, name, end] = match;
    if (directive !== undefined || reset !== undefined) inForce = directive?.replace(/\s/g, '') ?? '';
    else if (end !== undefined) inside = undefined;
    else if (name !== undefined) modules.set((inside = name), inForce);
    else if (inside === undefined) inForce += ` ${bare(own)}`;
    else modules.set(inside, `${modules.get(inside) ?? ''} ${bare(own)}`);
  }
  const told = includes.flatMap(({ text }) =>
    [...blankComments(text).matchAll(words)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []),
  );
  return { modules, included: told.map(bare).join(' ') };
}

function bare(text = ''): string {
  return text.replace(/\s/g, '');
}
