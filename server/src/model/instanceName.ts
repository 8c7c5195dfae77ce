import { freshName } from '../base/layout';
import type { InstanceInfo } from './moduleInfo';

const styles = [(of: string) => `i_${of}`, (of: string) => `${of}_i`, (of: string) => `${of}_inst`];

/** A name for a new instance of a module: as the unit names its own instances where it has a way, else `u_MODULE`; one that the text has not. */
export function instanceName(moduleName: string, siblings: readonly Pick<InstanceInfo, 'name' | 'moduleName'>[], text: string): string {
  const style = styles.find((make) => siblings.some((one) => one.name === make(one.moduleName)));
  return freshName(text, style?.(moduleName) ?? `u_${moduleName}`);
}
