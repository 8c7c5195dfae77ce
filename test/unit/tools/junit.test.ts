import { describe, expect, it } from 'vitest';
import { readJUnit } from '../../../server/src/tools/junit';

describe('a JUnit report', () => {
  it('of cocotb 1, with a failure in an attribute and simulated time', () => {
    const xml = `<testsuites name="results"><testsuite name="all" package="all">
      <testcase name="ok" classname="test_x" file="/p/test_x.py" lineno="7" time="0.1" sim_time_ns="40.0" ratio_time="1" />
      <testcase name="bad" classname="test_x" time="0.2" sim_time_ns="55"><failure error_type="AssertionError" error_msg="q &lt; 3 &amp; &quot;x&quot;" /></testcase>
    </testsuite></testsuites>`;
    expect(readJUnit(xml)).toEqual([
      { name: 'ok', className: 'test_x', outcome: 'passed', words: '', seconds: 0.1, file: '/p/test_x.py', line: 7, simulated: 40 },
      { name: 'bad', className: 'test_x', outcome: 'failed', words: 'q < 3 & "x"', seconds: 0.2, simulated: 55 },
    ]);
  });

  it('of VUnit, with texts, a skip, and characters by number', () => {
    const xml = `<testsuite><testcase classname="lib.tb" name="a b" time="1"><failure message="Failed" /><system-out>log</system-out></testcase>
      <testcase name='c'><skipped message="no &#x3c;reason&#62;"/></testcase>
      <testcase name="d"><error><![CDATA[line 1
line <2>]]></error></testcase></testsuite>`;
    expect(readJUnit(xml).map(({ name, outcome, words }) => [name, outcome, words])).toEqual([
      ['a b', 'failed', 'Failed'],
      ['c', 'skipped', 'no <reason>'],
      ['d', 'failed', 'line 1\nline <2>'],
    ]);
  });

  it('that is none has no cases', () => {
    expect(['', '<html>', '<testcase', 'not xml'].map((text) => readJUnit(text).length)).toEqual([0, 0, 0, 0]);
  });
});
