import { constantMultiples } from './strategies/constantMultiples';
import { mergeRegisters } from './strategies/mergeRegisters';
import { mergeStates } from './strategies/mergeStates';
import { narrowRegister } from './strategies/narrowRegister';
import { shareOperator } from './strategies/shareOperator';
import { shareSum } from './strategies/shareSum';
import type { OptimizeStrategy } from './strategy';

/** Every strategy; one line each. */
export const optimizeStrategies: readonly OptimizeStrategy[] = [
  mergeStates,
  mergeRegisters,
  narrowRegister,
  shareOperator,
  shareSum,
  constantMultiples,
];
