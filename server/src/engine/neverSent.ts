import ignore from 'ignore';
import type { PrivacyRules } from '../llm/composeRequest';
import { folderOf } from '../model/paths';
import type { Workspace } from '../model/workspacePort';
import type { EngineParts } from './parts';
import { pathMatcher } from './pathPatterns';

/**
 * Files in which people already list what no model may see, in the syntax of `.gitignore`: ours, and those of other assistants, since who has written one for them means it for
 * us too.
 */
const ignoreFileNames = ['.signoffignore', '.aiignore', '.aiexclude', '.cursorignore', '.codeiumignore', '.continueignore'] as const;

/** Lists are read again after this long, in ms. */
const keptMs = 3000;
const deepest = 40;

interface FolderRules {
  readonly folder: string;
  ignores(relative: string): boolean;
}

/**
 * Which files never leave the machine: by the setting, and by the lists in their folder and in those above it. A list only ever adds to what is kept back: one
 * further down cannot let out what one above keeps in. A file that is reached through a link is judged by where it is, too.
 */
export function neverSentRules(parts: Pick<EngineParts, 'settings' | 'roots' | 'workspace' | 'now'>): PrivacyRules {
  const bySetting = pathMatcher(parts.settings['privacy.neverSend'], parts.roots);
  const lists = new IgnoreLists(parts.workspace);
  const judged = new Map<string, boolean>();
  let since = parts.now();
  const forbidden = (path: string): boolean => bySetting(path) || lists.cover(path);
  const judge = (path: string): boolean => {
    if (forbidden(path)) return true;
    const real = parts.workspace.realPath?.(path);
    return real !== undefined && real !== path && forbidden(real);
  };
  return {
    neverSent(path) {
      if (parts.now() - since > keptMs) {
        judged.clear();
        lists.forget();
        since = parts.now();
      }
      const known = judged.get(path) ?? judge(path);
      judged.set(path, known);
      return known;
    },
  };
}

class IgnoreLists {
  private readonly folders = new Map<string, readonly FolderRules[]>();

  constructor(private readonly workspace: Workspace) {}

  forget(): void {
    this.folders.clear();
  }

  cover(path: string): boolean {
    return this.rulesFor(folderOf(path), deepest).some((rules) =>
      rules.ignores(path.slice(rules.folder.length + (rules.folder === '/' ? 0 : 1))),
    );
  }

  /** The lists of a folder and of all above it. */
  private rulesFor(folder: string, levels: number): readonly FolderRules[] {
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    const above = folderOf(folder);
    const rules = [...(above === folder || levels === 0 ? [] : this.rulesFor(above, levels - 1)), ...this.read(folder)];
    this.folders.set(folder, rules);
    return rules;
  }

  private read(folder: string): FolderRules[] {
    return ignoreFileNames.flatMap((name) => {
      const text = this.workspace.readText(folder === '/' ? `/${name}` : `${folder}/${name}`);
      if (text === undefined) return [];
      const list = ignore().add(text);
      return [{ folder, ignores: (relative) => relative !== '' && list.ignores(relative) }];
    });
  }
}
