import { indentStep } from '../../base/indentStep';
import type { PortInfo } from '../../model/moduleInfo';
import type { Place } from '../place';
import { atModuleItem, clockAndReset, drivenNames, resetsSynchronously, signalsOf } from './facts';
import { insertion, type Template } from './template';

/**
 * A stage between two valid/ready handshakes, when the module has one of each and nothing drives them: the stage takes a value when it is empty or its
 * value leaves, so that nothing is lost and a value can move every cycle.
 */
export const handshakeTemplate: Template = {
  name: 'handshake',
  propose(place, sources) {
    if (!atModuleItem(place) || place.linePrefix.trim() !== '' || place.before.length > place.statement) return [];
    const stage = stageOf(place);
    const clocks = clockAndReset(place);
    if (stage === undefined || clocks === undefined) return [];
    const driven = drivenNames(place, sources);
    if ([stage.ready, stage.valid, ...(stage.data === undefined ? [] : [stage.data.to])].some((name) => driven.has(name))) return [];
    const process = place.systemVerilog ? 'always_ff' : 'always';
    const step = indentStep(place.text);
    const { clock, reset } = clocks;
    const edge =
      reset === undefined || resetsSynchronously(place, reset.name) ? '' : ` or ${reset.activeLow ? 'negedge' : 'posedge'} ${reset.name}`;
    const load = `if (${stage.ready}) ${stage.valid} <= ${stage.given};`;
    const resetting = reset === undefined ? [] : [`${step}if (${reset.activeLow ? '!' : ''}${reset.name}) ${stage.valid} <= 1'b0;`];
    const lines = [
      `assign ${stage.ready} = !${stage.valid} || ${stage.taken};`,
      '',
      `${process} @(posedge ${clock}${edge}) begin`,
      ...resetting,
      `${step}${reset === undefined ? '' : 'else '}${load}`,
      'end',
      ...(stage.data === undefined
        ? []
        : ['', `${process} @(posedge ${clock}) if (${stage.given} && ${stage.ready}) ${stage.data.to} <= ${stage.data.from};`]),
    ];
    return [insertion(place, lines.map((line, i) => (i === 0 || line === '' ? line : place.indent + line)).join('\n'))];
  },
};

interface Stage {
  /** The upstream's valid, our ready to it, our valid, the downstream's ready. */
  readonly given: string;
  readonly ready: string;
  readonly valid: string;
  readonly taken: string;
  readonly data?: { readonly from: string; readonly to: string };
}

/** The module's only handshakes on either side; what it registers must be variables. */
function stageOf(place: Place): Stage | undefined {
  const ports = place.unit?.ports ?? [];
  const only = (direction: PortInfo['direction'], word: RegExp, wide = false): PortInfo | undefined => {
    const found = ports.filter((port) => port.direction === direction && word.test(port.name) && (wide || (port.width ?? 1) === 1));
    return found.length === 1 ? found[0] : undefined;
  };
  const [given, ready] = [only('input', /valid|vld/i), only('output', /ready|rdy/i)];
  const [valid, taken] = [only('output', /valid|vld/i), only('input', /ready|rdy/i)];
  if (given === undefined || ready === undefined || valid === undefined || taken === undefined) return undefined;
  const signals = place.unit === undefined ? undefined : signalsOf(place.unit);
  if (signals?.get(valid.name)?.variable !== true || /\breg\b/.test(ready.typeText)) return undefined;
  const [from, to] = [only('input', /data|payload/i, true), only('output', /data|payload/i, true)];
  const carries =
    from !== undefined && to !== undefined && from.typeText.replace(/^.*?(?=\[|$)/, '') === to.typeText.replace(/^.*?(?=\[|$)/, '');
  const data = carries && signals.get(to.name)?.variable === true ? { data: { from: from.name, to: to.name } } : {};
  return { given: given.name, ready: ready.name, valid: valid.name, taken: taken.name, ...data };
}
