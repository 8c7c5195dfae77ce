import type { PrivacyRules } from '../llm/composeRequest';
import type { EngineParts } from './parts';
import { pathMatcher } from './pathPatterns';

/** The rules, and whether there are none at all. */
export interface NeverSent extends PrivacyRules {
  readonly none: boolean;
}

/** Which files never leave the machine, by the setting. */
export function neverSentRules(parts: Pick<EngineParts, 'settings' | 'roots'>): NeverSent {
  const patterns = parts.settings['privacy.neverSend'];
  return { neverSent: pathMatcher(patterns, parts.roots), none: patterns.length === 0 };
}
