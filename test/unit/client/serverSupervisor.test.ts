import { describe, expect, test } from 'vitest';
import { ServerSupervisor, type ServerState } from '../../../client/src/serverSupervisor';

/** A server whose fate the test decides. */
class FakeServer {
  readonly started: Promise<void>;
  answer: () => void = () => undefined;
  refuse: (error: Error) => void = () => undefined;
  ended = false;

  constructor(readonly die: () => void) {
    this.started = new Promise((resolve, reject) => {
      this.answer = resolve;
      this.refuse = reject;
    });
  }
}

function supervised() {
  const seen = {
    servers: [] as FakeServer[],
    states: [] as ServerState[],
    pauses: [] as number[],
    log: [] as string[],
    clock: 0,
    pauseIsOver: (): void => undefined,
  };
  const supervisor = new ServerSupervisor<FakeServer>({
    create: (gone) => {
      const server = new FakeServer(gone);
      seen.servers.push(server);
      return server;
    },
    start: (server) => server.started,
    end: (server) => {
      server.ended = true;
      return Promise.resolve();
    },
    pause: (milliseconds, signal) => {
      seen.pauses.push(milliseconds);
      if (milliseconds === 0) return Promise.resolve();
      return new Promise((resolve) => {
        seen.pauseIsOver = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    },
    now: () => seen.clock,
    entered: (state) => seen.states.push(state),
    log: (words) => seen.log.push(words),
  });
  /** Every promise that can move has moved. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const last = (): FakeServer => seen.servers.at(-1) ?? expect.fail('no server was made');
  /** The newest server answers, and then runs. */
  const up = async (): Promise<void> => {
    last().answer();
    await turn();
  };
  const next = async (): Promise<void> => {
    seen.pauseIsOver();
    await turn();
  };
  return { supervisor, seen, turn, last, up, next };
}

describe('the budget', () => {
  test('deaths while starting and deaths while running count alike: after the fifth there is no further server, and it is said once', async () => {
    const { supervisor, seen, turn, last, up, next } = supervised();
    void supervisor.start();
    await up();
    last().die();
    await turn();
    last().die();
    last().refuse(new Error('connection got disposed'));
    await turn();
    await next();
    await up();
    last().die();
    last().die();
    await turn();
    await next();
    last().refuse(new Error('no such file'));
    await turn();
    expect(seen.pauses).toEqual([0, 250, 1000, 3000]);
    expect(supervisor.state).toBe('starting');
    await next();
    last().die();
    await turn();
    await next();
    expect(seen.servers).toHaveLength(5);
    expect(supervisor.state).toBe('failed');
    expect(seen.states.filter((state) => state === 'failed')).toHaveLength(1);
    expect(seen.log.filter((words) => words.includes('stays down'))).toHaveLength(1);
    expect(seen.log.join('\n')).toContain('did not start: no such file');
  });

  test('a server that refused to start may live on, and is ended', async () => {
    const { supervisor, seen, turn, last } = supervised();
    void supervisor.start();
    last().refuse(new Error('initialize failed'));
    await turn();
    expect(seen.servers[0]?.ended).toBe(true);
    expect(seen.servers).toHaveLength(2);
  });

  test('deaths of more than three minutes ago are forgotten', async () => {
    const { supervisor, seen, turn, last, up } = supervised();
    void supervisor.start();
    for (let times = 0; times < 8; times++) {
      await up();
      last().die();
      seen.clock += 4 * 60_000;
      await turn();
    }
    expect(new Set(seen.pauses)).toEqual(new Set([0]));
    expect(seen.servers).toHaveLength(9);
  });

  test('a restart on request begins a new budget and ends what is there', async () => {
    const { supervisor, seen, turn, last, up, next } = supervised();
    void supervisor.start();
    for (let times = 0; times < 5; times++) {
      last().die();
      await turn();
      await next();
    }
    expect(supervisor.state).toBe('failed');
    void supervisor.restart();
    await turn();
    await up();
    expect(supervisor.state).toBe('running');
    last().die();
    await turn();
    await up();
    expect(supervisor.running).toBe(seen.servers[6]);
  });
});

describe('restart and stop', () => {
  test('a server that never answers can be restarted; its late end counts for nothing', async () => {
    const { supervisor, seen, turn, up } = supervised();
    void supervisor.start();
    void supervisor.restart();
    await turn();
    await up();
    expect(seen.servers[0]?.ended).toBe(true);
    seen.servers[0]?.refuse(new Error('gone'));
    seen.servers[0]?.die();
    await turn();
    expect(supervisor.running).toBe(seen.servers[1]);
    expect(seen.pauses).toEqual([]);
  });

  test('restarts asked for together are one', async () => {
    const { supervisor, seen, turn, up } = supervised();
    void supervisor.start();
    await up();
    void supervisor.restart();
    void supervisor.restart();
    void supervisor.restart();
    await turn();
    expect(seen.servers).toHaveLength(2);
  });

  test('nothing is started after a stop, be it in a pause, under a start or while one runs', async () => {
    for (const when of ['pause', 'start', 'run'] as const) {
      const { supervisor, seen, turn, last, up } = supervised();
      const started = supervisor.start();
      if (when === 'run') await up();
      if (when === 'pause') {
        last().die();
        await turn();
        last().die();
        await turn();
      }
      const count = seen.servers.length;
      await supervisor.stop();
      await started;
      last().die();
      await turn();
      expect(seen.servers, when).toHaveLength(count);
      expect(supervisor.state, when).toBe('stopped');
    }
  });
});

describe('a request', () => {
  test('waits for a server that is coming up, also after a crash', async () => {
    const { supervisor, seen, turn, last, up } = supervised();
    void supervisor.start();
    const first = supervisor.ask((server) => Promise.resolve(seen.servers.indexOf(server)));
    await up();
    expect(await first).toBe(0);
    last().die();
    const second = supervisor.ask((server) => Promise.resolve(seen.servers.indexOf(server)));
    await turn();
    await up();
    expect(await second).toBe(1);
  });

  test('under which the server dies says so, whatever the connection says; what a living server answers is passed on', async () => {
    const { supervisor, turn, last, up } = supervised();
    void supervisor.start();
    await up();
    await expect(supervisor.ask(() => Promise.reject(new Error('no such module')))).rejects.toThrow(/^no such module$/);
    const closed = Object.assign(new Error('Pending response rejected since connection got disposed'), { code: -32097 });
    await expect(supervisor.ask(() => Promise.reject(closed))).rejects.toThrow(
      /^The language server ended while it worked on this\. Ask again\.$/,
    );
    const asked = supervisor.ask(() => {
      last().die();
      return Promise.reject(new Error('Channel closed'));
    });
    await expect(asked).rejects.toThrow('The language server ended while it worked on this. Ask again.');
    await turn();
  });

  test('to a server that stays down is refused with what to do', async () => {
    const { supervisor } = supervised();
    await expect(supervisor.ask(() => Promise.resolve(1))).rejects.toThrow(/not running\. Use "Signoff: Restart Language Server"\./);
    void supervisor.start();
    const asked = supervisor.ask(() => Promise.resolve(1));
    await supervisor.stop();
    await expect(asked).rejects.toThrow(/not running/);
  });
});
