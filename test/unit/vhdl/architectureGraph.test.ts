import { describe, expect, test } from 'vitest';
import type { ModuleGraph } from '../../../server/src/graph/graphTypes';
import { explainByRule } from '../../../server/src/jobs/explain/byRule';
import { checkClaims } from '../../../server/src/jobs/explain/checkClaims';
import { architecturesOf } from '../../../server/src/vhdl/architectureGraph';

const none = { readText: () => undefined, fileOf: () => undefined };

/** The graph of the last architecture of a text; `others` are further files by name, each declaring what it is called. */
function graphOf(text: string, others: Readonly<Record<string, string>> = {}): ModuleGraph {
  const files = {
    readText: (path: string) => others[path],
    fileOf: (_kind: string, name: string) => Object.keys(others).find((one) => one === name.toLowerCase()),
  };
  const found = architecturesOf('/p/a.vhd', text, Object.keys(others).length === 0 ? none : files).at(-1);
  if (found === undefined) throw new Error('the text has no architecture');
  return found.graph();
}

function told(graph: ModuleGraph, grain: 'line' | 'block' | 'module' | 'sentence' = 'module', line = graph.line): string[] {
  return explainByRule(graph, grain, line).map((one) => `${one.line}: ${one.text}`);
}

/** An entity with these ports around declarations and statements. */
function design(ports: string, declarations: string, statements: string): string {
  return `library ieee;
use ieee.std_logic_1164.all;
use ieee.numeric_std.all;
entity dut is
  generic (width : positive := 8);
  port (${ports});
end entity;
architecture rtl of dut is
${declarations}
begin
${statements}
end architecture rtl;
`;
}

const clocked = 'clk, rst, en : in std_logic; d : in std_logic_vector(width-1 downto 0); q : out std_logic_vector(width-1 downto 0)';

describe('an architecture', () => {
  const pump = design(
    'CLK, rst_n, go : in std_logic; d : in std_logic_vector(width-1 downto 0); q : out std_logic_vector(7 downto 0); busy : out std_logic',
    `  type state_t is (IDLE, RUN, STOP);
  signal state : state_t := IDLE;
  signal ticks : unsigned(3 downto 0);`,
    `  process (clk, rst_n)
  begin
    if rst_n = '0' then
      state <= IDLE;
    elsif rising_edge(clk) then
      case state is
        when IDLE => if go = '1' then state <= RUN; end if;
        when RUN => if ticks = 9 then state <= STOP; end if;
        when others => state <= IDLE;
      end case;
    end if;
  end process;
  process (clk)
  begin
    if Clk'event and Clk = '1' and state = RUN then
      ticks <= ticks + 1;
    end if;
  end process;
  q <= d when rising_edge(clk);
  busy <= '0' when state = IDLE else '1';
  u_part : entity work.part port map (clk => clk, a => d);`,
  );

  test('is told as a module is, in the words of VHDL', () => {
    const graph = graphOf(pump);
    expect(told(graph, 'sentence')).toEqual([
      '4: dut is clocked by the posedge CLK and has 4 inputs, 2 outputs, 3 registers, 1 state machine and 1 instance.',
    ]);
    expect(told(graph).slice(1)).toEqual([
      '6: q is a register of 8 bits, clocked by the posedge CLK, without a reset.',
      '6: busy is combinational and depends on state.',
      '10: state is a state machine of 3 states.',
      "19: From IDLE it goes to RUN where `go = '1'`.",
      '20: From RUN it goes to STOP where `ticks = 9`.',
      '21: From STOP it goes to IDLE.',
      '11: ticks is a register of 4 bits, clocked by the posedge CLK, without a reset.',
      '28: ticks counts: it loads its own value through an addition.',
      '33: u_part is an instance of part.',
    ]);
    expect(told(graph, 'block', 19).slice(0, 1)).toEqual([
      '13: state is a register, clocked by the posedge CLK, reset asynchronously by rst_n low to IDLE.',
    ]);
    expect(told(graph, 'line', 28)).toEqual([
      '28: ticks loads a value from its own value through an addition where `state = RUN` at the posedge CLK.',
    ]);
  });

  test('passes the gate that every claim passes', () => {
    const graph = graphOf(pump);
    const all = Array.from({ length: graph.endLine }, (_, i) => explainByRule(graph, 'line', i + 1)).flat();
    expect(checkClaims(graph, [...all, ...explainByRule(graph, 'module', 1)]).withheld).toEqual([]);
    expect(all.length).toBeGreaterThan(15);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'a synchronous reset',
      "if rising_edge(clk) then if rst = '1' then r <= (others => '0'); else r <= d; end if; end if;",
      'clk',
      /reset synchronously by rst high to 0/,
    ],
    [
      'a reset that comes last',
      'if rising_edge(clk) then r <= d; if rst = \'1\' then r <= x"A5"; end if; end if;',
      'clk',
      /reset synchronously by rst high to x"a5"/,
    ],
    ['the falling edge', 'if falling_edge(clk) then r <= d; end if;', 'clk', /negedge clk, without a reset/],
    [
      'an asynchronous reset behind',
      "if rising_edge(clk) then r <= d; end if; if rst = '1' then r <= (others => '0'); end if;",
      'clk, rst',
      /reset asynchronously by rst high to 0/,
    ],
    [
      'an enable beside the edge',
      "if rising_edge(clk) and en = '1' then r <= d; end if;",
      'clk',
      /r is a register of 8 bits, clocked by the posedge clk/,
    ],
  ])('knows %s', (_name, body, sensitive, words) => {
    const graph = graphOf(
      design(clocked, '  signal r : std_logic_vector(width-1 downto 0);', `  process (${sensitive}) begin ${body} end process;\n  q <= r;`),
    );
    expect(told(graph).find((one) => one.includes(': r is'))).toMatch(words);
  });

  test('waits for a clock as processes without a list do', () => {
    const graph = graphOf(design(clocked, '', '  process begin wait until rising_edge(clk); q <= d; end process;'));
    expect(told(graph)).toContain('6: q is a register of 8 bits, clocked by the posedge clk, without a reset.');
  });

  test('tells variables that keep their value from those that do not', () => {
    const body = `  process (clk)
    variable kept, passed : unsigned(width-1 downto 0);
  begin
    if rising_edge(clk) then
      passed := unsigned(d) + 1;
      q <= std_logic_vector(kept);
      kept := passed;
    end if;
  end process;`;
    const graph = graphOf(design(clocked, '', body));
    const registers = graph.signals.filter(({ kind, clock }) => kind === 'reg' && clock !== undefined).map(({ id }) => id);
    expect(registers).toEqual(['q', 'kept']);
    expect(graph.edges.filter(({ to, kind }) => to === 'kept' && kind === 'data').map(({ from }) => from)).toEqual(['d']);
  });

  test('says of a process that is no hardware that it is left out', () => {
    const graph = graphOf(
      design(
        clocked,
        '  signal c : std_logic;',
        "  process begin c <= '0'; wait for 5 ns; c <= '1'; wait for 5 ns; end process;\n  q <= d;",
      ),
    );
    expect(graph.notes.join()).toMatch(/a process, since it waits/);
    expect(told(graph)).toEqual(['4: dut has 4 inputs and 1 output.', '6: q is combinational and depends on d.']);
  });
});

describe('what other files declare', () => {
  const types = `package types is
  constant depth : natural := 4;
  type word_array is array (natural range <>) of std_logic_vector(7 downto 0);
  type request is record
    valid : std_logic;
    data : std_logic_vector(15 downto 0);
  end record;
  function parity (value : std_logic_vector(7 downto 0)) return std_logic;
end package;
package body types is
  function parity (value : std_logic_vector(7 downto 0)) return std_logic is
    variable result : std_logic := '0';
  begin
    for i in value'range loop result := result xor value(i); end loop;
    return result;
  end function;
end package body;
`;
  const text = `library work; use work.TYPES.all;
entity user is port (clk : in std_logic; req : in request; at : in unsigned(1 downto 0); p : out std_logic; o : out std_logic_vector(7 downto 0)); end;
architecture a of user is
  signal words : word_array(0 to depth-1);
begin
  process (clk) begin
    if rising_edge(clk) then
      if req.VALID = '1' then words(to_integer(at)) <= req.data(7 downto 0); end if;
    end if;
  end process;
  o <= words(to_integer(at));
  p <= parity(req.data(15 downto 8));
end;
`;

  test('is known from there: types, constants, functions', () => {
    const graph = graphOf(text, { types });
    expect(graph.notes).toEqual([]);
    expect(told(graph)).toEqual([
      '2: user has 3 inputs, 2 outputs and 1 memory.',
      '2: p is combinational and depends on req.data.',
      '2: o is combinational and depends on words and at.',
      '4: words is a memory.',
    ]);
    expect(told(graph, 'line', 8)).toEqual([
      "8: words loads a value from req.data and at where `req.VALID = '1'` at the posedge clk.",
      '8: The condition on req.VALID decides what words takes.',
    ]);
    const bits = graph.edges.filter(({ to }) => to === 'p').map(({ fromLow }) => fromLow);
    expect(bits.toSorted((a, b) => a - b)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });

  test('is said to be missing where nothing declares it', () => {
    expect(graphOf(text).notes).toContain('Package TYPES was not found; what it declares is not known here.');
  });

  test('gives the directions of an instance, from an entity or a component', () => {
    const part = 'entity part is port (a : in std_logic; b : out std_logic); end;';
    const top = `entity top is port (x : in std_logic; y : out std_logic); end;
architecture s of top is
  signal m : std_logic;
  component other is port (i : in std_logic; o : out std_logic); end component;
begin
  one : entity work.PART port map (a => x, b => m);
  two : other port map (m, y);
end;
`;
    expect(told(graphOf(top, { part }))).toEqual([
      '1: top has 1 input, 1 output and 2 instances.',
      '1: y is combinational and depends on two.o.',
      '6: one is an instance of PART.',
      '6: one drives m.',
      '7: two is an instance of other.',
      '7: two drives y.',
    ]);
  });
});

describe('names', () => {
  test('are the same in capitals, and literals of two enumerations are kept apart', () => {
    const graph = graphOf(
      design(
        clocked,
        `  type one_t is (A, B);
  type two_t is (X, B, A);
  signal one : one_t;
  signal two : two_t;`,
        `  process (clk) begin
    if rising_edge(CLK) then
      if RST = '1' then ONE <= b; two <= B; end if;
      if one = A then one <= B; elsif EN = '1' then one <= A; end if;
      case two is when X => two <= A; when A => two <= b; when B => two <= X; end case;
    end if;
  end process;`,
      ),
    );
    expect(graph.machines.map(({ signal, states }) => [signal, states.map(({ name }) => name).sort()])).toEqual([
      ['one', ['A', 'B']],
      ['two', ['A', 'B', 'X']],
    ]);
  });

  test('an alias stands for what it is of, and hidden text for nothing', () => {
    const graph = graphOf(
      design(
        clocked,
        '  alias low : std_logic_vector(3 downto 0) is d(3 downto 0);',
        `  q(3 downto 0) <= low;
  -- synthesis translate_off
  q(7 downto 4) <= (others => '1');
  -- synthesis translate_on
  q(7 downto 4) <= "000" & en;`,
      ),
    );
    expect(graph.edges.filter(({ to }) => to === 'q').map(({ from, fromWidth, toLow }) => [from, fromWidth, toLow])).toEqual([
      ['d', 4, 0],
      ['en', 1, 4],
    ]);
  });
});
