import type { Verdict } from '../../../server/src/protocol/contract';
import type { ChangedLine, Review, ReviewedModule } from '../../../server/src/protocol/jobs';
import { escapeHtml, locationButton, withCode } from './markup';

/** The body of the page that tells what two versions of a design differ in: each unit with what is proven of it, links to lines, and the way to its waveform. */
export function reviewBody(review: Review): string {
  const { before, after, files, modules, newFindings, goneFindings, summary, withheld, notes } = review;
  const rank = (one: ReviewedModule): number => order.indexOf(statusOf(one));
  const sorted = [...modules].sort((a, b) => rank(a) - rank(b));
  return [
    `<header class="${sorted[0] === undefined ? 'unknown' : statusOf(sorted[0])}"><h1>Review <small>${escapeHtml(shortName(before))} → ${escapeHtml(shortName(after))}</small></h1>`,
    `<p>${files.length} source file${files.length === 1 ? '' : 's'}, ${modules.length} design unit${modules.length === 1 ? '' : 's'}: ${escapeHtml(tally(modules))}.</p>`,
    ...summary.map(
      ({ text }) => `<p>${withCode(text)} <span class="muted">(model; each statement follows from what stands below)</span></p>`,
    ),
    '</header>',
    ...sorted.map((one) => unit(one)),
    findings('New problems', newFindings),
    findings('Problems that are gone', goneFindings),
    withheld.length === 0
      ? ''
      : `<p class="muted">${withheld.length} sentence(s) of the model were withheld: nothing above entails them.</p>`,
    ...notes.map((note) => `<p class="muted">${escapeHtml(note)}</p>`),
  ].join('\n');
}

type Status = Verdict['verdict'] | 'plain';

/** The gravest first. */
const order: readonly Status[] = ['refuted', 'broken', 'unknown', 'checked', 'proved', 'plain'];

const marks: Record<Status, string> = { proved: '✔✔', checked: '✔', refuted: '✘', unknown: '?', broken: '⚠', plain: '·' };

const words: Record<Status, string> = {
  refuted: 'different',
  broken: 'not compared',
  unknown: 'not known',
  checked: 'no difference found',
  proved: 'proved the same',
  plain: 'without behaviour to compare',
};

/** That of the comparison; a difference under other conditions counts too. */
function statusOf({ verdict, others }: ReviewedModule): Status {
  if (verdict === undefined) return 'plain';
  return others.some((one) => one.verdict.verdict === 'refuted') ? 'refuted' : verdict.verdict;
}

function tally(modules: readonly ReviewedModule[]): string {
  const counted = order.flatMap((status) => {
    const count = modules.filter((one) => statusOf(one) === status).length;
    return count === 0 ? [] : [`${count} ${words[status]}`];
  });
  return counted.length === 0 ? 'nothing differs' : counted.join(', ');
}

function unit(one: ReviewedModule): string {
  const { module, kind, was, file, line, change, behaviour, structure, suspects, usedBy, testbenches, assertions } = one;
  const status = statusOf(one);
  const name = was === undefined ? escapeHtml(module) : `${escapeHtml(was)} → ${escapeHtml(module)}`;
  const place = change === 'removed' ? `<span class="muted">${escapeHtml(shortName(file))}</span>` : locationButton(file, line, 1);
  return `<section class="${status}">
<h2><span class="badge" role="img" aria-label="${words[status]}">${marks[status]}</span> ${name} <small class="muted">${escapeHtml(kind)}, ${change === 'layout' ? 'comments and layout' : change}</small> ${place}</h2>
<p>${withCode(behaviour)}</p>
${evidenceButtons(one)}
${start(one)}
${lines(suspects)}
${list(
  'What holds its state and its interface',
  structure.map(
    ({ text, line: at, gone }) =>
      `${withCode(text)} ${gone === true ? `<span class="muted">line ${at} before</span>` : locationButton(file, at, 1)}`,
  ),
)}
${concerns(usedBy, testbenches, assertions, file)}
</section>`;
}

function evidenceButtons({ verdict, others }: ReviewedModule): string {
  const button = (of: Verdict, text: string): string =>
    of.id === undefined ? '' : `<button data-action="evidence" data-value="${escapeHtml(of.id)}">${escapeHtml(text)}</button>`;
  const title = (of: Verdict): string => (of.counterexample === undefined ? 'Show evidence' : 'Show waveform');
  const more = others
    .filter((one) => one.verdict.verdict === 'refuted')
    .map((one) => button(one.verdict, `${title(one.verdict)} with ${one.words}`));
  return verdict === undefined ? '' : `<nav>${[button(verdict, title(verdict)), ...more].join(' ')}</nav>`;
}

/** Where the difference begins, and why, step by step. */
function start({ verdict }: ReviewedModule): string {
  const found = verdict?.counterexample;
  if (found === undefined) return '';
  const { startsAt, explanation = [] } = found;
  const place = startsAt?.file === undefined ? '' : ` ${locationButton(startsAt.file, startsAt.line ?? 1, 1)}`;
  const begins =
    startsAt === undefined
      ? ''
      : `<p>It starts at <code>${escapeHtml(startsAt.signal)}</code> in cycle ${startsAt.cycle}: <code>${escapeHtml(startsAt.golden)}</code> became <code>${escapeHtml(startsAt.candidate)}</code>.${place}</p>`;
  const steps = explanation.map((one) => `<li>${withCode(one)}</li>`);
  return begins + (steps.length === 0 ? '' : `<details><summary>Why</summary><ol class="why">${steps.join('')}</ol></details>`);
}

function lines(suspects: readonly ChangedLine[]): string {
  if (suspects.length === 0) return '';
  const rows = suspects.map(({ file, line, text, gone }) => {
    const place = gone === true ? `<span class="muted">line ${line} before</span>` : locationButton(file, line, 1);
    return `<tr class="${gone === true ? 'gone' : 'fresh'}"><td>${gone === true ? '−' : '+'}</td><td><code>${escapeHtml(text)}</code></td><td>${place}</td></tr>`;
  });
  return `<h3>Changed lines behind it</h3><table class="lines">${rows.join('')}</table>`;
}

function concerns(
  usedBy: readonly string[],
  testbenches: ReviewedModule['testbenches'],
  assertions: readonly number[],
  file: string,
): string {
  const rows = [
    ...(testbenches.length === 0
      ? []
      : [
          `Testbenches: ${testbenches
            .slice(0, 8)
            .map((one) => `${escapeHtml(one.module)} ${locationButton(one.file, 1, 1)}`)
            .join(', ')}`,
        ]),
    ...(assertions.length === 0
      ? []
      : [
          `Assertions in it: ${assertions
            .slice(0, 12)
            .map((line) => locationButton(file, line, 1))
            .join(', ')}`,
        ]),
    ...(usedBy.length === 0 ? [] : [`Instantiated by: ${usedBy.slice(0, 12).map(escapeHtml).join(', ')}${usedBy.length > 12 ? ' …' : ''}`]),
  ];
  return rows.map((row) => `<p class="muted">${row}</p>`).join('');
}

function findings(title: string, found: Review['newFindings']): string {
  return list(
    title,
    found.map(
      (one) =>
        `${locationButton(one.file, one.line, one.column)} ${escapeHtml(one.severity)}: ${escapeHtml(one.message)} <span class="muted">${escapeHtml(one.code)}</span>`,
    ),
    'h2',
  );
}

function list(title: string, items: readonly string[], level = 'h3'): string {
  return items.length === 0
    ? ''
    : `<${level}>${title}</${level}><ul>${items
        .slice(0, 60)
        .map((item) => `<li>${item}</li>`)
        .join('')}</ul>`;
}

function shortName(path: string): string {
  return path.split('/').pop() ?? path;
}
