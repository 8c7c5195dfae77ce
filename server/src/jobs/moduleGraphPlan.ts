import { z } from 'zod';
import { failure, success, type Outcome } from '../base/outcome';
import { isKeyword } from '../completion/keywords';
import { moduleHeader, type WriteStyle } from './tables/moduleHeader';
import type { SpecPort } from './spec/specTypes';

const name = z.string().regex(/^[A-Za-z_]\w*$/);
const width = z.number().int().min(1).max(65536);

const schema = z.object({
  top: name,
  modules: z
    .array(
      z.object({
        name,
        purpose: z.string(),
        ports: z.array(z.object({ name, direction: z.enum(['input', 'output', 'inout']), width })),
        nets: z.array(z.object({ name, width })).default([]),
        instances: z.array(z.object({ module: name, name, connections: z.record(z.string(), z.string()) })).default([]),
      }),
    )
    .min(1)
    .max(24),
});

/** Modules, their ports, what they instantiate and how that is connected: a design before any of its bodies is written. */
export type ModulePlan = z.infer<typeof schema>;
export type PlannedModule = ModulePlan['modules'][number];

/** Reads a plan from a reply. Expected failure tells the first thing that is wrong with its form. */
export function readModulePlan(reply: string): Outcome<ModulePlan> {
  const source = /\{[^]*\}/.exec(reply)?.[0];
  if (source === undefined) return failure('the reply holds no JSON object');
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return failure(`the JSON cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = schema.safeParse(value);
  if (read.success) return success(read.data);
  const [issue] = read.error.issues;
  return failure(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as asked for'}`);
}

/**
 * What is wrong with a plan, by rule, before any code exists: names, the interface of the top, unknown modules and ports, connections of other widths, inputs
 * left open, nets without or with several drivers, modules inside themselves, modules nobody uses. Empty: nothing.
 */
export function planProblems(plan: ModulePlan, wanted: readonly SpecPort[]): string[] {
  const problems: string[] = [];
  const byName = new Map(plan.modules.map((module) => [module.name, module]));
  const top = byName.get(plan.top);
  if (byName.size !== plan.modules.length) problems.push('two modules have the same name');
  if (top === undefined) return [...problems, `there is no module ${plan.top}`];
  problems.push(...interfaceProblems(top, wanted));
  for (const module of plan.modules) {
    for (const { name: id } of [...module.ports, ...module.nets, ...module.instances, module])
      if (isKeyword(id)) problems.push(`${module.name}: ${id} is a keyword`);
    problems.push(...moduleProblems(module, byName));
  }
  const used = new Set(plan.modules.flatMap(({ instances }) => instances.map((one) => one.module)));
  for (const { name: id } of plan.modules) if (id !== plan.top && !used.has(id)) problems.push(`nothing instantiates ${id}`);
  if (isInside(plan.top, byName, [])) problems.push('a module is inside itself');
  return problems;
}

function interfaceProblems(top: PlannedModule, wanted: readonly SpecPort[]): string[] {
  if (wanted.length === 0) return [];
  return [
    ...wanted.flatMap((port) => {
      const found = top.ports.find((one) => one.name === port.name);
      if (found === undefined) return [`the top has no port ${port.name}`];
      return found.direction === port.direction && found.width === port.width
        ? []
        : [`${port.name} of the top is ${found.direction} of ${found.width} bits, not ${port.direction} of ${port.width}`];
    }),
    ...top.ports
      .filter((port) => !wanted.some((one) => one.name === port.name))
      .map((port) => `the top has a port ${port.name} that the specification does not list`),
  ];
}

function moduleProblems(module: PlannedModule, byName: ReadonlyMap<string, PlannedModule>): string[] {
  const problems: string[] = [];
  const known = new Map([...module.ports, ...module.nets].map((one) => [one.name, one.width]));
  if (known.size !== module.ports.length + module.nets.length) problems.push(`${module.name}: two ports or nets have the same name`);
  const drivers = new Map<string, number>();
  for (const instance of module.instances) {
    const of = byName.get(instance.module);
    const where = `${module.name}.${instance.name}`;
    if (of === undefined) {
      problems.push(`${where}: there is no module ${instance.module}`);
      continue;
    }
    for (const port of of.ports)
      if (port.direction === 'input' && (instance.connections[port.name] ?? '') === '')
        problems.push(`${where}: its input ${port.name} is not connected`);
    for (const [formal, actual] of Object.entries(instance.connections)) {
      const port = of.ports.find((one) => one.name === formal);
      if (port === undefined) problems.push(`${where}: ${instance.module} has no port ${formal}`);
      else problems.push(...connectionProblems(where, port, actual.trim(), known, drivers));
    }
  }
  for (const { name: net } of module.nets)
    if (module.instances.length > 0 && (drivers.get(net) ?? 0) > 1)
      problems.push(`${module.name}: ${net} has ${drivers.get(net) ?? 0} drivers`);
  return problems;
}

function connectionProblems(
  where: string,
  port: PlannedModule['ports'][number],
  actual: string,
  known: ReadonlyMap<string, number>,
  drivers: Map<string, number>,
): string[] {
  if (actual === '') return [];
  const select = /^([A-Za-z_]\w*)\s*(?:\[\s*(\d+)\s*(?::\s*(\d+)\s*)?\])?$/.exec(actual);
  if (select === null)
    return port.direction === 'output' ? [`${where}: the output ${port.name} is connected to the expression ${actual}`] : [];
  const net = select[1] ?? '';
  const size = known.get(net);
  if (size === undefined) return [`${where}: ${net} is neither a port nor a net`];
  const bits = select[2] === undefined ? size : select[3] === undefined ? 1 : Math.abs(Number(select[2]) - Number(select[3])) + 1;
  if (port.direction === 'output' && select[2] === undefined) drivers.set(net, (drivers.get(net) ?? 0) + 1);
  return bits === port.width ? [] : [`${where}: ${port.name} has ${port.width} bits and ${actual} ${bits}`];
}

function isInside(name: string, byName: ReadonlyMap<string, PlannedModule>, above: readonly string[]): boolean {
  if (above.includes(name)) return true;
  return (byName.get(name)?.instances ?? []).some((one) => isInside(one.module, byName, [...above, name]));
}

/** A module of the plan without what it does: header, nets and instances, by rule. */
export function skeletonOf(module: PlannedModule, style: WriteStyle, header?: string): string {
  const kind = style.systemVerilog ? 'logic' : 'wire';
  const nets = module.nets.map((net) => `${kind} ${net.width > 1 ? `[${net.width - 1}:0] ` : ''}${net.name};`);
  const instances = module.instances.flatMap(({ module: of, name: id, connections }) => [
    `${of} ${id} (`,
    Object.entries(connections)
      .map(([formal, actual]) => `${style.indent}.${formal}(${actual})`)
      .join(`,\n${style.indent}`),
    ');',
  ]);
  const body = [...nets, ...(nets.length > 0 && instances.length > 0 ? [''] : []), ...instances];
  return [
    header ?? moduleHeader(module.name, module.ports, style),
    ...body.map((line) => (line === '' ? '' : style.indent + line)),
    'endmodule',
    '',
  ].join('\n');
}

/** Modules in the order of their bodies: what is instantiated before what instantiates it. */
export function bottomUp(plan: ModulePlan): PlannedModule[] {
  const ordered: PlannedModule[] = [];
  const visit = (name: string): void => {
    const module = plan.modules.find((one) => one.name === name);
    if (module === undefined || ordered.includes(module)) return;
    for (const one of module.instances) visit(one.module);
    ordered.push(module);
  };
  visit(plan.top);
  return ordered;
}
