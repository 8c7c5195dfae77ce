import { indentStep } from '../../base/indentStep';
import type { Place } from '../place';
import { atModuleItem, clockAndReset, drivenNames, enumValuesOf, processAt, resetsSynchronously, signalsOf } from './facts';
import { isNextName, nextOf } from './reset';
import { insertion, type Template, type TemplateSources } from './template';

/**
 * Two-process state machine for an enum type with a current and a next variable: the register with its reset, and the next-state
 * process that holds in every state. What is there already is not proposed again.
 */
export const stateMachineTemplate: Template = {
  name: 'stateMachine',
  propose(place, sources) {
    const machine = place.systemVerilog ? machineOf(place, sources) : undefined;
    if (machine === undefined) return [];
    const typed = place.before.slice(place.statement).map((token) => token.text);
    const step = indentStep(place.text);
    const combinational = machine.nextDriven ? [] : ['always_comb begin', ...nextBody(machine, step).map((line) => step + line), 'end'];
    if (typed.length === 0 && atModuleItem(place) && place.linePrefix.trim() === '') {
      const register = machine.currentDriven ? [] : registerLines(place, machine, step);
      const lines = [...register, ...(register.length > 0 && combinational.length > 0 ? [''] : []), ...combinational];
      return lines.length === 0 ? [] : [insertion(place, indented(lines, place.indent))];
    }
    if (typed.length === 1 && typed[0] === 'always_comb' && combinational.length > 0) {
      return [
        insertion(
          place,
          indented(combinational, place.indent)
            .replace('always_comb', '')
            .slice(/\s$/.test(place.linePrefix) ? 1 : 0),
        ),
      ];
    }
    return machine.nextDriven ? [] : insideEmptyProcess(place, machine, step);
  },
};

interface Machine {
  readonly current: string;
  readonly next: string;
  readonly values: readonly string[];
  readonly currentDriven: boolean;
  readonly nextDriven: boolean;
}

/** The only pair of variables of one enum type of which one is named as the next of the other. */
function machineOf(place: Place, sources: TemplateSources): Machine | undefined {
  if (place.unit === undefined) return undefined;
  const signals = [...signalsOf(place.unit).values()].filter((signal) => signal.direction === undefined && !signal.array);
  const driven = drivenNames(place, sources);
  const machines: Machine[] = [];
  for (const current of signals) {
    const type = enumValuesOf(current, place, sources);
    if (type === undefined || isNextName(current.name)) continue;
    const peers = signals.filter((signal) => signal !== current && enumValuesOf(signal, place, sources)?.type === type.type);
    const byName = nextOf(current.name, new Set(peers.map((signal) => signal.name)))[0];
    const next = byName ?? (peers.length === 1 && isNextName(peers[0]?.name ?? '') ? peers[0]?.name : undefined);
    if (next === undefined) continue;
    machines.push({
      ...{ current: current.name, next, values: type.values },
      ...{ currentDriven: driven.has(current.name), nextDriven: driven.has(next) },
    });
  }
  const open = machines.filter((machine) => !machine.currentDriven || !machine.nextDriven);
  return open.length === 1 ? open[0] : undefined;
}

function nextBody(machine: Machine, step: string): string[] {
  return [
    `${machine.next} = ${machine.current};`,
    `case (${machine.current})`,
    ...machine.values.map((value) => `${step}${value}: ;`),
    `${step}default: ${machine.next} = ${machine.values[0] ?? machine.current};`,
    'endcase',
  ];
}

function registerLines(place: Place, machine: Machine, step: string): string[] {
  const clocks = clockAndReset(place);
  if (clocks === undefined) return [];
  const { clock, reset } = clocks;
  const update = `${machine.current} <= ${machine.next};`;
  if (reset === undefined) return [`always_ff @(posedge ${clock}) ${update}`];
  const edge = reset.activeLow ? 'negedge' : 'posedge';
  const isSynchronous = resetsSynchronously(place, reset.name);
  return [
    isSynchronous ? `always_ff @(posedge ${clock}) begin` : `always_ff @(posedge ${clock} or ${edge} ${reset.name}) begin`,
    `${step}if (${reset.activeLow ? '!' : ''}${reset.name}) ${machine.current} <= ${machine.values[0] ?? "'0"};`,
    `${step}else ${update}`,
    'end',
  ];
}

/** The body of an `always_comb begin` in which nothing stands yet. */
function insideEmptyProcess(place: Place, machine: Machine, step: string): ReturnType<Template['propose']> {
  const process = processAt(place);
  if (process?.keyword !== 'always_comb' || place.linePrefix.trim() !== '') return [];
  const typed = place.before.slice(process.body).map((token) => token.text);
  const isEmpty = typed[0] === 'begin' && (typed.length === 1 || (typed.length === 3 && typed[1] === ':'));
  if (!isEmpty || place.after[0]?.text !== 'end') return [];
  return [insertion(place, indented(nextBody(machine, step), place.indent))];
}

function indented(lines: readonly string[], indent: string): string {
  return lines.map((line, i) => (i === 0 || line === '' ? line : indent + line)).join('\n');
}
