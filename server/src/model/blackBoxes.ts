import type { ConnectionInfo, InstanceInfo, ModuleInfo } from './moduleInfo';

/** A module that no source declares (vendor IP, a primitive, a missing file), as its instances show it. */
export interface BlackBox {
  readonly name: string;
  /** In the order in which instances first name them; ordered ones beyond those have names of their own. */
  readonly parameters: readonly string[];
  /** Ordered as the parameters are. */
  readonly ports: readonly string[];
  /** Wide enough for what the instances connect: bits of every port. */
  readonly width: number;
}

/**
 * The black boxes behind names that nothing declares, from every instance of them in the units. Directions are not guessed: what is connected
 * to one may be read there, driven there, or both. Left out is what an instance connects with `.*`, as its ports are not known, and what is
 * given a type, which no black box can take. `texts` may hold `defparam`s of the instances.
 */
export function blackBoxes(units: readonly ModuleInfo[], names: ReadonlySet<string>, texts: readonly string[] = []): BlackBox[] {
  const uses = new Map<string, { unit: ModuleInfo; instance: InstanceInfo }[]>();
  for (const unit of units) {
    for (const instance of unit.instances) {
      if (!names.has(instance.moduleName)) continue;
      const known = uses.get(instance.moduleName) ?? [];
      known.push({ unit, instance });
      uses.set(instance.moduleName, known);
    }
  }
  return [...uses].flatMap(([name, all]) => {
    const instances = all.map((one) => one.instance);
    if (!plainName.test(name) || instances.some((one) => one.wildcard || one.parameters.some(givesType))) return [];
    return [
      {
        name,
        parameters: [...new Set([...formals(instances.map((one) => one.parameters)), ...defparams(instances, texts)])],
        ports: formals(instances.map((one) => one.connections)),
        width: instances.some((one) => one.array !== undefined) ? 1 : widest(all),
      },
    ];
  });
}

const plainName = /^[A-Za-z_][\w$]*$/;

/** Names by which instances connect; ordered connections beyond them get names of their own. */
function formals(lists: readonly InstanceInfo['connections'][]): string[] {
  const named = [...new Set(lists.flatMap((list) => list.flatMap((one) => (one.name === undefined ? [] : [one.name]))))];
  const ordered = Math.max(0, ...lists.map((list) => list.filter((one) => one.name === undefined).length));
  for (let at = named.length; at < ordered; at++) named.push(`\\${at + 1} `);
  return named;
}

/** Parameters that `defparam u.P = …` sets in instances of a module. */
function defparams(instances: readonly InstanceInfo[], texts: readonly string[]): string[] {
  const names = new Set(instances.map((one) => one.name));
  return texts.flatMap((text) =>
    Array.from(text.matchAll(/\bdefparam\s([^;]*);/g)).flatMap(([, list = '']) =>
      Array.from(list.matchAll(/([A-Za-z_][\w$]*)(?:\s*\[[^\]]*\])?\s*\.\s*([A-Za-z_][\w$]*)\s*=(?!=)/g)).flatMap(
        ([, instance = '', name = '']) => (names.has(instance) ? [name] : []),
      ),
    ),
  );
}

const typeText = /^(?:(?:logic|bit|reg|byte|shortint|int|longint|integer|struct|union|enum|string|real|type)\b|[\w$:]+_t$)/;

function givesType({ text }: ConnectionInfo): boolean {
  return typeText.test(text.trim());
}

const unknownWidth = 512;

/** The widest net that is connected by its plain name; anything else is taken for wide. */
function widest(all: readonly { readonly unit: ModuleInfo; readonly instance: InstanceInfo }[]): number {
  let width = 1;
  for (const { unit, instance } of all) {
    for (const { text } of instance.connections) width = Math.max(width, widthOf(text.trim(), unit));
  }
  return width;
}

function widthOf(text: string, unit: ModuleInfo): number {
  if (text === '' || /^(?:1'b[01xz]|[\w$.]+\[[^:[\]]+\])$/i.test(text)) return 1;
  const own = unit.ports.find((one) => one.name === text) ?? unit.nets.find((one) => one.name === text);
  // Without a declaration it is an implicit net, of one bit.
  if (own === undefined) return plainName.test(text) && unit.parameters.every((one) => one.name !== text) ? 1 : unknownWidth;
  return own.unpacked === undefined ? Math.min(own.width ?? unknownWidth, unknownWidth) : unknownWidth;
}
