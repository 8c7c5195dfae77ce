import { connections } from './connections';
import type { Source } from './entry';
import { enumValues } from './enumValues';
import { includes } from './includes';
import { keywords } from './keywords';
import { macros } from './macros';
import { members } from './members';
import { packageItemsSource } from './packageItems';
import { packages } from './packages';
import { patternKeys } from './patternKeys';
import { scopeNamesSource } from './scopeNames';
import { snippets } from './snippets';
import { systemTasks } from './systemTasks';
import { units } from './units';

/** Everything that proposes words. One that comes earlier speaks for a label that several have. */
export const sources: readonly Source[] = [
  connections,
  members,
  packageItemsSource,
  patternKeys,
  enumValues,
  scopeNamesSource,
  packages,
  units,
  macros,
  includes,
  systemTasks,
  keywords,
  snippets,
];
