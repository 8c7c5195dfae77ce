/**
 * Timing reports found in public: `npm run bench -- --reports FOLDER` reads each report of test/data/publicReports.json (repository, commit,
 * path, sha256: no report is kept here) from a checkout at FOLDER/owner+name, holds what was read against what a person or grep counts in
 * it, and where its RTL lies in the same repository says how many of its end points are located there.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import { hierarchyHost } from '../../server/src/engine/hierarchyJob';
import { designGraph } from '../../server/src/graph/designGraph';
import { locateReport } from '../../server/src/timing/reportTiming';
import type { ParsedReport } from '../../server/src/timing/reports/report';
import { readReport } from '../../server/src/timing/reports/readReport';
import { SourcePlaces } from '../../server/src/timing/reports/sourcePlaces';
import { openProject } from './project';

export interface PublicReport {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly sha256: string;
  readonly format: string;
  /** What is in it, counted otherwise than by the reader. */
  readonly expect: {
    readonly setup: number;
    readonly hold: number;
    readonly unconstrained: number;
    readonly recovery?: number;
    readonly removal?: number;
    /** Lowest setup slack of its paths, ns. */
    readonly worst?: number;
    readonly problems?: number;
  };
  /** Its top, and which files of the repository are its sources (a pattern over paths), where they lie there. */
  readonly rtl?: { readonly top: string; readonly files: string };
}

/** Reads every report of the list below the folder and prints what differs, then the share of end points with a place in the source. */
export async function measureReports(folder: string, list: string): Promise<void> {
  const known = JSON.parse(readFileSync(list, 'utf8')) as readonly PublicReport[];
  let [right, names, located] = [0, 0, 0];
  for (const one of known) {
    const root = path.join(folder, one.repository.replace('/', '+'));
    const file = path.join(root, one.path);
    if (!existsSync(file)) {
      console.log(
        `${one.repository} ${one.path}: not there; git clone https://github.com/${one.repository} ${root} and check out ${one.commit}`,
      );
      continue;
    }
    const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
    const started = performance.now();
    const report = await readReport(createReadStream(file, { encoding: 'utf8' }));
    const ms = Math.round(performance.now() - started);
    const differs = report.ok ? differences(one, report.value) : [report.message];
    if (sum !== one.sha256) differs.unshift('not the file of the list');
    if (differs.length === 0) right++;
    const ends = report.ok && one.rtl !== undefined ? await locate(report.value, root, one.rtl) : undefined;
    names += ends?.names ?? 0;
    located += ends?.located ?? 0;
    const shown =
      ends === undefined
        ? ''
        : `, ${ends.located} of ${ends.names} ends located${ends.lost.length === 0 ? '' : ` (not ${ends.lost.slice(0, 4).join(', ')})`}`;
    console.log(
      `${one.format} ${one.repository} ${one.path}: ${differs.length === 0 ? 'as expected' : differs.join('; ')}, ${ms} ms${shown}`,
    );
  }
  console.log(`${right} of ${known.length} reports read as expected; ${located} of ${names} end points located`);
}

function differences(one: PublicReport, report: ParsedReport): string[] {
  const worst = Math.min(...report.paths.filter((path) => path.check === 'setup').map((path) => path.slack ?? Infinity));
  const found = {
    ...report.met,
    worst,
    format: report.format,
    problems: report.problems.filter((words) => !/time unit|pulse width/.test(words)).length,
  };
  const wanted = { recovery: 0, removal: 0, problems: 0, ...one.expect, format: one.format };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const have = found[name as keyof typeof found];
    const same = typeof value === 'number' && typeof have === 'number' ? Math.abs(value - have) < 0.0006 : value === have;
    return same ? [] : [`${name} ${have} instead of ${value}`];
  });
}

async function locate(
  report: ParsedReport,
  root: string,
  rtl: { readonly top: string; readonly files: string },
): Promise<{ names: number; located: number; lost: string[] } | undefined> {
  const { index } = await openProject([root]);
  const wanted = new RegExp(rtl.files);
  const unit = index.find(rtl.top).find((each) => wanted.test(path.relative(root, each.path)));
  const graph = unit === undefined ? undefined : await designGraph(unit, hierarchyHost(index), neverAborted);
  if (graph === undefined) return undefined;
  const places = new SourcePlaces(graph);
  const timing = locateReport({ report, places, ...(report.met.setup === 0 ? { period: 10 } : {}) });
  if (!timing.ok) return undefined;
  const lost = report.paths.flatMap((one) => (!places.knows(one.end, undefined) ? [one.end.name] : []));
  return { ...(timing.value.report?.ends ?? { names: 0, located: 0 }), lost: [...new Set(lost)] };
}
