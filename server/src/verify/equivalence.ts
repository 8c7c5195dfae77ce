import type { Contract, Counterexample, Diagnostic, Rung, VerdictKind } from '../protocol/contract';
import type { ProofStanding } from './conclusion';
import { concludeWithoutDifference } from './conclusion';
import { startWords } from './differenceStart';
import type { EquivalenceRequest, EquivalenceResult } from './equivalenceRequest';
import { conditionGuards, guardsOf, listed, memoryGuards, raceWords } from './guards';
import { illegalCode } from './illegalCode';
import { whyNotAcrossClocks } from './prove/acrossClocks';
import { assumptionUnit } from './prove/assumption';
import type { OpaqueInstance } from './prove/cutInstances';
import { instanceWords } from './prove/cutInstances';
import type { GateDesign } from './prove/gateDesign';
import { differsWhileReset } from './prove/instanceInputs';
import { interfaceDifferences } from './prove/interface';
import type { DesignPair } from './prove/pairDesigns';
import { pairDesigns } from './prove/pairDesigns';
import { outsideWords, renamesOf } from './prove/openPorts';
import type { PortLayout } from './prove/portLayout';
import { layOutPorts } from './prove/portLayout';
import type { Prepared } from './prove/prepare';
import type { PreparedSide } from './prove/preparedSide';
import { largestMemoryBits } from './prove/preparedSide';
import type { ProveAnswer } from './prove/provePair';
import { provePair, shortestTrace } from './prove/provePair';
import type { PairReading } from './prove/readPair';
import { inLayout, readPair, readWith } from './prove/readPair';
import { screenUnits } from './prove/screenUnits';
import type { FoundLatency } from './simulate/findLatency';
import { findLatency, longestLatency } from './simulate/findLatency';
import { conditionsOf, readyInputs } from './simulate/handshakes';
import type { PairContext, SimulateAnswer } from './simulate/simulateRung';
import { simulateRung } from './simulate/simulateRung';
import type { VerifyTools } from './verifyTools';

/**
 * Compares two descriptions as contracts.md ("When two designs are equal") says: the interface, then both simulated apart, then a proof.
 * Gives its rungs through `onRung` as they end. `proved` needs an unbounded proof, complete guards, every compared golden output bit
 * known at some time, and the agreement of an event-driven simulator where one is installed and can read the sources.
 *
 * Another interface cannot be equal: it is `refuted`, at the rung `simulate`, with a reason that starts with `interface:`. A candidate
 * whose source is refused by the screen is `refuted` (`screen/…`), a refused golden makes it `unknown`; a candidate that no reader takes and that is
 * no legal code is `refuted`, at the rung `elaborate`. Ends within `budgetMs` and a twentieth of
 * it where there is a thread for it (`tools.compareApart`).
 */
export async function checkEquivalence(
  request: EquivalenceRequest,
  tools: VerifyTools,
  onRung: (rung: Rung) => void,
  signal: AbortSignal,
): Promise<EquivalenceResult> {
  if (tools.compareApart !== undefined) return tools.compareApart(request, tools, onRung, signal);
  return compareHere(request, tools, { onRung, onInterim: () => undefined }, signal);
}

/** What a comparison says before it ends. */
export interface ComparisonListener {
  readonly onRung: (rung: Rung) => void;
  /** The answer, should the comparison be stopped now. */
  readonly onInterim: (result: EquivalenceResult) => void;
}

/** `checkEquivalence` in this thread: on big designs it does not look at the clock for seconds. */
export async function compareHere(
  request: EquivalenceRequest,
  tools: VerifyTools,
  listener: ComparisonListener,
  signal: AbortSignal,
): Promise<EquivalenceResult> {
  return new Check(request, tools, listener, signal).run();
}

class Check {
  private readonly rungs: Rung[] = [];
  private readonly begun = Date.now();
  private readonly deadline: number;
  private contract: Contract;
  private memoryLeftOut = 0;
  /** The netlists and Icarus contradict each other. */
  private disputed = false;
  /** A condition over the inputs that no one asked for: a latency is looked for where nothing has to wait. */
  private assuming: string | undefined;
  /** What has no inside and stands on both sides. */
  private opaque: readonly OpaqueInstance[] = [];
  /** What a proof takes for granted, as words in front of its reason. */
  private assumed = '';
  /** Ports of the candidate that were taken apart. */
  private layout: PortLayout | undefined;

  constructor(
    private request: EquivalenceRequest,
    private readonly tools: VerifyTools,
    private readonly listener: ComparisonListener,
    private readonly signal: AbortSignal,
  ) {
    this.deadline = this.begun + request.budgetMs;
    const { contract } = request;
    this.contract = contract.kind === 'latency' && contract.cycles === 'auto' ? { kind: 'latency', cycles: 0 } : contract;
  }

  async run(): Promise<EquivalenceResult> {
    const { request } = this;
    if (request.contract.kind === 'newCode') return this.end('unknown', 'new code has nothing to be equal to');
    const screened = screenUnits(request.golden, request.candidate);
    if (screened !== undefined) {
      this.rung({
        name: 'simulate',
        outcome: screened.side === 'candidate' ? 'failed' : 'unknown',
        ms: 0,
        detail: screened.reason,
        diagnostics: screened.diagnostics,
      });
      return this.end(screened.side === 'candidate' ? 'refuted' : 'unknown', screened.reason);
    }
    const read = await readPair(this.reading());
    if (read.kind !== 'ready') return this.unread(read);
    const { golden, candidate } = read;
    const layout = layOutPorts(request.portMap ?? {}, golden.interface, candidate.interface);
    if ('refused' in layout) return this.end('unknown', `the map of ports cannot be used: ${layout.refused}`);
    if (layout.shaped.size > 0) this.layout = layout;
    const ready = inLayout(read, this.layout);
    const portMap = new Map(Object.entries(layout.renames));
    const differences = interfaceDifferences(ready.golden.interface, ready.candidate.interface, portMap);
    if (differences.length > 0) {
      const reason = `interface: ${differences.slice(0, 6).join('; ')}`;
      this.rung({
        name: 'simulate',
        outcome: 'failed',
        tool: this.tools.yosys.version,
        ms: Date.now() - this.begun,
        detail: reason,
        diagnostics: [],
      });
      return this.end('refuted', reason);
    }
    const { opened } = golden;
    const renames = renamesOf(opened, candidate.opened, layout.renames);
    if (renames === undefined)
      return this.end('unknown', 'a port may be left at high impedance on one side only, and has another name on the other');
    if (opened.length > 0 && (this.layout !== undefined || request.contract.kind === 'latency'))
      return this.end(
        'unknown',
        `${listed(opened.map(({ name }) => name))} may be left at high impedance, which is compared cycle by cycle and port by port only`,
      );
    this.request = { ...request, portMap: renames };
    this.opaque = golden.opaque.instances;
    if (this.opaque.length > 0 && (this.layout !== undefined || request.contract.kind === 'latency'))
      return this.end(
        'unknown',
        `an instance without a source (${this.opaque[0]?.name ?? ''}) is compared cycle by cycle and port by port only`,
      );
    this.assumed = `${instanceWords(this.opaque)}${outsideWords(opened)}${raceWords(request.golden)}`;
    const result = await this.compare(ready);
    if (!this.disputed || ready.reader !== 'verilog' || !this.tools.yosys.slang || this.signal.aborted) return result;
    return this.askOtherReader(result);
  }

  /** The netlists say one thing and Icarus another: where a reader is wrong, the other is likely right, and its netlists are held against Icarus too. */
  private async askOtherReader(first: EquivalenceResult): Promise<EquivalenceResult> {
    this.listener.onInterim(first);
    const other = await readWith(this.reading(), 'slang', 1);
    if (other.kind !== 'ready') return first;
    const second = await this.compare(other);
    return second.verdict === 'unknown' ? { ...first, rungs: this.rungs } : second;
  }

  private async compare(first: Extract<Prepared, { kind: 'ready' }>): Promise<EquivalenceResult> {
    const { golden, candidate } = first;
    const text = this.contract.kind === 'onlyUnder' ? this.contract.assumption : (this.request.assume ?? this.assuming);
    const assumption =
      text === undefined
        ? undefined
        : assumptionUnit(
            text,
            golden.facts.ports.filter((port) => port.direction === 'input'),
          );
    if (assumption !== undefined && 'refused' in assumption)
      return this.end('unknown', `the assumption cannot be used: ${assumption.refused}`);
    const domains = new Set([...golden.facts.domains, ...candidate.facts.domains]);
    const derived = golden.facts.derivedClocks.length + candidate.facts.derivedClocks.length > 0;
    const manyClocks = domains.size > 1 || derived || golden.facts.clockAsData || candidate.facts.clockAsData;
    const acrossClocks = manyClocks && text === undefined ? await this.proveAcrossClocks(first) : undefined;
    if (acrossClocks !== undefined) return acrossClocks;
    const leftOut = Math.max(golden.memoryLeftOut, candidate.memoryLeftOut);
    this.memoryLeftOut = leftOut;
    if (manyClocks && leftOut > 0)
      return this.end(
        'unknown',
        `memories of ${leftOut} bits are more than the ${largestMemoryBits} that are modelled with several clocks or edges`,
      );
    let ready = first;
    if (manyClocks || assumption !== undefined) {
      const again = await readPair({ ...this.reading(), manyClocks, ...(assumption === undefined ? {} : { assumption }) }, first.reader);
      if (again.kind !== 'ready') return this.unread(again);
      ready = again;
    }
    if (manyClocks && this.contract.kind === 'latency')
      return this.end('unknown', 'a latency in cycles has no meaning with several clocks or edges');
    const byMemories = manyClocks ? undefined : await this.proveByMemories(ready);
    if (byMemories !== undefined) return this.decide(ready, byMemories.pair, { byMemories: byMemories.proof });
    const parts = [ready.golden.gates, ready.candidate.gates, ...(ready.assumption === undefined ? [] : [ready.assumption])];
    for (const [index, part] of parts.entries()) {
      if (!part.ok)
        return this.end('unknown', `the ${['golden', 'candidate', 'assumption'][index] ?? ''} cannot be modelled: ${part.problem}`);
    }
    const [g, c, a] = parts.map((part) => (part as { design: GateDesign }).design) as [GateDesign, GateDesign, GateDesign | undefined];
    const isPin = (name: string): boolean => g.inputs.some((port) => port.name === name && port.bits.length === 1);
    const unknownReset = this.request.resets?.find(({ name }) => !isPin(name));
    if (unknownReset !== undefined) return this.end('unknown', `${unknownReset.name} is no one-bit input that could be a reset`);
    const unknownClock = this.request.clocks?.find((name) => !isPin(name));
    if (unknownClock !== undefined) return this.end('unknown', `${unknownClock} is no one-bit input that could be a clock`);
    const pair = pairDesigns(ready, g, c, manyClocks, this.request, a);
    return this.decide(ready, pair, { normal: this.normalForm(ready, pair, { golden: g, candidate: c, assumption: a }) });
  }

  /** The pair with both sides' sums of products in normal form; undefined where there are none. */
  private normalForm(
    ready: Extract<Prepared, { kind: 'ready' }>,
    pair: DesignPair,
    plain: { readonly golden: GateDesign; readonly candidate: GateDesign; readonly assumption: GateDesign | undefined },
  ): DesignPair | undefined {
    if (pair.manyClocks || this.contract.kind === 'latency') return undefined;
    const [g, c] = [ready.golden.inNormalForm, ready.candidate.inNormalForm];
    if ((g ?? c) === undefined || g?.ok === false || c?.ok === false) return undefined;
    return pairDesigns(ready, g?.design ?? plain.golden, c?.design ?? plain.candidate, false, this.request, plain.assumption);
  }

  /**
   * Memories that both sides have need not become registers: where all registers and memories match, one step shows that they stay equal. Undefined when
   * there are none worth it, or they do not match, or the step is not proved: then the words decide.
   */
  private async proveByMemories(
    ready: Extract<Prepared, { kind: 'ready' }>,
  ): Promise<{ pair: DesignPair; proof: ProveAnswer } | undefined> {
    const { golden, candidate, assumption } = ready;
    if (Math.max(golden.memoryBits, candidate.memoryBits) < fewMemoryBits || this.contract.kind === 'latency') return undefined;
    const [g, c] = [golden.withMemories, candidate.withMemories];
    if (!g.ok || !c.ok || assumption?.ok === false) return undefined;
    const pair = pairDesigns(ready, g.design, c.design, false, this.request, assumption?.design);
    if (pair.memories === undefined || pair.pairing.unpaired.length > 0) return undefined;
    const proof = await this.proveMatched(ready, pair);
    return proof.kind === 'proved' ? { pair, proof } : undefined;
  }

  /**
   * With several clocks too one step shows that registers and memories stay equal where all match, whichever clock ticks. Undefined when they do not, or the step
   * is not proved or simulation does not bear it out: then the clocks become inputs and memories registers.
   */
  private async proveAcrossClocks(ready: Extract<Prepared, { kind: 'ready' }>): Promise<EquivalenceResult | undefined> {
    const { golden, candidate } = ready;
    const [g, c] = [golden.withMemories, candidate.withMemories];
    if (!g.ok || !c.ok || this.contract.kind === 'latency') return undefined;
    const pair = pairDesigns(ready, g.design, c.design, 'inStep', this.request, undefined);
    if (whyNotAcrossClocks(pair, { golden: golden.facts, candidate: candidate.facts }) !== undefined) return undefined;
    const proof = await this.proveMatched(ready, { ...pair, clocks: [] });
    if (proof.kind !== 'proved') return undefined;
    const known = this.rungs.length;
    const result = await this.decide(ready, pair, { byMemories: proof });
    if (result.verdict === 'proved') return result;
    this.rungs.length = known;
    this.disputed = false;
    return undefined;
  }

  /** Looks for a proof by one step from equal states in a third of the time that is left. */
  private proveMatched(ready: Extract<Prepared, { kind: 'ready' }>, pair: DesignPair): Promise<ProveAnswer> {
    return provePair({
      ...this.contextOf(ready, pair, guardsOf(ready, pair, this.request.golden, this.request.candidate)),
      deadline: Date.now() + (this.deadline - Date.now()) / 3,
      matchedOnly: true,
      script: ready.script,
      inputHash: ready.inputHash,
    });
  }

  private contextOf(ready: Extract<Prepared, { kind: 'ready' }>, pair: DesignPair, guards: readonly string[]): PairContext {
    const { golden, candidate, seed } = this.request;
    const sides = { golden: ready.golden, candidate: ready.candidate };
    const { contract, tools, deadline, signal } = this;
    return { pair, units: { golden, candidate, sides }, contract, tools, seed, deadline, guards, signal };
  }

  /** `byMemories` is a proof that is there already, with memories as they are; `normal` the pair with its arithmetic in normal form. */
  private async decide(
    ready: Extract<Prepared, { kind: 'ready' }>,
    given: DesignPair,
    { byMemories, normal }: { readonly byMemories?: ProveAnswer; readonly normal?: DesignPair | undefined },
  ): Promise<EquivalenceResult> {
    const { request } = this;
    let pair = given;
    const guards = guardsOf(ready, pair, request.golden, request.candidate);
    if (byMemories === undefined) guards.push(...memoryGuards(ready));
    else this.memoryLeftOut = 0;
    guards.push(...(await differsWhileReset(ready, pair, this.tools.yosys, this.deadline, this.signal)));
    let context = this.contextOf(ready, pair, guards);
    const large = Math.max(ready.golden.memoryBits, ready.candidate.memoryBits) >= fewMemoryBits;
    if (byMemories !== undefined && large) context = { ...context, units: { ...context.units, sides: withoutMemories(ready) } };
    if (request.contract.kind === 'latency' && request.contract.cycles === 'auto') {
      const found = await findLatency(context);
      if (found.kind === 'none') return this.atNoLatency(ready, pair, found);
      if (found.kind === 'disputed') return this.end('unknown', found.reason);
      const { cycles, onlyWhere } = found;
      if (onlyWhere !== undefined) pair = { ...pair, onlyWhere };
      this.contract = {
        kind: 'latency',
        cycles,
        ...(onlyWhere === undefined ? {} : { onlyWhere: Object.fromEntries(onlyWhere) }),
        ...(this.assuming === undefined ? {} : { assuming: this.assuming }),
      };
      context = { ...context, pair, contract: this.contract };
    }
    // Both run at once; the proof is dropped when the simulation differs, and counts only when it does not.
    const stop = new AbortController();
    const signal = AbortSignal.any([this.signal, stop.signal]);
    const proving =
      byMemories === undefined
        ? provePair({ ...context, script: ready.script, inputHash: ready.inputHash, signal, ...(normal === undefined ? {} : { normal }) })
        : Promise.resolve(byMemories);
    let pending = true;
    const ended = (): void => void (pending = false);
    proving.then(ended, ended);
    const simulated = await simulateRung({ ...context, proving: () => pending });
    if (simulated.kind === 'differs') {
      stop.abort();
      await proving;
      return this.showShortest(context, simulated, ready.inputHash);
    }
    for (const rung of simulated.rungs) this.rung({ ...rung, inputHash: ready.inputHash });
    if (pending) this.listener.onInterim(this.conclude(pair, guards, simulated, noProofYet));
    const proof = await proving;
    if (proof.kind === 'refuted') {
      this.rung(proof.rung);
      return this.end('refuted', proof.reason, proof);
    }
    if (proof.kind === 'proved') guards.push(...(await conditionGuards(ready, request, this.tools.yosys, this.deadline, this.signal)));
    const concluded = this.conclude(pair, guards, simulated, proof);
    // The rung says no more than the verdict: a proof that does not count did not pass.
    const counts = concluded.verdict === 'proved' || proof.rung.outcome !== 'passed';
    this.rung(
      counts ? proof.rung : { ...proof.rung, outcome: 'unknown', detail: `${proof.reason}, which does not count: ${concluded.reason}` },
    );
    return { ...concluded, rungs: this.rungs };
  }

  /** A pipeline that waits for whoever takes its data has no latency of its own: it is looked for where nobody has to wait, and the answer says so. */
  private async atNoLatency(
    ready: Extract<Prepared, { kind: 'ready' }>,
    pair: DesignPair,
    found: Extract<FoundLatency, { kind: 'none' }>,
  ): Promise<EquivalenceResult> {
    const reason = `the candidate is the golden at no latency from 0 to ${longestLatency} cycles`;
    if (this.assuming !== undefined) return this.end('refuted', reason, found);
    const waited = this.request.assume === undefined ? readyInputs(pair.golden.inputs) : [];
    if (waited.length > 0) {
      this.assuming = waited.join(' & ');
      const result = await this.compare(ready);
      if (result.verdict === 'proved' || result.verdict === 'checked') return result;
      this.assuming = undefined;
      this.contract = { kind: 'latency', cycles: 0 };
    }
    return this.refute('simulate', reason, found);
  }

  /** Random inputs get to a difference by detours: the trace that is shown is the shortest that a quick search finds. */
  private async showShortest(
    context: PairContext,
    seen: Extract<SimulateAnswer, { kind: 'differs' }>,
    inputHash: string,
  ): Promise<EquivalenceResult> {
    const shorter = await shortestTrace(context, seen.counterexample.cycle);
    const told = (text: string): string => (shorter === undefined ? text : text.replace(/^.* differ at cycle \d+/, () => shorter.what));
    for (const rung of seen.rungs) {
      if (rung.outcome !== 'failed' || rung.detail === undefined) this.rung({ ...rung, inputHash });
      else this.rung({ ...rung, inputHash, detail: told(rung.detail), lines: decidingLines((shorter ?? seen).counterexample) });
    }
    return this.end('refuted', told(seen.reason), shorter ?? seen);
  }

  private conclude(pair: DesignPair, guards: readonly string[], simulated: SimulateAnswer, proof: ProofStanding): EquivalenceResult {
    const { verdict, reason, disputed, withheld } = concludeWithoutDifference({
      pair,
      guards,
      simulated,
      proof,
      memoryLeftOut: this.memoryLeftOut,
    });
    this.disputed ||= disputed === true;
    return { ...this.end(verdict, reason), ...(withheld === undefined ? {} : { withheld }) };
  }

  private reading(): PairReading {
    const { request, tools, deadline, signal } = this;
    const layout = this.layout === undefined ? {} : { layout: this.layout };
    return { request, tools, deadline, manyClocks: false, signal, ...layout };
  }

  private async unread(prepared: Exclude<Prepared, { kind: 'ready' }>): Promise<EquivalenceResult> {
    if (prepared.kind === 'failed' && prepared.side === 'candidate') {
      const timeoutMs = Math.max(1000, Math.min(10_000, this.deadline - Date.now()));
      const errors = await illegalCode(this.request.candidate, this.tools, timeoutMs, this.signal);
      if (errors !== undefined) return this.endIllegal(errors);
    }
    const reason = prepared.kind === 'failed' ? `Yosys cannot read the ${prepared.side}: ${prepared.message}` : prepared.message;
    const kind = prepared.kind === 'broken' ? 'broken' : 'unknown';
    const lines = prepared.kind === 'failed' ? { lines: [...prepared.lines] } : {};
    this.rung({
      name: 'prove',
      outcome: kind,
      tool: this.tools.yosys.flavor,
      version: this.tools.yosys.version,
      ms: Date.now() - this.begun,
      detail: reason,
      diagnostics: [],
      ...lines,
    });
    return this.end(kind, reason);
  }

  private endIllegal(errors: readonly Diagnostic[]): EquivalenceResult {
    const reason = `elaborate: the candidate is no legal code: ${errors[0]?.message ?? ''}, line ${errors[0]?.line ?? 0}`;
    const { version } = this.tools.yosys;
    const ms = Date.now() - this.begun;
    this.rung({ name: 'elaborate', outcome: 'failed', tool: 'slang', version, ms, detail: reason, diagnostics: [...errors] });
    return this.end('refuted', reason);
  }

  private refute(
    name: Rung['name'],
    reason: string,
    found: { readonly counterexample: Counterexample; readonly vcdText: string },
  ): EquivalenceResult {
    this.rung({ name, outcome: 'failed', tool: 'signoff', ms: Date.now() - this.begun, detail: reason, diagnostics: [] });
    return this.end('refuted', reason, found);
  }

  private rung(given: Rung): void {
    // A difference that rests on what an instance without a source may give refutes nothing (`end`).
    const rung: Rung = given.outcome === 'failed' && this.opaque.length > 0 ? { ...given, outcome: 'unknown' } : given;
    this.rungs.push(rung);
    this.listener.onRung(rung);
  }

  private end(
    verdict: VerdictKind,
    reason: string,
    found: { readonly counterexample?: Counterexample; readonly vcdText?: string } = {},
  ): EquivalenceResult {
    if (verdict === 'refuted' && this.opaque.length > 0) {
      const why = `if ${listed(this.opaque.map(({ name }) => name))} may give anything, ${reason}; what no source shows may exclude it`;
      return this.end('unknown', why, found);
    }
    const holds = verdict === 'proved' || verdict === 'checked';
    return {
      verdict,
      contract: this.contract,
      rungs: this.rungs,
      reason: holds ? `${this.assumed}${conditionsOf(this.contract)}${reason}` : `${reason}${startWords(found.counterexample?.startsAt)}`,
      ...(found.counterexample === undefined ? {} : { counterexample: found.counterexample }),
      ...(found.vcdText === undefined ? {} : { vcdText: found.vcdText }),
    };
  }
}

/** Memories of fewer bits are registers at no cost. */
const fewMemoryBits = 1024;

const noProofYet = { kind: 'open', reason: 'no proof and no difference within the budget', known: new Set<string>() } as const;

/** The values that decide a refutation, one output a line. */
function decidingLines({ cycle, signals }: Counterexample): string[] {
  return Object.entries(signals).map(
    ([name, side]) => `cycle ${cycle}: ${name} is ${side.golden} in the golden, ${side.candidate} in the candidate`,
  );
}

/** The embedded simulator then knows nothing of what they hold. */
function withoutMemories({ golden, candidate }: Extract<Prepared, { kind: 'ready' }>): PairContext['units']['sides'] {
  const side = (whole: PreparedSide): PairContext['units']['sides']['golden'] => ({
    interface: whole.interface,
    opened: whole.opened,
    opaque: whole.opaque,
    facts: whole.facts,
    patterns: whole.patterns,
    simulated: whole.simulatedWithout,
    connections: whole.connections,
    named: whole.named,
  });
  return { golden: side(golden), candidate: side(candidate) };
}
