import type { ModuleInfo, PortInfo } from '../../model/moduleInfo';

/** A frame around a module with the ports that both versions have: its text, and what is held or left open. */
export interface CommonFrame {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Inputs of one version only, which the frame holds. */
  readonly held: readonly string[];
  /** Outputs of one version only, which nobody looks at. */
  readonly open: readonly string[];
}

/**
 * Frames that make two versions of a module comparable although ports came or went: each instantiates its module, hands the common ports through, holds inputs that only
 * one side has at `level` and leaves such outputs open. Undefined where the ports are the same, or one cannot be written so (interfaces, arrays, types of the module itself).
 */
export function commonFrame(before: ModuleInfo, after: ModuleInfo, level: 0 | 1): CommonFrame | undefined {
  const common = after.ports.filter(({ name, direction }) => before.ports.some((one) => one.name === name && one.direction === direction));
  const only = (of: ModuleInfo): PortInfo[] => of.ports.filter(({ name }) => !common.some((one) => one.name === name));
  const lone = [...only(before), ...only(after)];
  if (lone.length === 0 || common.length === 0 || !lone.every((one) => writable(one)) || !common.every((one) => writable(one)))
    return undefined;
  if (lone.some(({ name }) => before.ports.some((one) => one.name === name) && after.ports.some((one) => one.name === name)))
    return undefined;
  if (!common.some(({ direction }) => direction === 'output')) return undefined;
  const name = `signoff_common_${after.name}`;
  return {
    name,
    before: frame(name, before, common, level),
    after: frame(name, after, common, level),
    held: lone.filter(({ direction }) => direction === 'input').map((one) => one.name),
    open: lone.filter(({ direction }) => direction === 'output').map((one) => one.name),
  };
}

/** `over the common ports, with a held at 0` */
export function frameWords({ held, open }: CommonFrame, level: 0 | 1): string {
  const parts = [
    ...(held.length === 0 ? [] : [`${held.join(', ')} held at ${level}`]),
    ...(open.length === 0 ? [] : [`${open.join(', ')} not looked at`]),
  ];
  return `over the common ports, with ${parts.join(' and ')}`;
}

function writable({ direction, width, unpacked, name }: PortInfo): boolean {
  return (
    (direction === 'input' || direction === 'output') &&
    width !== undefined &&
    width > 0 &&
    unpacked === undefined &&
    /^[A-Za-z_]\w*$/.test(name)
  );
}

function frame(name: string, module: ModuleInfo, common: readonly PortInfo[], level: 0 | 1): string {
  const own = (port: PortInfo): PortInfo => module.ports.find((one) => one.name === port.name) ?? port;
  const range = ({ width = 1 }: PortInfo): string => (width === 1 ? '' : `[${width - 1}:0] `);
  const declared = common.map((one) => `  ${one.direction} wire ${range(own(one))}${one.name}`);
  const pins = module.ports.map((one) => {
    if (common.some((other) => other.name === one.name)) return `    .${one.name}(${one.name})`;
    return `    .${one.name}(${one.direction === 'input' ? `{${one.width ?? 1}{1'b${level}}}` : ''})`;
  });
  return `module ${name} (\n${declared.join(',\n')}\n);\n  ${module.name} u (\n${pins.join(',\n')}\n  );\nendmodule\n`;
}
