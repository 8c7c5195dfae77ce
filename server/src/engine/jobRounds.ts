import { Rounds } from '../jobs/rounds';
import type { ModelAccess } from '../llm/modelAccess';
import type { RunLimits } from './engine';
import type { EngineParts } from './parts';

/** The rounds that one job may have: by what it was given, else by the settings. */
export function jobRounds(model: ModelAccess, { settings, now }: Pick<EngineParts, 'settings' | 'now'>, limits: RunLimits): Rounds {
  return new Rounds(model, {
    rounds: limits.model?.rounds ?? settings['jobs.maxRounds'],
    tokens: limits.model?.tokens ?? settings['jobs.maxTokens'],
    cost: limits.model?.cost ?? settings['jobs.maxCost'],
    inputPrice: limits.model?.inputPrice ?? settings['jobs.inputPrice'],
    outputPrice: limits.model?.outputPrice ?? settings['jobs.outputPrice'],
    ends: now() + limits.seconds * 1000,
    now,
  });
}
