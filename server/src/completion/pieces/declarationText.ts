import type { ModuleInfo, PortInfo } from '../../model/moduleInfo';

/** The head of a module or interface in few words: parameters and ports with their types, neighbours of one type together, no comments. */
export function headText(unit: ModuleInfo): string {
  const parameters = unit.parameters
    .filter((one) => !one.local)
    .map((one) => spaced('parameter', one.typeText, `${one.name} = ${one.defaultText}`));
  const list = parameters.length === 0 ? '' : ` #(\n  ${parameters.join(',\n  ')})`;
  const body =
    unit.kind === 'interface'
      ? `\n${netLines(unit)
          .map(({ text }) => `  ${text}`)
          .join('\n')}\nendinterface`
      : '';
  return `${unit.kind} ${unit.name}${list} (\n  ${portLines(unit.ports).join(',\n  ')});${body}`;
}

/** Ports as an ANSI header writes them; those that follow each other with the same direction and type share a line. */
export function portLines(ports: readonly PortInfo[]): string[] {
  const lines: { readonly head: string; names: string[] }[] = [];
  for (const port of ports) {
    const head = port.direction === 'interface' ? port.typeText : spaced(port.direction, port.typeText);
    const name = `${port.name}${port.unpacked === undefined ? '' : ` ${port.unpacked}`}`;
    const last = lines.at(-1);
    if (last?.head === head && last.names.length < namesPerLine && port.direction !== 'interface') last.names.push(name);
    else lines.push({ head, names: [name] });
  }
  return lines.map(({ head, names }) => `${head} ${names.join(', ')}`);
}

/** Declarations of nets and variables, those of one type on one line; several lines when there are many of a type. */
export function netLines(unit: ModuleInfo): { readonly text: string; readonly names: readonly string[]; readonly from: string }[] {
  const groups = new Map<string, Map<string, string>>();
  const ports = new Set(unit.ports.map((port) => port.name));
  for (const net of unit.nets) {
    if (ports.has(net.name)) continue;
    const head = net.typeText.startsWith(net.kind) || net.typeText === '' ? net.typeText || net.kind : spaced(net.kind, net.typeText);
    const where = net.scope === undefined ? '' : ` // in ${net.scope}`;
    const key = [head, where, net.range.path].join('\n');
    const group = groups.get(key) ?? new Map<string, string>();
    group.set(net.name, `${net.name}${net.unpacked === undefined ? '' : ` ${net.unpacked}`}`);
    groups.set(key, group);
  }
  return [...groups].flatMap(([key, group]) => {
    const [head = '', where = '', from = ''] = key.split('\n');
    const names = [...group.keys()];
    const rows = Array.from({ length: Math.ceil(names.length / namesPerLine) }, (_, row) =>
      names.slice(row * namesPerLine, (row + 1) * namesPerLine),
    );
    return rows.map((row) => ({ text: `${head} ${row.map((name) => group.get(name)).join(', ')};${where}`, names: row, from }));
  });
}

const namesPerLine = 8;

/** Parameters and local parameters as declarations. */
export function parameterLine(parameter: ModuleInfo['parameters'][number]): string {
  return `${spaced(parameter.local ? 'localparam' : 'parameter', parameter.typeText, parameter.name)} = ${oneLine(parameter.defaultText)};`;
}

/** A type as its typedef. */
export function typeLine(type: ModuleInfo['types'][number]): string {
  const text = oneLine(type.text);
  return text.startsWith('typedef') ? text : `typedef ${text} ${type.name};`;
}

/** Without comments and line breaks. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/\/\/[^\r\n]*|\/\*[^]*?\*\//g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function spaced(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
