import { failure, success, type Outcome } from '../base/outcome';
import type { Draft } from '../llm/composeRequest';
import { graphKinds, type GraphKind } from '../protocol/contract';
import type { AgentCall, AgentTool } from './agentTool';
import { agentTools } from './agentTools';

/** A question in the editor's chat: `/verify`, `/explain`, `/timing`, `/graph`, or none of them. */
export interface ChatQuestion {
  readonly command?: string;
  /** What was typed behind it. */
  readonly prompt: string;
  /** The file at hand and the line of the cursor, 1-based; a file named in the prompt comes first. */
  readonly file?: string;
  readonly line?: number;
  /** Clock period in ns where none is named in the prompt (`5 ns`). */
  readonly period?: number;
}

export interface ChatReply {
  /** What local tools found, to show as it is: a model has no part in it. */
  readonly markdown: string;
  /** What a model may be asked to make of it; absent where there is nothing to explain. */
  readonly draft?: Draft;
  /** Id of the verdict that it tells of. */
  readonly evidence?: string;
  /** The graph that it tells of in text, to be drawn where there is room for it. */
  readonly drawing?: { readonly path: string; readonly kind: GraphKind; readonly module?: string };
}

/** Sentences of a module that are told at most. */
const mostSentences = 12;
const mostPaths = 5;

/** Answers with the tools that agents have; the same with a model and without. Places are links, `[fifo.sv:12](rtl/fifo.sv#12)`, relative as `call` names files. */
export async function answerChat(question: ChatQuestion, call: AgentCall): Promise<Outcome<ChatReply>> {
  const file = fileOf(question);
  if (file === undefined)
    return failure('there is no file to look at', 'Open a Verilog file, or name one: `@signoff /verify rtl/fifo.sv`.');
  const path = call.resolve(file);
  if (!path.ok) return path;
  const relative = call.relative(path.value);
  const top = moduleAt(question, path.value, call);
  switch (question.command) {
    case 'verify':
      return shown('signoff_verify', { files: [relative], ...top }, call, verdictMarkdown);
    case 'timing':
      return shown('signoff_timing', { files: [relative], ...top, ...periodOf(question) }, call, timingMarkdown);
    case 'graph': {
      const kind = kindOf(question.prompt);
      const told = await shown('signoff_graph', { file: relative, kind, ...lineOf(question) }, call, graphMarkdown);
      if (!told.ok) return told;
      const drawing = { path: path.value, kind, ...(top.top === undefined ? {} : { module: top.top }) };
      return success({ ...told.value, drawing });
    }
    default:
      return explained(question, relative, path.value, call);
  }
}

type Found = Readonly<Record<string, unknown>>;

async function ask(name: string, input: object, call: AgentCall): Promise<Outcome<Found>> {
  const tool: AgentTool | undefined = agentTools.find((one) => one.name === name);
  if (tool === undefined) return failure(`there is no tool ${name}`);
  const outcome = await tool.run(input, call);
  return outcome.ok ? success(outcome.value as Found) : outcome;
}

async function shown(name: string, input: object, call: AgentCall, markdown: (found: Found) => string): Promise<Outcome<ChatReply>> {
  const found = await ask(name, input, call);
  if (!found.ok) return found;
  const { evidence } = found.value;
  return success({ markdown: markdown(found.value), ...(typeof evidence === 'string' ? { evidence } : {}) });
}

/** The facts with their lines; a model, where there is one, is asked to say in words what they say. */
async function explained(question: ChatQuestion, file: string, path: string, call: AgentCall): Promise<Outcome<ChatReply>> {
  const [graph, problems] = [
    await ask('signoff_graph', { file, kind: 'dfg', ...lineOf(question) }, call),
    await ask('signoff_check', { files: [file] }, call),
  ];
  if (!graph.ok) return graph;
  const facts = textOf(graph.value['text']);
  const found = problems.ok ? listOf(problems.value['problems']) : [];
  const draft: Draft = {
    purpose: 'chat',
    system: chatSystem,
    stable: [{ title: `facts about the module in ${file}, one a line, with line numbers`, text: facts, from: [path] }],
    changing: [
      { title: 'what local tools said', text: found.length === 0 ? 'no problems' : found.join('\n'), from: [path] },
      { title: 'the question', text: question.prompt.trim() === '' ? 'Explain what this module does.' : question.prompt, from: [] },
    ],
    task: 'Answer the question in a few sentences from these facts alone, and name the lines that they are on.',
    maxTokens: 1024,
  };
  const list = found.length === 0 ? 'Local tools find no problem.' : found.map((one) => `- ${linked(one)}`).join('\n');
  return success({ markdown: `${await sentences(question, path, call)}\n\n${list}\n`, draft });
}

/** What rules say of the module, each sentence with its line; VHDL too. */
async function sentences(question: ChatQuestion, path: string, call: AgentCall): Promise<string> {
  const { top } = moduleAt(question, path, call);
  const request = { file: path, grain: 'module', byRule: true, ...(top === undefined ? {} : { module: top }) } as const;
  const told = await call.engine.explain(request, call.limits, call.signal);
  if (!told.ok) return `${told.message}.`;
  const { claims } = told.value;
  const lines = claims.slice(0, mostSentences).map(({ text, file, line }) => `- ${text} ${link(call.relative(file), line)}`);
  const left = claims.length - lines.length;
  return [...lines, ...(left > 0 ? [`- ${left} more: \`Signoff: Explain…\` shows them all.`] : [])].join('\n');
}

/** The module around the cursor, in the file that it is in. */
function moduleAt(question: ChatQuestion, path: string, call: AgentCall): { top?: string } {
  const { line } = lineOf(question);
  if (line === undefined) return {};
  const around = call.engine
    .modulesOf(path)
    .filter(({ kind, range }) => kind === 'module' && range.line < line && line <= range.endLine + 1);
  const [name] = around.map((unit) => unit.name).reverse();
  return name === undefined ? {} : { top: name };
}

function link(file: string, line: number | string): string {
  return `[${file.replace(/^.*[\\/]/, '')}:${line}](${encodeURI(file)}#${line})`;
}

/** `rtl/fifo.sv:12:3: …` with a link in the place of its place. */
function linked(text: string): string {
  return text.replace(/^(.+?\.\w+):(\d+)(?::\d+)?: /, (_whole, file: string, line: string) => `${link(file, line)}: `);
}

const chatSystem = `You explain Verilog and SystemVerilog to its engineer.
The facts are read from the source by a tool and are right; where they do not say enough, say that they do not. Propose no code.`;

function fileOf({ prompt, file }: ChatQuestion): string | undefined {
  return /(?:^|\s)`?([^\s`]+\.(?:sv|v|svh|vh))\b/.exec(prompt)?.[1] ?? file;
}

function kindOf(prompt: string): GraphKind {
  return graphKinds.find((kind) => new RegExp(`\\b${kind}\\b`).test(prompt)) ?? 'dfg';
}

function lineOf({ line, file, prompt }: ChatQuestion): { line?: number } {
  return line === undefined || fileOf({ prompt, ...(file === undefined ? {} : { file }) }) !== file ? {} : { line };
}

function periodOf({ prompt, period }: ChatQuestion): { period?: number } {
  const named = /(\d+(?:\.\d+)?)\s*ns\b/.exec(prompt)?.[1];
  const chosen = named === undefined ? period : Number(named);
  return chosen === undefined || !(chosen > 0) ? {} : { period: chosen };
}

function verdictMarkdown(found: Found): string {
  const rungs = Object.entries((found['rungs'] ?? {}) as Record<string, string>).map(([name, outcome]) => `- ${name}: ${outcome}`);
  const problems = listOf(found['problems']).map((one) => `- ${linked(one)}`);
  const list = problems.length === 0 ? [] : ['', 'Problems:', '', ...problems];
  return [`**${textOf(found['verdict'])}**: ${textOf(found['reason'])}`, '', ...rungs, ...list, ''].join('\n');
}

function timingMarkdown(found: Found): string {
  const paths = (found['paths'] ?? []) as readonly Found[];
  const lines = paths.slice(0, mostPaths).map((one) => {
    const places = [...new Set(listOf(one['lines']))].map((place) => link(place.replace(/:\d+$/, ''), /\d+$/.exec(place)?.[0] ?? 1));
    const cause = one['cause'] === undefined ? '' : `. ${textOf(one['cause']).replace(/^.+?:\d+: | \[[^\]]*\]$/g, '')}`;
    return `- \`${textOf(one['start'])}\` → \`${textOf(one['end'])}\`: **${slack(one['slack'])}**${cause} (${places.join(', ')})`;
  });
  const left = paths.length - lines.length;
  const head = `Worst slack **${slack(found['wns'])}** at ${textOf(found['period'])} ns, ${textOf(found['fmax'])} MHz by ${textOf(found['engine'])}.`;
  const more = left > 0 ? [`- ${left} more path${left === 1 ? '' : 's'}: \`Signoff: Show Timing\` shows them.`] : [];
  return [head, '', ...lines, ...more, '', ...listOf(found['notes']).map((note) => `> ${note}\n`)].join('\n');
}

function slack(value: unknown): string {
  const ns = Number(value);
  return `${ns < 0 ? '−' : '+'}${Math.abs(ns).toFixed(2)} ns`;
}

function graphMarkdown(found: Found): string {
  return `${fenced(textOf(found['text']))}\n`;
}

/** A block of code that the text in it cannot end. */
function fenced(text: string): string {
  let fence = '```';
  while (text.includes(fence)) fence += '`';
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}
