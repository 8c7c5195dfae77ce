import type { Counterexample, Diagnostic, Rung, Verdict, WaveLane } from '../../../server/src/protocol/contract';
import type { EvidenceResult } from '../../../server/src/protocol/requests';
import { escapeHtml, locationButton } from './html';
import { lastCycles, waveformSvg } from './waveform';

/** The body of the evidence page: verdict, rungs with what decided each, the counterexample drawn, and what a model was sent. */
export function evidenceBody({ verdict, sent }: EvidenceResult, stale: boolean): string {
  return [
    `<header class="${escapeHtml(verdict.verdict)}">`,
    `<h1><span class="badge" role="img" aria-label="verdict">${marks[verdict.verdict]}</span> ${escapeHtml(verdict.verdict)}`,
    `<small>${escapeHtml(verdict.module ?? '')}</small></h1>`,
    `<p>${escapeHtml(verdict.reason)}</p>`,
    `<p class="muted">${escapeHtml(contractText(verdict))} Highest rung: ${escapeHtml(verdict.reached)}.</p>`,
    stale ? '<p class="stale" role="status">The text was edited since: this holds for what it was before.</p>' : '',
    '</header>',
    verdict.counterexample === undefined ? '' : counterexample(verdict.counterexample),
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

function counterexample(found: Counterexample): string {
  const rows = Object.entries(found.signals).map(
    ([name, { golden, candidate }]) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td><code>${escapeHtml(golden)}</code></td><td class="differs"><code>${escapeHtml(candidate)}</code></td></tr>`,
  );
  const vcd = found.vcd === undefined ? '' : `<p><button data-action="vcd" data-value="${escapeHtml(found.vcd)}">Open VCD</button></p>`;
  const wave = { ...found.wavejson, signal: found.wavejson.signal.map(inPlainWords) };
  const whole =
    lastCycles(wave, shownCycles) === wave
      ? ''
      : `<details><summary>From further back</summary><div class="wave" tabindex="0" role="img" aria-label="The whole waveform">${waveformSvg(wave)}</div></details>`;
  return `<section aria-labelledby="difference">
<h2 id="difference">First difference: cycle ${found.cycle}</h2>
<table><thead><tr><th scope="col">output</th><th scope="col">expected</th><th scope="col">this module</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<div class="wave" tabindex="0" role="img" aria-label="Waveform up to the first difference, in cycle ${found.cycle}">${waveformSvg(lastCycles(wave, shownCycles))}</div>
${whole}
${vcd}</section>`;
}

/** The ladder's words for the two sides are not the reader's. */
function inPlainWords(lane: WaveLane): WaveLane {
  if (!Array.isArray(lane)) return lane;
  const [name, ...lanes] = lane;
  if (name === 'golden') return ['expected', ...lanes];
  return name === 'candidate' ? ['this module', ...lanes] : lane;
}

function rungs(all: readonly Rung[]): string {
  return `<section aria-labelledby="rungs"><h2 id="rungs">Rungs</h2>\n${all.map(rung).join('\n')}\n</section>`;
}

function rung(one: Rung): string {
  const tool = [one.tool, one.version].filter((part) => part !== undefined && part !== '').join(' ');
  const time = one.cached === true ? 'kept from before' : `${Math.round(one.ms)} ms`;
  const open = one.outcome === 'failed' || one.outcome === 'broken' ? ' open' : '';
  const facts = [
    one.arguments === undefined || one.arguments.length === 0
      ? ''
      : `<p class="muted">Asked</p><pre>${escapeHtml(one.arguments.join('\n'))}</pre>`,
    one.lines === undefined || one.lines.length === 0
      ? ''
      : `<p class="muted">What decided</p><pre>${escapeHtml(one.lines.join('\n'))}</pre>`,
    one.inputHash === undefined ? '' : `<p class="muted">Input <code>${escapeHtml(one.inputHash.slice(0, 16))}</code></p>`,
    one.diagnostics.length === 0 ? '' : `<ul>${one.diagnostics.slice(0, 100).map(diagnostic).join('')}</ul>`,
  ].join('');
  return `<details class="rung ${one.outcome}"${open}><summary><b>${escapeHtml(one.name)}</b> <span class="outcome">${escapeHtml(one.outcome)}</span> <span>${escapeHtml(one.detail)}</span> <span class="muted">${escapeHtml(tool)} ${time}</span></summary>${facts === '' ? '<p class="muted">Nothing more to show.</p>' : facts}</details>`;
}

function diagnostic(one: Diagnostic): string {
  const place = locationButton(one.file, one.line, one.column);
  return `<li>${place} ${escapeHtml(one.severity)}: ${escapeHtml(one.message)} <span class="muted">${escapeHtml(one.code)}</span></li>`;
}

function sentTexts(sent: readonly string[]): string {
  const texts = sent.map((text) => `<pre>${escapeHtml(text)}</pre>`).join('');
  return `<section><details><summary><b>What was sent to the model</b></summary>${texts}</details></section>`;
}
