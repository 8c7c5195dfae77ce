import { Rounds } from '../jobs/rounds';
import type { ModelAccess } from '../llm/modelAccess';
import type { RunLimits } from './engine';
import type { EngineParts } from './parts';

/** The rounds that one job may have, by the settings and the time it was given. */
export function jobRounds(model: ModelAccess, { settings, now }: Pick<EngineParts, 'settings' | 'now'>, limits: RunLimits): Rounds {
  return new Rounds(model, {
    rounds: settings['jobs.maxRounds'],
    tokens: settings['jobs.maxTokens'],
    cost: settings['jobs.maxCost'],
    inputPrice: settings['jobs.inputPrice'],
    outputPrice: settings['jobs.outputPrice'],
    ends: now() + limits.seconds * 1000,
    now,
  });
}
