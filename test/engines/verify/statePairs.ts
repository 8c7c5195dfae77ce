import { M, pairsOf } from './equivalencePairs';

/** A word that is stored, stepped by `increment` and shown, in one buffer or in two that take turns; state codes are `first`, then two more. */
const buffers = (second: boolean, increment: number): string => {
  const turn = (buffer: string, first: number, then: number, by: number): string => `
    ${first}: if (go) begin for (i=0;i<4;i=i+1) ${buffer}[i]<=d; s<=${first + 1}; end
    ${first + 1}: begin for (i=0;i<4;i=i+1) ${buffer}[i]<=${buffer}[i]+${by}; s<=${first + 2}; end
    ${first + 2}: begin q<=${buffer}[3]; s<=${then}; end`;
  return M(
    'input clk,rst,go,input [3:0] d,output reg [3:0] q',
    `reg [3:0] b0 [0:3]; reg [3:0] b1 [0:3]; reg [2:0] s; integer i;
     always @(posedge clk) if (rst) begin s<=0; q<=0; end else case (s)
       ${turn(second ? 'b0' : 'b1', 0, second ? 3 : 0, 1)} ${second ? turn('b1', 3, 0, increment) : ''} endcase`,
  );
};

const bankPorts = 'input clk,rst,w,input [3:0] a,input [1:0] d,output reg [1:0] q';
const banks = (write: string): string =>
  M(
    bankPorts,
    `reg [1:0] even [0:7]; reg [1:0] odd [0:7];
     always @(posedge clk) if (rst) q<=0; else if (!w) q<=a[0]?odd[a[3:1]]:even[a[3:1]]; else ${write}`,
  );
const oneBank = M(bankPorts, 'reg [1:0] m [0:15]; always @(posedge clk) if (rst) q<=0; else if (w) m[a]<=d; else q<=m[a];');

const togglePorts = 'input clk,rst,en,input [3:0] d,output reg [3:0] q';
const loaded = (next: string, value: string): string => M(togglePorts, `wire [3:0] n=${next}; always @(posedge clk) q<=${value};`);

const machine = (y: string, never: string): string =>
  M(
    'input clk,rst,go,output reg y',
    `reg [1:0] s; always @(posedge clk) if (rst) s<=0; else case (s) 0: s<=go; 1: s<=go?2:0; 2: s<=${never}; default: s<=2'bxx; endcase always @* ${y}`,
  );

const callPorts = 'input clk,rst,c,d,output reg q';
const callOf = (routine: string): string => M(callPorts, `${routine} always @(posedge clk) if (rst) q<=0; else q<=f(c,d);`);
const freshCall = M(callPorts, 'always @(posedge clk) if (rst) q<=0; else q<=c&d;');

/** State that nothing resets and that has no counterpart of its name. */
export const statePairs = pairsOf([
  [
    'a variable of a function that is kept from one call to the next, in the golden',
    'notProved',
    callOf('function f(input c,p); reg s; begin if (c) s=p; f=s; end endfunction'),
    freshCall,
  ],
  [
    'the same with a value to start with',
    'notProved',
    M(
      'input clk,rst,output reg [3:0] q',
      'function [3:0] n(input p); static logic [3:0] s=0; begin s=s+1; n=s; end endfunction always @(posedge clk) if (rst) q<=0; else q<=n(1);',
    ),
    M('input clk,rst,output reg [3:0] q', 'always @(posedge clk) if (rst) q<=0; else q<=1;'),
  ],
  [
    'a variable of a function that each call assigns',
    'proved',
    callOf('function f(input c,p); reg s; begin if (c) s=p; else s=0; f=s; end endfunction'),
    freshCall,
  ],
  ['an x that no state gets to is not asked for', 'proved', machine('if (s==1) y=1; else y=0;', '0'), machine('y=s==1;', '0')],
  [
    'an x that a register takes and an if takes for false',
    'notProved',
    machine('if (s==1) y=1; else y=0;', '3'),
    machine('y=s!=0&s!=2;', '3'),
  ],
  [
    'an x that no driver gives and an if takes for false',
    'notProved',
    M('input v,d,output reg y', "wire s=v?d:1'bx; always @* if (s) y=1; else y=0;"),
    M('input v,d,output y', 'assign y=~v|d;'),
  ],
  [
    'a word beyond a memory, which an if takes for false',
    'notProved',
    M('input clk,w,d,input [1:0] a,output reg y', 'reg t [0:2]; always @(posedge clk) if (w) t[a]<=d; always @* if (t[a]) y=1; else y=0;'),
    M('input clk,w,d,input [1:0] a,output y', 'reg t [0:2]; always @(posedge clk) if (w) t[a]<=d; assign y=a==3?1:t[a];'),
  ],
  [
    'loaded as what toggles, which no synchronous reset makes known in simulation',
    'notProved',
    M(togglePorts, 'always @(posedge clk) if (rst) q<=0; else if (en) q<=q+d;'),
    loaded('rst?0:en?q+d:q', 'q^(q^n)'),
  ],
  ['the same without a reset', 'notProved', M(togglePorts, 'always @(posedge clk) if (en) q<=d;'), loaded('en?d:q', 'q^(q^n)')],
  [
    'through logic that is known as soon as the next value is',
    'proved',
    M(togglePorts, 'always @(posedge clk) if (en) q<=d;'),
    loaded('en?d:q', 'n|(n&q)'),
  ],
  [
    'what the reset does not reach is hidden by what it does',
    'proved',
    M(
      'input clk,rst,en,d,output q',
      'reg a,v; always @(posedge clk) if (rst) begin a<=0; v<=0; end else if (en) begin v<=1; a<=d; end assign q=v&a;',
    ),
    M(
      'input clk,rst,en,d,output q',
      'reg e,v; always @(posedge clk) begin if (rst) v<=0; else if (en) v<=1; if (en) e<=d; end assign q=v&e;',
    ),
  ],
  ['two buffers that take turns are one', 'proved', buffers(true, 1), buffers(false, 1)],
  ['two buffers that take turns, one of which counts otherwise', 'refuted', buffers(true, 2), buffers(false, 1)],
  ['a memory in two banks by its last address bit', 'proved', oneBank, banks('if (a[0]) odd[a[3:1]]<=d; else even[a[3:1]]<=d;')],
  ['a memory in two banks, written to the wrong one', 'refuted', oneBank, banks('if (a[1]) odd[a[3:1]]<=d; else even[a[3:1]]<=d;')],
  [
    'never reset, renamed and hidden',
    'proved',
    M('input clk,a,output y', 'reg [3:0] r; always @(posedge clk) r<=r+a; assign y=^r;'),
    M('input clk,a,output y', 'reg [3:0] s; always @(posedge clk) s<=a?s+1:s; assign y=s[0]^s[1]^s[2]^s[3];'),
  ],
  [
    'never reset, renamed, and stepped otherwise',
    'notProved',
    M('input clk,a,output y', 'reg [3:0] r; always @(posedge clk) r<=r+a; assign y=^r;'),
    M('input clk,a,output y', 'reg [3:0] s; always @(posedge clk) s<=a?s-1:s; assign y=^s;'),
  ],
  [
    'two registers that hold what they started with are not one',
    'notProved',
    M('input clk,rst,a,output reg y', 'reg r,s; always @(posedge clk) begin r<=r; s<=s; if (rst) y<=0; else y<=a?r:s; end'),
    M('input clk,rst,a,output reg y', 'reg t; always @(posedge clk) begin t<=t; if (rst) y<=0; else y<=t; end'),
  ],
  [
    'one register that holds what it started with is not two',
    'notProved',
    M('input clk,rst,a,output reg y', 'reg t; always @(posedge clk) begin t<=t; if (rst) y<=0; else y<=t; end'),
    M('input clk,rst,a,output reg y', 'reg r,s; always @(posedge clk) begin r<=r; s<=s; if (rst) y<=0; else y<=a?r:s; end'),
  ],
  [
    'what is loaded before it is read needs no counterpart',
    'proved',
    M(
      'input clk,rst,input [2:0] d,output reg [2:0] q',
      'reg v; reg [2:0] p; always @(posedge clk) begin p<=d; if (rst) begin v<=0; q<=0; end else begin v<=1; if (v) q<=p; end end',
    ),
    M(
      'input clk,rst,input [2:0] d,output reg [2:0] q',
      'reg u; reg [2:0] n; always @(posedge clk) if (rst) begin u<=0; q<=0; end else begin n<=~d; u<=1; if (u) q<=~n; end',
    ),
  ],
]);
