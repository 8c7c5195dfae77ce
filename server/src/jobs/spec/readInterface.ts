import type { ModuleInfo } from '../../model/moduleInfo';
import type { SpecInterface, SpecPort } from './specTypes';

/** Design units that a text of Verilog declares, by the real parser. */
export type ModulesOf = (text: string) => readonly ModuleInfo[];

/**
 * The interface that a specification states: a Verilog header in it, else a list (`- input en`, `- output [7:0] q`, `- input x (3 bits)`)
 * or a table with a column for the direction. The module's name is the header's, else the one that the text names.
 */
export function readInterface(text: string, modulesOf: ModulesOf): SpecInterface {
  const named = /\bmodule\s+(?:named|called)\s+[`"']?([A-Za-z_]\w*)|(?:^|\n)#+\s*(?:module\s+)?`?([A-Za-z_]\w*)`?\s*(?:\n|$)/i.exec(text);
  const module = named?.[1] ?? named?.[2];
  const header = headerIn(text, modulesOf);
  if (header !== undefined) return header;
  const listed = listedPorts(text);
  const twice = listed.find((port, i) => listed.findIndex((other) => other.name === port.name) < i);
  return {
    ...(module === undefined ? {} : { module }),
    ports: listed.filter((port) => port !== twice),
    ...(twice === undefined
      ? {}
      : { problem: `the port ${twice.name} is declared more than once: the text seems to tell of several modules` }),
  };
}

/** The first header of a module in the text, read by the parser as a module with nothing in it. */
function headerIn(text: string, modulesOf: ModulesOf): SpecInterface | undefined {
  const found = /(?:^|\n)[ \t]*(module\s+[A-Za-z_]\w*\s*(?:import[^;]*;\s*)?(?:#\s*\([^;]*?\)\s*)?\([^;]*\)\s*;)/.exec(text);
  if (found === null) return undefined;
  const header = found[1] ?? '';
  const [unit] = modulesOf(`${header}\nendmodule\n`);
  if (unit === undefined || unit.damaged || unit.ports.length === 0) return undefined;
  const ports = portsOfModule(unit);
  const unclear = unit.ports.find((port) => port.width === undefined || port.unpacked !== undefined || port.direction === 'interface');
  const ascending = unit.ports.find(({ typeText }) => isAscending(typeText));
  const problem =
    unclear !== undefined
      ? { problem: `the width of the port ${unclear.name} is not a number here` }
      : ascending !== undefined
        ? { problem: `the bits of the port ${ascending.name} are numbered upwards, which tables are not read with` }
        : {};
  return { module: unit.name, ports, header, ...problem };
}

function isAscending(typeText: string): boolean {
  const [, left, right] = /\[\s*(\d+)\s*:\s*(\d+)\s*\]/.exec(typeText) ?? [];
  return left !== undefined && Number(left) < Number(right);
}

/** The ports of a module as a specification would list them. */
export function portsOfModule(unit: ModuleInfo): SpecPort[] {
  return unit.ports.flatMap((port): SpecPort[] => {
    const { name, direction } = port;
    if (direction !== 'input' && direction !== 'output' && direction !== 'inout') return [];
    const range = /\[\s*(\d+)\s*:\s*(\d+)\s*\]/.exec(port.typeText);
    const low = range === null ? 0 : Math.min(Number(range[1]), Number(range[2]));
    return [{ name, direction, width: port.width ?? 1, ...(low === 0 ? {} : { low }), ...(port.signed ? { signed: true } : {}) }];
  });
}

const line =
  /^[ \t]*(?:[-*+•]|\d+[.)])?[ \t]*[`*]*(input|output|inout)s?[`*]*[ \t]*:?[ \t]+(?:(?:wire|reg|logic)[ \t]+)?(signed[ \t]+)?(\[[^\]]+\][ \t]*)?[`*]*([A-Za-z_]\w*)[`*]*[ \t]*,?[ \t]*(\[[^\]]+\])?[ \t]*(.*)$/gim;

function listedPorts(text: string): SpecPort[] {
  const listed = [...text.matchAll(line)].flatMap(([, direction = '', signed, before, name = '', behind, rest = '']): SpecPort[] => {
    const size = sizeOf(before ?? behind, rest);
    if (size === undefined || /^(ports?|signals?|is|are|and|of|the|to|from)$/i.test(name)) return [];
    const is = signed === undefined ? {} : { signed: true };
    return [{ name, direction: direction.toLowerCase() as SpecPort['direction'], ...size, ...is }];
  });
  return listed.length > 0 ? listed : tabledPorts(text);
}

function sizeOf(range: string | undefined, rest: string): { width: number; low?: number } | undefined {
  const bounds = /\[\s*(\d+)\s*:\s*(\d+)\s*\]/.exec(range ?? '');
  if (bounds !== null) {
    const [left, right] = [Number(bounds[1]), Number(bounds[2])];
    const low = Math.min(left, right);
    return { width: Math.abs(left - right) + 1, ...(low === 0 ? {} : { low }) };
  }
  if (range !== undefined) return undefined;
  const bits = /^[(:,-]?\s*(\d+)[ -]?bits?\b/i.exec(rest) ?? /\((\d+)[ -]?bits?(?:\s+wide)?\)/i.exec(rest);
  return { width: bits === null ? 1 : Number(bits[1]) };
}

/** A Markdown table with columns for name and direction, and perhaps the width. */
function tabledPorts(text: string): SpecPort[] {
  const rows = text
    .split(/\r?\n/)
    .filter((row) => row.includes('|'))
    .map((row) =>
      row
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim().replace(/[`*]/g, '')),
    );
  const head = rows.findIndex((cells) => cells.some((cell) => /^(direction|dir|i\/o|type)$/i.test(cell)));
  if (head < 0) return [];
  const columns = rows[head] ?? [];
  const at = (pattern: RegExp): number => columns.findIndex((cell) => pattern.test(cell));
  const [name, direction, width] = [at(/^(name|port|signal|pin)s?$/i), at(/^(direction|dir|i\/o|type)$/i), at(/^(width|bits|size)$/i)];
  if (name < 0) return [];
  return rows.slice(head + 1).flatMap((cells): SpecPort[] => {
    const way = /^(in|out|inout)/i.exec(cells[direction] ?? '')?.[1]?.toLowerCase();
    const plain = /^([A-Za-z_]\w*)\s*(\[[^\]]+\])?$/.exec(cells[name] ?? '');
    if (way === undefined || plain === null) return [];
    const written = cells[width] ?? '';
    const size = /^\d+$/.test(written) ? { width: Number(written) } : sizeOf(plain[2] ?? /\[[^\]]+\]/.exec(written)?.[0], written);
    if (size === undefined) return [];
    return [{ name: plain[1] ?? '', direction: way === 'in' ? 'input' : way === 'out' ? 'output' : 'inout', ...size }];
  });
}
