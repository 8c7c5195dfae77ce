/** One bit for each of the 128 lanes; lane 0 is bit 0 of word 0. */
export type Lanes = Uint32Array;

export const laneCount = 128;
export const laneWords = 4;

export const noLanes: Lanes = new Uint32Array(laneWords);
export const allLanes: Lanes = new Uint32Array(laneWords).fill(0xffffffff);

/** The lowest lane that is set, or -1. */
export function firstLane(lanes: Lanes): number {
  for (let i = 0; i < laneWords; i++) {
    const word = lanes[i] ?? 0;
    if (word !== 0) return i * 32 + (31 - Math.clz32(word & -word));
  }
  return -1;
}

export function laneBit(lanes: Lanes, lane: number): 0 | 1 {
  return (((lanes[lane >> 5] ?? 0) >>> (lane & 31)) & 1) as 0 | 1;
}
