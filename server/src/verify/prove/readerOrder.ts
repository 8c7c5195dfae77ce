import type { CompileUnit } from '../../model/compileUnit';
import type { Yosys } from '../../tools/yosys';
import { screenTokens } from '../screenTokens';
import type { Reader } from './prepare';

/**
 * All designs of a question go through one reader. Plain Verilog goes through Yosys' own first: read_slang makes latches of variables that a process
 * leaves unassigned on some path with a don't-care. The other is tried when the first cannot read them.
 */
export function readerOrder(units: readonly CompileUnit[], yosys: Yosys): Reader[] {
  if (!yosys.slang) return ['verilog'];
  const texts = units.flatMap((unit) => unit.files.concat(unit.includes));
  const isSystem = texts.some((file) => screenTokens(file.text).some((token) => token.kind === 'word' && systemWords.has(token.text)));
  return isSystem ? ['slang', 'verilog'] : ['verilog', 'slang'];
}

const systemWords = new Set(
  'logic always_ff always_comb always_latch typedef package interface import enum struct inside unique priority int byte'.split(' '),
);
