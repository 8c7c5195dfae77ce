import type { MachineTable, SpecPort, SpecQuestion, SpecTiming } from './specTypes';

const clockNames = /^(i_?|s_|m_)?(a?clk|a?clock|ck|cp)(_?i(n)?|_in|_\w{1,4})?$/i;
const resetNames = /^(i_?|s_|sys_|glb_)?(a|s|n)?_?(rst|reset|clr|clear)(_?n(i)?|_?i|_in|b|_b|_l|_\w{1,3})?$/i;
const lowNames = /(_?n|_ni|_b|_l|b)$|^n_?(rst|reset)|^(i_)?a?(rst|reset)n/i;

/** Clock and reset among the inputs, by the names of the field. */
export function clockAndReset(ports: readonly SpecPort[]): { clock?: SpecPort; reset?: SpecPort } {
  const single = ports.filter(({ direction, width }) => direction === 'input' && width === 1);
  const clock = single.find(({ name }) => clockNames.test(name));
  const reset = single.find(({ name }) => resetNames.test(name));
  return { ...(clock === undefined ? {} : { clock }), ...(reset === undefined ? {} : { reset }) };
}

/**
 * What a text says of clock and reset, and what it leaves open: how a reset acts, which state it leads to, how long an answer takes, what an enable
 * stops. A question is asked only of what the text does not settle; each option is a sentence that, added to the text, settles it.
 */
export function readTiming(
  text: string,
  ports: readonly SpecPort[],
  machine: MachineTable | undefined,
): { timing: SpecTiming; questions: SpecQuestion[] } {
  const { clock, reset } = clockAndReset(ports);
  const questions: SpecQuestion[] = [];
  if (clock === undefined) {
    const clocked = /\b(flip-?flops?|registers?|clock(ed)?|rising edge|positive edge|shift register)\b/i.exec(proseOf(text));
    if (clocked !== null && machine === undefined && ports.length > 0)
      questions.push({
        id: 'clock',
        text: `The text speaks of a ${clocked[0]}, but no input is called like a clock.`,
        options: ['The module is combinational.'],
      });
    return { timing: {}, questions: /module is combinational/i.test(text) ? [] : questions };
  }
  const edge =
    /\b(negative|falling)[- ]edge|\bnegedge\b/i.test(text) && !/\b(positive|rising)[- ]edge|\bposedge\b/i.test(text)
      ? 'negedge'
      : 'posedge';
  const timing: { -readonly [K in keyof SpecTiming]: SpecTiming[K] } = { clock: { port: clock.name, edge } };
  if (reset === undefined) {
    if (machine !== undefined || !/\b(no reset|without (a )?reset|initial(ly|ise|ize)?|power-?up|load)\b/i.test(text))
      questions.push({
        id: 'reset',
        text: 'No input is called like a reset, and the text does not say how the registers start.',
        options: ['There is no reset: registers start unknown.', 'There is no reset: registers start at their initial value, 0.'],
      });
    return {
      timing,
      questions: [...questions, ...others(text, ports)].filter(({ id }) => id !== 'reset' || !/there is no reset/i.test(text)),
    };
  }
  const said = resetSentences(text, reset.name);
  const asynchronous = /\basync|asynchron/i.test(said) || /^(i_)?a(rst|reset)/i.test(reset.name);
  const synchronous = /(?<!a)synchron/i.test(said);
  const low = /active[- ]low|(?:is|when) (?:low|0)\b/i.test(said) || (lowNames.test(reset.name) && !/active[- ]high/i.test(said));
  const active = low ? 0 : 1;
  if (!asynchronous && !synchronous) {
    const level = low ? 'low' : 'high';
    questions.push({
      id: 'reset',
      text: `The text does not say whether ${reset.name} resets with the clock or at once.`,
      options: [`The reset ${reset.name} is synchronous, active ${level}.`, `The reset ${reset.name} is asynchronous, active ${level}.`],
    });
  }
  const value = machine?.initial ?? resetState(text, machine);
  if (machine !== undefined && value === undefined) {
    questions.push({
      id: 'resetState',
      text: 'The text does not say which state the reset leads to.',
      options: machine.states.map((state) => `The reset leads to state ${state}.`),
    });
  }
  timing.reset = { port: reset.name, active, asynchronous, ...(value === undefined ? {} : { value }) };
  return { timing, questions: [...questions, ...others(text, ports)] };
}

/** What is asked of any clocked module: its latency where it starts and ends something, its enable. */
function others(text: string, ports: readonly SpecPort[]): SpecQuestion[] {
  const prose = proseOf(text);
  const questions: SpecQuestion[] = [];
  const begins = ports.find(({ name, direction }) => direction === 'input' && /^(i_)?(start|go|valid(_i|_in)?|in_valid|req)$/i.test(name));
  const ends = ports.find(
    ({ name, direction }) => direction === 'output' && /^(o_)?(done|ready_o|valid(_o|_out)?|out_valid|ack|finish(ed)?)$/i.test(name),
  );
  if (
    begins !== undefined &&
    ends !== undefined &&
    !/\b(cycles?|latency|handshake|combinational(ly)?|same cycle|immediately)\b/i.test(prose)
  ) {
    questions.push({
      id: 'latency',
      text: `The text does not say how many cycles ${ends.name} comes after ${begins.name}.`,
      options: [
        'The latency is 1 cycle.',
        'The latency is 0 cycles: the answer comes in the same cycle.',
        'The latency may vary: the outputs follow a handshake.',
      ],
    });
  }
  const enable = ports.find(
    ({ name, direction, width }) => direction === 'input' && width === 1 && /^(i_)?(en|ena|enable|ce|clk_?en|clken)(_i)?$/i.test(name),
  );
  if (enable !== undefined && !new RegExp(`\\b${enable.name}\\b|\\benabled?\\b`, 'i').test(prose)) {
    questions.push({
      id: 'enable',
      text: `The text does not say what ${enable.name} stops.`,
      options: [`While ${enable.name} is low, all registers hold.`, `The enable ${enable.name} gates only the outputs.`],
    });
  }
  return questions;
}

/** The text without its list of ports and its tables: where something is said of them, and not only that they are there. */
export function proseOf(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => !/^\s*[-*]?\s*[`*]*(input|output|inout)\b/i.test(line) && !line.includes('|') && !/--+.*>/.test(line))
    .join('\n')
    .replace(/\bmodule\s+\w+\s*(#\s*\([^;]*?\)\s*)?\([^;]*\);/g, '');
}

function resetSentences(text: string, port: string): string {
  const sentences = proseOf(text)
    .replace(/\s+/g, ' ')
    .split(/(?<=[.;])\s/);
  return sentences.filter((one) => /reset/i.test(one) || new RegExp(`\\b${port}\\b`).test(one)).join(' ');
}

function resetState(text: string, machine: MachineTable | undefined): string | undefined {
  const prose = proseOf(text).replace(/\s+/g, ' ');
  const patterns = [
    /\breset[^.]*?\b(?:to|into|in|leads to)\s+(?:the\s+)?state\s+["'`]?(\w+)/i,
    /\breset state (?:is|of)\s+["'`]?(\w+)/i,
    /\b(?:starts?|begins?) in (?:the )?state\s+["'`]?(\w+)/i,
    /\binitial state (?:is\s+)?["'`]?(\w+)/i,
    /\bstate\s+["'`]?(\w+)["'`]?\s+(?:on|after|at|upon) reset/i,
  ];
  for (const pattern of patterns) {
    const found = pattern.exec(prose)?.[1];
    if (found !== undefined && (machine === undefined || machine.states.includes(found))) return found;
  }
  return undefined;
}
