import { Rounds } from '../jobs/rounds';
import type { ModelAccess } from '../llm/modelAccess';
import type { ModelLimits, RunLimits } from './engine';
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

/** US dollars per million tokens: by what was given, else by the settings; undefined when nobody said. */
export function pricesOf(
  settings: EngineParts['settings'],
  given: ModelLimits | undefined,
): { readonly input: number; readonly output: number } | undefined {
  const input = given?.inputPrice ?? settings['jobs.inputPrice'];
  const output = given?.outputPrice ?? settings['jobs.outputPrice'];
  return input > 0 || output > 0 ? { input, output } : undefined;
}
