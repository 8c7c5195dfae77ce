import type { Contract } from '../../protocol/contract';
import { listed } from '../guards';

/** What of a port these functions look at. */
interface NamedPort {
  readonly name: string;
  readonly bits: readonly unknown[];
}

/** Words of a name that say that data is meant, or that it may move. Names are all that tells: a valid bit is an output like any other. */
const validWords = /^(?:(?:[a-z]|aw|ar|out|data)?valid|[io]?vld|dv|v|vo|vout)\d*$/i;
const readyWords = /^(?:(?:[a-z]|aw|ar|in|out)?ready|[io]?rdy)\d*$/i;

/**
 * The outputs that mean something only where a valid output says so, by name: each with the valid output whose name begins as its own does for longest, or
 * the only one. Valid and ready outputs themselves always mean something; so does what no valid output belongs to.
 */
export function validOf(outputs: readonly NamedPort[]): Map<string, string> {
  const valids = outputs.filter((port) => says(port, validWords)).map(({ name }) => name);
  const data = outputs.filter((port) => !valids.includes(port.name) && !says(port, readyWords));
  return new Map(
    data.flatMap(({ name }) => {
      const owner = ownerOf(name, valids);
      return owner === undefined ? [] : [[name, owner] as const];
    }),
  );
}

/** The inputs of one bit that say whether the other side takes data, by name. */
export function readyInputs(inputs: readonly NamedPort[]): string[] {
  return inputs.filter((port) => says(port, readyWords)).map(({ name }) => name);
}

/** What a claim holds under, as words in front of the reason for it; empty where it holds as it is. */
export function conditionsOf(contract: Contract): string {
  if (contract.kind !== 'latency') return '';
  const { cycles, onlyWhere = {}, assuming } = contract;
  const valids = [...new Set(Object.values(onlyWhere))];
  const data = (valid: string): string[] => Object.keys(onlyWhere).filter((port) => onlyWhere[port] === valid);
  const conditions = [
    ...(assuming === undefined
      ? []
      : [`only as long as ${assuming.split(' & ').join(' and ')} stay${assuming.includes('&') ? '' : 's'} 1`]),
    ...valids.map((valid) => `${listed(data(valid))} compared only where ${valid} is 1`),
  ];
  return conditions.length === 0 ? '' : `at a latency of ${cycles}, ${conditions.join(', ')}: `;
}

function says({ name, bits }: NamedPort, pattern: RegExp): boolean {
  if (bits.length !== 1) return false;
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split('_')
    .some((word) => pattern.test(word));
}

function ownerOf(name: string, valids: readonly string[]): string | undefined {
  if (valids.length <= 1) return valids[0];
  const ranked = valids.map((valid) => ({ valid, shared: sharedStart(name, valid) })).sort((x, y) => y.shared - x.shared);
  const [first, second] = ranked;
  return first !== undefined && first.shared > (second?.shared ?? 0) ? first.valid : undefined;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
