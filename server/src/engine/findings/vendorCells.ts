/**
 * Names of cells that a vendor's tool supplies and no project holds the source of: an instance of one is a black box and no problem.
 * The names are those of the vendors' library guides; families of names are written as patterns, since they grow with each device.
 */
const vendors: readonly (readonly [vendor: string, names: RegExp])[] = [
  [
    'Xilinx',
    /^(?:LUT[1-6](?:_2|_L|_D|CY)?|LD[CP]E|FD[RSCP]E?(?:_1)?|CARRY[48]|MUXF[5-9](?:_[LD])?|MUXCY|XORCY|LOOKAHEAD8|SRL(?:16E?|C16E|C32E)|RAM\d+(?:X\d+[SDQ](?:_1)?|M(?:16)?|B?16_S\d+(?:_S\d+)?)|RAMB\d+(?:E[125]|SDP|BWER)?|FIFO\d+(?:E[12])?|URAM288(?:E5)?(?:_BASE)?|DSP(?:48(?:A1?|E[12]?)?|58|CPLX|FP32)|MULT18X18SIO?|BUF(?:G(?:CE|CTRL|MUX|DIV|_GT|_PS)?(?:_[A-Z0-9]+)?|H(?:CE)?|R|IO2?|MR(?:CE)?|MRCE)|BUFG(?:_GT_SYNC|CE_1|CE_DIV)|[IO]BUF\w*|IOBUF\w*|[IO]DDR2?E?[0-9]?\w*|[IO]SERDESE?[1-3]?|[IO]DELAY(?:E[1-5]|CTRL)?|IDELAYCTRL|[RTB]X_BITSLICE|RXTX_BITSLICE|BITSLICE_CONTROL|RIU_OR|(?:MMCM|PLL|DPLL|XPLL)E?[1-5]?(?:_(?:ADV|BASE))?|DCM(?:_\w+)?|GT[HXYPME]{1,2}[EMY]?\d?_(?:CHANNEL|COMMON|QUAD)|IBUFDS_GT\w*|OBUFDS_GT\w*|STARTUP(?:E[23]|_\w+)?|ICAP(?:E[23])?\w*|BSCAN\w*|DNA_PORT(?:E2)?|EFUSE_USR|FRAME_ECC\w*|CAPTURE\w*|USR_ACCESS\w*|XADC|SYSMON\w*|PS[78]|PCIE\w*|CMAC\w*|ILKN\w*|HBM_\w+|KEEPER|PULL(?:UP|DOWN)|VCC|GND|xpm_\w+|(?:ila|vio|jtag_axi|axi_bram_ctrl|clk_wiz|fifo_generator|blk_mem_gen|mig_7series|proc_sys_reset|axi_\w+_v\d\w*)(?:_\d+)?)$/,
  ],
  [
    'Intel',
    /^(?:alt(?:syncram|pll|pll_reconfig|ddio_\w+|iobuf\w*|clkctrl|lvds_\w+|shift_taps|dpram|fp_\w+|mult_\w+|divide|sqrt|ecc_\w+|era_\w+)|altera_\w+|lpm_\w+|[sd]cfifo(?:_mixed_widths)?|(?:cyclone\w*|stratix\w*|arria\w*|fiftyfivenm|max\w*|tennm|twentynm)_\w+|MISTRAL_\w+|__MISTRAL_\w+|GLOBAL|LCELL|DFFEAS|DFFE|TFF|CARRY|CASCADE)$/i,
  ],
  ['iCE40', /^(?:SB_\w+|ICESTORM_\w+)$/],
  [
    'Lattice',
    /^(?:TRELLIS_\w+|EHXPLL[A-Z]\w*|PLL_B|DP16K[CD]\w*|PDPW?16K\w*|SP16K\w*|PDP16K\w*|LRAM|EBR_\w+|MULT(?:9X9|18X18|18X36|36X36)[A-D]?\w*|ALU(?:24|54)[A-B]|MAC\w+_CORE|DCU[A-Z]|EXTREF[A-Z]|OSC[A-Z]{1,2}|USRMCLK|JTAG[GF]|DTR|DDRDLL[A-Z]|DQSBUFM|DELAY[A-G]|[IO]DDRX?\w*|TDDR\w*|TSHX\w+|OSHX\w+|ECLK(?:SYNC|BRIDGE)\w*|CLKDIV[A-Z]|DCC[A-Z]|DCS[A-Z]|PCSCLKDIV|SEDG[AB]|CCU2[A-D]|PFUMX|L6MUX21|LUT[4-8]|FD1[PS]3\w+|FL1P3\w+|IFS1\w+|OFS1\w+|DPR16X4\w*|SPR16X4\w*|BB(?:PU|PD)?|IB(?:PU|PD)?|OB(?:Z|CO)?|ILVDS|OLVDS|GSR|SGSR|PUR|START|TSALL|VH[IO]|VLO|EFB|PCNTR|INRDB)$/,
  ],
  [
    'Gowin',
    /^(?:r?PLL[A-Z0-9]*|PLLVR|SDPX?9?B|DPX?9?B|SPX?9?|pROMX?9?|RAM16S[D]?[P1-4]\w*|ALU54D?|MULT(?:9X9|18X18|36X36|ALU\w+|ADD\w+)|PADD\w+|ELVDS_\w+|TLVDS_\w+|IVIDEO|OVIDEO|[IO]DES(?:4|8|10|16)(?:_MEM)?|OSER(?:4|8|10|16)(?:_MEM)?|OSC[HFZWO]?|DHCEN|DQCE|DCS|BUFS|FLASH\d+K\w*|EMCU|GW_\w+|MIPI_\w+)$/,
  ],
  ['Efinix', /^EFX_\w+$/],
  ['QuickLogic and other FPGA', /^(?:qlal4s3b_cell_macro|PP3_\w+|QL_\w+|CC_\w+|NX_\w+)$/],
  [
    'Microchip',
    /^(?:CLKINT(?:_PRESERVE)?|CLKBUF|[A-Z]*CFG[1-4][A-Z]?|SLE|ARI1(?:_CC)?|RAM(?:1K18|64X18|1K20|64X12)\w*|MACC(?:_PA)?\w*|OSC_RC\w+|CCC|SYSRESET)$/,
  ],
  ['Yosys', /^\\?\$_?\w+$/],
  ['a cell library', /^(?:sky130_\w+|gf180mcu_\w+|sg13g2_\w+|asap7_\w+|NangateOpenCellLibrary_\w+)$/],
];

/** Whose cell a module name is; undefined when no vendor is known for it. */
export function vendorOf(module: string): string | undefined {
  return vendors.find(([, names]) => names.test(module))?.[0];
}
