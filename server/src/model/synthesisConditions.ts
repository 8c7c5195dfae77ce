/**
 * Whether a place in a text as it is written stands in a branch that is there for simulators only: one that the preprocessor leaves out where `SYNTHESIS` is defined, as synthesis
 * tools do, or that `translate_off` in a comment begins. Branches behind an `elsif` count as there for both.
 */
export function isForSimulation(text: string, offset: number): boolean {
  const open: { readonly when: string; readonly name: string }[] = [];
  for (const [, when = '', name = ''] of text.slice(0, offset).matchAll(conditions)) {
    const last = open.pop();
    if (when === 'ifdef' || when === 'ifndef') open.push(...(last === undefined ? [] : [last]), { when, name });
    else if (when === 'else' && last !== undefined) open.push({ when: otherwise[last.when] ?? '', name: last.name });
    else if (when === 'elsif') open.push({ when: '', name });
  }
  if ([...text.slice(0, offset).matchAll(switches)].at(-1)?.[1] === 'off') return true;
  return open.some(({ when, name }) => when === 'ifndef' && name === 'SYNTHESIS');
}

/** A text of the same length in which `translate_off` hides nothing from a tool that obeys it. */
export function withoutSwitches(text: string): string {
  return text.replace(switches, 'translate-$1');
}

const switches = /\btranslate_(off|on)\b/g;
const conditions = /^[ \t]*`(ifdef|ifndef|elsif|else|endif)\b[ \t]*(\w*)/gm;
const otherwise: Readonly<Record<string, string>> = { ifdef: 'ifndef', ifndef: 'ifdef' };
