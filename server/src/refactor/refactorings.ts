import { alwaysKind } from './alwaysKind';
import { assignmentKind } from './assignmentKind';
import { caseArms } from './caseArms';
import { declareNet } from './declareNet';
import { expandMacro } from './expandMacro';
import { extractNet } from './extractNet';
import { fillConnections } from './fillConnections';
import { importItem } from './importItem';
import { inlineNet } from './inlineNet';
import { instantiate } from './instantiate';
import { namedConnections } from './namedConnections';
import type { Refactoring } from './refactoring';

/** Every way to rewrite source. A new one is one file and one line here. */
export const refactorings: readonly Refactoring[] = [
  declareNet,
  importItem,
  instantiate,
  fillConnections,
  namedConnections,
  caseArms,
  alwaysKind,
  assignmentKind,
  extractNet,
  inlineNet,
  expandMacro,
];
