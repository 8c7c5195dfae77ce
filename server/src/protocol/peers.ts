/** Names of the language features that can be switched off, as in the setting `signoff.features.NAME`. */
export const featureNames = [
  'completion',
  'hover',
  'signatureHelp',
  'definition',
  'references',
  'rename',
  'highlights',
  'documentSymbols',
  'workspaceSymbols',
  'callHierarchy',
  'semanticTokens',
  'inlayHints',
  'folding',
  'selectionRanges',
  'links',
  'codeLens',
  'codeActions',
  'formatting',
  'diagnostics',
  'lint',
] as const;
export type FeatureName = (typeof featureNames)[number];

/** Another extension for Verilog, and what of it would be there twice. */
export interface Peer {
  /** `publisher.name`, in lower case: editors compare ids without case. */
  readonly id: string;
  readonly name: string;
  readonly offers: readonly FeatureName[];
}

/** What slang-server answers, whichever extension starts it: slang's own problems, no latches, drivers, loops or Verilator's rules. */
const slangServer = [
  'completion',
  'hover',
  'definition',
  'references',
  'rename',
  'documentSymbols',
  'workspaceSymbols',
  'callHierarchy',
  'inlayHints',
  'diagnostics',
] as const;

/** Known extensions with what they offer as they are installed; what has to be set up first is not counted. */
export const peers: readonly Peer[] = [
  { id: 'hudson-river-trading.vscode-slang', name: 'slang-server', offers: slangServer },
  { id: 'mshr-h.veriloghdl', name: 'Verilog-HDL/SystemVerilog', offers: slangServer },
  {
    id: 'pascal-lab.vide-code-extension',
    name: 'Vide',
    offers: [
      'completion',
      'hover',
      'signatureHelp',
      'definition',
      'references',
      'rename',
      'documentSymbols',
      'semanticTokens',
      'inlayHints',
      'diagnostics',
    ],
  },
  {
    id: 'lazyverilog.lazyverilog-vscode',
    name: 'LazyVerilog',
    offers: [
      'completion',
      'hover',
      'signatureHelp',
      'definition',
      'references',
      'rename',
      'inlayHints',
      'folding',
      'formatting',
      'diagnostics',
    ],
  },
  {
    id: 'chipsalliance.verible',
    name: 'Verible',
    offers: ['definition', 'references', 'rename', 'documentSymbols', 'formatting', 'diagnostics'],
  },
  {
    id: 'imctradingbv.svlangserver',
    name: 'svlangserver',
    offers: [
      'completion',
      'hover',
      'signatureHelp',
      'definition',
      'documentSymbols',
      'workspaceSymbols',
      'formatting',
      'diagnostics',
      'lint',
    ],
  },
  {
    id: 'eirikpre.systemverilog',
    name: 'SystemVerilog - Language Support',
    offers: ['completion', 'hover', 'definition', 'documentSymbols', 'workspaceSymbols', 'formatting'],
  },
  {
    id: 'teros-technology.teroshdl',
    name: 'TerosHDL',
    offers: ['completion', 'hover', 'definition', 'documentSymbols', 'formatting', 'diagnostics', 'lint'],
  },
  {
    id: 'sterben.fpga-support',
    name: 'Digital IDE',
    offers: ['completion', 'hover', 'definition', 'documentSymbols', 'formatting', 'diagnostics', 'lint'],
  },
  { id: 'andrewnolte.vscode-system-verilog', name: 'Verilog/SystemVerilog Tools', offers: ['hover', 'definition', 'documentSymbols'] },
  { id: 'dalance.svls-vscode', name: 'svls', offers: ['diagnostics'] },
  { id: 'bmpenuelas.systemverilog-formatter-vscode', name: 'SystemVerilog and Verilog Formatter', offers: ['formatting'] },
];
