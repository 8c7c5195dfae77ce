import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { TruthPair } from './pairs';

/** A design and a rewrite of it in the RTLRewriter benchmark (public), paths relative to its root. */
interface RewriterFact {
  readonly golden: readonly string[];
  readonly goldenTop: string;
  readonly candidate: readonly string[];
  readonly candidateTop: string;
  readonly truth?: TruthPair['truth'];
  readonly labelledBy?: string;
}

/**
 * The pairs of RTLRewriter-Bench (a clone below `folder`): every original against every rewrite of it, by people and by models; the list is
 * `test/data/pairs/rewriter.json`. Where nobody has said what is true of a pair, it is `unlabelled`.
 */
export function rewriterPairs(folder: string): TruthPair[] {
  const root = path.join(folder, 'RTLRewriter-Bench');
  const facts = JSON.parse(readFileSync(path.resolve('test/data/pairs/rewriter.json'), 'utf8')) as RewriterFact[];
  const unit = (files: readonly string[], top: string): CompileUnit => ({
    files: files.map((file) => ({ path: `/design/${file}`, text: readFileSync(path.join(root, file), 'utf8') })),
    includes: [],
    includeDirs: [],
    defines: {},
    top,
  });
  return facts.map((fact) => ({
    name: `rewriter ${path.dirname(fact.golden[0] ?? '')} ${path.basename(fact.golden[0] ?? '')} ${path.basename(fact.candidate[0] ?? '')}`,
    group: 'rewriter',
    truth: fact.truth ?? 'unlabelled',
    labelledBy: fact.labelledBy ?? 'nobody',
    golden: unit(fact.golden, fact.goldenTop),
    candidate: unit(fact.candidate, fact.candidateTop),
  }));
}
