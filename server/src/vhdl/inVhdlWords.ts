import type { Elaboration } from '../graph/elaboration';
import type { DataEdge, GraphSignal, ModuleGraph, StateMachine } from '../graph/graphTypes';

/** A graph with conditions, values and connections in VHDL's words, and nothing said of what synthesis chooses: the encoding of an enumeration. */
export function inVhdlWords(graph: ModuleGraph, { enums }: Pick<Elaboration, 'enums'>): ModuleGraph {
  const named = (id: string): string => id.replace(/\bprocess@\d+\./g, '');
  const chosen = new Set(graph.edges.flatMap(({ from, to, ops }) => (ops.some(({ op }) => op === '[]') ? [from, to] : [])));
  const signal = (one: GraphSignal): GraphSignal => {
    const members = enums.get(one.id);
    const { width, resetValue, ...rest } = one;
    const value = resetValue === undefined ? undefined : members === undefined ? literal(resetValue) : memberOf(members, resetValue);
    return {
      ...rest,
      id: named(one.id),
      // An array whose words are picked by constants is a row of registers or nets.
      memory: one.memory && chosen.has(one.id),
      ...(members !== undefined || width === undefined || one.memory ? {} : { width }),
      ...(value === undefined ? {} : { resetValue: value }),
    };
  };
  const edge = (one: DataEdge): DataEdge => ({ ...one, from: named(one.from), to: named(one.to), guard: vhdlCondition(one.guard) });
  const machine = (one: StateMachine): StateMachine => ({
    ...one,
    signal: named(one.signal),
    states: one.states.map((state) => ({ ...state, name: stateName(state.name) })),
    transitions: one.transitions.map((step) => ({
      ...step,
      from: stateName(step.from),
      to: stateName(step.to),
      guard: vhdlCondition(step.guard),
    })),
  });
  return {
    ...graph,
    keyword: 'entity',
    signals: graph.signals.map(signal),
    edges: graph.edges.map(edge),
    machines: graph.machines.map(machine),
    processes: graph.processes,
    instances: graph.instances.map((one) => ({
      ...one,
      connections: one.connections.map((pin) => ({ ...pin, text: vhdlCondition(pin.text) })),
    })),
    parameters: graph.parameters.map(({ name, text }) => ({ name, text: vhdlCondition(text) })),
    notes: graph.notes.map((note) =>
      note.replace(/^Module (\S+) was not found/, 'Entity $1 was not found').replace(/^Part of the module/, 'Part of the architecture'),
    ),
  };
}

function memberOf(members: ReadonlyMap<string, bigint>, value: string): string | undefined {
  const number = BigInt(/'h([\da-f]+)$/.exec(value)?.[1] === undefined ? value : `0x${/'h([\da-f]+)$/.exec(value)?.[1] ?? '0'}`);
  for (const [name, one] of members) if (one === number) return name;
  return undefined;
}

/** A state without a name: `2'd3` as `"11"`. */
function stateName(name: string): string {
  const [, width, base, digits] = /^(\d+)'([dh])([\da-f]+)$/.exec(name) ?? [];
  if (width === undefined || digits === undefined) return name;
  if (base === 'h') return `x"${digits}"`;
  return width === '1' ? `'${digits}'` : `"${Number(digits).toString(2).padStart(Number(width), '0')}"`;
}

/** `8'hff` as `x"ff"`. */
function literal(value: string): string {
  return value.replace(/\b\d+'h([\da-f]+)\b/g, 'x"$1"');
}

const operators: Readonly<Record<string, string>> = {
  '==': '=', '!=': '/=', '&&': 'and', '||': 'or', '&': 'and', '|': 'or', '^': 'xor', '%': 'mod', '<<': 'sll', '>>': 'srl', '>>>': 'sra', '==?': '?=', '!=?': '?/=', '::': '.',
}; // prettier-ignore

/** A condition in the graphs' normal form, as VHDL writes it: `a = '1' and not b`. */
function vhdlCondition(text: string): string {
  const pattern = /"[^"]*"|'[^']'|::|===?\??|!==?\??|&&|\|\||>>>|<<|>>|<=|>=|[!~&|^%{}[\]:]|[^"'!=&|^%{}[\]:<>~]+|[\s\S]/g;
  const closers: string[] = [];
  let out = '';
  for (const [token] of text.matchAll(pattern)) {
    const op = operators[token];
    if (token === '{') {
      closers.push('&');
      out += '(';
    } else if (token === '[') {
      closers.push(']');
      out += '(';
    } else if (token === '}' || token === ']') {
      closers.pop();
      out += ')';
    } else if (token === '!' || token === '~') out += 'not ';
    else if (token === ':' && closers.at(-1) === ']') out += ' downto ';
    else if (op !== undefined) out += op;
    else out += closers.at(-1) === '&' ? token.replace(/, /g, ' & ') : token;
  }
  return tidy(out);
}

function tidy(text: string): string {
  return text
    .replace(/\$(signed|unsigned|clog2)\b/g, '$1')
    .replace(/\$(size|high|low|left|right)\(([\w.]+)\)/g, (_, query: string, of: string) => `${of}'${query === 'size' ? 'length' : query}`)
    .replace(/\b([A-Za-z]\w*)\(\)/g, '$1')
    .replace(/(\S+) inside \(([^()]*)\)/g, (_, subject: string, set: string) =>
      set
        .split(/ & |, /)
        .map((one) => `${subject} = ${one}`)
        .join(' or '),
    );
}
