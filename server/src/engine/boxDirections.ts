import type { SourceText } from '../base/ranges';
import type { BlackBox } from '../model/blackBoxes';
import type { ConnectionInfo, ModuleInfo } from '../model/moduleInfo';
import { driversAndLoads } from '../model/symbols/driversAndLoads';
import { resolveReference } from '../model/symbols/resolve';
import { symbolProject, type Located, type SymbolProject } from '../model/symbols/symbolProject';
import type { SymbolTable } from '../model/symbols/symbolTypes';
import type { WorkspaceIndex } from '../model/workspaceIndex';

type Direction = 'input' | 'output' | 'inout';

/** A pin of a box at one of its instances. */
interface Pin {
  readonly port: string;
  readonly unit: ModuleInfo;
  readonly text: string;
  readonly range: ConnectionInfo['range'];
}

/** What one connection tells of its pin: a direction, that only the pins at this net can say it, or nothing. */
type Told = Direction | { readonly shared: string } | 'any' | undefined;

/**
 * The headers of boxes for which the connections of their instances tell the direction of every port. An expression, an input of the module around, or a net that something else drives as a whole is connected
 * to an input; a net that nothing else drives to an output, or it would have no value (of several such pins at a net the first counts: no logic can tell them apart); an `inout` port to an `inout`. Where
 * a net is driven in part, or may be at high impedance, nothing is certain, and the box has no header.
 */
export function inferredHeaders(
  boxes: readonly BlackBox[],
  files: readonly SourceText[],
  index: WorkspaceIndex,
): { readonly name: string; readonly source: SourceText }[] {
  return index.still(() => {
    const reader = new BoxReader(files, index);
    return boxes.flatMap((box) => {
      const text = reader.header(box);
      return text === undefined ? [] : [{ name: box.name, source: { path: `${box.name}.v`, text } }];
    });
  });
}

/** A net may be let go by one driver while another has it. */
const highImpedance =
  /'[sS]?[bodhBODH]?\s*[\dxX_]*[zZ?]|\b(?:bufif[01]|notif[01]|[rt]?tran(?:if[01])?|[rnp]*mos|pull(?:up|down)|supply[01]|tri(?:0|1|reg)|w(?:and|or)|highz[01]|weak[01]|pull[01])\b/;

class BoxReader {
  private readonly project: SymbolProject;
  private readonly units: readonly ModuleInfo[];
  private readonly floats: boolean;
  /** Nets that only boxes are connected to, with the pin that counts as what drives each. */
  private readonly driving = new Map<string, string>();

  constructor(files: readonly SourceText[], index: WorkspaceIndex) {
    this.project = symbolProject(index);
    this.units = files.flatMap(({ path }) => index.modulesOf(path));
    this.floats = files.some(({ text }) => highImpedance.test(text.replace(/\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, ' ')));
  }

  header({ name, ports, parameters }: BlackBox): string | undefined {
    // What is connected to an array of instances is shared out among them.
    if (this.units.some((unit) => unit.instances.some((one) => one.moduleName === name && one.array !== undefined))) return undefined;
    const list: string[] = [];
    for (const [at, port] of ports.entries()) {
      const pins = this.pinsOf(name, port, at);
      const direction = this.directionOf(name, pins);
      const width = direction === undefined ? undefined : widthOf(pins, direction);
      if (direction === undefined || width === undefined) return undefined;
      list.push(`${direction} [${width - 1}:0] ${port}`);
    }
    const formal = parameters.length === 0 ? '' : ` #(${parameters.map((one) => `parameter ${one} = 0`).join(', ')})`;
    return `\`default_nettype wire\n(* blackbox *) module ${name}${formal} (${list.join(', ')}); endmodule\n`;
  }

  private pinsOf(module: string, port: string, at: number): Pin[] {
    const found: Pin[] = [];
    for (const unit of this.units) {
      for (const instance of unit.instances) {
        if (instance.moduleName !== module) continue;
        const byName = instance.connections.find((one) => one.name === port);
        const byOrder = instance.connections.every((one) => one.name === undefined) ? instance.connections[at] : undefined;
        const connection = byName ?? byOrder;
        if (connection !== undefined) found.push({ port, unit, text: connection.text.trim(), range: connection.range });
      }
    }
    return found;
  }

  private directionOf(module: string, pins: readonly Pin[]): Direction | undefined {
    const told = pins.map((pin) => this.toldBy(pin));
    if (told.includes(undefined)) return undefined;
    const certain = new Set(told.filter((one): one is Direction => typeof one === 'string' && one !== 'any'));
    if (certain.size > 1) return undefined;
    const [direction] = certain;
    const shared = told.filter((one): one is { readonly shared: string } => typeof one === 'object');
    // Two instances cannot both drive it.
    if (new Set(shared.map(({ shared: net }) => net)).size < shared.length) return undefined;
    const pin = `${module}.${pins[0]?.port ?? ''}`;
    if (shared.length === 0) return direction ?? 'input';
    const drives = shared.every(({ shared: net }) => (this.driving.get(net) ?? pin) === pin);
    if (direction === undefined || direction === 'output') {
      if (drives) for (const { shared: net } of shared) this.driving.set(net, pin);
      if (drives) return 'output';
      return direction === undefined && shared.every(({ shared: net }) => this.driving.has(net)) ? 'input' : undefined;
    }
    return direction === 'input' ? 'input' : undefined;
  }

  private toldBy({ unit, text, range }: Pin): Told {
    if (text === '') return 'any';
    if (text.includes('`')) return undefined;
    const elements = text.startsWith('{') && text.endsWith('}') ? split(text.slice(1, -1)) : [text];
    // An output cannot be connected to what is no net (IEEE 1800-2017 23.3.3).
    if (elements.some((one) => isExpression(one))) return 'input';
    const table = this.project.table(unit.path);
    if (table === undefined) return undefined;
    const told = elements.map((one) => this.toldByNet(one, table, range));
    const [first, ...others] = told;
    if (others.length === 0) return first;
    // Several nets: each has to say the same, and none may wait for other pins.
    return typeof first === 'string' && others.every((one) => one === first) ? first : undefined;
  }

  private toldByNet(element: string, table: SymbolTable, range: ConnectionInfo['range']): Told {
    const [, name = '', select = ''] = /^([A-Za-z_][\w$]*)\s*((?:\[[^]*\])?)$/.exec(element) ?? [];
    const reference = table.references.find(
      (one) =>
        one.name === name &&
        one.place.kind !== 'port' &&
        one.range.path === range.path &&
        one.range.start >= range.start &&
        one.range.end <= range.end,
    );
    if (name === '' || reference === undefined) return undefined;
    const at = resolveReference(this.project, table, reference).declarations[0];
    if (at === undefined || at.table !== table) return at === undefined ? undefined : 'input';
    return this.toldByDeclaration(at, select !== '');
  }

  private toldByDeclaration(at: Located, isPart: boolean): Told {
    const { declaration, table } = at;
    const { kind, direction } = declaration;
    if (/^(?:parameter|localparam|genvar|enumMember)$/.test(kind)) return 'input';
    if (!/^(?:port|net|variable)$/.test(kind)) return undefined;
    if (direction === 'input' || direction === 'inout') return direction;
    const { writes, unknown } = driversAndLoads(this.project, at);
    if (writes > 0) return isPart || this.floats ? undefined : 'input';
    if (kind === 'variable' && declaration.value !== undefined) return undefined;
    if (unknown === 1) return 'output';
    return isPart ? undefined : { shared: `${table.path}:${declaration.nameRange.start}` };
  }
}

/** Operators, numbers, strings and calls outside the brackets of a select. */
function isExpression(text: string): boolean {
  const outside = text.replace(/\[[^\]]*\]/g, '').trim();
  return /^[\d'"]|[-+*/%&|^~!?<>='"]|\w\s*\(/.test(outside);
}

function split(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    if (/[[({]/.test(list[at] ?? '')) depth++;
    else if (/[\])}]/.test(list[at] ?? '')) depth--;
    else if (list[at] === ',' && depth === 0) {
      found.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...found, list.slice(start).trim()];
}

const unknownWidth = 512;

/** Bits that hold what the instances connect; undefined for a port of both directions, whose width has to be exact, where it is not known. */
function widthOf(pins: readonly Pin[], direction: Direction): number | undefined {
  let width = 1;
  for (const { text, unit } of pins) {
    const own = unit.ports.find((one) => one.name === text) ?? unit.nets.find((one) => one.name === text);
    if (own?.unpacked !== undefined) return undefined;
    if (own?.width !== undefined) width = Math.max(width, own.width);
    else if (text !== '' && !/^[\w$]+\[\s*\d+\s*\]$/.test(text) && !/^1'b[01]$/i.test(text)) {
      if (direction === 'inout') return undefined;
      width = unknownWidth;
    }
  }
  return width;
}
