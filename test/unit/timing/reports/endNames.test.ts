import { describe, expect, it } from 'vitest';
import { EndNames } from '../../../../server/src/timing/reports/endNames';

const names = new EndNames([
  'acc',
  'count_reg',
  'mem',
  'u.state',
  'u_core.g[0].u_alu.acc',
  'u_core.g[1].u_alu.acc',
  'q.valid',
  'q.data',
  'a_b.c',
  'a.b_c',
  'cores[0].core_i.threads[1].lsu.valid',
  'soc.refresh_tick',
]);

const find = (name: string, net?: string): string => {
  const found = names.find({ name, kind: 'register', clock: undefined }, net);
  return found === undefined ? '' : `${found.signal}${found.bit === undefined ? '' : `[${found.bit}]`}`;
};

describe('names of registers in reports', () => {
  it.each([
    // Yosys and OpenSTA
    ['acc[3]\\DFF', 'acc[3]'],
    ['u_core/g[0]/u_alu/acc[3]', 'u_core.g[0].u_alu.acc[3]'],
    ['u_core.g\\[0\\].u_alu.acc[3]', 'u_core.g[0].u_alu.acc[3]'],
    // Vivado
    ['acc_reg[3]', 'acc[3]'],
    ['u_core/g[1].u_alu/acc_reg[12]', 'u_core.g[1].u_alu.acc[12]'],
    ['count_reg_reg[2]', 'count_reg[2]'],
    ['acc_reg[3]_rep__0', 'acc[3]'],
    ['acc_reg[3]_replica_1', 'acc[3]'],
    ['acc_reg[3]_lopt_replica', 'acc[3]'],
    ['q_reg[valid]', 'q.valid'],
    ['q_reg[data][7]', 'q.data[7]'],
    ['mem_reg_0_31_0_5/RAMA', 'mem'],
    ['mem_reg_bram_0', 'mem'],
    ['mem_reg[4][7]', 'mem'],
    ['mem_reg[4][2][7]', 'mem'],
    ['mem_reg_r2_0_31_0_5/RAMA_D1', 'mem'],
    ['u/FSM_onehot_state_reg[2]', 'u.state[2]'],
    ['lane[2].acc_reg[3]', 'acc[3]'],
    // Quartus
    ['core:u_core|alu:g[0].u_alu|acc[3]', 'u_core.g[0].u_alu.acc[3]'],
    ['fsm:u|state~DUPLICATE', 'u.state'],
    ['acc[3]~reg0', 'acc[3]'],
    // Design Compiler and Genus
    ['acc_reg_3_', 'acc[3]'],
    ['mem_reg_4__7_', 'mem'],
    ['u_core_g_0__u_alu_acc_reg[3]', 'u_core.g[0].u_alu.acc[3]'],
    ['cores[0].core_i_threads[1].lsu_valid_reg', 'cores[0].core_i.threads[1].lsu.valid'],
    // Yosys for iCE40 and ECP5
    ['acc_SB_DFFSR_Q_17_DFFLC', 'acc'],
    ['acc_SB_DFFSR_Q_D_SB_LUT4_O_LC', 'acc'],
    ['u.state_TRELLIS_FF_Q_2', 'u.state'],
  ])('%s is %s', (name, signal) => expect(find(name)).toBe(signal));

  it('takes the net that a register drives before its own name', () => {
    expect(find('_1234_', 'acc[5]')).toBe('acc[5]');
    expect(find('_1234_', 'u_core/g[0]/u_alu/acc[5]')).toBe('u_core.g[0].u_alu.acc[5]');
  });

  it('gives nothing where two names fit, where none does, and for a cell that is named after the net at its clock', () => {
    expect(find('a_b_c_reg')).toBe('');
    expect(find('_15206_')).toBe('');
    expect(find('acc2_reg[3]')).toBe('');
    expect(find('soc.refresh_tick_SB_DFFSR_C_1_D_SB_LUT4_O_LC')).toBe('');
  });
});
