import type { LineReader, ReportReader, ReportSink } from './report';
import { StartpointBlocks, type Row } from './startpoint';

/** What `report_timing` of Design Compiler, PrimeTime and IC Compiler prints, with or without nets, fan-out, transitions and capacitances. */
export const synopsys: ReportReader = {
  format: 'synopsys',
  title: 'Design Compiler, PrimeTime or IC Compiler report_timing',
  unit: 'unsaid',
  writtenBy: '`report_timing -path full_clock -nets -max_paths 100 -nosplit`',
  heldAgainst: 'Design Compiler (Rajendra405/pipelined-riscv-rtl-to-gds, CodaP/ECE551_Project) and PrimeTime (effanem/RISC-V)',
  claims: (line) => heading.test(line),
  open: (sink) => new Synopsys(sink),
};

const heading = /^\s*Point\b.*\bIncr\s+Path\b/;

class Synopsys implements LineReader {
  private readonly blocks: StartpointBlocks;

  constructor(private readonly sink: ReportSink) {
    const style = { heading, rows: (_: string, lines: readonly string[]) => readRows(lines), unescape: (name: string) => name };
    this.blocks = new StartpointBlocks(sink, style, () => undefined);
  }

  line(text: string, number: number): void {
    const fact = /^(Design|Version)\s*:\s*(\S+)$/.exec(text);
    if (fact !== null) this.sink.tool(fact[1] === 'Design' ? { design: fact[2] ?? '' } : { version: fact[2] ?? '' });
    const unit = !text.includes('Time_unit') ? null : /^\s*Time_unit\s*:.*?\(?(\bfs|\bps|\bns|\bus)\b\)?\s*$/.exec(text);
    if (unit !== null) this.sink.unit(unit[1] ?? '');
    this.blocks.line(text, number);
  }

  end(): void {
    this.blocks.end();
  }
}

/** A name that leaves no room has its numbers on the next line, or its capacitance beside it and the other numbers there. */
function readRows(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  let waiting = '';
  for (const [index, line] of lines.entries()) {
    const words = `${waiting} ${line}`.trim().split(/\s+/);
    const from = words.findIndex((word, at) => at > 0 && isNumber(word));
    waiting = '';
    if (from > 0 && onlyNumbers.test(lines[index + 1] ?? '')) {
      waiting = words.join(' ');
      continue;
    }
    if (from < 0) {
      if (/^\S+ \(\S+\)( <-)?$/.test(words.join(' ')) && words[1] !== '(net)') waiting = words.join(' ');
      else rows.push({ delay: undefined, time: undefined, text: words.join(' ') });
      continue;
    }
    const numbers = words.slice(from).filter((word) => isNumber(word));
    rows.push({
      delay: numbers.length > 1 ? Number(numbers.at(-2)) : undefined,
      time: Number(numbers.at(-1)),
      text: words.slice(0, from).join(' '),
    });
  }
  return rows;
}

/** Of a row that goes on: `    0.025    0.125 r`. */
const onlyNumbers = /^\s+-?\d+\.\d+(?:\s+[*&@+HS]|\s+-?\d+\.\d+)*\s*(?:\s[rf]\s*)?$/;

function isNumber(word: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(word);
}
