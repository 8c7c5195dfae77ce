import type { EngineParts } from './parts';
import { pathMatcher } from './pathPatterns';

/** Which files never leave the machine, by the setting. */
export function neverSentPaths(parts: Pick<EngineParts, 'settings' | 'roots'>): (path: string) => boolean {
  return pathMatcher(parts.settings['privacy.neverSend'], parts.roots);
}
