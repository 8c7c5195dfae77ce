import type { SpecPort } from './specTypes';

/** The ports that a state comes and goes by, in a module without a clock. */
export function outerStatePorts(ports: readonly SpecPort[]): { state: SpecPort; next: SpecPort } | undefined {
  const state = ports.find(
    ({ name, direction, width }) => direction === 'input' && width > 1 && /^((present|current)_?)?state$|^y$/i.test(name),
  );
  const next = ports.find(
    ({ name, direction, width }) => direction === 'output' && width === state?.width && (/^next_?state$/i.test(name) || name === 'Y'),
  );
  return state === undefined || next === undefined ? undefined : { state, next };
}
