import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { failure } from '../../server/src/base/outcome';
import { applyEdits } from '../../server/src/base/layout';
import { LineIndex } from '../../server/src/base/lines';
import type { SourceText } from '../../server/src/base/ranges';
import { findFixes, type FixSearchResult } from '../../server/src/fixes/search';
import type { FixStrategy } from '../../server/src/fixes/strategy';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import { assetDir } from '../../server/src/platform/assets';
import { createEmbeddedYosys, type EmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { ProcessRunner } from '../../server/src/platform/processRunner';
import type { TimingFix } from '../../server/src/protocol/contract';
import type { ParsedFile } from '../../server/src/syntax/parsedFile';
import { createParser, type VerilogParser } from '../../server/src/syntax/parser';
import { analyzeDesign } from '../../server/src/timing/analyze';
import { readDesign } from '../../server/src/tools/readDesign';
import { checkEquivalence } from '../../server/src/verify/equivalence';
import type { EquivalenceResult } from '../../server/src/verify/equivalenceRequest';
import { rewritesIn } from './rewrites';

/** The search for fixes with an embedded Yosys and our own prover, for the tests of a file. */
export interface FixBench {
  readonly yosys: EmbeddedYosys;
  parse(source: SourceText): ParsedFile;
  /** Fixes of a module of one file, with a clock of `period` ns (1 when left out: everything is violated). */
  fixesOf(
    text: string,
    top: string,
    options?: {
      readonly file?: string;
      readonly strategies?: readonly FixStrategy[];
      readonly budgetMs?: number;
      readonly period?: number;
      readonly rounds?: number;
      readonly latency?: number;
    },
  ): Promise<FixSearchResult>;
  /** The texts that a strategy makes of a Verilog file's first module, best first, when paths to the enables of `ends` are violated and run through what is written at `through` as a cell of that type and width; none is timed or proven. */
  rewritesOf(
    text: string,
    strategy: FixStrategy,
    ends: readonly string[],
    through?: string,
    cell?: string,
    width?: number,
    start?: string,
  ): readonly string[];
  /** Whether two texts of a module behave the same in every cycle, or the second so many cycles later. */
  compare(golden: string, candidate: string, top: string, cycles?: number): Promise<EquivalenceResult>;
}

export function openFixBench(): FixBench {
  const yosys = createEmbeddedYosys({ workers: 1 });
  const runner = new ProcessRunner();
  const never = new AbortController().signal;
  let parser: VerilogParser;
  beforeAll(async () => {
    const grammar = readFileSync(path.join(assetDir(), 'tree-sitter-systemverilog.wasm'));
    parser = await createParser({ core: path.join(assetDir(), 'web-tree-sitter.wasm'), grammar });
    await yosys.warm();
  });
  afterAll(async () => {
    parser.dispose();
    await yosys.dispose();
  });
  const parse = (source: SourceText): ParsedFile => parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' });
  return {
    yosys,
    parse,
    fixesOf: (text, top, { file = '/rtl/d.sv', strategies, budgetMs = 230_000, period = 1, rounds, latency } = {}) =>
      findFixes(
        {
          unit: unitOf(text, top, file),
          budgetMs,
          seed: 1,
          ...(rounds === undefined ? {} : { rounds }),
          ...(latency === undefined ? {} : { latency }),
        },
        {
          // Other orders are left out: they cost a synthesis each.
          time: (unit, inner, signal, order) =>
            order === undefined
              ? analyzeDesign({ period, maxPaths: 50, budgetMs: inner, design: readDesign(unit, { reader: 'slang' }) }, yosys, signal)
              : Promise.resolve(failure('no other order')),
          parse,
          prove: (request, signal) => checkEquivalence(request, { yosys, runner }, () => undefined, signal),
          ...(strategies === undefined ? {} : { strategies }),
        },
        never,
      ),
    rewritesOf: (text, strategy, ends, through, cell = '$eq', width = 1, start = '') => {
      const file = parse({ path: '/rtl/d.v', text });
      const { texts } = rewritesIn(file, strategy, { ends, start, cell, width, ...(through === undefined ? {} : { through }) });
      file.dispose();
      return texts;
    },
    compare: (golden, candidate, top, cycles = 0) =>
      checkEquivalence(
        {
          golden: unitOf(golden, top, '/rtl/d.sv'),
          candidate: unitOf(candidate, top, '/rtl/d.sv'),
          contract: cycles === 0 ? { kind: 'sameCycle' } : { kind: 'latency', cycles },
          budgetMs: 60_000,
          seed: 1,
        },
        { yosys, runner },
        () => undefined,
        never,
      ),
  };
}

export function unitOf(text: string, top: string, file: string): CompileUnit {
  return { files: [{ path: file, text }], includes: [], includeDirs: [], defines: {}, top };
}

/** A text with the edits of a fix done. */
export function applied(text: string, fix: TimingFix | undefined): string {
  const lines = new LineIndex(text);
  const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
  return applyEdits(
    text,
    (fix?.edits ?? []).map((edit) => ({
      start: offset(edit.startLine, edit.startColumn),
      end: offset(edit.endLine, edit.endColumn),
      text: edit.newText,
    })),
  );
}
