/**
 * State machines of real repositories: `npm run bench -- --machines FOLDER` holds them against what was read by hand (test/data/machines.json: repository, commit, file, module, state
 * register, states, transitions without the ones back to the same state), with a checkout of each repository below the folder. `--machines FOLDER --dump PATTERN` prints what is
 * found in the files of that pattern, to be read by hand.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import type { StateMachine } from '../../server/src/graph/graphTypes';
import { openProject } from './project';

export interface KnownMachine {
  readonly repository: string;
  readonly commit: string;
  readonly file: string;
  readonly module: string;
  /** The state register; of a register that is no machine, why not in a word, and no states. */
  readonly register: string;
  readonly states: readonly string[];
  /** `FROM>TO`. */
  readonly transitions: readonly string[];
}

/** Compares every machine of the list and prints what differs; for a register without states, that none is found. */
export async function checkMachines(folder: string, list: string): Promise<void> {
  const known = JSON.parse(readFileSync(list, 'utf8')) as readonly KnownMachine[];
  let right = 0;
  for (const [repository, machines] of groupBy(known, (one) => one.repository)) {
    const root = path.join(folder, repository.slice(repository.lastIndexOf('/') + 1));
    const { index, units } = await openProject([root]);
    for (const one of machines) {
      const file = path.join(root, one.file);
      const unit = index.modulesOf(file).find((each) => each.name === one.module);
      const graph = unit === undefined ? undefined : analyzeModule(index.parse(file), unit, units);
      const machine = graph?.machines.find((each) => each.signal === one.register);
      const differs = graph === undefined ? ['the module was not found'] : differences(one, machine);
      if (differs.length === 0) right++;
      else console.log(`${repository} ${one.module} ${one.register}: ${differs.join('; ')}`);
    }
  }
  const none = known.filter((one) => one.states.length === 0).length;
  console.log(`${right} of ${known.length} as read by hand (${known.length - none} machines, ${none} registers that are none)`);
}

/** Prints the machines of the files whose path below the folder fits the pattern, and why other registers are none. */
export async function dumpMachines(folder: string, pattern: RegExp): Promise<void> {
  const { index, units } = await openProject([folder]);
  for (const file of index.files.filter((one) => pattern.test(path.relative(folder, one)))) {
    for (const unit of index.modulesOf(file).filter((one) => one.kind === 'module')) {
      const graph = analyzeModule(index.parse(file), unit, units);
      for (const machine of graph.machines)
        console.log(
          `${path.relative(folder, file)} ${unit.name} ${machine.signal}: ${stateNames(machine).join(' ')} | ${transitionsOf(machine).join(' ')}`,
        );
      for (const note of graph.machineNotes)
        if (!note.startsWith('No register')) console.log(`${path.relative(folder, file)} ${unit.name}: ${note}`);
    }
  }
}

function stateNames({ states }: StateMachine): string[] {
  return states.map((state) => state.name);
}

function transitionsOf({ transitions }: StateMachine): string[] {
  return [...new Set(transitions.filter((one) => one.from !== one.to).map((one) => `${one.from}>${one.to}`))];
}

function differences(known: KnownMachine, found: StateMachine | undefined): string[] {
  if (known.states.length === 0) return found === undefined ? [] : ['a machine was found where none is'];
  if (found === undefined) return ['no machine was found'];
  return [...difference('state', known.states, stateNames(found)), ...difference('transition', known.transitions, transitionsOf(found))];
}

function difference(what: string, known: readonly string[], found: readonly string[]): string[] {
  const missing = known.filter((one) => !found.includes(one));
  const extra = found.filter((one) => !known.includes(one));
  return [
    ...(missing.length === 0 ? [] : [`missing ${what} ${missing.join(' ')}`]),
    ...(extra.length === 0 ? [] : [`extra ${what} ${extra.join(' ')}`]),
  ];
}

function groupBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}
