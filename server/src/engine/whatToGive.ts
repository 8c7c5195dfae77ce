import { failure, type Failure } from '../base/outcome';
import { checkFirst } from '../netlist/synthesisFailure';
import type { CompileUnitResult } from '../model/workspaceIndex';
import type { LoadedDesign } from './project';

/** More names are counted. */
const mostNamed = 3;

/** What a design that cannot be elaborated lacks, and how to give it; undefined where nothing is known to be missing. */
export function whatToGive({ missing, missingIncludes, openMacros, openScopes }: CompileUnitResult): string | undefined {
  const packages = [...missing.filter(({ instance }) => instance === '').map(({ name }) => name), ...openScopes];
  const modules = missing.filter(({ instance }) => instance !== '').map(({ name }) => name);
  const told = [
    lacks(
      missingIncludes.map(({ name }) => name),
      'no file',
      'its folder with -I (a file that a script makes has to be made first)',
    ),
    lacks(
      openMacros.map((name) => `\`${name}`),
      'no definition of',
      '-D NAME=VALUE, or the file that defines it with -f',
    ),
    lacks(packages, 'no package, class or interface', 'the file that declares it with -f'),
    lacks(modules, 'no module', 'the file that declares it, or a folder of such files with -y'),
  ].filter((one) => one !== undefined);
  return told.length === 0 ? undefined : `Below the project there is ${told.join('; ')}.`;
}

/** A failure to read a design, with what the project lacks as the thing to mend; other failures stay as they are. */
export function withWhatIsMissing(failed: Failure, design: Pick<LoadedDesign, keyof CompileUnitResult | 'top'>): Failure {
  const give = failed.hint === checkFirst ? (whatToGive(design) ?? notAlone(design)) : undefined;
  return give === undefined ? failed : failure(failed.message, give);
}

/** Why a module may only make sense below another one. */
function notAlone({ top, unit }: Pick<LoadedDesign, 'top' | 'unit'>): string | undefined {
  const interfaces = top.ports.filter(({ direction }) => direction === 'interface').map(({ name }) => name);
  const why = [
    ...(interfaces.length === 0 ? [] : [`nothing is connected to its interfaces (${interfaces.slice(0, mostNamed).join(', ')})`]),
    ...(unit.placeholders?.includes(top.name) === true
      ? ['the defaults of its parameters only hold the place of what instances give']
      : []),
  ];
  return why.length === 0
    ? undefined
    : `Alone, ${why.join(', and ')}: name a module that instantiates ${top.name} with --top, with its file.`;
}

function lacks(names: readonly string[], what: string, give: string): string | undefined {
  const all = [...new Set(names)];
  if (all.length === 0) return undefined;
  const more = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : '';
  return `${what} ${all.slice(0, mostNamed).join(', ')}${more}: give ${give}`;
}
