import type { MarkupContent, ParameterInformation, SignatureHelp, SignatureInformation } from 'vscode-languageserver';
import { docOf } from '../model/symbols/describe';
import { parametersOf } from '../model/symbols/instanceParameters';
import { lexical, projectUnits } from '../model/symbols/lookup';
import { resolver } from '../model/symbols/resolve';
import { innermostScope } from '../model/symbols/scopeAt';
import type { Located, SymbolProject } from '../model/symbols/symbolProject';
import type { Declaration, SymbolTable } from '../model/symbols/symbolTypes';
import { namesAt } from '../model/symbols/namesAt';
import { fullType } from '../model/symbols/typeTarget';
import { callAt, type CallAt } from '../syntax/callAt';
import type { Feature } from './feature';
import type { PositionParams } from './nameAtPosition';
import { guarded, type ServerContext } from './serverContext';

/** What comes next inside an instance, a parameter list, a call or the use of a macro. */
export const signatureHelp: Feature = {
  name: 'signatureHelp',
  capabilities: () => ({ signatureHelpProvider: { triggerCharacters: ['(', ',', '.'], retriggerCharacters: [')'] } }),
  register(context) {
    context.connection.onSignatureHelp(
      guarded<PositionParams, SignatureHelp | null>(context, 'signatureHelp', null, (params) => answer(context, params)),
    );
  },
};

async function answer(context: ServerContext, { textDocument, position }: PositionParams): Promise<SignatureHelp | null> {
  const document = context.documents.get(textDocument.uri);
  const offset = context.documents.offsetAt(textDocument.uri, position);
  if (document === undefined || offset === undefined) return null;
  const call = callAt(document.text, offset);
  if (call === undefined) return null;
  const project = (await context.engine()).symbols;
  const signature = project.still(() => signatureOf(project, document.path, call));
  if (signature === undefined) return null;
  const { label, parts, doc } = signature;
  const active = activePart(call, parts);
  return {
    signatures: [inClientTerms(context, label, parts, doc)],
    activeSignature: 0,
    ...(active === undefined ? {} : { activeParameter: active }),
  };
}

interface Part {
  readonly name: string;
  readonly text: string;
}

interface Signature {
  /** Up to the opening bracket. */
  readonly label: string;
  readonly parts: readonly Part[];
  readonly doc: string | undefined;
}

function signatureOf(project: SymbolProject, path: string, call: CallAt): Signature | undefined {
  if (call.kind === 'macro') return macroSignature(project, path, call.name);
  const found = calleeOf(project, path, call);
  if (found === undefined) return undefined;
  const { table, declaration } = found;
  const own = table.declarations.filter((one) => one.scope === declaration.inner && one.completes === undefined);
  const doc = docOf(project, declaration);
  switch (call.kind) {
    case 'ports':
      return { label: declaration.name, parts: portsInOrder(found, own).map((one) => partOf(table, one)), doc };
    case 'parameters':
      return { label: `${declaration.name} #`, parts: parametersOf(found).map((one) => partOf(table, one)), doc };
    case 'call': {
      const type = declaration.kind === 'function' ? (fullType(found)?.text ?? '') : '';
      const label = `${declaration.kind}${type === '' ? '' : ` ${type}`} ${declaration.name}`;
      return { label, parts: own.filter((one) => one.kind === 'argument').map((one) => partOf(table, one)), doc };
    }
  }
}

/** A non-ANSI header has the order of its list, not of the declarations. */
function portsInOrder({ table, declaration }: Located, own: readonly Declaration[]): Declaration[] {
  const ports = own.filter((one) => one.kind === 'port');
  const listed = table.references.filter((one) => one.scope === declaration.inner && one.listed === true).map((one) => one.name);
  return listed.length === 0 ? ports : listed.flatMap((name) => ports.find((one) => one.name === name) ?? []);
}

function macroSignature(project: SymbolProject, path: string, name: string): Signature | undefined {
  for (const table of project.views(path)) {
    const definition = table.macros.get(name);
    if (definition?.parameters === undefined) continue;
    const parts = definition.parameters.map((one) => ({
      name: one.name,
      text: one.defaultText === undefined ? one.name : `${one.name} = ${one.defaultText.trim()}`,
    }));
    const body = definition.body.trim();
    return { label: `\`${name}`, parts, doc: body.length > 300 ? `${body.slice(0, 300)} …` : body };
  }
  return undefined;
}

/** The module or routine meant; where the text is too broken for a reference, by what is in sight there. */
function calleeOf(project: SymbolProject, path: string, { kind, name, nameStart }: CallAt): Located | undefined {
  const fits = ({ declaration }: Located): boolean =>
    kind === 'call'
      ? declaration.kind === 'function' || declaration.kind === 'task' || declaration.kind === 'let'
      : /^(?:module|interface|program|checker|primitive|class)$/.test(declaration.kind);
  const resolved = namesAt(project, path, nameStart)?.meanings.find(fits);
  if (resolved !== undefined) return resolved;
  const names = resolver(project);
  if (kind !== 'call') return projectUnits(names, name, path).find(fits);
  const table = project.views(path)[0];
  const scope = table === undefined ? undefined : innermostScope(table, path, nameStart);
  return table === undefined || scope === undefined ? undefined : lexical(names, { table, scope }, name).find(fits);
}

function partOf(table: SymbolTable, declaration: Declaration): Part {
  const { name, kind, direction, unpacked, value } = declaration;
  const type = kind === 'typeParameter' ? '' : (fullType({ table, declaration })?.text ?? '');
  const words = [kind === 'typeParameter' ? 'type' : '', direction ?? '', type, name, ...(unpacked ?? [])];
  const start = kind === 'port' || value === undefined ? '' : ` = ${value}`;
  return { name, text: words.filter((one) => one !== '').join(' ') + start };
}

/** The entry by name where it is named; behind a comma after named ones, the first that is still missing. */
function activePart({ position, named, inside }: CallAt, parts: readonly Part[]): number | undefined {
  const at = (name: string | undefined): number => parts.findIndex((one) => one.name === name);
  if (inside !== undefined) return at(inside) < 0 ? undefined : at(inside);
  if (named.length === 0) return position < parts.length ? position : undefined;
  if (named.length > position) {
    const typed = named.at(-1) ?? '';
    if (at(typed) >= 0) return at(typed);
    const begun = parts.findIndex((one) => one.name.startsWith(typed) && !named.includes(one.name));
    return begun < 0 ? undefined : begun;
  }
  const missing = parts.findIndex((one) => !named.includes(one.name));
  return missing < 0 ? undefined : missing;
}

/** Offsets into the label where the client takes them, texts else. */
function inClientTerms(context: ServerContext, head: string, parts: readonly Part[], doc: string | undefined): SignatureInformation {
  const support = context.client.textDocument?.signatureHelp?.signatureInformation;
  const offsets = support?.parameterInformation?.labelOffsetSupport === true;
  let label = `${head}(`;
  const parameters = parts.map(({ text }, index): ParameterInformation => {
    if (index > 0) label += ', ';
    const start = label.length;
    label += text;
    return { label: offsets ? [start, label.length] : text };
  });
  label += ')';
  const markdown = support?.documentationFormat?.includes('markdown') === true;
  const documentation: MarkupContent | undefined =
    doc === undefined ? undefined : { kind: markdown ? 'markdown' : 'plaintext', value: doc };
  return { label, parameters, ...(documentation === undefined ? {} : { documentation }) };
}
