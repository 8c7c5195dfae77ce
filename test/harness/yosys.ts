import { afterAll, beforeAll } from 'vitest';
import { createEmbeddedYosys, type EmbeddedYosys } from '../../server/src/platform/embeddedYosys';

/** An embedded Yosys for the tests of a file or group: warm before the first, gone after the last. */
export function warmYosys(): EmbeddedYosys {
  const yosys = createEmbeddedYosys();
  beforeAll(() => yosys.warm());
  afterAll(() => yosys.dispose());
  return yosys;
}
