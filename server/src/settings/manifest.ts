import { settingsSchema, type Setting } from './schema';

type Json = string | number | boolean | readonly string[] | { readonly [key: string]: Json };

/** The `contributes.configuration.properties` block of package.json, made from the schema; a test holds the manifest against it. */
export function manifestProperties(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(settingsSchema).map(([key, setting]: [string, Setting]) => [`signoff.${key}`, property(setting)]),
  );
}

function property(setting: Setting): Json {
  const common = { default: setting.default, scope: setting.scope, markdownDescription: setting.help };
  switch (setting.type) {
    case 'strings':
      return { type: 'array', items: { type: 'string' }, ...common };
    case 'number':
      return { type: 'number', minimum: setting.minimum, maximum: setting.maximum, ...common };
    case 'boolean':
      return { type: 'boolean', ...common };
    case 'string':
      if (setting.values !== undefined) {
        return { type: 'string', enum: Object.keys(setting.values), markdownEnumDescriptions: Object.values(setting.values), ...common };
      }
      return setting.pattern === undefined ? { type: 'string', ...common } : { type: 'string', pattern: setting.pattern, ...common };
  }
}
