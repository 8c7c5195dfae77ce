import { chooseEarlier } from './strategies/chooseEarlier';
import { constantMultiples } from './strategies/constantMultiples';
import { deriveFlag } from './strategies/deriveFlag';
import { dropUnseen } from './strategies/dropUnseen';
import { encodeStates } from './strategies/encodeStates';
import { joinRegisters } from './strategies/joinRegisters';
import { mergeRegisters } from './strategies/mergeRegisters';
import { mergeStates } from './strategies/mergeStates';
import { narrowRegister } from './strategies/narrowRegister';
import { reuseResult } from './strategies/reuseResult';
import { selectOnce } from './strategies/selectOnce';
import { shareOperator } from './strategies/shareOperator';
import { shareRegister } from './strategies/shareRegister';
import { shareSum } from './strategies/shareSum';
import { shortenPath } from './strategies/shortenPath';
import { writeDivider } from './strategies/writeDivider';
import { writeOperator } from './strategies/writeOperator';
import { writeSelection } from './strategies/writeSelection';
import type { OptimizeStrategy } from './strategy';

/** Every strategy; one line each. */
export const optimizeStrategies: readonly OptimizeStrategy[] = [
  mergeStates,
  encodeStates,
  mergeRegisters,
  deriveFlag,
  shareRegister,
  joinRegisters,
  narrowRegister,
  shareOperator,
  chooseEarlier,
  shareSum,
  reuseResult,
  constantMultiples,
  dropUnseen,
  writeOperator,
  writeDivider,
  writeSelection,
  selectOnce,
  shortenPath,
];
