import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import type { Log } from '../base/log';
import { resolveSettings } from '../settings/resolve';
import type { Settings } from '../settings/schema';

/** Settings per document, asked from a client that answers `workspace/configuration`, else what it gave at start or with a change. */
export class SettingsReader {
  private readonly cache = new Map<string, Promise<Settings>>();
  private readonly warned = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly client: ClientCapabilities,
    private pushed: unknown,
    private readonly log: Log,
  ) {}

  of(uri: string | undefined): Promise<Settings> {
    const key = uri ?? '';
    const known = this.cache.get(key) ?? this.read(uri);
    this.cache.set(key, known);
    return known;
  }

  forget(): void {
    this.cache.clear();
  }

  /** What `workspace/didChangeConfiguration` carried: `{ signoff: {…} }`, the section itself, or nothing. */
  given(settings: unknown): void {
    this.forget();
    if (typeof settings !== 'object' || settings === null) return;
    this.pushed = 'signoff' in settings ? settings.signoff : settings;
  }

  private async read(uri: string | undefined): Promise<Settings> {
    const { settings, warnings } = resolveSettings(await this.raw(uri));
    for (const warning of warnings) {
      if (!this.warned.has(warning)) this.log.warn(warning);
      this.warned.add(warning);
    }
    return settings;
  }

  private async raw(uri: string | undefined): Promise<unknown> {
    if (this.client.workspace?.configuration !== true) return this.pushed;
    const item = uri === undefined || uri === '' ? { section: 'signoff' } : { section: 'signoff', scopeUri: uri };
    try {
      return (await this.connection.workspace.getConfiguration(item)) as unknown;
    } catch (error) {
      this.log.debug(`workspace/configuration failed: ${String(error)}`);
      return this.pushed;
    }
  }
}
