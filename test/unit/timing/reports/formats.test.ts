import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedReport, ReportPath } from '../../../../server/src/timing/reports/report';
import { reportFigures } from '../../../../server/src/timing/reports/figures';
import { parseReport } from '../../../../server/src/timing/reports/readReport';

const text = (name: string): string => readFileSync(path.resolve(__dirname, '../../../data/reports', name), 'utf8');

function read(name: string): ParsedReport {
  const report = parseReport(text(name));
  if (!report.ok) throw new Error(report.message);
  return report.value;
}

/** Start, end, check, slack, arrival and requirement of each path. */
function lines({ paths }: ParsedReport): string[] {
  const shown = (time: number | undefined): string => (time === undefined ? '–' : time.toFixed(3));
  return paths.map(
    (one: ReportPath) =>
      `${one.check} ${one.start.kind}:${one.start.name} → ${one.end.kind}:${one.end.name} ${shown(one.slack)} at ${shown(one.arrival)} of ${shown(one.requirement)}`,
  );
}

const walk = ({ paths }: ParsedReport): string[] =>
  (paths[0]?.points ?? []).map((one) => `${one.pin} ${one.cell ?? ''} +${one.delay.toFixed(3)} ${one.arrival.toFixed(3)}`);

describe('report formats', () => {
  it('Vivado: paths, clocks, sums, pairs of clocks, what is not constrained', () => {
    const report = read('vivado.rpt');
    expect(report).toMatchObject({ format: 'vivado', version: '2023.1', design: 'mac', problems: [] });
    expect(lines(report)).toEqual([
      'setup register:ra_reg[3] → register:lane[1].u_sum/acc_reg[19] -0.412 at 4.321 of 4.000',
      'hold register:rb_reg[0] → register:rb_q_reg[0] 0.061 at 0.250 of 0.000',
      'setup port:a[3] → register:ra_reg[3] – at 1.700 of –',
    ]);
    expect(report.paths.map((one) => one.corner)).toEqual(['Slow', 'Fast', 'Slow']);
    expect(walk(report)).toEqual([
      'ra_reg[3]/Q FDRE +0.456 0.456',
      'ra[3] net +1.500 1.956',
      'lane[1].u_sum/acc[19]_i_4/O LUT2 +0.124 2.080',
      'lane[1].u_sum/acc[19]_i_4_n_0 net +0.721 2.801',
      'lane[1].u_sum/acc_reg[19]_i_1/O[3] CARRY4 +1.520 4.321',
      'lane[1].u_sum/acc_reg[19]_i_1_n_4 net +0.000 4.321',
    ]);
    expect(report.clocks).toEqual([
      { name: 'clk', period: 4 },
      { name: 'clk_div', period: 8 },
    ]);
    expect(report.summaries).toEqual([
      { check: 'setup', of: undefined, corner: undefined, wns: -0.412, tns: -1.93, violated: 7 },
      { check: 'hold', of: undefined, corner: undefined, wns: 0.061, tns: 0, violated: 0 },
    ]);
    expect(report.crossings).toEqual([
      { from: 'clk', to: 'clk_div', timed: true },
      { from: 'clk_div', to: 'clk', timed: false },
    ]);
    expect(report.unconstrained).toEqual(['16 input ports with no input delay specified']);
  });

  it('Quartus: listed paths by model, sums, transfers', () => {
    const report = read('quartus.rpt');
    expect(report).toMatchObject({ format: 'quartus', version: '22.1std.0', design: 'mac', problems: [] });
    expect(lines(report)).toEqual([
      'setup register:ra[3] → register:adder:lane[1].u_sum|acc[19] -0.412 at 4.321 of 4.000',
      'setup register:rb[0]~DUPLICATE → register:rb_q[0] 0.350 at 3.559 of 4.000',
      'hold register:rb[0] → register:rb_q[0] 0.301 at 0.520 of 0.000',
    ]);
    expect(report.paths[0]?.corner).toBe('Slow 1200mV 85C');
    expect(report.summaries.map((one) => [one.of, one.corner, one.wns, one.tns])).toEqual([
      ['clk', 'Slow 1200mV 85C', -0.412, -1.93],
      ['slow', 'Slow 1200mV 85C', 1.3, 0],
      ['clk', 'Fast 1200mV 0C', 1.1, 0],
    ]);
    expect(report.crossings).toEqual([{ from: 'slow', to: 'clk', timed: false }]);
    expect(report.unconstrained).toEqual(['16 input ports without a constraint']);
  });

  it('Quartus: a path told in full', () => {
    const report = read('quartusPath.rpt');
    expect(lines(report)).toEqual(['setup register:ra[3] → register:adder:lane[1].u_sum|acc[19] -0.412 at 4.871 of 4.000']);
    expect(walk(report)).toEqual([
      'ra[3] utco +0.000 0.550',
      'ra[3]|q cell +0.200 0.750',
      'lane[1].u_sum|Add0~1|datac net +1.250 2.000',
      'adder:lane[1].u_sum|acc[19] cell +2.871 4.871',
    ]);
  });

  it('Design Compiler: names that leave no room, recovery, unconstrained paths; the unit is not said', () => {
    const report = read('synopsys.rpt');
    expect(report).toMatchObject({ format: 'synopsys', version: 'X-2024.01', design: 'mac' });
    expect(report.problems).toEqual(['The report names no time unit; its times are taken as ns.']);
    expect(lines(report)).toEqual([
      'setup register:ra_reg_3_ → register:lane[1].u_sum/acc_reg[19] -0.410 at 4.420 of 4.000',
      'recovery port:rst → register:rb_reg_0_ 2.700 at 1.200 of 4.000',
      'setup port:a[0] → port:y[0] – at 0.300 of –',
    ]);
    expect(report.paths[0]?.points[0]).toEqual({ pin: 'ra_reg_3_/Q', cell: 'DFFR', net: 'ra[3]', delay: 0.18, arrival: 0.28 });
    expect(walk(report)[1]).toBe('lane[1].u_sum/U17_with_a_name_that_leaves_no_room/Y NAND2 +1.720 2.000');
  });

  it('Design Compiler: a unit that is said counts', () => {
    const report = parseReport(`  Time_unit                 : 1e-12 Second(ps)\n${text('synopsys.rpt')}`);
    if (!report.ok) throw new Error(report.message);
    expect(report.value.paths[0]?.slack).toBeCloseTo(-0.00041, 8);
    expect(report.value.problems).toEqual([]);
  });

  it('Genus: picoseconds, and a path without constraint', () => {
    const report = read('genus.rpt');
    expect(report).toMatchObject({ format: 'cadence', design: 'mac', problems: [] });
    expect(lines(report)).toEqual([
      'setup register:ra_reg[3] → register:lane[1].u_sum/acc_reg[19] -0.412 at 4.352 of 4.000',
      'setup port:a[0] → port:y[0] – at 0.300 of –',
    ]);
    expect(walk(report)).toEqual([
      'ra_reg[3]/Q DFFX1 +0.237 0.237',
      'lane[1].u_sum/g12/Y NOR2X1 +4.115 4.352',
      'lane[1].u_sum/acc_reg[19]/D DFFX1 +0.000 4.352',
    ]);
  });

  it('Genus, the older form: by pins, with the setup time in the walk', () => {
    const report = read('genusOlder.rpt');
    expect(report).toMatchObject({ format: 'genus', design: 'mac', problems: [] });
    expect(lines(report)).toEqual(['setup register:ra_reg[3] → register:acc_reg[19] -0.412 at 4.412 of 4.000']);
    expect(walk(report).slice(0, 3)).toEqual([
      'ra_reg[3]/Q DFFX1 +0.237 0.237',
      'lane[1].u_sum/g12/A  +0.000 0.237',
      'lane[1].u_sum/g12/Y NOR2X1 +4.115 4.352',
    ]);
  });

  it('Innovus and Tempus: a log that breaks lines and names, and the capturing clock path left out', () => {
    const report = read('innovus.log');
    expect(lines(report)).toEqual([
      'setup register:lane[1].u_in_with_a_long_name_too/ra_reg[3] → register:lane[1].u_sum_with_a_long_name/acc_reg[19] -0.412 at 4.416 of 4.000',
      'hold register:rb_reg[0] → register:rb_q_reg[0] 0.061 at 0.211 of –',
    ]);
    expect(report.paths.map((one) => one.corner)).toEqual(['slow_view', 'fast_view']);
    expect(walk(report)).toEqual([
      'lane[1].u_in_with_a_long_name_too/ra_reg[3]/Q DFFX4 +0.313 0.413',
      'lane[1].u_sum_with_a_long_name/g7/Y NOR2X8 +4.003 4.416',
      'lane[1].u_sum_with_a_long_name/acc_reg[19]/D DFFX4 +0.000 4.416',
    ]);
  });

  it('icetime: the path by its nets, held against the period it was given', () => {
    const report = read('icetime.rpt');
    expect(lines(report)).toEqual(['setup register:ra[3] → register:acc[19] -0.780 at 10.780 of 10.000']);
    expect(walk(report)[1]).toBe('net_50056 LogicCell40 +9.590 10.230');
  });

  it('nextpnr: the log after routing, half periods between unlike edges, lines of the source', () => {
    const report = read('nextpnr.log');
    expect(lines(report)).toEqual([
      'setup register:ra_SB_DFF_Q_4_DFFLC → register:acc_SB_DFFSR_Q_D_SB_LUT4_O_LC -0.400 at 8.400 of 8.000',
      'setup register:acc_SB_DFFSR_Q_DFFLC → register:neg_SB_DFFN_Q_DFFLC 2.100 at 1.900 of 4.000',
      'setup port:a[3] → register:ra_SB_DFF_Q_4_DFFLC – at 3.600 of –',
    ]);
    expect(report.paths[0]?.points[1]).toMatchObject({ cell: 'net', net: 'ra[3]', sources: ['mac.v:2.13-2.15'] });
  });

  it('nextpnr --report: the same path from JSON', () => {
    const report = read('nextpnrReport.json');
    expect(lines(report).slice(0, 1)).toEqual([
      'setup register:ra_SB_DFF_Q_4_DFFLC → register:acc_SB_DFFSR_Q_D_SB_LUT4_O_LC -0.400 at 8.400 of 8.000',
    ]);
    expect(report.met.unconstrained).toBe(1);
    expect(parseReport(text('nextpnrReport.json').slice(0, 300))).toMatchObject({
      value: { problems: [expect.stringContaining('not whole')] },
    });
    expect(parseReport('{"fmax": {}}')).toMatchObject({ value: { problems: [expect.stringContaining('critical_paths')] } });
  });

  it('nextpnr: paths that are too fast, the clocks that are apart no start of a path, pairs of related clocks', () => {
    const report = parseReport(`Info: Critical path report for clock 'clk' (posedge -> posedge):
Info:       type curr  total name
Info:   clk-skew  0.30  0.30 Net clk (1,2) -> (3,4)
Info:                          Sink ra_DFF_Q.CLK
Info:   clk-to-q  0.50  0.80 Source ra_DFF_Q.Q
Info:    routing  1.00  1.80 Net ra (1,2) -> (3,4)
Info:                          Sink rb_DFF_Q.D
Info:      setup  0.20  2.00 Source rb_DFF_Q.D
Info: 0.70 ns logic, 1.30 ns routing
Info: Critical path report for cross-domain path 'posedge clk' -> 'posedge fast':
Info:       type curr  total name
Info: clk-to-clk  1.00  1.00 Net clk (1,2) -> (3,4)
Info:                          Sink ra_DFF_Q.CLK
Info:   clk-to-q  0.50  1.50 Source ra_DFF_Q.Q
Info:      setup  5.50  7.00 Source rc_DFF_Q.D
Info: 6.00 ns logic, 1.00 ns routing
Info: 1 Hold/min time violations (showing 10 worst paths):
Warning: Hold/min time violation for clock 'posedge clk':
Info:       type curr  total name
Info:   clk-skew -1.76 -1.76 Net clk (1,2) -> (3,4)
Info:                          Sink ra_DFF_Q.CLK
Info:   clk-to-q  0.25 -1.51 Source ra_DFF_Q.Q
Info:    routing  0.92 -0.59 Net ra (1,2) -> (3,4)
Info:                          Sink rq_DFF_Q.D
Info:       hold -0.01 -0.60 Source rq_DFF_Q.D
Info: 0.24 ns logic, -0.84 ns routing
Info: Max frequency for clock  'clk': 500.00 MHz (PASS at 100.00 MHz)
ERROR: Max frequency for  posedge clk -> posedge fast: 125.00 MHz (FAIL at 200.00 MHz)
`);
    if (!report.ok) throw new Error(report.message);
    expect(lines(report.value)).toEqual([
      'setup register:ra_DFF_Q → register:rb_DFF_Q 8.000 at 2.000 of 10.000',
      'setup register:ra_DFF_Q → register:rc_DFF_Q -3.000 at 7.000 of 5.000',
      'hold register:ra_DFF_Q → register:rq_DFF_Q -0.600 at -0.600 of 0.000',
    ]);
  });

  it('Quartus: paths and sums as messages of quartus_sta', () => {
    const report = read('quartusMessages.txt');
    expect(report).toMatchObject({ format: 'quartus', version: '20.1.1', problems: [expect.stringMatching(/^1 check .* -0\.120 ns/)] });
    expect(lines(report)).toEqual([
      'setup register:ra[3] → register:adder:u|\\G:1:acc -1.308 at 6.308 of 5.000',
      'hold register:ra[0] → register:rb[0] 0.201 at 3.100 of 0.000',
    ]);
    expect(report.paths.map((one) => one.corner)).toEqual(['Slow 1200mV 85C', 'Fast 1200mV 0C']);
    expect(walk(report)).toEqual([
      'ra[3] utco +0.232 3.334',
      'ra[3]|q cell +0.000 3.334',
      'u|Add0~1|datac net +1.200 4.534',
      'adder:u|\\G:1:acc cell +1.774 6.308',
    ]);
    expect(report.summaries.map((one) => [one.check, one.of, one.corner, one.wns, one.tns])).toEqual([
      ['setup', 'clk', 'Slow 1200mV 85C', -1.308, -7.5],
      ['hold', 'clk', 'Fast 1200mV 0C', 0.201, 0],
    ]);
  });

  it('Quartus: the messages of a compilation report repeat its tables and count once', () => {
    const both = parseReport(`${text('quartus.rpt')}\n${text('quartusMessages.txt')}`);
    if (!both.ok) throw new Error(both.message);
    expect(lines(both.value)).toEqual(lines(read('quartus.rpt')));
    expect(both.value.summaries).toEqual(read('quartus.rpt').summaries);
  });

  it('Innovus: a table by pins, with their nets and a name that runs over', () => {
    const report = parseReport(`Path 1: VIOLATED Early External Delay Assertion
Endpoint:   y[0]        (v) checked with leading edge of 'clk'
Beginpoint: u/acc_reg/Q (v) triggered by leading edge of 'clk'
Path Groups: {clk}
Other End Arrival Time          0.000
+ Phase Shift                   0.000
= Required Time                 0.500
  Arrival Time                  0.410
  Slack Time                   -0.090
     +--------------------------------------------------------------+
     |        Pin        | Edge |  Net  | Cell  | Delay | Arrival |
     |                   |      |       |       |       |  Time   |
     |-------------------+------+-------+-------+-------+---------|
     | clk               |  ^   | clk   |       |       |   0.000 |
     | u/acc_reg/CK      |  ^   | clk   | DFFX1 | 0.000 |   0.000 |
     | u/acc_reg/Q       |  v   | u/acc | DFFX1 | 0.300 |   0.300 |
     | u/FE_OFC_with_a_l |  v   | u/acc | BUFX1 | 0.010 |   0.310 |
     | ong_name/A        |      |       |       |       |         |
     | y[0]              |  v   | y[0]  |       | 0.100 |   0.410 |
     +--------------------------------------------------------------+
`);
    if (!report.ok) throw new Error(report.message);
    expect(lines(report.value)).toEqual(['hold register:u/acc_reg → port:y[0] -0.090 at 0.410 of –']);
    expect(report.value.paths[0]?.points.map((one) => [one.pin, one.net])).toEqual([
      ['u/acc_reg/CK', 'clk'],
      ['u/acc_reg/Q', 'u/acc'],
      ['u/FE_OFC_with_a_long_name/A', 'u/acc'],
      ['y[0]', 'y[0]'],
    ]);
  });

  it('Genus: the columns of a table in another order', () => {
    const report = parseReport(`Path 1: VIOLATED (-12 ps) Setup Check with Pin b_reg/CK->D
          Group: clk
     Startpoint: (R) a_reg/CK
          Clock: (R) clk
       Endpoint: (R) b_reg/D
          Clock: (R) clk
                     Capture       Launch
        Clock Edge:+    1000            0
         Data Path:-     962
             Slack:=     -12
#--------------------------------------------------------
# Delay Arrival Trans Fanout Load   Cell    Timing Point
#  (ps)   (ps)   (ps)        (fF)
#--------------------------------------------------------
      -       0   100      1    - (arrival) a_reg/CK
    390     390    18      4  2.1 DFFX1     a_reg/Q
    572     962    52      1  1.0 AND4X1    u/g1/Y
      0     962     -      1    - DFFX1     b_reg/D
#--------------------------------------------------------
`);
    if (!report.ok) throw new Error(report.message);
    expect(lines(report.value)).toEqual(['setup register:a_reg → register:b_reg -0.012 at 0.962 of 1.000']);
    expect(walk(report.value)).toEqual(['a_reg/Q DFFX1 +0.390 0.390', 'u/g1/Y AND4X1 +0.572 0.962', 'b_reg/D DFFX1 +0.000 0.962']);
  });

  it('Genus, the older form: pins below the instance around them, a clock pin without a delay', () => {
    const report = parseReport(`      Pin                Type   Fanout Load Slew Delay Arrival
                                (fF) (ps)  (ps)   (ps)
-------------------------------------------------------------
(clock clk)             launch                         0 R
u_core
  a_reg[2]/CP                         400              0 R
  a_reg[2]/Q            dfnrq4      6 41.0  148  +580  580 F
  g1/I                                            +4   584
  g1/ZN                 inv         4 17.4   70   +63  647 R
b_reg/D            <<<  dfnrq4                     +0  647
b_reg/CP                setup               400  +103  750 R
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
(clock clk)             capture                      700 R
-------------------------------------------------------------
Timing slack :     -50ps (TIMING VIOLATION)
Start-point  : u_core/a_reg[2]/CP
End-point    : b_reg/D
`);
    if (!report.ok) throw new Error(report.message);
    expect(lines(report.value)).toEqual(['setup register:u_core/a_reg[2] → register:b_reg -0.050 at 0.750 of 0.700']);
    expect(walk(report.value).slice(0, 4)).toEqual([
      'u_core/a_reg[2]/Q dfnrq4 +0.580 0.580',
      'u_core/g1/I  +0.004 0.584',
      'u_core/g1/ZN inv +0.063 0.647',
      'b_reg/D dfnrq4 +0.000 0.647',
    ]);
  });

  it('Innovus: a table ruled with spaces, the pin last, and empty cells in it', () => {
    const report = parseReport(`Path 1: VIOLATED Setup Check with Pin b_reg/CLK
Endpoint:   b_reg/D (^) checked with  leading edge of 'clk'
Beginpoint: u/a_reg/Q (^) triggered by  leading edge of 'clk'
Path Groups: {clk}
Other End Arrival Time          0.000
+ Phase Shift                   1.000
= Required Time                 1.000
- Arrival Time                  1.046
= Slack Time                   -0.046
      ---------------------------------------------------------------
       Delay     Arrival    Slew      Fanout   Cell        Pin
                 Time
      ---------------------------------------------------------------
                0.326      0.122     84                   u/a_reg/CLK
      0.318     0.644      0.072     1        DFFX1       u/a_reg/Q
      0.402     1.046      0.065              INVX4       b_reg/D
      ---------------------------------------------------------------
`);
    if (!report.ok) throw new Error(report.message);
    expect(walk(report.value)).toEqual(['u/a_reg/CLK  +0.000 0.326', 'u/a_reg/Q DFFX1 +0.318 0.644', 'b_reg/D INVX4 +0.402 1.046']);
  });

  it('Design Compiler: a capacitance beside the name and the other numbers on the next line', () => {
    const report = parseReport(`  Startpoint: d (input port clocked by clk)
  Endpoint: q_reg (rising edge-triggered flip-flop clocked by clk)
  Path Group: clk
  Path Type: max

  Point                           Cap      Incr       Path
  -----------------------------------------------------------
  clock clk (rise edge)                 0.00000    0.00000
  input external delay                  0.10000    0.10000 r
  d (in)                     2505.91553
                                        0.02506    0.12506 r
  u_pad/DOUT (PAD)              0.51122
                                        0.39802 *  0.52308 r
  q_reg/D (DFFX1)                       0.00000    0.52308 r
  data arrival time                                0.52308

  clock clk (rise edge)                 0.59000    0.59000
  library setup time                   -0.16370    0.42630
  data required time                               0.42630
  -----------------------------------------------------------
  data required time                               0.42630
  data arrival time                               -0.52308
  -----------------------------------------------------------
  slack (VIOLATED)                                -0.09678
`);
    if (!report.ok) throw new Error(report.message);
    expect(walk(report.value)).toEqual(['d  +0.025 0.125', 'u_pad/DOUT PAD +0.398 0.523', 'q_reg/D DFFX1 +0.000 0.523']);
  });

  it('Quartus Pro: a list takes its check from the line above it, and paths told in full below it count once', () => {
    const list = `
; Summary of Paths ;
; Slack ; From Node ; To Node ; Launch Clock ; Latch Clock ; Relationship ; Clock Skew ; Data Delay ; Worst-Case Operating Conditions ;
; 0.012 ; ra[3]     ; rq[6]   ; clk          ; clk         ; 0.000        ; 0.010      ; 0.152      ; Fast vid2 100C Model ;

`;
    const report = parseReport(`Report Timing: Found 1 hold paths (0 violated).  Worst case slack is 0.012
${list}Report Timing: Found 1 setup paths (1 violated).  Worst case slack is -0.412
${list}${text('quartusPath.rpt')}
; Setup Summary ;
; Clock ; Slack  ; End Point TNS ; Failing End Points ; Worst-Case Operating Conditions ;
; clk   ; -0.412 ; -0.900        ; 3                  ; Slow vid2 100C Model ;
`);
    if (!report.ok) throw new Error(report.message);
    expect(lines(report.value)).toEqual([
      'hold register:ra[3] → register:rq[6] 0.012 at 0.152 of 0.000',
      'setup register:ra[3] → register:adder:lane[1].u_sum|acc[19] -0.412 at 4.871 of 4.000',
    ]);
    expect(report.value.summaries).toEqual([{ check: 'setup', of: 'clk', corner: undefined, wns: -0.412, tns: -0.9 }]);
    expect(parseReport(`Timing Analyzer report for m\n${list}`)).toMatchObject({
      value: { paths: [], problems: [expect.stringContaining('does not say what is checked')] },
    });
  });

  it('Quartus: paths that the Design Assistant lists again are no further paths', () => {
    const again = `
; TMC-20202 - Paths Failing Setup Analysis with High Logic Delay ;
; Slack  ; From Node ; To Node ; Intrinsic Margin ; Waived ;
; -1.162 ; ra[3]     ; rq[6]   ; 1.826            ;        ;
`;
    const both = parseReport(`${text('quartus.rpt')}\n${again}`);
    if (!both.ok) throw new Error(both.message);
    expect(both.value.problems).toEqual([]);
    expect(lines(both.value)).toEqual(lines(read('quartus.rpt')));
  });

  it('OpenSTA: pulse widths and periods that are violated are told, though they have no path', () => {
    const checks = `Startpoint: ra (rising edge-triggered flip-flop clocked by clk)
Endpoint: rb (rising edge-triggered flip-flop clocked by clk)
Path Group: clk
Path Type: min

  Delay    Time   Description
---------------------------------------------------------
   0.00    0.00   clock clk (rise edge)
   0.00    0.00 ^ ra/CK (DFF_X1)
   0.08    0.08 v ra/Q (DFF_X1)
   0.00    0.08 v rb/D (DFF_X1)
           0.08   data arrival time

   0.00    0.00   clock clk (rise edge)
   0.10    0.10   library hold time
           0.10   data required time
---------------------------------------------------------
           0.10   data required time
          -0.08   data arrival time
---------------------------------------------------------
          -0.02   slack (VIOLATED)


Pin: ra/CK
Check: sequential_clock_pulse_width
           0.60   required pulse width (high)
           0.35   actual pulse width
---------------------------------------------------------
          -0.25   slack (VIOLATED)

Pin: ra/CK
          10.00   period
          -1.00   min period
---------------------------------------------------------
           9.00   slack (MET)
`;
    const report = parseReport(checks);
    if (!report.ok) throw new Error(report.message);
    expect(lines(report.value)).toEqual(['hold register:ra → register:rb -0.020 at 0.080 of 0.000']);
    expect(report.value.problems).toContainEqual(expect.stringMatching(/^1 check of a pulse width or period is violated .* -0\.250 ns/));
    // A report of hold paths says nothing of the period, and its violations count all the same.
    expect(reportFigures(report.value, {})).toMatchObject({ ok: true, value: { period: 0, wns: 0, fast: { wns: -0.02 } } });
  });

  it.each([
    'vivado.rpt',
    'quartus.rpt',
    'synopsys.rpt',
    'genus.rpt',
    'genusOlder.rpt',
    'innovus.log',
    'icetime.rpt',
    'nextpnr.log',
    'quartusMessages.txt',
  ])('%s: cut anywhere it gives no path that the whole does not have, and no exception', (name) => {
    const whole = text(name);
    const known = new Set(lines(read(name)).map((one) => one.replace(/ \S+ at .*/, '')));
    // A log that is cut before its last report has the one of the placement.
    known.add('setup register:before_routing_DFFLC → register:gone_LC');
    for (let cut = 0; cut < whole.length; cut += 61) {
      const part = parseReport(whole.slice(0, cut));
      if (!part.ok) continue;
      for (const line of lines(part.value)) expect(known).toContain(line.replace(/ \S+ at .*/, ''));
    }
  });
});
