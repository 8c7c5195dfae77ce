import type { NetlistModule } from '../../netlist/netlist';
import { isPublicName } from '../../netlist/netNames';

/** What a flat netlist tells of a net that a person named. */
export interface NamedNet {
  /** An input port of the top or of an instance: what drives it stands outside. */
  readonly input: boolean;
  /** Where it is declared. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

const inputMark = 'signoff_input';
/** On nets that are output ports of modules, where tri-states matter. */
export const outputMark = 'signoff_output';

/** Run before `flatten`: afterwards nothing tells an input of an instance from any other net, and the places of the instances are added to those of nets. Writing is slow and grows faster than the size, so places of other things go. */
export const markNets = [`setattr -set ${inputMark} 1 */i:*`, 'setattr -unset src */c:* */w:$*'];
/** Run before a netlist is written of which only the function is wanted. */
export const unmarkNets = `setattr -unset ${inputMark} -unset src */c:* */w:*`;

/** The nets of a flat module by their names in the source, `u_sub.count`. `sourceOf` gives the author's file behind one of ours. */
export function namedNets(module: NetlistModule, sourceOf: (file: string) => string | undefined): Map<string, NamedNet> {
  const nets = new Map<string, NamedNet>();
  for (const [name, net] of Object.entries(module.netnames)) {
    if (!isPublicName(name, net)) continue;
    const [, generated = '', line = ''] = /([^|:]+):(\d+)/.exec(String(net.attributes.src ?? '')) ?? [];
    const file = sourceOf(generated);
    nets.set(name, { input: inputMark in net.attributes, ...(file === undefined ? {} : { file, line: Number(line) }) });
  }
  return nets;
}
