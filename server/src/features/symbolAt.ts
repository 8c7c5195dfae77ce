import type { Position } from 'vscode-languageserver';
import { LineIndex } from '../base/lines';
import type { SourceRange } from '../base/ranges';
import type { Engine } from '../engine/engine';
import type { InstanceInfo, ModuleInfo } from '../model/moduleInfo';

/** A declaration that a name in the text refers to. */
export interface FoundSymbol {
  readonly name: string;
  /** Its declaration as one would write it. */
  readonly declaration: string;
  /** Facts that the declaration does not show: width, where, documentation. */
  readonly notes: readonly string[];
  readonly range: SourceRange;
}

export interface SymbolAnswer {
  readonly symbols: readonly FoundSymbol[];
  /** 0-based columns of the word on the line of the request. */
  readonly startColumn: number;
  readonly endColumn: number;
}

/** The declarations that the identifier at a position may mean: several when several modules share a name. */
export function symbolAt(engine: Engine, path: string, position: Position): SymbolAnswer | undefined {
  const text = engine.documentText(path);
  if (text === undefined) return undefined;
  const lines = new LineIndex(text);
  const lineStart = lines.offsetAt({ line: position.line, column: 0 });
  const word = wordAt(text, lines.offsetAt({ line: position.line, column: position.character }), lineStart);
  if (word === undefined) return undefined;
  const symbols = resolve(engine, path, text, word);
  return symbols.length === 0 ? undefined : { symbols, startColumn: word.start - lineStart, endColumn: word.end - lineStart };
}

interface Word {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function wordAt(text: string, offset: number, lineStart: number): Word | undefined {
  let start = offset;
  while (start > lineStart && /[\w$]/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (/[\w$]/.test(text[end] ?? '')) end++;
  const name = text.slice(start, end);
  return /^[A-Za-z_]/.test(name) && text[start - 1] !== '`' ? { name, start, end } : undefined;
}

function resolve(engine: Engine, path: string, text: string, word: Word): FoundSymbol[] {
  const scope = packageBefore(text, word.start);
  if (scope !== undefined) return engine.findModules(scope).flatMap((unit) => membersOf(unit, word.name));
  const inside = engine.modulesOf(path).find((unit) => unit.range.start <= word.start && word.end <= unit.range.end);
  if (inside !== undefined) {
    const instance = inside.instances.find((one) => one.range.start <= word.start && word.end <= one.range.end);
    if (instance !== undefined) {
      if (covers(instance.moduleNameRange, word)) return engine.findModules(word.name).map(moduleSymbol);
      const formal = formalOf(engine, instance, text, word);
      if (formal.length > 0) return formal;
    }
    const own = membersOf(inside, word.name);
    if (own.length > 0) return own;
    const imported = inside.imports.flatMap((one) =>
      one.item === '*' || one.item === word.name ? engine.findModules(one.package).flatMap((unit) => membersOf(unit, word.name)) : [],
    );
    if (imported.length > 0) return imported;
  }
  return engine.findModules(word.name).map(moduleSymbol);
}

/** `pkg` of `pkg::name` when the name at `start` is qualified. */
function packageBefore(text: string, start: number): string | undefined {
  return /([A-Za-z_][\w$]*)\s*::\s*$/.exec(text.slice(Math.max(0, start - 200), start))?.[1];
}

/** `.name(` inside an instance is a port or parameter of the module it instantiates. */
function formalOf(engine: Engine, instance: InstanceInfo, text: string, word: Word): FoundSymbol[] {
  if (!/[(,#\s]\s*\.\s*$/.test(text.slice(Math.max(0, word.start - 80), word.start))) return [];
  return engine.findModules(instance.moduleName).flatMap((unit) => membersOf(unit, word.name));
}

function membersOf(unit: ModuleInfo, name: string): FoundSymbol[] {
  const within = `in ${unit.kind} \`${unit.name}\``;
  const port = unit.ports.find((one) => one.name === name);
  if (port !== undefined) {
    const declaration = [port.direction === 'interface' ? '' : port.direction, port.typeText, name].filter((part) => part !== '').join(' ');
    return [{ name, declaration, notes: [...widthNote(port.width), `port ${within}`], range: port.nameRange }];
  }
  const net = unit.nets.find((one) => one.name === name);
  if (net !== undefined) {
    const type = net.typeText.startsWith(net.kind) ? net.typeText : `${net.kind} ${net.typeText}`;
    const declaration = `${type.trim()} ${name}${net.unpacked === undefined ? '' : ` ${net.unpacked}`}`;
    return [{ name, declaration, notes: [...widthNote(net.width), `declared ${within}`], range: net.nameRange }];
  }
  const parameter = unit.parameters.find((one) => one.name === name);
  if (parameter !== undefined) {
    const keyword = parameter.local ? 'localparam' : 'parameter';
    const declaration = `${[keyword, parameter.typeText, name].filter((part) => part !== '').join(' ')} = ${parameter.defaultText}`;
    const value = parameter.value === undefined || String(parameter.value) === parameter.defaultText ? [] : [`value ${parameter.value}`];
    return [{ name, declaration, notes: [...value, `declared ${within}`], range: parameter.nameRange }];
  }
  const instance = unit.instances.find((one) => one.name === name);
  if (instance !== undefined) {
    return [{ name, declaration: `${instance.moduleName} ${name} (…)`, notes: [`instance ${within}`], range: instance.nameRange }];
  }
  const routine = unit.functions.find((one) => one.name === name);
  if (routine !== undefined)
    return [{ name, declaration: `${routine.kind} ${name}`, notes: [`declared ${within}`], range: routine.nameRange }];
  const type = unit.types.find((one) => one.name === name || (one.enumValues ?? []).includes(name));
  if (type !== undefined)
    return [{ name, declaration: type.text, notes: [...widthNote(type.width), `declared ${within}`], range: type.nameRange }];
  return [];
}

function moduleSymbol(unit: ModuleInfo): FoundSymbol {
  const parameters = unit.parameters.filter((one) => !one.local).map((one) => `  parameter ${one.name} = ${one.defaultText}`);
  const ports = unit.ports.map((one) => `  ${[one.direction, one.typeText, one.name].filter((part) => part !== '').join(' ')}`);
  const head = parameters.length === 0 ? '' : ` #(\n${parameters.join(',\n')}\n)`;
  const body = ports.length === 0 ? '' : ` (\n${ports.join(',\n')}\n)`;
  return {
    name: unit.name,
    declaration: `${unit.kind} ${unit.name}${head}${body};`,
    notes: unit.doc === undefined ? [] : [unit.doc],
    range: unit.nameRange,
  };
}

function widthNote(width: number | undefined): string[] {
  return width === undefined ? [] : [`${width} bit${width === 1 ? '' : 's'}`];
}

function covers(range: SourceRange, word: Word): boolean {
  return range.start <= word.start && word.end <= range.end;
}
