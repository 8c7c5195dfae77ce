import { featureNames, peers, type FeatureName } from '../protocol/peers';
import type { InitializationOptions } from '../protocol/requests';
import { resolveSettings } from '../settings/resolve';

/** Which language features are offered, and why the others are not. Settled at `initialize`: capabilities are told once. */
export interface Switches {
  on(name: FeatureName): boolean;
  /** One sentence per reason why features are off; empty when all are on. */
  readonly words: readonly string[];
}

/** The switch of each feature of the registry; one that is not here is always on. */
const switchOf: Readonly<Record<string, FeatureName>> = {
  completion: 'completion',
  hover: 'hover',
  signatureHelp: 'signatureHelp',
  definition: 'definition',
  declaration: 'definition',
  typeDefinition: 'definition',
  references: 'references',
  rename: 'rename',
  documentHighlight: 'highlights',
  documentSymbol: 'documentSymbols',
  workspaceSymbol: 'workspaceSymbols',
  callHierarchy: 'callHierarchy',
  semanticTokens: 'semanticTokens',
  inlayHint: 'inlayHints',
  foldingRange: 'folding',
  selectionRange: 'selectionRanges',
  documentLink: 'links',
  codeLens: 'codeLens',
  codeAction: 'codeActions',
  formatting: 'formatting',
  pullDiagnostics: 'diagnostics',
};

/** Switches from the settings and peers that the client names at `initialize`: `auto` is off where a peer offers the same. */
export function switchesFrom(options: InitializationOptions): Switches {
  const { settings } = resolveSettings(options.settings ?? {});
  const named = Array.isArray(options.peers) ? options.peers.map((id) => String(id).toLowerCase()) : [];
  const present = peers.filter(({ id }) => named.includes(id));
  const off = new Map<FeatureName, string>();
  for (const name of featureNames) {
    const value = settings[`features.${name}`];
    const peer = value === 'auto' ? present.find(({ offers }) => offers.includes(name)) : undefined;
    if (value === 'off') off.set(name, '');
    else if (peer !== undefined) off.set(name, peer.name);
  }
  return { on: (name) => !off.has(name), words: wordsFor(off) };
}

/** Whether a feature of the registry is offered. */
export function isOn(switches: Switches, feature: { readonly name: string }): boolean {
  const name = switchOf[feature.name];
  return name === undefined || switches.on(name);
}

function wordsFor(off: ReadonlyMap<FeatureName, string>): string[] {
  const byReason = new Map<string, FeatureName[]>();
  for (const [name, peer] of off) byReason.set(peer, [...(byReason.get(peer) ?? []), name]);
  return [...byReason].map(([peer, names]) => {
    const list = names.join(', ');
    const one = names.length === 1;
    if (peer === '') return `${list} ${one ? 'is' : 'are'} off in the settings`;
    return `${list} ${one ? 'is' : 'are'} left to ${peer}, which offers ${one ? 'it' : 'them'} too; signoff.features.NAME = on has Signoff's beside ${one ? 'it' : 'them'}`;
  });
}
