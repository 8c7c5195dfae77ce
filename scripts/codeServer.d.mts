import type { ChildProcess } from 'node:child_process';

export interface CodeServer {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
  output(): string;
}

export function ensureCodeServer(say?: (line: string) => void): Promise<string | undefined>;
export function startCodeServer(options: {
  data: string;
  port?: number;
  settings?: object;
  machineSettings?: object;
  keepSettings?: boolean;
  trust?: boolean;
  extension?: string;
  vsix?: string;
  others?: readonly string[];
  environment?: Record<string, string>;
}): Promise<CodeServer>;
export function addressOf(server: Pick<CodeServer, 'url' | 'port'>, folder: string, file?: string): string;
export function freePort(wanted?: number): Promise<number>;
export const quietSettings: Readonly<Record<string, unknown>>;
