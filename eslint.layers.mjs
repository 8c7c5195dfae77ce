/**
 * Who may import whom, per folder of server/src. Each folder may import itself, the folders named here and nothing else of ours.
 * Node built-ins are closed everywhere but in `platform` and in the files that say why in eslint.config.mjs.
 */
export const layers = {
  base: [],
  protocol: [],
  settings: ['base', 'protocol'],
  syntax: ['base'],
  model: ['base', 'syntax'],
  graph: ['base', 'protocol', 'syntax', 'model'],
  netlist: ['base'],
  tools: ['base', 'protocol', 'model', 'netlist'],
  sim: ['base', 'protocol', 'netlist'],
  verify: ['base', 'protocol', 'syntax', 'model', 'netlist', 'tools', 'sim'],
  timing: ['base', 'protocol', 'model', 'graph', 'netlist'],
  llm: ['base', 'protocol'],
  completion: ['base', 'protocol', 'syntax', 'model', 'graph', 'llm', 'tools', 'verify'],
  fixes: ['base', 'protocol', 'syntax', 'model', 'graph', 'netlist', 'timing', 'llm', 'tools', 'verify'],
  engine: [
    'base',
    'protocol',
    'settings',
    'syntax',
    'model',
    'graph',
    'netlist',
    'tools',
    'sim',
    'verify',
    'timing',
    'llm',
    'completion',
    'fixes',
  ],
  features: ['base', 'protocol', 'settings', 'syntax', 'model', 'graph', 'verify', 'timing', 'completion', 'fixes', 'engine'],
  commands: ['base', 'protocol', 'settings', 'engine'],
  platform: ['base', 'protocol', 'tools', 'sim', 'llm', 'model'],
};
