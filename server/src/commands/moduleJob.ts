import type { ModuleJobRequest } from '../engine/engine';
import type { CommandContext } from './command';

/** Options of the jobs that are about a module. */
export interface ModuleJobOptions {
  readonly top?: string;
  readonly out?: string;
  readonly write?: boolean;
}

/** The request that a file and its options make. */
export function moduleJobRequest(file: string, options: ModuleJobOptions, context: CommandContext): ModuleJobRequest {
  return {
    file: context.resolve(file),
    ...(options.top === undefined ? {} : { module: options.top }),
    ...(options.out === undefined ? {} : { out: context.resolve(options.out) }),
  };
}
