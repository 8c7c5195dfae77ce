import type { Draft, Material } from '../llm/composeRequest';
import type { Piece } from './context';

/** What a failed insertion tells the model: its text, the tools' words, the place and how such faults are mended. */
export interface RepairNote {
  readonly insertion: string;
  readonly verdict: string;
  readonly findings: string;
  readonly excerpt: string;
  readonly guidance: readonly string[];
}

/** The same for every request, so that a provider may keep it; no word of it depends on the design. */
const systemPrompt = `You complete Verilog and SystemVerilog source code at a cursor.
Answer with the text to insert at the cursor and with nothing else: no explanation, no code fence, no repetition of the code before or after the cursor.
Stop at the end of the statement, port list, case arm or block that the cursor stands in. When nothing sensible fits, answer with nothing.
Your answer is compiled and linted in the whole project before anyone sees it:
- use only names, ports, parameters and widths that the material declares, or declare them in the insertion
- keep the style of the file: indentation, naming, reset and clock as in the code around
- widths of both sides of an assignment agree; no constant of width zero
- in combinational processes assign every output on every path; nonblocking assignments only in clocked processes
- a synchronous reset does not appear in the sensitivity list
- no system task that reads, writes or runs anything`;

const order = [
  'package',
  'macros',
  'head',
  'names',
  'likely',
  'morePackage',
  'moreNames',
  'similar',
  'edits',
  'graph',
  'diagnostics',
  'before',
  'nearBefore',
  'nearAfter',
  'after',
];

const task = 'The cursor is where "code before the cursor" ends and "code after the cursor" begins. Write the insertion.';

/**
 * The question about a place: the stable pieces first and the code at the cursor last, after a refusal what was tried and what the tools said of it.
 * `path` is the file's, absolute; the same pieces give the same question.
 */
export function completionDraft(path: string, pieces: readonly Piece[], replyTokens: number, repair?: RepairNote): Draft {
  const sorted = [...pieces].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const material = (stable: boolean): Material[] => sorted.filter((piece) => (piece.stable === true) === stable);
  return {
    purpose: 'completion',
    system: systemPrompt,
    stable: material(true),
    changing: [...material(false), ...(repair === undefined ? [] : repairMaterial(repair, path))],
    task: repair === undefined ? task : [task, ...repairTask(repair)].join('\n'),
    maxTokens: replyTokens,
  };
}

function rank(piece: Piece): number {
  return order.indexOf(piece.name.split(':')[0] ?? '');
}

function repairMaterial(repair: RepairNote, path: string): Material[] {
  return [
    { title: 'your previous insertion', text: repair.insertion, from: [path] },
    { title: 'what the tools said of it', text: repair.findings, from: [path] },
    { title: 'the lines around the fault, the insertion in place', text: repair.excerpt, from: [path] },
  ];
}

function repairTask(repair: RepairNote): string[] {
  return [
    `The previous insertion was not accepted (${repair.verdict}). Change only what is wrong and answer with the whole corrected insertion.`,
    ...repair.guidance.map((line) => `- ${line}`),
  ];
}
