import { CommanderError, type Command } from 'commander';
import type { ModelLimits } from '../engine/engine';
import type { CommonOptions } from './command';

/** What every job may be told to spend on a model. */
export interface JobOptions extends CommonOptions {
  readonly rounds?: number;
  readonly maxTokens?: number;
  readonly maxCost?: number;
  readonly prices?: readonly [number, number];
}

/** Adds the options that cap what a job spends. */
export function addSpending(command: Command): Command {
  return command
    .option('--rounds <n>', 'most replies of a model', positive('--rounds'))
    .option('--max-tokens <n>', 'most tokens sent to a model and received from it', positive('--max-tokens'))
    .option('--max-cost <dollars>', 'most US dollars, by --prices', positive('--max-cost'))
    .option('--prices <in/out>', 'US dollars per million tokens sent and received, for the cost that is shown', (text: string) => {
      const [input, output] = text.split('/').map((part) => positive('--prices')(part));
      if (input === undefined || output === undefined)
        throw new CommanderError(2, 'signoff.argument', `--prices takes two numbers, IN/OUT, not "${text}"`);
      return [input, output];
    });
}

/** What the options say a job may spend. */
export function spendOf(options: JobOptions): ModelLimits {
  const { rounds, maxTokens, maxCost, prices } = options;
  return {
    ...(rounds === undefined ? {} : { rounds }),
    ...(maxTokens === undefined ? {} : { tokens: maxTokens }),
    ...(maxCost === undefined ? {} : { cost: maxCost }),
    ...(prices === undefined ? {} : { inputPrice: prices[0], outputPrice: prices[1] }),
  };
}

/** Reads an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Reads a number above 0; `name` is the option's, for what is said otherwise. */
export function positive(name: string) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && Number.isFinite(value)))
      throw new CommanderError(2, 'signoff.argument', `${name} takes a number above 0, not "${text}"`);
    return value;
  };
}
