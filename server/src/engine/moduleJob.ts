import type { Outcome } from '../base/outcome';
import { extensionOf, folderOf } from '../model/paths';
import type { Material } from '../llm/composeRequest';
import type { ProposedFile } from '../protocol/jobs';
import type { ModuleJobRequest } from './engine';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';

/** Loads the module that a job is about, with all that it instantiates. */
export async function loadModule(request: ModuleJobRequest, project: Project, signal: AbortSignal): Promise<Outcome<LoadedDesign>> {
  const { file, module, line } = request;
  project.index.update(file);
  const around =
    line === undefined ? undefined : project.index.modulesOf(file).find(({ range }) => range.line < line && line <= range.endLine + 1);
  const top = module ?? around?.name;
  return project.load({ files: [file], ...(top === undefined ? {} : { top }) }, signal);
}

/** A file that a job proposes beside a module, `<module><suffix>` with an extension of SystemVerilog unless `out` says otherwise. */
export function proposedBeside({ file, out }: ModuleJobRequest, name: string, text: string, parts: EngineParts): ProposedFile {
  const extension = extensionOf(name) === '' ? '.sv' : '';
  const path = out ?? `${folderOf(file)}/${name}${extension}`;
  return { file: path, text, created: parts.workspace.readText(path) === undefined };
}

/** The module's own text as material for a model. */
export function moduleMaterial({ top }: LoadedDesign, parts: EngineParts): Material {
  const text = parts.workspace.readText(top.path) ?? '';
  return { title: `module ${top.name}`, text: text.slice(top.range.start, top.range.end), from: [top.path] };
}
