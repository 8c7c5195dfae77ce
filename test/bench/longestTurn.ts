/** How long the main thread is busy at one go, in its own processor time: what anybody waits for who asks it something in between, on a machine that does nothing else. */

export interface TurnWatch {
  /** The longest turn since the last call, in ms. */
  take(): number;
  stop(): void;
}

/** Watches from now on, by a timer that comes back as often as it may. */
export function watchTurns(): TurnWatch {
  const spent = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = spent();
  let longest = 0;
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
    timer = setTimeout(look, 1);
  };
  timer = setTimeout(look, 1);
  return {
    take() {
      const found = Math.max(longest, spent() - last);
      longest = 0;
      last = spent();
      return found;
    },
    stop: () => clearTimeout(timer),
  };
}
