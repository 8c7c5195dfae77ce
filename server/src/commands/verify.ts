import type { Outcome } from '../base/outcome';
import type { Contract } from '../protocol/contract';
import type { VerifyRequest } from '../engine/engine';
import { badInput, type Answer, type CommandContext } from './command';
import { rungLine } from './texts';
import { verdictAnswer } from './verdictAnswer';

export interface ComparisonOptions {
  readonly top?: string;
  readonly golden?: string;
  readonly goldenTop?: string;
  readonly testbench?: readonly string[];
  readonly latency?: string;
  readonly clock?: readonly string[];
  readonly reset?: readonly string[];
  readonly assume?: string;
  readonly map?: readonly string[];
  readonly mutants?: number;
}

/** `signoff verify FILES…`: climbs the ladder for a module, against a golden description when one is given. */
export async function verify(files: readonly string[], options: ComparisonOptions, context: CommandContext): Promise<Answer> {
  const request = verifyRequest(files, options, context);
  if (!request.ok) return badInput(request);
  return verdictAnswer(await context.engine.verify(request.value, context.limits, progress(context), context.signal), context);
}

/** `signoff equiv GOLDEN CANDIDATE`: `sameCycle` unless --latency says otherwise. */
export async function equiv(golden: string, candidate: string, options: ComparisonOptions, context: CommandContext): Promise<Answer> {
  const request = verifyRequest([candidate], { ...options, golden }, context);
  if (!request.ok) return badInput(request);
  return verdictAnswer(await context.engine.verify(request.value, context.limits, progress(context), context.signal), context);
}

/** `signoff judge CANDIDATE`: the ladder as a graded score. */
export async function judge(candidate: string, options: ComparisonOptions, context: CommandContext): Promise<Answer> {
  const request = verifyRequest([candidate], options, context);
  if (!request.ok) return badInput(request);
  return verdictAnswer(await context.engine.judge(request.value, context.limits, progress(context), context.signal), context);
}

function progress(context: CommandContext) {
  return (step: { message: string; rung?: Parameters<typeof rungLine>[0] }): void =>
    context.progress(step.rung === undefined ? step.message : rungLine(step.rung));
}

function verifyRequest(files: readonly string[], options: ComparisonOptions, context: CommandContext): Outcome<VerifyRequest> {
  const golden = options.golden === undefined ? undefined : context.design(options.golden);
  const contract = contractOf(options, golden !== undefined);
  if (!contract.ok) return contract;
  const resets = parseResets(options.reset ?? []);
  if (!resets.ok) return resets;
  const portMap = parseMap(options.map ?? []);
  if (!portMap.ok) return portMap;
  // --top names the candidate's module; the golden's is looked for in the golden.
  const { goldenTop } = options;
  return {
    ok: true,
    value: {
      files: files.map((file) => context.design(file)),
      ...(options.top === undefined ? {} : { top: options.top }),
      ...(golden === undefined ? {} : { golden: { files: [golden], ...(goldenTop === undefined ? {} : { top: goldenTop }) } }),
      ...(options.testbench === undefined ? {} : { testbenches: options.testbench.map((file) => context.resolve(file)) }),
      ...(contract.value === undefined ? {} : { contract: contract.value }),
      ...(options.clock === undefined ? {} : { clocks: options.clock }),
      ...(resets.value.length === 0 ? {} : { resets: resets.value }),
      ...(options.mutants === undefined ? {} : { mutants: options.mutants }),
      ...(options.assume === undefined ? {} : { assume: options.assume }),
      ...(Object.keys(portMap.value).length === 0 ? {} : { portMap: portMap.value }),
    },
  };
}

function contractOf(options: ComparisonOptions, hasGolden: boolean): Outcome<VerifyRequest['contract']> {
  if (options.latency !== undefined) {
    if (options.latency === 'auto') return { ok: true, value: { kind: 'latency', cycles: 'auto' } };
    const cycles = Number(options.latency);
    if (!Number.isInteger(cycles) || cycles < 0 || cycles > 64) {
      return {
        ok: false,
        message: `--latency takes a whole number of cycles from 0 to 64 or auto, not "${options.latency}"`,
        hint: 'For example --latency 2.',
      };
    }
    return { ok: true, value: { kind: 'latency', cycles } };
  }
  if (options.assume !== undefined) return { ok: true, value: { kind: 'onlyUnder', assumption: options.assume } };
  const contract: Contract | undefined = hasGolden ? { kind: 'sameCycle' } : undefined;
  return { ok: true, value: contract };
}

function parseResets(given: readonly string[]): Outcome<{ name: string; active?: 0 | 1 }[]> {
  const resets: { name: string; active?: 0 | 1 }[] = [];
  for (const text of given) {
    const match = /^([^=]+)(?:=([01]))?$/.exec(text);
    if (match?.[1] === undefined)
      return { ok: false, message: `--reset takes NAME, NAME=0 or NAME=1, not "${text}"`, hint: 'For example --reset rst_n=0.' };
    resets.push(match[2] === undefined ? { name: match[1] } : { name: match[1], active: match[2] === '0' ? 0 : 1 });
  }
  return { ok: true, value: resets };
}

/** One side of a `--map`: a port, `bus[7:0]`, or several of these as `{hi, lo}`. */
const portExpression = /^\s*(?:[A-Za-z_][\w$]*(?:\[\d+(?::\d+)?\])?|\{[^{}]+\})\s*$/;

function parseMap(given: readonly string[]): Outcome<Record<string, string>> {
  const map: Record<string, string> = {};
  for (const text of given) {
    const [from = '', to = '', more] = text.split('=');
    if (more !== undefined || !portExpression.test(from) || !portExpression.test(to)) {
      return {
        ok: false,
        message: `--map takes GOLDEN=CANDIDATE, each a port, a slice or {several of them}, not "${text}"`,
        hint: "For example --map din=data_in, --map 'data={hi,lo}' or --map 'bus[7:0]=low'.",
      };
    }
    map[from] = to;
  }
  return { ok: true, value: map };
}
