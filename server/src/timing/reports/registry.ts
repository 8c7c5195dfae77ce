import { cadence } from './cadence';
import { genusOlder } from './genusOlder';
import { icetime } from './icetime';
import { nextpnr } from './nextpnr';
import { nextpnrJson } from './nextpnrJson';
import { opensta } from './opensta';
import { quartus } from './quartus';
import type { ReportReader } from './report';
import { synopsys } from './synopsys';
import { vivado } from './vivado';

/** Every format that is read. A new one is a file and a line here; each line of a report is claimed by one of them at most. */
export const reportReaders: readonly ReportReader[] = [
  opensta,
  nextpnr,
  nextpnrJson,
  icetime,
  vivado,
  quartus,
  synopsys,
  cadence,
  genusOlder,
];
