import type { Counterexample, Diagnostic, Rung, Verdict, WaveJson } from '../../../server/src/protocol/contract';
import type { EvidenceResult } from '../../../server/src/protocol/requests';
import { escapeHtml, locationButton, withCode } from './markup';
import { cyclesOf, lastCycles, waveformSvg } from './waveform';

/** The body of the evidence page: verdict, what else its job tells (`more`, as HTML), rungs with what decided each, the counterexample drawn, and what a model was sent. */
export function evidenceBody({ verdict, sent }: EvidenceResult, stale: boolean, valuesAt?: number, more = ''): string {
  return [
    `<header class="${escapeHtml(verdict.verdict)}">`,
    `<h1><span class="badge" role="img" aria-label="verdict">${marks[verdict.verdict]}</span> ${escapeHtml(verdict.verdict)}`,
    `<small>${escapeHtml(verdict.module ?? '')}</small></h1>`,
    `<p>${escapeHtml(verdict.reason)}</p>`,
    `<p class="muted">${escapeHtml(contractText(verdict))} Highest rung: ${escapeHtml(verdict.reached)}.</p>`,
    stale ? '<p class="stale" role="status">The text was edited since: this holds for what it was before.</p>' : '',
    '</header>',
    more,
    verdict.counterexample === undefined ? '' : counterexample(verdict.counterexample, verdict, valuesAt),
    rungs(verdict.rungs),
    sent === undefined || sent.length === 0 ? '' : sentTexts(sent),
    '<p><button data-action="copy" data-value="">Copy as JSON</button></p>',
  ].join('\n');
}

/** Cycles drawn before the first difference; the rest is one click away. */
const shownCycles = 9;

const marks: Record<Verdict['verdict'], string> = { proved: '✔✔', checked: '✔', refuted: '✘', unknown: '?', broken: '⚠' };

function contractText({ contract }: Verdict): string {
  switch (contract.kind) {
    case 'newCode':
      return 'New code: held against the compiler, the linter and its testbenches.';
    case 'sameCycle':
      return 'Must behave the same in every clock cycle.';
    case 'latency':
      return `Must behave the same, ${contract.cycles} cycle(s) later.`;
    case 'onlyUnder':
      return `Must behave the same while ${contract.assumption}.`;
  }
}

function counterexample(found: Counterexample, { golden, module }: Verdict, valuesAt: number | undefined): string {
  const rows = Object.entries(found.signals).map(
    ([name, side]) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td><code>${escapeHtml(side.golden)}</code></td><td class="differs"><code>${escapeHtml(side.candidate)}</code></td></tr>`,
  );
  const named = (side: string, name: string | undefined): string =>
    `<th scope="col">${side}${name === undefined ? '' : ` <code>${escapeHtml(name)}</code>`}</th>`;
  const file = golden === undefined ? '' : locationButton(golden.file, 1, 1);
  const sides =
    golden === undefined
      ? ''
      : `<p class="muted">The golden is what ${escapeHtml(module ?? 'the candidate')} must be equal to: ${file}</p>`;
  const vcd = found.vcd === undefined ? '' : `<p><button data-action="vcd" data-value="${escapeHtml(found.vcd)}">Open VCD</button></p>`;
  const short = lastCycles(found.wavejson, shownCycles);
  const whole =
    short === found.wavejson
      ? ''
      : `<details><summary>From further back</summary>${wave(found.wavejson, 'The whole waveform, its last cycle marked')}</details>`;
  return `<section aria-labelledby="difference">
<h2 id="difference">First difference: cycle ${found.cycle}</h2>
<table><thead><tr><th scope="col">output</th>${named('golden', golden?.module)}${named('candidate', module)}</tr></thead><tbody>${rows.join('')}</tbody></table>
${sides}
${explanation(found)}
${values(found, valuesAt)}
${wave(short, `Waveform up to the first difference, in cycle ${found.cycle}, which is marked`)}
${whole}
${vcd}</section>`;
}

/** Why they differ, step by step; names of signals stand between backquotes. */
function explanation({ explanation: said = [] }: Counterexample): string {
  if (said.length === 0) return '';
  const steps = said.map((one) => `<li>${withCode(one)}</li>`);
  return `<h3>Why</h3>\n<ol class="why">${steps.join('')}</ol>`;
}

/** The cycle whose values stand in the sources, and the way to its neighbours. */
function values({ trace, cycle }: Counterexample, shown: number | undefined): string {
  if (trace === undefined) return '';
  const button = (text: string, at: number | '', disabled = false): string =>
    `<button data-action="values" data-value="${at}"${disabled ? ' disabled' : ''}>${text}</button>`;
  if (shown === undefined) return `<p>${button(`Show the values of cycle ${cycle} in the source`, cycle)}</p>`;
  return `<p role="group" aria-label="Values in the source">${button('◀ Cycle before', shown - 1, shown <= trace.firstCycle)}
 Values of cycle ${shown} stand in the source. ${button('Next cycle ▶', shown + 1, shown >= cycle)} ${button('Take away', '')}</p>`;
}

/** The first difference is the last cycle of every counterexample. */
function wave(drawn: WaveJson, label: string): string {
  return `<div class="wave" tabindex="0" role="img" aria-label="${label}">${waveformSvg(drawn, cyclesOf(drawn) - 1)}</div>`;
}

function rungs(all: readonly Rung[]): string {
  return `<section aria-labelledby="rungs"><h2 id="rungs">Rungs</h2>\n${all.map(rung).join('\n')}\n</section>`;
}

function rung(one: Rung): string {
  const tool = [one.tool, one.version].filter((part) => part !== undefined && part !== '').join(' ');
  const time = one.outcome === 'skipped' ? '' : one.cached === true ? 'kept from before' : `${Math.round(one.ms)} ms`;
  const open = one.outcome === 'failed' || one.outcome === 'broken' ? ' open' : '';
  const block = (title: string, texts: readonly string[] | undefined): string =>
    texts === undefined || texts.length === 0 ? '' : `<p class="muted">${title}</p><pre>${escapeHtml(texts.join('\n'))}</pre>`;
  const lines = one.lines ?? (one.outcome === 'failed' || one.outcome === 'broken' ? [one.detail] : []);
  const facts = [
    factTable(one),
    block('Asked', one.arguments),
    block('What decided', lines),
    one.diagnostics.length === 0 ? '' : `<ul>${one.diagnostics.slice(0, 100).map(diagnostic).join('')}</ul>`,
  ].join('');
  return `<details class="rung ${one.outcome}"${open}><summary><b>${escapeHtml(one.name)}</b> <span class="outcome">${escapeHtml(one.outcome)}</span> <span>${escapeHtml(one.detail)}</span> <span class="muted">${escapeHtml(tool)} ${time}</span></summary>${facts}</details>`;
}

/** Tool, version, duration and input of a rung: with arguments and deciding lines, what "evidence" means. */
function factTable(one: Rung): string {
  const ran = one.tool !== undefined && one.outcome !== 'skipped';
  const rows: [string, string | undefined][] = [
    ['tool', one.tool],
    ['version', one.version],
    [
      'duration',
      ran ? `${one.ms < 10 ? one.ms.toFixed(1) : Math.round(one.ms)} ms${one.cached === true ? ', kept from before' : ''}` : undefined,
    ],
    ['input SHA-256', one.inputHash],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
  if (known.length === 0) return '<p class="muted">No tool ran for this rung.</p>';
  return `<table class="facts">${known.map(([name, value]) => `<tr><th scope="row">${name}</th><td><code>${escapeHtml(value)}</code></td></tr>`).join('')}</table>`;
}

function diagnostic(one: Diagnostic): string {
  const place = locationButton(one.file, one.line, one.column);
  return `<li>${place} ${escapeHtml(one.severity)}: ${escapeHtml(one.message)} <span class="muted">${escapeHtml(one.code)}</span></li>`;
}

function sentTexts(sent: readonly string[]): string {
  const texts = sent.map((text) => `<pre>${escapeHtml(text)}</pre>`).join('');
  return `<section><details><summary><b>What was sent to the model</b></summary>${texts}</details></section>`;
}
