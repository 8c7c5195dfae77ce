import { driversAndLoads } from './driversAndLoads';
import { canonical, type Located, type SymbolProject } from './symbolProject';
import type { Declaration, DeclarationKind, SymbolTable } from './symbolTypes';
import { constantOf, typeOf } from './typeOf';
import { fullType } from './typeTarget';

export interface Description {
  /** The declaration as one would write it. */
  readonly code: string;
  /** What it does not show: width, value, who drives it, where it is. */
  readonly facts: readonly string[];
  /** The comment above or behind it, markers stripped. */
  readonly doc?: string;
}

/** What to tell a reader about a declaration. Drivers and loads are counted in the declaring file. */
export function describeDeclaration(project: SymbolProject, located: Located): Description {
  return project.still(() => {
    const at = canonical(located);
    const doc = docOf(project, at.declaration);
    return { code: codeOf(at), facts: factsOf(project, at), ...(doc === undefined ? {} : { doc }) };
  });
}

function codeOf(at: Located): string {
  const { declaration, table } = at;
  const type = shorten(fullType(at)?.text ?? '');
  const unpacked = (declaration.unpacked ?? []).join('');
  const name = `${declaration.name}${unpacked === '' ? '' : ` ${unpacked}`}`;
  const words = (...parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(' ');
  const value = declaration.value === undefined ? '' : `= ${shorten(declaration.value)}`;
  switch (declaration.kind) {
    case 'module':
    case 'interface':
    case 'program':
    case 'primitive':
    case 'checker':
      return unitCode(table, declaration);
    case 'parameter':
    case 'localparam':
    case 'specparam':
      return words(declaration.kind, type, name, value);
    case 'typeParameter':
      return words('parameter type', declaration.name, value);
    case 'typedef':
      return words('typedef', fullType(at)?.text, name);
    case 'port':
    case 'argument':
    case 'modportPort':
      return words(declaration.direction, type, name, declaration.kind === 'argument' ? value : '');
    case 'net':
    case 'variable':
    case 'structMember':
      return words(type === '' ? (fullType(at)?.keyword ?? '') : type, name, value.length > 60 ? '' : value);
    case 'instance': {
      const unit = declaration.of === undefined ? undefined : table.references[declaration.of]?.name;
      return words(unit, name);
    }
    case 'function':
    case 'task':
      return routineCode(table, declaration, type);
    case 'enumMember':
      return words(declaration.name, value);
    case 'macro':
      return `\`define ${declaration.name} ${declaration.value ?? ''}`.trimEnd();
    default:
      return words(declaration.kind, declaration.name);
  }
}

function shorten(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}

function unitCode(table: SymbolTable, unit: Declaration): string {
  const own = table.declarations.filter((one) => one.scope === unit.inner && one.completes === undefined);
  const line = (one: Declaration): string => `  ${codeOf({ table, declaration: one })}`;
  const list = (open: string, found: readonly Declaration[]): string =>
    found.length === 0 ? '' : ` ${open}\n${found.map(line).join(',\n')}\n)`;
  const parameters = own.filter((one) => one.kind === 'parameter' || one.kind === 'typeParameter');
  const ports = own.filter((one) => one.kind === 'port');
  return `${unit.kind} ${unit.name}${list('#(', parameters)}${list('(', ports)};`;
}

function routineCode(table: SymbolTable, routine: Declaration, type: string): string {
  const own = table.declarations.filter((one) => one.scope === routine.inner && one.kind === 'argument' && one.completes === undefined);
  const inside = own.map((one) => codeOf({ table, declaration: one })).join(', ');
  return `${routine.kind}${type === '' ? '' : ` ${type}`} ${routine.name}(${inside})`;
}

function factsOf(project: SymbolProject, at: Located): string[] {
  const { declaration, table } = at;
  const facts: string[] = [];
  const type = /^(?:port|argument|net|variable|structMember|parameter|localparam|typedef|typeParameter|function|modportPort)$/.test(
    declaration.kind,
  )
    ? typeOf(project, at)
    : undefined;
  if (type?.width !== undefined) {
    const bits = `${type.width} bit${type.width === 1 ? '' : 's'}`;
    facts.push(type.elements === undefined ? bits : `${bits} × ${type.elements}`);
  }
  if (type?.resolved !== undefined && type.resolved !== type.text) facts.push(`\`${shorten(type.resolved)}\``);
  const value = constantOf(project, at);
  if (value !== undefined && declaration.value !== String(value))
    facts.push(`value ${value}${value > 9n ? ` (0x${value.toString(16)})` : ''}`);
  // Of a table kept while a statement is typed nobody knows the uses.
  const current = project.table(table.path) === table;
  if (current && /^(?:port|net|variable)$/.test(declaration.kind)) facts.push(...drivers(project, at));
  const scope = table.scopes[declaration.scope];
  const owner = scope === undefined ? undefined : table.declarations[scope.owner];
  if (owner !== undefined) facts.push(`${kindWords(declaration.kind)} in ${kindWords(owner.kind)} \`${owner.name}\``);
  return facts;
}

/** Who writes and reads it: how often, and in which lines where there are few; what nobody knows is said to be so. */
function drivers(project: SymbolProject, at: Located): string[] {
  const { writes, reads, unknown, writtenAt, readAt } = driversAndLoads(project, at);
  const facts = [`written ${times(writes)}${inLines(writtenAt)}, read ${times(reads)}${inLines(readAt)}`];
  if (unknown > 0) facts.push(`connected ${times(unknown)} to a module that no file declares`);
  return facts;
}

const mostLines = 4;

function inLines(lines: ReadonlySet<number>): string {
  if (lines.size === 0 || lines.size > mostLines) return '';
  const sorted = [...lines].sort((a, b) => a - b);
  const last = sorted.pop() ?? 0;
  return sorted.length === 0 ? ` (line ${last})` : ` (lines ${sorted.join(', ')} and ${last})`;
}

/** `enumMember` → `enum member` */
export function kindWords(kind: DeclarationKind): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 0 ? 'never' : `${count} times`;
}

/** The comment right above a declaration, or behind it on its line, markers stripped; a licence is no documentation. */
export function docOf(project: SymbolProject, declaration: Declaration): string | undefined {
  const { range, nameRange } = declaration;
  const text = project.text(nameRange.path);
  if (text === undefined) return undefined;
  const from = range.path === nameRange.path && range.start <= nameRange.start ? range : nameRange;
  const behind = trailing(text, nameRange.end, declaration.inner === undefined);
  return behind ?? above(text, from.start);
}

function trailing(text: string, at: number, wanted: boolean): string | undefined {
  if (!wanted) return undefined;
  const end = text.indexOf('\n', at);
  const line = text.slice(at, end < 0 ? text.length : end);
  const found = /\/\/[!/]?<?[ \t]*(.*?)\s*$/.exec(line.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => ' '.repeat(quoted.length)));
  const doc = found?.[1]?.trim() ?? '';
  return doc === '' ? undefined : doc;
}

function above(text: string, start: number): string | undefined {
  const lines = text.slice(0, text.lastIndexOf('\n', Math.max(0, start - 1)) + 1).split(/\r?\n/);
  lines.pop();
  const found: string[] = [];
  let block = false;
  while (lines.length > 0 && found.length < 60) {
    const line = (lines.pop() ?? '').trim();
    if (!block && line.startsWith('//')) found.unshift(line.replace(/^\/\/+[!<]?[ \t]?/, ''));
    else if (!block && line.endsWith('*/') && (line.startsWith('/*') || !line.includes('/*'))) {
      block = !line.startsWith('/*');
      found.unshift(line.replace(/^\/\*+!?\s?/, '').replace(/\s*\*+\/$/, ''));
    } else if (block) {
      block = !line.startsWith('/*');
      found.unshift(line.replace(/^\/?\*+!?\s?/, ''));
    } else break;
  }
  const doc = found
    .join('\n')
    .replace(/^[-=*/#\s]+$/gm, '')
    .trim();
  return doc === '' || /copyright|licen[cs]e|SPDX/i.test(doc) ? undefined : doc;
}
