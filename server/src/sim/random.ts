/** A small fast generator (sfc32, public domain): the same seed gives the same words on every machine. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 0x100000000) >>> 0;
    this.c = 0x9e3779b9;
    for (let i = 0; i < 16; i++) this.word();
  }

  /** 32 random bits, as a signed or unsigned number: only bitwise use. */
  word(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t;
  }

  below(limit: number): number {
    return (this.word() >>> 0) % limit;
  }
}
