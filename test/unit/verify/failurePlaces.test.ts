import { describe, expect, it } from 'vitest';
import { failuresOf, failureText } from '../../../server/src/verify/checks/failurePlaces';

const text = `module tb;
  initial begin
    $display("FAIL at %0t: q=%0d, expected %0d", $time, q, 4);
    $display("mismatch in step %d: got %h", i, q);
    if (bad) $display("ERROR one");
    if (worse) $display("ERROR one");
    $display({"FAILED ", name});
    $write("%s\\n", message);
    $display("[%t] check of %m failed (100%%)", $realtime);
  end
endmodule
`;
const origins = new Map([['s1.sv', '/p/tb.sv']]);
const place = (line: string, printed: readonly string[] = [line]) => failuresOf([line], printed, [{ path: '/p/tb.sv', text }], origins)[0];

describe('when and where a check failed', () => {
  it('is what the simulator says of its own messages', () => {
    const lines = ['ERROR: s1.sv:10: q is 4', '       Time: 50 Scope: tb', 'ERROR: s1.sv:11: ', '       Time: 60 Scope: tb'];
    expect(place(lines[0] ?? '', lines)).toEqual({ message: 'q is 4', file: '/p/tb.sv', line: 10, time: '50' });
    expect(place(lines[2] ?? '', lines)).toEqual({ message: 'the assertion failed', file: '/p/tb.sv', line: 11, time: '60' });
    expect(place('[70] %Error: s1.sv:12: Assertion failed in TOP.tb: stop here')).toEqual({
      message: 'stop here',
      file: '/p/tb.sv',
      line: 12,
      time: '70',
    });
  });

  it('is the print statement that alone could have written the line, with the time that it printed', () => {
    expect(place('FAIL at 35: q=2, expected 4')).toMatchObject({ line: 3, time: '35' });
    expect(place('mismatch in step          7: got 0x')).toMatchObject({ line: 4 });
    expect(place('mismatch in step          7: got 0x')).not.toHaveProperty('time');
    expect(place('[              120 ns] check of tb.dut failed (100%)')).toMatchObject({ line: 9, time: '120 ns' });
  });

  it('has its time in ns, by the timescales: the simulator counts steps of the finest, $time units of the file, %t as $timeformat says', () => {
    const scaled = (more: string) => [
      { path: '/p/d.sv', text: '`timescale 1ns/10ps // `timescale 1s/1s\n' },
      { path: '/p/tb.sv', text: text + more },
    ];
    const of = (line: string, more = '', printed: readonly string[] = [line]) =>
      failuresOf([line], printed, scaled(more), origins)[0]?.time;
    const own = 'ERROR: s1.sv:10: q is 4';
    expect(of(own, '', [own, '       Time: 1250 Scope: tb'])).toBe('12.5 ns');
    expect(of('FAIL at 1250: q=2, expected 4')).toBe('12.5 ns');
    expect(of('FAIL at 1250: q=2, expected 4', 'initial $timeformat(-6, 0, "", 8);')).toBe('1250000 ns');
    expect(of('FAIL at 1250: q=2, expected 4', 'initial $timeformat(-6); initial $timeformat(-9);')).toBe('1250');
    expect(of('[ 120 ns] check of tb.dut failed (100%)')).toBe('120 ns');
    const counted = '\nmodule n; timeunit 100us; initial $display("late at %0d", $time); endmodule';
    expect(of('late at 3', counted)).toBe('300000 ns');
    expect(of(own, 'module n; timeprecision 1 fs; endmodule', [own, '       Time: 70 Scope: tb'])).toBe('0.00007 ns');
  });

  it('is left open where two statements or none could have written it', () => {
    expect(place('ERROR one')).toEqual({ message: 'ERROR one' });
    expect(place('FAILED by someone else')).toEqual({ message: 'FAILED by someone else' });
  });

  it('is told in one sentence', () => {
    expect(failureText({ message: 'q is 4', time: '50' })).toBe('at 50: q is 4');
    expect(failureText({ message: 'FAIL at 50', time: '50' })).toBe('FAIL at 50');
    expect(failureText({ message: 'no' })).toBe('no');
  });
});
