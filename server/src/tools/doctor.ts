import type { ToolStatus } from '../protocol/contract';
import type { FoundTools, NativeProgram } from './probe';
import type { Yosys } from './yosys';

/** What each program adds and how it is installed, for the table of `doctor`. The embedded tools come first. */
export function toolStatuses(found: FoundTools, embedded: { readonly yosys: Yosys; readonly broken?: string }): ToolStatus[] {
  return [
    {
      name: 'yosys (embedded)',
      found: embedded.broken === undefined,
      version: embedded.yosys.version,
      adds: embedded.broken ?? 'elaboration and lint through slang, equivalence proofs and timing: ships with Signoff',
      ...(embedded.broken === undefined ? {} : { install: 'run Signoff on Node 22.15 or newer' }),
    },
    ...programs.map((program) => statusOf(program, found)),
  ];
}

interface Described {
  readonly name: NativeProgram;
  readonly adds: string;
  readonly install: string;
}

const programs: readonly Described[] = [
  {
    name: 'iverilog',
    adds: 'runs your testbenches, and an independent simulation that every proof must agree with',
    install: 'Debian/Ubuntu: apt install iverilog · macOS: brew install icarus-verilog · Windows: bleyer.org/icarus',
  },
  { name: 'vvp', adds: 'the run time of Icarus Verilog', install: 'comes with iverilog' },
  {
    name: 'verilator',
    adds: 'a second lint with many more rules, coverage of testbenches, and testbenches that Icarus cannot read',
    install: 'Debian/Ubuntu: apt install verilator · macOS: brew install verilator',
  },
  {
    name: 'yosys',
    adds: 'larger designs than the embedded one can hold; --tools native',
    install: 'Debian/Ubuntu: apt install yosys · macOS: brew install yosys',
  },
  {
    name: 'nextpnr-ice40',
    adds: 'timing after place and route for iCE40',
    install: 'Debian/Ubuntu: apt install nextpnr-ice40',
  },
  {
    name: 'sta',
    adds: 'a second word on fixes that were timed with your Liberty library: what OpenSTA sees slower is not offered',
    install: 'Debian/Ubuntu: apt install opensta',
  },
  {
    name: 'verible-verilog-format',
    adds: 'formatting of a document or a selection, which without it is not offered',
    install: 'a release of github.com/chipsalliance/verible on your PATH',
  },
  {
    name: 'python3',
    adds: 'runs your cocotb tests and VUnit scripts, when its environment has cocotb or VUnit',
    install: 'Debian/Ubuntu: apt install python3 · macOS: brew install python',
  },
  {
    name: 'bwrap',
    adds: 'testbenches and suggested code run contained: no network, none of your files',
    install: 'Debian/Ubuntu: apt install bubblewrap (Linux only)',
  },
];

function statusOf(program: Described, found: FoundTools): ToolStatus {
  const tool = found[program.name];
  if (tool === undefined) return { name: program.name, found: false, adds: program.adds, install: program.install };
  return { name: program.name, found: true, version: tool.version, path: tool.path, adds: program.adds };
}
