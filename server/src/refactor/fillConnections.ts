import { indentStep } from '../base/indentStep';
import { failure, success } from '../base/outcome';
import type { InstanceInfo, ModuleInfo, ParameterInfo, PortInfo } from '../model/moduleInfo';
import { closeOf, hasDirectives, nextCode } from './brackets';
import { appendConnections, connectionLines, type Connected, type ListPlace } from './connectionLayout';
import { lineBreak, lineIndent } from '../base/layout';
import { factsOf, isSignal, meaningAt } from './names';
import type { Offer, Refactoring } from './refactoring';
import { instanceAt, type Scene } from './scene';

/** The ports and parameters that an instance does not name yet, appended as the author lays them out. */
export const fillConnections: Refactoring = {
  name: 'fillConnections',
  offers(scene) {
    const found = instanceAt(scene);
    if (found === undefined || found.unit.damaged) return [];
    return [...ports(scene, found.instance, found.unit), ...parameters(scene, found.instance, found.unit)];
  },
};

function ports(scene: Scene, instance: InstanceInfo, unit: ModuleInfo): Offer[] {
  if (instance.wildcard || instance.connections.some((one) => one.name === undefined)) return [];
  const named = new Set(instance.connections.map((one) => one.name));
  const missing = unit.ports.filter((port) => !named.has(port.name));
  if (missing.length === 0 || unit.ports.length === 0) return [];
  const title = `Connect ${missing.length === 1 ? `port ${missing[0]?.name ?? ''}` : `the ${missing.length} other ports`} of ${unit.name}`;
  const place = portList(scene.text, instance);
  const offer = { title, kind: 'refactor.rewrite' as const, preserving: false };
  if (place === undefined) return [{ ...offer, edits: unreadable }];
  const added = missing.map((port) => ({ name: port.name, actual: actualFor(scene, instance.nameRange.start, port) }));
  return [{ ...offer, edits: success(appendConnections(scene.text, place, added)) }];
}

const unreadable = failure('the connections are made by a macro or conditional compilation', 'Add them by hand in each branch.');

/** The net, variable or port of the same name when it may be connected; '' when there is none. */
export function actualFor(scene: Scene, offset: number, port: PortInfo): string {
  const [found, ...more] = meaningAt(scene, offset, port.name);
  if (found === undefined || more.length > 0 || !isSignal(found)) return '';
  const { declaration } = found;
  if (port.direction === 'output' && declaration.direction === 'input') return '';
  if (port.direction === 'interface') return port.name;
  const width = factsOf(scene, found).width;
  // With parameters either may change; with plain numbers they would not fit.
  const plain = !/[A-Za-z_]\w*\s*[-+*:\]]/.test(port.typeText) && !/[A-Za-z_]/.test((declaration.type?.dimensions ?? []).join(''));
  return plain && width !== undefined && port.width !== undefined && width !== port.width ? '' : port.name;
}

/** The brackets of an instance's ports; undefined where they are not plainly written. */
export function portList(text: string, instance: InstanceInfo): ListPlace | undefined {
  let at = nextCode(text, instance.nameRange.end);
  while (text[at] === '[') {
    const close = closeOf(text, at);
    if (close === undefined) return undefined;
    at = nextCode(text, close + 1);
  }
  return listAt(text, at);
}

function listAt(text: string, open: number): ListPlace | undefined {
  const close = text[open] === '(' ? closeOf(text, open) : undefined;
  return close === undefined || hasDirectives(text.slice(open, close)) ? undefined : { open, close };
}

/** The brackets of an instance's parameters: undefined when there are none, 'unreadable' when they are not plainly written. */
export function parameterList(text: string, instance: InstanceInfo): ListPlace | undefined | 'unreadable' {
  const hash = nextCode(text, instance.moduleNameRange.end);
  if (text[hash] !== '#') return undefined;
  return listAt(text, nextCode(text, hash + 1)) ?? 'unreadable';
}

function parameters(scene: Scene, instance: InstanceInfo, unit: ModuleInfo): Offer[] {
  if (instance.parameters.some((one) => one.name === undefined)) return [];
  const named = new Set(instance.parameters.map((one) => one.name));
  const missing = unit.parameters.filter((one) => !one.local && !named.has(one.name));
  if (missing.length === 0) return [];
  const title = `Write out ${missing.length === 1 ? `parameter ${missing[0]?.name ?? ''}` : `the ${missing.length} other parameters`} of ${unit.name}`;
  const offer = { title, kind: 'refactor.rewrite' as const, preserving: true };
  const added: Connected[] = [];
  for (const one of missing) {
    const actual = defaultOf(one);
    if (actual === undefined) {
      const why = failure(
        `the default of ${one.name} depends on other names of ${unit.name}: ${one.defaultText || 'none'}`,
        `Write #(.${one.name}(…)) yourself.`,
      );
      return [{ ...offer, edits: why }];
    }
    added.push({ name: one.name, actual });
  }
  const place = parameterList(scene.text, instance);
  if (place === 'unreadable') return [{ ...offer, edits: unreadable }];
  if (place !== undefined) return [{ ...offer, edits: success(appendConnections(scene.text, place, added)) }];
  const at = instance.moduleNameRange.end;
  const indent = lineIndent(scene.text, at);
  const br = lineBreak(scene.text);
  const text = ` #(${br}${connectionLines(added, indent + indentStep(scene.text), br)}${br}${indent})`;
  return [{ ...offer, edits: success([{ start: at, end: at, text }]) }];
}

/** The default as it can be written outside the module: a literal, a name of a package. What is computed from other parameters must stay computed. */
export function defaultOf(parameter: ParameterInfo): string | undefined {
  const text = parameter.defaultText;
  if (text === '' || parameter.typeText === 'type') return undefined;
  const bare = text
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/(?:\d+)?'[sS]?[bodhBODH][\da-fA-FxXzZ_?]+|'[01xz]/g, '')
    .replace(/\b\w+::\w+/g, '')
    .replace(/\$\w+/g, '');
  return /[A-Za-z_`]/.test(bare) ? undefined : text;
}
