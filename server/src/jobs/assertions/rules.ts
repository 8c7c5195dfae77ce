import type { DataEdge, GraphSignal, ModuleGraph } from '../../graph/graphTypes';
import type { ProposedAssertion } from './proposed';

type Rule = (graph: ModuleGraph) => ProposedAssertion[];

/** Most that is proposed of one module; each is judged by proof engines. */
const mostProposals = 28;

/**
 * What a module's structure suggests to hold: legal states and their successors, values at reset, bounds of counters, one-hot registers and grants, full against
 * empty, a handshake that waits for its ready. Nothing of it is true before it is proved.
 */
export function proposeByRule(graph: ModuleGraph): ProposedAssertion[] {
  const rules: readonly Rule[] = [legalStates, counterBounds, oneHot, flagsExclude, handshakes, successors, resetValues];
  const seen = new Set<string>();
  return rules
    .flatMap((rule) => rule(graph))
    .filter((one) => !seen.has(one.name) && seen.add(one.name))
    .slice(0, mostProposals);
}

/** A signal of the module's own scope under a plain name. */
function isPlain({ id, memory, part }: GraphSignal): boolean {
  return /^[A-Za-z_]\w*$/.test(id) && !memory && part === undefined;
}

function registers(graph: ModuleGraph): GraphSignal[] {
  return graph.signals.filter((one) => one.clock !== undefined && isPlain(one));
}

const legalStates: Rule = ({ machines, signals }) =>
  machines.flatMap((machine) => {
    const signal = signals.find(({ id }) => id === machine.signal);
    if (signal === undefined || !isPlain(signal) || machine.states.length >= 2 ** Math.min(machine.width, 30)) return [];
    return [
      {
        name: `${machine.signal}_is_legal`,
        rule: 'legal-state',
        then: machine.states.map(({ value }) => `${machine.signal} == ${value}`).join(' || '),
        next: false,
        duringReset: false,
        line: signal.line,
        words: `${machine.signal} is always one of its ${machine.states.length} states.`,
      },
    ];
  });

const successors: Rule = ({ machines, signals }) =>
  machines.flatMap((machine) => {
    const signal = signals.find(({ id }) => id === machine.signal);
    if (signal === undefined || !isPlain(signal) || machine.states.length > 12) return [];
    const valueOf = new Map(machine.states.map(({ name, value }) => [name, value]));
    return machine.states.flatMap((state): ProposedAssertion[] => {
      const out = machine.transitions.filter(({ from }) => from === state.name);
      const targets = [...new Set([state.name, ...out.map(({ to }) => to)])];
      if (targets.length === machine.states.length || targets.some((name) => !valueOf.has(name))) return [];
      return [
        {
          name: `${machine.signal}_after_${state.name.replace(/\W/g, '_')}`,
          rule: 'successor',
          when: `${machine.signal} == ${state.value}`,
          then: targets.map((name) => `${machine.signal} == ${valueOf.get(name) ?? ''}`).join(' || '),
          next: true,
          duringReset: false,
          line: out[0]?.line ?? state.line,
          words: `From ${state.name} ${machine.signal} goes only to ${targets.slice(1).join(' or ') || 'itself'}, or stays.`,
        },
      ];
    });
  });

const resetValues: Rule = (graph) =>
  registers(graph).flatMap((signal) => {
    const { reset, resetValue, id, width } = signal;
    const [, kind, level, name] = /^(async|sync)_(low|high):(\w+)$/.exec(reset ?? '') ?? [];
    const value = numberOf(resetValue);
    if (name === undefined || value === undefined || width === undefined) return [];
    return [
      {
        name: `${id}_at_reset`,
        rule: 'reset-value',
        when: level === 'low' ? `!${name}` : name,
        then: `${id} == ${width}'d${value}`,
        next: kind === 'sync',
        duringReset: true,
        line: signal.drivenAt?.line ?? signal.line,
        words: `The reset ${name} sets ${id} to ${value}.`,
      },
    ];
  });

/** A plain number, as the graph writes values of resets. */
function numberOf(text: string | undefined): bigint | undefined {
  const based = /^(?:\d+)?'s?([bdh])([0-9a-fA-F_]+)$/.exec(text ?? '');
  if (based !== null) {
    const digits = (based[2] ?? '').replaceAll('_', '');
    return BigInt(based[1] === 'h' ? `0x${digits}` : based[1] === 'b' ? `0b${digits}` : digits);
  }
  return /^\d+$/.test(text ?? '') ? BigInt(text ?? '') : undefined;
}

/** Registers that count up or down and are compared with something: they never pass it. */
const counterBounds: Rule = (graph) =>
  registers(graph).flatMap((signal) => {
    const steps = graph.edges.filter((edge) => edge.from === signal.id && edge.to === signal.id && edge.kind === 'data' && isStep(edge));
    if (steps.length === 0 || signal.width === undefined || signal.width < 2) return [];
    const bounds = [
      ...new Set(graph.edges.filter(({ from }) => from === signal.id).flatMap(({ guard }) => comparedWith(signal.id, guard))),
    ];
    return bounds.slice(0, 2).map((bound, i) => ({
      name: `${signal.id}_is_bounded${i === 0 ? '' : `_${i}`}`,
      rule: 'counter-bound',
      then: `${signal.id} <= ${bound}`,
      next: false,
      duringReset: false,
      line: steps[0]?.line ?? signal.line,
      words: `${signal.id} never passes ${bound}.`,
    }));
  });

function isStep({ ops }: DataEdge): boolean {
  return ops.some(({ op }) => op === '+' || op === '-');
}

/** Constants that a guard compares a name with: numbers and names in capitals, with what is added to them. */
function comparedWith(id: string, guard: string): string[] {
  const pattern = new RegExp(
    `(?<![\\w.\\]])${id}\\s*(?:==|!=|<=|>=|<|>)\\s*((?:\\d*'[bdh][0-9a-fA-F_]+|\\d+|[A-Z][A-Z0-9_]*)(?:\\s*[-+]\\s*\\d+)?)(?=\\s*(?:$|[&|)?]))`,
    'g',
  );
  return [...guard.matchAll(pattern)].map(([, constant = '']) => constant).filter((one) => !/^(?:\d*'[bdh])?0+$/.test(one));
}

const oneHot: Rule = (graph) => {
  const machines = new Set(graph.machines.map(({ signal }) => signal));
  const found = registers(graph).filter(({ id, width, resetValue }) => {
    const value = numberOf(resetValue);
    return (
      !machines.has(id) &&
      width !== undefined &&
      width >= 3 &&
      width <= 64 &&
      value !== undefined &&
      value !== 0n &&
      (value & (value - 1n)) === 0n
    );
  });
  const grants = graph.signals.filter(
    (one) =>
      isPlain(one) && (one.width ?? 1) >= 2 && (one.width ?? 1) <= 64 && /(^|_)(gnt|grant|grants|sel_onehot|onehot)(_|$)/i.test(one.id),
  );
  const of = (signal: GraphSignal, none: boolean): ProposedAssertion => ({
    name: `${signal.id}_is_one_hot`,
    rule: 'one-hot',
    then: none ? `(${signal.id} & (${signal.id} - 1'b1)) == 0` : `${signal.id} != 0 && (${signal.id} & (${signal.id} - 1'b1)) == 0`,
    next: false,
    duringReset: false,
    line: signal.line,
    words: `${none ? 'At most' : 'Exactly'} one bit of ${signal.id} is set.`,
  });
  return [
    ...found.map((one) => of(one, false)),
    ...grants.filter((one) => one.direction !== 'input' && !found.includes(one)).map((one) => of(one, true)),
  ];
};

const flagsExclude: Rule = ({ signals }) => {
  const flags = signals.filter((one) => isPlain(one) && one.width === 1 && one.direction !== 'input');
  return flags.flatMap((full) => {
    const stem = /^(.*?)full(.*)$/i.exec(full.id);
    const empty =
      stem === null ? undefined : flags.find(({ id }) => id.toLowerCase() === `${stem[1] ?? ''}empty${stem[2] ?? ''}`.toLowerCase());
    if (empty === undefined) return [];
    return [
      {
        name: `${full.id}_excludes_${empty.id}`,
        rule: 'fifo-flags',
        then: `!(${full.id} && ${empty.id})`,
        next: false,
        duringReset: false,
        line: full.line,
        words: `${full.id} and ${empty.id} are never both set.`,
      },
    ];
  });
};

/** An output valid that waits for an input ready: it stays, and what goes with it does not change. */
const handshakes: Rule = ({ signals }) => {
  const ports = signals.filter((one) => isPlain(one) && one.direction !== undefined);
  return ports.flatMap((valid): ProposedAssertion[] => {
    const stem = /^(.*?)valid(.*)$/i.exec(valid.id);
    if (stem === null || valid.direction !== 'output' || valid.width !== 1) return [];
    const [before = '', behind = ''] = stem.slice(1);
    const partner = (word: string): GraphSignal | undefined =>
      ports.find(
        ({ id, direction }) =>
          direction === 'input' && [`${before}${word}${behind}`, `${before}${word}${behind.replace(/_o$/, '_i')}`].includes(id),
      );
    const ready = partner('ready') ?? partner('READY');
    if (ready === undefined) return [];
    const waiting = `${valid.id} && !${ready.id}`;
    const common = { rule: 'handshake', when: waiting, next: true, duringReset: false, line: valid.line };
    const prefix = before.replace(/_?$/, '');
    const payload = ports.filter(
      ({ id, direction }) =>
        direction === 'output' && id !== valid.id && before !== '' && id.startsWith(before) && prefix !== '' && !/ready/i.test(id),
    );
    return [
      { ...common, name: `${valid.id}_waits`, then: valid.id, words: `${valid.id} stays until ${ready.id}.` },
      ...payload.slice(0, 4).map((data) => ({
        ...common,
        name: `${data.id}_is_stable`,
        then: `$stable(${data.id})`,
        words: `${data.id} does not change while ${valid.id} waits for ${ready.id}.`,
      })),
    ];
  });
};
