import type { ModuleInfo } from '../model/moduleInfo';
import type { Expr, InstanceItem } from './ast';
import { bitType, type DataType, unknownType, vectorType } from './dataType';
import type { Elaboration, Task } from './elaboration';
import { evaluate } from './evaluate';
import type { Machine } from './machine';
import { printExpression } from './printExpression';
import type { Scope } from './scope';
import type { Signal } from './signal';

export interface InstanceFacts {
  readonly id: string;
  readonly moduleName: string;
  readonly start: number;
  readonly end: number;
  /** File and 0-based line of the module it is made from, when found. */
  readonly definition?: { readonly path: string; readonly line: number };
  readonly connections: readonly { readonly port: string; readonly direction?: string; readonly text: string }[];
}

/** Connects an instance's pins: edges into `u.input`, edges out of `u.output`. Where the module is not known, a pin on a net nothing else drives is an output. */
export function connectInstance(elaboration: Elaboration, instance: InstanceItem, scope: Scope, info: ModuleInfo | undefined): void {
  const id = `${scope.prefix}${instance.name}`;
  const machine = elaboration.machine(scope);
  const task: Task = {
    kind: 'instance',
    scope,
    statement: { kind: 'skip', what: '', start: instance.start, end: instance.end },
    drives: new Set(),
    resetValues: new Map(),
  };
  const facts: InstanceFacts['connections'][number][] = [];
  for (const pin of pinsOf(instance, info, scope)) {
    const direction = pin.direction ?? guessDirection(elaboration, machine, pin.value);
    facts.push({ port: pin.port, text: printExpression(pin.value), ...(direction === undefined ? {} : { direction }) });
    if (pin.value.kind === 'none' || direction === undefined || direction === 'interface') continue;
    connectPin({ elaboration, machine, id, instance }, pin, direction);
  }
  if (info === undefined) elaboration.note(`Module ${instance.moduleName} was not found: the directions of its ports are guessed.`);
  elaboration.collect(machine, task);
  const definition = info === undefined ? {} : { definition: { path: info.path, line: info.nameRange.line } };
  elaboration.instances.push({
    id,
    moduleName: instance.moduleName,
    start: instance.start,
    end: instance.end,
    connections: facts,
    ...definition,
  });
}

/** A pin of an instance and what is connected to it. */
export interface Pin {
  readonly port: string;
  readonly direction?: string;
  readonly width?: number;
  readonly value: Expr;
}

/** The pins of an instance in the order in which they are connected, those of a wildcard after them; `info` is its module when that is known. */
export function pinsOf(instance: InstanceItem, info: ModuleInfo | undefined, scope: Scope): Pin[] {
  const pins: Pin[] = instance.connections.map((connection, i) => {
    const port = connection.name === undefined ? info?.ports[i] : info?.ports.find((one) => one.name === connection.name);
    const name = connection.name ?? port?.name ?? `#${i + 1}`;
    return {
      port: name,
      value: connection.value,
      ...(port === undefined ? {} : { direction: port.direction }),
      ...(port?.width === undefined ? {} : { width: port.width }),
    };
  });
  if (!instance.wildcard || info === undefined) return pins;
  for (const port of info.ports) {
    if (pins.some((pin) => pin.port === port.name) || scope.lookup(port.name) === undefined) continue;
    const value: Expr = { kind: 'name', name: port.name, start: instance.start, end: instance.end };
    pins.push({ port: port.name, value, direction: port.direction, ...(port.width === undefined ? {} : { width: port.width }) });
  }
  return pins;
}

function connectPin(
  at: { elaboration: Elaboration; machine: Machine; id: string; instance: InstanceItem },
  pin: Pin,
  direction: string,
): void {
  const { elaboration, machine, id, instance } = at;
  const name = `${id}.${pin.port}`;
  const make = (width: number | undefined): Signal =>
    elaboration.newSignal(name, pin.value, typeOfWidth(width), 'instance', {
      instance: { name: id, moduleName: instance.moduleName },
      direction: direction === 'output' ? 'output' : direction === 'inout' ? 'inout' : 'input',
    });
  if (direction === 'input' || direction === 'inout') {
    const value = evaluate(pin.value, machine);
    const signal = make(value.constant === undefined || pin.width === undefined ? value.width : pin.width);
    machine.drive(signal, value, pin.value);
    if (direction === 'inout') machine.connect(pin.value, signal);
    return;
  }
  machine.connect(pin.value, make(machine.targetWidth(pin.value)));
}

function typeOfWidth(width: number | undefined): DataType {
  if (width === undefined) return unknownType;
  return width === 1 ? bitType : vectorType(width);
}

function guessDirection(elaboration: Elaboration, machine: Machine, value: Expr): string | undefined {
  if (value.kind === 'none') return undefined;
  if (value.kind !== 'name' && value.kind !== 'index' && value.kind !== 'slice' && value.kind !== 'member' && value.kind !== 'concat')
    return 'input';
  const signals = machine.targetSignals(value);
  if (signals.length === 0) return 'input';
  const driven = (signal: Signal): boolean =>
    signal.direction === 'input' || elaboration.drivers.some((driver) => driver.signal === signal);
  return signals.some(driven) ? 'input' : 'output';
}
