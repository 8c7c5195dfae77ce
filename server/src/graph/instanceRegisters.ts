import type { ModuleInfo } from '../model/moduleInfo';
import type { InstanceItem, Statement } from './ast';
import { elaborate } from './elaborate';
import type { Driver, Elaboration, Task } from './elaboration';
import { overrides } from './instanceParameters';
import { pinsOf } from './instances';
import type { Scope } from './scope';
import type { Signal } from './signal';
import type { Dependency, Value } from './value';

/** A register that an instance holds, as if the module itself assigned it: `q <= d` with what is connected to the pins. */
export interface InstanceRegister {
  readonly signal: Signal;
  /** What is written into it. */
  readonly value: Value;
  readonly task: Task;
}

/** A module that only wraps a register has few ports; larger ones are not looked into. */
const mostPorts = 8;
/** So many modules may stand inside each other around one register. */
const deepest = 4;

/**
 * Registers of several bits that small modules hold for a module: `state_q` at the output of a flip-flop's module whose input is `state_d`, with the value that it has in reset. Only those are
 * looked for whose input comes from their output, which `returns` says of what an input is made from.
 */
export function instanceRegisters(elaboration: Elaboration, returns: (value: Value, to: Signal) => boolean): InstanceRegister[] {
  const design = new Drivers(elaboration);
  return elaboration.drivers.flatMap(({ signal, task, value }): InstanceRegister[] => {
    const isNet = task.kind === 'instance' && signal.origin !== 'instance' && signal.type.width > 1;
    const pin = isNet ? copiedFrom(value, signal)?.signal : undefined;
    const held = pin === undefined ? undefined : design.instanceOf(pin);
    if (pin === undefined || held === undefined) return [];
    const { instance, scope } = held;
    if (wrappers(elaboration, instance).length === 0) return [];
    const loops = design.inputsOf(pin).some((one) => {
      const driver = design.driverOf(one);
      return driver !== undefined && driver.value.width === signal.type.width && returns(driver.value, signal);
    });
    const inside = loops ? registerOf(elaboration, held, portOf(pin), 0) : undefined;
    const input = inside === undefined ? undefined : design.pin(pin, inside.input);
    const driver = input === undefined ? undefined : design.driverOf(input);
    const pins = pinsOf(instance, elaboration.find(instance.moduleName)[0], scope);
    const [target, source] = [portOf(pin), inside?.input].map((name) => pins.find((one) => one.port === name)?.value);
    if (inside === undefined || driver === undefined || target === undefined || source === undefined) return [];
    const { start, end } = instance;
    const statement: Statement = { kind: 'assign', target, value: source, op: '=', blocking: false, start, end };
    const resetValues = new Map([[signal, inside.resetValue]]);
    const shape = { clock: { edge: 'posedge', signal: '' }, resets: new Map() } as const;
    return [{ signal, value: driver.value, task: { kind: 'process', scope, statement, shape, drives: new Set([signal]), resetValues } }];
  });
}

interface Held {
  readonly instance: InstanceItem;
  readonly scope: Scope;
}

/** What a module's output is when it is its input one clock later, and nothing else. */
interface Flop {
  readonly input: string;
  readonly resetValue: bigint | undefined;
}

/** The modules that an instance may mean, of those that are small enough. */
function wrappers(parent: Elaboration, { moduleName }: InstanceItem): ModuleInfo[] {
  return parent.find(moduleName).filter((one) => one.kind === 'module' && one.ports.length <= mostPorts);
}

function registerOf(parent: Elaboration, { instance, scope }: Held, output: string, depth: number): Flop | undefined {
  if (depth >= deepest) return undefined;
  for (const info of wrappers(parent, instance)) {
    const body = parent.textOf(info);
    if (body === undefined) continue;
    const child = elaborate(body.body, body.modules, parent.units, overrides(parent, instance, scope, info.parameters));
    const found = flopBehind(child, output, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Follows an output back through plain copies and one register to an input. */
function flopBehind(child: Elaboration, output: string, depth: number): Flop | undefined {
  const design = new Drivers(child);
  let flop: { resetValue: bigint | undefined } | undefined;
  let at = child.signalOf(output);
  for (let steps = 0; at !== undefined && steps < 32; steps++) {
    if (at.direction === 'input' && at.origin === 'port') return flop === undefined ? undefined : { input: at.id, ...flop };
    if (at.origin === 'instance' && at.direction === 'output') {
      const held = design.instanceOf(at);
      const inner = held === undefined || flop !== undefined ? undefined : registerOf(child, held, portOf(at), depth + 1);
      if (inner === undefined) return undefined;
      flop = { resetValue: inner.resetValue };
      at = design.pin(at, inner.input);
      continue;
    }
    const driver = design.driverOf(at);
    const source = driver === undefined ? undefined : copiedFrom(driver.value, at);
    if (driver === undefined || source === undefined) return undefined;
    if (driver.task.shape !== undefined) {
      if (flop !== undefined) return undefined;
      flop = { resetValue: driver.task.resetValues.get(at) };
    }
    at = source.signal;
  }
  return undefined;
}

/** The signal that a value is a copy of, bit by bit, save for what a reset puts in its place. */
function copiedFrom({ segments }: Value, to: Signal): Dependency | undefined {
  const [only, other] = segments;
  const deps = only?.deps.filter((one) => one.role !== 'reset') ?? [];
  const [dep] = deps;
  if (other !== undefined || dep === undefined || deps.length > 1) return undefined;
  const whole = dep.low === 0 && dep.width === dep.signal.type.width && dep.width === to.type.width;
  return dep.role === 'data' && dep.aligned && dep.ops.length === 0 && whole ? dep : undefined;
}

function portOf({ id, instance }: Signal): string {
  return id.slice((instance?.name.length ?? -1) + 1);
}

/** What drives the signals of one module, and its instances by their pins. */
class Drivers {
  private readonly of = new Map<Signal, Driver | undefined>();
  private readonly instances = new Map<string, Held>();
  private readonly inputs = new Map<string, Signal[]>();

  constructor(private readonly elaboration: Elaboration) {
    for (const signal of elaboration.signals) {
      if (signal.instance === undefined || signal.direction !== 'input') continue;
      const list = this.inputs.get(signal.instance.name);
      if (list === undefined) this.inputs.set(signal.instance.name, [signal]);
      else list.push(signal);
    }
    for (const driver of elaboration.drivers) this.of.set(driver.signal, this.of.has(driver.signal) ? undefined : driver);
    for (const { item, scope } of elaboration.pending)
      if (item.kind === 'instance') this.instances.set(`${scope.prefix}${item.instance.name}`, { instance: item.instance, scope });
  }

  /** The only driver of a signal. */
  driverOf(signal: Signal): Driver | undefined {
    return this.of.get(signal);
  }

  instanceOf(pin: Signal): Held | undefined {
    return pin.instance === undefined ? undefined : this.instances.get(pin.instance.name);
  }

  /** The inputs of the instance that a pin belongs to. */
  inputsOf({ instance }: Signal): readonly Signal[] {
    return instance === undefined ? [] : (this.inputs.get(instance.name) ?? []);
  }

  /** Another pin of the instance that a pin belongs to. */
  pin({ instance }: Signal, port: string): Signal | undefined {
    return instance === undefined ? undefined : this.elaboration.signalOf(`${instance.name}.${port}`);
  }
}
