import type { Doctor } from '../protocol/contract';
import { exitCode, type Answer, type CommandContext } from './command';
import { table } from './texts';

/** `signoff doctor`: tools found, versions, what each missing one would add. */
export async function doctor(context: CommandContext): Promise<Answer> {
  const document = await context.engine.doctor(context.signal);
  const lines = [
    `signoff ${document.signoff} on Node ${document.node}, ${document.platform}`,
    table(
      document.tools.map((tool) => [
        tool.found ? '✓' : '–',
        tool.name,
        tool.version ?? 'not found',
        tool.adds,
        tool.found ? '' : (tool.install ?? ''),
      ]),
    ),
    `model: ${document.model.provider} (${document.model.detail})`,
    targetLine(document),
    ...reportLines(document),
    ...(document.project?.words.map((sentence, at) => `${at === 0 ? 'project: ' : '         '}${sentence}`) ?? []),
  ];
  return { document, text: lines.join('\n'), code: exitCode.clean };
}

function targetLine({ targets }: Doctor): string {
  const names = (calibrated: boolean): string =>
    targets.flatMap((one) => ((one.calibratedOn !== undefined) === calibrated ? [one.name] : [])).join(', ');
  return `timing targets: ${names(true)} (calibrated against nextpnr: nanoseconds); ${names(false)} (not calibrated: paths by rank, no times)`;
}

function reportLines({ reports }: Doctor): string[] {
  const tested = reports.flatMap((one) => (one.heldAgainst === undefined ? [] : [one.title])).join('; ');
  const untested = reports.flatMap((one) => (one.heldAgainst === undefined ? [one.title] : (one.untested ?? []))).join('; ');
  return [`timing reports read: ${tested}`, ...(untested === '' ? [] : [`  not held against a public one: ${untested}`])];
}
