import type { FixStrategy } from './strategy';
import { constantDivision } from './strategies/constantDivision';
import { copyForData } from './strategies/copyForData';
import { holdInLogic } from './strategies/holdInLogic';
import { precomputeInRegister } from './strategies/precomputeInRegister';
import { selectLoopToOr } from './strategies/selectLoopToOr';
import { serialChainToTree } from './strategies/serialChainToTree';
import { splitCounter } from './strategies/splitCounter';
import { testBeforeSelect } from './strategies/testBeforeSelect';
import { testAtRest } from './strategies/testAtRest';
import { toggleLoad } from './strategies/toggleLoad';

/** Every strategy; one line each. */
export const strategies: readonly FixStrategy[] = [
  serialChainToTree,
  selectLoopToOr,
  constantDivision,
  splitCounter,
  precomputeInRegister,
  copyForData,
  holdInLogic,
  testBeforeSelect,
  toggleLoad,
  testAtRest,
];
