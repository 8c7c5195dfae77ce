import { keepLatest } from '../base/keepLatest';
import { failure, success, type Outcome } from '../base/outcome';
import { designGraph } from '../graph/designGraph';
import type { ModuleInfo } from '../model/moduleInfo';
import type { Workspace } from '../model/workspacePort';
import { readReport } from '../timing/reports/readReport';
import type { ParsedReport } from '../timing/reports/report';
import { SourcePlaces } from '../timing/reports/sourcePlaces';
import { analyze } from './graphJob';
import { hierarchyHost } from './hierarchyJob';
import type { Project } from './project';

/** Reports that are kept as read: a search for fixes and every save ask for the same one again. */
const mostKept = 4;

/** Timing reports of files, read once as long as the file is the same. */
export class ReportFiles {
  private readonly kept = new Map<string, { stamp: string; report: ParsedReport }>();

  constructor(private readonly workspace: Workspace) {}

  /** The report in a file of any size. Fails when it cannot be read or is of no known format. */
  async read(file: string, signal: AbortSignal): Promise<Outcome<ParsedReport>> {
    const stamp = this.workspace.stamp?.(file);
    const known = this.kept.get(file);
    if (known !== undefined && stamp !== undefined && known.stamp === stamp) return success(known.report);
    const pieces = this.piecesOf(file);
    if (pieces === undefined) return failure(`cannot read ${file} as text`, 'Check the path.');
    let report: Outcome<ParsedReport>;
    try {
      report = await readReport(pieces, signal);
    } catch (error) {
      signal.throwIfAborted();
      return failure(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, 'Check that the file is whole.');
    }
    if (!report.ok) return failure(`${file}: ${report.message}`, report.hint);
    if (stamp === undefined) this.kept.delete(file);
    else keepLatest(this.kept, file, { stamp, report: report.value }, mostKept);
    return report;
  }

  private piecesOf(file: string): AsyncIterable<string> | Iterable<string> | undefined {
    if (this.workspace.readPieces !== undefined) return this.workspace.readPieces(file);
    const text = this.workspace.readText(file);
    return text === undefined ? undefined : [text];
  }
}

/** Where the names of designs stand in their source, kept for the last one: what a report is joined with each time that it is written anew. */
export class DesignPlaces {
  private last: { readonly of: string; readonly places: SourcePlaces } | undefined;

  /** `revision` counts changes of any text of the project. */
  constructor(
    private readonly project: Project,
    private readonly revision: () => number,
  ) {}

  async of(top: ModuleInfo, signal: AbortSignal): Promise<SourcePlaces> {
    const of = `${this.revision()} ${top.path} ${top.name}`;
    if (this.last?.of === of) return this.last.places;
    const graph = await designGraph(top, hierarchyHost(this.project.index), signal, 'data flow');
    const places = new SourcePlaces(graph ?? analyze(top, this.project));
    this.last = { of, places };
    return places;
  }
}
