import { ecp5Like } from './ecp5';
import { genericAsic } from './genericAsic';
import type { RankModel } from './rankModel';
import { sevenSeriesLike } from './sevenSeries';

const models: readonly RankModel[] = [genericAsic, ecp5Like, sevenSeriesLike];

/** Targets that give ranks. */
export const rankTargets: readonly string[] = models.map((model) => model.name);

/** The model of a target that gives ranks; undefined for one that gives times, or none. */
export function rankModel(target: string | undefined): RankModel | undefined {
  return models.find((model) => model.name === target);
}
