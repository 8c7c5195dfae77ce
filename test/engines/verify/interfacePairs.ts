import { pairsOf } from './equivalencePairs';

const bus = (inside = ''): string =>
  `interface bus; logic clk,valid,ready; logic [3:0] data; wire go; ${inside} modport to(input clk,data,valid,go,output ready); endinterface `;
const taker = (loaded: string, ready = 'q[0]', clock = 'clk', inside = ''): string =>
  `${bus(inside)}module m(bus.to b,input clk,rst,output logic [3:0] q); assign b.ready=${ready}; always_ff @(posedge ${clock}) if (rst) q<=0; else ${loaded}; endmodule`;
const adds = 'if (b.valid) q<=b.data+q';

/** A top with an interface port, whose members are ports as the modport directs them. */
export const interfacePairs = pairsOf([
  ['a sum the other way round', 'proved', taker(adds), taker('if (b.valid) q<=q+b.data')],
  ['another sum', 'refuted', taker(adds), taker('if (b.valid) q<=b.data-q')],
  ['what the module gives through the modport', 'refuted', taker(adds), taker(adds, 'q[1]')],
  ['what it reads back there', 'refuted', taker('if (b.ready) q<=b.data'), taker('if (!b.ready) q<=b.data')],
  ['a clock in the interface', 'refuted', taker(adds, '1', 'b.clk'), taker('if (b.valid) q<=b.data', '1', 'b.clk')],
  [
    'what logic in the interface makes is no input that may have any value',
    'unknown',
    taker('if (b.go) q<=b.data', 'q[0]', 'clk', 'assign go=valid&ready;'),
    taker('if (b.valid&q[0]) q<=b.data', 'q[0]', 'clk', 'assign go=valid&ready;'),
  ],
]);
