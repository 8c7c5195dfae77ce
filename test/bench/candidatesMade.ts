/** Places in real modules where ghost text is asked for, and replies for them: the original code, and wrong code of many kinds made from it. */
import { tokenize, type Token } from '../../server/src/graph/lexer';
import type { Item } from '../../server/src/graph/ast';
import { moduleBodies } from '../../server/src/graph/units';
import { isKeyword } from '../../server/src/completion/keywords';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import { sourceMutations } from '../../server/src/mutate/sourceMutations';
import type { ParsedFile } from '../../server/src/syntax/parsedFile';

/** A module item taken out of its file: [start, end) of `text`. */
export interface Masked {
  readonly file: string;
  readonly module: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'assign' | 'process' | 'instance';
}

export interface Wrong {
  readonly kind: string;
  readonly code: string;
}

/** Every kind of wrong code there is. */
export const kindsOfWrong = [
  ...['does not compile', 'wrong width', 'undeclared', 'port swap', 'off by one', 'another operator', 'dropped reset'],
  ...['latch', 'combinational loop', 'multiple drivers', 'illegal', 'hostile'],
];

/** Assignments, processes and instances of the modules of a file, as they are written there; what a macro makes is left out. */
export function maskedItems(file: ParsedFile): Masked[] {
  const { pre, source } = file;
  return moduleBodies(file)
    .filter((body) => body.keyword === 'module')
    .flatMap((body) =>
      body.items.flatMap((item): Masked[] => {
        if (item.kind !== 'assign' && item.kind !== 'process' && item.kind !== 'instance') return [];
        if (item.kind === 'process' && (item.process.style === 'initial' || item.process.style === 'final')) return [];
        const span = spanOf(item, pre.text);
        const { path, start, end, macro } = pre.toSource(span.start, span.end);
        const code = source.text.slice(start, end);
        const isPlain = path === source.path && macro === undefined && code === pre.text.slice(span.start, span.end);
        const alone = /\n[ \t]*$/.test(source.text.slice(0, start)) && /^[ \t]*(?:\/\/[^\n]*)?\r?\n/.test(source.text.slice(end));
        if (!isPlain || !alone || /`/.test(code) || code.split('\n').length > 100) return [];
        return [{ file: source.path, module: body.name, text: source.text, start, end, kind: item.kind }];
      }),
    );
}

/** With the word before it and the semicolon behind it. */
function spanOf(item: Item, text: string): { start: number; end: number } {
  const keyword = item.kind === 'assign' ? /\bassign\s+$/.exec(text.slice(0, item.start))?.[0] : undefined;
  const semicolon = /^\s*;/.exec(text.slice(item.end))?.[0] ?? '';
  return {
    start: item.start - (keyword?.length ?? 0),
    end: text[item.end - 1] === ';' || item.kind === 'process' ? item.end : item.end + semicolon.length,
  };
}

/** Every way in which the item is written wrong, by kind. `unit` tells the widths of the module's names. */
export function wrongs(masked: Masked, file: ParsedFile, unit: ModuleInfo): Wrong[] {
  const code = masked.text.slice(masked.start, masked.end);
  const tokens = tokenize(code).slice(0, -1);
  const one = (kind: string, codes: readonly (string | undefined)[]): Wrong[] =>
    codes.flatMap((text) => (text === undefined || text === code ? [] : [{ kind, code: text }]));
  const mutations = sourceMutations(file, masked.module).filter((found) => found.start >= masked.start && found.end <= masked.end);
  const mutants = (operators: RegExp, wanted: (text: string, at: number) => boolean = () => true): string[] =>
    mutations
      .filter((found) => operators.test(found.operator) && wanted(code, found.start - masked.start))
      .map((found) => code.slice(0, found.start - masked.start) + found.newText + code.slice(found.end - masked.start));
  const clocked = /\b(?:posedge|negedge)\b/.test(code);
  const assign = /^assign\s+([\w$]+)\s*(?:\[[^\]]*\]\s*)?=\s*([^]*);$/.exec(code);
  return [
    ...one('does not compile', broken(code)),
    ...one(
      'wrong width',
      assign === null
        ? widerActuals(code, tokens, unit)
        : [code.replace(/=\s*([^]*);$/, (_all, value: string) => `= {5'b10101, ${value.trim()}};`)],
    ),
    ...one('undeclared', renamed(code, tokens)),
    ...one('port swap', masked.kind === 'instance' ? swappedPorts(code) : []),
    ...one('off by one', mutants(/^constant$/)),
    ...one('another operator', mutants(/^(?:operator|unary|condition)$/)),
    ...one(
      'dropped reset',
      clocked
        ? [withoutReset(code), ...mutants(/^missing assignment$/, (text, at) => /\b\w*(?:rst|reset)\w*\b[^;]*$/i.test(text.slice(0, at)))]
        : [],
    ),
    ...one('latch', masked.kind === 'process' && !clocked ? mutants(/^missing (?:else|assignment)$/) : []),
    ...one(
      'combinational loop',
      assign === null ? [] : [`assign ${code.slice(7, code.indexOf('=')).trim()} = ${assign[1] ?? ''} ^ (${assign[2]?.trim() ?? ''});`],
    ),
    ...one('multiple drivers', [
      ...(assign === null ? [] : [`${code}\n  assign ${assign[1] ?? ''} = 0;`]),
      ...drivenAgain(code, tokens, clocked),
    ]),
    ...one('illegal', illegal(code, tokens, unit)),
    ...one(
      'hostile',
      hostile.map((statement) => `${code}\n  ${statement}`),
    ),
  ];
}

const hostile = [
  'initial $system("touch harm");',
  'integer harm_f; initial harm_f = $fopen("/etc/passwd", "r");',
  'reg [7:0] harm_m [0:1]; initial $readmemh("/etc/passwd", harm_m);',
  'initial $writememh("/tmp/harm", harm_m);',
  'initial $c("system(\\"touch harm\\");");',
  'import "DPI-C" context task harm(); initial harm();',
  'initial $run_my_pli;',
  'initial force $root.tb.done = 1;',
];

function broken(code: string): (string | undefined)[] {
  const without = (part: string, last = false): string | undefined => {
    const at = last ? code.lastIndexOf(part) : code.indexOf(part);
    return at < 0 ? undefined : code.slice(0, at) + code.slice(at + part.length);
  };
  return [
    without(')', true),
    without('(') === undefined ? undefined : without('('),
    code.replace(/\bassign\b/, 'asign'),
    code.replace(/\balways(_\w+)?\b/, 'alway'),
    /\bend\b/.test(code) ? code.replace(/\bend\b(?![^]*\bend\b)/, '') : undefined,
    code.replace(/([=<]=?)\s/, '$1 $1 '),
    code.replace(/;/, ' then;'),
  ];
}

/** A process that assigns what the item assigns, once more, and an assignment beside a process. */
function drivenAgain(code: string, tokens: readonly Token[], clocked: boolean): string[] {
  const target = tokens.find(
    (token, i) =>
      token.kind === 'id' &&
      !isKeyword(token.text) &&
      /^(?:<=|=)$/.test(tokens[i + 1]?.text ?? '') &&
      /^(?:begin|;|\)|else|:|end)$/.test(tokens[i - 1]?.text ?? ''),
  );
  if (target === undefined || !/^\s*always/.test(code)) return [];
  const event = clocked ? /@\s*\([^)]*\)/.exec(code)?.[0] : '@*';
  return [`${code}\n  always ${event ?? '@*'} ${target.text} ${clocked ? '<=' : '='} 0;`, `${code}\n  assign ${target.text} = 0;`];
}

/** Text that is well formed and that the language forbids (IEEE 1800-2023 6.5, 6.21, 10.4, 23.3, 13.4). */
function illegal(code: string, tokens: readonly Token[], unit: ModuleInfo): string[] {
  const input = unit.ports.find((port) => port.direction === 'input' && (port.unpacked ?? '') === '');
  const scalar = unit.ports.find((port) => port.width === 1 && (port.unpacked ?? '') === '');
  const [name] = tokens.filter((token, i) => token.kind === 'id' && !isKeyword(token.text) && i > 0);
  return [
    ...(input === undefined
      ? []
      : [`${code}\n  assign ${input.name} = 0;`, `${code}\n  wire ${input.name};`, `${code}\n  initial ${input.name}.member = 0;`]),
    ...(scalar === undefined ? [] : [`${code}\n  wire bit_of_scalar = ${scalar.name}[3];`]),
    ...(name === undefined ? [] : [`${code.slice(0, name.end)}(1)${code.slice(name.end)}`]),
    `${code}\n  no_such_module_anywhere u_none (.a(1'b0));`,
    `${code}\n  wire twice_declared;\n  wire twice_declared;`,
    `${code}\n  wire [3:0] no_reg_at_all;\n  always @* no_reg_at_all = 4'd2;`,
    `${code}\n  wire bad_digits = 4'b0120;`,
    `${code}\n  wire called = no_such_function(1'b1);`,
    code.replace(/\bendcase\b/, 'end'),
    code.replace(/\bif\s*\(/, 'if '),
    code.replace(/<=/, '=<'),
    code.replace(/==/, '=>'),
  ];
}

/** Uses of a name, each once with a letter more. */
function renamed(code: string, tokens: readonly Token[]): string[] {
  const uses = tokens.filter(
    (token, i) =>
      token.kind === 'id' && i > 1 && !isKeyword(token.text) && !/^[.`$]/.test(tokens[i - 1]?.text ?? '') && tokens[i + 1]?.kind !== 'id',
  );
  return uses.map((token) => `${code.slice(0, token.end)}_q2${code.slice(token.end)}`);
}

/** A connection or operand of known width in place of which a wider signal stands. */
function widerActuals(code: string, tokens: readonly Token[], unit: ModuleInfo): string[] {
  const widths = new Map(
    [...unit.ports, ...unit.nets].flatMap((one) =>
      one.width === undefined || (one.unpacked ?? '') !== '' ? [] : [[one.name, one.width] as const],
    ),
  );
  return tokens.flatMap((token, i) => {
    const width = widths.get(token.text);
    const isActual = tokens[i - 1]?.text === '(' && tokens[i + 1]?.text === ')' && tokens[i - 3]?.text === '.';
    const isValue = /^(?:=|<=)$/.test(tokens[i - 1]?.text ?? '') && tokens[i + 1]?.text === ';';
    const wider = width === undefined || !(isActual || isValue) ? undefined : [...widths].find(([, other]) => other > width)?.[0];
    return wider === undefined ? [] : [code.slice(0, token.start) + wider + code.slice(token.end)];
  });
}

/** Two neighbouring connections with each other's actuals. */
function swappedPorts(code: string): string[] {
  const connections = [...code.matchAll(/\.(\w+)\s*\(([^()]+)\)/g)];
  return connections.slice(1).flatMap((second, i) => {
    const first = connections[i];
    if (first === undefined || first[2]?.trim() === second[2]?.trim()) return [];
    const [a, b] = [`.${first[1] ?? ''}(${second[2] ?? ''})`, `.${second[1] ?? ''}(${first[2] ?? ''})`];
    const between = code.slice(first.index + first[0].length, second.index);
    return [code.slice(0, first.index) + a + between + b + code.slice(second.index + second[0].length)];
  });
}

/** The update without the branch that resets, when the process is `if (reset) … else …`. */
function withoutReset(code: string): string | undefined {
  const head = /^([^]*?)\bif\s*\(\s*[!~]?\s*\w*(?:rst|reset)\w*\s*\)/i.exec(code);
  const at = head === null ? undefined : /\belse\b/.exec(code.slice(head[0].length));
  return head === null || at === null || at === undefined
    ? undefined
    : (head[1] ?? '') + code.slice(head[0].length + at.index + 4).trimStart();
}
