import { settingsSchema, type Setting, type SettingKey, type Settings } from './schema';

export interface ResolvedSettings {
  readonly settings: Settings;
  /** One sentence per value that was not usable; its default stands in. */
  readonly warnings: readonly string[];
}

/**
 * Settings from what an editor or a file gave (`{ 'timing.period': 5 }` or nested `{ timing: { period: 5 } }`).
 * One bad key falls back alone with one warning; unknown keys are left alone.
 */
export function resolveSettings(given: unknown): ResolvedSettings {
  const warnings: string[] = [];
  const entries = Object.entries(settingsSchema).map(([key, setting]: [string, Setting]) => {
    const value = lookup(given, key);
    if (value === undefined || value === null) return [key, setting.default];
    const problem = complaint(setting, value);
    if (problem === undefined) return [key, value];
    warnings.push(`signoff.${key}: ${problem}; using ${JSON.stringify(setting.default)}`);
    return [key, setting.default];
  });
  return { settings: Object.fromEntries(entries) as Settings, warnings };
}

export const defaultSettings: Settings = resolveSettings({}).settings;

function lookup(given: unknown, key: string): unknown {
  if (typeof given !== 'object' || given === null) return undefined;
  const flat = (given as Record<string, unknown>)[key];
  if (flat !== undefined) return flat;
  let at: unknown = given;
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

function complaint(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'expected true or false';
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'expected a number';
      return value >= setting.minimum && value <= setting.maximum ? undefined : `expected ${setting.minimum} to ${setting.maximum}`;
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'expected a list of strings';
    case 'string':
      if (typeof value !== 'string') return 'expected a string';
      if (setting.values !== undefined && !(value in setting.values)) return `expected one of ${Object.keys(setting.values).join(', ')}`;
      if (setting.pattern !== undefined && !new RegExp(setting.pattern).test(value)) return `"${value}" does not match ${setting.pattern}`;
      return undefined;
  }
}

/** Keys whose values a repository must not set: they name programs, endpoints or what may be sent. */
export function machineKeys(): SettingKey[] {
  return Object.entries(settingsSchema)
    .filter(([, setting]) => setting.scope === 'machine')
    .map(([key]) => key as SettingKey);
}
