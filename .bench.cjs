var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// ../hints_bench.ts
var import_node_fs3 = require("node:fs");

// server/src/syntax/macros.ts
var pasteMark = "";
function readDefine(text2, from, budget = searchBudget()) {
  const namePattern = /[ \t]*(?:\\\r?\n[ \t]*)*([A-Za-z_][A-Za-z0-9_$]*|\\[^\s]+)/y;
  namePattern.lastIndex = from;
  const name = namePattern.exec(text2)?.[1];
  if (name === void 0) return void 0;
  let at = namePattern.lastIndex;
  let parameters2;
  if (text2[at] === "(") {
    const close2 = closingBracket(text2, at, budget);
    if (close2 !== void 0) {
      parameters2 = splitArguments(text2.slice(at + 1, close2)).map(readParameter);
      if (parameters2.length === 1 && parameters2[0]?.name === "") parameters2 = [];
      at = close2 + 1;
    }
  }
  const { body, end } = readBody(text2, at);
  return { name, definition: { name, body, ...parameters2 === void 0 ? {} : { parameters: parameters2 } }, end };
}
function commandLineMacro(name, value) {
  const range = { path: "", start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
  return { name, body: value, range };
}
function readParameter(text2) {
  const equals = text2.indexOf("=");
  if (equals < 0) return { name: text2.trim() };
  return { name: text2.slice(0, equals).trim(), defaultText: text2.slice(equals + 1).trim() };
}
function readBody(text2, from) {
  const pieces = [];
  const stop2 = /[\r\n"\\/]/g;
  let kept = from;
  let at = from;
  for (; ; ) {
    stop2.lastIndex = at;
    const found = stop2.exec(text2);
    if (found === null) {
      pieces.push(text2.slice(kept));
      return { body: pieces.join("").trim(), end: text2.length };
    }
    at = found.index;
    const two = text2.slice(at, at + 2);
    if (found[0] === "\r" || found[0] === "\n") {
      pieces.push(text2.slice(kept, at));
      return { body: pieces.join("").trim(), end: at };
    }
    if (found[0] === '"') {
      at = text2[at - 1] === "`" || text2.slice(at - 2, at) === "`\\" ? at + 1 : endOfString(text2, at);
    } else if (found[0] === "\\") {
      const lineBreak = /\\[ \t]*(\r\n|\n|\r)/y;
      lineBreak.lastIndex = at;
      const broken = lineBreak.exec(text2);
      if (broken === null) at += 1;
      else {
        pieces.push(text2.slice(kept, at), "\n");
        at = lineBreak.lastIndex;
        kept = at;
      }
    } else if (two === "//") {
      pieces.push(text2.slice(kept, at));
      const lineEnd3 = /\r\n|\n|\r|$/g;
      lineEnd3.lastIndex = at;
      const end = lineEnd3.exec(text2)?.index ?? text2.length;
      const continued = /\\[ \t]*$/.test(text2.slice(at, end));
      at = continued ? text2.lastIndexOf("\\", end) : end;
      kept = at;
    } else if (two === "/*") {
      const close2 = text2.indexOf("*/", at + 2);
      pieces.push(text2.slice(kept, at), " ");
      at = close2 < 0 ? text2.length : close2 + 2;
      kept = at;
    } else at += 1;
  }
}
function endOfString(text2, at) {
  const pattern3 = /"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?/y;
  pattern3.lastIndex = at;
  pattern3.exec(text2);
  return Math.max(at + 1, pattern3.lastIndex);
}
function searchBudget() {
  return { left: 2e6 };
}
function closingBracket(text2, open, budget) {
  const reach = Math.min(1e6, Math.max(budget.left, 200));
  const close2 = findClosing(text2, open, reach);
  if (close2 === void 0) budget.left -= Math.min(reach, text2.length - open);
  return close2;
}
function findClosing(text2, open, reach) {
  const pattern3 = /[()[\]{}"]|\/\/[^\r\n]*|\/\*[^]*?\*\//g;
  pattern3.lastIndex = open;
  let depth = 0;
  for (let found = pattern3.exec(text2); found !== null; found = pattern3.exec(text2)) {
    if (found.index - open > reach) return void 0;
    const c = found[0];
    if (c === '"') pattern3.lastIndex = endOfString(text2, found.index);
    else if (c === "(" || c === "[" || c === "{") depth++;
    else if ((c === ")" || c === "]" || c === "}") && --depth === 0) return found.index;
  }
  return void 0;
}
function splitArguments(text2) {
  const parts = [];
  const pattern3 = /[()[\]{}",]|\/\/[^\r\n]*|\/\*[^]*?\*\//g;
  let depth = 0;
  let start = 0;
  for (let found = pattern3.exec(text2); found !== null; found = pattern3.exec(text2)) {
    const c = found[0];
    if (c === '"') pattern3.lastIndex = endOfString(text2, found.index);
    else if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") depth--;
    else if (c === "," && depth === 0) {
      parts.push(text2.slice(start, found.index));
      start = found.index + 1;
    }
  }
  parts.push(text2.slice(start));
  return parts;
}
var piecesOf = /* @__PURE__ */ new WeakMap();
function substitute(definition, actual, expanded) {
  let pieces = piecesOf.get(definition);
  if (pieces === void 0) {
    pieces = cutBody(definition);
    piecesOf.set(definition, pieces);
  }
  const out = [];
  for (const piece of pieces) {
    if (typeof piece === "string") out.push(piece);
    else if (piece.quoted)
      out.push(
        (actual[piece.parameter] ?? "").trim().replace(/\s*[\r\n]\s*/g, " ").replace(/["\\]/g, "\\$&")
      );
    else out.push(expanded(piece.parameter));
  }
  return out.join("");
}
function cutBody(definition) {
  const indexes = new Map((definition.parameters ?? []).map((parameter, index) => [parameter.name, index]));
  const pattern3 = /``|`\\`"|`"|`[A-Za-z_][A-Za-z0-9_$]*|"(?:[^"\\\r\n]|\\[^])*"|[A-Za-z_][A-Za-z0-9_$]*|\d[A-Za-z0-9_$]*/g;
  const pieces = [];
  const body = definition.body;
  let last = 0;
  let quoted2 = false;
  const literal = (text2) => {
    if (text2 !== "") pieces.push(text2);
  };
  for (let found = pattern3.exec(body); found !== null; found = pattern3.exec(body)) {
    literal(body.slice(last, found.index));
    last = pattern3.lastIndex;
    const token2 = found[0];
    const parameter = indexes.get(token2);
    if (token2 === '`"') {
      quoted2 = !quoted2;
      literal('"');
    } else if (token2 === '`\\`"') literal('\\"');
    else if (token2 === "``") continue;
    else if (parameter !== void 0) pieces.push({ parameter, quoted: quoted2 });
    else if (token2.startsWith("`") && body.startsWith("``", last)) literal(token2 + pasteMark);
    else literal(token2);
  }
  literal(body.slice(last));
  return pieces;
}

// server/src/model/paths.ts
function folderOf(path3) {
  const slash = path3.lastIndexOf("/");
  return slash <= 0 ? "/" : path3.slice(0, slash);
}
function baseName(path3) {
  return path3.slice(path3.lastIndexOf("/") + 1);
}
function extensionOf(path3) {
  const name = baseName(path3);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot).toLowerCase();
}
function isAbsolute(path3) {
  return path3.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path3);
}
function joinPath(folder, path3) {
  const slashed = path3.replaceAll("\\", "/");
  const full = isAbsolute(slashed) ? slashed : `${folder}/${slashed}`;
  const drive = /^[A-Za-z]:/.exec(full)?.[0] ?? "";
  const parts = [];
  for (const part of full.slice(drive.length).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${drive}/${parts.join("/")}`;
}
function distance(from, to) {
  const a = folderOf(from).split("/");
  const b = folderOf(to).split("/");
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return a.length + b.length - 2 * common;
}

// server/src/model/includeSearch.ts
function findInclude(name, from, places) {
  if (isAbsolute(name)) return places.isFile(name) ? name : void 0;
  for (const folder of [folderOf(from), ...places.includeDirs]) {
    const path3 = joinPath(folder, name);
    if (places.isFile(path3)) return path3;
  }
  const slashed = name.replaceAll("\\", "/").replace(/^(?:\.\.?\/)+/, "");
  const found = places.withBaseName(baseName(slashed)).filter((path3) => path3.endsWith(`/${slashed}`)).map((path3) => ({ path: path3, steps: distance(from, path3) })).sort((a, b) => a.steps - b.steps);
  const [first, second] = found;
  if (first === void 0) return void 0;
  return second !== void 0 && second.steps === first.steps ? void 0 : first.path;
}
function folderForInclude(name, path3) {
  return path3.endsWith(`/${name}`) ? path3.slice(0, path3.length - name.length - 1) || "/" : folderOf(path3);
}

// server/src/model/closure.ts
function buildCompileUnit(roots, top, sources) {
  const walk2 = {
    sources,
    needs: /* @__PURE__ */ new Map(),
    files: /* @__PURE__ */ new Map(),
    units: /* @__PURE__ */ new Set(),
    chosen: /* @__PURE__ */ new Map(),
    missing: /* @__PURE__ */ new Map(),
    missingIncludes: /* @__PURE__ */ new Map(),
    notes: /* @__PURE__ */ new Set()
  };
  const included = includedByOthers(roots, sources);
  const pending = [];
  for (const root of roots) {
    if (included.has(root)) continue;
    const file = reachFile(walk2, root);
    const units = file?.summary.modules ?? [];
    pending.push(...top === void 0 || !units.some((unit2) => unit2.name === top) ? units : units.filter((unit2) => unit2.name === top));
  }
  if (top !== void 0 && !pending.some((unit2) => unit2.name === top)) {
    const { found } = sources.resolve(top, roots[0] ?? "", "unit");
    if (found !== void 0) pending.unshift(found);
  }
  for (let unit2 = pending.shift(); unit2 !== void 0; unit2 = pending.shift()) pending.push(...followUnit(walk2, unit2));
  const order = dependencyOrder(walk2);
  return result(walk2, order, top, sources);
}
function includedByOthers(roots, sources) {
  const included = /* @__PURE__ */ new Set();
  if (roots.length < 2) return included;
  for (const root of roots) for (const use of sources.read(root)?.includes ?? []) if (use.path !== root) included.add(use.path);
  return included;
}
function reachFile(walk2, path3) {
  const known = walk2.files.get(path3);
  if (known !== void 0) return known;
  const file = walk2.sources.read(path3);
  if (file === void 0) return void 0;
  walk2.files.set(path3, file);
  walk2.needs.set(path3, /* @__PURE__ */ new Set());
  for (const unit2 of file.summary.modules) if (!walk2.chosen.has(unit2.name)) walk2.chosen.set(unit2.name, unit2);
  for (const include2 of file.missingIncludes) walk2.missingIncludes.set(`${include2.range.path}:${include2.range.start}`, include2);
  const inIncludes = new Set(file.includes.map((use) => use.path));
  for (const macroFile of file.borrowedMacros) if (!inIncludes.has(macroFile)) need(walk2, path3, macroFile);
  for (const scope of file.scopes) {
    const { found } = choose(walk2, scope, path3, "package");
    if (found !== void 0) need(walk2, path3, found.path);
  }
  return file;
}
function need(walk2, from, to) {
  if (from === to) return;
  walk2.needs.get(from)?.add(to);
  reachFile(walk2, to);
}
function choose(walk2, name, from, kinds2) {
  const chosen = walk2.chosen.get(name);
  return chosen === void 0 ? walk2.sources.resolve(name, from, kinds2) : { found: chosen, why: "" };
}
function followUnit(walk2, unit2) {
  const key = `${unit2.path}
${unit2.name}`;
  if (walk2.units.has(key)) return [];
  walk2.units.add(key);
  reachFile(walk2, unit2.path);
  const next = [];
  const local = new Set(walk2.files.get(unit2.path)?.summary.modules.map((one) => one.name) ?? []);
  const follow = (name, kinds2, instance2, range, required) => {
    const { found, note, why } = choose(walk2, name, unit2.path, kinds2);
    if (note !== void 0) walk2.notes.add(note);
    if (found !== void 0) {
      need(walk2, unit2.path, found.path);
      next.push(found);
    } else if (local.has(name)) {
      const own = walk2.files.get(unit2.path)?.summary.modules.find((one) => one.name === name);
      if (own !== void 0) next.push(own);
    } else if (required && !walk2.missing.has(`${unit2.path}:${range.start}:${name}`)) {
      walk2.missing.set(`${unit2.path}:${range.start}:${name}`, { name, range, why, instance: instance2 });
    }
  };
  for (const one of unit2.imports) follow(one.package, "package", "", unit2.nameRange, true);
  for (const name of unit2.references) follow(name, "package", "", unit2.nameRange, false);
  for (const instance2 of unit2.instances) follow(instance2.moduleName, "unit", instance2.name, instance2.moduleNameRange, true);
  return next;
}
function dependencyOrder(walk2) {
  const order = [];
  const done = /* @__PURE__ */ new Set();
  const visit = (path3) => {
    const stack = [{ path: path3, rest: [...walk2.needs.get(path3) ?? []] }];
    done.add(path3);
    for (let at = stack.at(-1); at !== void 0; at = stack.at(-1)) {
      const next = at.rest.shift();
      if (next === void 0) {
        order.push(at.path);
        stack.pop();
      } else if (!done.has(next)) {
        done.add(next);
        stack.push({ path: next, rest: [...walk2.needs.get(next) ?? []] });
      }
    }
  };
  for (const path3 of walk2.files.keys()) if (!done.has(path3)) visit(path3);
  const early = (path3) => {
    const modules = walk2.files.get(path3)?.summary.modules ?? [];
    return modules.length === 0 || modules.some((unit2) => unit2.kind === "package");
  };
  return [...order.filter(early), ...order.filter((path3) => !early(path3))];
}
function result(walk2, order, top, sources) {
  const includes = /* @__PURE__ */ new Map();
  const includeDirs = new Set(sources.includeDirs);
  for (const path3 of order) {
    for (const use of walk2.files.get(path3)?.includes ?? []) {
      includes.set(use.path, { path: use.path, text: use.text });
      includeDirs.add(folderForInclude(use.name, use.path));
    }
  }
  const files = order.map((path3) => walk2.files.get(path3)?.source).filter((source) => source !== void 0);
  const missing = [...walk2.missing.values()];
  return {
    unit: {
      files,
      includes: [...includes.values()],
      includeDirs: [...includeDirs],
      defines: sources.defines,
      ...top === void 0 ? {} : { top },
      unresolved: [...new Set(missing.map((one) => one.name))]
    },
    missing,
    missingIncludes: [...walk2.missingIncludes.values()],
    notes: [...walk2.notes]
  };
}

// server/src/model/fileScans.ts
var FileScans = class {
  byPath = /* @__PURE__ */ new Map();
  /** Files by the names of the units they seem to declare. */
  declaring = /* @__PURE__ */ new Map();
  /** Files by the macros they define. */
  defining = /* @__PURE__ */ new Map();
  /** Files by the last part of the names they include. */
  including = /* @__PURE__ */ new Map();
  /** Files by the last part of their own path. */
  named = /* @__PURE__ */ new Map();
  /** Puts the scan of a file in the place of what was known of it; without one the file is gone. */
  set(path3, scan) {
    const old = this.byPath.get(path3);
    for (const name of old?.declares ?? []) this.declaring.get(name)?.delete(path3);
    for (const name of old?.macros.keys() ?? []) this.defining.get(name)?.delete(path3);
    for (const name of old?.includes ?? []) this.including.get(baseName(name))?.delete(path3);
    if (scan === void 0) {
      this.byPath.delete(path3);
      this.named.get(baseName(path3))?.delete(path3);
      return;
    }
    this.byPath.set(path3, scan);
    for (const name of scan.declares) add(this.declaring, name, path3);
    for (const name of scan.macros.keys()) add(this.defining, name, path3);
    for (const name of scan.includes) add(this.including, baseName(name), path3);
    add(this.named, baseName(path3), path3);
  }
};
function add(map, key, value) {
  const set = map.get(key);
  if (set === void 0) map.set(key, /* @__PURE__ */ new Set([value]));
  else set.add(value);
}

// server/src/model/fileTexts.ts
var maxCharacters = 4e7;
var FileTexts = class {
  constructor(workspace, limit2 = maxCharacters) {
    this.workspace = workspace;
    this.limit = limit2;
  }
  workspace;
  limit;
  kept = /* @__PURE__ */ new Map();
  characters = 0;
  /** The current text, an open document's before the file's; undefined when it cannot be read as text. */
  get(path3) {
    const stamp = this.workspace.stamp?.(path3);
    const kept = this.kept.get(path3);
    if (kept !== void 0) {
      this.forget(path3);
      if (kept.stamp === stamp) {
        this.keep(path3, kept);
        return kept.text;
      }
    }
    const text2 = this.workspace.readText(path3);
    if (text2 !== void 0 && stamp !== void 0) this.keep(path3, { stamp, text: text2 });
    return text2;
  }
  /** Lets the next call read the file whatever its stamp says. */
  forget(path3) {
    this.characters -= this.kept.get(path3)?.text.length ?? 0;
    this.kept.delete(path3);
  }
  keep(path3, entry) {
    this.kept.set(path3, entry);
    this.characters += entry.text.length;
    for (const oldest of this.kept.keys()) {
      if (this.characters <= this.limit || oldest === path3) return;
      this.forget(oldest);
    }
  }
};

// server/src/model/indexResult.ts
function summarizeIndex(index, options, read, resolve2) {
  const summary = { files: [], modules: [], unresolved: [], excluded: [] };
  const includedBy = /* @__PURE__ */ new Map();
  const known = /* @__PURE__ */ new Map();
  for (const path3 of /* @__PURE__ */ new Set([...index.files, ...index.listedFiles()])) {
    const file = read(path3);
    if (file === void 0) {
      summary.excluded.push({ file: path3, why: "it cannot be read as text" });
      continue;
    }
    known.set(path3, file);
    for (const use of file.includes) if (use.path !== path3 && !includedBy.has(use.path)) includedBy.set(use.path, path3);
  }
  for (const [path3, file] of known) {
    const why = reason(path3, file, index, options, includedBy);
    if (why.out) {
      summary.excluded.push({ file: path3, why: why.text });
      continue;
    }
    const units = file.summary.modules.filter((unit2) => unit2.path === path3);
    summary.files.push({ file: path3, modules: units.map((unit2) => unit2.name), why: why.text });
    for (const unit2 of units)
      summary.modules.push({ name: unit2.name, kind: unit2.kind, file: unit2.nameRange.path, line: unit2.nameRange.line + 1 });
    summary.unresolved.push(...unresolvedIn(file, resolve2));
  }
  return summary;
}
function reason(path3, file, index, options, includedBy) {
  const list3 = options.filelists?.find((one) => one.files.includes(path3) || one.libraryFiles.includes(path3));
  if (list3 !== void 0) return { out: false, text: `the file list ${baseName(list3.path)} names it` };
  if (options.files?.includes(path3) === true) return { out: false, text: "it was named" };
  const includer = includedBy.get(path3);
  if (includer !== void 0) return { out: false, text: `${baseName(includer)} includes it` };
  if ((options.filelists ?? []).some((one) => one.open !== true))
    return { out: true, text: "no file list names it and no file includes it" };
  const holdsMacros = (index.scanOf(path3)?.macros.size ?? 0) > 0;
  if (file.summary.modules.length === 0 && !holdsMacros) {
    const seen = index.scanOf(path3)?.declares.length ?? 0;
    return { out: true, text: seen > 0 ? "the conditionals switch off all it declares" : "it declares nothing and no file includes it" };
  }
  const root = index.roots.filter((folder) => path3.startsWith(`${folder}/`)).sort((a, b) => distance(path3, `${a}/x`) - distance(path3, `${b}/x`))[0];
  const role = index.scanOf(path3)?.looksLikeTestbench === true ? ", a testbench by the look of it" : "";
  return { out: false, text: (root === void 0 ? "it was opened" : `found below ${root}`) + role };
}
function unresolvedIn(file, resolve2) {
  const open = [];
  for (const unit2 of file.summary.modules) {
    for (const instance2 of unit2.instances) {
      const { found, why } = resolve2(instance2.moduleName, unit2.path, "unit");
      const { path: path3, line } = instance2.moduleNameRange;
      if (found === void 0) open.push({ name: instance2.moduleName, file: path3, line: line + 1, instance: instance2.name, why });
    }
    for (const name of new Set(unit2.imports.map((one) => one.package))) {
      const { found, why } = resolve2(name, unit2.path, "package");
      if (found === void 0) open.push({ name, file: unit2.path, line: unit2.nameRange.line + 1, instance: "", why });
    }
  }
  return open;
}

// server/src/model/rankFiles.ts
function rankFiles(files, from, listed, scans) {
  const preferred = new Set(listed);
  const rank = (file) => {
    if (file === from) return -2;
    if (preferred.has(file)) return -1;
    return from === "" ? 0 : distance(from, file) + (scans.get(file)?.looksLikeTestbench === true ? 0.5 : 0);
  };
  return [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

// server/src/model/recordCache.ts
var usual = { trees: 48, treeCharacters: 5e6, factCharacters: 12e6 };
var RecordCache = class {
  constructor(isOpen, limits = usual) {
    this.isOpen = isOpen;
    this.limits = limits;
  }
  isOpen;
  limits;
  records = /* @__PURE__ */ new Map();
  /** Records whose tree is there. */
  trees = /* @__PURE__ */ new Map();
  treeCharacters = 0;
  get(path3) {
    return this.records.get(path3);
  }
  /** Puts a record in the place of the one there was, whose tree is freed unless somebody holds it. */
  set(path3, record) {
    const old = this.records.get(path3);
    if (old !== void 0 && old !== record) this.dropTree(path3, old);
    this.records.delete(path3);
    this.records.set(path3, record);
    this.touch(path3, record);
  }
  /** Notes that a record's tree is in use, and frees the oldest trees beyond the limits. */
  touch(path3, record) {
    this.treeCharacters -= this.trees.has(path3) ? sizeOfTree(this.trees.get(path3)) : 0;
    this.trees.delete(path3);
    this.trees.set(path3, record);
    this.treeCharacters += sizeOfTree(record);
    for (const [oldest, other] of this.trees) {
      if (this.trees.size <= this.limits.trees && this.treeCharacters <= this.limits.treeCharacters) return;
      if (other === record || other.pins > 0 || this.isOpen(oldest)) continue;
      this.dropTree(oldest, other);
    }
  }
  /** Drops the facts of the files used longest ago, beyond the limit. To be called when nobody works with records. */
  trim() {
    let characters = 0;
    for (const record of this.records.values()) characters += record.source.text.length;
    for (const [path3, record] of this.records) {
      if (characters <= this.limits.factCharacters) return;
      if (this.isOpen(path3)) continue;
      characters -= record.source.text.length;
      this.dropTree(path3, record);
      this.records.delete(path3);
    }
  }
  /** Frees a tree at once, or, when a caller may hold its nodes, once those are gone. */
  dropTree(path3, record) {
    if (this.trees.get(path3) === record) {
      this.treeCharacters -= sizeOfTree(record);
      this.trees.delete(path3);
    }
    if (!record.lent) record.parsed?.dispose();
    record.parsed = void 0;
    record.lent = false;
  }
};
function sizeOfTree(record) {
  return record?.parsed?.pre.text.length ?? 0;
}

// server/src/model/scan.ts
var scanVersion = 2;
var token = /\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|`include\s+"([^"\r\n]*)"|"(?:[^"\\\r\n]|\\[^])*"?|`define[ \t]+([A-Za-z_]\w*)|\b(module|macromodule|interface|package|program|primitive|class|checker)\s+(?:automatic\s+|static\s+)?([A-Za-z_][\w$]*|\\\S+)|(\$(?:finish|stop|dumpvars|dumpfile|monitor)\b)/g;
function scanDeclarations(text2) {
  const declares = /* @__PURE__ */ new Set();
  const macros = /* @__PURE__ */ new Map();
  const includes = /* @__PURE__ */ new Set();
  let testbench = false;
  const pattern3 = new RegExp(token);
  for (let found = pattern3.exec(text2); found !== null; found = pattern3.exec(text2)) {
    const [whole, include2, macro2, keyword, name, task] = found;
    if (include2 !== void 0) includes.add(include2);
    if (macro2 !== void 0) {
      if (!macros.has(macro2)) macros.set(macro2, found.index + "`define".length);
    } else if (keyword !== void 0 && name !== void 0) {
      if (name !== "class" && !isUse(text2, found.index)) declares.add(name);
      if (name === "class") pattern3.lastIndex = found.index + whole.length - name.length;
    } else if (task !== void 0) testbench = true;
  }
  return { declares: [...declares], macros, includes: [...includes], looksLikeTestbench: testbench };
}
function isUse(text2, at) {
  return /(?:virtual|typedef|extern|bind|[(,])\s*$/.test(text2.slice(Math.max(0, at - 24), at));
}
function scopeNames(text2) {
  const found = /* @__PURE__ */ new Set();
  for (const match of text2.matchAll(/\/\/[^\r\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|([A-Za-z_][\w$]*)\s*::/g))
    if (match[1] !== void 0) found.add(match[1]);
  return [...found];
}

// server/src/base/hash.ts
var import_node_crypto = require("node:crypto");
function contentHash(...parts) {
  const hash = (0, import_node_crypto.createHash)("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}

// server/src/model/scanStore.ts
var fewFiles = 100;
function loadScans(cache2, folder) {
  const scans = /* @__PURE__ */ new Map();
  try {
    const stored = JSON.parse(cache2.read(nameFor(folder)) ?? "null");
    if (!isRecord(stored) || stored["version"] !== scanVersion || stored["folder"] !== folder || !Array.isArray(stored["files"]))
      return scans;
    for (const entry of stored["files"]) {
      const read = readEntry(entry);
      if (read === void 0) return /* @__PURE__ */ new Map();
      scans.set(`${folder}/${read.path}`, read.stored);
    }
  } catch {
    return /* @__PURE__ */ new Map();
  }
  return scans;
}
function saveScans(cache2, folder, scans) {
  if (scans.size < fewFiles) return;
  const files = [...scans].flatMap(
    ([path3, { stamp, scan }]) => path3.startsWith(`${folder}/`) ? [[path3.slice(folder.length + 1), stamp, scan.declares, [...scan.macros].flat(), scan.includes, scan.looksLikeTestbench ? 1 : 0]] : []
  );
  cache2.write(nameFor(folder), JSON.stringify({ version: scanVersion, folder, files }));
}
function nameFor(folder) {
  return `scan-${contentHash(folder).slice(0, 24)}.json`;
}
function readEntry(entry) {
  if (!Array.isArray(entry)) return void 0;
  const [path3, stamp, declares, macros, includes, testbench] = entry;
  if (typeof path3 !== "string" || typeof stamp !== "string" || !isStrings(declares) || !isStrings(includes) || !Array.isArray(macros)) {
    return void 0;
  }
  const offsets = /* @__PURE__ */ new Map();
  for (let at = 0; at < macros.length; at += 2) {
    const [name, offset] = [macros[at], macros[at + 1]];
    if (typeof name !== "string" || typeof offset !== "number") return void 0;
    offsets.set(name, offset);
  }
  return { path: path3, stored: { stamp, scan: { declares, macros: offsets, includes, looksLikeTestbench: testbench === 1 } } };
}
function isStrings(value) {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
function isRecord(value) {
  return typeof value === "object" && value !== null;
}

// server/src/model/scanFolder.ts
var slice = 25;
var batch = 64;
async function scanFolder(folder, extensions, known, workspace, cache2) {
  const stored = cache2 === void 0 ? /* @__PURE__ */ new Map() : loadScans(cache2, folder);
  const trusted = /* @__PURE__ */ new Set();
  for (const [path3, one] of stored) {
    if (known.byPath.has(path3)) continue;
    known.set(path3, one.scan);
    trusted.add(path3);
  }
  const files = (await workspace.listFiles(folder)).filter((file) => extensions.includes(extensionOf(file)));
  const kept = /* @__PURE__ */ new Map();
  const pause = pauses();
  const stale = [];
  for (const path3 of files) {
    const stamp = workspace.stamp?.(path3);
    const before = stored.get(path3);
    if (before !== void 0 && stamp === before.stamp) kept.set(path3, before);
    else if (!known.byPath.has(path3) || trusted.has(path3)) stale.push({ path: path3, stamp });
    trusted.delete(path3);
    await pause();
  }
  for (const path3 of trusted) known.set(path3, void 0);
  for (let from = 0; from < stale.length; from += batch) {
    const some = stale.slice(from, from + batch);
    const texts = await readAll(
      workspace,
      some.map((one) => one.path)
    );
    for (const [at, { path: path3, stamp }] of some.entries()) {
      const text2 = texts[at];
      if (text2 === void 0) {
        known.set(path3, void 0);
        continue;
      }
      const scan = scanDeclarations(text2);
      known.set(path3, scan);
      if (stamp !== void 0) kept.set(path3, { stamp, scan });
      await pause();
    }
  }
  const changed = stale.length > 0 || trusted.size > 0;
  if (changed && cache2 !== void 0) saveScans(cache2, folder, kept);
  return { files: files.length, read: stale.length, changed };
}
async function readAll(workspace, paths) {
  return workspace.readMany === void 0 ? paths.map((path3) => workspace.readText(path3)) : workspace.readMany(paths);
}
function pauses() {
  let since = performance.now();
  return () => {
    if (performance.now() - since < slice) return void 0;
    return new Promise((resolve2) => {
      setTimeout(() => {
        since = performance.now();
        resolve2();
      }, 0);
    });
  };
}

// server/src/syntax/nodes.ts
function flatText(node) {
  return flatten(node?.text ?? "");
}
function flatten(source) {
  return source.replace(/"(?:[^"\\]|\\[^])*"|\/\*[^]*?\*\/|\/\/[^\r\n]*/g, (found) => found.startsWith('"') ? found : " ").replace(/\s+/g, " ").trim();
}
function childrenOfType(node, ...types) {
  return node.namedChildren.filter((child) => types.includes(child.type));
}
function childOfType(node, ...types) {
  return node?.namedChildren.find((child) => types.includes(child.type));
}
function field(node, name) {
  return node?.childForFieldName(name) ?? void 0;
}
function firstOfType(node, ...types) {
  if (node === void 0) return void 0;
  let found;
  walk(node, (at) => {
    if (found !== void 0) return false;
    if (types.includes(at.type)) found = at;
    return found === void 0;
  });
  return found;
}
function hasToken(node, word2) {
  return node.children.some((child) => !child.isNamed && child.type === word2);
}
function walk(node, visit) {
  const cursor = node.walk();
  try {
    let depth = 0;
    for (; ; ) {
      const down = visit(cursor.currentNode, depth) !== false && cursor.gotoFirstChild();
      if (down) {
        depth++;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (depth === 0 || !cursor.gotoParent()) return;
        depth--;
        if (depth === 0) return;
      }
    }
  } finally {
    cursor.delete();
  }
}

// server/src/syntax/grammarGaps.ts
function grammarGaps(text2) {
  const found = [];
  for (const { pattern: pattern3, rewrite } of gaps) {
    for (const match of text2.matchAll(pattern3)) {
      const replacement = rewrite(match[0]);
      if (replacement !== void 0 && replacement !== match[0]) found.push({ at: match.index, text: replacement });
    }
  }
  return withoutOverlap(found);
}
function applyRewrites(text2, rewrites) {
  const pieces = [];
  let last = 0;
  for (const { at, text: replacement } of rewrites) {
    pieces.push(text2.slice(last, at), replacement);
    last = at + replacement.length;
  }
  pieces.push(text2.slice(last));
  return pieces.join("");
}
function withoutOverlap(rewrites) {
  const kept = [];
  let end = 0;
  for (const one of [...rewrites].sort((a, b) => a.at - b.at)) {
    if (one.at < end) continue;
    kept.push(one);
    end = one.at + one.text.length;
  }
  return kept;
}
var blanks = (text2) => text2.replace(/[^\r\n]/g, " ");
var without = (part) => (match) => match.replace(part, blanks);
var gaps = [
  // A severity task with its finish number alone (clause 20.10).
  { pattern: /\$fatal\s*\(\s*\d\s*\)/g, rewrite: without(/\([^]*/) },
  // Two packed dimensions after the name of a type. What is left names no width rather than a wrong one.
  {
    pattern: /\b(?:parameter|localparam)\s+[A-Za-z_][\w$]*(?:\s*::\s*[A-Za-z_][\w$]*)*\s*\[[^\][;]*:[^\][;]*\](?:\s*\[[^\][;]*\])+(?=\s*[A-Za-z_])/g,
    rewrite: oneUnknownDimension
  },
  { pattern: /\bstatic\s+(?:task|function)\b/g, rewrite: without(/^static/) },
  { pattern: /\bpure\s+virtual\s+(?:protected\s+)?(?:task|function)\s+(?:automatic|static)\b/g, rewrite: without(/(?:automatic|static)$/) },
  { pattern: /\bpull(?:up|down)\s*\([\w\s,]*\)(?=\s*(?:[A-Za-z_][\w$]*\s*)?\()/g, rewrite: without(/\([^]*/) },
  // Members of a structure as the items of a cross.
  { pattern: /\bcross\s+[^;{()]*\.[^;{()]*?(?=\s*(?:[;{]|\biff\b))/g, rewrite: (match) => match.replaceAll(".", "_") },
  { pattern: /\bbinsof\s*\([^()]*\)/g, rewrite: (match) => match.replaceAll(".", "_") },
  // An order of solving inside a block of constraints.
  { pattern: /\bsolve\b[^;{}]*\bbefore\b[^;{}]*;/g, rewrite: blanks },
  { pattern: /\bforeach\s*\(\s*[^();]*\]\s*\)/g, rewrite: plainForeach },
  { pattern: /\bconst\s+[A-Za-z_][\w$:]*\s+[A-Za-z_][\w$]*\s*\[\s*\](?=\s*=)/g, rewrite: without(/^const/) },
  // A select of what a function gives.
  { pattern: /\)\s*\[[^\];]*\](?=\s*[;,)])/g, rewrite: (match) => `)${blanks(match.slice(1))}` },
  // A range after an index, inside the index of something in a concatenation.
  { pattern: /\]\s*\[[^\][;]*:[^\][;]*\](?=\s*\])/g, rewrite: (match) => `]${blanks(match.slice(1))}` },
  // The empty connection after a last comma, which simulators let pass.
  { pattern: /\)\s*,\s*\)/g, rewrite: without(/,/) },
  { pattern: /'\{\s*\}/g, rewrite: (match) => `_${blanks(match.slice(1))}` }
];
function oneUnknownDimension(match) {
  const open = match.indexOf("[");
  const close2 = match.indexOf("]");
  const range = match.slice(open, close2 + 1);
  const colon = range.indexOf(":");
  return `${match.slice(0, open)}[_${blanks(range.slice(2, colon))}${range.slice(colon)}${blanks(match.slice(close2 + 1))}`;
}
function plainForeach(match) {
  const lists = /((?:\[[^\][]*\]\s*)+)\)$/.exec(match);
  if (lists?.[1] === void 0) return void 0;
  const start = match.length - lists[0].length;
  const parts = [...lists[1].matchAll(/\[([^\][]*)\]/g)];
  if (parts.length === 1) {
    const only = match.slice(start).replace(/^(\[\s*),((?:\s*,)*)/, (_all, head, rest2) => head + blanks(`,${rest2}`));
    return match.slice(0, start) + only;
  }
  const isVariable = (part) => /^\s*[a-z_][\w$]*\s*$/.test(part);
  const firstKept = parts.findIndex((part) => isVariable(part[1] ?? ""));
  if (firstKept < 0) return void 0;
  let rest = match.slice(start);
  for (const part of parts.slice(0, firstKept))
    rest = rest.slice(0, part.index) + blanks(part[0]) + rest.slice(part.index + part[0].length);
  return match.slice(0, start) + rest.replace(/\](\s*)\[/g, (_all, space) => `,${space} `);
}

// server/src/syntax/tokens.ts
var pattern = /\s+|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|("(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?)|(\\\S+|[A-Za-z_][\w$]*)|(\$[\w$]+)|((?:\d[\d_]*\s*)?'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]*|'[01xXzZ](?!\w)|\d[\w.]*)|(<<<=?|>>>=?|===|!==|==|!=|<=|>=|&&&|&&|\|\||<<|>>|\*\*|\+\+|--|->>?|\+:|-:|::|\.\*|##|~[&|^]|[^])/gy;
function eachToken(text2, from, to, visit) {
  const scan = new RegExp(pattern);
  scan.lastIndex = from;
  while (scan.lastIndex < to) {
    const start = scan.lastIndex;
    const found = scan.exec(text2);
    if (found === null) return;
    const [whole, quoted2, word2, system2, number, mark] = found;
    const end = scan.lastIndex;
    let kind;
    if (quoted2 !== void 0) kind = "string";
    else if (word2 !== void 0) kind = "word";
    else if (system2 !== void 0) kind = "system";
    else if (number !== void 0) kind = "number";
    else if (mark !== void 0) kind = "mark";
    else continue;
    if (visit({ kind, text: whole, start, end }) === false) return;
  }
}
var starters = new Set(
  "module macromodule endmodule endinterface endpackage endprogram endclass endfunction endtask endcase endgenerate endspecify always always_ff always_comb always_latch initial final assign begin end generate function task join join_any join_none".split(" ")
);
var keywords = /* @__PURE__ */ new Set([
  ...starters,
  ..."localparam genvar input output inout ref wire reg logic bit byte shortint int longint integer time real realtime shortreal tri tri0 tri1 triand trior trireg wand wor supply0 supply1 signed unsigned parameter defparam case casex casez default if else for while repeat forever do foreach return break continue posedge negedge edge or and nand nor xor xnor not buf bufif0 bufif1 notif0 notif1 typedef enum struct union packed interface package program class import export extern virtual modport const static automatic unique unique0 priority inside fork disable wait force release deassign event string void var vectored scalared assert assume cover property sequence endproperty endsequence specify endspecify primitive endprimitive table endtable randcase clocking endclocking covergroup endgroup checker endchecker iff with new null this super type let bind alias tagged matches".split(" ")
]);

// server/src/syntax/structure.ts
var closers = {
  ")": ["("],
  "]": ["["],
  "}": ["{"],
  end: ["begin"],
  endmodule: ["module", "macromodule"],
  endinterface: ["interface"],
  endpackage: ["package"],
  endprogram: ["program"],
  endclass: ["class"],
  endfunction: ["function"],
  endtask: ["task"],
  endcase: ["case", "casex", "casez", "randcase"],
  endgenerate: ["generate"],
  join: ["fork"],
  join_any: ["fork"],
  join_none: ["fork"]
};
var closerOf = {
  "(": ")",
  "[": "]",
  "{": "}",
  begin: "end",
  module: "endmodule",
  macromodule: "endmodule",
  interface: "endinterface",
  package: "endpackage",
  program: "endprogram",
  class: "endclass",
  function: "endfunction",
  task: "endtask",
  case: "endcase",
  casex: "endcase",
  casez: "endcase",
  randcase: "endcase",
  generate: "endgenerate",
  fork: "join"
};
var bracket = /^[([{]$/;
var maxFindings = 50;
var maxDepth = 5e3;
function checkStructure(text2) {
  const plain = scanStructure(text2, false);
  const lostBlock = plain.some((finding) => finding.message.startsWith("`begin`"));
  const indented = lostBlock ? scanStructure(text2, true) : plain;
  return indented.length > 0 && indented.length <= plain.length ? indented : plain;
}
function looseBlocks(text2) {
  const loose = [];
  scanStructure(text2, false, loose);
  return loose;
}
function scanStructure(text2, byIndent, loose = []) {
  const scan = { loose, text: text2, stack: [], findings: [], byIndent, previous: void 0, prototype: false };
  const comment = unclosedComment(text2);
  eachToken(text2, 0, text2.length, (token2) => {
    readToken(scan, token2);
    scan.previous = token2;
    return scan.findings.length < maxFindings && scan.stack.length < maxDepth;
  });
  for (const open of scan.stack.reverse().slice(0, maxFindings)) neverClosed(scan, open, text2.length, void 0);
  if (comment !== void 0) {
    scan.findings.unshift({ start: comment, end: comment + 2, message: "this comment is never closed", shadowEnd: text2.length });
    return scan.findings.slice(0, 1);
  }
  return scan.findings;
}
function unclosedComment(text2) {
  const last = text2.lastIndexOf("/*");
  if (last < 0 || text2.includes("*/", last + 2)) return void 0;
  let found;
  for (const match of text2.matchAll(/\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\[^])*"?/g)) {
    if (match[0].startsWith("/*") && !match[0].endsWith("*/")) found = match.index;
  }
  return found;
}
function readToken(scan, token2) {
  const { text: text2 } = token2;
  if (token2.kind === "string" && !/^"[^]*[^\\]"$|^""$|\\\\"$/.test(text2)) {
    const end = lineEnd(scan.text, lineEnd(scan.text, token2.end) + 1);
    const lineStart = scan.text.lastIndexOf("\n", token2.start) + 1;
    while (bracket.test(scan.stack.at(-1)?.word ?? "") && (scan.stack.at(-1)?.start ?? 0) >= lineStart) scan.stack.pop();
    scan.findings.push({ start: token2.start, end: token2.end, message: "this string has no closing quote", shadowEnd: end });
    return;
  }
  if (token2.kind !== "word" && token2.kind !== "mark") return;
  if (text2 === ";") {
    semicolon(scan, token2);
    return;
  }
  if (token2.kind === "word" && starters.has(text2)) leaveBrackets(scan, token2);
  if (/^(?:extern|import|export|pure)$/.test(text2)) scan.prototype = true;
  if (text2 === "begin") noteLooseBlock(scan, token2);
  if (closers[text2] !== void 0) close(scan, token2);
  else if (closerOf[text2] !== void 0 && opens(scan, text2)) {
    scan.stack.push({
      word: text2,
      start: token2.start,
      end: token2.end,
      indent: indentOf(scan.text, token2.start),
      loop: scan.previous?.text === "for"
    });
  }
}
function noteLooseBlock(scan, token2) {
  const among = /^(?:generate|module|macromodule)$/.test(scan.stack.at(-1)?.word ?? "");
  if (!among || !/^(?:;|generate|end\w*)$/.test(scan.previous?.text ?? "")) return;
  const room = scan.previous?.text === ";" ? 5 : 6;
  if (token2.start - (scan.previous?.end ?? 0) >= room && /\s{5}$/.test(scan.text.slice(Math.max(0, token2.start - 5), token2.start))) {
    scan.loose.push({ at: token2.start - 5, text: "if(1)" });
  }
}
function opens(scan, word2) {
  const before = scan.previous?.text ?? "";
  const inBrackets = bracket.test(scan.stack.at(-1)?.word ?? "");
  switch (word2) {
    case "interface":
      return !inBrackets && before !== "virtual" && scan.stack.every((open) => open.word !== "interface") && !scan.prototype;
    case "class":
      return !inBrackets && before !== "typedef";
    case "function":
    case "task":
    case "module":
      return !scan.prototype && !inBrackets && before !== "with";
    case "fork":
      return before !== "wait" && before !== "disable";
    case "case":
    case "casex":
    case "casez":
      return !inBrackets && !/^(?:wire|reg|logic|input|output|inout|parameter|localparam)$/.test(before);
    default:
      return true;
  }
}
function semicolon(scan, token2) {
  scan.prototype = false;
  const top = scan.stack.at(-1);
  if (top === void 0 || !/^[([]$/.test(top.word) || top.loop) return;
  const lost = [];
  while (/^[([]$/.test(scan.stack.at(-1)?.word ?? "")) {
    const open = scan.stack.pop();
    if (open !== void 0) lost.push(open);
  }
  const outer = lost.at(-1);
  if (outer !== void 0) neverClosed(scan, lost[0] ?? outer, followingStatement(scan.text, token2.end), void 0);
}
function leaveBrackets(scan, token2) {
  const lost = [];
  for (let top = scan.stack.at(-1); top !== void 0 && bracket.test(top.word); top = scan.stack.at(-1)) {
    lost.push(top);
    scan.stack.pop();
  }
  const inner = lost[0];
  if (inner === void 0) return;
  const at = scan.previous?.end ?? inner.end;
  const closing = `${lost.map((open) => closerOf[open.word] ?? "").join("")};`;
  const fits = /^\s*$/.test(scan.text.slice(at, at + closing.length)) && at + closing.length < token2.start;
  neverClosed(scan, inner, followingStatement(scan.text, token2.end), fits ? { at, text: closing } : void 0);
}
function close(scan, token2) {
  const wanted = closers[token2.text] ?? [];
  const top = scan.stack.at(-1);
  if (top !== void 0 && wanted.includes(top.word)) {
    if (scan.byIndent && token2.text === "end" && belongsFurtherOut(scan, token2, top)) {
      scan.stack.pop();
      neverClosed(scan, top, scan.text.length, void 0);
      close(scan, token2);
      return;
    }
    scan.stack.pop();
    return;
  }
  const match = scan.stack.findLastIndex((open) => wanted.includes(open.word));
  const blocked = scan.stack.slice(match + 1).some((open) => isBracket(token2.text) ? !bracket.test(open.word) : rankOf(open.word) > rankOf(wanted[0] ?? ""));
  if (match < 0 || blocked) {
    const opener = wanted[0] ?? "";
    scan.findings.push({
      start: token2.start,
      end: token2.end,
      message: `\`${token2.text}\` without \`${opener}\``,
      shadowEnd: followingStatement(scan.text, token2.end)
    });
    return;
  }
  for (const open of scan.stack.splice(match + 1).reverse()) neverClosed(scan, open, token2.end, void 0);
  scan.stack.pop();
}
function isBracket(word2) {
  return /^[)\]}]$/.test(word2);
}
function rankOf(word2) {
  if (/^(?:module|macromodule|interface|package|program)$/.test(word2)) return 4;
  if (word2 === "class") return 3;
  if (word2 === "function" || word2 === "task" || word2 === "generate") return 2;
  return 1;
}
function belongsFurtherOut(scan, token2, top) {
  const lineStart = Math.max(scan.text.lastIndexOf("\n", token2.start - 1), scan.text.lastIndexOf("\r", token2.start - 1)) + 1;
  if (scan.text.slice(lineStart, token2.start).trim() !== "") return false;
  const indent = token2.start - lineStart;
  return indent < top.indent && scan.stack.slice(0, -1).some((open) => open.word === "begin" && open.indent === indent);
}
function neverClosed(scan, open, shadowEnd, repair) {
  const closing = closerOf[open.word] ?? "";
  const name = /^(?:module|macromodule|interface|package|program|class|function|task)$/.test(open.word) ? nameAfter(scan.text, open) : "";
  scan.findings.push({
    start: open.start,
    end: open.end,
    message: `\`${open.word}${name}\` has no \`${closing}\``,
    shadowEnd: Math.max(shadowEnd, open.end),
    ...repair === void 0 ? {} : { repair }
  });
}
function nameAfter(text2, open) {
  const found = /^\s+(?:automatic\s+|static\s+)?([A-Za-z_]\w*)/.exec(text2.slice(open.end, open.end + 200));
  return found?.[1] === void 0 || /^(?:function|task)$/.test(open.word) ? "" : ` ${found[1]}`;
}
function indentOf(text2, at) {
  let lineStart = at;
  while (lineStart > 0 && text2[lineStart - 1] !== "\n" && text2[lineStart - 1] !== "\r") lineStart--;
  return /^[ \t]*/.exec(text2.slice(lineStart, at))?.[0].length ?? 0;
}
function lineEnd(text2, at) {
  const found = text2.indexOf("\n", at);
  return found < 0 ? text2.length : found;
}
function followingStatement(text2, at) {
  const next = text2.indexOf(";", at);
  return next < 0 ? text2.length : lineEnd(text2, next);
}

// server/src/syntax/unknownMacro.ts
var declarationWords = /(?:^|[^\w$])(?:wire|reg|logic|bit|tri|wand|wor|signed|unsigned|input|output|inout|var|assign|parameter|localparam|integer|automatic|static|function|module|const)$/;
var itemWords = /(?:^|[^\w$])(?:begin|end|end(?:module|function|task|case|package|interface|class|property|sequence|generate|group|clocking|program)|generate|fork|join|join_any|join_none)(?:\s*:\s*[A-Za-z_][\w$]*)?$/;
var declaringWord = /(?:^|[^\w$])(?:parameter|localparam)(?:\s+[A-Za-z_][\w$:]*)?(?:\s*\[[^\][]*\])*$/;
function replaceUnknownMacro(text2, at, after, emitted, budget) {
  const open = /[ \t]*\(/y;
  open.lastIndex = after;
  let end = after;
  if (open.test(text2)) end = (closingBracket(text2, open.lastIndex - 1, budget) ?? after - 1) + 1;
  const next = nextCode(text2, end);
  const use = text2.slice(at, end);
  const context = {
    before: lastCode(emitted),
    following: text2.slice(next, next + 12),
    sameLine: !/[\r\n]/.test(text2.slice(end, next)),
    ownLine: /(?:^|[\r\n])[ \t]*$/.test(text2.slice(Math.max(0, at - 200), at)),
    call: end > after
  };
  return { text: standIn(use, context), end };
}
function standIn(use, { before, following, sameLine, ownLine, call }) {
  const asName = `_${use.slice(1)}`;
  const declared = call ? /\(\s*([A-Za-z_][\w$]*)\s*[,)]/.exec(use)?.[1] : void 0;
  if (declared !== void 0 && declaringWord.test(before) && /^(?:[,;)]|$)/.test(following)) return declared.padEnd(use.length);
  if (ownLine && /[\w$)\]}"]$/.test(before) && !itemWords.test(before) && /^[,)`]/.test(following)) return blanks2(use);
  const word2 = /^[A-Za-z_\\]/.test(following);
  if (/'[sS]?[bodhBODH]\s*$/.test(before)) return "0".repeat(use.length);
  if (/^'[sS]?[bodhBODH]/.test(following)) return "32".padEnd(use.length);
  if (before === "" || before.endsWith(";") || itemWords.test(before)) {
    const namesSomething = /^(?:=|<|\[|\.)/.test(following) || sameLine && (/^[\\#]/.test(following) || word2 && !/^(?:end|else)\b/.test(following));
    return namesSomething ? asName : blanks2(use);
  }
  const bodyAfter = /(?:\)|[^\w$]else|^else)$/.test(before) || before.endsWith(":") && call;
  if (bodyAfter && (!sameLine || /^(?:end|else)\b/.test(following) || following === "") && !/^[-+*/%&|^?:.,)\]}=<>]/.test(following)) {
    return following.startsWith(";") ? blanks2(use) : `;${blanks2(use.slice(1))}`;
  }
  if (before.endsWith("}") && (!sameLine || following === "")) return blanks2(use);
  if (/=$/.test(before) && sameLine && /^[\w({~!'"$`\\]/.test(following)) return blanks2(use);
  if (declarationWords.test(before) && (word2 || following.startsWith("["))) return blanks2(use);
  if (/[\])]$/.test(before) && word2) return blanks2(use);
  if (/[,(]$/.test(before) && sameLine && word2) return blanks2(use);
  return asName;
}
function blanks2(text2) {
  return text2.replace(/[^\r\n]/g, " ");
}
function lastCode(text2) {
  let end = text2.length;
  for (let guard = 0; guard < 50; guard++) {
    while (end > 0 && /\s/.test(text2[end - 1] ?? "")) end--;
    if (end >= 2 && text2.endsWith("*/", end)) {
      end = Math.max(0, text2.lastIndexOf("/*", end - 2));
      continue;
    }
    const lineStart = Math.max(text2.lastIndexOf("\n", end - 1), text2.lastIndexOf("\r", end - 1)) + 1;
    const comment = text2.slice(lineStart, end).indexOf("//");
    if (comment < 0) break;
    end = lineStart + comment;
  }
  return text2.slice(Math.max(0, end - 80), end);
}
function nextCode(text2, at) {
  const skip2 = /(?:\s+|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/y;
  skip2.lastIndex = at;
  skip2.exec(text2);
  return skip2.lastIndex;
}

// server/src/syntax/repairs.ts
function repairedReading(first, structure, parse) {
  let best = first;
  const attempt = (pre, shift2 = 0) => {
    if (pre === void 0) return;
    const tree = parse(pre.text);
    if (tree === null) return;
    if (errorSize(tree.rootNode) < errorSize(best.tree.rootNode)) {
      best.tree.delete();
      best = { pre, tree, shift: shift2 };
    } else tree.delete();
  };
  const closing = structure.flatMap((finding) => finding.repair === void 0 ? [] : [finding.repair]);
  attempt(rewritten(first.pre, [...closing, ...looseBlocks(first.pre.text), ...grammarGaps(first.pre.text), ...lastCommas(first.pre)]));
  if (best.tree.rootNode.hasError) attempt(rewritten(best.pre, keywordNames(best)));
  if (best.tree.rootNode.hasError && isFragment(best.pre.text)) {
    const bare = best.pre;
    for (const surroundings of fragmentSurroundings)
      if (best.tree.rootNode.hasError) attempt(wrapped(bare, surroundings), surroundings[0].length);
  }
  return best;
}
function lastCommas({ holes, text: text2 }) {
  const commas = [];
  for (const { start, end } of holes) {
    if (text2.slice(start, end).trim() !== "" || text2[nextCode(text2, end)] !== ")") continue;
    const before = text2.slice(Math.max(0, start - 1e3), start);
    const comma = before.lastIndexOf(",");
    if (comma >= 0 && nextCode(before, comma + 1) === before.length) commas.push({ at: start - before.length + comma, text: " " });
  }
  return commas;
}
function rewritten(pre, rewrites) {
  const sorted = withoutOverlap(rewrites);
  return sorted.length === 0 ? void 0 : { ...pre, text: applyRewrites(pre.text, sorted) };
}
function errorSize(root) {
  if (!root.hasError) return 0;
  return root.descendantsOfType("ERROR").reduce((sum, node) => sum + 1 + node.endIndex - node.startIndex, 1);
}
var newKeywords = new Set(
  "accept_on alias always_comb always_ff always_latch assert assume before bind bins binsof bit break byte chandle checker class clocking const constraint context continue cover covergroup coverpoint cross dist do endchecker endclass endclocking endgroup endinterface endpackage endprogram endproperty endsequence enum eventually expect export extends extern final first_match foreach forkjoin global iff ignore_bins illegal_bins implements implies import inside int interconnect interface intersect join_any join_none let local logic longint matches modport nettype new nexttime null package packed priority program property protected pure rand randc randcase randsequence ref reject_on restrict return s_always s_eventually s_nexttime s_until s_until_with sequence shortint shortreal soft solve static string strong struct super sync_accept_on sync_reject_on tagged this throughout timeprecision timeunit type typedef union unique unique0 until until_with untyped var virtual void wait_order weak wildcard with within".split(" ")
);
function keywordNames({ pre, tree }) {
  if (!/\.vh?$/i.test(pre.path) && !pre.verilogKeywords) return [];
  const words = /* @__PURE__ */ new Set();
  for (const node of [...tree.rootNode.descendantsOfType("ERROR")].slice(0, 50)) {
    const from = Math.max(0, pre.text.lastIndexOf("\n", node.startIndex - 1));
    const end = pre.text.indexOf("\n", Math.min(node.endIndex, node.startIndex + 400));
    eachToken(pre.text, from, end < 0 ? pre.text.length : end, (token2) => {
      if (token2.kind === "word" && newKeywords.has(token2.text)) words.add(token2.text);
    });
  }
  const rewrites = [];
  if (words.size === 0) return rewrites;
  eachToken(pre.text, 0, pre.text.length, (token2) => {
    if (token2.kind === "word" && words.has(token2.text)) rewrites.push({ at: token2.start, text: `_${token2.text.slice(1)}` });
  });
  return rewrites;
}
var fragmentName = "included_fragment__";
var fragmentSurroundings = [
  [`module ${fragmentName};`, "\nendmodule"],
  [`class ${fragmentName};`, "\nendclass"],
  [`module ${fragmentName}; initial begin `, "\nend endmodule"],
  [`module ${fragmentName} (`, "\n); endmodule"],
  [`module ${fragmentName} #(`, "\n) (); endmodule"],
  [`module ${fragmentName}; initial case (0) `, "\nendcase endmodule"],
  [`module ${fragmentName}; typedef enum {`, "\n} e; endmodule"]
];
function isFragment(text2) {
  let found = false;
  let previous = "";
  eachToken(text2, 0, text2.length, (token2) => {
    if (token2.kind !== "word" && token2.kind !== "mark") return;
    if (/^(?:module|macromodule|package|program|class|primitive|checker|config|interface)$/.test(token2.text) && !/^(?:virtual|typedef|extern|[(,])$/.test(previous))
      found = true;
    previous = token2.text;
    return !found;
  });
  return !found;
}
function wrapped(pre, [before, after]) {
  const shift2 = before.length;
  const back = (offset) => Math.min(Math.max(0, offset - shift2), pre.text.length);
  return {
    ...pre,
    text: before + pre.text + after,
    casts: pre.casts.map((cast) => ({ ...cast, start: cast.start + shift2, end: cast.end + shift2 })),
    holes: pre.holes.map((hole) => ({ start: hole.start + shift2, end: hole.end + shift2 })),
    toSource: (start, end) => pre.toSource(back(start), back(end)),
    fromRoot: (offset) => {
      const at = pre.fromRoot(offset);
      return at === void 0 ? void 0 : at + shift2;
    }
  };
}

// server/src/model/types.ts
var atomWidths = { byte: 8, shortint: 16, int: 32, integer: 32, longint: 64, time: 64 };
var typeWrappers = ["data_type_or_implicit", "data_type_or_void", "variable_port_type", "net_port_type"];
function typeFacts(node, scope) {
  if (node === void 0) return { text: "", width: 1, signed: false };
  if (typeWrappers.includes(node.type)) {
    const inner = node.namedChildren.find((child) => child.type !== "net_type" && !child.isExtra);
    return { ...typeFacts(inner, scope), text: flatText(node) };
  }
  const base = baseFacts(node, scope);
  const count = dimensions(node, scope);
  const width = base.width === void 0 || count === void 0 ? void 0 : base.width * count;
  return {
    text: flatText(node),
    signed: base.signed,
    ...width === void 0 ? {} : { width },
    ...base.enumerators === void 0 ? {} : { enumerators: base.enumerators }
  };
}
function baseFacts(node, scope) {
  if (node.type === "class_type" || node.type === "simple_identifier" || node.type === "escaped_identifier") {
    return { width: scope.widthOfType(node.text.replace(/\s+/g, "")), signed: false };
  }
  const signed = hasToken(node, "signed");
  if (node.type === "implicit_data_type") return { width: 1, signed };
  if (hasToken(node, "enum")) return enumFacts(node, scope);
  for (const child of node.namedChildren) {
    switch (child.type) {
      case "integer_vector_type":
        return { width: 1, signed };
      case "integer_atom_type":
        return { width: atomWidths[child.text], signed: child.text !== "time" && !hasToken(node, "unsigned") };
      case "struct_union":
        return { width: structWidth(node, child.text.startsWith("union"), scope), signed };
      case "class_type":
        return baseFacts(child, scope);
      case "package_scope":
      case "class_scope":
      case "simple_identifier":
      case "escaped_identifier":
        return { width: scope.widthOfType(node.text.replace(/\[[^]*$/, "").replace(/\s+/g, "")), signed: false };
      default:
    }
  }
  return { width: void 0, signed };
}
function dimensions(node, scope) {
  let count = 1;
  for (const dimension of childrenOfType(node, "packed_dimension")) {
    const size = rangeSize(childOfType(dimension, "constant_range"), scope);
    if (size === void 0) return void 0;
    count *= size;
  }
  return count;
}
function rangeSize(range, scope) {
  const [left, right] = range?.namedChildren.filter((child) => !child.isExtra) ?? [];
  if (left === void 0 || right === void 0) return void 0;
  const from = scope.evaluate(left.text);
  const to = scope.evaluate(right.text);
  if (from === void 0 || to === void 0) return void 0;
  const size = (from > to ? from - to : to - from) + 1n;
  return size > 1n << 30n ? void 0 : Number(size);
}
function structWidth(node, union, scope) {
  let total = 0;
  for (const member of childrenOfType(node, "struct_union_member")) {
    const width = typeFacts(childOfType(member, "data_type_or_void"), scope).width;
    const names = firstOfType(member, "list_of_variable_decl_assignments")?.namedChildren ?? [];
    for (const name of names) {
      if (name.type !== "variable_decl_assignment") continue;
      if (width === void 0 || childOfType(name, "unpacked_dimension") !== void 0) return void 0;
      total = union ? Math.max(total, width) : total + width;
    }
  }
  return total === 0 ? void 0 : total;
}
function enumFacts(node, scope) {
  const base = childOfType(node, "enum_base_type");
  const facts = base === void 0 ? { width: 32, signed: true } : enumBase(base, scope);
  const enumerators = [];
  let next = 0n;
  for (const declaration of childrenOfType(node, "enum_name_declaration")) {
    const name = declaration.namedChildren[0]?.text ?? "";
    const value = childOfType(declaration, "constant_expression");
    const count = Number(childOfType(declaration, "integral_number")?.text ?? "0");
    if (value !== void 0) next = scope.evaluateFor(value.text, facts.width, facts.signed);
    for (let index = 0; index < Math.min(Math.max(count, 1), 4096); index++) {
      const full = count > 0 ? `${name}${index}` : name;
      enumerators.push({ name: full, ...next === void 0 ? {} : { value: next } });
      if (next !== void 0) {
        scope.constants.set(full, next);
        next += 1n;
      }
    }
  }
  return { ...facts, enumerators };
}
function enumBase(base, scope) {
  const facts = baseFacts(base, scope);
  const count = dimensions(base, scope);
  return { signed: facts.signed, width: facts.width === void 0 || count === void 0 ? void 0 : facts.width * count };
}

// server/src/model/header.ts
var noType = { text: "", signed: false };
function headerParameters(list3, file, scope) {
  const found = [];
  let type = noType;
  for (const item of list3.namedChildren) {
    if (item.type === "list_of_param_assignments") found.push(...assignments(item, false, noType, file, scope));
    if (item.type !== "parameter_port_declaration") continue;
    const declaration = childOfType(item, "parameter_declaration", "local_parameter_declaration");
    if (declaration !== void 0) {
      found.push(...declaredParameters(declaration, file, scope));
      type = parameterType(declaration, scope);
      continue;
    }
    const typed = childOfType(item, "data_type");
    const types = childOfType(item, "type_parameter_declaration");
    if (types !== void 0) found.push(...typeParameters(types, false, file, scope));
    if (typed !== void 0) type = typeFacts(typed, scope);
    const list4 = childOfType(item, "list_of_param_assignments");
    if (list4 !== void 0) found.push(...assignments(list4, found.at(-1)?.local ?? false, type, file, scope));
  }
  return found;
}
function declaredParameters(declaration, file, scope) {
  const local = declaration.type === "local_parameter_declaration";
  const types = childOfType(declaration, "type_parameter_declaration");
  if (types !== void 0) return typeParameters(types, local, file, scope);
  const list3 = childOfType(declaration, "list_of_param_assignments");
  return list3 === void 0 ? [] : assignments(list3, local, parameterType(declaration, scope), file, scope);
}
function parameterType(declaration, scope) {
  const node = childOfType(declaration, "data_type_or_implicit", "data_type", "implicit_data_type");
  return node === void 0 ? noType : typeFacts(node, scope);
}
function typeParameters(node, local, file, scope) {
  return (childOfType(node, "list_of_type_assignments")?.namedChildren ?? []).filter((child) => child.type === "type_assignment").map((assignment2) => {
    const name = field(assignment2, "name");
    const value = field(assignment2, "value");
    const facts = value === void 0 ? void 0 : typeFacts(value, scope);
    if (name !== void 0 && facts?.width !== void 0) scope.types.set(name.text, facts.width);
    return {
      name: name?.text ?? "",
      local,
      typeText: "type",
      defaultText: facts?.text ?? "",
      range: file.rangeOf(assignment2),
      nameRange: file.rangeOf(name ?? assignment2)
    };
  });
}
function assignments(list3, local, type, file, scope) {
  const found = [];
  for (const assignment2 of childrenOfType(list3, "param_assignment")) {
    const name = childOfType(assignment2, "simple_identifier", "escaped_identifier");
    if (name === void 0) continue;
    const defaultText = flatText(childOfType(assignment2, "constant_param_expression"));
    const array = childOfType(assignment2, "unpacked_dimension", "unsized_dimension") !== void 0;
    const numeric = !array && !/^"/.test(defaultText) && !/^(?:string|real|realtime|shortreal)\b/.test(type.text);
    const value = array ? void 0 : scope.evaluateFor(defaultText, type.text === "" ? void 0 : type.width, type.signed);
    if (value !== void 0) scope.constants.set(name.text, value);
    found.push({
      name: name.text,
      local,
      typeText: type.text,
      defaultText,
      ...value === void 0 || !numeric ? {} : { value },
      range: file.rangeOf(assignment2),
      nameRange: file.rangeOf(name)
    });
  }
  return found;
}
function ansiPorts(list3, file, scope) {
  const ports = [];
  let direction = "inout";
  let type = { text: "", width: 1, signed: false };
  for (const port of childrenOfType(list3, "ansi_port_declaration")) {
    const name = field(port, "port_name");
    const header = childOfType(port, "net_port_header", "variable_port_header", "interface_port_header");
    if (header?.type === "interface_port_header") {
      direction = "interface";
      type = { text: flatText(header), signed: false };
    } else if (header !== void 0 || childOfType(port, "port_direction") !== void 0) {
      const written = childOfType(header ?? port, "port_direction") ?? childOfType(port, "port_direction");
      const typed = childOfType(header, "net_port_type", "variable_port_type");
      const facts = typeFacts(typed, scope);
      if (written !== void 0) direction = directionOf(written.text);
      else if (looksLikeInterface(facts, scope)) direction = "interface";
      else if (direction === "interface") direction = "inout";
      type = facts;
    }
    if (name === void 0) continue;
    const unpacked = unpackedText(port);
    if (type.width !== void 0) scope.signals.set(name.text, type.width);
    ports.push({
      name: name.text,
      direction,
      typeText: type.text,
      ...type.width === void 0 ? {} : { width: type.width },
      signed: type.signed,
      ...unpacked === "" ? {} : { unpacked },
      range: file.rangeOf(port),
      nameRange: file.rangeOf(name)
    });
  }
  return ports;
}
function looksLikeInterface(facts, scope) {
  const name = facts.text;
  if (!/^[A-Za-z_]\w*(?:\.\w+)?$/.test(name) || facts.width !== void 0) return false;
  if (/^(?:wire|tri|wand|wor|logic|reg|bit|signed|unsigned|var|string|real|event)$/.test(name)) return false;
  return scope.isInterface(name) ?? !/_(?:t|e|s|st)$/.test(name);
}
function directionOf(text2) {
  return text2 === "input" || text2 === "output" || text2 === "ref" ? text2 : "inout";
}
function unpackedText(node) {
  return childrenOfType(node, "unpacked_dimension", "unsized_dimension", "associative_dimension", "queue_dimension").map((dimension) => flatText(dimension)).join("");
}
var listTypes = [
  "list_of_port_identifiers",
  "list_of_variable_identifiers",
  "list_of_variable_port_identifiers",
  "list_of_interface_identifiers"
];
function bodyPorts(declaration, file, scope) {
  const inner = childOfType(
    declaration,
    "input_declaration",
    "output_declaration",
    "inout_declaration",
    "ref_declaration",
    "interface_port_declaration"
  );
  const list3 = childOfType(inner, ...listTypes);
  if (inner === void 0 || list3 === void 0) return [];
  const isInterface = inner.type === "interface_port_declaration";
  const typed = childOfType(inner, "net_port_type", "variable_port_type");
  const facts = isInterface ? { text: flatText(inner).replace(/\s+\S*$/, ""), signed: false } : typeFacts(typed, scope);
  const direction = isInterface ? "interface" : directionOf(inner.type.replace("_declaration", ""));
  return childrenOfType(list3, "simple_identifier", "escaped_identifier").map((name) => {
    if (facts.width !== void 0) scope.signals.set(name.text, facts.width);
    return {
      name: name.text,
      direction,
      typeText: facts.text,
      ...facts.width === void 0 ? {} : { width: facts.width },
      signed: facts.signed,
      range: file.rangeOf(declaration),
      nameRange: file.rangeOf(name)
    };
  });
}
function listedPorts(list3) {
  return childrenOfType(list3, "port").map((port) => firstOfType(port, "simple_identifier", "escaped_identifier")).filter((name) => name !== void 0);
}
function docComment(unit2, text2) {
  const lines = [];
  let below = unit2.startIndex;
  for (let node = unit2.previousSibling; node?.isExtra === true; node = node.previousSibling) {
    if (!/comment/.test(node.type)) break;
    const gap = text2.slice(node.endIndex, below);
    if ((gap.match(/\n/g) ?? []).length > 1) break;
    lines.unshift(stripMarkers(node.text));
    below = node.startIndex;
  }
  const doc = lines.join("\n").trim();
  return doc === "" || /copyright|licen[cs]e|SPDX/i.test(doc) ? void 0 : doc;
}
function stripMarkers(comment) {
  if (comment.startsWith("//")) return comment.replace(/^\/\/+[!<]?[ \t]?/, "").trimEnd();
  return comment.replace(/^\/\*+|\*+\/$/g, "").split(/\r\n|\n|\r/).map((line) => line.replace(/^\s*\*?[ \t]?/, "").trimEnd()).join("\n").trim();
}
function wildcardIn(list3) {
  return childrenOfType(list3, "named_port_connection").some(
    (connection) => hasToken(connection, ".*") || flatten(connection.text) === ".*"
  );
}

// server/src/model/items.ts
var unitTypes = [
  "module_declaration",
  "interface_declaration",
  "program_declaration",
  "package_declaration",
  "class_declaration",
  "interface_class_declaration",
  "udp_declaration",
  "checker_declaration"
];
var wrappers = /* @__PURE__ */ new Set([
  "module_item",
  "package_item",
  "class_item",
  "interface_item",
  "program_item",
  "checker_item",
  "generate_region",
  "conditional_generate_construct",
  "if_generate_construct",
  "case_generate_construct",
  "case_generate_item",
  "loop_generate_construct",
  "ERROR",
  "bind_directive",
  "class_property",
  "class_method",
  "anonymous_program"
]);
function readItems(items, body, file, scope, path3 = "") {
  for (const item of items) {
    if (item.type === "generate_block") {
      const name = field(item, "name")?.text;
      const inner = name === void 0 ? path3 : path3 === "" ? name : `${path3}.${name}`;
      readItems(item.namedChildren, body, file, scope, inner);
    } else if (wrappers.has(item.type)) readItems(item.namedChildren, body, file, scope, path3);
    else if (unitTypes.includes(item.type)) body.nested.push(item);
    else readItem(item, body, file, scope, path3);
  }
}
function readItem(item, body, file, scope, path3) {
  switch (item.type) {
    case "parameter_declaration":
    case "local_parameter_declaration":
      body.parameters.push(...declaredParameters(item, file, scope));
      return;
    case "port_declaration":
      body.ports.push(...bodyPorts(item, file, scope));
      return;
    case "net_declaration":
      body.nets.push(...nets(item, file, scope, path3));
      return;
    case "data_declaration":
      readData(item, body, file, scope, path3);
      return;
    case "package_import_declaration":
    case "package_export_declaration":
      readImports(item, body, scope);
      return;
    case "type_declaration":
      readTypedef(item, body, file, scope);
      return;
    case "module_instantiation":
    case "interface_instantiation":
    case "program_instantiation":
    case "udp_instantiation":
    case "checker_instantiation":
      body.instances.push(...instances(item, file, path3));
      return;
    case "function_declaration":
    case "task_declaration":
      readFunction(item, body, file);
      return;
    default:
  }
}
function readImports(item, body, scope) {
  for (const one of childrenOfType(item, "package_import_item")) {
    const [name, member] = childrenOfType(one, "simple_identifier", "escaped_identifier");
    if (name === void 0) continue;
    const entry = { package: name.text, item: member?.text ?? "*" };
    body.imports.push(entry);
    scope.imports.push(entry);
  }
}
function readData(item, body, file, scope, path3) {
  const imports2 = childOfType(item, "package_import_declaration");
  const typedef2 = childOfType(item, "type_declaration");
  if (imports2 !== void 0) readImports(imports2, body, scope);
  else if (typedef2 !== void 0) readTypedef(typedef2, body, file, scope);
  else {
    const type = childOfType(item, "data_type_or_implicit", "data_type");
    const facts = typeFacts(type, scope);
    if (facts.enumerators !== void 0 && type !== void 0) {
      body.types.push({ name: "", text: facts.text, ...enumPart(facts), ...widthPart(facts), nameRange: file.rangeOf(type) });
    }
    const list3 = childOfType(item, "list_of_variable_decl_assignments");
    if (list3 !== void 0) body.nets.push(...declarators(item, list3, kindOf(facts.text), facts, file, scope, path3));
  }
}
function readTypedef(node, body, file, scope) {
  const name = field(node, "type_name");
  const type = childOfType(node, "data_type", "class_type");
  if (name === void 0 || type === void 0) return;
  const facts = typeFacts(type, scope);
  if (facts.width !== void 0 && childOfType(node, "unpacked_dimension") === void 0) scope.types.set(name.text, facts.width);
  body.types.push({ name: name.text, text: facts.text, ...enumPart(facts), ...widthPart(facts), nameRange: file.rangeOf(name) });
}
function enumPart(facts) {
  if (facts.enumerators === void 0) return {};
  return { enumValues: facts.enumerators.map((one) => one.name), enumerators: facts.enumerators };
}
function widthPart(facts) {
  return facts.width === void 0 ? {} : { width: facts.width };
}
function kindOf(typeText) {
  return /^[\w$]+(?:\s*::\s*[\w$]+)*/.exec(typeText)?.[0].replace(/\s+/g, "") ?? "logic";
}
function nets(item, file, scope, path3) {
  const list3 = childOfType(item, "list_of_net_decl_assignments");
  if (list3 === void 0) return [];
  const netType2 = childOfType(item, "net_type")?.text;
  const type = childOfType(item, "data_type_or_implicit", "implicit_data_type") ?? childOfType(item, "simple_identifier", "escaped_identifier");
  const facts = typeFacts(type, scope);
  const text2 = netType2 === void 0 ? facts.text : `${netType2} ${facts.text}`.trim();
  return declarators(item, list3, netType2 ?? kindOf(facts.text), { ...facts, text: text2 }, file, scope, path3);
}
function declarators(item, list3, kind, facts, file, scope, path3) {
  const found = [];
  for (const declarator2 of childrenOfType(list3, "net_decl_assignment", "variable_decl_assignment")) {
    const name = field(declarator2, "name") ?? childOfType(declarator2, "simple_identifier", "escaped_identifier");
    if (name === void 0) continue;
    const unpacked = unpackedText(declarator2);
    if (facts.width !== void 0 && unpacked === "") scope.signals.set(name.text, facts.width);
    found.push({
      name: name.text,
      ...path3 === "" ? {} : { scope: path3 },
      kind,
      typeText: facts.text,
      ...widthPart(facts),
      signed: facts.signed,
      ...unpacked === "" ? {} : { unpacked },
      range: file.rangeOf(list3.namedChildCount === 1 ? item : declarator2),
      nameRange: file.rangeOf(name)
    });
  }
  return found;
}
function instances(item, file, path3) {
  const type = field(item, "instance_type");
  if (type === void 0) {
    const inner = childOfType(item, item.type);
    return inner === void 0 ? [] : instances(inner, file, path3);
  }
  const parameters2 = parameterConnections(childOfType(item, "parameter_value_assignment"), file);
  const list3 = childrenOfType(item, "hierarchical_instance", "udp_instance");
  const bodies2 = list3.length > 0 ? list3 : item.type === "checker_instantiation" ? [item] : [];
  return bodies2.map((instance2) => {
    const nameNode = childOfType(instance2, "name_of_instance");
    const name = field(nameNode, "instance_name") ?? nameNode;
    const ports = childOfType(instance2, "list_of_port_connections", "list_of_checker_port_connections");
    const array = nameNode === void 0 ? "" : unpackedText(nameNode);
    return {
      moduleName: type.text.replace(/\s+/g, ""),
      name: name?.text ?? "",
      ...path3 === "" ? {} : { scope: path3 },
      ...array === "" ? {} : { array },
      parameters: parameters2,
      connections: ports === void 0 ? [] : portConnections(ports, file),
      wildcard: ports !== void 0 && wildcardIn(ports),
      range: file.rangeOf(bodies2.length === 1 ? item : instance2),
      nameRange: file.rangeOf(name ?? instance2),
      moduleNameRange: file.rangeOf(type)
    };
  });
}
function portConnections(list3, file) {
  const found = [];
  let open = true;
  for (const connection of list3.children) {
    const range = file.rangeOf(connection);
    if (connection.type === ",") {
      if (open) found.push({ text: "", range });
      open = true;
    } else if (connection.type === "ordered_port_connection") {
      found.push({ text: flatText(childOfType(connection, "expression")), range });
      open = false;
    } else if (connection.type === "named_port_connection") {
      open = false;
      const name = field(connection, "port_name")?.text;
      if (name === void 0) continue;
      const implicit = !connection.text.includes("(");
      found.push({ name, text: implicit ? name : flatText(field(connection, "connection")), range });
    }
  }
  return found;
}
function parameterConnections(node, file) {
  const list3 = childOfType(node, "list_of_parameter_value_assignments");
  const found = [];
  for (const one of list3?.namedChildren ?? []) {
    const text2 = flatText(childOfType(one, "param_expression", "data_type"));
    if (one.type === "ordered_parameter_assignment") found.push({ text: text2 === "" ? flatText(one) : text2, range: file.rangeOf(one) });
    else if (one.type === "named_parameter_assignment") {
      const name = childOfType(one, "simple_identifier", "escaped_identifier")?.text ?? "";
      found.push({ name, text: text2, range: file.rangeOf(one) });
    }
  }
  return found;
}
function readFunction(item, body, file) {
  const inner = childOfType(item, "function_body_declaration", "task_body_declaration");
  const name = field(inner, "name");
  if (name === void 0) return;
  const kind = item.type === "function_declaration" ? "function" : "task";
  body.functions.push({ name: name.text, kind, range: file.rangeOf(item), nameRange: file.rangeOf(name) });
}

// server/src/model/sized.ts
function fromDigits(token2) {
  const based = /^(\d[\d_]*)?\s*'([sS]?)([bodhBODH])\s*([0-9a-fA-F_]+)$/.exec(token2);
  if (based !== null) {
    const digits = (based[4] ?? "").replace(/_/g, "");
    const radix = { b: "0b", o: "0o", d: "", h: "0x" }[(based[3] ?? "d").toLowerCase()] ?? "";
    const width = based[1] === void 0 ? 32 : Number(based[1].replace(/_/g, ""));
    if (width < 1 || width > 1 << 20 || !/^(?:0b[01]+|0o[0-7]+|\d+|0x[0-9a-fA-F]+)$/.test(radix + digits)) return void 0;
    const value2 = BigInt(radix + digits);
    const wide = based[1] === void 0 ? Math.max(32, value2.toString(2).length) : width;
    return castTo({ value: value2, width: wide, signed: false }, wide, based[2] !== "");
  }
  if (!/^\d[\d_]*$/.test(token2)) return void 0;
  const value = BigInt(token2.replace(/_/g, ""));
  return { value, width: Math.max(32, value.toString(2).length + 1), signed: true };
}
function castTo(from, width, signed) {
  return { value: signed ? BigInt.asIntN(width, from.value) : BigInt.asUintN(width, from.value), width, signed };
}
function resized(from, width, signed) {
  const bits = signed ? from.value : BigInt.asUintN(from.width, from.value);
  return castTo({ value: bits, width: from.width, signed: from.signed }, Math.max(width, 1), signed);
}
function unary(op, of) {
  const bits = BigInt.asUintN(of.width, of.value);
  const all = (1n << BigInt(of.width)) - 1n;
  const bit = (on) => ({ value: on ? 1n : 0n, width: 1, signed: false });
  const odd = () => bits.toString(2).replace(/0/g, "").length % 2 === 1;
  switch (op) {
    case "+":
      return of;
    case "-":
      return castTo({ ...of, value: -of.value }, of.width, of.signed);
    case "~":
      return castTo({ ...of, value: ~of.value }, of.width, of.signed);
    case "!":
      return bit(bits === 0n);
    case "&":
      return bit(bits === all);
    case "|":
      return bit(bits !== 0n);
    case "^":
      return bit(odd());
    case "~&":
      return bit(bits !== all);
    case "~|":
      return bit(bits === 0n);
    case "~^":
    case "^~":
      return bit(!odd());
    default:
      return void 0;
  }
}
var limit = 1n << 16n;
function binary(op, left, right) {
  const a = left.value;
  const b = right.value;
  const bit = (on) => ({ value: on ? 1n : 0n, width: 1, signed: false });
  const fit = (value) => castTo({ value, width: left.width, signed: left.signed }, left.width, left.signed);
  switch (op) {
    case "+":
      return fit(a + b);
    case "-":
      return fit(a - b);
    case "*":
      return fit(a * b);
    case "/":
      return b === 0n ? void 0 : fit(a / b);
    case "%":
      return b === 0n ? void 0 : fit(a % b);
    case "**":
      return power(left, b);
    case "&":
      return fit(a & b);
    case "|":
      return fit(a | b);
    case "^":
      return fit(a ^ b);
    case "~^":
    case "^~":
      return fit(~(a ^ b));
    case "<<":
    case "<<<":
      return b < 0n || b > limit ? void 0 : fit(a << b);
    case ">>":
      return b < 0n || b > limit ? void 0 : fit(BigInt.asUintN(left.width, a) >> b);
    case ">>>":
      return b < 0n || b > limit ? void 0 : fit(a >> b);
    case "==":
    case "===":
    case "==?":
      return bit(a === b);
    case "!=":
    case "!==":
    case "!=?":
      return bit(a !== b);
    case "<":
      return bit(a < b);
    case "<=":
      return bit(a <= b);
    case ">":
      return bit(a > b);
    case ">=":
      return bit(a >= b);
    case "&&":
      return bit(a !== 0n && b !== 0n);
    case "||":
      return bit(a !== 0n || b !== 0n);
    case "->":
      return bit(a === 0n || b !== 0n);
    case "<->":
      return bit(a === 0n === (b === 0n));
    default:
      return void 0;
  }
}
function power(left, exponent) {
  const fit = (value) => castTo({ value, width: left.width, signed: left.signed }, left.width, left.signed);
  if (exponent < 0n) {
    if (left.value === 1n) return fit(1n);
    if (left.value === -1n) return fit(exponent % 2n === 0n ? 1n : -1n);
    return left.value === 0n ? void 0 : fit(0n);
  }
  if (exponent > limit && left.value !== 0n && left.value !== 1n && left.value !== -1n && left.value !== 2n) return void 0;
  if (left.value === 2n) return fit(exponent >= BigInt(left.width) ? 0n : 1n << exponent);
  return fit(left.value ** exponent);
}

// server/src/model/constant.ts
function evaluateConstant(text2, names) {
  return evaluateSized(text2, names)?.value;
}
function evaluateSized(text2, names, context = 0) {
  if (text2.length > 2e4) return void 0;
  const tokens = tokenize(text2);
  if (tokens === void 0 || tokens.length === 0 || tokens.length > maxTokens) return void 0;
  const parser = { tokens, at: 0, depth: 0 };
  const tree = parseTernary(parser);
  if (tree === void 0 || parser.at !== tokens.length) return void 0;
  const natural = widthOf(tree, names);
  return natural === void 0 ? void 0 : evaluate(tree, Math.max(natural.width, context), natural.signed, names);
}
var maxTokens = 2e3;
var tokenPattern = /\s+|\/\/[^\r\n]*|\/\*[^]*?\*\/|(\d[\d_]*\s*'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]+|'[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ?_]+|'[01xXzZ](?![\w])|\d[\d_]*(?:\.\d+|[eE][-+]?\d)?[\w.]*|\$?[A-Za-z_][\w$]*(?:\s*(?:::|\.)\s*[A-Za-z_][\w$]*)*|\\\S+|"(?:[^"\\]|\\[^])*"|<<<|>>>|===|!==|==\?|!=\?|<->|->|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||~&|~\||~\^|\^~|\+:|-:|'(?=\()|[-+*/%&|^~!<>?:(){}[\],])/y;
function tokenize(text2) {
  const tokens = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text2.length) {
    const found = tokenPattern.exec(text2);
    if (found === null) return void 0;
    if (found[1] !== void 0) tokens.push(found[1]);
  }
  return tokens;
}
var precedence = {
  "->": 1,
  "<->": 1,
  "||": 2,
  "&&": 3,
  "|": 4,
  "^": 5,
  "~^": 5,
  "^~": 5,
  "&": 6,
  "==": 7,
  "!=": 7,
  "===": 7,
  "!==": 7,
  "==?": 7,
  "!=?": 7,
  "<": 8,
  "<=": 8,
  ">": 8,
  ">=": 8,
  "<<": 9,
  ">>": 9,
  "<<<": 9,
  ">>>": 9,
  "+": 10,
  "-": 10,
  "*": 11,
  "/": 11,
  "%": 11,
  "**": 12
};
var unaryOperators = /* @__PURE__ */ new Set(["+", "-", "!", "~", "&", "|", "^", "~&", "~|", "~^", "^~"]);
function eat(parser, token2) {
  if (parser.tokens[parser.at] !== token2) return false;
  parser.at++;
  return true;
}
function parseTernary(parser) {
  if (++parser.depth > 200) return void 0;
  const condition = parseBinary(parser, 0);
  let result2 = condition;
  if (condition !== void 0 && eat(parser, "?")) {
    const yes = parseTernary(parser);
    const no = eat(parser, ":") ? parseTernary(parser) : void 0;
    result2 = yes === void 0 || no === void 0 ? void 0 : { kind: "ternary", condition, yes, no };
  }
  parser.depth--;
  return result2;
}
function parseBinary(parser, least) {
  let left = parseUnary(parser);
  for (; ; ) {
    const op = parser.tokens[parser.at];
    const strength = op === void 0 ? void 0 : precedence[op];
    if (left === void 0 || op === void 0 || strength === void 0 || strength <= least) return left;
    parser.at++;
    const right = parseBinary(parser, strength === 1 ? 0 : strength);
    left = right === void 0 ? void 0 : { kind: "binary", op, left, right };
  }
}
function parseUnary(parser) {
  const op = parser.tokens[parser.at];
  if (op !== void 0 && unaryOperators.has(op)) {
    if (++parser.depth > 200) return void 0;
    parser.at++;
    const of = parseUnary(parser);
    parser.depth--;
    return of === void 0 ? void 0 : { kind: "unary", op, of };
  }
  let tree = parsePrimary(parser);
  while (tree !== void 0 && parser.tokens[parser.at] === "'" && parser.tokens[parser.at + 1] === "(") {
    parser.at += 2;
    const of = parseTernary(parser);
    if (of === void 0 || !eat(parser, ")")) return void 0;
    tree = { kind: "cast", type: tree.kind === "name" ? tree.name : tree, of };
  }
  return tree;
}
function parsePrimary(parser) {
  const token2 = parser.tokens[parser.at++];
  if (token2 === void 0) return void 0;
  if (token2 === "(") {
    const inner = parseTernary(parser);
    return inner !== void 0 && eat(parser, ")") ? inner : void 0;
  }
  if (token2 === "{") return parseBraces(parser);
  const first = token2[0] ?? "";
  if (first === "'" && /^'[01]$/.test(token2)) {
    return { kind: "value", value: { value: token2 === "'1" ? 1n : 0n, width: 1, signed: false }, fill: token2 === "'1" ? 1 : 0 };
  }
  if (/[\d']/.test(first)) {
    const value = fromDigits(token2);
    return value === void 0 ? void 0 : { kind: "value", value };
  }
  if (first === '"') return { kind: "value", value: stringValue(token2) };
  if (first === "$") return parseCall(parser, token2);
  if (/[A-Za-z_\\]/.test(first)) {
    const name = token2.replace(/\s+/g, "");
    return parser.tokens[parser.at] === "[" ? parseSelect(parser, name) : { kind: "name", name };
  }
  return void 0;
}
function parseBraces(parser) {
  const first = parseTernary(parser);
  if (first === void 0) return void 0;
  if (parser.tokens[parser.at] === "{") {
    parser.at++;
    const of = parseBraces(parser);
    return of !== void 0 && eat(parser, "}") ? { kind: "replicate", count: first, of } : void 0;
  }
  const parts = [first];
  while (eat(parser, ",")) {
    const part = parseTernary(parser);
    if (part === void 0) return void 0;
    parts.push(part);
  }
  return eat(parser, "}") ? { kind: "concat", parts } : void 0;
}
function parseSelect(parser, name) {
  parser.at++;
  const high = parseTernary(parser);
  if (high === void 0) return void 0;
  const style = parser.tokens[parser.at];
  if (style === ":" || style === "+:" || style === "-:") {
    parser.at++;
    const low = parseTernary(parser);
    return low !== void 0 && eat(parser, "]") ? { kind: "name", name, select: { high, low, style } } : void 0;
  }
  return eat(parser, "]") ? { kind: "name", name, select: { high, low: high, style: "[]" } } : void 0;
}
function parseCall(parser, name) {
  if (!eat(parser, "(")) return void 0;
  const start = parser.at;
  let depth = 1;
  let end = start;
  for (; end < parser.tokens.length; end++) {
    const token2 = parser.tokens[end];
    if (token2 === "(") depth++;
    if (token2 === ")" && --depth === 0) break;
  }
  const text2 = parser.tokens.slice(start, end).join("");
  const argument = parseTernary(parser);
  const whole = parser.at === end;
  parser.at = end + 1;
  return { kind: "call", name, argument: whole ? argument : void 0, text: text2 };
}
function stringValue(token2) {
  const inner = token2.slice(1, -1).replace(/\\(.)/g, "$1");
  let value = 0n;
  for (const c of inner) value = value << 8n | BigInt(c.charCodeAt(0) & 255);
  return { value, width: Math.max(8, inner.length * 8), signed: false };
}
var castWidths = {
  int: { width: 32, signed: true },
  integer: { width: 32, signed: true },
  longint: { width: 64, signed: true },
  shortint: { width: 16, signed: true },
  byte: { width: 8, signed: true },
  bit: { width: 1, signed: false },
  logic: { width: 1, signed: false },
  reg: { width: 1, signed: false }
};
function nameValue(name, names) {
  const value = names(name);
  if (value === void 0) return void 0;
  const bits = (value < 0n ? -value : value).toString(2).length + 1;
  return { value, width: Math.max(32, bits), signed: true };
}
function widthOf(tree, names) {
  switch (tree.kind) {
    case "value":
      return tree.value;
    case "binary": {
      if (precedence[tree.op] === void 0 || /^(?:&&|\|\||->|<->|[=!]=.*|[<>]=?)$/.test(tree.op)) return { width: 1, signed: false };
      const left = widthOf(tree.left, names);
      if (left === void 0 || /^(?:<<<?|>>>?|\*\*)$/.test(tree.op)) return left;
      const right = widthOf(tree.right, names);
      return right && { width: Math.max(left.width, right.width), signed: left.signed && right.signed };
    }
    case "unary":
      return /^[-+~]$/.test(tree.op) ? widthOf(tree.of, names) : { width: 1, signed: false };
    case "ternary": {
      const yes = widthOf(tree.yes, names);
      const no = widthOf(tree.no, names);
      return yes && no && { width: Math.max(yes.width, no.width), signed: yes.signed && no.signed };
    }
    default:
      return selfDetermined(tree, names);
  }
}
function selfDetermined(tree, names) {
  const own = (part) => {
    const natural = widthOf(part, names);
    return natural && evaluate(part, natural.width, natural.signed, names);
  };
  switch (tree.kind) {
    case "name":
      return tree.select === void 0 ? nameValue(tree.name, names) : selected(tree.name, tree.select, names, own);
    case "concat": {
      let sum = { value: 0n, width: 0, signed: false };
      for (const part of tree.parts) {
        const one = own(part);
        if (one === void 0) return void 0;
        const width = sum.width + one.width;
        if (width > 1 << 20) return void 0;
        sum = { value: sum.value << BigInt(one.width) | BigInt.asUintN(one.width, one.value), width, signed: false };
      }
      return sum;
    }
    case "replicate": {
      const count = own(tree.count);
      const one = own(tree.of);
      if (count === void 0 || one === void 0 || count.value < 0n || count.value * BigInt(one.width) > 1n << 20n) return void 0;
      let value = 0n;
      for (let i = 0n; i < count.value; i++) value = value << BigInt(one.width) | BigInt.asUintN(one.width, one.value);
      return { value, width: Number(count.value) * one.width, signed: false };
    }
    case "cast":
      return evaluateCast(tree.type, tree.of, names, own);
    case "call":
      return evaluateCall(tree, names, own);
    default:
      return own(tree);
  }
}
function evaluateCast(type, of, names, own) {
  const inner = own(of);
  if (inner === void 0) return void 0;
  if (type === "signed" || type === "unsigned") return castTo(inner, inner.width, type === "signed");
  if (type === "const") return inner;
  if (typeof type !== "string") {
    const width = own(type);
    return width === void 0 || width.value <= 0n || width.value > 1n << 20n ? void 0 : castTo(inner, Number(width.value), inner.signed);
  }
  const known = castWidths[type];
  if (known !== void 0) return castTo(inner, known.width, known.signed);
  const value = names(type);
  if (value !== void 0) return value <= 0n || value > 1n << 20n ? void 0 : castTo(inner, Number(value), inner.signed);
  const bits = names(`$bits(${type})`);
  return bits === void 0 ? void 0 : castTo(inner, Number(bits), false);
}
function evaluateCall(tree, names, own) {
  const int = (value) => ({ value: BigInt.asIntN(32, value), width: 32, signed: true });
  if (tree.name === "$bits") {
    const known = names(`$bits(${tree.text})`) ?? (castWidths[tree.text] && BigInt(castWidths[tree.text]?.width ?? 0));
    if (known !== void 0) return int(known);
    if (tree.argument === void 0 || tree.argument.kind === "name") return void 0;
    const width = widthOf(tree.argument, names);
    return width && int(BigInt(width.width));
  }
  const argument = tree.argument === void 0 ? void 0 : own(tree.argument);
  if (argument === void 0) return void 0;
  const unsigned = argument.value < 0n ? BigInt.asUintN(argument.width, argument.value) : argument.value;
  switch (tree.name) {
    case "$clog2":
      return int(unsigned <= 1n ? 0n : BigInt((unsigned - 1n).toString(2).length));
    case "$signed":
    case "$unsigned":
      return castTo(argument, argument.width, tree.name === "$signed");
    case "$countones":
      return int(BigInt(unsigned.toString(2).replace(/0/g, "").length));
    case "$onehot":
      return { value: /^10*$/.test(unsigned.toString(2)) ? 1n : 0n, width: 1, signed: false };
    default:
      return void 0;
  }
}
function selected(name, select, names, own) {
  const base = nameValue(name, names);
  const high = own(select.high)?.value;
  const low = own(select.low)?.value;
  if (base === void 0 || high === void 0 || low === void 0) return void 0;
  let from = low;
  let width = high - low + 1n;
  if (select.style === "+:") [from, width] = [high, low];
  if (select.style === "-:") [from, width] = [high - low + 1n, low];
  if (from < 0n || width <= 0n || width > 1n << 20n || from > 1n << 20n) return void 0;
  return { value: BigInt.asUintN(Number(width), base.value >> from), width: Number(width), signed: false };
}
function evaluate(tree, width, signed, names) {
  const own = (part) => {
    const natural = widthOf(part, names);
    return natural && evaluate(part, natural.width, natural.signed, names);
  };
  switch (tree.kind) {
    case "value":
      if (tree.fill !== void 0) return { value: tree.fill === 1 ? (1n << BigInt(width)) - 1n : 0n, width, signed: false };
      return resized(tree.value, width, signed);
    case "unary": {
      const inContext = /^[-+~]$/.test(tree.op);
      const of = inContext ? evaluate(tree.of, width, signed, names) : own(tree.of);
      const value = of && unary(tree.op, of);
      return value && resized(value, width, signed);
    }
    case "ternary": {
      const condition = own(tree.condition);
      return condition && evaluate(condition.value !== 0n ? tree.yes : tree.no, width, signed, names);
    }
    case "binary": {
      const value = evaluateBinary(tree, width, signed, names, own);
      return value && resized(value, width, signed);
    }
    default: {
      const value = selfDetermined(tree, names);
      return value && resized(value, width, signed);
    }
  }
}
function evaluateBinary(tree, width, signed, names, own) {
  const { op } = tree;
  if (op === "&&" || op === "||" || op === "->" || op === "<->") {
    const left2 = own(tree.left);
    if (left2 === void 0) return void 0;
    if (op === "&&" && left2.value === 0n) return { value: 0n, width: 1, signed: false };
    if (op === "||" && left2.value !== 0n) return { value: 1n, width: 1, signed: false };
    const right2 = own(tree.right);
    return right2 && binary(op, left2, right2);
  }
  if (/^(?:<<<?|>>>?|\*\*)$/.test(op)) {
    const left2 = evaluate(tree.left, width, signed, names);
    const right2 = own(tree.right);
    return left2 && right2 && binary(op, left2, right2);
  }
  if (/^(?:[=!]=.*|[<>]=?)$/.test(op)) {
    const natural = widthOf({ ...tree, op: "+" }, names);
    const left2 = natural && evaluate(tree.left, natural.width, natural.signed, names);
    const right2 = natural && evaluate(tree.right, natural.width, natural.signed, names);
    return left2 && right2 && binary(op, left2, right2);
  }
  const left = evaluate(tree.left, width, signed, names);
  const right = evaluate(tree.right, width, signed, names);
  return left && right && binary(op, left, right);
}

// server/src/model/scope.ts
var Scope = class {
  constructor(lookup, outer) {
    this.lookup = lookup;
    this.outer = outer;
  }
  lookup;
  outer;
  constants = /* @__PURE__ */ new Map();
  /** Widths of named types. */
  types = /* @__PURE__ */ new Map();
  /** Widths of ports and nets, for `$bits`. */
  signals = /* @__PURE__ */ new Map();
  imports = [];
  /** The value of an expression in this scope. */
  evaluate(text2) {
    return evaluateConstant(text2, this.valueOf);
  }
  /** The value of an expression when it is assigned to something of `width` bits. */
  evaluateFor(text2, width, signed) {
    const value = evaluateSized(text2, this.valueOf, width)?.value;
    if (value === void 0 || width === void 0 || width <= 0) return value;
    return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
  }
  valueOf = (name) => {
    const bits = /^\$bits\((.*)\)$/.exec(name)?.[1];
    if (bits !== void 0) {
      const width = this.signals.get(bits) ?? this.widthOfType(bits);
      return width === void 0 ? void 0 : BigInt(width);
    }
    const own = this.constants.get(name);
    if (own !== void 0) return own;
    const qualified = /^(.+)::(.+)$/.exec(name);
    if (qualified !== null) return this.fromPackage(qualified[1] ?? "")?.constants.get(qualified[2] ?? "");
    for (const { package: from, item } of this.imports) {
      const found = item === "*" || item === name ? this.fromPackage(from)?.constants.get(name) : void 0;
      if (found !== void 0) return found;
    }
    return this.outer?.valueOf(name);
  };
  /** Width in bits of a type name (`state_e`, `pkg::state_e`). */
  widthOfType(name) {
    const own = this.types.get(name);
    if (own !== void 0) return own;
    const qualified = /^(.+)::(.+)$/.exec(name);
    if (qualified !== null) return this.fromPackage(qualified[1] ?? "")?.types.get(qualified[2] ?? "");
    for (const { package: from, item } of this.imports) {
      const found = item === "*" || item === name ? this.fromPackage(from)?.types.get(name) : void 0;
      if (found !== void 0) return found;
    }
    return this.outer?.widthOfType(name);
  }
  /** True when `name` is known as an interface. */
  isInterface(name) {
    const found = this.lookup(name);
    return found === void 0 ? void 0 : found.kind === "interface";
  }
  fromPackage(name) {
    const info = this.lookup(name);
    return info === void 0 || info.kind === "module" ? void 0 : packageFacts(info);
  }
};
var factsOf = /* @__PURE__ */ new WeakMap();
function packageFacts(info) {
  let facts = factsOf.get(info);
  if (facts === void 0) {
    const constants = /* @__PURE__ */ new Map();
    const types = /* @__PURE__ */ new Map();
    for (const parameter of info.parameters) if (parameter.value !== void 0) constants.set(parameter.name, parameter.value);
    for (const type of info.types) {
      if (type.width !== void 0) types.set(type.name, type.width);
      for (const one of type.enumerators ?? []) if (one.value !== void 0) constants.set(one.name, one.value);
    }
    facts = { constants, types };
    factsOf.set(info, facts);
  }
  return facts;
}

// server/src/model/summarize.ts
function summarize(file, lookup = () => void 0) {
  const modules = [];
  const own = (name) => modules.find((unit2) => unit2.name === name) ?? lookup(name);
  const fileScope = new Scope(own);
  const outside = emptyBody();
  const visit = (unit2, scope) => {
    const { info, nested, scope: inner } = summarizeUnit(unit2, file, new Scope(own, scope));
    if (info !== void 0 && info.name !== fragmentName) modules.push(info);
    for (const child of nested) visit({ node: child, header: headerOf(child), items: child.namedChildren }, inner);
  };
  const binds = [];
  for (const part of partsOf(file.root)) {
    if ("node" in part) visit(part, fileScope);
    else if (part.item.type === "bind_directive") binds.push(...boundInstances(part.item, file, fileScope));
    else readItems([part.item], outside, file, fileScope);
  }
  for (const child of outside.nested) visit({ node: child, header: headerOf(child), items: child.namedChildren }, fileScope);
  const includes = [...new Set(file.pre.includes.map((use) => use.path ?? use.name))];
  return { path: file.source.path, modules, includes, ...binds.length === 0 ? {} : { binds } };
}
function boundInstances(directive2, file, scope) {
  const target = childOfType(directive2, "bind_target_scope", "bind_target_instance", "bind_target_instance_list");
  const body = emptyBody();
  readItems([directive2], body, file, scope);
  return target === void 0 ? [] : body.instances.map((instance2) => ({ target: target.text, targetRange: file.rangeOf(target), instance: instance2 }));
}
var headerTypes = [
  "module_ansi_header",
  "module_nonansi_header",
  "interface_ansi_header",
  "interface_nonansi_header",
  "program_ansi_header",
  "program_nonansi_header"
];
function headerOf(node) {
  return childOfType(node, ...headerTypes, "udp_ansi_declaration", "udp_nonansi_declaration") ?? node;
}
function nameOf(header) {
  return field(header, "name") ?? childOfType(header, "simple_identifier", "escaped_identifier");
}
function partsOf(root) {
  const parts = [];
  let damaged;
  const close2 = () => {
    if (damaged !== void 0) {
      const last = damaged.items.at(-1);
      parts.push({ node: damaged.header, header: damaged.header, items: damaged.items, ...last === void 0 ? {} : { last } });
    }
    damaged = void 0;
  };
  const read = (nodes) => {
    for (const child of nodes) {
      if (headerTypes.includes(child.type)) {
        close2();
        damaged = { header: child, items: [] };
      } else if (unitTypes.includes(child.type)) {
        close2();
        parts.push({ node: child, header: headerOf(child), items: child.namedChildren });
      } else if (child.type === "ERROR" && firstOfType(child, ...unitTypes, ...headerTypes) !== void 0) read(child.namedChildren);
      else if (damaged !== void 0) damaged.items.push(child);
      else parts.push({ item: child });
    }
  };
  read(root.type === "ERROR" ? [root] : root.namedChildren);
  close2();
  return parts;
}
function emptyBody() {
  return { parameters: [], ports: [], nets: [], instances: [], functions: [], types: [], imports: [], nested: [] };
}
var kinds = {
  module: "module",
  interface: "interface",
  program: "program",
  package: "package",
  class: "class",
  udp: "primitive",
  checker: "checker"
};
function summarizeUnit(unit2, file, scope) {
  const { node, header } = unit2;
  const body = emptyBody();
  const name = nameOf(header);
  if (name === void 0) return { info: void 0, nested: [], scope };
  for (const item of childrenOfType(header, "package_import_declaration")) readImports(item, body, scope);
  const parameterList2 = childOfType(header, "parameter_port_list");
  const parameters2 = parameterList2 === void 0 ? [] : headerParameters(parameterList2, file, scope);
  const portList = childOfType(header, "list_of_port_declarations");
  const ports = portList === void 0 ? [] : ansiPorts(portList, file, scope);
  readItems(unit2.items, body, file, scope);
  const listed = childOfType(header, "list_of_ports");
  const allPorts = listed === void 0 ? [...ports, ...body.ports] : completePorts(listedPorts(listed), body, file);
  const portNames = new Set(allPorts.map((port) => port.name));
  const doc = docComment(node, file.pre.text);
  const end = Math.max(node.endIndex, unit2.last?.endIndex ?? 0);
  const info = {
    name: name.text,
    kind: kinds[node.type.split("_")[0] ?? ""] ?? "module",
    path: file.source.path,
    range: file.pre.toSource(node.startIndex, end),
    nameRange: file.rangeOf(name),
    headerRange: headerRange(node, header, file),
    parameters: [...parameters2, ...body.parameters],
    ports: allPorts,
    nets: body.nets.filter((net) => net.scope !== void 0 || !portNames.has(net.name)),
    instances: body.instances,
    functions: body.functions,
    types: body.types,
    imports: body.imports,
    references: references(file.pre.text.slice(node.startIndex, end), allPorts),
    ...doc === void 0 ? {} : { doc },
    damaged: node.hasError || unit2.last !== void 0 || headerTypes.includes(node.type)
  };
  return { info, nested: body.nested, scope };
}
function headerRange(node, header, file) {
  if (header !== node) return file.rangeOf(header);
  const semicolon2 = node.children.find((child) => child.type === ";");
  return file.pre.toSource(node.startIndex, semicolon2?.endIndex ?? node.endIndex);
}
function completePorts(listed, body, file) {
  const declared = new Map(body.ports.map((port) => [port.name, port]));
  const nets3 = new Map(body.nets.filter((net) => net.scope === void 0).map((net) => [net.name, net]));
  return listed.map((name) => {
    const port = declared.get(name.text);
    const net = nets3.get(name.text);
    const place = { range: file.rangeOf(name), nameRange: file.rangeOf(name) };
    if (port === void 0) {
      return { name: name.text, direction: "inout", ...typeOfPort(void 0, net), ...place };
    }
    return { ...port, ...typeOfPort(port, net) };
  });
}
function typeOfPort(port, net) {
  const width = (port?.typeText ?? "") === "" ? net?.width ?? port?.width : port?.width;
  const dimensions2 = /\[[^]*$/.exec(net?.typeText ?? "") === null ? port?.typeText : void 0;
  const typeText = net === void 0 ? port?.typeText ?? "" : [net.typeText, dimensions2 ?? ""].join(" ").trim();
  return { typeText, signed: (port?.signed ?? false) || (net?.signed ?? false), ...width === void 0 ? {} : { width } };
}
function references(text2, ports) {
  const found = /* @__PURE__ */ new Set();
  const pattern3 = /\/\/[^\r\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\[^])*"|([A-Za-z_$][\w$]*)\s*::/g;
  for (const match of text2.matchAll(pattern3)) if (match[1] !== void 0) found.add(match[1]);
  found.delete("$unit");
  found.delete("std");
  for (const port of ports) {
    const name = port.direction === "interface" ? /^[A-Za-z_]\w*/.exec(port.typeText)?.[0] : void 0;
    if (name !== void 0 && name !== "interface") found.add(name);
  }
  return [...found];
}

// server/src/model/symbols/walk.ts
function isName(node) {
  return node.type === "simple_identifier" || node.type === "escaped_identifier";
}
function visitChildren(walk2, node) {
  for (const child of node.children) walk2.visit(child);
}
function visitAll(walk2, nodes) {
  for (const node of nodes) if (node !== void 0) walk2.visit(node);
}
function breakChain(walk2) {
  walk2.last = -1;
  walk2.joint = "";
}
function visitAs(walk2, node, access, pattern3, through) {
  const before = { access: walk2.access, pattern: walk2.pattern, through: walk2.through };
  walk2.access = access;
  walk2.pattern = pattern3;
  walk2.through = through;
  breakChain(walk2);
  walk2.visit(node);
  const last = walk2.last;
  breakChain(walk2);
  Object.assign(walk2, before);
  return last;
}
function readName(walk2, node, place = { kind: "plain" }) {
  const { table, last, joint } = walk2;
  let at = place;
  if (joint === "." && last >= 0) at = { kind: "member", of: last };
  else if (joint === "::" && last >= 0) {
    at = { kind: "scoped", of: last };
    const prefix = table.reference(last);
    if (prefix !== void 0) {
      prefix.access = "none";
      if (prefix.place.kind === "plain" || prefix.place.kind === "type") prefix.place = { kind: "scope" };
    }
  }
  walk2.last = table.refer(node, at, walk2.access, walk2.through);
  walk2.joint = "";
  return walk2.last;
}
function readMark(walk2, mark) {
  switch (mark) {
    case ".":
    case "::":
      walk2.joint = mark;
      return;
    case "[":
    case "(":
    case "{":
    case "'{":
      walk2.open.push({ last: mark === "{" || mark === "'{" ? -1 : walk2.last, access: walk2.access, through: walk2.through });
      if (mark === "[" || mark === "(" && walk2.last >= 0) {
        walk2.access = "read";
        walk2.through = void 0;
      }
      breakChain(walk2);
      return;
    case "]":
    case ")":
    case "}": {
      const outer = walk2.open.pop();
      breakChain(walk2);
      if (outer !== void 0) {
        walk2.last = outer.last;
        walk2.access = outer.access;
        walk2.through = outer.through;
      }
      return;
    }
    case "'":
      return;
    default:
      breakChain(walk2);
  }
}

// server/src/model/symbols/typeNodes.ts
var wrappers2 = /* @__PURE__ */ new Set(["data_type_or_implicit", "data_type_or_void", "variable_port_type", "net_port_type", "param_expression"]);
var dimensionTypes = ["packed_dimension", "unpacked_dimension", "unsized_dimension", "associative_dimension", "queue_dimension"];
var implicitType = { text: "", form: "implicit", signed: false, dimensions: [] };
function readType(walk2, node) {
  if (node === void 0) return implicitType;
  if (wrappers2.has(node.type)) {
    const inner = node.namedChildren.find((child) => child.type !== "net_type" && !child.isExtra);
    const net = childOfType(node, "net_type");
    if (inner === void 0) return net === void 0 && node.text !== "void" ? implicitType : builtin(node, node.text);
    const type2 = isName(inner) ? namedType(walk2, [inner], inner) : readType(walk2, inner);
    return net === void 0 ? type2 : { ...type2, text: flatText(node), ...type2.form === "implicit" ? { keyword: net.text } : {} };
  }
  const dimensions2 = childrenOfType(node, "packed_dimension");
  const type = baseType(walk2, node);
  for (const dimension of dimensions2) visitAs(walk2, dimension, "read");
  return { ...type, dimensions: dimensions2.map((dimension) => flatText(dimension)) };
}
function baseType(walk2, node) {
  if (node.type === "implicit_data_type")
    return { text: flatText(node), form: "implicit", signed: hasToken(node, "signed"), dimensions: [] };
  if (node.type !== "data_type") return namedType(walk2, [node], node);
  if (hasToken(node, "enum") || childOfType(node, "enum_name_declaration") !== void 0) return enumType(walk2, node);
  const first = node.namedChildren.find((child) => !child.isExtra && child.type !== "attribute_instance");
  switch (first?.type) {
    case "struct_union":
      return structType(walk2, node, first.text.startsWith("union") ? "union" : "struct");
    case "integer_vector_type":
      return { ...builtin(node, first.text), signed: hasToken(node, "signed") };
    case "integer_atom_type":
      return { ...builtin(node, first.text), signed: first.text !== "time" && !hasToken(node, "unsigned") };
    case "type_reference":
      visitAs(walk2, first, "none");
      return { ...builtin(node, "type"), form: "type" };
    case void 0:
    case "non_integer_type":
      return builtin(node, flatText(first ?? node));
    case "packed_dimension":
      return { ...implicitType, text: flatText(node) };
    default:
      return namedType(
        walk2,
        node.children.filter((child) => !dimensionTypes.includes(child.type) && !child.isExtra),
        node
      );
  }
}
function builtin(node, keyword) {
  return { text: flatText(node), form: "builtin", keyword, signed: false, dimensions: [] };
}
function namedType(walk2, parts, whole) {
  breakChain(walk2);
  const access = walk2.access;
  walk2.access = "none";
  let modport;
  for (const part of parts) {
    const isModport = isName(part) && walk2.joint === "." && walk2.last >= 0;
    if (isModport) modport = walk2.table.refer(part, { kind: "modport", of: walk2.last }, "none");
    else walk2.visit(part);
  }
  const last = walk2.last;
  walk2.access = access;
  breakChain(walk2);
  const reference = walk2.table.reference(last);
  if (reference?.place.kind === "plain") reference.place = { kind: "type" };
  return {
    text: flatText(whole),
    form: "named",
    signed: false,
    dimensions: [],
    ...last < 0 ? {} : { reference: last },
    ...modport === void 0 ? {} : { modport }
  };
}
function structType(walk2, node, form) {
  const { table } = walk2;
  const members = table.openScope(form, node.startIndex, node.endIndex);
  for (const member of childrenOfType(node, "struct_union_member")) {
    const type = readType(walk2, childOfType(member, "data_type_or_void"));
    const list3 = childOfType(member, "list_of_variable_decl_assignments");
    for (const one of list3 === void 0 ? [] : childrenOfType(list3, "variable_decl_assignment")) {
      const name = field(one, "name");
      if (name === void 0) continue;
      const unpacked = readDimensions(walk2, one);
      const index = table.declare(name, member, "structMember", { type, ...unpacked }, members);
      for (const value of valuesOf(one)) visitAs(walk2, value, "read", { declaration: index });
    }
  }
  const packed = hasToken(node, "packed") || /\bpacked\b/.test(node.text.slice(0, node.text.indexOf("{") + 1));
  return { text: flatText(node), form, members, signed: hasToken(node, "signed"), packed, dimensions: [] };
}
function enumType(walk2, node) {
  const { table } = walk2;
  const given = childOfType(node, "enum_base_type");
  const base = given === void 0 ? void 0 : enumBase2(walk2, given);
  const enumerators = [];
  for (const one of childrenOfType(node, "enum_name_declaration")) {
    const name = one.namedChildren.find(isName);
    if (name === void 0) continue;
    const value = childOfType(one, "constant_expression");
    const range = childrenOfType(one, "integral_number").map((number) => Number(number.text));
    const facts = value === void 0 ? {} : { value: flatText(value) };
    if (range.length === 0) enumerators.push(table.declare(name, one, "enumMember", facts));
    const [from = 0, to = 0] = range.length === 1 ? [0, (range[0] ?? 1) - 1] : range;
    const step = from <= to ? 1 : -1;
    for (let at = from, count = 0; range.length > 0 && count <= Math.min(Math.abs(to - from), 4095); at += step, count++) {
      enumerators.push(table.declareAs(`${name.text}${at}`, name, one, "enumMember", count === 0 ? facts : {}));
    }
    if (value !== void 0) visitAs(walk2, value, "read");
  }
  return { text: flatText(node), form: "enum", enumerators, signed: base?.signed ?? true, dimensions: [], ...base && { base } };
}
function enumBase2(walk2, node) {
  const dimensions2 = childrenOfType(node, "packed_dimension");
  const first = node.namedChildren.find((child) => !child.isExtra);
  const named2 = first !== void 0 && isName(first);
  const type = named2 ? namedType(walk2, [first], first) : builtin(node, first?.type === "packed_dimension" ? "logic" : first?.text ?? "");
  for (const dimension of dimensions2) visitAs(walk2, dimension, "read");
  const atom = first?.type === "integer_atom_type" && first.text !== "time";
  const signed = hasToken(node, "signed") || atom && !hasToken(node, "unsigned");
  return { ...type, signed, dimensions: dimensions2.map((dimension) => flatText(dimension)) };
}
function readDimensions(walk2, node) {
  const found = childrenOfType(node, ...dimensionTypes);
  for (const dimension of found) visitAs(walk2, dimension, "read");
  return found.length === 0 ? {} : { unpacked: found.map((dimension) => flatText(dimension)) };
}
function valuesOf(node) {
  const equals = node.children.findIndex((child) => child.type === "=");
  return equals < 0 ? [] : node.children.slice(equals + 1).filter((child) => !child.isExtra);
}
var looseType = (walk2, node) => {
  const { reference } = readType(walk2, node);
  if (reference !== void 0) walk2.last = reference;
};
var typeHandlers = {
  data_type: looseType,
  // Extends and method calls have one outside of a data type; the names are read in order either way.
  class_type: (walk2, node) => {
    for (const child of node.children) walk2.visit(child);
  },
  parameter_value_assignment: (walk2, node) => {
    const unit2 = walk2.last;
    readOverrides(walk2, node, unit2);
    walk2.last = unit2;
  }
};
function readOverrides(walk2, node, unit2) {
  const list3 = childOfType(node, "list_of_parameter_value_assignments");
  for (const one of list3?.namedChildren ?? node.namedChildren) {
    if (one.isExtra) continue;
    if (one.type !== "named_parameter_assignment") {
      visitAs(walk2, one, "read");
      continue;
    }
    const name = one.namedChildren.find(isName);
    if (name === void 0) continue;
    breakChain(walk2);
    const parameter = unit2 < 0 ? void 0 : walk2.table.refer(name, { kind: "parameter", unit: unit2 }, "write");
    const pattern3 = parameter === void 0 ? void 0 : { reference: parameter };
    for (const value of one.namedChildren) {
      if (value.isExtra || value.id === name.id) continue;
      const last = visitAs(walk2, value, "read", pattern3);
      const reference = parameter === void 0 || last < 0 ? void 0 : walk2.table.reference(parameter);
      if (reference !== void 0) reference.place = { kind: "parameter", unit: unit2, value: last };
    }
  }
  breakChain(walk2);
}

// server/src/model/symbols/unitNodes.ts
var unit = (kind) => (walk2, node) => {
  const header = node.namedChildren.find((child) => /_(?:non)?ansi_(?:header|declaration)$/.test(child.type));
  const name = field(header ?? node, "name") ?? (header ?? node).namedChildren.find(isName);
  const { table } = walk2;
  const scope = table.openScope(kind, node.startIndex, node.endIndex);
  const declaration = name === void 0 ? -1 : table.declare(name, node, kind, { inner: scope });
  table.within(scope, () => {
    for (const child of header?.children ?? []) if (child.id !== name?.id && child.type !== "module_keyword") walk2.visit(child);
    for (const child of node.children) {
      if (child.id === header?.id || child.id === name?.id) continue;
      if (isName(child)) endLabel(walk2, child, declaration);
      else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
function endLabel(walk2, node, declaration) {
  if (declaration >= 0) walk2.table.refer(node, { kind: "label", declaration }, "none");
}
var looseHeader = (walk2, node) => {
  const { table } = walk2;
  const kind = node.type.startsWith("interface") ? "interface" : node.type.startsWith("program") ? "program" : "module";
  const scope = table.openScope(kind, node.startIndex, node.parent?.endIndex ?? node.endIndex, 0);
  const name = field(node, "name") ?? node.namedChildren.find(isName);
  if (name !== void 0) table.declare(name, node, kind, { inner: scope }, 0);
  table.scope = scope;
  visitAll(
    walk2,
    node.children.filter((child) => child.id !== name?.id && child.type !== "module_keyword")
  );
};
var container = (walk2, node) => {
  const outer = walk2.table.scope;
  for (const child of node.children) {
    walk2.visit(child);
    if (/^end(?:module|interface|program)$/.test(child.type)) walk2.table.scope = 0;
  }
  if (node.parent !== null && node.parent.type !== "source_file") walk2.table.scope = outer;
};
var classUnit = (walk2, node) => {
  const { table } = walk2;
  const name = field(node, "name") ?? node.namedChildren.find(isName);
  const scope = table.openScope("class", node.startIndex, node.endIndex);
  const declaration = name === void 0 ? -1 : table.declare(name, node, "class", { inner: scope });
  let extending = false;
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (child.type === "extends") extending = true;
      else if (extending && (child.type === "class_type" || child.type === "interface_class_type")) {
        extending = false;
        const base = visitAs(walk2, child, "none");
        const opened = table.scopes[scope];
        if (base >= 0 && opened !== void 0) opened.base = base;
      } else if (isName(child)) endLabel(walk2, child, declaration);
      else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
var imports = (walk2, node) => {
  const exported = node.type === "package_export_declaration";
  for (const item of childrenOfType(node, "package_import_item")) {
    const [from, name] = item.namedChildren.filter(isName);
    if (from === void 0) continue;
    const reference = walk2.table.refer(from, { kind: "package" }, "none");
    walk2.table.import({ reference, package: from.text, item: name?.text ?? "*", exported });
    if (name !== void 0) walk2.table.refer(name, { kind: "import", of: reference }, "none");
  }
  breakChain(walk2);
};
var modportItem = (walk2, node) => {
  const { table } = walk2;
  const name = node.namedChildren.find(isName);
  if (name === void 0) return;
  const scope = table.openScope("modport", node.startIndex, node.endIndex);
  table.declare(name, node, "modport", { inner: scope });
  for (const ports of childrenOfType(node, "modport_ports_declaration")) {
    for (const group of ports.namedChildren) modportGroup(walk2, group, scope);
  }
  breakChain(walk2);
};
function modportGroup(walk2, group, scope) {
  const direction = childOfType(group, "port_direction")?.text;
  for (const port of group.namedChildren) {
    if (port.type === "modport_simple_port") {
      const own = port.namedChildren.find(isName);
      if (own === void 0) continue;
      const explicit = hasToken(port, "(");
      if (!explicit) {
        walk2.table.refer(own, { kind: "plain" }, "none");
        continue;
      }
      walk2.table.declare(own, port, "modportPort", { value: flatText(port), ...direction && { direction } }, scope);
      for (const child of port.namedChildren) if (child.id !== own.id && !child.isExtra) visitAs(walk2, child, "none");
    } else if (isName(port)) walk2.table.refer(port, { kind: "plain" }, "none");
    else if (port.type === "function_prototype" || port.type === "task_prototype") {
      const name = field(port, "name");
      if (name !== void 0) walk2.table.refer(name, { kind: "plain" }, "none");
    } else if (port.type !== "port_direction" && port.type !== "import_export") visitAs(walk2, port, "none");
  }
}
var clocking = (walk2, node) => {
  const { table } = walk2;
  const name = field(node, "name");
  const scope = table.openScope("clocking", node.startIndex, node.endIndex);
  const declaration = name === void 0 ? -1 : table.declare(name, node, "clocking", { inner: scope });
  for (const child of node.children) {
    if (child.id === name?.id) continue;
    if (isName(child)) endLabel(walk2, child, declaration);
    else if (child.type === "clocking_item") {
      const list3 = childOfType(child, "list_of_clocking_decl_assign");
      for (const signal of list3 === void 0 ? [] : childrenOfType(list3, "clocking_decl_assign")) clockingSignal(walk2, signal, scope);
      for (const other of child.namedChildren) if (other.id !== list3?.id) walk2.visit(other);
    } else walk2.visit(child);
  }
  breakChain(walk2);
};
function clockingSignal(walk2, signal, scope) {
  const own = signal.namedChildren.find(isName);
  if (own === void 0) return;
  if (!hasToken(signal, "=")) {
    walk2.table.refer(own, { kind: "plain" }, "none");
    return;
  }
  walk2.table.declare(own, signal, "clockingSignal", { value: flatText(signal) }, scope);
  for (const child of signal.namedChildren) if (child.id !== own.id && !child.isExtra) visitAs(walk2, child, "none");
}
var named = (kind, scopeKind) => (walk2, node) => {
  const { table } = walk2;
  const name = field(node, "name");
  const scope = table.openScope(scopeKind, node.startIndex, node.endIndex);
  const declaration = name === void 0 ? -1 : table.declare(name, node, kind, { inner: scope });
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (isName(child)) endLabel(walk2, child, declaration);
      else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
var formal = (walk2, node) => {
  const name = field(node, "formal_port") ?? node.namedChildren.filter(isName).at(0);
  for (const child of node.namedChildren) {
    if (child.id === name?.id) walk2.table.declare(child, node, "argument");
    else if (!child.isExtra) visitAs(walk2, child, "read");
  }
};
var coverpoint = (walk2, node) => {
  const name = field(node, "name");
  if (name !== void 0) walk2.table.declare(name, node, "coverpoint");
  for (const child of node.children) if (child.id !== name?.id) walk2.visit(child);
};
var skip = () => void 0;
var unitHandlers = {
  source_file: container,
  ERROR: container,
  module_declaration: unit("module"),
  interface_declaration: unit("interface"),
  program_declaration: unit("program"),
  package_declaration: unit("package"),
  checker_declaration: unit("checker"),
  udp_declaration: unit("primitive"),
  class_declaration: classUnit,
  interface_class_declaration: classUnit,
  module_ansi_header: looseHeader,
  module_nonansi_header: looseHeader,
  interface_ansi_header: looseHeader,
  interface_nonansi_header: looseHeader,
  program_ansi_header: looseHeader,
  program_nonansi_header: looseHeader,
  package_import_declaration: imports,
  package_export_declaration: imports,
  modport_item: modportItem,
  clocking_declaration: clocking,
  property_declaration: named("property", "assertion"),
  sequence_declaration: named("sequence", "assertion"),
  let_declaration: named("let", "let"),
  covergroup_declaration: named("covergroup", "covergroup"),
  property_port_item: formal,
  sequence_port_item: formal,
  let_port_item: formal,
  cover_point: coverpoint,
  cover_cross: coverpoint,
  bins_or_options: (walk2, node) => {
    for (const child of node.children) if (child.id !== field(node, "name")?.id) walk2.visit(child);
  },
  constraint_declaration: (walk2, node) => {
    const name = node.namedChildren.find(isName);
    if (name !== void 0) walk2.table.declare(name, node, "constraint");
    for (const child of node.children) if (child.id !== name?.id) walk2.visit(child);
  },
  coverage_option: (walk2, node) => {
    for (const value of node.namedChildren) if (value.type === "expression") visitAs(walk2, value, "read");
  },
  config_declaration: skip,
  library_declaration: skip,
  randsequence_statement: skip,
  dpi_spec_string: skip,
  attr_spec: (walk2, node) => {
    for (const child of node.namedChildren.slice(1)) visitAs(walk2, child, "read");
  },
  timeunits_declaration: skip,
  clocking_event: visitChildren
};

// server/src/model/symbols/declarationNodes.ts
var typeNodes = [
  "data_type_or_implicit",
  "data_type",
  "implicit_data_type",
  "class_type",
  "net_port_type",
  "variable_port_type",
  "data_type_or_void"
];
function declarator(walk2, node, whole, kind, facts) {
  const name = field(node, "name") ?? field(node, "port_name") ?? node.namedChildren.find(isName);
  if (name === void 0) return void 0;
  const unpacked = readDimensions(walk2, node);
  const values = valuesOf(node);
  const value = values.length === 0 ? {} : { value: values.map((one) => flatText(one)).join(" ") };
  const earlier = completed(walk2, name.text, kind);
  const { direction, type } = facts;
  const index = walk2.table.declare(name, whole, kind, {
    ...direction === void 0 ? {} : { direction },
    ...type === void 0 ? {} : { type },
    ...unpacked,
    ...value,
    ...earlier === void 0 ? {} : { completes: earlier }
  });
  for (const one of values) visitAs(walk2, one, "read", { declaration: index });
  breakChain(walk2);
  return index;
}
function completed(walk2, name, kind) {
  const { table } = walk2;
  const known = table.scopes[table.scope]?.names.get(name)?.at(0);
  if (known === void 0) return void 0;
  const first = table.declarations[known];
  if (first === void 0) return void 0;
  const isPort = first.kind === "port" || first.kind === "argument";
  const isData = kind === "net" || kind === "variable" || kind === "port";
  return isPort && isData ? known : void 0;
}
var parameters = (walk2, node) => {
  const local = node.type === "local_parameter_declaration";
  const types = childOfType(node, "type_parameter_declaration");
  if (types !== void 0) return typeParameters2(walk2, types, local);
  const type = readType(walk2, childOfType(node, ...typeNodes));
  const list3 = childOfType(node, "list_of_param_assignments");
  if (list3 !== void 0) parameterList(walk2, list3, type, local);
};
function parameterList(walk2, list3, type, local) {
  for (const one of childrenOfType(list3, "param_assignment")) declarator(walk2, one, one, local ? "localparam" : "parameter", { type });
}
function typeParameters2(walk2, node, local) {
  const list3 = childOfType(node, "list_of_type_assignments");
  for (const one of list3 === void 0 ? [] : childrenOfType(list3, "type_assignment")) {
    const name = field(one, "name");
    const value = field(one, "value");
    const type = value === void 0 ? void 0 : readType(walk2, value);
    if (name === void 0) continue;
    walk2.table.declare(name, one, local ? "localparam" : "typeParameter", {
      ...type === void 0 ? {} : { type },
      ...value === void 0 ? {} : { value: flatText(value) }
    });
  }
}
var parameterPorts = (walk2, node) => {
  let local = false;
  let type = readType(walk2, void 0);
  for (const item of node.namedChildren) {
    if (item.type === "list_of_param_assignments") parameterList(walk2, item, type, false);
    else if (item.type === "parameter_port_declaration") {
      const declaration = childOfType(item, "parameter_declaration", "local_parameter_declaration");
      if (declaration !== void 0) {
        local = declaration.type === "local_parameter_declaration";
        const before = walk2.table.declarations.length;
        walk2.visit(declaration);
        type = walk2.table.declarations[before]?.type ?? type;
        continue;
      }
      const types = childOfType(item, "type_parameter_declaration");
      if (types !== void 0) typeParameters2(walk2, types, local);
      const given = childOfType(item, "data_type");
      if (given !== void 0) type = readType(walk2, given);
      const list3 = childOfType(item, "list_of_param_assignments");
      if (list3 !== void 0) parameterList(walk2, list3, type, local);
    }
  }
};
var ansiPorts2 = (walk2, node) => {
  let direction = "inout";
  let type = readType(walk2, void 0);
  for (const port of node.children) {
    if (port.type !== "ansi_port_declaration") {
      if (port.isNamed) walk2.visit(port);
      continue;
    }
    const header = childOfType(port, "net_port_header", "variable_port_header", "interface_port_header");
    const written = childOfType(header ?? port, "port_direction") ?? childOfType(port, "port_direction");
    if (header?.type === "interface_port_header") {
      type = interfaceType(walk2, header);
      direction = void 0;
    } else if (header !== void 0 || written !== void 0) {
      type = readType(walk2, childOfType(header, ...typeNodes));
      direction = written === void 0 ? type.form === "named" ? void 0 : direction ?? "inout" : directionOf2(written.text);
    }
    if (hasToken(port, ".")) explicitPort(walk2, port, direction);
    else declarator(walk2, port, port, "port", { type, ...direction === void 0 ? {} : { direction } });
  }
};
function explicitPort(walk2, port, direction) {
  const name = field(port, "port_name") ?? port.namedChildren.find(isName);
  if (name === void 0) return;
  walk2.table.declare(name, port, "port", { value: flatText(port), ...direction === void 0 ? {} : { direction } });
  for (const child of port.namedChildren) if (child.id !== name.id && !child.isExtra) visitAs(walk2, child, "none");
}
function interfaceType(walk2, header) {
  const name = field(header, "interface_name") ?? header.namedChildren.find(isName);
  const modport = field(header, "modport_name");
  const base = { text: flatText(header), form: "named", signed: false, dimensions: [] };
  if (name === void 0) return base;
  const reference = walk2.table.refer(name, { kind: "type" }, "none");
  if (modport === void 0) return { ...base, reference };
  return { ...base, reference, modport: walk2.table.refer(modport, { kind: "modport", of: reference }, "none") };
}
function directionOf2(text2) {
  if (text2 === "input" || text2 === "output") return text2;
  return text2.endsWith("ref") ? "ref" : "inout";
}
var listedPort = (walk2, node) => {
  if (hasToken(node, ".")) {
    const name = node.namedChildren.find(isName);
    if (name !== void 0) {
      walk2.table.declare(name, node, "port", { value: flatText(node) });
      for (const child of node.namedChildren) if (child.id !== name.id && !child.isExtra) visitAs(walk2, child, "none");
    }
    return;
  }
  const access = walk2.access;
  walk2.access = "none";
  breakChain(walk2);
  const before = walk2.table.references.length;
  visitChildren(walk2, node);
  const first = walk2.table.reference(before);
  if (first !== void 0) first.listed = true;
  breakChain(walk2);
  walk2.access = access;
};
var bodyPorts2 = (walk2, node) => {
  const inner = node.namedChildren.find((child) => /_declaration$/.test(child.type)) ?? node;
  const direction = inner.type === "interface_port_declaration" ? void 0 : directionOf2(inner.type.replace("_declaration", ""));
  const type = inner.type === "interface_port_declaration" ? interfaceBody(walk2, inner) : readType(walk2, childOfType(inner, ...typeNodes));
  const list3 = inner.namedChildren.find((child) => child.type.startsWith("list_of_"));
  nameList(walk2, list3, node, "port", { type, ...direction === void 0 ? {} : { direction } });
};
function interfaceBody(walk2, node) {
  const [name, modport] = node.namedChildren.filter(isName);
  const base = { text: flatText(node).replace(/\s+\S*$/, ""), form: "named", signed: false, dimensions: [] };
  if (name === void 0) return base;
  const reference = walk2.table.refer(name, { kind: "type" }, "none");
  if (modport === void 0) return { ...base, reference };
  return { ...base, reference, modport: walk2.table.refer(modport, { kind: "modport", of: reference }, "none") };
}
function nameList(walk2, list3, whole, kind, facts) {
  if (list3 === void 0) return;
  const parts = list3.children.filter((child) => !child.isExtra);
  for (const [at, name] of parts.entries()) {
    if (!isName(name) || at > 0 && parts[at - 1]?.type !== ",") continue;
    const next = parts.findIndex((child, index) => index > at && child.type === ",");
    const own = parts.slice(at + 1, next < 0 ? parts.length : next).filter((child) => child.isNamed);
    const unpacked = own.filter((child) => /dimension$/.test(child.type)).map((child) => flatText(child));
    const { direction, type } = facts;
    const earlier = completed(walk2, name.text, kind);
    walk2.table.declare(name, whole, kind, {
      ...direction === void 0 ? {} : { direction },
      ...type === void 0 ? {} : { type },
      ...unpacked.length === 0 ? {} : { unpacked },
      ...earlier === void 0 ? {} : { completes: earlier }
    });
    for (const child of own) visitAs(walk2, child, "read");
  }
}
var nets2 = (walk2, node) => {
  const list3 = childOfType(node, "list_of_net_decl_assignments");
  const userType = node.namedChildren.find(isName);
  const keyword = childOfType(node, "net_type");
  const given = userType !== void 0 ? readType(walk2, userType) : readType(walk2, childOfType(node, ...typeNodes));
  const type = keyword === void 0 || given.form !== "implicit" ? given : { ...given, keyword: keyword.text };
  for (const other of node.namedChildren) if (/^(?:delay|drive_strength)/.test(other.type)) visitAs(walk2, other, "read");
  for (const one of list3 === void 0 ? [] : childrenOfType(list3, "net_decl_assignment")) declarator(walk2, one, node, "net", { type });
};
var data = (walk2, node) => {
  const nested = childOfType(node, "package_import_declaration", "type_declaration", "nettype_declaration");
  if (nested !== void 0) return walk2.visit(nested);
  const before = walk2.table.declarations.length;
  const type = readType(walk2, childOfType(node, ...typeNodes));
  const list3 = childOfType(node, "list_of_variable_decl_assignments");
  const whole = node.parent?.type === "class_property" ? node.parent : node;
  let first;
  for (const one of list3 === void 0 ? [] : childrenOfType(list3, "variable_decl_assignment")) {
    const index = declarator(walk2, one, whole, "variable", { type });
    first ??= index;
  }
  if (type.form === "enum" && first !== void 0) belongTo(walk2, type, before, first);
};
function belongTo(walk2, type, from, owner) {
  const own = new Set(type.enumerators);
  for (let index = from; index < walk2.table.declarations.length; index++) {
    const entry = walk2.table.declarations[index];
    if (entry !== void 0 && own.has(index)) entry.of = owner;
  }
}
var typedef = (walk2, node) => {
  const name = field(node, "type_name") ?? node.namedChildren.filter(isName).at(-1);
  const written = childOfType(node, "data_type", "class_type", "type_reference");
  if (name === void 0) return;
  if (written === void 0) {
    walk2.table.refer(name, { kind: "type" }, "none");
    return;
  }
  const before = walk2.table.declarations.length;
  const type = readType(walk2, written);
  const index = walk2.table.declare(name, node, "typedef", { type, ...readDimensions(walk2, node) });
  if (type.members !== void 0) walk2.table.own(type.members, index);
  if (type.form === "enum") belongTo(walk2, type, before, index);
};
var netType = (walk2, node) => {
  const names = node.namedChildren.filter(isName);
  const type = readType(walk2, childOfType(node, ...typeNodes));
  const [name, resolver] = names;
  if (name !== void 0) walk2.table.declare(name, node, "typedef", { type });
  if (resolver !== void 0) walk2.table.refer(resolver, { kind: "plain" }, "read");
};
var routine = (walk2, node) => {
  const body = childOfType(node, "function_body_declaration", "task_body_declaration") ?? node;
  const kind = /task/.test(node.type) ? "task" : "function";
  const name = field(body, "name") ?? (node.type.startsWith("class_constructor") ? body.children.find((child) => child.type === "new") : void 0);
  const { table } = walk2;
  const outer = childOfType(body, "class_scope");
  const typeNode = childOfType(body, ...typeNodes);
  const type = typeNode === void 0 ? void 0 : readType(walk2, typeNode);
  const scope = table.openScope(kind, node.startIndex, node.endIndex);
  const owner = outer === void 0 ? void 0 : visitAs(walk2, outer, "none");
  let declaration = -1;
  if (name !== void 0) {
    declaration = table.declare(
      name,
      node,
      kind,
      { inner: scope, ...type === void 0 ? {} : { type } },
      owner === void 0 ? void 0 : scope
    );
  }
  const opened = table.scopes[scope];
  if (owner !== void 0 && owner >= 0 && opened !== void 0) opened.outside = owner;
  table.within(scope, () => {
    for (const child of body.children) {
      if (child.id === name?.id || child.id === outer?.id || child.id === typeNode?.id) continue;
      if (isName(child)) endLabel(walk2, child, declaration);
      else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
var dpi = (walk2, node) => {
  const name = field(node, "name");
  for (const child of node.namedChildren) {
    if (child.id === name?.id) walk2.table.refer(child, { kind: "plain" }, "none");
    else if (/proto$/.test(child.type)) visitChildren(walk2, child);
  }
};
var arguments_ = (walk2, node) => {
  let direction = "input";
  let type = readType(walk2, void 0);
  for (const port of node.namedChildren) {
    const item = port.type === "class_constructor_arg" ? childOfType(port, "tf_port_item") : port;
    if (item?.type !== "tf_port_item") continue;
    const written = childOfType(item, "tf_port_direction");
    const typed = childOfType(item, ...typeNodes);
    if (written !== void 0) direction = directionOf2(written.text.replace(/^const\s+/, ""));
    if (written !== void 0 || typed !== void 0) type = readType(walk2, typed);
    declarator(walk2, item, item, "argument", { type, direction });
  }
};
var bodyArguments = (walk2, node) => {
  const direction = directionOf2((childOfType(node, "tf_port_direction")?.text ?? "input").replace(/^const\s+/, ""));
  const type = readType(walk2, childOfType(node, ...typeNodes));
  nameList(walk2, childOfType(node, "list_of_tf_variable_identifiers"), node, "argument", { type, direction });
};
var genvars = (walk2, node) => nameList(walk2, childOfType(node, "list_of_genvar_identifiers"), node, "genvar", {});
var oneName = (kind) => (walk2, node) => {
  declarator(walk2, node, node, kind, {});
};
var declarationHandlers = {
  parameter_declaration: parameters,
  local_parameter_declaration: parameters,
  parameter_port_list: parameterPorts,
  list_of_port_declarations: ansiPorts2,
  port: listedPort,
  port_declaration: bodyPorts2,
  net_declaration: nets2,
  data_declaration: data,
  type_declaration: typedef,
  nettype_declaration: netType,
  function_declaration: routine,
  task_declaration: routine,
  function_prototype: routine,
  task_prototype: routine,
  class_constructor_declaration: routine,
  class_constructor_prototype: routine,
  dpi_import_export: dpi,
  tf_port_list: arguments_,
  class_constructor_arg_list: arguments_,
  tf_port_declaration: bodyArguments,
  genvar_declaration: genvars,
  specparam_assignment: oneName("specparam"),
  assertion_variable_declaration: (walk2, node) => {
    const type = readType(walk2, childOfType(node, ...typeNodes));
    const list3 = childOfType(node, "list_of_variable_decl_assignments");
    for (const one of list3 === void 0 ? [] : childrenOfType(list3, "variable_decl_assignment"))
      declarator(walk2, one, node, "variable", { type });
  },
  udp_output_declaration: (walk2, node) => {
    const name = node.namedChildren.find(isName);
    if (name !== void 0) walk2.table.declare(name, node, "port", { direction: "output" });
  },
  udp_input_declaration: (walk2, node) => {
    nameList(walk2, childOfType(node, "list_of_udp_port_identifiers"), node, "port", { direction: "input" });
  }
};

// server/src/model/symbols/expressionNodes.ts
var callArguments = (walk2, node) => {
  const callee = walk2.open.at(-1)?.last ?? -1;
  let position = 0;
  let dot = false;
  let formal2;
  for (const child of node.children) {
    if (child.isExtra) continue;
    if (child.type === ",") {
      position++;
      formal2 = void 0;
    } else if (child.type === ".") dot = true;
    else if (dot && isName(child)) {
      dot = false;
      breakChain(walk2);
      if (callee >= 0) formal2 = { reference: walk2.table.refer(child, { kind: "argument", of: callee }, "none") };
    } else if (child.isNamed) visitAs(walk2, child, "read", formal2 ?? (callee >= 0 ? { call: callee, position } : void 0));
  }
  breakChain(walk2);
};
var assignmentPattern = (walk2, node) => {
  const type = walk2.pattern;
  readMark(walk2, "{");
  let element = 0;
  let key;
  const parts = node.children.filter((child) => !child.isExtra);
  for (const [at, child] of parts.entries()) {
    if (child.type === ",") {
      element++;
      key = void 0;
    } else if (parts[at + 1]?.type === ":" && child.isNamed) key = patternKey(walk2, child, type);
    else if (child.isNamed)
      visitAs(walk2, child, "read", key ?? (type === void 0 ? void 0 : { ...type, ...nextElement(type, element) }));
  }
  readMark(walk2, "}");
};
function nextElement(type, element) {
  return "position" in type || type.element !== void 0 ? {} : { element };
}
function patternKey(walk2, child, type) {
  const name = isName(child) ? child : loneName(child);
  if (name === void 0) {
    visitAs(walk2, child, "read");
    return void 0;
  }
  breakChain(walk2);
  return { reference: walk2.table.refer(name, { kind: "pattern", type }, "none") };
}
function loneName(node) {
  let at = node;
  for (; ; ) {
    if (isName(at)) return at;
    const [only, second] = at.children.filter((child) => !child.isExtra);
    if (only === void 0 || second !== void 0) return void 0;
    at = only;
  }
}
var patternExpression = (walk2, node) => {
  const inner = childOfType(node, "assignment_pattern");
  breakChain(walk2);
  const before = walk2.pattern;
  const access = walk2.access;
  for (const child of node.children) {
    if (child.id !== inner?.id) {
      walk2.access = "none";
      walk2.visit(child);
      continue;
    }
    walk2.access = access;
    const reference = walk2.table.reference(walk2.last);
    if (reference !== void 0) {
      if (reference.place.kind === "plain") reference.place = { kind: "type" };
      walk2.pattern = { reference: walk2.last };
    }
    breakChain(walk2);
    walk2.visit(child);
  }
  walk2.pattern = before;
  walk2.access = access;
  breakChain(walk2);
};
var self = (walk2, node) => {
  breakChain(walk2);
  walk2.last = walk2.table.refer(node, { kind: "self", base: node.text.endsWith("super") }, "none");
};
var nothing = (walk2) => breakChain(walk2);
var expressionHandlers = {
  list_of_arguments: callArguments,
  sequence_list_of_arguments: callArguments,
  property_list_of_arguments: callArguments,
  assignment_pattern: assignmentPattern,
  assignment_pattern_expression: patternExpression,
  assignment_pattern_key: (walk2, node) => visitChildren(walk2, node),
  implicit_class_handle: self,
  // Long and without names.
  primary_literal: nothing,
  unbased_unsized_literal: nothing,
  string_literal: nothing,
  integral_number: nothing
};

// server/src/model/symbols/instanceNodes.ts
var instantiation = (walk2, node) => {
  breakChain(walk2);
  const type = field(node, "instance_type") ?? node.namedChildren.find(isName);
  if (type === void 0) return;
  const unit2 = walk2.table.refer(type, { kind: "unit" }, "none");
  for (const child of node.namedChildren) {
    if (child.id === type.id || child.isExtra) continue;
    if (child.type === "parameter_value_assignment") readOverrides(walk2, child, unit2);
    else if (child.type === "hierarchical_instance" || /_instance$/.test(child.type)) instance(walk2, child, node, unit2);
    else visitAs(walk2, child, "read");
  }
  breakChain(walk2);
};
function instance(walk2, node, whole, unit2) {
  const named2 = childOfType(node, "name_of_instance");
  const name = field(named2, "instance_name");
  const unpacked = named2 === void 0 ? {} : readDimensions(walk2, named2);
  const declaration = name === void 0 ? -1 : walk2.table.declare(name, whole, "instance", { of: unit2, ...unpacked });
  for (const list3 of node.namedChildren) {
    if (list3.id === named2?.id || list3.isExtra) continue;
    if (/^list_of_(?:checker_)?port_connections$/.test(list3.type)) connections(walk2, list3, unit2, declaration);
    else visitAs(walk2, list3, "read");
  }
}
function connections(walk2, list3, unit2, instance2) {
  let position = 0;
  for (const one of list3.children) {
    if (one.type === ",") position++;
    else if (/^named_(?:checker_)?port_connection$/.test(one.type)) namedConnection(walk2, one, unit2, instance2);
    else if (one.isNamed && !one.isExtra) visitAs(walk2, one, "read", void 0, { unit: unit2, position });
  }
}
function namedConnection(walk2, node, unit2, instance2) {
  const name = field(node, "port_name") ?? node.namedChildren.find(isName);
  if (name === void 0) {
    const declared = walk2.table.declarations[instance2];
    if (declared !== void 0) declared.wildcard = true;
    return;
  }
  const implicit = !hasToken(node, "(");
  const port = walk2.table.refer(name, { kind: "port", unit: unit2, instance: instance2, implicit }, "none");
  if (implicit) {
    walk2.table.refer(name, { kind: "plain" }, "read", { unit: unit2, port });
    return;
  }
  for (const child of node.namedChildren) {
    if (child.id !== name.id && !child.isExtra) visitAs(walk2, child, "read", { reference: port }, { unit: unit2, port });
  }
}
var gate = (walk2, node) => {
  for (const one of node.namedChildren) {
    const named2 = childOfType(one, "name_of_instance");
    const name = field(named2, "instance_name");
    if (name !== void 0) walk2.table.declare(name, node, "instance", named2 === void 0 ? {} : readDimensions(walk2, named2));
    for (const child of one.namedChildren) if (child.id !== named2?.id && !child.isExtra) visitAs(walk2, child, "read");
  }
};
var bind = (walk2, node) => {
  const { table } = walk2;
  const scope = table.openScope("block", node.startIndex, node.endIndex);
  const target = childOfType(node, "bind_target_scope", "bind_target_instance");
  const name = target === void 0 ? void 0 : target.namedChildren.find(isName);
  const opened = table.scopes[scope];
  if (name !== void 0 && target?.type === "bind_target_scope") {
    const unit2 = table.refer(name, { kind: "unit" }, "none");
    if (opened !== void 0) opened.outside = unit2;
  } else if (target !== void 0) {
    const last = visitAs(walk2, target, "none");
    if (opened !== void 0 && last >= 0) opened.outside = last;
  }
  table.within(scope, () => {
    for (const child of node.children) if (child.id !== target?.id && child.type !== "bind") walk2.visit(child);
  });
  breakChain(walk2);
};
var generateBlock = (walk2, node) => {
  const { table } = walk2;
  const names = node.children.filter(isName);
  const scope = table.openScope("generate", node.startIndex, node.endIndex);
  const [name] = names;
  const declaration = name === void 0 ? -1 : table.declare(name, node, "generateBlock", { inner: scope }, outerOfLoop(walk2));
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (isName(child)) {
        if (declaration >= 0) table.refer(child, { kind: "label", declaration }, "none");
      } else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
function outerOfLoop(walk2) {
  const { table } = walk2;
  return loopScopes.has(table.scopes[table.scope] ?? table) ? table.scopes[table.scope]?.parent ?? 0 : table.scope;
}
var loopScopes = /* @__PURE__ */ new WeakSet();
var generateLoop = (walk2, node) => {
  const { table } = walk2;
  const scope = table.openScope("generate", node.startIndex, node.endIndex);
  const opened = table.scopes[scope];
  if (opened !== void 0) loopScopes.add(opened);
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.type === "genvar_initialization") loopVariable(walk2, child);
      else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
function loopVariable(walk2, node) {
  const name = node.namedChildren.find(isName);
  if (name === void 0) return;
  if (hasToken(node, "genvar")) walk2.table.declare(name, node, "genvar", { value: flatText(node.namedChildren.at(-1)) });
  else walk2.table.refer(name, { kind: "plain" }, "write");
  for (const child of node.namedChildren) if (child.id !== name.id && !child.isExtra) visitAs(walk2, child, "read");
}
var genvarStep = (walk2, node) => {
  const name = node.namedChildren.find(isName);
  for (const child of node.namedChildren) {
    if (child.id === name?.id) walk2.table.refer(child, { kind: "plain" }, "readWrite");
    else if (!child.isExtra) visitAs(walk2, child, "read");
  }
};
var instanceHandlers = {
  module_instantiation: instantiation,
  interface_instantiation: instantiation,
  program_instantiation: instantiation,
  udp_instantiation: instantiation,
  checker_instantiation: instantiation,
  gate_instantiation: gate,
  bind_directive: bind,
  generate_block: generateBlock,
  loop_generate_construct: generateLoop,
  genvar_iteration: genvarStep,
  defparam_assignment: (walk2, node) => {
    const [target, ...values] = childrenOfType(node, "hierarchical_identifier", "constant_mintypmax_expression");
    if (target !== void 0) visitAs(walk2, target, "write");
    for (const value of values) visitAs(walk2, value, "read");
  }
};

// server/src/model/symbols/statementNodes.ts
var block = (walk2, node) => {
  const { table } = walk2;
  const name = node.namedChildren.find(isName);
  const scope = table.openScope("block", node.startIndex, node.endIndex);
  const declaration = name === void 0 ? -1 : table.declare(name, node, "block", { inner: scope });
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.id === name?.id) continue;
      if (isName(child)) endLabel(walk2, child, declaration);
      else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
var labelled = (walk2, node) => {
  const name = field(node, "block_name") ?? (hasToken(node, ":") ? node.children.find(isName) : void 0);
  if (name !== void 0) walk2.table.declare(name, node, "label");
  for (const child of node.children) if (child.id !== name?.id) walk2.visit(child);
};
var loop = (walk2, node) => {
  const { table } = walk2;
  const scope = table.openScope("block", node.startIndex, node.endIndex);
  table.within(scope, () => {
    for (const child of node.children) {
      if (child.type === "loop_variables") {
        for (const name of child.namedChildren) if (isName(name)) table.declare(name, child, "variable", { type: loopIndex });
      } else walk2.visit(child);
    }
  });
  breakChain(walk2);
};
var loopIndex = { text: "int", form: "builtin", keyword: "int", signed: true, dimensions: [] };
var loopVariable2 = (walk2, node) => {
  const type = readType(walk2, childOfType(node, "data_type"));
  const parts = node.children.filter((child) => !child.isExtra);
  for (const [at, name] of parts.entries()) {
    if (!isName(name)) continue;
    const value = parts[at + 1]?.type === "=" ? parts[at + 2] : void 0;
    const index = walk2.table.declare(name, node, "variable", { type, ...value === void 0 ? {} : { value: value.text } });
    if (value !== void 0) visitAs(walk2, value, "read", { declaration: index });
  }
};
var assignment = (walk2, node) => {
  let target = -1;
  const operator2 = childOfType(node, "assignment_operator")?.text ?? "=";
  for (const child of node.children) {
    if (child.isExtra) continue;
    if (child.type === "variable_lvalue" || child.type === "net_lvalue" || child.type === "nonrange_variable_lvalue") {
      target = visitAs(walk2, child, operator2 === "=" ? "write" : "readWrite");
    } else if (child.isNamed) visitAs(walk2, child, "read", target < 0 ? void 0 : { reference: target });
    else breakChain(walk2);
  }
};
var lvalue = (walk2, node) => {
  const access = walk2.access === "readWrite" ? "readWrite" : "write";
  const before = walk2.access;
  walk2.access = access;
  visitChildren(walk2, node);
  walk2.access = before;
};
var increment = (walk2, node) => {
  for (const child of node.namedChildren) if (!child.isExtra) visitAs(walk2, child, "readWrite");
};
var noAccess = (walk2, node) => {
  for (const child of node.namedChildren) if (!child.isExtra) visitAs(walk2, child, "none");
};
var jump = (walk2, node) => {
  const { table } = walk2;
  let scope = table.scopes[table.scope];
  while (scope !== void 0 && scope.kind !== "function") scope = scope.parent < 0 ? void 0 : table.scopes[scope.parent];
  const pattern3 = scope === void 0 || scope.owner < 0 ? void 0 : { declaration: scope.owner };
  for (const child of node.namedChildren) if (!child.isExtra) visitAs(walk2, child, "read", pattern3);
};
var pattern2 = (walk2, node) => {
  const dotted = hasToken(node, ".");
  for (const child of node.namedChildren) {
    if (isName(child)) {
      if (dotted) walk2.table.declare(child, node, "variable");
    } else walk2.visit(child);
  }
  breakChain(walk2);
};
var statementHandlers = {
  seq_block: block,
  par_block: block,
  statement: labelled,
  concurrent_assertion_item: labelled,
  deferred_immediate_assertion_item: labelled,
  loop_statement: loop,
  for_variable_declaration: loopVariable2,
  blocking_assignment: assignment,
  nonblocking_assignment: assignment,
  operator_assignment: assignment,
  variable_assignment: assignment,
  net_assignment: assignment,
  variable_lvalue: lvalue,
  net_lvalue: lvalue,
  nonrange_variable_lvalue: lvalue,
  clockvar_expression: lvalue,
  output_terminal: lvalue,
  inc_or_dec_expression: increment,
  disable_statement: noAccess,
  event_trigger: noAccess,
  jump_statement: jump,
  pattern: pattern2,
  tagged_union_expression: (walk2, node) => {
    for (const child of node.namedChildren) if (!isName(child) && !child.isExtra) visitAs(walk2, child, "read");
  }
};

// server/src/base/lines.ts
var LineIndex = class {
  constructor(text2) {
    this.text = text2;
    for (let i = 0; i < text2.length; i++) {
      const c = text2.charCodeAt(i);
      if (c === 13 && text2.charCodeAt(i + 1) === 10) continue;
      if (c === 10 || c === 13) this.starts.push(i + 1);
    }
  }
  text;
  starts = [0];
  get lineCount() {
    return this.starts.length;
  }
  /** The position of an offset; offsets outside the text are clamped to it. */
  positionAt(offset) {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: at - (this.starts[low] ?? 0) };
  }
  /** The offset of a position; a column past the end of its line gives the end of that line, before its line break. */
  offsetAt(position) {
    if (position.line < 0) return 0;
    const start = this.starts[position.line];
    if (start === void 0) return this.text.length;
    let end = this.starts[position.line + 1] ?? this.text.length;
    while (end > start && (this.text[end - 1] === "\n" || this.text[end - 1] === "\r")) end--;
    return Math.min(start + Math.max(0, position.column), end);
  }
};

// server/src/syntax/segmentMap.ts
var SegmentMap = class {
  origins = [];
  outStarts = [];
  originOf = [];
  sourceStarts = [];
  /** End of a macro's use; -1 for a copied stretch. */
  useEnds = [];
  macroNames = [];
  lineIndexes = /* @__PURE__ */ new Map();
  /** Copied stretches of the root file, for the way forward. */
  rootSegments = [];
  length = 0;
  addOrigin(source, parent, useStart, useEnd) {
    this.origins.push({ source, parent, useStart, useEnd });
    return this.origins.length - 1;
  }
  copied(origin, start, length) {
    if (length <= 0) return;
    const last = this.outStarts.length - 1;
    const continues = last >= 0 && this.originOf[last] === origin && this.useEnds[last] === -1 && (this.sourceStarts[last] ?? 0) + this.length - (this.outStarts[last] ?? 0) === start;
    if (!continues) {
      if (origin === 0) this.rootSegments.push(this.outStarts.length);
      this.push(origin, start, -1, void 0);
    }
    this.length += length;
  }
  made(origin, start, end, macro2, length) {
    if (length <= 0) return;
    const last = this.outStarts.length - 1;
    const continues = last >= 0 && this.originOf[last] === origin && this.useEnds[last] === end && this.sourceStarts[last] === start;
    if (!continues) this.push(origin, start, end, macro2);
    this.length += length;
  }
  push(origin, start, useEnd, macro2) {
    this.outStarts.push(this.length);
    this.originOf.push(origin);
    this.sourceStarts.push(start);
    this.useEnds.push(useEnd);
    this.macroNames.push(macro2);
  }
  /** The source range of [start, end) of the generated text: in one file, the nearest that holds both ends. */
  toSource(start, end) {
    const first = this.placeOf(start, false);
    const last = end > start ? this.placeOf(end - 1, true) : { ...first, end: first.macro === void 0 ? first.start : first.end };
    const sameUse = first.macro !== void 0 && last.macro === first.macro && last.start === first.start && last.origin === first.origin;
    this.meet(first, last);
    const range = this.rangeIn(first.origin, first.start, Math.max(first.start, last.end));
    return sameUse && first.macro !== void 0 ? { ...range, macro: first.macro } : range;
  }
  /** Offset in the generated text of an offset in the root file that was copied. */
  fromRoot(offset) {
    let low = 0;
    let high = this.rootSegments.length - 1;
    let found = -1;
    while (low <= high) {
      const middle = low + high >> 1;
      const segment = this.rootSegments[middle] ?? 0;
      if ((this.sourceStarts[segment] ?? 0) <= offset) {
        found = segment;
        low = middle + 1;
      } else high = middle - 1;
    }
    if (found < 0) return void 0;
    const out = this.outStarts[found] ?? 0;
    const end = this.outStarts[found + 1] ?? this.length;
    const at = out + offset - (this.sourceStarts[found] ?? 0);
    return at <= end ? at : void 0;
  }
  /** A range with lines and columns in the file of `origin`. */
  rangeIn(origin, start, end) {
    const source = this.origins[origin]?.source ?? { path: "", text: "" };
    let lines = this.lineIndexes.get(source.path);
    if (lines === void 0) {
      lines = new LineIndex(source.text);
      this.lineIndexes.set(source.path, lines);
    }
    return rangeOfOffsets(source.path, lines, start, end);
  }
  placeOf(at, asEnd) {
    const last = this.outStarts.length - 1;
    if (last < 0) return { origin: 0, start: 0, end: 0, macro: void 0 };
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if ((this.outStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const origin = this.originOf[low] ?? 0;
    const start = this.sourceStarts[low] ?? 0;
    const useEnd = this.useEnds[low] ?? -1;
    if (useEnd >= 0) return { origin, start, end: useEnd, macro: this.macroNames[low] };
    const offset = start + at - (this.outStarts[low] ?? 0);
    return { origin, start: offset, end: asEnd ? offset + 1 : offset, macro: void 0 };
  }
  /** Climbs from included files to the include directives that brought them in, until both places are in one file. */
  meet(first, last) {
    let guard = 0;
    while (first.origin !== last.origin && guard++ < 1e4) {
      const deeper = first.origin > last.origin ? first : last;
      const origin = this.origins[deeper.origin];
      if (origin === void 0 || origin.parent < 0) return;
      deeper.start = origin.useStart;
      deeper.end = origin.useEnd;
      deeper.origin = origin.parent;
    }
  }
};
function rangeOfOffsets(path3, lines, start, end) {
  const from = lines.positionAt(start);
  const to = end === start ? from : lines.positionAt(end);
  return { path: path3, start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

// server/src/model/symbols/macroArguments.ts
var MacroArguments = class {
  constructor(pre, references2) {
    this.pre = pre;
    this.references = references2;
  }
  pre;
  references;
  uses = /* @__PURE__ */ new Map();
  lines = /* @__PURE__ */ new Map();
  /** Where `name` stands in the use, for a declaration; undefined when it is not written there. */
  find(range, name) {
    const found = this.useOf(range).names.get(name)?.find((one) => one.joint === "");
    if (found === void 0) return void 0;
    found.taken = true;
    return this.rangeAt(range.path, found.start, name.length);
  }
  /**
   * The place of a reference: `index` when the same reference was made already from another copy of the argument, else `range` of
   * its name, to be made known with `made`, else neither: the macro's body wrote it.
   */
  use(range, entry) {
    const use = this.useOf(range);
    const key = this.keyOf(entry);
    const nothing3 = { index: void 0, range: void 0, made: () => void 0 };
    const known = use.known.get(key);
    if (known !== void 0) return { ...nothing3, index: known.index };
    const occurrences = use.names.get(entry.name);
    if (occurrences === void 0) return nothing3;
    const { joint, before } = this.jointOf(entry);
    const fitting = occurrences.filter((one) => !one.taken && one.joint === joint);
    const found = fitting.find((one) => one.before === before) ?? fitting[0];
    if (found === void 0) return nothing3;
    found.taken = true;
    return {
      index: void 0,
      range: this.rangeAt(range.path, found.start, entry.name.length),
      made: (index) => use.known.set(key, { index, entry })
    };
  }
  /** References for names that an argument holds several times: the expansion gave one, the others mean the same. */
  rest() {
    const found = [];
    for (const { range, names, known } of this.uses.values()) {
      for (const { entry } of known.values()) {
        const { joint, before } = this.jointOf(entry);
        for (const one of names.get(entry.name) ?? []) {
          if (one.taken || one.joint !== joint || joint !== "" && one.before !== before) continue;
          one.taken = true;
          found.push({ entry, range: this.rangeAt(range.path, one.start, entry.name.length), macro: range.macro ?? "" });
        }
      }
    }
    return found;
  }
  keyOf(entry) {
    const { place } = entry;
    const of = "of" in place ? place.of : "unit" in place ? place.unit : -1;
    return `${entry.name} ${place.kind} ${of}`;
  }
  jointOf(entry) {
    const { place } = entry;
    if (place.kind === "member") return { joint: ".", before: this.references[place.of]?.name ?? "" };
    if (place.kind === "scoped") return { joint: "::", before: this.references[place.of]?.name ?? "" };
    if (place.kind === "port" || place.kind === "parameter" || place.kind === "argument") return { joint: ".", before: "" };
    return { joint: "", before: "" };
  }
  useOf(range) {
    const key = `${range.start}:${range.path}`;
    let use = this.uses.get(key);
    if (use === void 0) {
      use = { range, names: this.namesIn(range), known: /* @__PURE__ */ new Map() };
      this.uses.set(key, use);
    }
    return use;
  }
  namesIn(range) {
    const names = /* @__PURE__ */ new Map();
    const text2 = this.pre.sourceText(range.path);
    if (text2 === void 0) return names;
    const pattern3 = /"(?:[^"\\\r\n]|\\[^])*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|`[A-Za-z_][\w$]*|\d[\w.']*|([A-Za-z_][\w$]*)|(\.(?!\*)|::)|(\[|\()|(\]|\))|[^\s]/g;
    pattern3.lastIndex = range.start;
    const open = [];
    let last = "";
    let joint = "";
    for (let found = pattern3.exec(text2); found !== null && found.index < range.end; found = pattern3.exec(text2)) {
      const [whole, name, mark, opening, closing] = found;
      if (whole.startsWith("/") && whole.length > 1) continue;
      if (mark !== void 0) {
        joint = mark === "." ? "." : "::";
        continue;
      }
      if (name !== void 0) {
        const list3 = names.get(name) ?? [];
        list3.push({ start: found.index, joint, before: joint === "" ? "" : last, taken: false });
        names.set(name, list3);
        last = name;
      } else if (opening !== void 0) {
        open.push(last);
        last = "";
      } else if (closing !== void 0) last = open.pop() ?? "";
      else last = "";
      joint = "";
    }
    return names;
  }
  rangeAt(path3, start, length) {
    let lines = this.lines.get(path3);
    if (lines === void 0) {
      lines = new LineIndex(this.pre.sourceText(path3) ?? "");
      this.lines.set(path3, lines);
    }
    return rangeOfOffsets(path3, lines, start, start + length);
  }
};

// server/src/model/symbols/tableBuilder.ts
var TableBuilder = class {
  constructor(file) {
    this.file = file;
    this.macroArguments = new MacroArguments(file.pre, this.references);
    this.openScope("file", file.root.startIndex, Math.max(file.root.endIndex, file.pre.text.length));
  }
  file;
  scopes = [];
  declarations = [];
  references = [];
  scope = 0;
  macroArguments;
  /** Opens a scope below the one the walk is in; does not enter it. Offsets are of the preprocessed text. */
  openScope(kind, start, end, parent = this.scope) {
    const index = this.scopes.length;
    this.scopes.push({
      index,
      kind,
      parent: index === 0 ? -1 : parent,
      range: this.file.pre.toSource(start, end),
      owner: -1,
      names: /* @__PURE__ */ new Map(),
      imports: []
    });
    return index;
  }
  /** Runs `work` inside a scope. */
  within(scope, work) {
    const outer = this.scope;
    this.scope = scope;
    work();
    this.scope = outer;
  }
  /** Declares the name that `name` holds; `whole` is the declaration around it. */
  declare(name, whole, kind, facts = {}, scope = this.scope) {
    return this.declareAs(plainName(name.text), name, whole, kind, facts, scope);
  }
  /** As `declare` for a name that differs from what is written (`A[2]` in an enum declares A0 and A1). */
  declareAs(text2, name, whole, kind, facts, scope = this.scope) {
    const index = this.declarations.length;
    const made = this.file.rangeOf(name);
    const written = made.macro === void 0 ? void 0 : this.macroArguments.find(made, text2);
    this.declarations.push({
      index,
      name: text2,
      kind,
      nameRange: written ?? withoutMacro(made),
      range: withoutMacro(this.file.rangeOf(whole)),
      scope,
      ...facts,
      ...made.macro === void 0 ? {} : written === void 0 ? { macro: made.macro } : { argumentOf: made.macro }
    });
    const names = this.scopes[scope]?.names;
    const same = names?.get(text2);
    if (same === void 0) names?.set(text2, [index]);
    else same.push(index);
    if (facts.inner !== void 0) this.own(facts.inner, index);
    return index;
  }
  /** Makes `scope` the inside of a declaration. */
  own(scope, declaration) {
    const opened = this.scopes[scope];
    if (opened !== void 0) opened.owner = declaration;
    const owner = this.declarations[declaration];
    if (owner !== void 0) owner.inner = scope;
  }
  /** Notes a use of the name that `node` holds; gives the index of the reference. */
  refer(node, place, access, through) {
    const name = plainName(node.text);
    const made = this.file.rangeOf(node);
    const entry = {
      name,
      scope: this.scope,
      place,
      access,
      ...through === void 0 ? {} : { through }
    };
    if (made.macro === void 0) return this.push(entry, withoutMacro(made));
    const known = this.macroArguments.use(made, entry);
    if (known.index !== void 0) return known.index;
    if (known.range === void 0) return this.push({ ...entry, macro: made.macro }, withoutMacro(made));
    const index = this.push({ ...entry, argumentOf: made.macro }, known.range);
    known.made(index);
    return index;
  }
  import(item) {
    this.scopes[this.scope]?.imports.push(item);
  }
  /** The reference `index`, to be changed while the table is built. */
  reference(index) {
    return this.references[index];
  }
  setType(declaration, type) {
    const entry = this.declarations[declaration];
    if (entry !== void 0) entry.type = type;
  }
  finish() {
    const { pre, source, root } = this.file;
    for (const { entry, range, macro: macro2 } of this.macroArguments.rest()) this.push({ ...entry, argumentOf: macro2 }, range);
    this.addMacros();
    return {
      path: source.path,
      scopes: this.scopes,
      declarations: this.declarations,
      references: this.references,
      includes: pre.includes,
      macros: pre.macros,
      inactive: pre.inactive,
      unknownMacros: new Set(pre.unknownMacros.map((use) => use.name)),
      whole: !root.hasError
    };
  }
  push(entry, range) {
    const index = this.references.length;
    this.references.push({ index, range, ...entry });
    return index;
  }
  addMacros() {
    for (const { name, kind, range, definition } of this.file.pre.macroUses) {
      if (kind === "define" && definition !== void 0) {
        const index = this.declarations.length;
        this.declarations.push({
          index,
          name,
          kind: "macro",
          nameRange: range,
          range: definition.range,
          scope: 0,
          value: definition.body
        });
        continue;
      }
      const place = { kind: "macro", ...definition === void 0 ? {} : { definition: definition.range } };
      this.push({ name, scope: 0, place, access: kind === "use" ? "read" : "none" }, range);
    }
  }
};
function plainName(text2) {
  return text2.startsWith("\\") ? text2.slice(1).trimEnd() : text2;
}
function withoutMacro(range) {
  const { path: path3, start, end, line, column, endLine, endColumn } = range;
  return { path: path3, start, end, line, column, endLine, endColumn };
}

// server/src/model/symbols/symbolTable.ts
var handlers = new Map(
  Object.entries({
    ...unitHandlers,
    ...declarationHandlers,
    ...typeHandlers,
    ...instanceHandlers,
    ...statementHandlers,
    ...expressionHandlers
  })
);
function symbolTable(file) {
  const table = new TableBuilder(file);
  const walk2 = {
    table,
    access: "read",
    through: void 0,
    pattern: void 0,
    last: -1,
    joint: "",
    open: [],
    visit: (node) => {
      if (node.isExtra) return;
      if (!node.isNamed) return readMark(walk2, node.type);
      const handler = handlers.get(node.type);
      if (handler !== void 0) handler(walk2, node);
      else if (isName(node)) readName(walk2, node);
      else visitChildren(walk2, node);
    }
  };
  walk2.visit(file.root);
  return table.finish();
}

// server/src/model/workspaceIndex.ts
var sourceExtensions = [".v", ".vh", ".sv", ".svh", ".vp", ".svp"];
var WorkspaceIndex = class {
  constructor(workspace, parser, log, cache2) {
    this.workspace = workspace;
    this.parser = parser;
    this.log = log;
    this.cache = cache2;
    this.fileTexts = new FileTexts(workspace);
    this.records = new RecordCache((path3) => workspace.isOpen?.(path3) === true);
  }
  workspace;
  parser;
  log;
  cache;
  folders = /* @__PURE__ */ new Set();
  scanned = new FileScans();
  records;
  fileTexts;
  options = {};
  generation = 0;
  /** What was checked during the public call that runs now. */
  session;
  /** Scans the source files below a folder. Yields to other work now and then. */
  async addFolder(folder) {
    this.folders.add(folder);
    this.generation++;
    const { files, read, changed } = await scanFolder(folder, sourceExtensions, this.scanned, this.workspace, this.cache);
    if (changed) this.generation++;
    this.log.debug(`indexed ${files} source files below ${folder}, ${read} of them read`);
  }
  setOptions(options) {
    this.options = options;
    this.generation++;
    for (const file of this.listedFiles()) this.scan(file);
  }
  /** Adds the files and options of a file list to those in force. */
  addSources(list3) {
    this.setOptions({ ...this.options, filelists: [...(this.options.filelists ?? []).filter((one) => one.path !== list3.path), list3] });
  }
  /** Puts some file lists in the place of others. */
  replaceSources(gone, lists) {
    const kept = (this.options.filelists ?? []).filter((one) => !gone.includes(one) && !lists.some((list3) => list3.path === one.path));
    this.options = { ...this.options, filelists: [...kept, ...lists] };
    this.generation++;
    for (const file of this.listedFiles()) if (!this.scanned.byPath.has(file)) this.scan(file);
  }
  /** Tells that a file changed, appeared or went away. */
  update(path3) {
    this.fileTexts.forget(path3);
    const known = this.scanned.byPath.has(path3);
    const before = this.scanned.byPath.get(path3)?.declares.join();
    this.scan(path3);
    if (!known || this.scanned.byPath.get(path3)?.declares.join() !== before) this.generation++;
  }
  /** All files the index knows, sorted. */
  get files() {
    return [...this.scanned.byPath.keys()].sort();
  }
  /** Summaries of the units a file declares, in order; empty when it cannot be read. */
  modulesOf(path3) {
    return this.within(() => this.read(path3)?.summary.modules ?? []);
  }
  /** Everything a file declares, its binds included; undefined when it cannot be read. */
  summaryOfFile(path3) {
    return this.within(() => this.read(path3)?.summary);
  }
  /** All units of a name, over the whole project. */
  find(name) {
    return this.within(() => this.candidates(name, ""));
  }
  /** The module, interface or program that an instance of `name` in the file `from` means: the nearest one. Undefined when there is none. */
  resolveUnit(name, from) {
    return this.within(() => this.resolve(name, from, "unit").found);
  }
  /** The parsed file; the same object as long as neither it nor an include changed. An unreadable file parses as empty. */
  parse(path3) {
    return this.within(() => {
      const record = this.record(path3);
      record.parsed ??= this.parseNow(record.source, void 0).parsed;
      record.lent = true;
      this.records.touch(path3, record);
      return record.parsed;
    });
  }
  /**
   * Everything a tool needs to elaborate the units of `path` (or `top` alone): packages and what they need first, then each file
   * before those that instantiate its modules.
   */
  compileUnit(path3, top) {
    const roots = typeof path3 === "string" ? [path3] : path3;
    return this.within(
      () => buildCompileUnit(roots, top, {
        read: (file) => this.read(file),
        resolve: (name, from, kinds2) => this.resolve(name, from, kinds2),
        includeDirs: this.includeDirs(),
        defines: this.defines()
      })
    );
  }
  /** Include directories in force: options first, then file lists. */
  includeDirs() {
    return [.../* @__PURE__ */ new Set([...this.options.includeDirs ?? [], ...(this.options.filelists ?? []).flatMap((list3) => list3.includeDirs)])];
  }
  defines() {
    const defines = {};
    for (const list3 of this.options.filelists ?? []) Object.assign(defines, list3.defines);
    return Object.assign(defines, this.options.defines ?? {});
  }
  /** Files named by options and file lists, in order. */
  listedFiles() {
    return [
      .../* @__PURE__ */ new Set([
        ...this.options.files ?? [],
        ...(this.options.filelists ?? []).flatMap((list3) => [...list3.files, ...list3.libraryFiles])
      ])
    ];
  }
  /** Folders added so far. */
  get roots() {
    return [...this.folders];
  }
  /** What the project holds, and why each file is in or out. Parses every file once. */
  indexResult() {
    return this.within(
      () => summarizeIndex(
        this,
        this.options,
        (path3) => this.read(path3),
        (name, from, kinds2) => this.resolve(name, from, kinds2)
      )
    );
  }
  /** What a scan says of a file, without parsing it. */
  scanOf(path3) {
    return this.scanned.byPath.get(path3);
  }
  /** Every name of a file: declarations, scopes and uses. Kept until its text or an include changes. */
  symbols(path3) {
    return this.within(() => {
      if (this.textOf(path3) === void 0) return void 0;
      const record = this.record(path3);
      if (record.symbols === void 0) {
        record.parsed ??= this.parseNow(record.source, void 0).parsed;
        this.records.touch(path3, record);
        record.symbols = symbolTable(record.parsed);
      }
      return record.symbols;
    });
  }
  /** Files that seem to declare a unit, the one that counts for `from` first; library folders are asked when no other does. */
  filesDeclaring(name, from) {
    const files = rankFiles(this.scanned.declaring.get(name) ?? [], from, this.listedFiles(), this.scanned.byPath);
    if (files.length > 0) return files;
    const library = this.within(() => this.inLibraries(name));
    return library === void 0 ? [] : [library.path];
  }
  /** Files that may include `path`, the nearest first. */
  includersOf(path3) {
    const found = [...this.scanned.including.get(baseName(path3)) ?? []].filter((file) => file !== path3);
    return rankFiles(found, path3, [], this.scanned.byPath);
  }
  /** Files whose text holds a word, sorted. */
  filesWithWord(word2) {
    const pattern3 = new RegExp(`(?<![\\w$])${word2.replace(/[^\w]/g, "\\$&")}(?![\\w$])`);
    return this.within(() => this.files.filter((file) => pattern3.test(this.textOf(file) ?? "")));
  }
  /** Current text of a file. */
  text(path3) {
    return this.within(() => this.textOf(path3));
  }
  /** Runs `work` while files are taken to stay as they are, so that each is looked at once however often it is asked for. */
  still(work) {
    return this.within(work);
  }
  within(work) {
    this.session ??= { depth: 0, fresh: /* @__PURE__ */ new Set(), texts: /* @__PURE__ */ new Map(), visiting: /* @__PURE__ */ new Set() };
    this.session.depth++;
    try {
      return work();
    } finally {
      if (--this.session.depth === 0) {
        this.session = void 0;
        this.records.trim();
      }
    }
  }
  textOf(path3) {
    const texts = this.session?.texts;
    if (texts?.has(path3) === true) return texts.get(path3);
    const text2 = this.fileTexts.get(path3);
    texts?.set(path3, text2);
    return text2;
  }
  scan(path3) {
    const text2 = this.workspace.readText(path3);
    this.scanned.set(path3, text2 === void 0 ? void 0 : scanDeclarations(text2));
  }
  /** The record of a file, read again if it or an include has another text by now. */
  record(path3) {
    const session = this.session;
    const known = this.records.get(path3);
    if (known !== void 0 && session?.fresh.has(path3) === true) return known;
    const text2 = this.textOf(path3) ?? "";
    session?.fresh.add(path3);
    if (known !== void 0 && this.holds(known, text2)) return known;
    const record = this.parseNow({ path: path3, text: text2 }, known?.parsed);
    this.records.set(path3, record);
    return record;
  }
  holds(record, text2) {
    if (record.source.text !== text2 || record.generation !== this.generation) return false;
    return record.includes.every((use) => use.path === void 0 || this.textOf(use.path) === use.text);
  }
  parseNow(source, previous) {
    const includes = [];
    const borrowed = /* @__PURE__ */ new Set();
    const macros = /* @__PURE__ */ new Map();
    const parsed = this.parser.parse(
      source,
      {
        defines: this.defines(),
        mode: "full",
        include: (name, from) => {
          const path3 = this.findInclude(name, from);
          const text2 = path3 === void 0 ? void 0 : this.textOf(path3);
          includes.push({ name, from, path: path3, text: text2 });
          return path3 === void 0 || text2 === void 0 ? void 0 : { path: path3, text: text2 };
        },
        lookupMacro: (name) => {
          if (!macros.has(name)) macros.set(name, this.lookupMacro(name, source.path, borrowed));
          return macros.get(name);
        }
      },
      previous
    );
    return {
      source,
      includes,
      generation: this.generation,
      parsed,
      lent: false,
      pins: 0,
      summary: void 0,
      symbols: void 0,
      unknownMacros: [...borrowed]
    };
  }
  findInclude(name, from) {
    return findInclude(name, from, {
      isFile: (path3) => this.scanned.byPath.has(path3) || this.workspace.isFile(path3),
      includeDirs: this.includeDirs(),
      withBaseName: (base) => [...this.scanned.named.get(base) ?? []]
    });
  }
  lookupMacro(name, from, borrowed) {
    const files = [...this.scanned.defining.get(name) ?? []].filter((file2) => file2 !== from).sort((a, b) => distance(from, a) - distance(from, b) || (a < b ? -1 : 1));
    const file = files[0];
    const at = file === void 0 ? void 0 : this.scanned.byPath.get(file)?.macros.get(name);
    const text2 = file === void 0 ? void 0 : this.textOf(file);
    if (file === void 0 || at === void 0 || text2 === void 0) return void 0;
    const read = readDefine(text2, at);
    if (read?.name !== name) return void 0;
    borrowed.add(file);
    return { ...read.definition, range: { path: file, start: at, end: read.end, line: 0, column: 0, endLine: 0, endColumn: 0 } };
  }
  /** Facts of a file; undefined when it cannot be read as text. */
  read(path3) {
    if (this.textOf(path3) === void 0) return void 0;
    const record = this.record(path3);
    const summary = this.summaryOf(path3, record);
    const missing = summary.missing;
    return {
      source: record.source,
      summary: summary.facts,
      includes: record.includes.flatMap(
        (use) => use.path === void 0 || use.text === void 0 ? [] : [{ name: use.name, path: use.path, text: use.text }]
      ),
      missingIncludes: missing,
      borrowedMacros: record.unknownMacros,
      scopes: summary.scopes
    };
  }
  extra = /* @__PURE__ */ new WeakMap();
  summaryOf(path3, record) {
    const kept = record.summary;
    const extra = this.extra.get(record);
    if (kept !== void 0 && extra !== void 0 && [...kept.needed].every(([name, info]) => this.lookupFor(path3, name) === info)) {
      return { facts: kept.facts, ...extra };
    }
    record.parsed ??= this.parseNow(record.source, void 0).parsed;
    this.records.touch(path3, record);
    const parsed = record.parsed;
    const needed = /* @__PURE__ */ new Map();
    record.pins++;
    const facts = summarize(parsed, (name) => {
      if (!needed.has(name)) needed.set(name, this.lookupFor(path3, name));
      return needed.get(name);
    });
    record.pins--;
    record.summary = { facts, needed };
    const fresh = {
      missing: parsed.pre.includes.filter((use) => use.path === void 0).map((use) => ({ name: use.name, range: use.range })),
      scopes: scopeNames(parsed.pre.text)
    };
    this.extra.set(record, fresh);
    return { facts, ...fresh };
  }
  /** A package or interface by name while another file is being summarized; files that wait for each other get undefined. */
  lookupFor(path3, name) {
    const visiting = this.session?.visiting;
    if (visiting === void 0 || visiting.has(path3)) return void 0;
    visiting.add(path3);
    try {
      return this.candidates(name, path3).find((unit2) => unit2.path !== path3);
    } finally {
      visiting.delete(path3);
    }
  }
  /** Units of a name, nearest to `from` first: same file, listed files, same folder, then by distance. */
  candidates(name, from) {
    const files = rankFiles(this.scanned.declaring.get(name) ?? [], from, this.listedFiles(), this.scanned.byPath);
    return files.flatMap((file) => this.read(file)?.summary.modules.filter((unit2) => unit2.name === name && unit2.path === file) ?? []);
  }
  resolve(name, from, kinds2) {
    const fits = (unit2) => kinds2 === "package" !== (unit2.kind === "module" || unit2.kind === "primitive" || unit2.kind === "program");
    const found = this.candidates(name, from).filter((unit2) => fits(unit2) || kinds2 === "unit" && unit2.kind === "interface");
    const [first, second] = found;
    if (first !== void 0) {
      if (second === void 0 || second.path === first.path || first.path === from) return { found: first, why: "" };
      const note = `${name} is declared in ${found.map((unit2) => unit2.path).join(" and ")}; ${first.path} was taken, the nearest to ${from}`;
      return { found: first, note, why: "" };
    }
    const library = this.inLibraries(name);
    if (library !== void 0) return { found: library, why: "" };
    const declaredAt = [...this.scanned.declaring.get(name) ?? []];
    const why = declaredAt.length > 0 ? `${declaredAt[0] ?? ""} declares it only in a part that the conditionals switch off or that cannot be read` : `no file of the project declares it (${this.scanned.byPath.size} files searched)`;
    return { found: void 0, why };
  }
  inLibraries(name) {
    const lists = this.options.filelists ?? [];
    const folders = [...this.options.libraryDirs ?? [], ...lists.flatMap((list3) => list3.libraryDirs)];
    const extensions = /* @__PURE__ */ new Set([...this.options.libraryExtensions ?? [], ...lists.flatMap((list3) => list3.libExts), ".v", ".sv"]);
    for (const folder of folders) {
      for (const extension of extensions) {
        const file = joinPath(folder, name + extension);
        if (!this.workspace.isFile(file)) continue;
        if (!this.scanned.byPath.has(file)) this.scan(file);
        const unit2 = this.read(file)?.summary.modules.find((one) => one.name === name);
        if (unit2 !== void 0) return unit2;
      }
    }
    return void 0;
  }
};

// server/src/model/symbols/symbolProject.ts
function symbolProject(index) {
  const memo = { resolutions: /* @__PURE__ */ new Map(), units: /* @__PURE__ */ new Map(), constants: /* @__PURE__ */ new Map(), bindings: /* @__PURE__ */ new Map() };
  let depth = 0;
  return {
    memo,
    table: (path3) => index.symbols(path3),
    views: (path3) => index.still(() => {
      const found = index.includersOf(path3).map((includer) => index.symbols(includer)).filter((table) => table?.includes.some((use) => use.path === path3) === true).filter((table) => table !== void 0);
      const own = index.symbols(path3);
      if (found.length === 0) return own === void 0 ? [] : [own];
      return found;
    }),
    filesDeclaring: (name, from) => index.filesDeclaring(name, from),
    units: () => index.files.flatMap((path3) => (index.scanOf(path3)?.declares ?? []).map((name) => ({ name, path: path3 }))),
    filesWithWord: (word2) => index.filesWithWord(word2),
    text: (path3) => index.text(path3),
    still(work) {
      depth++;
      try {
        return index.still(work);
      } finally {
        if (--depth === 0) {
          memo.resolutions.clear();
          memo.units.clear();
          memo.bindings.clear();
          memo.constants.clear();
        }
      }
    }
  };
}
function keyOf({ declaration }) {
  return `${declaration.nameRange.path}:${declaration.nameRange.start}:${declaration.name}`;
}
function canonical(located) {
  const first = located.declaration.completes;
  const declaration = first === void 0 ? void 0 : located.table.declarations[first];
  return declaration === void 0 ? located : { table: located.table, declaration };
}

// server/src/model/symbols/lookup.ts
function innerScope({ table, declaration }) {
  const scope = declaration.inner === void 0 ? void 0 : table.scopes[declaration.inner];
  return scope === void 0 ? void 0 : { table, scope };
}
function membersIn(at, name) {
  const found = at?.scope.names.get(name);
  if (at === void 0 || found === void 0) return [];
  const { table } = at;
  return found.flatMap((index) => {
    const declaration = table.declarations[index];
    return declaration === void 0 || declaration.completes !== void 0 ? [] : [{ table, declaration }];
  });
}
function lexical(names, from, name) {
  let at = from;
  for (let guard = 0; at !== void 0 && guard < 200; guard++) {
    const found = scopeNames2(names, at, name);
    if (found.length > 0) return found;
    at = around(names, at);
  }
  return [];
}
function around(names, at) {
  const { table, scope } = at;
  const outside = scope.outside === void 0 ? void 0 : table.references[scope.outside];
  if (outside !== void 0) {
    const owner = names.resolve(table, outside).declarations[0];
    const inner = owner === void 0 ? void 0 : innerScope(owner);
    if (inner !== void 0 && inner.scope !== scope) return inner;
  }
  const parent = table.scopes[scope.parent];
  return parent === void 0 ? void 0 : { table, scope: parent };
}
function scopeNames2(names, at, name) {
  if (at === void 0) return [];
  const own = membersIn(at, name);
  if (own.length > 0) return own;
  if (at.scope.kind === "class") {
    for (const base of classScopes(names, at).slice(1)) {
      const inherited = membersIn(base, name);
      if (inherited.length > 0) return inherited;
    }
  }
  return imported(names, at, name);
}
function imported(names, at, name) {
  const exact = at.scope.imports.filter((one) => one.item === name);
  const wild = at.scope.imports.filter((one) => one.item === "*");
  for (const one of [...exact, ...wild]) {
    const reference = at.table.references[one.reference];
    if (reference === void 0 || one.package === "*") continue;
    for (const from of names.resolve(at.table, reference).declarations) {
      const found = packageMember(names, from, name);
      if (found.length > 0) return found;
    }
  }
  return [];
}
function packageMember(names, from, name, seen = /* @__PURE__ */ new Set()) {
  const inner = innerScope(from);
  if (inner === void 0 || seen.has(keyOf(from)) || from.declaration.kind !== "package") return [];
  const own = membersIn(inner, name);
  if (own.length > 0) return own;
  const visited = /* @__PURE__ */ new Set([...seen, keyOf(from)]);
  const all = inner.scope.imports.some((one) => one.exported && one.package === "*");
  for (const one of inner.scope.imports) {
    if (!one.exported && !all || one.item !== "*" && one.item !== name) continue;
    const reference = inner.table.references[one.reference];
    for (const next of reference === void 0 ? [] : names.resolve(inner.table, reference).declarations) {
      const found = packageMember(names, next, name, visited);
      if (found.length > 0) return found;
    }
  }
  return [];
}
function classScopes(names, from) {
  const found = [from];
  for (let at = from; found.length < 100; ) {
    const reference = at.scope.base === void 0 ? void 0 : at.table.references[at.scope.base];
    const base = reference === void 0 ? void 0 : names.resolve(at.table, reference).declarations[0];
    const next = base === void 0 ? void 0 : classOf(names, base);
    if (next === void 0 || found.some((one) => one.scope === next.scope)) return found;
    found.push(next);
    at = next;
  }
  return found;
}
function classOf(names, from) {
  let at = from;
  for (let guard = 0; at !== void 0 && guard < 32; guard++) {
    if (at.declaration.kind === "class") return innerScope(at);
    const named2 = at.declaration.type?.reference;
    const reference = named2 === void 0 ? void 0 : at.table.references[named2];
    at = reference === void 0 ? void 0 : names.resolve(at.table, reference).declarations[0];
  }
  return void 0;
}
function projectUnits(names, name, from) {
  const { memo } = names.project;
  const key = `${name} ${from}`;
  let found = memo.units.get(key);
  if (found === void 0) {
    found = findUnits(names, name, from);
    memo.units.set(key, found);
  }
  return found;
}
function findUnits(names, name, from) {
  for (const path3 of names.project.filesDeclaring(name, from)) {
    const table = names.project.table(path3);
    if (table === void 0) continue;
    const found = table.scopes[0]?.names.get(name)?.flatMap((index) => table.declarations[index] ?? []) ?? [];
    if (found.length > 0) return found.map((declaration) => ({ table, declaration }));
  }
  return [];
}

// server/src/model/symbols/tablesWith.ts
function tablesWith(project, name, files = project.filesWithWord(name)) {
  const tables = /* @__PURE__ */ new Set();
  for (const file of files) for (const table of project.views(file)) tables.add(table);
  return tables;
}
var byName = /* @__PURE__ */ new WeakMap();
function referencesNamed(table, name) {
  let names = byName.get(table);
  if (names === void 0) {
    names = /* @__PURE__ */ new Map();
    for (const reference of table.references) {
      const list3 = names.get(reference.name);
      if (list3 === void 0) names.set(reference.name, [reference]);
      else list3.push(reference);
    }
    byName.set(table, names);
  }
  return names.get(name) ?? [];
}

// server/src/model/symbols/typeTarget.ts
function typeTarget(names, from) {
  const visited = /* @__PURE__ */ new Set();
  let at = from;
  while (at !== void 0 && !visited.has(at.declaration)) {
    const table = at.table;
    const declaration = at.declaration;
    visited.add(declaration);
    if (declaration.kind === "class" || declaration.kind === "interface" || declaration.kind === "covergroup") {
      const inner = innerScope(at);
      return inner === void 0 ? void 0 : { kind: "scope", ...inner, declaration: at };
    }
    const type = fullType(at);
    if (type === void 0) return void 0;
    if (type.members !== void 0) {
      const scope = table.scopes[type.members];
      return scope === void 0 ? void 0 : { kind: "scope", table, scope, declaration: declaration.kind === "typedef" ? at : void 0 };
    }
    if (type.form === "enum") return { kind: "enum", table, type };
    if (type.form !== "named") return type.form === "type" ? void 0 : { kind: "builtin", table, type };
    const reference = type.reference === void 0 ? void 0 : table.references[type.reference];
    at = reference === void 0 ? void 0 : names.resolve(table, reference).declarations[0];
  }
  return void 0;
}
function fullType({ table, declaration }) {
  const own = declaration.type;
  if (own !== void 0 && own.form !== "implicit") return own;
  const names = table.scopes[declaration.scope]?.names.get(declaration.name) ?? [];
  const second = names.map((index) => table.declarations[index]).find((one) => one?.completes === declaration.index);
  const more = second?.type;
  if (more === void 0) return own;
  return more.form !== "implicit" || own === void 0 || own.dimensions.length === 0 ? more : own;
}
function typeMembers(names, from, name, depth = 0) {
  const found = ownMembers(names, from, name);
  if (found.length > 0 || depth > 8) return found;
  const parameter = typeParameterOf(names, from);
  for (const given of parameter === void 0 ? [] : bindings(names, parameter)) {
    const members = typeMembers(names, given, name, depth + 1);
    if (members.length > 0) return members;
  }
  return [];
}
function ownMembers(names, from, name) {
  const target = typeTarget(names, from);
  if (target?.kind !== "scope") return [];
  if (target.scope.kind === "interface") return interfaceMembers(names, from, target, name);
  for (const scope of target.scope.kind === "class" ? classScopes(names, target) : [target]) {
    const found = membersIn(scope, name);
    if (found.length > 0) return found;
  }
  return [];
}
function typeParameterOf(names, from) {
  let at = from;
  for (let guard = 0; at !== void 0 && guard < 32; guard++) {
    if (at.declaration.kind === "typeParameter") return at;
    const named2 = fullType(at)?.reference;
    const reference = named2 === void 0 ? void 0 : at.table.references[named2];
    at = reference === void 0 ? void 0 : names.resolve(at.table, reference).declarations[0];
  }
  return void 0;
}
function bindings(names, parameter) {
  const { memo } = names.project;
  const known = memo.bindings.get(keyOf(parameter));
  if (known !== void 0) return known;
  memo.bindings.set(keyOf(parameter), []);
  const { table, declaration } = parameter;
  const unit2 = table.declarations[table.scopes[declaration.scope]?.owner ?? -1]?.name;
  const found = /* @__PURE__ */ new Map();
  for (const other of tablesWith(names.project, declaration.name)) {
    for (const { place } of referencesNamed(other, declaration.name)) {
      if (place.kind !== "parameter" || place.value === void 0 || other.references[place.unit]?.name !== unit2) continue;
      const value = other.references[place.value];
      for (const one of value === void 0 ? [] : names.resolve(other, value).declarations) found.set(keyOf(one), one);
    }
  }
  const given = [...found.values()];
  memo.bindings.set(keyOf(parameter), given);
  return given;
}
function interfaceMembers(names, from, target, name) {
  const modport = from.declaration.type?.modport;
  const reference = modport === void 0 ? void 0 : from.table.references[modport];
  for (const one of reference === void 0 ? [] : names.resolve(from.table, reference).declarations) {
    const own = membersIn(innerScope(one), name);
    if (own.length > 0) return own;
  }
  return scopeNames2(names, target, name);
}

// server/src/model/symbols/resolve.ts
var nothing2 = (why) => ({ declarations: [], why });
function resolveReference(project, table, reference) {
  return project.still(() => {
    const found = new Resolver(project).resolve(table, reference);
    if (found.why !== "undeclared" || table.unknownMacros.size === 0) return found;
    return nothing2("behindUnknownMacro");
  });
}
var builtinMembers = new Set(
  "size delete insert pop_front pop_back push_front push_back num exists first last next prev name sum product and or xor min max unique find find_index find_first find_first_index find_last find_last_index reverse sort rsort shuffle len putc getc toupper tolower compare icompare substr atoi atohex atooct atobin atoreal itoa hextoa octtoa bintoa realtoa map index triggered matched randomize rand_mode constraint_mode pre_randomize post_randomize sample get_coverage get_inst_coverage start stop set_inst_name srandom get_randstate set_randstate new process self status kill await suspend resume get put try_get try_put peek try_peek".split(" ")
);
var builtinNames = /* @__PURE__ */ new Set(["std", "process", "mailbox", "semaphore", "item", "randomize", "local", "null", "new"]);
var Resolver = class {
  constructor(project) {
    this.project = project;
  }
  project;
  depth = 0;
  resolve(table, reference) {
    const known = this.project.memo.resolutions.get(reference);
    if (known !== void 0) return known;
    if (this.depth > 60) return nothing2("typeUnknown");
    this.project.memo.resolutions.set(reference, nothing2("typeUnknown"));
    this.depth++;
    const found = this.resolveHere(table, reference);
    this.depth--;
    this.project.memo.resolutions.set(reference, found);
    return found;
  }
  resolveHere(table, reference) {
    const { place, name } = reference;
    switch (place.kind) {
      case "plain":
      case "type":
        return this.plain(table, reference, name);
      case "scope":
        return this.scopePrefix(table, reference, name);
      case "package": {
        const found = projectUnits(this, name, table.path).filter(({ declaration }) => declaration.kind === "package");
        return found.length > 0 ? { declarations: found } : nothing2(name === "std" || name === "*" ? "builtin" : "packageUnknown");
      }
      case "unit":
        return this.unit(table, reference, name);
      case "self":
        return this.self(table, reference, place.base);
      case "label": {
        const declaration = table.declarations[place.declaration];
        return declaration === void 0 ? nothing2("undeclared") : { declarations: [canonical({ table, declaration })] };
      }
      case "macro":
        return this.macro(place.definition, name, reference.access);
      case "pattern":
        return this.patternKey(table, reference, place.type);
      default:
        return this.below(table, reference, place);
    }
  }
  below(table, reference, place) {
    const base = table.references[place.kind === "port" || place.kind === "parameter" ? place.unit : place.of];
    if (base === void 0) return nothing2("baseUnresolved");
    const bases = this.resolve(table, base);
    const name = reference.name;
    if (bases.declarations.length === 0) {
      if (bases.why === "builtin" || builtinMembers.has(name)) return nothing2("builtin");
      return nothing2(place.kind === "import" ? "packageUnknown" : bases.why === "packageUnknown" ? "packageUnknown" : "baseUnresolved");
    }
    const found = bases.declarations.flatMap((one) => this.nameIn(one, name, place.kind));
    if (found.length > 0) return { declarations: unique(found) };
    if ((place.kind === "member" || place.kind === "scoped") && builtinMembers.has(name)) return nothing2("builtin");
    const typed = place.kind !== "member" || bases.declarations.some((one) => this.isTyped(one));
    return nothing2(typed ? "noSuchMember" : "typeUnknown");
  }
  nameIn(base, name, kind) {
    switch (kind) {
      case "import":
      case "scoped":
        return base.declaration.kind === "package" ? packageMember(this, base, name) : this.inClassOrType(base, name);
      case "port":
        return membersIn(innerScope(base), name).filter(
          ({ declaration }) => declaration.kind === "port" || declaration.kind === "argument"
        );
      case "parameter":
        return this.parameterOf(base, name);
      case "argument":
        return this.argumentOf(base, name);
      case "modport":
        return membersIn(innerScope(base), name);
      case "member":
        return this.memberOf(base, name);
    }
  }
  parameterOf(base, name) {
    const isParameter = ({ declaration }) => /parameter|localparam/i.test(declaration.kind);
    const own = membersIn(innerScope(base), name).filter(isParameter);
    if (own.length > 0) return own;
    const target = typeTarget(this, base);
    return target?.kind === "scope" ? membersIn(target, name).filter(isParameter) : [];
  }
  argumentOf(base, name) {
    const arguments_2 = (scope) => membersIn(scope, name).filter(({ declaration }) => declaration.kind === "argument" || declaration.kind === "port");
    const own = arguments_2(innerScope(base));
    if (own.length > 0 || base.declaration.kind !== "class") return own;
    return membersIn(innerScope(base), "new").flatMap((method) => arguments_2(innerScope(method)));
  }
  inClassOrType(base, name) {
    const target = base.declaration.kind === "class" ? innerScope(base) : this.scopeOfType(base);
    if (target === void 0) return [];
    for (const scope of classScopes(this, target)) {
      const found = membersIn(scope, name);
      if (found.length > 0) return found;
    }
    return [];
  }
  scopeOfType(base) {
    const target = typeTarget(this, base);
    return target?.kind === "scope" ? target : void 0;
  }
  /** `base.name`. */
  memberOf(base, name) {
    const { table, declaration } = base;
    switch (declaration.kind) {
      case "instance": {
        const unit2 = declaration.of === void 0 ? void 0 : table.references[declaration.of];
        if (unit2 === void 0) return [];
        return this.unit(table, unit2, unit2.name).declarations.flatMap((one) => scopeNames2(this, innerScope(one), name));
      }
      case "module":
      case "interface":
      case "program":
      case "generateBlock":
      case "block":
      case "package":
      case "task":
      case "checker":
        return scopeNames2(this, innerScope(base), name);
      case "clocking":
      case "modport": {
        const own = membersIn(innerScope(base), name);
        const outer = table.scopes[declaration.scope];
        return own.length > 0 || outer === void 0 ? own : membersIn({ table, scope: outer }, name);
      }
      case "class":
        return this.inClassOrType(base, name);
      case "function": {
        const typed = typeMembers(this, base, name);
        return typed.length > 0 ? typed : membersIn(innerScope(base), name);
      }
      default:
        return typeMembers(this, base, name);
    }
  }
  isTyped(base) {
    if (base.declaration.kind === "instance") return true;
    return innerScope(base) !== void 0 || typeTarget(this, base) !== void 0;
  }
  plain(table, reference, name) {
    const scope = table.scopes[reference.scope];
    if (scope === void 0) return nothing2("undeclared");
    const found = lexical(this, { table, scope }, name);
    if (found.length > 0) return { declarations: unique(found) };
    const units = projectUnits(this, name, table.path);
    if (units.length > 0) return { declarations: units };
    if (builtinNames.has(name) || name.startsWith("$")) return nothing2("builtin");
    return nothing2(this.importsUnknown(table, scope) ? "packageUnknown" : "undeclared");
  }
  /** Whether a package that is imported with `*` is not in the project: the name may be one of its items. */
  importsUnknown(table, from) {
    for (let scope = from; scope !== void 0; scope = table.scopes[scope.parent]) {
      for (const one of scope.imports) {
        const reference = table.references[one.reference];
        if (one.item === "*" && reference !== void 0 && this.resolve(table, reference).why === "packageUnknown") return true;
      }
    }
    return false;
  }
  scopePrefix(table, reference, name) {
    const scope = table.scopes[reference.scope];
    const packages = projectUnits(this, name, table.path).filter(({ declaration }) => declaration.kind === "package");
    if (packages.length > 0) return { declarations: packages };
    const isScope = ({ declaration }) => /^(?:class|typedef|typeParameter|covergroup|interface)$/.test(declaration.kind);
    const found = scope === void 0 ? [] : lexical(this, { table, scope }, name).filter(isScope);
    if (found.length > 0) return { declarations: unique(found) };
    const units = projectUnits(this, name, table.path).filter(isScope);
    if (units.length > 0) return { declarations: units };
    return nothing2(builtinNames.has(name) || name === "$unit" ? "builtin" : "packageUnknown");
  }
  unit(table, reference, name) {
    const isUnit = ({ declaration }) => /^(?:module|interface|program|primitive|checker|class|typedef|typeParameter|covergroup)$/.test(declaration.kind);
    const scope = table.scopes[reference.scope];
    const found = scope === void 0 ? [] : lexical(this, { table, scope }, name).filter(isUnit);
    if (found.length > 0) return { declarations: unique(found) };
    const units = projectUnits(this, name, table.path).filter(isUnit);
    return units.length > 0 ? { declarations: units } : nothing2("notInProject");
  }
  self(table, reference, base) {
    for (let scope = table.scopes[reference.scope]; scope !== void 0; scope = table.scopes[scope.parent]) {
      const own = scope.outside === void 0 ? void 0 : table.references[scope.outside];
      const declared = own !== void 0 ? this.resolve(table, own).declarations : scope.kind === "class" && scope.owner >= 0 ? [table.declarations[scope.owner]].flatMap((declaration) => declaration === void 0 ? [] : [{ table, declaration }]) : [];
      const [first] = declared;
      if (first === void 0) continue;
      if (!base) return { declarations: [first] };
      const inner = innerScope(first);
      const above = inner?.scope.base === void 0 ? void 0 : inner.table.references[inner.scope.base];
      return inner === void 0 || above === void 0 ? nothing2("undeclared") : this.resolve(inner.table, above);
    }
    return nothing2("undeclared");
  }
  macro(definition, name, access) {
    if (definition === void 0) return nothing2(access === "none" ? "builtin" : "undeclared");
    if (definition.path === "") return nothing2("builtin");
    for (const table of [...this.project.views(definition.path), this.project.table(definition.path)]) {
      const found = table?.declarations.find(
        (one) => one.kind === "macro" && one.name === name && one.nameRange.path === definition.path && one.nameRange.start >= definition.start && one.nameRange.start <= definition.end
      );
      if (table !== void 0 && found !== void 0) return { declarations: [{ table, declaration: found }] };
    }
    return nothing2("undeclared");
  }
  patternKey(table, reference, type) {
    for (const typed of type === void 0 ? [] : this.patternTypes(table, type)) {
      const found = typeMembers(this, typed, reference.name);
      if (found.length > 0) return { declarations: unique(found) };
    }
    return this.plain(table, reference, reference.name);
  }
  patternTypes(table, type) {
    if ("call" in type) {
      const callee = table.references[type.call];
      const called = callee === void 0 ? [] : this.resolve(table, callee).declarations;
      return called.flatMap((one) => {
        const inner = innerScope(one);
        const arguments_2 = inner?.table.declarations.filter(
          (each) => each.scope === inner.scope.index && each.kind === "argument" && each.completes === void 0
        );
        const declaration = arguments_2?.[type.position];
        return inner === void 0 || declaration === void 0 ? [] : [{ table: inner.table, declaration }];
      });
    }
    const whole = "reference" in type ? this.typedBy(table, type.reference) : this.declared(table, type.declaration);
    const element = type.element;
    if (element === void 0) return whole;
    return whole.flatMap((one) => {
      const target = typeTarget(this, one);
      if (target?.kind !== "scope" || (one.declaration.unpacked?.length ?? 0) > 0) return [one];
      const members = target.table.declarations.filter((each) => each.scope === target.scope.index);
      const member = members[element];
      return member === void 0 ? [] : [{ table: target.table, declaration: member }];
    });
  }
  typedBy(table, reference) {
    const named2 = table.references[reference];
    return named2 === void 0 ? [] : [...this.resolve(table, named2).declarations];
  }
  declared(table, index) {
    const declaration = table.declarations[index];
    return declaration === void 0 ? [] : [{ table, declaration }];
  }
};
function unique(found) {
  const seen = /* @__PURE__ */ new Set();
  return found.map(canonical).filter((one) => {
    const key = keyOf(one);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

// server/src/graph/dataType.ts
var bitType = { kind: "bit", width: 1, signed: false };
var unknownType = { kind: "unknown", width: 1, signed: false };
function vectorType(width, signed = false) {
  return { kind: "array", left: width - 1, right: 0, element: bitType, packed: true, width, signed };
}
function arrayOf(element, left, right, packed, signed = false) {
  const count = Math.abs(left - right) + 1;
  return element.kind === "unknown" ? element : { kind: "array", left, right, element, packed, width: count * element.width, signed };
}
function elementOffset(type, index) {
  const down = type.left >= type.right;
  const position = down ? index - type.right : type.right - index;
  const count = Math.abs(type.left - type.right) + 1;
  return position < 0 || position >= count ? void 0 : position * type.element.width;
}
function bitsText(type, low, width) {
  if (width >= type.width || type.kind === "unknown") return void 0;
  if (type.kind !== "array" || type.element.width !== 1) return `${low + width - 1}:${low}`;
  const at = (position) => type.left >= type.right ? type.right + position : type.right - position;
  return width === 1 ? String(at(low)) : `${at(low + width - 1)}:${at(low)}`;
}

// server/src/graph/delay.ts
var model = [
  { ops: ["~", "[]!"], base: 0.02, perLevel: 0, perBit: 0 },
  { ops: ["&", "|", "~&", "~|", "&&", "||", "!", "inside"], base: 0.05, perLevel: 0.03, perBit: 0 },
  { ops: ["^", "~^", "^~"], base: 0.08, perLevel: 0.05, perBit: 0 },
  { ops: ["+", "-"], base: 0.16, perLevel: 0.1, perBit: 4e-3 },
  { ops: ["*"], base: 0.5, perLevel: 0.36, perBit: 0.012 },
  { ops: ["/", "%", "**"], base: 1, perLevel: 0.2, perBit: 0.3 },
  { ops: ["==", "!=", "===", "!==", "==?", "!=?"], base: 0.1, perLevel: 0.05, perBit: 0 },
  { ops: ["<", "<=", ">", ">="], base: 0.14, perLevel: 0.09, perBit: 2e-3 },
  { ops: ["<<", ">>", "<<<", ">>>", "[]"], base: 0.08, perLevel: 0.08, perBit: 0 },
  { ops: ["?:"], base: 0.09, perLevel: 0, perBit: 0 },
  { ops: ["mux"], base: 0.05, perLevel: 0.05, perBit: 0 }
];
var byOperator = new Map(model.flatMap((row) => row.ops.map((op) => [op, row])));
function estimateDelay(ops) {
  let total = 0;
  for (const { op, width } of ops) {
    const row = byOperator.get(op);
    total += row === void 0 ? 0.1 : row.base + row.perLevel * Math.log2(Math.max(1, width)) + row.perBit * width;
  }
  return Math.round(total * 1e3) / 1e3;
}

// server/src/graph/printExpression.ts
var levels = {
  "||": 3,
  "&&": 4,
  "|": 5,
  "^": 6,
  "^~": 6,
  "~^": 6,
  "&": 7,
  "==": 8,
  "!=": 8,
  "===": 8,
  "!==": 8,
  "==?": 8,
  "!=?": 8,
  "<": 9,
  "<=": 9,
  ">": 9,
  ">=": 9,
  "<<": 10,
  ">>": 10,
  "<<<": 10,
  ">>>": 10,
  "+": 11,
  "-": 11,
  "*": 12,
  "/": 12,
  "%": 12,
  "**": 13
};
var opposite = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
  "===": "!==",
  "!==": "==="
};
function printExpression(expr) {
  return print(expr, 0);
}
function negate(expr) {
  if (expr.kind === "unary" && (expr.op === "!" || expr.op === "~")) return print(expr.arg, 4);
  if (expr.kind === "binary") {
    if (expr.op === "||") return `${negatePart(expr.left)} && ${negatePart(expr.right)}`;
    const other = opposite[expr.op];
    if (other !== void 0) return `${print(expr.left, 9)} ${other} ${print(expr.right, 9)}`;
  }
  return `!${print(expr, 20)}`;
}
function negatePart(expr) {
  const text2 = negate(expr);
  return /\|\||\?/.test(topLevel(text2)) ? `(${text2})` : text2;
}
function conjunction(guards) {
  return guards.map((guard) => guards.length > 1 && /\|\||\?/.test(topLevel(guard)) ? `(${guard})` : guard).join(" && ");
}
function topLevel(text2) {
  let depth = 0;
  let out = "";
  for (const c of text2) {
    if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") depth--;
    else if (depth === 0) out += c;
  }
  return out;
}
function print(expr, outer) {
  switch (expr.kind) {
    case "number":
      return expr.text.replace(/\s+/g, "");
    case "string":
      return `"${expr.text}"`;
    case "name":
      return expr.name;
    case "scoped":
      return `${expr.scope}::${expr.name}`;
    case "member":
      return `${print(expr.base, 20)}.${expr.name}`;
    case "index":
      return `${print(expr.base, 20)}[${print(expr.index, 0)}]`;
    case "slice":
      return `${print(expr.base, 20)}[${print(expr.left, 0)}${expr.mode}${print(expr.right, 0)}]`;
    case "call":
      return `${print(expr.callee, 20)}(${expr.args.map((arg) => print(arg.value, 0)).join(", ")})`;
    case "system":
      return expr.args.length === 0 ? expr.name : `${expr.name}(${expr.args.map((arg) => print(arg.value, 0)).join(", ")})`;
    case "unary":
      return wrapped2(`${expr.op}${print(expr.arg, 14)}`, 14, outer);
    case "step":
      return `${print(expr.arg, 20)}${expr.op}`;
    case "binary":
      return printBinary(expr, outer);
    case "conditional":
      return wrapped2(`${print(expr.test, 3)} ? ${print(expr.yes, 2)} : ${print(expr.no, 2)}`, 2, outer);
    default:
      return printBraces(expr, outer);
  }
}
function printBinary(expr, outer) {
  const level = levels[expr.op] ?? 1;
  return wrapped2(`${print(expr.left, level)} ${expr.op} ${print(expr.right, level + 1)}`, level, outer);
}
function wrapped2(text2, level, outer) {
  return level < outer ? `(${text2})` : text2;
}
function printBraces(expr, outer) {
  const list3 = (parts) => parts.map((part) => print(part, 0)).join(", ");
  switch (expr.kind) {
    case "concat":
      return `{${list3(expr.parts)}}`;
    case "repeat":
      return `{${print(expr.count, 14)}{${list3(expr.parts)}}}`;
    case "stream":
      return `{${expr.op}{${list3(expr.parts)}}}`;
    case "cast":
      return `${"kind" in expr.type ? print(expr.type, 20) : "type"}'(${print(expr.arg, 0)})`;
    case "inside":
      return wrapped2(`${print(expr.arg, 9)} inside {${list3(expr.set)}}`, 9, outer);
    case "span":
      return `[${print(expr.low, 0)}:${print(expr.high, 0)}]`;
    case "pattern":
      return `'{${expr.items.map((item) => `${item.key === void 0 ? "" : `${print(item.key, 0)}: `}${print(item.value, 0)}`).join(", ")}}`;
    case "assign":
      return `(${print(expr.target, 0)} ${expr.op} ${print(expr.value, 0)})`;
    case "event":
      return `${expr.edge} ${print(expr.arg, 0)}`;
    default:
      return "";
  }
}

// server/src/graph/dataEdges.ts
function dataEdges(elaboration, lineOf) {
  const edges = [];
  const drivers = elaboration.drivers.map((driver, order) => ({ driver, order }));
  drivers.sort((a, b) => a.driver.signal.serial - b.driver.signal.serial || a.driver.low - b.driver.low || a.order - b.order);
  for (const { driver } of drivers) {
    const group = new EdgeGroup(lineOf);
    let low = driver.low;
    for (const segment of driver.segments) {
      for (const dep of segment.deps) addDependency(group, driver, low, segment.width, dep);
      low += segment.width;
    }
    edges.push(...group.edges.values());
    addClock(edges, driver, elaboration, lineOf);
  }
  return unique2(edges);
}
function splitRange(signal, low, width) {
  const { type } = signal;
  if (type.kind !== "struct") return [{ id: signal.id, type, low, width, at: 0 }];
  const pieces = [];
  for (const field2 of type.fields) {
    const from = Math.max(low, field2.offset);
    const to = Math.min(low + width, field2.offset + field2.type.width);
    if (to > from)
      pieces.push({ id: `${signal.id}.${field2.name}`, type: field2.type, low: from - field2.offset, width: to - from, at: from - low });
  }
  return pieces;
}
function addDependency(group, driver, low, width, dep) {
  for (const target of splitRange(driver.signal, low, width)) {
    if (!dep.aligned) {
      for (const source of splitRange(dep.signal, dep.low, dep.width)) group.add(driver, dep, target, source);
      continue;
    }
    const from = dep.low + target.at;
    const count = Math.min(target.width, dep.width - target.at);
    if (count <= 0) continue;
    for (const source of splitRange(dep.signal, from, count)) {
      group.add(driver, dep, { ...target, low: target.low + source.at, width: source.width }, source);
    }
  }
}
var EdgeGroup = class {
  constructor(lineOf) {
    this.lineOf = lineOf;
  }
  lineOf;
  edges = /* @__PURE__ */ new Map();
  add(driver, dep, target, source) {
    const kind = dep.role === "data" && dep.site?.kind === "branch" ? "select" : dep.role;
    const ops = dep.ops;
    const site = dep.site;
    const key = `${source.id}|${target.id}|${kind}|${site?.serial ?? -1}|${dep.aligned ? "a" : ""}|${ops.map((one) => one.op).join(" ")}`;
    const known = this.edges.get(key);
    const joined = known === void 0 ? void 0 : join(known, target, source);
    if (joined !== void 0) {
      this.edges.set(key, withBits(joined, target, source));
      return;
    }
    const edge = {
      from: source.id,
      to: target.id,
      kind,
      fromLow: source.low,
      fromWidth: source.width,
      toLow: target.low,
      toWidth: target.width,
      aligned: dep.aligned,
      line: this.lineOf(site?.start ?? driver.signal.start),
      site: site?.serial ?? -1,
      siteKind: site?.kind ?? "assign",
      guard: conjunction(site?.guards ?? []),
      ops,
      delay: estimateDelay(ops)
    };
    this.edges.set(known === void 0 ? key : `${key}|${source.low}|${target.low}`, withBits(edge, target, source));
  }
};
function join(edge, target, source) {
  const above = target.low === edge.toLow + edge.toWidth;
  if (edge.aligned) {
    if (!above || source.low !== edge.fromLow + edge.fromWidth) return void 0;
    return { ...edge, toWidth: edge.toWidth + target.width, fromWidth: edge.fromWidth + source.width };
  }
  const sameSource = source.low === edge.fromLow && source.width === edge.fromWidth;
  if (sameSource && above) return { ...edge, toWidth: edge.toWidth + target.width };
  const sameTarget = target.low === edge.toLow && target.width === edge.toWidth;
  if (sameSource && sameTarget) return edge;
  if (sameTarget && source.low === edge.fromLow + edge.fromWidth) return { ...edge, fromWidth: edge.fromWidth + source.width };
  return void 0;
}
function withBits(edge, target, source) {
  const rest = { ...edge };
  delete rest.fromBits;
  delete rest.toBits;
  const fromBits = bitsText(source.type, edge.fromLow, edge.fromWidth);
  const toBits = bitsText(target.type, edge.toLow, edge.toWidth);
  return { ...rest, ...fromBits === void 0 ? {} : { fromBits }, ...toBits === void 0 ? {} : { toBits } };
}
function addClock(edges, driver, elaboration, lineOf) {
  const { shape, process: process2, scope } = driver.task;
  if (shape === void 0 || process2 === void 0) return;
  const clock = shape.clock.signal;
  const entity = scope.lookup(clock);
  const id = entity?.kind === "signal" ? entity.signal.id : elaboration.signals.some((signal) => signal.id === clock) ? clock : void 0;
  if (id === void 0) return;
  for (const target of splitRange(
    driver.signal,
    driver.low,
    driver.segments.reduce((sum, segment) => sum + segment.width, 0)
  )) {
    edges.push({
      from: id,
      to: target.id,
      kind: "clock",
      fromLow: 0,
      fromWidth: 1,
      toLow: target.low,
      toWidth: target.width,
      aligned: false,
      line: lineOf(process2.start),
      site: -1,
      siteKind: "clock",
      guard: shape.clock.edge,
      ops: [],
      delay: 0
    });
  }
}
function unique2(edges) {
  const seen = /* @__PURE__ */ new Set();
  return edges.filter((edge) => {
    const key = `${edge.from}|${edge.to}|${edge.kind}|${edge.site}|${edge.fromLow}|${edge.fromWidth}|${edge.toLow}|${edge.toWidth}|${edge.ops.map((one) => one.op).join(" ")}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

// server/src/graph/value.ts
var noDeps = [];
var noOps = [];
var maxAlternatives = 48;
function constantValue(value, width, signed = false) {
  return { width, segments: [{ width, deps: noDeps, hold: false }], signed, grows: false, constant: wrap(value, width, signed) };
}
function wrap(value, width, signed) {
  return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}
function emptyValue(width) {
  return { width, segments: [{ width, deps: noDeps, hold: false }], signed: false, grows: false };
}
function heldValue(width) {
  return { width, segments: [{ width, deps: noDeps, hold: true }], signed: false, grows: false };
}
function signalValue(signal, low = 0, width = signal.type.width, signed = signal.type.signed) {
  const dep = { signal, low, width, aligned: true, role: "data", ops: noOps };
  return { width, segments: [{ width, deps: [dep], hold: false }], signed, grows: signal.type.kind === "unknown" };
}
function sliceValue(value, low, width) {
  if (low === 0 && width === value.width) return value;
  const segments = [];
  let at = 0;
  for (const segment of value.segments) {
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + segment.width);
    if (to > from) segments.push(cut(segment, from - at, to - from));
    at += segment.width;
  }
  const missing = width - segments.reduce((sum, segment) => sum + segment.width, 0);
  if (missing > 0) segments.push({ width: missing, deps: noDeps, hold: false });
  const bits = value.constant === void 0 ? knownBits(segments) : value.constant >> BigInt(low);
  const constant = bits === void 0 ? {} : { constant: BigInt.asUintN(width, bits) };
  const wild = value.wild === void 0 ? {} : { wild: BigInt.asUintN(width, value.wild >> BigInt(low)) };
  const part = (one) => ({ ...one, value: BigInt.asUintN(width, one.value >> BigInt(low)) });
  const alternatives = value.alternatives === void 0 ? {} : { alternatives: value.alternatives.map(part) };
  return { width, segments, signed: false, grows: false, ...constant, ...wild, ...alternatives };
}
function knownBits(segments) {
  let bits = 0n;
  let at = 0;
  for (const segment of segments) {
    if (segment.known === void 0) return void 0;
    bits |= segment.known << BigInt(at);
    at += segment.width;
  }
  return bits;
}
function cut(segment, from, width) {
  if (from === 0 && width === segment.width) return segment;
  const deps = segment.deps.map((dep) => dep.aligned ? { ...dep, low: dep.low + from, width: Math.min(width, dep.width) } : dep);
  const known = segment.known === void 0 ? {} : { known: BigInt.asUintN(width, segment.known >> BigInt(from)) };
  return { ...segment, width, deps, ...known };
}
function resizeValue(value, width) {
  if (width === value.width) return value;
  if (width < value.width) return { ...sliceValue(value, 0, width), signed: value.signed, grows: value.grows };
  if (value.constant !== void 0) {
    const wide = constantValue(value.constant, width, value.signed);
    return value.wild === void 0 ? wide : { ...wide, wild: value.wild };
  }
  const last = value.segments[value.segments.length - 1];
  let deps = noDeps;
  if (last !== void 0 && (value.grows || value.signed)) {
    const top = value.grows ? last : cut(last, last.width - 1, 1);
    deps = top.deps.map((dep) => ({ ...dep, aligned: false }));
  }
  const segments = [...value.segments, { width: width - value.width, deps, hold: false }];
  const { signed, grows, alternatives } = value;
  return { width, segments, signed, grows, ...alternatives === void 0 ? {} : { alternatives } };
}
function concatValues(parts) {
  const segments = [];
  let width = 0;
  let constant = 0n;
  let wild = 0n;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    if (part === void 0) continue;
    segments.push(...part.segments);
    if (part.constant === void 0) constant = void 0;
    else if (constant !== void 0) constant |= BigInt.asUintN(part.width, part.constant) << BigInt(width);
    if (part.wild !== void 0) wild |= part.wild << BigInt(width);
    width += part.width;
  }
  const known = constant === void 0 ? {} : { constant, ...wild === 0n ? {} : { wild } };
  return { width, segments, signed: false, grows: false, ...known };
}
function replaceBits(whole, low, part) {
  if (low === 0 && part.width === whole.width) return part;
  const above = low + part.width;
  const pieces = [];
  if (above < whole.width) pieces.push(sliceValue(whole, above, whole.width - above));
  pieces.push(part);
  if (low > 0) pieces.push(sliceValue(whole, 0, low));
  const joined = concatValues(pieces);
  const alternatives = replaceAlternatives(whole, low, part);
  return alternatives === void 0 ? joined : { ...joined, alternatives };
}
function replaceAlternatives(whole, low, part) {
  const outer = alternativesOf(whole);
  const inner = alternativesOf(part);
  if (outer === void 0 || inner === void 0 || whole.alternatives === void 0 && part.alternatives === void 0) return void 0;
  if (outer.length * inner.length > maxAlternatives) return void 0;
  const mask = (1n << BigInt(part.width)) - 1n << BigInt(low);
  return outer.flatMap(
    (one) => inner.map((two) => ({
      guards: joinGuards(one.guards, two.guards),
      value: one.value & ~mask | two.value << BigInt(low) & mask,
      held: false
    }))
  );
}
function alternativesOf(value) {
  if (value.alternatives !== void 0) return value.alternatives;
  return value.constant === void 0 ? void 0 : [{ guards: [], value: BigInt.asUintN(value.width, value.constant), held: false }];
}
function joinGuards(first, second) {
  if (first.length === 0) return second;
  return [...first, ...second.filter((guard) => !first.includes(guard))];
}
function collapse(values, operator2, role) {
  const deps = [];
  for (const value of values) {
    for (const segment of value.segments) {
      for (const dep of segment.deps) deps.push(extend(dep, operator2, role));
    }
  }
  return mergeDeps(deps);
}
function extend(dep, operator2, role) {
  return {
    ...dep,
    aligned: false,
    ops: operator2 === void 0 || dep.ops.length >= 12 ? dep.ops : [...dep.ops, operator2],
    role: role ?? dep.role
  };
}
function mixedValue(width, values, operator2, options = {}) {
  const deps = collapse(values, operator2);
  return { width, segments: [{ width, deps, hold: false }], signed: options.signed ?? false, grows: options.grows ?? false };
}
function zipValues(first, second, combine) {
  if (first.segments.length === 1 && second.segments.length === 1) {
    const [a, b] = [first.segments[0], second.segments[0]];
    return a === void 0 || b === void 0 ? [] : [combine(a, b)];
  }
  const segments = [];
  let i = 0;
  let j = 0;
  let usedA = 0;
  let usedB = 0;
  for (; ; ) {
    const a = first.segments[i];
    const b = second.segments[j];
    if (a === void 0 || b === void 0) return segments;
    const width = Math.min(a.width - usedA, b.width - usedB);
    if (width > 0) segments.push(combine(cut(a, usedA, width), cut(b, usedB, width)));
    usedA += width;
    usedB += width;
    if (usedA >= a.width) {
      i++;
      usedA = 0;
    }
    if (usedB >= b.width) {
      j++;
      usedB = 0;
    }
  }
}
function mergeDeps(deps) {
  if (deps.length < 2) return deps;
  const groups = /* @__PURE__ */ new Map();
  for (const dep of deps) {
    const place = dep.aligned ? `${dep.low}+${dep.width}` : "";
    const key = `${dep.signal.serial}|${dep.role}|${dep.site?.serial ?? ""}|${place}`;
    const known = groups.get(key);
    if (known === void 0) {
      groups.set(key, dep);
      continue;
    }
    const ops = dep.ops.length > known.ops.length ? dep.ops : known.ops;
    const low = Math.min(dep.low, known.low);
    const end = Math.max(dep.low + dep.width, known.low + known.width);
    const touches = dep.low <= known.low + known.width && known.low <= dep.low + dep.width;
    if (touches) groups.set(key, { ...known, low, width: end - low, ops });
    else groups.set(`${key}#${dep.low}+${dep.width}`, dep);
  }
  return [...groups.values()];
}

// server/src/graph/constantOperator.ts
var compare = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "==?": (a, b) => a === b,
  "!=?": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "&&": (a, b) => a !== 0n && b !== 0n,
  "||": (a, b) => a !== 0n || b !== 0n,
  "->": (a, b) => a === 0n || b !== 0n,
  "<->": (a, b) => a === 0n === (b === 0n)
};
function constantBinary(op, left, right, context) {
  if (left.constant === void 0 || right.constant === void 0 || left.wild !== void 0 || right.wild !== void 0) return void 0;
  const comparison = compare[op];
  const signed = left.signed && right.signed;
  if (comparison !== void 0) {
    const width2 = Math.max(left.width, right.width);
    const read = (value) => signed ? value.constant ?? 0n : BigInt.asUintN(width2, value.constant ?? 0n);
    return constantValue(comparison(read(left), read(right)) ? 1n : 0n, 1);
  }
  if (op === "<<" || op === "<<<" || op === ">>" || op === ">>>" || op === "**") return shift(op, left, right, context);
  const width = Math.max(left.width, right.width, context);
  const result2 = arithmetic(op, wrap(left.constant, width, signed), wrap(right.constant, width, signed));
  return result2 === void 0 ? void 0 : constantValue(result2, width, signed);
}
function shift(op, left, right, context) {
  const width = Math.max(left.width, context);
  const amount = right.constant ?? 0n;
  const value = left.constant ?? 0n;
  if (amount < 0n) return op === "**" && value === 1n ? constantValue(1n, width, left.signed) : void 0;
  if (amount > 65536n) return op === "**" ? void 0 : constantValue(0n, width, left.signed);
  if (op === "**") return constantValue(value ** amount, width, left.signed && right.signed);
  if (op === "<<" || op === "<<<") return constantValue(value << amount, width, left.signed);
  const source = op === ">>>" && left.signed ? value : BigInt.asUintN(width, value);
  return constantValue(source >> amount, width, left.signed);
}
function arithmetic(op, a, b) {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0n ? void 0 : a / b;
    case "%":
      return b === 0n ? void 0 : a % b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "^~":
    case "~^":
      return ~(a ^ b);
    default:
      return void 0;
  }
}
function constantUnary(op, arg) {
  if (arg.constant === void 0 || arg.wild !== void 0) return void 0;
  const { width, signed } = arg;
  const bits = BigInt.asUintN(width, arg.constant);
  const ones = (1n << BigInt(width)) - 1n;
  const flag = (yes) => constantValue(yes ? 1n : 0n, 1);
  switch (op) {
    case "+":
      return arg;
    case "-":
      return constantValue(-arg.constant, width, signed);
    case "~":
      return constantValue(~arg.constant, width, signed);
    case "!":
      return flag(bits === 0n);
    case "&":
      return flag(bits === ones);
    case "~&":
      return flag(bits !== ones);
    case "|":
      return flag(bits !== 0n);
    case "~|":
      return flag(bits === 0n);
    case "^":
      return flag(parity(bits));
    default:
      return flag(!parity(bits));
  }
}
function parity(bits) {
  let odd = false;
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) odd = !odd;
  return odd;
}

// server/src/graph/place.ts
var memoryWords = 256;
function findPlace(expr, host) {
  switch (expr.kind) {
    case "name":
      return placeOfName(expr, host);
    case "scoped": {
      const entity = host.packageScope(expr.scope)?.lookup(expr.name);
      return entity === void 0 ? void 0 : placeOfEntity(entity, expr, host);
    }
    case "member":
      return placeOfMember(expr, host);
    case "index":
      return placeOfIndex(expr, host);
    case "slice":
      return placeOfSlice(expr, host);
    case "system":
      return void 0;
    default: {
      const value = evaluate2(expr, host);
      return { of: value, low: 0, width: value.width, type: vectorType(value.width, value.signed), indices: [] };
    }
  }
}
function isSignal(of) {
  return "serial" in of;
}
function wholeSignal(signal) {
  return { of: signal, low: 0, width: signal.type.width, type: signal.type, indices: [] };
}
function readPlace(place, host, offset) {
  const whole = isSignal(place.of) ? host.read(place.of, offset) : place.of;
  const part = place.low === 0 && place.width === whole.width ? whole : sliceValue(whole, place.low, place.width);
  const { signed } = place.type;
  if (place.indices.length === 0) return part.signed === signed || part.constant !== void 0 ? part : { ...part, signed };
  const width = place.type.width;
  const deps = mergeDeps([...collapse([part]), ...collapse(place.indices, { op: "[]", width: place.width }, "select")]);
  return { width, segments: [{ width, deps, hold: false }], signed, grows: place.type.kind === "unknown" };
}
function placeOfName(expr, host) {
  const entity = host.scope.lookup(expr.name);
  if (entity !== void 0) return placeOfEntity(entity, expr, host);
  if (expr.name.startsWith("`") || expr.name === "null" || expr.name === "this") return void 0;
  return wholeSignal(host.implicit(expr.name, expr));
}
function placeOfEntity(entity, expr, host) {
  switch (entity.kind) {
    case "signal":
      return wholeSignal(entity.signal);
    case "constant": {
      const type = entity.type ?? vectorType(entity.value.width, entity.value.signed);
      return { of: entity.value, low: 0, width: entity.value.width, type, indices: [] };
    }
    case "interface":
    case "instance":
      return wholeSignal(host.implicit(entity.name, expr));
    default:
      return void 0;
  }
}
function placeOfMember(expr, host) {
  const owner = findOwner(expr.base, host);
  if (owner?.kind === "scope") {
    const entity = owner.scope.lookup(expr.name);
    if (entity !== void 0) return placeOfEntity(entity, expr, host);
  }
  if (owner?.kind === "interface") return wholeSignal(host.interfaceMember(owner, expr.name, expr));
  if (owner?.kind === "instance") return wholeSignal(host.implicit(`${owner.name}.${expr.name}`, expr));
  if (owner === void 0 && isDottedName(expr.base) && !isDeclared(expr.base, host))
    return wholeSignal(host.implicit(printExpression(expr), expr));
  const base = findPlace(expr.base, host);
  if (base === void 0) return void 0;
  if (base.type.kind === "struct") {
    const field2 = base.type.fields.find((one) => one.name === expr.name);
    if (field2 !== void 0) return narrow(base, field2.offset, field2.type);
  }
  return { ...base, type: base.type.kind === "unknown" ? base.type : unknownTypeOf(base) };
}
function unknownTypeOf(base) {
  return base.width === 1 ? unknownType : vectorType(base.type.width);
}
function isDottedName(expr) {
  return expr.kind === "name" || (expr.kind === "member" || expr.kind === "index") && isDottedName(expr.base);
}
function isDeclared(expr, host) {
  if (expr.kind === "name") return host.scope.lookup(expr.name) !== void 0;
  return (expr.kind === "member" || expr.kind === "index") && isDeclared(expr.base, host);
}
function findOwner(expr, host) {
  let entity;
  if (expr.kind === "name") entity = host.scope.lookup(expr.name);
  else if (expr.kind === "index" && isDottedName(expr.base)) {
    const index = constantOf(expr.index, host);
    if (index === void 0) return void 0;
    if (expr.base.kind === "name") {
      entity = host.scope.lookup(`${expr.base.name}[${index}]`);
      const port = entity === void 0 ? host.scope.lookup(expr.base.name) : void 0;
      if (port?.kind === "interface") entity = { ...port, name: `${port.name}[${index}]` };
    } else if (expr.base.kind === "member") entity = memberOf(expr.base.base, `${expr.base.name}[${index}]`, host);
  } else if (expr.kind === "member") entity = memberOf(expr.base, expr.name, host);
  return entity?.kind === "scope" || entity?.kind === "instance" || entity?.kind === "interface" ? entity : void 0;
}
function memberOf(base, name, host) {
  const owner = findOwner(base, host);
  const scope = owner?.kind === "scope" ? owner.scope : void 0;
  return scope?.lookup(name);
}
function narrow(base, offset, type) {
  return base.indices.length > 0 ? { ...base, type } : { ...base, low: base.low + offset, width: type.width, type };
}
function placeOfIndex(expr, host) {
  const owner = expr.base.kind === "name" || expr.base.kind === "member" ? findOwner(expr, host) : void 0;
  if (owner !== void 0 && expr.base.kind === "name" && host.scope.lookup(expr.base.name) === void 0) return void 0;
  const base = findPlace(expr.base, host);
  if (base === void 0) return void 0;
  const index = evaluate2(expr.index, host);
  const type = indexable(base.type);
  if (index.constant !== void 0 && index.wild === void 0) {
    if (type === void 0) return base;
    if (!type.packed && type.width / type.element.width > memoryWords)
      return { ...base, type: type.element, indices: [...base.indices, index] };
    const offset = elementOffset(type, Number(index.constant));
    return offset === void 0 ? { of: emptyValue(type.element.width), low: 0, width: type.element.width, type: type.element, indices: [] } : narrow(base, offset, type.element);
  }
  return { ...base, type: type?.element ?? base.type, indices: [...base.indices, index] };
}
function indexable(type) {
  if (type.kind === "array") return type;
  if (type.kind !== "struct") return void 0;
  const flat = vectorType(type.width);
  return flat.kind === "array" ? flat : void 0;
}
function placeOfSlice(expr, host) {
  const base = findPlace(expr.base, host);
  if (base === void 0) return void 0;
  const type = indexable(base.type);
  if (type === void 0) return base;
  const left = evaluate2(expr.left, host);
  const right = constantOf(expr.right, host);
  if (right === void 0) return { ...base, indices: [...base.indices, left] };
  const count = expr.mode === ":" ? void 0 : Number(right);
  if (left.constant === void 0) {
    const size = count ?? 1;
    return { ...base, type: arrayOf(type.element, size - 1, 0, type.packed, type.signed), indices: [...base.indices, left] };
  }
  return constantSlice(base, type, Number(left.constant), count, { mode: expr.mode, right: Number(right) });
}
function constantSlice(base, type, left, count, how) {
  let [high, low] = [Math.max(left, how.right), Math.min(left, how.right)];
  if (count !== void 0) [high, low] = how.mode === "+:" ? [left + count - 1, left] : [left, left - count + 1];
  const down = type.left >= type.right;
  const part = down ? arrayOf(type.element, high - low, 0, type.packed) : arrayOf(type.element, 0, high - low, type.packed);
  const [declaredHigh, declaredLow] = [Math.max(type.left, type.right), Math.min(type.left, type.right)];
  if (low < declaredLow || high > declaredHigh) return clipped(base, type, part, { high, low, declaredHigh, declaredLow });
  const offset = Math.min(elementOffset(type, low) ?? 0, elementOffset(type, high) ?? 0);
  return narrow(base, offset, part);
}
function clipped(base, type, part, range) {
  const high = Math.min(range.high, range.declaredHigh);
  const low = Math.max(range.low, range.declaredLow);
  if (high < low) return { of: emptyValue(part.width), low: 0, width: part.width, type: part, indices: [] };
  const offset = Math.min(elementOffset(type, low) ?? 0, elementOffset(type, high) ?? 0);
  return narrow(base, offset, arrayOf(type.element, high - low, 0, type.packed));
}

// server/src/graph/resolveType.ts
var atoms = { byte: 8, shortint: 16, int: 32, longint: 64, integer: 32, time: 64 };
function resolveType(spec, host, unpacked = []) {
  const base = resolveBase(spec, host);
  let { type } = base;
  for (let i = spec.packed.length - 1; i >= 0; i--) {
    const dimension = spec.packed[i];
    if (dimension !== void 0) type = withDimension(type, dimension, true, host, spec.signed);
  }
  if (spec.packed.length === 0 && type.kind === "bit" && spec.signed) type = { ...type, signed: true };
  for (let i = unpacked.length - 1; i >= 0; i--) {
    const dimension = unpacked[i];
    if (dimension !== void 0) type = withDimension(type, dimension, false, host, false);
  }
  return base.members === void 0 ? { type } : { type, members: base.members };
}
function withDimension(element, dimension, packed, host, signed) {
  const left = constantOf(dimension.left, host);
  const right = dimension.right === void 0 ? void 0 : constantOf(dimension.right, host);
  if (left === void 0 || dimension.right !== void 0 && right === void 0) return unknownType;
  const [from, to] = right === void 0 ? [0, Number(left) - 1] : [Number(left), Number(right)];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || Math.abs(from - to) > 1 << 26) return unknownType;
  return arrayOf(element, from, to, packed, signed);
}
function resolveBase(spec, host) {
  const { base } = spec;
  switch (base.kind) {
    case "builtin": {
      const width = atoms[base.name];
      if (width !== void 0) return { type: vectorType(width, spec.signed) };
      return { type: ["string", "real", "shortreal", "realtime", "chandle", "event", "void"].includes(base.name) ? unknownType : bitType };
    }
    case "named": {
      const scope = base.scope === void 0 ? host.scope : host.packageScope(base.scope);
      const entity = scope?.lookup(base.name);
      if (entity?.kind !== "type") return { type: unknownType };
      return entity.members === void 0 ? { type: entity.type } : { type: entity.type, members: entity.members };
    }
    case "enum":
      return resolveEnum(base, host);
    default:
      return { type: resolveStruct(base, host) };
  }
}
function resolveEnum(base, host) {
  const type = base.of === void 0 ? vectorType(32, true) : resolveType(base.of, host).type;
  const members = /* @__PURE__ */ new Map();
  let next = 0n;
  for (const member of base.members) {
    if (member.value !== void 0) next = constantOf(member.value, host);
    if (next === void 0) continue;
    const count = member.count === void 0 ? void 0 : Number(constantOf(member.count, host) ?? 0n);
    const names = count === void 0 ? [member.name] : Array.from({ length: Math.min(count, 256) }, (_, i) => `${member.name}${i}`);
    for (const name of names) {
      const value = next;
      members.set(name, value);
      host.scope.declare(name, { kind: "constant", value: constantValue(value, type.width, type.signed), type });
      next = value + 1n;
    }
  }
  return { type, members };
}
function resolveStruct(base, host) {
  const types = base.fields.map((field2) => ({ name: field2.name, type: resolveType(field2.type, host, field2.unpacked).type }));
  if (base.kind === "union") {
    const width = Math.max(1, ...types.map((field2) => field2.type.width));
    return { kind: "struct", width, signed: false, fields: types.map((field2) => ({ ...field2, offset: 0 })) };
  }
  const fields = [];
  let offset = 0;
  for (const field2 of [...types].reverse()) {
    fields.unshift({ ...field2, offset });
    offset += field2.type.width;
  }
  return { kind: "struct", width: Math.max(1, offset), signed: false, fields };
}

// server/src/graph/mux.ts
function muxValues(yes, no, choice) {
  if (yes === no) return yes;
  const conditions = /* @__PURE__ */ new Map();
  const condition = (role) => {
    const known = conditions.get(role);
    if (known !== void 0) return known;
    const made = collapse([choice.test], choice.operator, role).map(
      (dep) => choice.site === void 0 ? dep : { ...dep, site: choice.site }
    );
    conditions.set(role, made);
    return made;
  };
  const segments = zipValues(yes, no, (a, b) => {
    if (isUntouched(a) && isUntouched(b)) return a;
    const hold = a.hold || b.hold;
    const role = choice.reset === true && !a.hold ? "reset" : hold ? "enable" : "select";
    return { width: a.width, deps: mergeDeps([...a.deps, ...b.deps, ...condition(role)]), hold };
  });
  const alternatives = muxAlternatives(yes, no, choice);
  const value = { width: yes.width, segments, signed: yes.signed && no.signed, grows: yes.grows || no.grows };
  return alternatives === void 0 ? value : { ...value, alternatives };
}
function isUntouched(segment) {
  return segment.hold && segment.deps.length === 0;
}
function muxAlternatives(yes, no, choice) {
  if (yes.alternatives === void 0 && no.alternatives === void 0 && (yes.constant === void 0 || no.constant === void 0))
    return void 0;
  const first = alternativesOf(yes);
  const second = alternativesOf(no);
  if (first === void 0 || second === void 0) return void 0;
  const taken = printExpression(choice.guard);
  const other = negate(choice.guard);
  return mergeAlternatives([...withGuard(first, taken), ...withGuard(second, other)]);
}
function withGuard(list3, guard) {
  return list3.map((one) => ({ ...one, guards: joinGuards([guard], one.guards) }));
}
function mergeAlternatives(list3) {
  const groups = /* @__PURE__ */ new Map();
  for (const one of list3) {
    const key = `${one.value}|${one.at ?? ""}|${one.held}`;
    const known = groups.get(key);
    groups.set(key, known === void 0 ? one : { ...known, guards: known.guards.filter((guard) => one.guards.includes(guard)) });
  }
  return [...groups.values()];
}

// server/src/graph/evaluate.ts
var comparisons = /* @__PURE__ */ new Set(["==", "!=", "===", "!==", "==?", "!=?", "<", "<=", ">", ">=", "&&", "||", "->", "<->"]);
var bitwise = /* @__PURE__ */ new Set(["&", "|", "^", "^~", "~^"]);
var shifts = /* @__PURE__ */ new Set(["<<", ">>", "<<<", ">>>", "**"]);
function evaluate2(expr, host, context = 0) {
  switch (expr.kind) {
    case "number": {
      const width = expr.fill === true ? Math.max(1, context) : expr.width ?? 32;
      const value = expr.fill === true && expr.value === 1n ? (1n << BigInt(width)) - 1n : expr.value;
      const constant = constantValue(value, width, expr.signed);
      return expr.wild === 0n ? constant : { ...constant, wild: expr.fill === true ? (1n << BigInt(width)) - 1n : expr.wild };
    }
    case "string":
      return stringValue2(expr.text);
    case "name":
    case "scoped":
    case "member":
    case "index":
    case "slice":
      return evaluatePlace(expr, host);
    case "unary":
      return evaluateUnary(expr, host, context);
    case "binary":
      return evaluateBinary2(expr, host, context);
    case "conditional":
      return evaluateConditional(expr, host, context);
    case "concat":
      return concatValues(expr.parts.map((part) => evaluate2(part, host)));
    case "repeat":
      return evaluateRepeat(expr, host);
    case "call":
      return evaluateCall2(expr, host);
    case "system":
      return evaluateSystem(expr, host, context);
    default:
      return evaluateRare(expr, host, context);
  }
}
function constantOf(expr, host) {
  if (expr === void 0) return void 0;
  const value = evaluate2(expr, host);
  return value.wild === void 0 ? value.constant : void 0;
}
function stringValue2(text2) {
  let bits = 0n;
  for (let i = 0; i < text2.length; i++) bits = bits << 8n | BigInt(text2.charCodeAt(i) & 255);
  return constantValue(bits, Math.max(8, text2.length * 8));
}
function evaluatePlace(expr, host) {
  const place = findPlace(expr, host);
  return place === void 0 ? emptyValue(1) : readPlace(place, host, expr.start);
}
function evaluateUnary(expr, host, context) {
  const reduces = expr.op !== "~" && expr.op !== "-" && expr.op !== "+";
  const raw = evaluate2(expr.arg, host, reduces ? 0 : context);
  const arg = reduces ? raw : resizeValue(raw, Math.max(raw.width, context));
  const known = constantUnary(expr.op, arg);
  if (known !== void 0) return known;
  const operator2 = { op: expr.op, width: arg.width };
  if (reduces) return mixedValue(1, [arg], operator2);
  if (expr.op === "-") return mixedValue(arg.width, [arg], operator2, { signed: arg.signed, grows: true });
  if (expr.op === "+") return arg;
  const segments = arg.segments.map((segment) => withOperator(segment, operator2.op, 1));
  return { width: arg.width, segments, signed: arg.signed, grows: arg.grows };
}
function withOperator(segment, op, width) {
  const deps = segment.deps.map((dep) => dep.ops.length >= 12 ? dep : { ...dep, ops: [...dep.ops, { op, width }] });
  return { ...segment, deps };
}
function evaluateBinary2(expr, host, context) {
  const { op } = expr;
  if (shifts.has(op)) return evaluateShift(expr, host, context);
  const compares = comparisons.has(op);
  const left = evaluate2(expr.left, host, compares ? 0 : context);
  const logical = host.folds === true && (op === "&&" || op === "||");
  if (logical && decides(op, left)) return constantValue(op === "||" ? 1n : 0n, 1);
  const right = evaluate2(expr.right, host, compares ? 0 : context);
  const known = constantBinary(op, left, right, context);
  if (known !== void 0) return known;
  if (logical && decides(op, right)) return constantValue(op === "||" ? 1n : 0n, 1);
  const width = Math.max(left.width, right.width);
  if (compares) return mixedValue(1, [left, right], { op, width: op === "&&" || op === "||" ? 1 : width });
  const whole = Math.max(width, context);
  const signed = left.signed && right.signed;
  if (!bitwise.has(op)) return mixedValue(whole, [left, right], { op, width: whole }, { signed, grows: true });
  const segments = zipValues(resizeValue(left, whole), resizeValue(right, whole), (a, b) => ({
    width: a.width,
    deps: withOperator({ ...a, deps: mergeDeps([...a.deps, ...b.deps]) }, op, 1).deps,
    hold: false
  }));
  return { width: whole, segments, signed, grows: left.grows || right.grows };
}
function decides(op, side) {
  return side.constant !== void 0 && side.wild === void 0 && side.constant !== 0n === (op === "||");
}
function residual(expr, host) {
  if (expr.kind === "unary" && expr.op === "!") {
    const arg = residual(expr.arg, host);
    return arg === expr.arg ? expr : { ...expr, arg };
  }
  if (expr.kind !== "binary" || expr.op !== "&&" && expr.op !== "||") return expr;
  const keeps = (side) => {
    const value = evaluate2(side, host);
    return value.constant === void 0 || value.wild !== void 0;
  };
  if (!keeps(expr.left)) return residual(expr.right, host);
  if (!keeps(expr.right)) return residual(expr.left, host);
  const left = residual(expr.left, host);
  const right = residual(expr.right, host);
  return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
}
function evaluateShift(expr, host, context) {
  const left = evaluate2(expr.left, host, context);
  const right = evaluate2(expr.right, host);
  const known = constantBinary(expr.op, left, right, context);
  if (known !== void 0) return known;
  const width = Math.max(left.width, context);
  const wide = resizeValue(left, width);
  const amount = right.constant;
  if (amount !== void 0 && expr.op !== "**" && amount >= 0n && amount <= BigInt(width)) {
    const n = Number(amount);
    const kept = expr.op.startsWith("<") ? [sliced(wide, 0, width - n), emptyValue(n)] : [emptyValue(n), sliced(wide, n, width - n)];
    if (n === 0) return wide;
    if (expr.op === ">>>" && left.signed) return { ...resizeValue({ ...sliced(wide, n, width - n), signed: true }, width), signed: true };
    return { ...concatValues(kept), signed: left.signed };
  }
  return mixedValue(width, [wide, right], { op: expr.op, width }, { signed: left.signed, grows: expr.op.startsWith("<") });
}
function sliced(value, low, width) {
  const segments = [];
  let at = 0;
  for (const segment of value.segments) {
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + segment.width);
    if (to > from) {
      const offset = from - at;
      segments.push({
        ...segment,
        width: to - from,
        deps: segment.deps.map((dep) => dep.aligned ? { ...dep, low: dep.low + offset, width: to - from } : dep)
      });
    }
    at += segment.width;
  }
  return { width, segments, signed: false, grows: false };
}
function evaluateConditional(expr, host, context) {
  const test = evaluate2(expr.test, host);
  if (test.constant !== void 0 && test.wild === void 0) {
    const chosen = evaluate2(test.constant !== 0n ? expr.yes : expr.no, host, context);
    return resizeValue(chosen, Math.max(chosen.width, context));
  }
  const yes = evaluate2(expr.yes, host, context);
  const no = evaluate2(expr.no, host, context);
  const width = Math.max(yes.width, no.width, context);
  return muxValues(resizeValue(yes, width), resizeValue(no, width), { test, guard: expr.test, operator: { op: "?:", width } });
}
function evaluateRepeat(expr, host) {
  const count = constantOf(expr.count, host);
  const inner = concatValues(expr.parts.map((part) => evaluate2(part, host)));
  if (count === void 0 || count < 0n || count > 65536n) return mixedValue(Math.max(1, inner.width), [inner]);
  const times = Number(count);
  if (inner.constant !== void 0) {
    let value = 0n;
    for (let i = 0; i < times; i++) value = value << BigInt(inner.width) | BigInt.asUintN(inner.width, inner.constant);
    return constantValue(value, times * inner.width);
  }
  if (times > 256) return mixedValue(times * inner.width, [inner]);
  return concatValues(Array.from({ length: times }, () => inner));
}
function evaluateCall2(expr, host) {
  const found = findRoutine(expr.callee, host);
  if (found !== void 0) return host.call(found.routine, found.scope, expr, host);
  const args = expr.args.map((arg) => evaluate2(arg.value, host));
  return mixedValue(32, args, { op: `${printExpression(expr.callee)}()`, width: 32 }, { grows: true });
}
function findRoutine(callee, host) {
  const entity = callee.kind === "name" ? host.scope.lookup(callee.name) : callee.kind === "scoped" ? host.packageScope(callee.scope)?.lookup(callee.name) : void 0;
  return entity?.kind === "routine" ? entity : void 0;
}
function evaluateSystem(expr, host, context) {
  const first = expr.args[0]?.value;
  if (first === void 0) return emptyValue(Math.max(32, context));
  switch (expr.name) {
    case "$signed":
    case "$unsigned": {
      const value = evaluate2(first, host);
      const signed = expr.name === "$signed";
      return value.constant === void 0 ? { ...value, signed, grows: false } : constantValue(value.constant, value.width, signed);
    }
    case "$clog2": {
      const value = constantOf(first, host);
      if (value !== void 0) return constantValue(BigInt(value <= 1n ? 0 : (value - 1n).toString(2).length), 32, true);
      break;
    }
    case "$bits":
    case "$size":
    case "$high":
    case "$low":
    case "$left":
    case "$right":
      return typeQuery(expr.name, first, host);
    default:
      break;
  }
  const args = expr.args.map((arg) => evaluate2(arg.value, host));
  const oneBit = ["$onehot", "$onehot0", "$isunknown"].includes(expr.name);
  return mixedValue(oneBit ? 1 : 32, args, { op: expr.name, width: Math.max(1, ...args.map((arg) => arg.width)) });
}
function typeQuery(name, arg, host) {
  const type = typeOf(arg, host);
  if (type === void 0 || type.kind === "unknown") {
    const width = name === "$bits" && type === void 0 ? evaluate2(arg, host).width : void 0;
    return width === void 0 ? emptyValue(32) : constantValue(BigInt(width), 32, true);
  }
  const array = type.kind === "array" ? type : void 0;
  const [left, right] = array === void 0 ? [type.width - 1, 0] : [array.left, array.right];
  const answers = {
    $bits: type.width,
    $size: Math.abs(left - right) + 1,
    $high: Math.max(left, right),
    $low: Math.min(left, right),
    $left: left,
    $right: right
  };
  return constantValue(BigInt(answers[name] ?? 0), 32, true);
}
function typeOf(expr, host) {
  if (expr.kind === "type") return resolveType(expr.type, host).type;
  if (expr.kind === "name" || expr.kind === "scoped") {
    const entity = expr.kind === "name" ? host.scope.lookup(expr.name) : host.packageScope(expr.scope)?.lookup(expr.name);
    if (entity?.kind === "type") return entity.type;
  }
  return findPlace(expr, host)?.type;
}
function evaluateRare(expr, host, context) {
  switch (expr.kind) {
    case "cast":
      return evaluateCast2(expr, host);
    case "inside": {
      const values = [expr.arg, ...expr.set.flatMap((item) => item.kind === "span" ? [item.low, item.high] : [item])].map(
        (one) => evaluate2(one, host)
      );
      return mixedValue(1, values, { op: "inside", width: values[0]?.width ?? 1 });
    }
    case "stream": {
      const value = concatValues(expr.parts.map((part) => evaluate2(part, host)));
      return expr.op === ">>" ? value : mixedValue(value.width, [value]);
    }
    case "pattern":
      return evaluatePattern(expr, host, context);
    case "assign": {
      const value = evaluate2(expr.value, host);
      host.assign(expr.target, value, expr);
      return value;
    }
    case "step":
    case "event":
      return evaluate2(expr.arg, host, context);
    default:
      return emptyValue(Math.max(1, context));
  }
}
function evaluateCast2(expr, host) {
  const value = evaluate2(expr.arg, host);
  const { type } = expr;
  if ("kind" in type) {
    if (type.kind === "name" && (type.name === "signed" || type.name === "unsigned")) return { ...value, signed: type.name === "signed" };
    const target = typeOf(type, host);
    if (target !== void 0 && isTypeName(type, host)) return resizeCast(value, target);
    const width = constantOf(type, host);
    if (width !== void 0 && width > 0n && width < 1n << 20n) return { ...resizeValue(value, Number(width)), grows: false };
    return { ...value, grows: true };
  }
  if (type.base.kind === "builtin" && (type.base.name === "signed" || type.base.name === "unsigned"))
    return { ...value, signed: type.base.name === "signed" };
  const implicit = type.base.kind === "builtin" && type.base.name === "logic" && type.packed.length === 0 && type.end - type.start > 5;
  return implicit ? { ...value, signed: type.signed } : resizeCast(value, resolveType(type, host).type);
}
function isTypeName(expr, host) {
  const entity = expr.kind === "name" ? host.scope.lookup(expr.name) : expr.kind === "scoped" ? host.packageScope(expr.scope)?.lookup(expr.name) : void 0;
  return entity?.kind === "type" || entity === void 0 && expr.kind === "scoped";
}
function resizeCast(value, type) {
  if (type.kind === "unknown") return { ...value, grows: true };
  return { ...resizeValue(value, type.width), signed: type.signed, grows: false };
}
function evaluatePattern(expr, host, context) {
  const values = expr.items.map((item) => evaluate2(item.value, host));
  if (expr.items.some((item) => item.key !== void 0)) return mixedValue(Math.max(1, context), values, void 0, { grows: true });
  const whole = concatValues(values);
  return context > 0 && whole.width !== context ? mixedValue(context, values, void 0, { grows: true }) : whole;
}
function evaluateAs(expr, type, host, context) {
  if (expr.kind === "conditional" && type !== void 0) {
    const test = evaluate2(expr.test, host);
    if (test.constant === void 0) {
      const yes = resizeValue(evaluateAs(expr.yes, type, host, context), context);
      const no = resizeValue(evaluateAs(expr.no, type, host, context), context);
      return muxValues(yes, no, { test, guard: expr.test, operator: { op: "?:", width: context } });
    }
    return evaluateAs(test.constant !== 0n ? expr.yes : expr.no, type, host, context);
  }
  if (expr.kind !== "pattern" || type === void 0 || type.kind === "unknown" || type.kind === "bit") return evaluate2(expr, host, context);
  const slots = type.kind === "struct" ? [...type.fields].sort((a, b) => b.offset - a.offset).map((field2) => ({ name: field2.name, type: field2.type })) : indices(type).map((index) => ({ name: String(index), type: type.element }));
  const single = expr.items.length === 1 ? expr.items[0] : void 0;
  let items = expr.items;
  if (single !== void 0 && single.key === void 0 && single.value.kind === "repeat") {
    const { parts: parts2 } = single.value;
    items = slots.map((_, i) => ({ value: parts2[i % parts2.length] ?? single.value }));
  }
  const fallback = items.find((item) => item.key?.kind === "name" && item.key.name === "default");
  const parts = slots.map((slot, i) => {
    const named2 = items.find((item2) => item2.key !== void 0 && keyText(item2.key, host) === slot.name);
    const item = named2 ?? (items[i]?.key === void 0 ? items[i] : void 0) ?? fallback;
    return item === void 0 ? emptyValue(slot.type.width) : resizeValue(evaluateAs(item.value, slot.type, host, slot.type.width), slot.type.width);
  });
  return concatValues(parts);
}
function keyText(key, host) {
  if (key.kind === "name") return host.scope.lookup(key.name)?.kind === "constant" ? String(constantOf(key, host) ?? key.name) : key.name;
  return String(constantOf(key, host) ?? "");
}
function indices(type) {
  const count = Math.min(4096, Math.abs(type.left - type.right) + 1);
  return Array.from({ length: count }, (_, i) => type.left >= type.right ? type.left - i : type.left + i);
}

// server/src/graph/scope.ts
var Scope2 = class {
  constructor(prefix, parent) {
    this.prefix = prefix;
    this.parent = parent;
  }
  prefix;
  parent;
  names = /* @__PURE__ */ new Map();
  /** Packages imported with `*`. */
  wildcards = [];
  lookup(name) {
    const own = this.names.get(name);
    if (own !== void 0) return own;
    for (const scope of this.wildcards) {
      const found = scope.names.get(name);
      if (found !== void 0) return found;
    }
    return this.parent?.lookup(name);
  }
  declare(name, entity) {
    this.names.set(name, entity);
  }
  get root() {
    return this.parent?.root ?? this;
  }
};

// server/src/graph/declareItems.ts
var itemLimit = 2e4;
function declareHeader(elaboration) {
  const { body, root } = elaboration;
  for (const item of body.items) if (item.kind === "import") declareItem(elaboration, item, root);
  for (const parameter of body.parameters) declareParameter(elaboration, parameter, root);
  const directions3 = /* @__PURE__ */ new Map();
  const redeclared = /* @__PURE__ */ new Map();
  for (const item of body.items) {
    if (item.kind === "port") for (const port of item.ports) directions3.set(port.name, item);
    if (item.kind === "declare") for (const one of item.declarators) redeclared.set(one.name, one);
    if (item.kind === "parameter" && body.ports.every((port) => isImplicit(port.type))) declareItem(elaboration, item, root);
  }
  for (const port of body.ports) {
    const old = directions3.get(port.name)?.ports.find((one) => one.name === port.name);
    declarePort(elaboration, old ?? port, redeclared.get(port.name));
  }
}
function declarePort(elaboration, port, again) {
  if (port.direction === "interface") {
    const { base } = port.type;
    const interfaceName = base.kind === "named" ? base.name : "";
    if (resolve(elaboration, port.type, elaboration.root).kind === "unknown") {
      const modport = base.kind === "named" && base.modport !== void 0 ? { modport: base.modport } : {};
      elaboration.root.declare(port.name, { kind: "interface", name: port.name, interfaceName, ...modport });
      return;
    }
  }
  const chosen = again !== void 0 && isImplicit(port.type) && port.type.packed.length === 0 ? again : port;
  const { type, members } = resolveType(chosen.type, elaboration.machine(elaboration.root), [
    ...chosen.unpacked,
    ...chosen === port ? [] : port.unpacked
  ]);
  const direction = port.direction === "input" || port.direction === "output" || port.direction === "inout" ? port.direction : inheritedDirection(port.direction);
  const signal = elaboration.newSignal(port.name, port, type, "port", { direction });
  if (members !== void 0) elaboration.enums.set(signal.id, members);
  elaboration.root.declare(port.name, { kind: "signal", signal });
  if (again?.init !== void 0) elaboration.inits.push({ declarator: again, signal, scope: elaboration.root, net: false });
  if (port.init !== void 0 && direction === "output")
    elaboration.inits.push({ declarator: port, signal, scope: elaboration.root, net: false });
}
function resolve(elaboration, spec, scope) {
  return resolveType(spec, elaboration.machine(scope)).type;
}
function declareItems(elaboration, items, scope) {
  for (const item of items) if (item.kind === "routine") declareItem(elaboration, item, scope);
  let blocks = 0;
  for (const item of items) {
    if (item.kind === "routine") continue;
    if (item.kind === "for" || item.kind === "if" || item.kind === "case") declareGenerate(elaboration, item, scope, `genblk${++blocks}`);
    else declareItem(elaboration, item, scope);
  }
}
function declareItem(elaboration, item, scope) {
  switch (item.kind) {
    case "parameter":
      for (const one of item.declarators) declareParameter(elaboration, one, scope);
      return;
    case "typedef": {
      const resolved = resolveType(item.type, elaboration.machine(scope), item.unpacked);
      scope.declare(item.name, { kind: "type", ...resolved });
      return;
    }
    case "import":
      declareImport(elaboration, item, scope);
      return;
    case "declare":
      for (const one of item.declarators) declareNet(elaboration, one, scope, item.net);
      return;
    case "routine":
      scope.declare(item.routine.name, { kind: "routine", routine: item.routine, scope });
      if (scope.root !== scope) elaboration.routines.push({ routine: item.routine, scope });
      return;
    case "instance":
      declareInstance(elaboration, item, scope);
      return;
    case "block": {
      const inner = item.label === void 0 ? scope : enter(scope, item.label);
      declareItems(elaboration, item.body, inner);
      return;
    }
    case "broken":
      elaboration.note(`Part of the module could not be read and is left out: ${item.message}.`);
      return;
    case "port":
      return;
    case "for":
    case "if":
    case "case":
      declareGenerate(elaboration, item, scope, "genblk");
      return;
    default:
      queue(elaboration, item, scope);
  }
}
function queue(elaboration, item, scope) {
  if (elaboration.pending.length < itemLimit) elaboration.pending.push({ item, scope });
  else elaboration.note("Generate loops give more items than are analysed; the rest is left out.");
}
function declareParameter(elaboration, one, scope) {
  if (scope.names.has(one.name)) return;
  const host = elaboration.machine(scope);
  if (one.init?.kind === "type") {
    scope.declare(one.name, { kind: "type", ...resolveType(one.init.type, host) });
    return;
  }
  const resolved = isImplicit(one.type) && one.type.packed.length === 0 && one.unpacked.length === 0 ? void 0 : resolveType(one.type, host, one.unpacked);
  const raw = one.init === void 0 ? void 0 : evaluate2(one.init, host, resolved?.type.width ?? 0);
  if (raw === void 0) return;
  const known = resolved === void 0 || resolved.type.kind === "unknown" ? void 0 : resolved.type;
  const value = known === void 0 ? raw : { ...resizeValue(raw, known.width), signed: known.signed };
  scope.declare(one.name, { kind: "constant", value, ...known === void 0 ? {} : { type: known } });
}
function declareImport(elaboration, item, scope) {
  const from = elaboration.packageScope(item.scope);
  if (from === void 0) {
    elaboration.note(`Package ${item.scope} was not found; what it declares is not known here.`);
    return;
  }
  if (item.name === "*") scope.wildcards.push(from);
  else {
    const entity = from.lookup(item.name);
    if (entity !== void 0) scope.declare(item.name, entity);
    if (entity?.kind === "type") for (const member of entity.members?.keys() ?? []) importMember(from, member, scope);
  }
}
function importMember(from, name, scope) {
  const entity = from.lookup(name);
  if (entity !== void 0 && !scope.names.has(name)) scope.declare(name, entity);
}
function declareNet(elaboration, one, scope, net) {
  if (scope === elaboration.root && scope.names.get(one.name)?.kind === "signal") return;
  const { base } = one.type;
  if (base.kind === "named" && base.scope === void 0 && scope.lookup(base.name) === void 0 && elaboration.find(base.name)[0]?.kind === "interface") {
    scope.declare(one.name, { kind: "interface", name: `${scope.prefix}${one.name}`, interfaceName: base.name });
    return;
  }
  const { type, members } = resolveType(one.type, elaboration.machine(scope), one.unpacked);
  const signal = elaboration.newSignal(`${scope.prefix}${one.name}`, one, type, "net");
  if (members !== void 0) elaboration.enums.set(signal.id, members);
  scope.declare(one.name, { kind: "signal", signal });
  if (one.init !== void 0) elaboration.inits.push({ declarator: one, signal, scope, net });
}
function declareInstance(elaboration, item, scope) {
  const { instance: instance2 } = item;
  const id = `${scope.prefix}${instance2.name}`;
  const isInterface = elaboration.find(instance2.moduleName)[0]?.kind === "interface";
  const entity = isInterface ? { kind: "interface", name: id, interfaceName: instance2.moduleName } : { kind: "instance", name: id, moduleName: instance2.moduleName };
  scope.declare(instance2.name, entity);
  const left = instance2.range === void 0 ? void 0 : constantOf(instance2.range.left, elaboration.machine(scope));
  const right = instance2.range?.right === void 0 ? void 0 : constantOf(instance2.range.right, elaboration.machine(scope));
  if (left === void 0) queue(elaboration, item, scope);
  else {
    const [from, to] = right === void 0 ? [0, Number(left) - 1] : [Math.min(Number(left), Number(right)), Math.max(Number(left), Number(right))];
    for (let i = from; i <= to && i < from + 256; i++) {
      scope.declare(`${instance2.name}[${i}]`, { ...entity, name: `${id}[${i}]` });
      queue(elaboration, { ...item, instance: { ...instance2, name: `${instance2.name}[${i}]` } }, scope);
    }
  }
}
function enter(scope, name) {
  const inner = new Scope2(`${scope.prefix}${name}.`, scope);
  scope.declare(name, { kind: "scope", scope: inner });
  return inner;
}
function declareGenerate(elaboration, item, scope, fallback) {
  const host = elaboration.machine(scope);
  if (item.kind === "for") {
    declareFor(elaboration, item, scope, item.label ?? fallback);
    return;
  }
  if (item.kind === "if") {
    const test = constantOf(item.test, host);
    if (test === void 0) elaboration.note("A generate condition is not constant here; both branches are shown.");
    if (test !== 0n) declareBranch(elaboration, item.then, scope, item.thenLabel ?? fallback, item.thenLabel === void 0);
    if (test === void 0 || test === 0n)
      declareBranch(elaboration, item.otherwise, scope, item.otherwiseLabel ?? fallback, item.otherwiseLabel === void 0);
    return;
  }
  const subject = constantOf(item.subject, host);
  const arm = item.arms.find((one) => one.labels.some((label) => constantOf(label, host) === subject)) ?? item.arms.find((one) => one.labels.length === 0);
  if (subject === void 0) elaboration.note("A generate case is not constant here; its default is shown.");
  if (arm !== void 0) declareBranch(elaboration, arm.body, scope, arm.label ?? fallback, arm.label === void 0);
}
function declareBranch(elaboration, body, scope, name, unnamed) {
  const [only] = body;
  if (unnamed && body.length === 1 && only !== void 0 && (only.kind === "if" || only.kind === "case"))
    declareGenerate(elaboration, only, scope, name);
  else if (body.length > 0) declareItems(elaboration, body, enter(scope, name));
}
function declareFor(elaboration, item, scope, name) {
  let value = evaluate2(item.init, elaboration.machine(scope));
  for (let turns = 0; turns < 4200; turns++) {
    if (value.constant === void 0) {
      elaboration.note("A generate loop has bounds that are not constant here; it is left out.");
      return;
    }
    const inner = new Scope2(`${scope.prefix}${name}[${value.constant}].`, scope);
    inner.declare(item.variable, { kind: "constant", value });
    const host = elaboration.machine(inner);
    if (constantOf(item.test, host) !== 1n) return;
    scope.declare(`${name}[${value.constant}]`, { kind: "scope", scope: inner });
    declareItems(elaboration, item.body, inner);
    if (elaboration.pending.length >= itemLimit) return;
    value = evaluate2(item.step, host);
  }
}
function inheritedDirection(direction) {
  return direction === "ref" ? "inout" : "input";
}
function isImplicit(spec) {
  return spec.base.kind === "builtin" && spec.base.name === "logic" && !spec.signed;
}

// server/src/graph/environment.ts
var Environment = class {
  constructor(parent) {
    this.parent = parent;
  }
  parent;
  /** Assigned with `=`: seen by later statements. */
  blocking = /* @__PURE__ */ new Map();
  /** Assigned with `<=`: seen after the process. */
  next = /* @__PURE__ */ new Map();
  lookup(which, signal) {
    return this[which].get(signal) ?? this.parent?.lookup(which, signal);
  }
  /** The value, or "still what it was" for all bits. */
  current(which, signal) {
    return this.lookup(which, signal) ?? heldValue(signal.type.width);
  }
  /** Signals assigned here or in an ancestor below `base`. */
  assignedSince(which, base) {
    if (base === this) return /* @__PURE__ */ new Set();
    const all = this.parent === void 0 ? /* @__PURE__ */ new Set() : this.parent.assignedSince(which, base);
    for (const signal of this[which].keys()) all.add(signal);
    return all;
  }
};

// server/src/graph/assignedValue.ts
function tag(value, site) {
  if (value.segments.every((segment) => segment.deps.length === 0 && !segment.hold)) return value;
  const segments = value.segments.map((segment) => ({
    ...segment,
    hold: false,
    deps: mergeDeps(segment.deps.map((dep) => tagged(dep, site)))
  }));
  return { ...value, segments };
}
function withOrigin(value, at) {
  if (value.constant === void 0 || value.wild !== void 0) return value;
  if (value.alternatives !== void 0) return value;
  return { ...value, alternatives: [{ guards: [], value: BigInt.asUintN(value.width, value.constant), held: false, at }] };
}
function tagged(dep, site) {
  return { ...dep, site, role: dep.role === "data" ? "data" : "select" };
}
function opaqueValue(value) {
  return value.constant !== void 0 && value.width === 1 ? value : mixedValue(1, [value]);
}
function withOldBits(value, signal, assumed) {
  if (value.segments.every((segment) => !segment.hold)) return value;
  if (assumed !== void 0) return value;
  let low = 0;
  const segments = value.segments.map((segment) => {
    const from = low;
    low += segment.width;
    if (!segment.hold) return segment;
    const own = { signal, low: from, width: segment.width, aligned: true, role: "data", ops: [] };
    return { width: segment.width, deps: [...segment.deps, own], hold: false };
  });
  return { ...value, segments };
}
function withoutHold(value) {
  if (value.segments.every((segment) => !segment.hold)) return value;
  return { ...value, segments: value.segments.map((segment) => ({ ...segment, hold: false })) };
}
function retainSign(value, signal) {
  if (value.constant === void 0 || !signal.type.signed) return { ...value, signed: signal.type.signed };
  return { ...value, signed: true, constant: BigInt.asIntN(value.width, value.constant) };
}

// server/src/graph/mergeChoices.ts
var Conditions = class {
  constructor(always, perArm, arms, site, parallel = false) {
    this.always = always;
    this.perArm = perArm;
    this.arms = arms;
    this.site = site;
    this.parallel = parallel;
  }
  always;
  perArm;
  arms;
  site;
  parallel;
  made = /* @__PURE__ */ new Map();
  of(touched, role) {
    const last = touched.lastIndexOf(true);
    const key = this.parallel ? touched.map(Number).join("") : String(last);
    const known = this.made.get(`${key}${role}`);
    if (known !== void 0) return known;
    const takesRest = last === this.arms - 1;
    const tests = this.perArm.filter((_, i) => takesRest || (this.parallel ? touched[i] === true : i <= last)).flat();
    const made = collapse([...this.always, ...tests], { op: "mux", width: this.perArm.length }, role).map((dep) => ({
      ...dep,
      site: this.site
    }));
    this.made.set(`${key}${role}`, made);
    return made;
  }
};
function mergeChoices(options, condition, reset) {
  const first = options[0]?.value;
  if (first === void 0) throw new Error("a branch without arms");
  const resetValue = reset === void 0 ? void 0 : options[reset === "then" ? 0 : 1]?.value;
  let merged = first;
  let differs = false;
  for (const option of options.slice(1)) {
    if (option.value === first) continue;
    differs = true;
    merged = { ...merged, segments: zipValues(merged, option.value, join2), grows: merged.grows || option.value.grows };
  }
  if (!differs) return first;
  const segments = resetValue === void 0 ? merged.segments.map((segment) => settle(segment, condition(segment.hold ? "enable" : "select"))) : zipValues(
    merged,
    resetValue,
    (segment, atReset) => settle(segment, condition(!atReset.hold ? "reset" : segment.hold ? "enable" : "select"))
  );
  const value = { width: first.width, segments, signed: first.signed, grows: merged.grows };
  const alternatives = joinAlternatives(options);
  return alternatives === void 0 ? value : { ...value, alternatives };
}
function join2(a, b) {
  const touched = a.hold !== b.hold || a.touched === true || b.touched === true;
  return {
    width: a.width,
    deps: a.deps === b.deps ? a.deps : [...a.deps, ...b.deps],
    hold: a.hold || b.hold,
    ...touched ? { touched } : {}
  };
}
function settle(segment, conditions) {
  if (segment.hold && segment.deps.length === 0 && segment.touched !== true) return segment;
  return { ...segment, deps: mergeDeps([...segment.deps, ...conditions]) };
}
function joinAlternatives(options) {
  if (options.every((option) => option.value.alternatives === void 0)) return void 0;
  const list3 = [];
  let rest;
  let tested;
  for (const option of options) {
    const own = alternativesOf(option.value);
    if (own === void 0) return void 0;
    const guard = option.guardText ?? (option.guard === void 0 ? rest : printExpression(option.guard));
    const opposite2 = option.guard === void 0 ? tested : negate(option.guard);
    if (option.guard !== void 0) {
      rest = opposite2;
      tested = guard;
    }
    for (const one of own) {
      if (opposite2 !== void 0 && one.guards.includes(opposite2)) continue;
      list3.push(guard === void 0 ? one : { ...one, guards: joinGuards([guard], one.guards) });
    }
  }
  return mergeAlternatives(list3);
}

// server/src/graph/storeValue.ts
function assignedPlaces(target, host) {
  if (target.kind === "concat" || target.kind === "stream") return target.parts.flatMap((part) => assignedPlaces(part, host));
  if (target.kind === "pattern") return target.items.flatMap((item) => assignedPlaces(item.value, host));
  const place = findPlace(target, host);
  return place === void 0 || !isSignal(place.of) ? [] : [place];
}
function storeValue(places, raw, store) {
  const { site } = store;
  const width = places.reduce((sum, place) => sum + place.type.width, 0);
  const opaque = places.length === 1 && places[0]?.type.kind === "unknown";
  const sized = tag(opaque ? opaqueValue(raw) : resizeValue(raw, Math.max(1, width)), site);
  const value = store.marksOrigin ? withOrigin(sized, site.start) : sized;
  let at = width;
  for (const place of places) {
    at -= place.type.width;
    if (isSignal(place.of)) writePlace(place, place.of, sliceValue(value, at, place.type.width), store);
  }
}
function writePlace(place, signal, value, store) {
  const { env, which, site, window } = store;
  const current = env.current(which, signal);
  if (window?.signal === signal && current.width !== signal.type.width) {
    const seen = writeWindow(window, place, current, value);
    if (seen !== void 0) env[which].set(signal, seen);
    return;
  }
  if (place.indices.length === 0) {
    const part = { ...value, signed: signal.type.signed };
    env[which].set(signal, retainSign(replaceBits(current, place.low, part), signal));
    return;
  }
  const chosen = collapse(place.indices, { op: "[]", width: place.width }, "select").map((dep) => ({ ...dep, site }));
  const added = [...collapse([value]), ...chosen];
  const old = sliceValue(current, place.low, place.width);
  const segments = old.segments.map((segment) => ({ ...segment, deps: mergeDeps([...segment.deps, ...added]) }));
  env[which].set(signal, replaceBits(current, place.low, { width: place.width, segments, signed: false, grows: false }));
}
function writeWindow(window, place, current, value) {
  const from = Math.max(window.low, place.low);
  const to = Math.min(window.low + window.width, place.low + place.width);
  if (to <= from) return void 0;
  if (place.indices.length > 0) return mixedValue(window.width, [current, value]);
  return replaceBits(current, from - window.low, sliceValue(value, from - place.low, to - from));
}

// server/src/graph/unrollLoop.ts
var loopLimit = 4200;
function unrollLoop(loop2, machine) {
  if (loop2.style === "foreach") {
    runForeach(machine, loop2);
    return;
  }
  machine.head(() => {
    for (const one of loop2.init) machine.run(one);
  });
  if (loop2.style === "repeat") runRepeat(machine, loop2);
  else runWhile(machine, loop2);
}
function runWhile(machine, loop2) {
  let unknown = 0;
  for (let count = 0; count < loopLimit && !machine.ended; count++) {
    const test = loop2.test === void 0 ? constantValue(1n, 1) : evaluate2(loop2.test, machine);
    if (test.constant === 0n && !(loop2.style === "do" && count === 0)) return;
    if (loop2.test === void 0 || test.constant === void 0) {
      if (++unknown > 2) return;
    }
    iterate(machine, loop2);
    machine.head(() => {
      for (const one of loop2.step) machine.run(one);
    });
  }
}
function iterate(machine, loop2) {
  machine.run(loop2.body);
}
function runRepeat(machine, loop2) {
  const count = constantOf(loop2.test, machine);
  const turns = count === void 0 ? 2 : Math.min(Number(count), loopLimit);
  for (let i = 0; i < turns && !machine.ended; i++) iterate(machine, loop2);
}
function runForeach(machine, loop2) {
  const names = [];
  let array = loop2.test;
  while (array?.kind === "index") {
    names.unshift(array.index);
    array = array.base;
  }
  const type = array === void 0 ? void 0 : findPlace(array, machine)?.type;
  nest(machine, loop2, names, type);
}
function nest(machine, loop2, names, type) {
  const [first, ...rest] = names;
  if (first?.kind !== "name") {
    iterate(machine, loop2);
    return;
  }
  if (type?.kind !== "array") return;
  const count = Math.min(loopLimit, Math.abs(type.left - type.right) + 1);
  for (let i = 0; i < count && !machine.ended; i++) {
    const index = type.left >= type.right ? type.right + i : type.left + i;
    machine.scope.declare(first.name, { kind: "constant", value: constantValue(BigInt(index), 32, true) });
    nest(machine, loop2, rest, type.element);
  }
}

// server/src/graph/caseOptions.ts
function caseOptions(statement, host) {
  const subject = evaluate2(statement.subject, host);
  const options = [];
  const parallel = statement.priority === "unique" || statement.priority === "unique0";
  const labels = [];
  let fallback;
  for (const arm of statement.arms) {
    if (arm.labels.length === 0) {
      fallback = arm;
      continue;
    }
    const possible = [];
    const tests = [];
    for (const label of arm.labels) {
      const value = evaluateLabel(label, host, tests);
      const match = value === void 0 ? void 0 : matches(subject, value, statement.style);
      if (match === false) continue;
      if (match === true)
        return { options, certain: { body: arm.body, guard: guardOf(statement, [label]) }, subject, parallel, full: true };
      possible.push(label);
    }
    if (possible.length === 0) continue;
    labels.push(...possible);
    options.push({ arm, guard: guardOf(statement, possible), tests });
  }
  if (fallback !== void 0)
    return { options, certain: { body: fallback.body, guard: otherwise(statement, labels) }, subject, parallel, full: true };
  return { options, subject, parallel, full: isFull(statement, subject, labels, host) };
}
function evaluateLabel(label, host, tests) {
  if (label.kind === "span") {
    tests.push(evaluate2(label.low, host), evaluate2(label.high, host));
    return void 0;
  }
  const value = evaluate2(label, host);
  if (value.constant === void 0) tests.push(value);
  return value;
}
function matches(subject, label, style) {
  if (subject.constant === void 0 || label.constant === void 0 || subject.wild !== void 0) return void 0;
  const width = Math.max(subject.width, label.width);
  const wild = style === "case" ? 0n : label.wild ?? 0n;
  if (style === "case" && label.wild !== void 0) return false;
  const mask = (1n << BigInt(width)) - 1n & ~wild;
  return (BigInt.asUintN(width, subject.constant) & mask) === (BigInt.asUintN(width, label.constant) & mask);
}
function guardOf(statement, labels) {
  const { subject } = statement;
  const [only] = labels;
  if (isOne(subject)) return labels.map(printExpression).join(" || ");
  const text2 = printExpression(subject);
  const simple = subject.kind === "binary" || subject.kind === "conditional" ? `(${text2})` : text2;
  if (labels.length === 1 && only !== void 0 && only.kind !== "span") {
    const wild = only.kind === "number" && only.wild !== 0n;
    return `${simple} ${wild ? "==?" : "=="} ${printExpression(only)}`;
  }
  return `${simple} inside {${labels.map(printExpression).join(", ")}}`;
}
function otherwise(statement, labels) {
  const [only] = labels;
  if (only === void 0) return "1";
  if (isOne(statement.subject))
    return labels.length <= 3 ? labels.map(negate).join(" && ") : `!(${labels.map(printExpression).join(" || ")})`;
  const guard = guardOf(statement, labels);
  return labels.length === 1 && guard.includes(" == ") ? guard.replace(" == ", " != ") : `!(${guard})`;
}
function isOne(subject) {
  return subject.kind === "number" && subject.value === 1n && subject.wild === 0n;
}
function isFull(statement, subject, labels, host) {
  if (statement.priority === "unique" || statement.priority === "priority") return true;
  if (subject.width > 16 || subject.constant !== void 0) return false;
  const seen = /* @__PURE__ */ new Set();
  for (const label of labels) {
    const value = constantOf(label, host);
    if (value !== void 0) seen.add(BigInt.asUintN(subject.width, value));
  }
  return seen.size >= 1 << subject.width;
}

// server/src/graph/machine.ts
var stepLimit = 6e4;
var Machine = class {
  constructor(shared2, scope, options = {}) {
    this.shared = shared2;
    this.options = options;
    this.scope = scope;
    this.folds = options.assume !== void 0;
  }
  shared;
  options;
  env = new Environment();
  scope;
  folds;
  /** Constants assigned in reset branches. */
  resetValues = /* @__PURE__ */ new Map();
  /** Signals that only steer loops. */
  loopVariables = /* @__PURE__ */ new Set();
  guards = [];
  rootEnv = this.env;
  depth = 0;
  steps = 0;
  ended = false;
  joins = [];
  inLoopHead = false;
  read(signal, offset) {
    const assumed = this.options.assume?.(signal);
    const value = this.env.lookup("blocking", signal);
    if (value === void 0) return assumed ?? signalValue(signal);
    if (value.constant !== void 0) return value;
    const last = this.options.lastAssigned?.get(signal.id);
    const finished = last !== void 0 && this.depth === 0 && offset >= last && this.rootEnv.blocking.get(signal) === value;
    if (finished && signal.origin !== "local" && value.alternatives === void 0) return signalValue(signal);
    return withOldBits(value, signal, assumed);
  }
  implicit(id, expr) {
    return this.shared.implicit(id, expr);
  }
  interfaceMember(port, member, expr) {
    return this.shared.interfaceMember(port, member, expr);
  }
  packageScope(name) {
    return this.shared.packageScope(name);
  }
  run(statement) {
    if (this.ended || ++this.steps > stepLimit) {
      if (this.steps === stepLimit + 1) this.shared.note("A process has too many unrolled statements; the rest of it was left out.");
      return;
    }
    if (this.options.relevant !== void 0 && !this.options.relevant(statement)) return;
    switch (statement.kind) {
      case "block":
        this.runBlock(statement);
        return;
      case "declare":
        this.declare(statement);
        return;
      case "assign":
        this.runAssign(statement);
        return;
      case "if":
        this.runIf(statement);
        return;
      case "case":
        this.runCase(statement);
        return;
      case "loop":
        this.runLoop(statement);
        return;
      case "call":
        if (statement.call.kind === "call") this.call0(statement.call);
        return;
      case "timing":
        this.run(statement.body);
        return;
      case "return":
        if (statement.value !== void 0) this.returnValue(statement.value, statement);
        this.ended = true;
        return;
      case "jump":
        this.ended = true;
        return;
      case "skip":
        return;
    }
  }
  runBlock(block2) {
    const { scope } = this;
    if (block2.label !== void 0 || block2.body.some((one) => one.kind === "declare")) {
      this.scope = new Scope2(block2.label === void 0 ? scope.prefix : `${scope.prefix}${block2.label}.`, scope);
    }
    for (const statement of block2.body) this.run(statement);
    this.scope = scope;
  }
  declare(statement) {
    for (const one of statement.declarators) {
      if (statement.parameter) {
        const value = one.init === void 0 ? emptyValue(32) : evaluate2(one.init, this);
        this.scope.declare(one.name, { kind: "constant", value });
        continue;
      }
      const signal = this.local(one);
      if (one.init !== void 0) {
        const { width } = signal.type;
        this.env.blocking.set(signal, resizeValue(evaluateAs(one.init, signal.type, this, width), width));
      }
    }
  }
  local(one) {
    const { type } = resolveType(one.type, this, one.unpacked);
    const signal = this.shared.newSignal(`${this.scope.prefix}${one.name}`, one, type, "local");
    this.scope.declare(one.name, { kind: "signal", signal });
    return signal;
  }
  runAssign(statement) {
    const { op } = statement;
    let value = statement.value;
    if (op !== "=")
      value = { kind: "binary", op: op.slice(0, -1), left: statement.target, right: value, start: statement.start, end: statement.end };
    this.store(statement.target, value, statement.blocking ? "blocking" : "next", statement);
  }
  assign(target, value, expr) {
    this.storeValue(assignedPlaces(target, this), value, "blocking", this.site("assign", expr));
  }
  store(target, value, which, span) {
    const places = assignedPlaces(target, this);
    const width = places.reduce((sum, place) => sum + place.type.width, 0);
    const type = places.length === 1 ? places[0]?.type : void 0;
    const raw = evaluateAs(value, type, this, Math.max(1, width));
    this.storeValue(places, raw, which, this.site("assign", span));
  }
  storeValue(places, raw, which, site) {
    if (this.inLoopHead) {
      for (const place of places) if (isSignal(place.of)) this.loopVariables.add(place.of);
    }
    storeValue(places, raw, { env: this.env, which, site, window: this.options.window, marksOrigin: this.folds });
  }
  site(kind, span) {
    return this.shared.newSite(kind, span, this.guards);
  }
  /** Gives a signal a value as an assignment of that place would (instance pins). */
  drive(signal, value, span) {
    const { type } = signal;
    this.storeValue(
      [{ of: signal, low: 0, width: type.width, type, indices: [] }],
      value,
      "next",
      this.shared.newSite("instance", span, [])
    );
  }
  /** Connects a signal to an expression that can be assigned. False when it cannot. */
  connect(target, signal) {
    const places = assignedPlaces(target, this);
    if (places.length === 0) return false;
    this.storeValue(places, signalValue(signal), "next", this.shared.newSite("instance", target, []));
    return true;
  }
  /** Total width in bits of what an assignable expression names, and whether all of it is known. */
  targetWidth(target) {
    const places = assignedPlaces(target, this);
    return places.length === 0 || places.some((place) => place.type.kind === "unknown") ? void 0 : places.reduce((sum, place) => sum + place.type.width, 0);
  }
  /** The signals an assignable expression names. */
  targetSignals(target) {
    return assignedPlaces(target, this).flatMap((place) => isSignal(place.of) ? [place.of] : []);
  }
  runIf(statement) {
    const test = evaluate2(statement.test, this);
    if (test.constant !== void 0 && test.wild === void 0) {
      if (test.constant !== 0n) this.run(statement.then);
      else if (statement.otherwise !== void 0) this.run(statement.otherwise);
      return;
    }
    const reset = this.options.resets?.get(statement);
    if (reset !== void 0 && this.options.withoutResets === true) {
      const other = reset === "then" ? statement.otherwise : statement.then;
      if (other !== void 0) this.run(other);
      return;
    }
    const base = this.env;
    const guard = this.folds ? residual(statement.test, this) : statement.test;
    const text2 = printExpression(guard);
    const site = this.shared.newSite("branch", statement.test, [...this.guards, text2]);
    const then = this.arm(statement.then, reset === "else" ? [] : [text2], base);
    const otherwise2 = this.arm(statement.otherwise, reset === "then" ? [] : [negate(guard)], base);
    if (reset !== void 0) this.recordReset(reset === "then" ? then.env : otherwise2.env);
    this.env = base;
    const choice = { test, guard, site };
    if (then.ended !== otherwise2.ended) {
      const live = then.ended ? "else" : "then";
      this.joins.push({ base, ended: then.ended ? then.env : otherwise2.env, live, choice });
      this.env = then.ended ? otherwise2.env : then.env;
      return;
    }
    this.ended = then.ended;
    const conditions = new Conditions([test], [[], []], 2, site);
    this.merge(base, [{ env: then.env, guard }, { env: otherwise2.env }], conditions, reset);
  }
  arm(statement, guards, base) {
    this.env = new Environment(base);
    const count = this.guards.length;
    this.guards.push(...guards);
    if (statement !== void 0) this.run(statement);
    this.guards.length = count;
    const { env, ended } = this;
    this.ended = false;
    return { env, ended };
  }
  recordReset(env) {
    for (const which of ["blocking", "next"]) {
      for (const [signal, value] of env[which]) this.resetValues.set(signal, value.constant);
    }
  }
  merge(base, arms, conditions, reset) {
    for (const which of ["blocking", "next"]) {
      const assigned = arms.map((arm) => arm.env.assignedSince(which, base));
      for (const signal of new Set(assigned.flatMap((set) => [...set]))) {
        const options = arms.map((arm) => {
          const value = arm.env.current(which, signal);
          return {
            value,
            ...arm.guard === void 0 ? {} : { guard: arm.guard },
            ...arm.guardText === void 0 ? {} : { guardText: arm.guardText }
          };
        });
        const touched = assigned.map((set) => set.has(signal));
        base[which].set(
          signal,
          mergeChoices(options, (role) => conditions.of(touched, role), reset)
        );
      }
    }
  }
  runCase(statement) {
    const base = this.env;
    const { options, certain, subject, parallel, full } = caseOptions(statement, this);
    if (options.length === 0) {
      if (certain !== void 0) this.run(certain.body);
      return;
    }
    const site = this.shared.newSite("branch", statement.subject, [...this.guards, printExpression(statement.subject)]);
    const arms = [];
    for (const option of options) arms.push({ ...this.arm(option.arm.body, [option.guard], base), guardText: option.guard });
    if (certain !== void 0) arms.push({ ...this.arm(certain.body, [certain.guard], base), guardText: certain.guard });
    else if (!full) arms.push({ env: new Environment(base), ended: false });
    this.env = base;
    const alive = arms.filter((arm) => !arm.ended);
    this.ended = alive.length === 0;
    const tests = arms.map((_, i) => options[i]?.tests ?? []);
    this.merge(base, arms, new Conditions([subject], tests, full && certain === void 0 ? arms.length + 1 : arms.length, site, parallel));
  }
  runLoop(loop2) {
    const { scope } = this;
    const joinCount = this.joins.length;
    this.scope = new Scope2(scope.prefix, scope);
    unrollLoop(loop2, this);
    this.ended = false;
    this.rejoin(joinCount);
    this.scope = scope;
  }
  head(run) {
    const before = this.inLoopHead;
    this.inLoopHead = true;
    run();
    this.inLoopHead = before;
  }
  /** Paths that left early come back together with the one that went on. */
  rejoin(count) {
    while (this.joins.length > count) {
      const join3 = this.joins.pop();
      if (join3 === void 0) return;
      const live = { env: this.env };
      const ended = { env: join3.ended };
      const { guard, test, site } = join3.choice;
      const arms = join3.live === "else" ? [{ ...ended, guard }, live] : [{ ...live, guard }, ended];
      this.merge(join3.base, arms, new Conditions([test], [[], []], 2, site));
      this.env = join3.base;
    }
  }
  returnValue(value, span) {
    const entity = this.scope.lookup("return value");
    if (entity?.kind !== "signal") return;
    const { width } = entity.signal.type;
    this.storeValue(
      [{ of: entity.signal, low: 0, width, type: entity.signal.type, indices: [] }],
      evaluateAs(value, entity.signal.type, this, width),
      "blocking",
      this.site("assign", span)
    );
  }
  call0(call) {
    const found = findRoutine(call.callee, this);
    if (found !== void 0) this.call(found.routine, found.scope, call);
    else for (const arg of call.args) evaluate2(arg.value, this);
  }
  /** A function or task called here: its body runs with the arguments' values, so its data flow becomes the caller's. */
  call(routine2, home, call) {
    if (this.depth > 24)
      return mixedValue(
        32,
        call.args.map((arg) => evaluate2(arg.value, this)),
        void 0,
        { grows: true }
      );
    const actuals = routine2.ports.map(
      (port, i) => call.args.find((arg) => arg.name === port.name)?.value ?? (call.args[i]?.name === void 0 ? call.args[i]?.value : void 0)
    );
    const inside = new Scope2(home.prefix, home);
    const caller = { scope: this.scope, ended: this.ended, joins: this.joins.length };
    const inputs = routine2.ports.map((port, i) => this.argument(port, actuals[i], inside));
    this.scope = inside;
    this.depth++;
    for (const input of inputs) if (input.value !== void 0) this.env.blocking.set(input.signal, input.value);
    const result2 = this.resultSignal(routine2, inside);
    this.ended = false;
    this.run(routine2.body);
    this.ended = caller.ended;
    this.rejoin(caller.joins);
    this.depth--;
    this.scope = caller.scope;
    routine2.ports.forEach((port, i) => {
      const actual = actuals[i];
      const signal = inputs[i]?.signal;
      if (port.direction === "input" || actual === void 0 || signal === void 0 || actual.kind === "none") return;
      this.storeValue(assignedPlaces(actual, this), this.env.current("blocking", signal), "blocking", this.site("assign", call));
    });
    return result2 === void 0 ? emptyValue(1) : withoutHold(this.env.current("blocking", result2));
  }
  argument(port, actual, inside) {
    const host = Object.create(this, { scope: { value: inside } });
    const { type } = resolveType(port.type, host, port.unpacked);
    const signal = this.shared.newSignal(port.name, port, type, "local");
    inside.declare(port.name, { kind: "signal", signal });
    const given = actual === void 0 || actual.kind === "none" ? port.init : actual;
    if (port.direction === "output" || given === void 0) return { signal, value: void 0 };
    const raw = evaluateAs(given, type, this, type.width);
    return { signal, value: type.kind === "unknown" ? opaqueValue(raw) : { ...resizeValue(raw, type.width), signed: type.signed } };
  }
  resultSignal(routine2, inside) {
    if (routine2.kind !== "function") return void 0;
    const type = routine2.type === void 0 ? void 0 : resolveType(routine2.type, this).type;
    const signal = this.shared.newSignal(routine2.name, routine2, type ?? { kind: "bit", width: 1, signed: false }, "local");
    inside.declare(routine2.name, { kind: "signal", signal });
    inside.declare("return value", { kind: "signal", signal });
    return signal;
  }
};

// server/src/graph/lexer.ts
var spaces = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\(\*(?!\s*\))[\s\S]*?\*\)|`(?:line|timescale|default_nettype|resetall|celldefine|endcelldefine)[^\n]*)+/y;
var word = /[A-Za-z_][\w$]*/y;
var escaped = /\\\S+/y;
var system = /\$[\w$]*/y;
var macro = /`[A-Za-z_][\w$]*/y;
var basedNumber = /(?:\d[\d_]*\s*)?'[sS]?[bodhBODH]\s*[\da-fA-FxXzZ?_]+|'[01xXzZ](?![\w'])/y;
var plainNumber = /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:fs|ps|ns|us|ms|s\b)?/y;
var quoted = /"(?:[^"\\]|\\[\s\S])*"?/y;
var operator = /<<<=|>>>=|===|!==|==\?|!=\?|<<<|>>>|<->|->>|<<=|>>=|\|->|\|=>|&&&|\+:|-:|\*\*|&&|\|\||==|!=|<=|>=|<<|>>|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|->|~&|~\||~\^|\^~|::|:=|:\/|'\{|\.\*|##|[\s\S]/y;
function tokenize2(text2, from = 0, to = text2.length) {
  const tokens = [];
  let at = from;
  const take = (pattern3) => {
    pattern3.lastIndex = at;
    return pattern3.test(text2) && pattern3.lastIndex > at;
  };
  const push = (kind, end) => {
    tokens.push({ kind, text: text2.slice(at, end), start: at, end, ...hints === void 0 ? {} : { hints } });
    at = end;
  };
  let hints;
  while (at < to) {
    hints = void 0;
    if (take(spaces)) {
      if (spaces.lastIndex - at > 9) hints = caseHints(text2.slice(at, spaces.lastIndex));
      at = spaces.lastIndex;
    }
    if (at >= to) break;
    const code = text2.charCodeAt(at);
    if (isLetter(code)) {
      take(word);
      push("id", word.lastIndex);
    } else if ((isDigit(code) || code === 39) && take(basedNumber)) push("number", basedNumber.lastIndex);
    else if (isDigit(code) && take(plainNumber)) push("number", plainNumber.lastIndex);
    else if (code === 36 && take(system)) push("system", system.lastIndex);
    else if (code === 34 && take(quoted)) push("string", quoted.lastIndex);
    else if (code === 92 && take(escaped)) push("id", escaped.lastIndex);
    else if (code === 96 && take(macro)) push("id", macro.lastIndex);
    else {
      take(operator);
      push("op", operator.lastIndex);
    }
  }
  tokens.push({ kind: "end", text: "", start: to, end: to });
  return tokens;
}
function caseHints(skipped2) {
  return skipped2.includes("_case") ? skipped2 : void 0;
}
function isLetter(code) {
  return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code === 95;
}
function isDigit(code) {
  return code >= 48 && code <= 57;
}

// server/src/graph/number.ts
var bitsPerDigit = { b: 1, o: 3, h: 4 };
function parseNumber(text2, start, end) {
  const quote = text2.indexOf("'");
  const common = { kind: "number", text: text2, start, end };
  if (quote < 0) {
    const digits2 = /^[\d_]+/.exec(text2)?.[0] ?? "0";
    const value2 = digits2.replaceAll("_", "");
    return { ...common, value: BigInt(value2), wild: 0n, signed: true };
  }
  const rest = text2.slice(quote + 1).replaceAll("_", "").toLowerCase();
  if (/^[01xz]$/.test(rest)) {
    return { ...common, value: rest === "1" ? 1n : 0n, wild: rest === "0" || rest === "1" ? 0n : 1n, signed: false, fill: true };
  }
  const signed = rest.startsWith("s");
  const base = rest[signed ? 1 : 0] ?? "d";
  const digits = rest.slice(signed ? 2 : 1).trim();
  const size = text2.slice(0, quote).replaceAll("_", "").trim();
  const width = size === "" ? void 0 : Number(size);
  const { value, wild } = base === "d" ? decimal(digits) : powerOfTwo(digits, bitsPerDigit[base] ?? 1, width);
  return { ...common, value, wild, signed, ...width === void 0 ? {} : { width } };
}
function decimal(digits) {
  return /^\d+$/.test(digits) ? { value: BigInt(digits), wild: 0n } : { value: 0n, wild: 1n };
}
function powerOfTwo(digits, bits, width) {
  let value = 0n;
  let wild = 0n;
  const ones = (1n << BigInt(bits)) - 1n;
  for (const digit of digits) {
    const isWild = digit === "x" || digit === "z" || digit === "?";
    const number = isWild ? 0 : Number.parseInt(digit, 16);
    value = value << BigInt(bits) | BigInt(Number.isNaN(number) ? 0 : number);
    wild = wild << BigInt(bits) | (isWild ? ones : 0n);
  }
  const given = digits.length * bits;
  if (width !== void 0 && given < width && /^[xz?]/.test(digits)) wild |= (1n << BigInt(width - given)) - 1n << BigInt(given);
  if (width !== void 0) {
    const mask = (1n << BigInt(width)) - 1n;
    return { value: value & mask, wild: wild & mask };
  }
  return { value, wild };
}

// server/src/graph/readExpression.ts
var binaryLevel = {
  "->": 1,
  "<->": 1,
  "||": 3,
  "&&": 4,
  "&&&": 4,
  "|": 5,
  "^": 6,
  "^~": 6,
  "~^": 6,
  "&": 7,
  "==": 8,
  "!=": 8,
  "===": 8,
  "!==": 8,
  "==?": 8,
  "!=?": 8,
  "<": 9,
  "<=": 9,
  ">": 9,
  ">=": 9,
  inside: 9,
  "<<": 10,
  ">>": 10,
  "<<<": 10,
  ">>>": 10,
  "+": 11,
  "-": 11,
  "*": 12,
  "/": 12,
  "%": 12,
  "**": 13
};
var unaryOps = /* @__PURE__ */ new Set(["+", "-", "!", "~", "&", "|", "^", "~&", "~|", "~^", "^~"]);
function readExpression(at) {
  return readConditional(at);
}
function readConditional(at) {
  const test = readBinary(at, 1);
  if (!at.accept("?")) return test;
  const yes = readConditional(at);
  at.expect(":");
  const no = readConditional(at);
  return { kind: "conditional", test, yes, no, start: test.start, end: no.end };
}
function readBinary(at, least) {
  let left = readUnary(at);
  for (; ; ) {
    const token2 = at.peek();
    const level = token2.kind === "op" || token2.text === "inside" ? binaryLevel[token2.text] : void 0;
    if (level === void 0 || level < least) return left;
    if (token2.text === "->" && least > 1) return left;
    at.next();
    if (token2.text === "inside") {
      at.expect("{");
      const set = readRangeList(at, "}");
      left = { kind: "inside", arg: left, set, start: left.start, end: at.lastEnd };
      continue;
    }
    const right = readBinary(at, level + 1);
    left = { kind: "binary", op: token2.text, left, right, start: left.start, end: right.end };
  }
}
function readRangeList(at, close2) {
  const set = [];
  while (!at.accept(close2)) {
    const start = at.peek().start;
    if (at.accept("[")) {
      const low = readExpression(at);
      at.expect(":");
      const high = readExpression(at);
      at.expect("]");
      set.push({ kind: "span", low, high, start, end: at.lastEnd });
    } else set.push(readExpression(at));
    if (!at.accept(",") && !at.is(close2)) at.fail("a list of values");
  }
  return set;
}
function readUnary(at) {
  const token2 = at.peek();
  if (token2.kind === "op") {
    if (unaryOps.has(token2.text)) {
      at.next();
      const arg = readUnary(at);
      return { kind: "unary", op: token2.text, arg, start: token2.start, end: arg.end };
    }
    if (token2.text === "++" || token2.text === "--") {
      at.next();
      const arg = readUnary(at);
      return { kind: "step", op: token2.text, arg, start: token2.start, end: arg.end };
    }
  }
  if (token2.text === "tagged") at.next();
  return readPostfix(at, readPrimary(at));
}
function readPrimary(at) {
  const token2 = at.peek();
  switch (token2.kind) {
    case "number":
      at.next();
      return parseNumber(token2.text, token2.start, token2.end);
    case "string":
      at.next();
      return { kind: "string", text: token2.text.slice(1, -1), start: token2.start, end: token2.end };
    case "system": {
      at.next();
      const args = at.is("(") ? readArguments(at) : [];
      return { kind: "system", name: token2.text, args, start: token2.start, end: at.lastEnd };
    }
    case "id":
      return readNamePrimary(at);
    default:
      return readBracketPrimary(at);
  }
}
function readNamePrimary(at) {
  const token2 = at.peek();
  if (isBuiltinType(token2.text) || token2.text === "type" && at.peek(1).text === "(") {
    if (token2.text === "type") {
      at.skipGroup(1);
      return { kind: "none", start: token2.start, end: at.lastEnd };
    }
    const type = readType2(at);
    return { kind: "type", type, start: token2.start, end: at.lastEnd };
  }
  at.next();
  if (at.is("::") && at.peek(1).kind === "id") {
    let scope = token2.text;
    let name = scope;
    while (at.is("::") && at.peek(1).kind === "id") {
      at.next();
      scope = name;
      name = at.next().text;
    }
    return { kind: "scoped", scope, name, start: token2.start, end: at.lastEnd };
  }
  if (at.is("#") && at.peek(1).text === "(") {
    at.skipGroup(1);
    if (at.accept("::")) return { kind: "scoped", scope: token2.text, name: at.next().text, start: token2.start, end: at.lastEnd };
  }
  return { kind: "name", name: token2.text.startsWith("\\") ? token2.text.slice(1) : token2.text, start: token2.start, end: token2.end };
}
function readBracketPrimary(at) {
  const token2 = at.next();
  if (token2.text === "(") return readParenthesised(at, token2.start);
  if (token2.text === "{") return readConcat(at, token2.start);
  if (token2.text === "'{") return readPattern(at, token2.start);
  if (token2.text === "$") return { kind: "none", start: token2.start, end: token2.end };
  return at.fail("an expression");
}
function readParenthesised(at, start) {
  let inner = readExpression(at);
  if (at.is("=") || /^[-+*/%&|^]=$|^<<=$|^>>=$/.test(at.peek().text)) {
    const op = at.next().text;
    const value = readExpression(at);
    inner = { kind: "assign", target: inner, op, value, start: inner.start, end: value.end };
  } else if (at.accept(":")) {
    inner = readExpression(at);
    at.expect(":");
    readExpression(at);
  }
  at.expect(")");
  return { ...inner, start, end: at.lastEnd };
}
function readConcat(at, start) {
  if (at.is("<<") || at.is(">>")) {
    const op = at.next().text;
    if (!at.is("{")) {
      if (isBuiltinType(at.peek().text)) readType2(at);
      else readExpression(at);
    }
    at.expect("{");
    const parts2 = readList(at, "}");
    at.expect("}");
    at.expect("}");
    return { kind: "stream", op, parts: parts2, start, end: at.lastEnd };
  }
  if (at.accept("}")) return { kind: "concat", parts: [], start, end: at.lastEnd };
  const first = readExpression(at);
  if (at.accept("{")) {
    const parts2 = readList(at, "}");
    at.expect("}");
    at.expect("}");
    return { kind: "repeat", count: first, parts: parts2, start, end: at.lastEnd };
  }
  const parts = [first];
  while (at.accept(",")) parts.push(readExpression(at));
  at.expect("}");
  return { kind: "concat", parts, start, end: at.lastEnd };
}
function readPattern(at, start) {
  const items = [];
  while (!at.accept("}")) {
    if (at.is("default") && at.peek(1).text === ":") {
      const token2 = at.next();
      at.next();
      items.push({ key: { kind: "name", name: "default", start: token2.start, end: token2.end }, value: readExpression(at) });
    } else {
      const first = readExpression(at);
      if (at.accept(":")) items.push({ key: first, value: readExpression(at) });
      else if (at.is("{")) {
        at.next();
        const parts = readList(at, "}");
        at.expect("}");
        items.push({ value: { kind: "repeat", count: first, parts, start: first.start, end: at.lastEnd } });
      } else items.push({ value: first });
    }
    if (!at.accept(",") && !at.is("}")) at.fail("an assignment pattern");
  }
  return { kind: "pattern", items, start, end: at.lastEnd };
}
function readPostfix(at, first) {
  let base = first;
  for (; ; ) {
    const token2 = at.peek();
    if (token2.kind !== "op") return base;
    const { start } = base;
    if (token2.text === "[") base = readSelect(at, base);
    else if (token2.text === "." && at.peek(1).kind === "id") {
      at.next();
      base = { kind: "member", base, name: at.next().text, start, end: at.lastEnd };
    } else if (token2.text === "(" && isCallee(base)) {
      base = { kind: "call", callee: base, args: readArguments(at), start, end: at.lastEnd };
    } else if (token2.text === "'" && at.peek(1).text === "(") {
      at.next();
      at.next();
      const arg = readExpression(at);
      at.expect(")");
      base = { kind: "cast", type: base.kind === "type" ? base.type : base, arg, start, end: at.lastEnd };
    } else if (token2.text === "'{") {
      at.next();
      base = readPattern(at, start);
    } else if (token2.text === "++" || token2.text === "--") {
      at.next();
      base = { kind: "step", op: token2.text, arg: base, start, end: at.lastEnd };
    } else return base;
  }
}
function isCallee(base) {
  return base.kind === "name" || base.kind === "scoped" || base.kind === "member";
}
function readSelect(at, base) {
  at.expect("[");
  if (at.accept("]")) return base;
  const first = readExpression(at);
  const mode = at.is(":") || at.is("+:") || at.is("-:") ? at.next().text : void 0;
  if (mode === void 0) {
    at.expect("]");
    return { kind: "index", base, index: first, start: base.start, end: at.lastEnd };
  }
  const right = readExpression(at);
  at.expect("]");
  return { kind: "slice", base, left: first, right, mode, start: base.start, end: at.lastEnd };
}
function readList(at, close2) {
  const list3 = [];
  if (at.is(close2)) return list3;
  do
    list3.push(readExpression(at));
  while (at.accept(","));
  return list3;
}
function readArguments(at) {
  at.expect("(");
  const args = [];
  while (!at.accept(")")) {
    args.push(readArgument(at));
    if (!at.accept(",") && !at.is(")")) at.fail("an argument list");
  }
  return args;
}
function readArgument(at) {
  const token2 = at.peek();
  const none = { kind: "none", start: token2.start, end: token2.start };
  if (at.accept(".*")) return { name: "*", value: none };
  if (at.accept(".")) {
    const nameToken = at.next();
    const name = nameToken.text.startsWith("\\") ? nameToken.text.slice(1) : nameToken.text;
    if (!at.accept("(")) return { name, value: { kind: "name", name, start: nameToken.start, end: nameToken.end } };
    const value = at.is(")") ? none : readEventOr(at);
    at.expect(")");
    return { name, value };
  }
  if (at.is(",") || at.is(")")) return { value: none };
  return { value: readEventOr(at) };
}
function readEventOr(at) {
  const token2 = at.peek();
  if (token2.text === "posedge" || token2.text === "negedge" || token2.text === "edge") {
    at.next();
    const arg = readExpression(at);
    return { kind: "event", edge: token2.text, arg, start: token2.start, end: arg.end };
  }
  return readExpression(at);
}
function readEvents(at) {
  if (at.accept("*")) return [];
  if (!at.is("(")) return [readPostfix(at, readPrimary(at))];
  at.next();
  if (at.accept("*")) {
    at.expect(")");
    return [];
  }
  const events = [];
  do {
    events.push(readEventOr(at));
    if (at.accept("iff")) readExpression(at);
  } while (at.accept(",") || at.accept("or"));
  at.expect(")");
  return events;
}
function readDimensions2(at) {
  const dimensions2 = [];
  while (at.is("[")) {
    if (["*", "$", "]"].includes(at.peek(1).text) || isBuiltinType(at.peek(1).text)) {
      at.skipGroup();
      continue;
    }
    at.next();
    const left = readExpression(at);
    if (at.accept(":")) dimensions2.push({ left, right: readExpression(at) });
    else if (at.is("+:") || at.is("-:")) at.fail("a dimension");
    else dimensions2.push({ left });
    at.expect("]");
  }
  return dimensions2;
}

// server/src/graph/readType.ts
var builtins = /* @__PURE__ */ new Set([
  "logic",
  "reg",
  "bit",
  "byte",
  "shortint",
  "int",
  "longint",
  "integer",
  "time",
  "real",
  "shortreal",
  "realtime",
  "string",
  "chandle",
  "event",
  "void",
  "wire",
  "tri",
  "tri0",
  "tri1",
  "wand",
  "wor",
  "triand",
  "trior",
  "trireg",
  "uwire",
  "supply0",
  "supply1",
  "signed",
  "unsigned",
  "interconnect",
  "struct",
  "union",
  "enum",
  "var",
  "virtual"
]);
var netTypes = /* @__PURE__ */ new Set([
  "wire",
  "tri",
  "tri0",
  "tri1",
  "wand",
  "wor",
  "triand",
  "trior",
  "trireg",
  "uwire",
  "supply0",
  "supply1",
  "interconnect",
  "var"
]);
function isBuiltinType(word2) {
  return builtins.has(word2);
}
function isNetType(word2) {
  return netTypes.has(word2);
}
function readType2(at) {
  const start = at.peek().start;
  while (isNetType(at.peek().text) || at.is("virtual")) {
    at.next();
    if (at.is("(") || at.is("#")) skipStrengthOrDelay(at);
  }
  const token2 = at.peek();
  let base = { kind: "builtin", name: "logic" };
  if (token2.text === "struct" || token2.text === "union") base = readStruct(at);
  else if (token2.text === "enum") base = readEnum(at);
  else if (builtins.has(token2.text) && token2.text !== "signed" && token2.text !== "unsigned") {
    base = { kind: "builtin", name: at.next().text };
  } else if (token2.kind === "id" && isNamedType(at)) base = readNamed(at);
  const signed = at.accept("signed") || (at.accept("unsigned") ? false : defaultSigned(base));
  if (at.is("unsigned")) at.next();
  const packed = readDimensions2(at);
  return { base, signed, packed, start, end: Math.max(start, at.lastEnd) };
}
function skipStrengthOrDelay(at) {
  if (at.is("(")) at.skipGroup();
  if (at.accept("#")) {
    if (at.is("(")) at.skipGroup();
    else at.next();
  }
}
function defaultSigned(base) {
  return base.kind === "builtin" && ["byte", "shortint", "int", "longint", "integer"].includes(base.name);
}
function isNamedType(at) {
  let ahead = 1;
  while (at.peek(ahead).text === "::" && at.peek(ahead + 1).kind === "id") ahead += 2;
  if (at.peek(ahead).text === "#" && at.peek(ahead + 1).text === "(") ahead = at.afterGroup(ahead + 1);
  while (at.peek(ahead).text === "::" && at.peek(ahead + 1).kind === "id") ahead += 2;
  if (at.peek(ahead).text === "." && at.peek(ahead + 1).kind === "id") ahead += 2;
  while (at.peek(ahead).text === "[" && at.peek(ahead).kind === "op") ahead = at.afterGroup(ahead);
  const token2 = at.peek(ahead);
  return token2.kind === "id" && token2.text !== "inside";
}
function readNamed(at) {
  let name = at.next().text;
  let scope;
  for (; ; ) {
    if (at.is("#")) at.skipGroup(1);
    if (!at.accept("::")) break;
    scope = name;
    name = at.next().text;
  }
  const modport = at.is(".") ? (at.next(), at.next().text) : void 0;
  return { kind: "named", name, ...scope === void 0 ? {} : { scope }, ...modport === void 0 ? {} : { modport } };
}
function readStruct(at) {
  const kind = at.next().text;
  at.accept("tagged");
  const packed = at.accept("packed");
  at.accept("signed");
  at.accept("unsigned");
  at.expect("{");
  const fields = [];
  while (!at.accept("}")) {
    at.accept("rand");
    const type = readType2(at);
    fields.push(...readDeclarators(at, type));
    at.expect(";");
  }
  return { kind, packed, fields };
}
function readEnum(at) {
  at.next();
  const of = at.is("{") ? void 0 : readType2(at);
  at.expect("{");
  const members = [];
  while (!at.accept("}")) {
    const name = at.next().text;
    let count;
    if (at.accept("[")) {
      count = readExpression(at);
      if (at.accept(":")) readExpression(at);
      at.expect("]");
    }
    const value = at.accept("=") ? readExpression(at) : void 0;
    members.push({ name, ...value === void 0 ? {} : { value }, ...count === void 0 ? {} : { count } });
    if (!at.accept(",") && !at.is("}")) at.fail("an enum member");
  }
  return { kind: "enum", members, ...of === void 0 ? {} : { of } };
}
function readDeclarators(at, type) {
  const list3 = [];
  do
    list3.push(readDeclarator(at, type));
  while (at.accept(","));
  return list3;
}
function readDeclarator(at, type) {
  const token2 = at.next();
  if (token2.kind !== "id") {
    at.at--;
    at.fail("a name");
  }
  const unpacked = readDimensions2(at);
  const init = at.accept("=") ? readExpression(at) : void 0;
  const name = token2.text.startsWith("\\") ? token2.text.slice(1) : token2.text;
  return { name, type, unpacked, start: token2.start, end: at.lastEnd, ...init === void 0 ? {} : { init } };
}

// server/src/graph/tokenCursor.ts
var Unreadable = class extends Error {
};
var closers2 = { "(": ")", "[": "]", "{": "}", "'{": "}" };
var TokenCursor = class {
  constructor(tokens, at = 0) {
    this.tokens = tokens;
    this.at = at;
  }
  tokens;
  at;
  peek(ahead = 0) {
    const token2 = this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)];
    if (token2 === void 0) throw new Unreadable("no text");
    return token2;
  }
  next() {
    const token2 = this.peek();
    if (token2.kind !== "end") this.at++;
    return token2;
  }
  is(text2) {
    const token2 = this.peek();
    return token2.text === text2 && token2.kind !== "string";
  }
  accept(text2) {
    if (!this.is(text2)) return false;
    this.at++;
    return true;
  }
  expect(text2) {
    if (!this.is(text2)) this.fail(`'${text2}'`);
    return this.next();
  }
  fail(wanted) {
    const token2 = this.peek();
    throw new Unreadable(`expected ${wanted}, found ${token2.kind === "end" ? "the end" : `'${token2.text}'`}`);
  }
  /** Offset just behind the last token taken. */
  get lastEnd() {
    return this.tokens[this.at - 1]?.end ?? this.peek().start;
  }
  /** Passes the bracketed group that starts `ahead` tokens from here. */
  skipGroup(ahead = 0) {
    this.at += ahead;
    let depth = 0;
    do {
      const token2 = this.next();
      if (token2.kind === "end") return;
      if (token2.kind === "id" && token2.text === "endmodule") {
        this.at--;
        return;
      }
      if (token2.kind !== "op") continue;
      if (token2.text in closers2) depth++;
      else if (token2.text === ")" || token2.text === "]" || token2.text === "}") depth--;
    } while (depth > 0);
  }
  /** How many tokens ahead the group that starts `ahead` tokens from here ends (the token behind its closer). */
  afterGroup(ahead) {
    const back = this.at;
    this.skipGroup(ahead);
    const distance2 = this.at - back;
    this.at = back;
    return distance2;
  }
  /** Passes everything through the next `;` outside braces (those of a structure type). */
  skipPastSemicolon() {
    for (; ; ) {
      const token2 = this.peek();
      if (token2.kind === "end" || token2.kind === "id" && token2.text === "endmodule") return;
      if (token2.kind === "op" && token2.text === "{") {
        this.skipGroup();
        continue;
      }
      this.at++;
      if (token2.text === ";" && token2.kind === "op") return;
    }
  }
  /** Passes everything through the next token of that text. */
  skipPast(word2) {
    for (; ; ) {
      const token2 = this.next();
      if (token2.kind === "end" || token2.text === word2 && token2.kind === "id") return;
    }
  }
};

// server/src/graph/packages.ts
function packageFromInfo(info, machine) {
  if (info === void 0) return void 0;
  const scope = new Scope2("");
  for (const parameter of info.parameters) {
    if (parameter.value === void 0) continue;
    const width = Math.max(32, parameter.value.toString(2).length + 1);
    scope.declare(parameter.name, { kind: "constant", value: constantValue(parameter.value, width, true) });
  }
  for (const type of info.types) {
    try {
      const cursor = new TokenCursor(tokenize2(type.text));
      cursor.accept("typedef");
      const resolved = resolveType(readType2(cursor), machine(scope));
      scope.declare(type.name, { kind: "type", ...resolved });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (type.width !== void 0) scope.declare(type.name, { kind: "type", type: vectorType(type.width) });
    }
  }
  return scope;
}

// server/src/graph/elaboration.ts
var Elaboration = class {
  constructor(body, siblings, find) {
    this.body = body;
    this.siblings = siblings;
    this.find = find;
    const unit2 = new Scope2("");
    this.root = new Scope2("", unit2);
    for (const item of siblings.find((one) => one.keyword === "$unit")?.items ?? []) declareItem(this, item, unit2);
  }
  body;
  siblings;
  find;
  signals = [];
  drivers = [];
  tasks = [];
  instances = [];
  notes = [];
  initialValues = /* @__PURE__ */ new Map();
  routines = [];
  /** Names of constants by value, for naming states: enum members and parameters, per signal type where known. */
  enums = /* @__PURE__ */ new Map();
  root;
  /** Items that run once everything is declared, in the order of the text. */
  pending = [];
  /** Declarations with a value: an initial value of a variable, a continuous assignment of a net. */
  inits = [];
  byId = /* @__PURE__ */ new Map();
  sites = /* @__PURE__ */ new Map();
  packages = /* @__PURE__ */ new Map();
  count = 0;
  machine(scope) {
    return new Machine(this, scope);
  }
  note(message) {
    if (!this.notes.includes(message)) this.notes.push(message);
  }
  newSignal(id, span, type, origin, more = {}) {
    const signal = { serial: ++this.count, id, type, origin, start: span.start, end: span.end, ...more };
    if (origin !== "local") {
      this.signals.push(signal);
      this.byId.set(id, signal);
    }
    return signal;
  }
  newSite(kind, span, guards) {
    const key = `${kind}|${span.start}|${guards.join("\0")}`;
    let site = this.sites.get(key);
    if (site === void 0) {
      site = { serial: this.sites.size, start: span.start, end: span.end, kind, guards: [...guards] };
      this.sites.set(key, site);
    }
    return site;
  }
  implicit(id, expr) {
    return this.byId.get(id) ?? this.newSignal(id, expr, unknownType, "implicit");
  }
  interfaceMember(port, member, expr) {
    const id = `${port.name}.${member}`;
    const known = this.byId.get(id);
    if (known !== void 0) return known;
    const [info] = this.find(port.interfaceName);
    const width = info?.nets.find((net) => net.name === member)?.width ?? info?.ports.find((one) => one.name === member)?.width;
    return this.newSignal(id, expr, width === void 0 ? unknownType : width === 1 ? bitType : vectorType(width), "implicit");
  }
  packageScope(name) {
    if (this.packages.has(name)) return this.packages.get(name);
    this.packages.set(name, void 0);
    const sibling = this.siblings.find((one) => one.keyword === "package" && one.name === name);
    const scope = sibling === void 0 ? packageFromInfo(this.find(name)[0], (scope2) => new Machine(this, scope2)) : this.packageFromBody(sibling);
    this.packages.set(name, scope);
    return scope;
  }
  packageFromBody(body) {
    const scope = new Scope2("");
    this.packages.set(body.name, scope);
    for (const item of body.items) declareItem(this, item, scope);
    return scope;
  }
  collect(machine, task) {
    for (const signal of machine.env.blocking.keys()) if (!machine.env.next.has(signal)) task.variables?.add(signal);
    for (const which of ["blocking", "next"]) {
      for (const [signal, value] of machine.env[which]) {
        if (signal.origin === "local" || machine.loopVariables.has(signal)) continue;
        let low = 0;
        let from = 0;
        let run = [];
        const flush = () => {
          if (run.length > 0) this.drivers.push({ signal, value, low: from, segments: run, task });
          run = [];
        };
        for (const segment of value.segments) {
          if (segment.hold && segment.deps.length === 0 && segment.touched !== true) flush();
          else {
            if (run.length === 0) from = low;
            run.push(segment);
          }
          low += segment.width;
        }
        flush();
        task.drives.add(signal);
      }
    }
    this.tasks.push(task);
  }
};

// server/src/graph/instances.ts
function connectInstance(elaboration, instance2, scope, info) {
  const id = `${scope.prefix}${instance2.name}`;
  const machine = elaboration.machine(scope);
  const task = {
    kind: "instance",
    scope,
    statement: { kind: "skip", what: "", start: instance2.start, end: instance2.end },
    drives: /* @__PURE__ */ new Set(),
    resetValues: /* @__PURE__ */ new Map()
  };
  const facts = [];
  for (const pin of pinsOf(instance2, info, scope)) {
    const direction = pin.direction ?? guessDirection(elaboration, machine, pin.value);
    facts.push({ port: pin.port, text: printExpression(pin.value), ...direction === void 0 ? {} : { direction } });
    if (pin.value.kind === "none" || direction === void 0 || direction === "interface") continue;
    connectPin({ elaboration, machine, id, instance: instance2 }, pin, direction);
  }
  if (info === void 0) elaboration.note(`Module ${instance2.moduleName} was not found: the directions of its ports are guessed.`);
  elaboration.collect(machine, task);
  const definition = info === void 0 ? {} : { definition: { path: info.path, line: info.nameRange.line } };
  elaboration.instances.push({
    id,
    moduleName: instance2.moduleName,
    start: instance2.start,
    end: instance2.end,
    connections: facts,
    ...definition
  });
}
function pinsOf(instance2, info, scope) {
  const pins = instance2.connections.map((connection, i) => {
    const port = connection.name === void 0 ? info?.ports[i] : info?.ports.find((one) => one.name === connection.name);
    const name = connection.name ?? port?.name ?? `#${i + 1}`;
    return {
      port: name,
      value: connection.value,
      ...port === void 0 ? {} : { direction: port.direction },
      ...port?.width === void 0 ? {} : { width: port.width }
    };
  });
  if (!instance2.wildcard || info === void 0) return pins;
  for (const port of info.ports) {
    if (pins.some((pin) => pin.port === port.name) || scope.lookup(port.name) === void 0) continue;
    const value = { kind: "name", name: port.name, start: instance2.start, end: instance2.end };
    pins.push({ port: port.name, value, direction: port.direction, ...port.width === void 0 ? {} : { width: port.width } });
  }
  return pins;
}
function connectPin(at, pin, direction) {
  const { elaboration, machine, id, instance: instance2 } = at;
  const name = `${id}.${pin.port}`;
  const make = (width) => elaboration.newSignal(name, pin.value, typeOfWidth(width), "instance", {
    instance: { name: id, moduleName: instance2.moduleName },
    direction: direction === "output" ? "output" : direction === "inout" ? "inout" : "input"
  });
  if (direction === "input" || direction === "inout") {
    const value = evaluate2(pin.value, machine);
    const signal = make(value.constant === void 0 || pin.width === void 0 ? value.width : pin.width);
    machine.drive(signal, value, pin.value);
    if (direction === "inout") machine.connect(pin.value, signal);
    return;
  }
  machine.connect(pin.value, make(machine.targetWidth(pin.value)));
}
function typeOfWidth(width) {
  if (width === void 0) return unknownType;
  return width === 1 ? bitType : vectorType(width);
}
function guessDirection(elaboration, machine, value) {
  if (value.kind === "none") return void 0;
  if (value.kind !== "name" && value.kind !== "index" && value.kind !== "slice" && value.kind !== "member" && value.kind !== "concat")
    return "input";
  const signals = machine.targetSignals(value);
  if (signals.length === 0) return "input";
  const driven = (signal) => signal.direction === "input" || elaboration.drivers.some((driver) => driver.signal === signal);
  return signals.some(driven) ? "input" : "output";
}

// server/src/graph/registers.ts
function edgesOf(process2) {
  const events = process2.events ?? (process2.body.kind === "timing" ? process2.body.events : void 0) ?? [];
  return events.filter((event) => event.kind === "event");
}
function readAsynchronous(process2, host) {
  const edges = edgesOf(process2);
  const [first] = edges;
  if (first === void 0) return void 0;
  const resets = /* @__PURE__ */ new Map();
  const used = /* @__PURE__ */ new Set();
  let reset;
  if (edges.length > 1) {
    for (const statement of leadingChain(process2.body)) {
      const event = edges.find((one) => mentions(statement.test, printExpression(one.arg)));
      if (event === void 0 || used.size >= edges.length - 1) break;
      const name = printExpression(event.arg);
      used.add(name);
      const condition = singleSignal(statement.test, host);
      const activeLow = condition?.activeLow ?? event.edge === "negedge";
      resets.set(statement, "then");
      reset ??= { signal: name, asynchronous: true, activeLow };
      if (event.edge === "negedge" !== activeLow && condition !== void 0) {
        resets.set(statement, "else");
        reset = { signal: name, asynchronous: true, activeLow: event.edge === "negedge" };
        break;
      }
    }
  }
  const clock = edges.find((one) => !used.has(printExpression(one.arg))) ?? first;
  return { clock: { edge: clock.edge, signal: printExpression(clock.arg) }, resets, ...reset === void 0 ? {} : { reset } };
}
function leadingChain(body) {
  let first = body;
  while (first?.kind === "block" || first?.kind === "timing")
    first = first.kind === "timing" ? first.body : first.body.find((one) => one.kind !== "declare" && one.kind !== "skip");
  const chain = [];
  while (first?.kind === "if") {
    chain.push(first);
    first = first.otherwise;
    while (first?.kind === "block" && first.body.length === 1) first = first.body[0];
  }
  return chain;
}
function mentions(expr, text2) {
  if (printExpression(expr) === text2) return true;
  if (expr.kind === "unary") return mentions(expr.arg, text2);
  return expr.kind === "binary" && (mentions(expr.left, text2) || mentions(expr.right, text2));
}
function resetCandidates(process2, host) {
  const found = [];
  for (const statement of topLevel2(process2.body)) {
    if (statement.kind !== "if") continue;
    const condition = singleSignal(statement.test, host);
    if (condition === void 0) continue;
    const then = constantTargets(statement.then, host);
    if (then !== void 0 && then.size > 0)
      found.push({ statement, arm: "then", condition: { ...condition, asynchronous: false }, covers: then.size });
    else if (statement.otherwise !== void 0) {
      const other = constantTargets(statement.otherwise, host);
      if (other === void 0 || other.size === 0) continue;
      found.push({
        statement,
        arm: "else",
        condition: { ...condition, asynchronous: false, activeLow: !condition.activeLow },
        covers: other.size
      });
    }
  }
  return found;
}
function topLevel2(body) {
  if (body.kind === "timing") return topLevel2(body.body);
  return body.kind === "block" ? body.body.flatMap(topLevel2) : [body];
}
function singleSignal(test, host) {
  if (test.kind === "unary" && (test.op === "!" || test.op === "~")) {
    const inner = singleSignal(test.arg, host);
    return inner === void 0 ? void 0 : { ...inner, activeLow: !inner.activeLow };
  }
  if (test.kind === "binary" && ["==", "!=", "===", "!=="].includes(test.op)) {
    const value = constantOf(test.right, host);
    const inner = singleSignal(test.left, host);
    if (inner === void 0 || value !== 0n && value !== 1n) return void 0;
    return value === 0n === test.op.startsWith("=") ? { ...inner, activeLow: !inner.activeLow } : inner;
  }
  if (test.kind !== "name" && test.kind !== "member" && test.kind !== "index") return void 0;
  const place = findPlace(test, host);
  if (place === void 0 || !isSignal(place.of) || place.indices.length > 0 || place.type.width !== 1) return void 0;
  return { signal: printExpression(test), activeLow: false };
}
function constantTargets(statement, host) {
  switch (statement.kind) {
    case "assign":
      return isConstantExpression(statement.value, host) ? new Set(targetNames(statement.target)) : void 0;
    case "block": {
      const all = /* @__PURE__ */ new Set();
      for (const one of statement.body) {
        const names = constantTargets(one, host);
        if (names === void 0) return void 0;
        for (const name of names) all.add(name);
      }
      return all;
    }
    case "loop":
      return constantTargets(statement.body, host);
    case "if": {
      if (constantOf(statement.test, host) === void 0) return void 0;
      const then = constantTargets(statement.then, host);
      const otherwise2 = statement.otherwise === void 0 ? /* @__PURE__ */ new Set() : constantTargets(statement.otherwise, host);
      return then === void 0 || otherwise2 === void 0 ? void 0 : /* @__PURE__ */ new Set([...then, ...otherwise2]);
    }
    case "skip":
    case "declare":
      return /* @__PURE__ */ new Set();
    default:
      return void 0;
  }
}
function isConstantExpression(expr, host) {
  if (expr.kind === "pattern") return expr.items.every((item) => isConstantExpression(item.value, host));
  if (expr.kind === "concat") return expr.parts.every((part) => isConstantExpression(part, host));
  if (expr.kind === "repeat") return expr.parts.every((part) => isConstantExpression(part, host));
  if (expr.kind === "number" || expr.kind === "string") return true;
  return constantOf(expr, host) !== void 0 || isConstantPlace(expr, host);
}
function isConstantPlace(expr, host) {
  const place = expr.kind === "name" || expr.kind === "scoped" ? findPlace(expr, host) : void 0;
  return expr.kind === "scoped" || place !== void 0 && !isSignal(place.of);
}
function targetNames(target) {
  switch (target.kind) {
    case "name":
      return [target.name];
    case "index":
    case "slice":
    case "member":
      return targetNames(target.base);
    case "concat":
    case "stream":
      return target.parts.flatMap(targetNames);
    case "pattern":
      return target.items.flatMap((item) => targetNames(item.value));
    default:
      return [];
  }
}
function chooseResets(candidates, asynchronous) {
  const weight = /* @__PURE__ */ new Map();
  const key = (one) => `${one.condition.activeLow ? "!" : ""}${one.condition.signal}`;
  for (const one of candidates) weight.set(key(one), (weight.get(key(one)) ?? 0) + one.covers);
  const most = Math.max(0, ...weight.values());
  return new Set(
    candidates.filter((one) => {
      if (asynchronous.size > 0) return asynchronous.has(one.condition.signal);
      return (weight.get(key(one)) ?? 0) * 2 > most;
    })
  );
}

// server/src/graph/statementNames.ts
var cache = /* @__PURE__ */ new WeakMap();
function assignedNames(statement) {
  const known = cache.get(statement);
  if (known !== void 0) return known;
  const names = /* @__PURE__ */ new Set();
  collect(statement, names);
  cache.set(statement, names);
  return names;
}
function collect(statement, names) {
  const addAll = (inner) => {
    for (const name of assignedNames(inner)) names.add(name);
  };
  switch (statement.kind) {
    case "assign":
      for (const name of targetNames(statement.target)) names.add(name);
      return;
    case "declare":
      for (const one of statement.declarators) names.add(one.name);
      return;
    case "block":
      statement.body.forEach(addAll);
      return;
    case "if":
      addAll(statement.then);
      if (statement.otherwise !== void 0) addAll(statement.otherwise);
      return;
    case "case":
      for (const arm of statement.arms) addAll(arm.body);
      return;
    case "loop":
      statement.init.forEach(addAll);
      statement.step.forEach(addAll);
      addAll(statement.body);
      return;
    case "timing":
      addAll(statement.body);
      return;
    case "call":
      names.add("*");
      return;
    default:
      return;
  }
}
function assignsOneOf(statement, ids, scope) {
  for (const name of assignedNames(statement)) {
    if (name === "*") return true;
    const entity = scope.lookup(name);
    if (entity?.kind !== "signal" || ids.has(entity.signal.id)) return true;
  }
  return false;
}

// server/src/graph/statementOrder.ts
function hasTiming(statement) {
  switch (statement.kind) {
    case "timing":
      return true;
    case "block":
      return statement.body.some(hasTiming);
    case "if":
      return hasTiming(statement.then) || statement.otherwise !== void 0 && hasTiming(statement.otherwise);
    case "case":
      return statement.arms.some((arm) => hasTiming(arm.body));
    case "loop":
      return statement.style === "forever" || hasTiming(statement.body);
    default:
      return false;
  }
}
function lastAssignments(statement, scope) {
  const last = /* @__PURE__ */ new Map();
  const visit = (one, loopEnd) => {
    switch (one.kind) {
      case "assign":
        for (const name of targetNames(one.target)) {
          const entity = scope.lookup(name);
          if (entity?.kind === "signal") last.set(entity.signal.id, Math.max(last.get(entity.signal.id) ?? 0, loopEnd ?? one.end));
        }
        return;
      case "block":
        for (const inner of one.body) visit(inner, loopEnd);
        return;
      case "if":
        visit(one.then, loopEnd);
        if (one.otherwise !== void 0) visit(one.otherwise, loopEnd);
        return;
      case "case":
        for (const arm of one.arms) visit(arm.body, loopEnd);
        return;
      case "loop":
        visit(one.body, loopEnd ?? one.end);
        return;
      case "timing":
        visit(one.body, loopEnd);
        return;
      default:
        return;
    }
  };
  visit(statement, void 0);
  return last;
}

// server/src/graph/runItems.ts
function runItems(elaboration) {
  for (const { declarator: declarator2, signal, scope, net } of elaboration.inits) runInit(elaboration, declarator2, signal, scope, net);
  const shapes = findShapes(elaboration);
  for (const { item, scope } of elaboration.pending) {
    if (item.kind === "assign") runAssign(elaboration, item, scope);
    else if (item.kind === "gate") runGate(elaboration, item, scope);
    else if (item.kind === "process") runProcess(elaboration, item.process, scope, shapes.get(item.process));
  }
  for (const known of [true, false]) {
    for (const { item, scope } of elaboration.pending) {
      if (item.kind !== "instance") continue;
      const infos = elaboration.find(item.instance.moduleName);
      if (infos.length > 0 === known) connectInstance(elaboration, item.instance, scope, infos[0]);
    }
  }
}
function runInit(elaboration, declarator2, signal, scope, net) {
  const { init } = declarator2;
  if (init === void 0) return;
  if (!net) {
    const value = constantOf(init, elaboration.machine(scope));
    if (value !== void 0) elaboration.initialValues.set(signal, BigInt.asUintN(signal.type.width, value));
    return;
  }
  const target = { kind: "name", name: declarator2.name, start: declarator2.start, end: declarator2.end };
  runStatement(
    elaboration,
    { kind: "assign", target, value: init, op: "=", blocking: false, start: declarator2.start, end: declarator2.end },
    scope
  );
}
function runAssign(elaboration, item, scope) {
  runStatement(
    elaboration,
    { kind: "assign", target: item.target, value: item.value, op: "=", blocking: false, start: item.start, end: item.end },
    scope
  );
}
function runStatement(elaboration, statement, scope) {
  const machine = elaboration.machine(scope);
  machine.run(statement);
  elaboration.collect(machine, { kind: "assign", scope, statement, drives: /* @__PURE__ */ new Set(), resetValues: /* @__PURE__ */ new Map() });
}
function runGate(elaboration, item, scope) {
  const many = item.gate === "buf" || item.gate === "not";
  const outputs = many ? item.pins.slice(0, -1) : item.pins.slice(0, 1);
  const inputs = many ? item.pins.slice(-1) : item.pins.slice(1);
  const word2 = item.gate.replace(/^n(?=and|or)|^x(?=nor)/, "");
  const op = word2 === "and" ? "&" : word2 === "or" ? "|" : word2 === "xor" || item.gate === "xnor" ? "^" : "&";
  const { start, end } = item;
  const [first, ...rest] = inputs;
  if (first === void 0) return;
  let value = rest.reduce((left, right) => ({ kind: "binary", op, left, right, start, end }), first);
  if (item.gate.startsWith("n") || item.gate === "xnor") value = { kind: "unary", op: "~", arg: value, start, end };
  for (const target of outputs) runStatement(elaboration, { kind: "assign", target, value, op: "=", blocking: false, start, end }, scope);
}
function findShapes(elaboration) {
  const shapes = /* @__PURE__ */ new Map();
  const candidates = [];
  const asynchronous = /* @__PURE__ */ new Set();
  for (const { item, scope } of elaboration.pending) {
    if (item.kind !== "process" || shapes.has(item.process)) continue;
    const host = elaboration.machine(scope);
    const shape = readAsynchronous(item.process, host);
    if (shape === void 0) continue;
    shapes.set(item.process, shape);
    if (shape.reset !== void 0) asynchronous.add(shape.reset.signal);
    else for (const found of resetCandidates(item.process, host)) candidates.push({ process: item.process, found });
  }
  const chosen = chooseResets(
    candidates.map((one) => one.found),
    asynchronous
  );
  for (const { process: process2, found } of candidates) {
    const shape = shapes.get(process2);
    if (shape === void 0 || !chosen.has(found)) continue;
    const resets = new Map(shape.resets).set(found.statement, found.arm);
    const reset = shape.reset ?? found.condition;
    shapes.set(process2, { ...shape, resets, reset });
  }
  return shapes;
}
function runProcess(elaboration, process2, scope, shape) {
  const statement = process2.body;
  const base = { kind: "process", scope, statement, process: process2, drives: /* @__PURE__ */ new Set(), variables: /* @__PURE__ */ new Set() };
  if (process2.style === "initial" || process2.style === "final") {
    elaboration.tasks.push({ ...base, resetValues: /* @__PURE__ */ new Map() });
    if (process2.style === "initial" && !hasTiming(statement)) runInitial(elaboration, statement, scope);
    return;
  }
  const machine = new Machine(
    elaboration,
    scope,
    shape === void 0 ? { lastAssigned: lastAssignments(statement, scope) } : { resets: shape.resets }
  );
  machine.run(statement);
  if (shape === void 0 && edgesOf(process2).length === 0 && process2.events === void 0 && statement.kind !== "timing") return;
  elaboration.collect(machine, { ...base, resetValues: machine.resetValues, ...shape === void 0 ? {} : { shape } });
}
function runInitial(elaboration, statement, scope) {
  const isWord = (name) => {
    const entity = scope.lookup(name);
    return entity?.kind === "signal" && (entity.signal.type.kind !== "array" || entity.signal.type.packed);
  };
  const machine = new Machine(elaboration, scope, {
    relevant: (one) => one.kind === "declare" || [...assignedNames(one.kind === "loop" ? one.body : one)].some(isWord)
  });
  machine.run(statement);
  for (const which of ["blocking", "next"]) {
    for (const [signal, value] of machine.env[which])
      if (value.constant !== void 0) elaboration.initialValues.set(signal, BigInt.asUintN(value.width, value.constant));
  }
}

// server/src/graph/elaborate.ts
function elaborate(body, siblings, find) {
  const elaboration = new Elaboration(body, siblings, find);
  declareHeader(elaboration);
  declareItems(elaboration, body.items, elaboration.root);
  runItems(elaboration);
  return elaboration;
}

// server/src/graph/stateNames.ts
var ComparedConstants = class {
  constructor(elaboration) {
    this.elaboration = elaboration;
    const seen = /* @__PURE__ */ new Set();
    for (const task of elaboration.tasks) {
      if (task.kind === "instance" || seen.has(task.statement)) continue;
      seen.add(task.statement);
      this.host = elaboration.machine(task.scope);
      this.visit(task.statement);
    }
  }
  elaboration;
  records = /* @__PURE__ */ new Map();
  host;
  /** Names of the values of a part of a register: members of its enum, else the constants it (or a net between) meets in the source. */
  namesOf(unit2, nets3) {
    const parts = [
      unit2,
      ...[...nets3].filter((net) => net.type.width === unit2.width).map((net) => ({ signal: net, low: 0, width: unit2.width }))
    ];
    const records = parts.flatMap((part) => this.records.get(keyOf2(part)) ?? []);
    const members = this.elaboration.enums.get(unit2.signal.id);
    const byValue = /* @__PURE__ */ new Map();
    for (const [name, value] of members ?? []) if (!byValue.has(value)) byValue.set(BigInt.asUintN(unit2.width, value), name);
    const lines = /* @__PURE__ */ new Map();
    const values = /* @__PURE__ */ new Set();
    for (const record of records) {
      for (const [value, name] of record.names) if (!byValue.has(value)) byValue.set(value, name);
      for (const [value, line] of record.lines) if (!lines.has(value)) lines.set(value, line);
      for (const value of record.values) values.add(value);
    }
    const nameOf2 = (value) => byValue.get(value) ?? plainName2(value, unit2.width);
    const compared = records.some((record) => record.compared);
    return { compared, named: byValue.size > 0, values, lines, nameOf: nameOf2 };
  }
  record(part) {
    const key = keyOf2(part);
    let record = this.records.get(key);
    if (record === void 0) this.records.set(key, record = { compared: false, names: /* @__PURE__ */ new Map(), values: /* @__PURE__ */ new Set(), lines: /* @__PURE__ */ new Map() });
    return record;
  }
  visit(statement) {
    switch (statement.kind) {
      case "assign": {
        const part = this.partOf(statement.target);
        if (part !== void 0) this.addValues(this.record(part), statement.value, part.width, false);
        this.look(statement.value);
        return;
      }
      case "block":
        for (const one of statement.body) this.visit(one);
        return;
      case "if":
        this.look(statement.test);
        this.visit(statement.then);
        if (statement.otherwise !== void 0) this.visit(statement.otherwise);
        return;
      case "case":
        this.visitCase(statement);
        return;
      case "loop":
      case "timing":
        this.visit(statement.body);
        return;
      default:
        return;
    }
  }
  visitCase(statement) {
    const part = this.partOf(statement.subject);
    this.look(statement.subject);
    for (const arm of statement.arms) {
      for (const label of arm.labels) {
        if (part !== void 0) this.compare(part, label);
        else if (label.kind === "index") this.addBit(label);
        else this.look(label);
      }
      this.visit(arm.body);
    }
  }
  /** The signal, or part of one at a constant place, that an expression names. */
  partOf(expr) {
    if (this.host === void 0 || expr.kind !== "name" && expr.kind !== "member" && expr.kind !== "index" && expr.kind !== "slice")
      return void 0;
    const place = findPlace(expr, this.host);
    if (place === void 0 || !isSignal(place.of) || place.indices.length > 0) return void 0;
    return { signal: place.of, low: place.low, width: place.width };
  }
  /** One bit as the label of a one-hot `case (1'b1)`. */
  addBit(expr) {
    if (this.host === void 0) return;
    const part = this.partOf(expr);
    if (part === void 0 || part.width !== 1 || part.signal.type.width < 2) return;
    const { type } = part.signal;
    const record = this.record({ signal: part.signal, low: 0, width: type.width });
    record.compared = true;
    const value = 1n << BigInt(part.low);
    record.values.add(value);
    if (!record.lines.has(value)) record.lines.set(value, expr.start);
    if (expr.index.kind === "name" && !record.names.has(value)) record.names.set(value, expr.index.name);
  }
  addValues(record, expr, width, compares) {
    if (this.host === void 0) return;
    if (expr.kind === "conditional") {
      this.addValues(record, expr.yes, width, compares);
      this.addValues(record, expr.no, width, compares);
      return;
    }
    if (expr.kind !== "name" && expr.kind !== "scoped" && expr.kind !== "number" && expr.kind !== "cast") return;
    const constant = constantOf(expr, this.host);
    if (constant === void 0) return;
    const value = BigInt.asUintN(width, constant);
    record.values.add(value);
    if (compares && !record.lines.has(value)) record.lines.set(value, expr.start);
    if ((expr.kind === "name" || expr.kind === "scoped") && !record.names.has(value)) record.names.set(value, expr.name);
  }
  /** Comparisons anywhere in an expression. */
  look(expr) {
    switch (expr.kind) {
      case "binary":
        if (expr.op === "==" || expr.op === "!=" || expr.op === "===" || expr.op === "!==") {
          const left = this.partOf(expr.left);
          if (left !== void 0) this.compare(left, expr.right);
          else {
            const right = this.partOf(expr.right);
            if (right !== void 0) this.compare(right, expr.left);
          }
        }
        this.look(expr.left);
        this.look(expr.right);
        return;
      case "unary":
        this.look(expr.arg);
        return;
      case "conditional":
        this.look(expr.test);
        this.look(expr.yes);
        this.look(expr.no);
        return;
      case "inside": {
        const part = this.partOf(expr.arg);
        if (part !== void 0) for (const item of expr.set) this.compare(part, item);
        return;
      }
      case "concat":
        for (const one of expr.parts) this.look(one);
        return;
      default:
        return;
    }
  }
  compare(part, expr) {
    if (this.host === void 0 || expr.kind === "span" || constantOf(expr, this.host) === void 0) return;
    const record = this.record(part);
    record.compared = true;
    this.addValues(record, expr, part.width, true);
  }
};
function keyOf2(part) {
  return `${part.signal.serial}:${part.low}:${part.width}`;
}
function plainName2(value, width) {
  return width > 3 ? `${width}'h${value.toString(16)}` : `${width}'d${value}`;
}

// server/src/graph/fsm.ts
var stateLimit = 256;
function findMachines(elaboration, lineOf) {
  const machines = [];
  const notes = [];
  const explorer = new Explorer(elaboration);
  const constants = new ComparedConstants(elaboration);
  const none = /* @__PURE__ */ new Set();
  for (const unit2 of explorer.units()) {
    if (!constants.namesOf(unit2, none).compared && !explorer.mayPass(unit2)) continue;
    const names = constants.namesOf(unit2, explorer.pathNets(unit2));
    if (!names.compared) continue;
    const problem2 = explorer.obstacle(unit2);
    if (problem2 !== void 0) {
      if (unit2.width > 1 && names.named) notes.push(`${unit2.id} is compared with constants but is no state machine: ${problem2}.`);
      continue;
    }
    const machine = explorer.explore(unit2, names, lineOf);
    if (typeof machine === "string") notes.push(`${unit2.id} is compared with constants but is no state machine: ${machine}.`);
    else if (machine.states.length > 1) machines.push(machine);
  }
  if (machines.length === 0 && notes.length === 0)
    notes.push("No register is both compared with constants and assigned constants under conditions on itself.");
  return { machines, notes };
}
var Explorer = class {
  constructor(elaboration) {
    this.elaboration = elaboration;
    for (const { signal, task, value } of elaboration.drivers) {
      const list3 = this.driversOf.get(signal);
      if (list3 === void 0) this.driversOf.set(signal, [{ task, value }]);
      else if (list3.every((one) => one.task !== task)) list3.push({ task, value });
    }
  }
  elaboration;
  driversOf = /* @__PURE__ */ new Map();
  netsOf = /* @__PURE__ */ new Map();
  units() {
    const units = [];
    for (const [signal, drivers] of this.driversOf) {
      const [only, other] = drivers;
      if (only?.task.shape === void 0 || other !== void 0) continue;
      const { type } = signal;
      const task = only.task;
      if (type.kind === "struct") {
        for (const field2 of type.fields)
          units.push({ id: `${signal.id}.${field2.name}`, signal, low: field2.offset, width: field2.type.width, task });
      } else if (type.kind === "bit" || type.kind === "array" && type.packed)
        units.push({ id: signal.id, signal, low: 0, width: type.width, task });
    }
    return units.filter((unit2) => unit2.width <= 64);
  }
  /** Combinational nets that the unit feeds and that feed it: values derived from the state, the next state. */
  pathNets(unit2) {
    const known = this.netsOf.get(unit2);
    if (known !== void 0) return known;
    const cone = /* @__PURE__ */ new Set();
    const pending = [unit2.signal];
    for (let signal = pending.pop(); signal !== void 0; signal = pending.pop()) {
      for (const { value, task } of this.driversOf.get(signal) ?? []) {
        if (task.shape !== void 0 && signal !== unit2.signal) continue;
        for (const segment of value.segments) {
          for (const dep of segment.deps) {
            if (dep.signal === unit2.signal || cone.has(dep.signal) || !this.isCombinational(dep.signal)) continue;
            cone.add(dep.signal);
            pending.push(dep.signal);
          }
        }
      }
    }
    const nets3 = /* @__PURE__ */ new Set();
    for (const signal of cone) if (this.dependsOn(signal, unit2, /* @__PURE__ */ new Set())) nets3.add(signal);
    this.netsOf.set(unit2, nets3);
    return nets3;
  }
  isCombinational(signal) {
    const drivers = this.driversOf.get(signal);
    return drivers !== void 0 && drivers.every(({ task }) => task.shape === void 0 && task.kind !== "instance");
  }
  dependsOn(signal, unit2, seen) {
    if (seen.has(signal)) return false;
    seen.add(signal);
    for (const { value } of this.driversOf.get(signal) ?? []) {
      for (const segment of value.segments) {
        for (const dep of segment.deps) {
          if (dep.signal === unit2.signal || this.isCombinational(dep.signal) && this.dependsOn(dep.signal, unit2, seen)) return true;
        }
      }
    }
    return false;
  }
  /** Whether the unit's data comes from a net of its own width at all (a next state that is compared in its place). */
  mayPass(unit2) {
    return (this.driversOf.get(unit2.signal) ?? []).some(
      ({ value }) => sliceValue(value, unit2.low, unit2.width).segments.some(
        (segment) => segment.deps.some(
          (dep) => dep.role === "data" && dep.ops.length === 0 && dep.width === unit2.width && this.isCombinational(dep.signal)
        )
      )
    );
  }
  /** Why the unit cannot be a state, judged from its sources alone; undefined when it may be one. */
  obstacle(unit2) {
    const nets3 = this.pathNets(unit2);
    const seen = /* @__PURE__ */ new Set();
    const pending = [unit2];
    let steered = false;
    for (let at = pending.pop(); at !== void 0; at = pending.pop()) {
      if (seen.has(at.signal)) continue;
      seen.add(at.signal);
      for (const { value } of this.driversOf.get(at.signal) ?? []) {
        for (const segment of sliceValue(value, at.low, at.width).segments) {
          for (const dep of segment.deps) {
            if (dep.signal === unit2.signal || nets3.has(dep.signal)) steered = true;
            if (dep.role !== "data") continue;
            const computed = dep.ops.find((one) => one.op !== "?:" && one.op !== "mux");
            if (computed !== void 0) return `its next value is computed with '${computed.op}' from ${dep.signal.id}`;
            if (dep.signal === unit2.signal) continue;
            if (!nets3.has(dep.signal)) return `it takes its value from ${dep.signal.id}`;
            pending.push({ signal: dep.signal, low: dep.low, width: dep.width });
          }
        }
      }
    }
    return steered ? void 0 : "its next value does not depend on itself";
  }
  explore(unit2, names, lineOf) {
    const starts = this.startsOf(unit2, names);
    const [first] = starts;
    if (first === void 0) return "no value that it starts from is known";
    const order = [];
    const transitions = [];
    const pending = [...starts];
    const seen = new Set(pending);
    for (let value = pending.shift(); value !== void 0; value = pending.shift()) {
      order.push(value);
      if (order.length > stateLimit) return `it reaches more than ${stateLimit} values`;
      const alternatives = this.nextOf(unit2, value);
      if (alternatives === void 0) return `what follows ${names.nameOf(value)} is not a constant`;
      for (const one of alternatives) {
        if (one.held) continue;
        const to = BigInt.asUintN(unit2.width, one.value);
        if (!seen.has(to)) {
          seen.add(to);
          pending.push(to);
        }
        const line = lineOf(one.at ?? unit2.task.statement.start);
        const guard = conjunction(one.guards);
        const [from, target] = [names.nameOf(value), names.nameOf(to)];
        if (!transitions.some((known) => known.from === from && known.to === target && known.guard === guard))
          transitions.push({ from, to: target, guard, line });
      }
    }
    const initial = this.resetOf(unit2);
    const states = order.map((value) => {
      const start = names.lines.get(value) ?? unit2.signal.start;
      return { name: names.nameOf(value), value: `${unit2.width}'d${value}`, line: lineOf(start), initial: value === initial };
    });
    return { signal: unit2.id, width: unit2.width, states, transitions: dropUnguardedRepeats(transitions) };
  }
  resetOf(unit2) {
    const value = unit2.task.resetValues.get(unit2.signal) ?? this.elaboration.initialValues.get(unit2.signal);
    return value === void 0 ? void 0 : BigInt.asUintN(unit2.width, value >> BigInt(unit2.low));
  }
  startsOf(unit2, names) {
    const reset = this.resetOf(unit2);
    if (reset !== void 0) return [reset];
    return [...names.values].sort((a, b) => a < b ? -1 : 1);
  }
  nextOf(unit2, value) {
    const { signal, task } = unit2;
    const held = { guards: [], value, held: true };
    const fixed = { ...constantValue(value, unit2.width), alternatives: [held] };
    const whole = assumedWhole(unit2, fixed, value);
    const memo = /* @__PURE__ */ new Map();
    const nets3 = this.pathNets(unit2);
    const assume = (asked) => {
      if (asked === signal) return whole;
      if (!nets3.has(asked)) return void 0;
      if (!memo.has(asked)) {
        memo.set(asked, void 0);
        memo.set(asked, this.netUnder(asked, assume, nets3));
      }
      return memo.get(asked);
    };
    const wanted = /* @__PURE__ */ new Set([signal.id]);
    const machine = new Machine(this.elaboration, task.scope, {
      assume,
      withoutResets: true,
      window: unit2,
      relevant: (statement) => isRelevant(statement, wanted, task),
      ...task.shape === void 0 ? {} : { resets: task.shape.resets }
    });
    const which = task.variables?.has(signal) === true ? "blocking" : "next";
    if (which === "blocking" && unit2.width !== signal.type.width) return void 0;
    machine.env[which].set(signal, { ...heldValue(unit2.width), alternatives: [held] });
    machine.run(task.statement);
    return alternativesOf(machine.env.current(which, signal));
  }
  /** Value of a combinational net under the assumptions: a constant, constants under conditions, or nothing known. */
  netUnder(net, assume, nets3) {
    const drivers = this.driversOf.get(net) ?? [];
    const [only] = drivers;
    if (only === void 0 || drivers.length > 1) return void 0;
    const wanted = new Set([...nets3].map((one) => one.id));
    const machine = new Machine(this.elaboration, only.task.scope, {
      assume,
      relevant: (statement) => isRelevant(statement, wanted, only.task)
    });
    machine.run(only.task.statement);
    const value = machine.env.lookup("blocking", net) ?? machine.env.lookup("next", net);
    if (value === void 0) return void 0;
    return value.constant === void 0 && value.alternatives === void 0 ? void 0 : { ...value, segments: signalValue(net).segments };
  }
};
function assumedWhole(unit2, fixed, value) {
  if (unit2.width === unit2.signal.type.width) return fixed;
  const own = signalValue(unit2.signal);
  const known = {
    width: unit2.width,
    segments: [{ width: unit2.width, deps: [], hold: false, known: value }],
    signed: false,
    grows: false
  };
  return replaceBits(own, unit2.low, known);
}
function isRelevant(statement, wanted, task) {
  return statement.kind === "declare" || statement.kind === "return" || statement.kind === "jump" || assignsOneOf(statement, wanted, task.scope);
}
function dropUnguardedRepeats(transitions) {
  return transitions.filter(
    (one) => one.guard === "" || !transitions.some((other) => other.from === one.from && other.to === one.to && other.guard === "")
  );
}

// server/src/graph/processFlow.ts
function processFlows(elaboration, lineOf) {
  const flows = /* @__PURE__ */ new Map();
  for (const { process: process2 } of elaboration.tasks) {
    if (process2 === void 0 || flows.has(process2.start)) continue;
    const events = process2.events ?? (process2.body.kind === "timing" ? process2.body.events : void 0);
    const list3 = edgesOf(process2).length > 0 ? (events ?? []).map(printExpression).join("|") : process2.style === "always" ? "*" : "";
    const body = process2.body.kind === "timing" && process2.events === void 0 ? process2.body.body : process2.body;
    const header = `${process2.style}@${lineOf(process2.start)}${list3 === "" ? "" : ` ${list3}`}`;
    flows.set(process2.start, flowOf(header, body, process2, lineOf));
  }
  for (const { routine: routine2 } of elaboration.routines) {
    if (!flows.has(routine2.start))
      flows.set(routine2.start, flowOf(`${routine2.kind} ${routine2.name}@${lineOf(routine2.start)}`, routine2.body, routine2, lineOf));
  }
  return [...flows.entries()].sort((a, b) => a[0] - b[0]).map(([, flow]) => flow);
}
function flowOf(header, body, span, lineOf) {
  const id = header.split(" ").slice(0, header.startsWith("function") || header.startsWith("task") ? 2 : 1).join(" ");
  const builder = new FlowBuilder(id, lineOf);
  builder.build(body, span);
  return {
    id,
    header,
    line: lineOf(span.start),
    endLine: lineOf(span.end - 1),
    blocks: builder.blocks,
    edges: builder.edges,
    text: flowText(body)
  };
}
var FlowBuilder = class {
  constructor(id, lineOf) {
    this.id = id;
    this.lineOf = lineOf;
  }
  id;
  lineOf;
  blocks = [];
  edges = [];
  build(body, span) {
    const entry = this.block("entry", { start: span.start, end: span.start + 1 });
    const tail2 = this.add(body, [{ block: entry }]);
    const exit = this.block("exit", { start: span.end - 1, end: span.end });
    this.link(tail2, exit);
  }
  block(label, span) {
    const id = `${this.id}#${this.blocks.length}`;
    this.blocks.push({ id, label, line: this.lineOf(span.start), endLine: this.lineOf(Math.max(span.start, span.end - 1)) });
    return id;
  }
  link(tail2, to) {
    const line = this.blocks[Number(to.slice(to.lastIndexOf("#") + 1))]?.line ?? 0;
    for (const one of tail2) this.edges.push({ from: one.block, to, line, ...one.guard === void 0 ? {} : { guard: one.guard } });
  }
  add(statement, tail2) {
    switch (statement.kind) {
      case "block":
        return this.addList(statement.body, tail2);
      case "if": {
        const test = this.block(`if ${printExpression(statement.test)}`, statement.test);
        this.link(tail2, test);
        const then = this.add(statement.then, [{ block: test, guard: printExpression(statement.test) }]);
        const no = [{ block: test, guard: negate(statement.test) }];
        return [...then, ...statement.otherwise === void 0 ? no : this.add(statement.otherwise, no)];
      }
      case "case":
        return this.addCase(statement, tail2);
      case "loop": {
        const head = this.block(loopText(statement), { start: statement.start, end: statement.start + 1 });
        this.link(tail2, head);
        this.link(this.add(statement.body, [{ block: head, guard: "again" }]), head);
        return [{ block: head, guard: "done" }];
      }
      case "timing": {
        const wait = this.block("wait", { start: statement.start, end: statement.start + 1 });
        this.link(tail2, wait);
        return this.add(statement.body, [{ block: wait }]);
      }
      case "declare":
        return tail2;
      case "skip":
        return tail2;
      default:
        return this.addList([statement], tail2);
    }
  }
  addCase(statement, tail2) {
    const head = this.block(`${statement.style} ${printExpression(statement.subject)}`, statement.subject);
    this.link(tail2, head);
    const out = [];
    let covered = false;
    for (const arm of statement.arms) {
      const guard = arm.labels.length === 0 ? "default" : arm.labels.map(printExpression).join(", ");
      covered ||= arm.labels.length === 0;
      out.push(...this.add(arm.body, [{ block: head, guard }]));
    }
    return covered ? out : [...out, { block: head, guard: "none" }];
  }
  /** Straight-line statements share one block. */
  addList(list3, start) {
    let tail2 = start;
    let straight = [];
    const flush = () => {
      const [first] = straight;
      const last = straight[straight.length - 1];
      if (first === void 0 || last === void 0) return;
      const block2 = this.block(straight.map(plainText).join("; "), { start: first.start, end: last.end });
      this.link(tail2, block2);
      tail2 = straight.some((one) => one.kind === "return") ? [] : [{ block: block2 }];
      straight = [];
    };
    for (const statement of list3) {
      if (statement.kind === "assign" || statement.kind === "call" || statement.kind === "return" || statement.kind === "jump")
        straight.push(statement);
      else {
        flush();
        tail2 = this.add(statement, tail2);
      }
    }
    flush();
    return tail2;
  }
};
function plainText(statement) {
  switch (statement.kind) {
    case "assign":
      return `${printExpression(statement.target)} ${statement.blocking ? statement.op : "<="} ${printExpression(statement.value)}`;
    case "call":
      return printExpression(statement.call);
    case "return":
      return statement.value === void 0 ? "return" : `return ${printExpression(statement.value)}`;
    default:
      return statement.kind === "jump" ? statement.word : "";
  }
}
function loopText(loop2) {
  const parts = loop2.init.map(
    (one) => one.kind === "declare" ? one.declarators.map((each) => `${each.name} = ${text(each.init)}`).join(", ") : plainText(one)
  );
  if (loop2.style === "for") return `for ${parts.join(", ")}; ${text(loop2.test)}; ${loop2.step.map(plainText).join(", ")}`;
  return `${loop2.style} ${text(loop2.test)}`.trim();
}
function text(expr) {
  return expr === void 0 ? "" : printExpression(expr);
}
function flowText(statement) {
  return shorten(describe(statement), 600);
}
function shorten(line, limit2) {
  return line.length <= limit2 ? line : `${line.slice(0, limit2)}\u2026`;
}
function describe(statement) {
  if (statement === void 0) return "hold";
  const parts = list(statement);
  if (parts.length === 0) return "{}";
  const names = [];
  const out = [];
  for (const part of parts) {
    if (part.kind === "assign") {
      for (const name of targetNames(part.target)) if (!names.includes(name)) names.push(name);
    }
    if (part.kind === "if" || part.kind === "case" || part.kind === "loop") out.push(describeBranch(part));
    if (part.kind === "call") names.push(`${printExpression(part.call).split("(")[0] ?? ""}()`);
  }
  return [...names.length > 0 ? [`{${names.join(",")}}`] : [], ...out].join("; ") || "{}";
}
function describeBranch(statement) {
  if (statement.kind === "loop") return `${statement.style}(${text(statement.test)})->${describe(statement.body)}`;
  if (statement.kind === "if") {
    const then = describe(statement.then);
    const head = `if(${printExpression(statement.test)})->${/; |^if|^case/.test(then) ? `(${then})` : then}`;
    return statement.otherwise === void 0 ? head : `${head} else ${describe(statement.otherwise)}`;
  }
  const arms = statement.arms.map(
    (arm) => `${arm.labels.length === 0 ? "default" : arm.labels.map(printExpression).join(",")}:${describe(arm.body)}`
  );
  return `${statement.style}(${printExpression(statement.subject)})[${arms.join(" | ")}]`;
}
function list(statement) {
  if (statement.kind === "block") return statement.body.flatMap(list);
  if (statement.kind === "timing") return list(statement.body);
  return statement.kind === "skip" || statement.kind === "declare" ? [] : [statement];
}

// server/src/graph/readGenerate.ts
function readGenerateBlock(at) {
  if (!at.is("begin") && !(at.peek().kind === "id" && at.peek(1).text === ":" && at.peek(2).text === "begin"))
    return { body: readItem2(at) };
  let label = at.is("begin") ? void 0 : at.next().text;
  if (label !== void 0) at.next();
  at.expect("begin");
  if (at.accept(":")) label = at.next().text;
  const body = [];
  readItems2(at, body, (word2) => word2 === "end" || word2 === "endmodule");
  at.accept("end");
  if (at.is(":") && at.peek(1).kind === "id") at.at += 2;
  return label === void 0 ? { body } : { label, body };
}
function readGenerateFor(at) {
  const { start } = at.next();
  at.expect("(");
  at.accept("genvar");
  if (isBuiltinType(at.peek().text)) at.next();
  const variable = at.next().text;
  at.expect("=");
  const init = readExpression(at);
  at.expect(";");
  const test = readExpression(at);
  at.expect(";");
  const step = readGenvarStep(at);
  at.expect(")");
  return { kind: "for", variable, init, test, step, ...readGenerateBlock(at), start, end: at.lastEnd };
}
function readGenvarStep(at) {
  const first = readExpression(at);
  const { start, end } = first;
  if (first.kind === "step") {
    const one = { kind: "number", text: "1", value: 1n, wild: 0n, signed: true, start, end };
    return { kind: "binary", op: first.op === "++" ? "+" : "-", left: first.arg, right: one, start, end };
  }
  const op = at.next().text;
  const value = readExpression(at);
  return op === "=" ? value : { kind: "binary", op: op.slice(0, -1), left: first, right: value, start, end: value.end };
}
function readGenerateIf(at) {
  const { start } = at.next();
  at.expect("(");
  const test = readExpression(at);
  at.expect(")");
  const then = readGenerateBlock(at);
  const otherwise2 = at.accept("else") ? readGenerateBlock(at) : { body: [] };
  const labels = {
    ...then.label === void 0 ? {} : { thenLabel: then.label },
    ...otherwise2.label === void 0 ? {} : { otherwiseLabel: otherwise2.label }
  };
  return { kind: "if", test, then: then.body, otherwise: otherwise2.body, ...labels, start, end: at.lastEnd };
}
function readGenerateCase(at) {
  const { start } = at.next();
  at.expect("(");
  const subject = readExpression(at);
  at.expect(")");
  const arms = [];
  while (!at.accept("endcase") && at.peek().kind !== "end") {
    const labels = [];
    if (at.accept("default")) at.accept(":");
    else {
      do
        labels.push(readExpression(at));
      while (at.accept(","));
      at.expect(":");
    }
    arms.push({ labels, ...readGenerateBlock(at) });
  }
  return { kind: "case", subject, arms, start, end: at.lastEnd };
}

// server/src/graph/readHeader.ts
var directions = /* @__PURE__ */ new Set(["input", "output", "inout", "ref"]);
function readHeaderParameters(at) {
  at.expect("#");
  at.expect("(");
  const list3 = [];
  let type;
  let local = false;
  while (!at.accept(")")) {
    if (at.is("parameter") || at.is("localparam")) {
      local = at.next().text === "localparam";
      type = void 0;
    }
    if (at.is("type")) {
      at.next();
      list3.push({ ...readTypeParameter(at), local });
    } else {
      if (type === void 0 || isBuiltinType(at.peek().text) || at.is("[") || isNamedType(at)) type = readType2(at);
      const one = readDeclarator2(at, type);
      list3.push({ ...one, local });
    }
    if (!at.accept(",") && !at.is(")")) at.fail("a parameter list");
  }
  return list3;
}
function readDeclarator2(at, type) {
  const token2 = at.next();
  const unpacked = readDimensions2(at);
  const init = at.accept("=") ? readExpression(at) : void 0;
  return { name: token2.text, type, unpacked, start: token2.start, end: at.lastEnd, ...init === void 0 ? {} : { init } };
}
function readTypeParameter(at) {
  const token2 = at.next();
  const type = at.accept("=") ? readType2(at) : readType2(new TokenCursor([{ kind: "end", text: "", start: token2.end, end: token2.end }]));
  return {
    name: token2.text,
    type,
    unpacked: [],
    init: { kind: "type", type, start: token2.start, end: at.lastEnd },
    start: token2.start,
    end: at.lastEnd
  };
}
function readHeaderPorts(at) {
  at.expect("(");
  const ports = [];
  let direction = "inout";
  let type;
  while (!at.accept(")")) {
    if (at.accept(",")) continue;
    if (at.is(".")) {
      at.next();
      const token3 = at.next();
      if (at.is("(")) at.skipGroup();
      ports.push({ name: token3.text, type: type ?? readNothing(at), unpacked: [], direction, start: token3.start, end: at.lastEnd });
      continue;
    }
    if (directions.has(at.peek().text)) {
      direction = at.next().text;
      type = readType2(at);
    } else if (isBuiltinType(at.peek().text) || isNamedType(at) || at.is("interface") && at.peek(1).kind === "id") {
      if (at.accept("interface")) type = readNothing(at);
      else type = readType2(at);
      const bareInterface = type.base.kind === "named" && type.packed.length === 0;
      if (bareInterface && (type.base.kind !== "named" || type.base.scope === void 0)) direction = "interface";
    } else if (at.is("[")) type = readType2(at);
    const token2 = at.next();
    const unpacked = readDimensions2(at);
    const init = at.accept("=") ? readExpression(at) : void 0;
    ports.push({
      name: token2.text.replace(/^\\/, ""),
      type: type ?? readNothing(at),
      unpacked,
      direction,
      start: token2.start,
      end: at.lastEnd,
      ...init === void 0 ? {} : { init }
    });
  }
  return ports;
}
function readNothing(at) {
  const { start } = at.peek();
  return { base: { kind: "builtin", name: "logic" }, signed: false, packed: [], start, end: start };
}

// server/src/graph/readStatement.ts
var assignOps = /* @__PURE__ */ new Set(["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "<<<=", ">>>="]);
var priorities = /* @__PURE__ */ new Set(["unique", "unique0", "priority"]);
var skipped = /* @__PURE__ */ new Set([
  "assert",
  "assume",
  "cover",
  "restrict",
  "wait",
  "force",
  "release",
  "deassign",
  "->",
  "->>",
  "expect",
  "wait_order",
  "randcase",
  "randsequence",
  "import"
]);
function readStatement(at) {
  const start = at.peek().start;
  const mark = at.at;
  try {
    return readAny(at);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    at.at = mark;
    at.skipPastSemicolon();
    return { kind: "skip", what: error.message, start, end: at.lastEnd };
  }
}
function readAny(at) {
  const token2 = at.peek();
  const { start } = token2;
  if (token2.kind === "id" && token2.text !== "begin" && token2.text !== "fork" && at.peek(1).text === ":" && at.peek(2).kind === "id") {
    at.next();
    at.next();
    return readAny(at);
  }
  if (priorities.has(token2.text)) {
    at.next();
    return readBranch(at, start, token2.text);
  }
  switch (token2.text) {
    case ";":
      at.next();
      return { kind: "skip", what: "", start, end: at.lastEnd };
    case "begin":
      return readBlock(at, "end");
    case "fork":
      return readBlock(at, "join");
    case "if":
    case "case":
    case "casez":
    case "casex":
      return readBranch(at, start, hintedPriority(token2.hints));
    case "for":
    case "while":
    case "do":
    case "repeat":
    case "forever":
    case "foreach":
      return readLoop(at);
    case "@":
    case "#":
    case "##":
      return readTiming(at);
    case "return": {
      at.next();
      const value = at.is(";") ? void 0 : readExpression(at);
      at.expect(";");
      return { kind: "return", start, end: at.lastEnd, ...value === void 0 ? {} : { value } };
    }
    case "break":
    case "continue":
    case "disable":
      at.next();
      at.skipPastSemicolon();
      return { kind: "jump", word: token2.text, start, end: at.lastEnd };
    case "assign":
      at.next();
      return readSimple(at, start);
    default:
      return readDefault(at);
  }
}
function readDefault(at) {
  const token2 = at.peek();
  const { start } = token2;
  if (skipped.has(token2.text)) return readSkipped(at);
  if (token2.text === "localparam" || token2.text === "parameter") return readLocalDeclaration(at, true);
  if (token2.text === "static" || token2.text === "automatic" || token2.text === "const") {
    at.next();
    return readAny(at);
  }
  if (token2.text === "typedef") {
    at.skipPastSemicolon();
    return { kind: "skip", what: "typedef", start, end: at.lastEnd };
  }
  const isCast = at.peek(1).text === "'";
  if (token2.kind === "id" && !isCast && (isBuiltinType(token2.text) || isNamedType(at))) return readLocalDeclaration(at, false);
  return readSimple(at, start);
}
function readSkipped(at) {
  const { text: text2, start } = at.next();
  if (text2 === "wait" && at.is("(")) {
    at.skipGroup();
    return { kind: "timing", body: readStatement(at), start, end: at.lastEnd };
  }
  if (["assert", "assume", "cover", "restrict"].includes(text2)) {
    while (!at.is("(") && !at.is(";") && at.peek().kind !== "end") at.next();
    if (at.is("(")) at.skipGroup();
    if (!at.is("else") && !at.is(";")) readStatement(at);
    else at.accept(";");
    if (at.accept("else")) readStatement(at);
  } else at.skipPastSemicolon();
  return { kind: "skip", what: "", start, end: at.lastEnd };
}
function readLocalDeclaration(at, parameter) {
  const start = at.peek().start;
  if (parameter) at.next();
  const type = readType2(at);
  const declarators2 = readDeclarators(at, type);
  at.expect(";");
  return { kind: "declare", declarators: declarators2, parameter, start, end: at.lastEnd };
}
function readSimple(at, start) {
  const statement = readAssignment(at, start);
  at.expect(";");
  return { ...statement, end: at.lastEnd };
}
function readAssignment(at, start) {
  const target = readTarget(at);
  if (target.kind === "step") {
    const one = { kind: "number", text: "1", value: 1n, wild: 0n, signed: true, start: target.start, end: target.end };
    return { kind: "assign", target: target.arg, value: one, op: target.op === "++" ? "+=" : "-=", blocking: true, start, end: at.lastEnd };
  }
  if (at.is("<=") || assignOps.has(at.peek().text)) {
    const op = at.next().text;
    skipDelay(at);
    const value = readExpression(at);
    return { kind: "assign", target, value, op: op === "<=" ? "=" : op, blocking: op !== "<=", start, end: at.lastEnd };
  }
  return { kind: "call", call: target, start, end: at.lastEnd };
}
function readTarget(at) {
  const mark = at.at;
  const { start } = at.peek();
  if (at.is("{")) {
    at.skipGroup();
    const end = at.at;
    at.at = mark;
    const value = readOperand(at);
    if (at.at !== end) at.fail("the end of a concatenation");
    return value;
  }
  if (at.accept("++") || at.accept("--")) {
    const op = at.tokens[at.at - 1]?.text === "++" ? "++" : "--";
    return { kind: "step", op, arg: readOperand(at), start, end: at.lastEnd };
  }
  return readOperand(at);
}
function readOperand(at) {
  const close2 = findAssignment(at);
  if (close2 === void 0) return readExpression(at);
  const inner = at.tokens.slice(at.at, close2);
  const lastToken = at.tokens[close2];
  if (lastToken === void 0) return at.fail("an assignment");
  const part = new at.constructor([
    ...inner,
    { kind: "end", text: "", start: lastToken.start, end: lastToken.start }
  ]);
  const target = readExpression(part);
  if (part.peek().kind !== "end") part.fail("an assignment");
  at.at = close2;
  return target;
}
function findAssignment(at) {
  const mark = at.at;
  try {
    for (; ; ) {
      const token2 = at.peek();
      if (token2.kind === "end" || token2.text === ";" || token2.text === ")" || token2.text === "}") return void 0;
      if (token2.kind === "op" && (token2.text === "<=" || assignOps.has(token2.text))) return at.at;
      if (token2.kind === "op" && ["(", "[", "{", "'{"].includes(token2.text)) at.skipGroup();
      else at.at++;
    }
  } finally {
    at.at = mark;
  }
}
function skipDelay(at) {
  if (at.accept("#") || at.accept("##")) {
    if (at.is("(")) at.skipGroup();
    else at.next();
  } else if (at.accept("@")) readEvents(at);
}
function readBlock(at, close2) {
  const start = at.next().start;
  const label = at.accept(":") ? at.next().text : void 0;
  const body = [];
  const closed = () => at.is(close2) || close2 === "join" && (at.is("join_any") || at.is("join_none"));
  while (!closed() && at.peek().kind !== "end" && !at.is("endmodule")) body.push(readStatement(at));
  if (closed()) at.next();
  if (at.is(":") && at.peek(1).kind === "id") at.at += 2;
  return { kind: "block", body, start, end: at.lastEnd, ...label === void 0 ? {} : { label } };
}
function hintedPriority(hints) {
  if (hints === void 0) return void 0;
  const attributes = hints.slice(Math.max(0, hints.lastIndexOf("(*")));
  const full = /\(\*.*\bfull_case\b/s.test(attributes);
  if (/\(\*.*\bparallel_case\b/s.test(attributes)) return full ? "unique" : "unique0";
  return full ? "priority" : void 0;
}
function readBranch(at, start, priority) {
  const word2 = at.next().text;
  const common = priority === void 0 ? {} : { priority };
  if (word2 === "if") {
    at.expect("(");
    const test = readExpression(at);
    at.expect(")");
    const then = readStatement(at);
    if (!at.accept("else")) return { kind: "if", test, then, start, end: at.lastEnd, ...common };
    const otherwise2 = readStatement(at);
    return { kind: "if", test, then, otherwise: otherwise2, start, end: at.lastEnd, ...common };
  }
  if (word2 !== "case" && word2 !== "casez" && word2 !== "casex") return at.fail("'if' or 'case'");
  at.expect("(");
  const subject = readExpression(at);
  at.expect(")");
  const style = at.accept("inside") ? "inside" : word2;
  at.accept("matches");
  const arms = [];
  while (!at.accept("endcase")) {
    if (at.peek().kind === "end" || at.is("endmodule")) break;
    arms.push(readArm(at));
  }
  return { kind: "case", style, subject, arms, start, end: at.lastEnd, ...common };
}
function readArm(at) {
  const start = at.peek().start;
  let labels = [];
  if (at.accept("default")) at.accept(":");
  else labels = readRangeList(at, ":");
  const body = readStatement(at);
  return { labels, body, start, end: at.lastEnd };
}
function readLoop(at) {
  const { text: text2, start } = at.next();
  if (text2 === "forever") return { kind: "loop", style: "forever", init: [], step: [], body: readStatement(at), start, end: at.lastEnd };
  if (text2 === "do") {
    const body = readStatement(at);
    at.expect("while");
    at.expect("(");
    const test2 = readExpression(at);
    at.expect(")");
    at.expect(";");
    return { kind: "loop", style: "do", init: [], test: test2, step: [], body, start, end: at.lastEnd };
  }
  at.expect("(");
  if (text2 === "for") return readFor(at, start);
  const test = text2 === "foreach" ? readForeachHead(at) : readExpression(at);
  at.expect(")");
  const style = text2 === "while" ? "while" : text2 === "repeat" ? "repeat" : "foreach";
  return { kind: "loop", style, init: [], test, step: [], body: readStatement(at), start, end: at.lastEnd };
}
function readForeachHead(at) {
  const token2 = at.next();
  let base = { kind: "name", name: token2.text, start: token2.start, end: token2.end };
  at.expect("[");
  do {
    if (at.is(",") || at.is("]")) continue;
    const index = at.next();
    base = {
      kind: "index",
      base,
      index: { kind: "name", name: index.text, start: index.start, end: index.end },
      start: token2.start,
      end: index.end
    };
  } while (at.accept(","));
  at.expect("]");
  return base;
}
function readFor(at, start) {
  const init = [];
  while (!at.accept(";")) {
    const from = at.peek().start;
    at.accept("automatic");
    if (isBuiltinType(at.peek().text) || isNamedType(at)) {
      const type = readType2(at);
      const token2 = at.next();
      at.expect("=");
      const value = readExpression(at);
      const declarators2 = [{ name: token2.text, type, unpacked: [], init: value, start: token2.start, end: at.lastEnd }];
      init.push({ kind: "declare", declarators: declarators2, parameter: false, start: from, end: at.lastEnd });
    } else init.push(readAssignment(at, from));
    if (!at.accept(",") && !at.is(";")) at.fail("';'");
  }
  const test = at.is(";") ? void 0 : readExpression(at);
  at.expect(";");
  const step = [];
  while (!at.accept(")")) {
    step.push(readAssignment(at, at.peek().start));
    if (!at.accept(",") && !at.is(")")) at.fail("')'");
  }
  const body = readStatement(at);
  return { kind: "loop", style: "for", init, step, body, start, end: at.lastEnd, ...test === void 0 ? {} : { test } };
}
function readTiming(at) {
  const { text: text2, start } = at.next();
  let events;
  if (text2 === "@") events = readEvents(at);
  else if (at.is("(")) at.skipGroup();
  else at.next();
  const body = readStatement(at);
  return { kind: "timing", body, start, end: at.lastEnd, ...events === void 0 ? {} : { events } };
}
function readRoutine(at, kind, start) {
  const close2 = kind === "function" ? "endfunction" : "endtask";
  while (at.is("automatic") || at.is("static")) at.next();
  const named2 = at.peek(1).text === "(" || at.peek(1).text === ";";
  const type = kind === "function" && !named2 ? readType2(at) : void 0;
  let name = at.next().text;
  while (at.accept("::") || at.accept(".")) name = at.next().text;
  const ports = [];
  if (at.is("(")) readRoutinePorts(at, ports);
  at.expect(";");
  const body = [];
  while (!at.is(close2) && !at.is("endmodule") && at.peek().kind !== "end") {
    if (at.is("input") || at.is("output") || at.is("inout") || at.is("ref")) {
      const direction = at.next().text;
      for (const declarator2 of readDeclarators(at, readType2(at))) ports.push({ ...declarator2, direction });
      at.expect(";");
    } else body.push(readStatement(at));
  }
  at.accept(close2);
  if (at.is(":") && at.peek(1).kind === "id") at.at += 2;
  return {
    kind,
    name,
    ports,
    body: { kind: "block", body, start, end: at.lastEnd },
    start,
    end: at.lastEnd,
    ...type === void 0 ? {} : { type }
  };
}
function readRoutinePorts(at, ports) {
  at.expect("(");
  let direction = "input";
  let type = readTypeOfNothing(at);
  while (!at.accept(")")) {
    at.accept("const");
    const given = ["input", "output", "inout", "ref"].includes(at.peek().text);
    if (given) direction = at.next().text;
    const bare = at.peek().kind === "id" && !isBuiltinType(at.peek().text) && !isNamedType(at);
    if (!bare || given) type = readType2(at);
    const token2 = at.next();
    const unpacked = readDimensions2(at);
    const init = at.accept("=") ? readExpression(at) : void 0;
    ports.push({
      name: token2.text,
      type,
      unpacked,
      direction,
      start: token2.start,
      end: at.lastEnd,
      ...init === void 0 ? {} : { init }
    });
    if (!at.accept(",") && !at.is(")")) at.fail("a port list");
  }
}
function readTypeOfNothing(at) {
  const { start } = at.peek();
  return { base: { kind: "builtin", name: "logic" }, signed: false, packed: [], start, end: start };
}

// server/src/graph/readModule.ts
var moduleWords = /* @__PURE__ */ new Set(["module", "macromodule", "interface", "program", "package"]);
var unitWords = /* @__PURE__ */ new Set(["typedef", "import", "parameter", "localparam", "function", "task"]);
var gates = /* @__PURE__ */ new Set([
  "and",
  "nand",
  "or",
  "nor",
  "xor",
  "xnor",
  "buf",
  "not",
  "bufif0",
  "bufif1",
  "notif0",
  "notif1",
  "pullup",
  "pulldown",
  "tran",
  "nmos",
  "pmos",
  "cmos"
]);
var ignored = {
  property: "endproperty",
  sequence: "endsequence",
  covergroup: "endgroup",
  clocking: "endclocking",
  specify: "endspecify",
  class: "endclass",
  checker: "endchecker",
  primitive: "endprimitive",
  table: "endtable",
  default: ";",
  alias: ";",
  bind: ";",
  defparam: ";",
  timeunit: ";",
  timeprecision: ";",
  let: ";",
  modport: ";",
  export: ";",
  specparam: ";",
  nettype: ";",
  extern: ";",
  global: ";"
};
var assertions = /* @__PURE__ */ new Set(["assert", "assume", "cover", "restrict"]);
var directions2 = /* @__PURE__ */ new Set(["input", "output", "inout", "ref"]);
function readModules(text2) {
  const at = new TokenCursor(tokenize2(text2));
  const modules = [];
  const outside = [];
  while (at.peek().kind !== "end") {
    const token2 = at.peek();
    if (token2.kind === "id" && moduleWords.has(token2.text) && at.peek(1).kind === "id") modules.push(readModule(at));
    else if (token2.kind === "id" && token2.text === "class") at.skipPast("endclass");
    else if (token2.kind === "id" && unitWords.has(token2.text)) readOutside(at, outside);
    else at.next();
  }
  return outside.length === 0 ? modules : [{ name: "$unit", keyword: "$unit", parameters: [], ports: [], items: outside, start: 0, end: 0 }, ...modules];
}
function readOutside(at, items) {
  const mark = at.at;
  try {
    items.push(...readItem2(at));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    at.at = mark + 1;
  }
}
function readModule(at) {
  const { text: keyword, start } = at.next();
  if (at.is("automatic") || at.is("static")) at.next();
  const name = at.next().text;
  const close2 = `end${keyword === "macromodule" ? "module" : keyword}`;
  const items = [];
  let parameters2 = [];
  let ports = [];
  try {
    while (at.is("import")) items.push(...readItem2(at));
    if (at.is("#")) parameters2 = readHeaderParameters(at);
    if (at.is("(")) ports = readHeaderPorts(at);
    at.expect(";");
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    items.push({ kind: "broken", message: `header: ${error.message}`, start, end: at.lastEnd });
    at.skipPastSemicolon();
  }
  readItems2(at, items, (word2) => word2 === close2 || word2 === "endmodule");
  at.next();
  return { name: name.replace(/^\\/, ""), keyword, parameters: parameters2, ports, items, start, end: at.lastEnd };
}
function readItems2(at, items, isClose) {
  while (at.peek().kind !== "end" && !(at.peek().kind === "id" && isClose(at.peek().text))) {
    const mark = at.at;
    const { start } = at.peek();
    try {
      items.push(...readItem2(at));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      at.at = mark;
      skipBrokenItem(at);
      items.push({ kind: "broken", message: error.message, start, end: at.lastEnd });
    }
    if (at.at === mark) at.next();
  }
}
var itemStarts = /* @__PURE__ */ new Set([
  "assign",
  "always",
  "always_comb",
  "always_ff",
  "always_latch",
  "initial",
  "final",
  "function",
  "task",
  "generate",
  "endgenerate",
  "genvar",
  "wire",
  "reg",
  "logic",
  "localparam",
  "parameter",
  "endmodule",
  "endinterface",
  "endpackage",
  "input",
  "output",
  "typedef"
]);
function skipBrokenItem(at) {
  at.next();
  while (at.peek().kind !== "end" && !itemStarts.has(at.peek().text)) if (at.next().text === ";") return;
}
function readItem2(at) {
  const token2 = at.peek();
  const { start } = token2;
  if (token2.kind !== "id") {
    if (at.accept(";")) return [];
    if (token2.kind === "system") {
      at.skipPastSemicolon();
      return [];
    }
    return at.fail("a module item");
  }
  switch (token2.text) {
    case "generate":
    case "endgenerate":
      at.next();
      return [];
    case "genvar":
      at.skipPastSemicolon();
      return [];
    case "assign":
      return readContinuousAssigns(at);
    case "always":
    case "always_comb":
    case "always_ff":
    case "always_latch":
    case "initial":
    case "final":
      return [{ kind: "process", process: readProcess(at), start, end: at.lastEnd }];
    case "function":
    case "task":
      at.next();
      return [{ kind: "routine", routine: readRoutine(at, token2.text, start), start, end: at.lastEnd }];
    case "parameter":
    case "localparam":
      return readParameterItem(at);
    case "typedef":
      return readTypedef2(at);
    case "import":
      return readImports2(at);
    case "for":
      return [readGenerateFor(at)];
    case "if":
      return [readGenerateIf(at)];
    case "case":
      return [readGenerateCase(at)];
    case "begin": {
      const { label, body } = readGenerateBlock(at);
      return [{ kind: "block", body, start, end: at.lastEnd, ...label === void 0 ? {} : { label } }];
    }
    default:
      return readOtherItem(at);
  }
}
function readOtherItem(at) {
  const token2 = at.peek();
  const { start } = token2;
  if (directions2.has(token2.text)) {
    const direction = at.next().text;
    const ports = readDeclarators(at, readType2(at)).map((declarator2) => ({ ...declarator2, direction }));
    at.expect(";");
    return [{ kind: "port", ports, start, end: at.lastEnd }];
  }
  if (assertions.has(token2.text)) {
    readStatement(at);
    return [];
  }
  const ignoredEnd = ignored[token2.text];
  if (ignoredEnd !== void 0 && Object.hasOwn(ignored, token2.text)) {
    if (ignoredEnd === ";") at.skipPastSemicolon();
    else at.skipPast(ignoredEnd);
    if (at.is(":") && at.peek(1).kind === "id") at.at += 2;
    return [];
  }
  if (gates.has(token2.text)) return readGates(at);
  if (at.peek(1).text === ":" && at.peek(2).kind === "id") {
    at.at += 2;
    return readItem2(at);
  }
  if (["const", "static", "automatic", "var", "rand"].includes(token2.text) && token2.text !== "var") at.next();
  if (isBuiltinType(at.peek().text)) return readDeclaration(at, start);
  if (isInstance(at)) return readInstances(at);
  if (isNamedType(at)) return readDeclaration(at, start);
  if (at.peek().text.startsWith("`") || at.peek(1).text === "(" || at.peek(1).text === ";") {
    at.skipPastSemicolon();
    return [];
  }
  return at.fail("a module item");
}
function isInstance(at) {
  let ahead = 1;
  if (at.peek(ahead).text === "#") ahead = at.peek(ahead + 1).text === "(" ? at.afterGroup(ahead + 1) : ahead + 2;
  if (at.peek(ahead).kind !== "id") return false;
  ahead++;
  while (at.peek(ahead).text === "[" && at.peek(ahead).kind === "op") ahead = at.afterGroup(ahead);
  return at.peek(ahead).text === "(";
}
function readDeclaration(at, start) {
  const net = isNetType(at.peek().text) && !at.is("var");
  const type = readType2(at);
  if (at.accept("#")) {
    if (at.is("(")) at.skipGroup();
    else at.next();
  }
  const declarators2 = readDeclarators(at, type);
  at.expect(";");
  return [{ kind: "declare", net, declarators: declarators2, start, end: at.lastEnd }];
}
function skipStrengthAndDelay(at) {
  if (at.is("(") && /^(strong|weak|pull|supply|highz)/.test(at.peek(1).text)) at.skipGroup();
  if (at.accept("#")) {
    if (at.is("(")) at.skipGroup();
    else at.next();
  }
}
function readContinuousAssigns(at) {
  at.next();
  skipStrengthAndDelay(at);
  const list3 = [];
  do {
    const target = readExpression(at);
    at.expect("=");
    const value = readExpression(at);
    list3.push({ kind: "assign", target, value, start: target.start, end: value.end });
  } while (at.accept(","));
  at.expect(";");
  return list3;
}
function readProcess(at) {
  const { text: text2, start } = at.next();
  const style = text2;
  let events;
  if (at.accept("@")) events = readEvents(at);
  const body = readStatement(at);
  if (events === void 0 && (style === "always_comb" || style === "always_latch")) events = [];
  return { style, body, start, end: at.lastEnd, ...events === void 0 ? {} : { events } };
}
function readParameterItem(at) {
  const { text: text2, start } = at.next();
  if (at.accept("type")) {
    const declarators3 = [readTypeParameter(at)];
    at.expect(";");
    return [{ kind: "parameter", local: text2 === "localparam", declarators: declarators3, start, end: at.lastEnd }];
  }
  const type = readType2(at);
  const declarators2 = readDeclarators(at, type);
  at.expect(";");
  return [{ kind: "parameter", local: text2 === "localparam", declarators: declarators2, start, end: at.lastEnd }];
}
function readTypedef2(at) {
  const { start } = at.next();
  if (["class", "interface"].includes(at.peek().text) || at.peek().kind === "id" && at.peek(1).text === ";") {
    at.skipPastSemicolon();
    return [];
  }
  const type = readType2(at);
  const name = at.next().text;
  const unpacked = readDimensions2(at);
  at.expect(";");
  return [{ kind: "typedef", name, type, unpacked, start, end: at.lastEnd }];
}
function readImports2(at) {
  const { start } = at.next();
  const list3 = [];
  if (at.peek().kind === "string") {
    at.skipPastSemicolon();
    return list3;
  }
  do {
    const scope = at.next().text;
    at.expect("::");
    const name = at.next().text;
    list3.push({ kind: "import", scope, name, start, end: at.lastEnd });
  } while (at.accept(","));
  at.expect(";");
  return list3;
}
function readInstances(at) {
  const { text: moduleName, start } = at.next();
  let parameters2 = [];
  if (at.accept("#")) {
    if (at.is("(")) parameters2 = readArguments(at);
    else at.next();
  }
  const list3 = [];
  do {
    const name = at.next();
    const [range] = readDimensions2(at);
    const connections2 = readArguments(at);
    const instance2 = {
      moduleName,
      name: name.text.replace(/^\\/, ""),
      parameters: parameters2,
      connections: connections2.filter((one) => one.name !== "*"),
      wildcard: connections2.some((one) => one.name === "*"),
      start: list3.length === 0 ? start : name.start,
      end: at.lastEnd,
      ...range === void 0 ? {} : { range }
    };
    list3.push({ kind: "instance", instance: instance2, start: instance2.start, end: instance2.end });
  } while (at.accept(","));
  at.expect(";");
  return list3;
}
function readGates(at) {
  const { text: gate2, start } = at.next();
  skipStrengthAndDelay(at);
  const list3 = [];
  do {
    const name = at.peek().kind === "id" ? at.next().text : "";
    readDimensions2(at);
    const pins = readArguments(at).map((one) => one.value);
    list3.push({ kind: "gate", gate: gate2, name, pins, start, end: at.lastEnd });
  } while (at.accept(","));
  at.expect(";");
  return list3;
}

// server/src/graph/moduleGraph.ts
var bodies = /* @__PURE__ */ new WeakMap();
function analyzeModule(file, module2, find) {
  const modules = modulesOf(file);
  const body = chooseBody(modules, file, module2);
  if (body === void 0) return emptyGraph(module2, "The module could not be read.");
  const lineOf = lineFinder(file);
  const elaboration = elaborate(body, modules, find);
  const edges = withoutUnseenVariables(dataEdges(elaboration, lineOf), elaboration);
  const { machines, notes: machineNotes } = findMachines(elaboration, lineOf);
  const notes = [...elaboration.notes];
  if (file.problems.length > 0 && module2.damaged) notes.push("The text has syntax errors; what they cover is left out.");
  return {
    name: module2.name,
    keyword: body.keyword,
    path: module2.path,
    line: module2.range.line + 1,
    endLine: module2.range.endLine + 1,
    textLength: body.end - body.start,
    parameters: body.parameters.filter((one) => !one.local).map((one) => ({ name: one.name, text: one.init === void 0 ? "" : printExpression(one.init) })),
    signals: graphSignals(elaboration, edges, module2.path, lineOf),
    edges,
    processes: processFlows(elaboration, lineOf),
    machines,
    machineNotes,
    instances: elaboration.instances.map((one) => ({
      id: one.id,
      moduleName: one.moduleName,
      line: lineOf(one.start),
      endLine: lineOf(one.end - 1),
      connections: one.connections,
      ...one.definition === void 0 ? {} : { definition: { path: one.definition.path, line: one.definition.line + 1 } }
    })),
    notes
  };
}
function modulesOf(file) {
  const known = bodies.get(file);
  if (known?.text === file.pre.text) return known.modules;
  const modules = readModules(file.pre.text);
  bodies.set(file, { text: file.pre.text, modules });
  return modules;
}
function chooseBody(modules, file, module2) {
  const named2 = modules.filter((one) => one.name === module2.name);
  if (named2.length < 2) return named2[0];
  return named2.find((one) => file.pre.toSource(one.start, one.start + 1).line === module2.range.line) ?? named2[0];
}
function lineFinder(file) {
  const known = /* @__PURE__ */ new Map();
  return (offset) => {
    let line = known.get(offset);
    if (line === void 0) {
      line = file.pre.toSource(offset, offset + 1).line + 1;
      known.set(offset, line);
    }
    return line;
  };
}
function withoutUnseenVariables(edges, elaboration) {
  const blockingOnly = clockedVariables(elaboration);
  if (blockingOnly.size === 0) return edges;
  const read = new Set(edges.filter((edge) => edge.from !== edge.to).map((edge) => edge.from));
  const hidden = /* @__PURE__ */ new Set();
  for (const signal of blockingOnly) {
    const ids = splitRange(signal, 0, signal.type.width).map((piece) => piece.id);
    if (signal.origin !== "port" && !ids.some((id) => read.has(id))) for (const id of ids) hidden.add(id);
  }
  return edges.filter((edge) => !hidden.has(edge.to));
}
function clockedVariables(elaboration) {
  const variables = /* @__PURE__ */ new Set();
  for (const { signal, task } of elaboration.drivers)
    if (task.shape !== void 0 && task.variables?.has(signal) === true) variables.add(signal);
  return variables;
}
function graphSignals(elaboration, edges, path3, lineOf) {
  const clocked = /* @__PURE__ */ new Map();
  const latches = /* @__PURE__ */ new Set();
  for (const { signal, segments, task } of elaboration.drivers) {
    if (task.shape !== void 0) clocked.set(signal, task);
    else if (task.kind === "process" && segments.some((segment) => segment.hold)) latches.add(signal);
  }
  const targets = /* @__PURE__ */ new Map();
  const touched = /* @__PURE__ */ new Set();
  for (const edge of edges) {
    touched.add(edge.to);
    touched.add(edge.from);
    let set = targets.get(edge.from);
    if (set === void 0) targets.set(edge.from, set = /* @__PURE__ */ new Set());
    set.add(edge.to);
  }
  return elaboration.signals.flatMap((signal) => {
    const task = clocked.get(signal);
    return splitRange(signal, 0, signal.type.width).flatMap((piece) => {
      const used = touched.has(piece.id);
      if (!used && (signal.origin === "implicit" || signal.origin === "net" && task !== void 0 && task.variables?.has(signal) === true))
        return [];
      const base = {
        id: piece.id,
        kind: kindOf2(signal, task, used),
        path: path3,
        line: lineOf(signal.start),
        endLine: lineOf(Math.max(signal.start, signal.end - 1)),
        fanout: targets.get(piece.id)?.size ?? 0,
        memory: signal.type.kind === "array" && !signal.type.packed,
        latch: latches.has(signal),
        ...piece.type.kind === "unknown" ? {} : { width: piece.width },
        ...signal.direction === void 0 ? {} : { direction: signal.direction }
      };
      return [task === void 0 ? base : { ...base, ...registerFacts(signal, task, lineOf) }];
    });
  });
}
function kindOf2(signal, task, used) {
  if (task !== void 0 && (used || task.variables?.has(signal) !== true || signal.origin === "port")) return "reg";
  if (signal.origin === "port") return "port";
  return signal.origin === "instance" ? "instance" : "wire";
}
function registerFacts(signal, task, lineOf) {
  const { shape, process: process2 } = task;
  if (shape === void 0 || process2 === void 0) return {};
  const { reset } = shape;
  const value = task.resetValues.get(signal);
  const text2 = reset === void 0 || !task.resetValues.has(signal) ? void 0 : `${reset.asynchronous ? "async" : "sync"}_${reset.activeLow ? "low" : "high"}:${reset.signal}`;
  return {
    clock: `${shape.clock.edge} ${shape.clock.signal}`,
    drivenAt: { line: lineOf(process2.start), endLine: lineOf(process2.end - 1) },
    ...text2 === void 0 ? {} : { reset: text2 },
    ...value === void 0 || text2 === void 0 ? {} : { resetValue: verilogNumber(value, signal.type.width) }
  };
}
function verilogNumber(value, width) {
  const bits = BigInt.asUintN(width, value);
  return bits < 10n ? bits.toString() : `${width}'h${bits.toString(16)}`;
}
function emptyGraph(module2, note) {
  const { name, kind, path: path3, range } = module2;
  const lists = { parameters: [], signals: [], edges: [], processes: [], machines: [], machineNotes: [], instances: [] };
  return { name, keyword: kind, path: path3, line: range.line + 1, endLine: range.endLine + 1, textLength: 0, ...lists, notes: [note] };
}

// test/unit/syntax/reading.ts
var import_node_fs2 = require("node:fs");
var import_node_path2 = __toESM(require("node:path"));

// server/src/platform/assets.ts
var import_node_fs = require("node:fs");
var import_node_path = __toESM(require("node:path"));
function assetDir() {
  return (0, import_node_fs.existsSync)(import_node_path.default.join(__dirname, "tree-sitter-systemverilog.wasm")) ? __dirname : import_node_path.default.resolve(__dirname, "../../../dist");
}

// server/src/syntax/parser.ts
var import_web_tree_sitter = require("web-tree-sitter");

// server/src/syntax/castHeads.ts
function blankCastHeads(text2) {
  const casts = [];
  const budget = searchBudget();
  const pattern3 = /\$(?:bits|clog2|size|high|low|left|right|increment|dimensions)\s*\(/g;
  for (let found = pattern3.exec(text2); found !== null; found = pattern3.exec(text2)) {
    const close2 = closingBracket(text2, pattern3.lastIndex - 1, budget);
    if (close2 === void 0) continue;
    const tick = /\)\s*'\s*(?=\()/y;
    tick.lastIndex = close2;
    if (tick.test(text2)) casts.push({ start: found.index, end: tick.lastIndex, text: text2.slice(found.index, close2 + 1) });
  }
  if (casts.length === 0) return { text: text2, casts };
  const pieces = [];
  let last = 0;
  for (const cast of casts) {
    if (cast.start < last) continue;
    pieces.push(text2.slice(last, cast.start), text2.slice(cast.start, cast.end).replace(/[^\r\n]/g, " "));
    last = cast.end;
  }
  pieces.push(text2.slice(last));
  return { text: pieces.join(""), casts };
}

// server/src/syntax/condition.ts
function conditionHolds(text2, from, defined) {
  const token2 = /\s*(&&|\|\||<->|->|[!()]|[A-Za-z_][A-Za-z0-9_$]*|\\\S+)/y;
  let at = from;
  const peek = () => {
    token2.lastIndex = at;
    return token2.exec(text2)?.[1];
  };
  const take = () => {
    const word2 = peek();
    if (word2 !== void 0) at = token2.lastIndex;
    return word2;
  };
  const primary = (depth) => {
    if (depth > 100) return void 0;
    const word2 = peek();
    if (word2 === "!") {
      take();
      const inner = primary(depth + 1);
      return inner === void 0 ? void 0 : !inner;
    }
    if (word2 === "(") {
      take();
      const inner = expression(depth + 1);
      if (peek() === ")") take();
      return inner;
    }
    if (word2 === void 0 || !/^[A-Za-z_\\]/.test(word2)) return void 0;
    take();
    return defined(word2.replace(/^\\/, ""));
  };
  const expression = (depth) => {
    let left = primary(depth);
    for (let operator2 = peek(); left !== void 0; operator2 = peek()) {
      if (operator2 !== "&&" && operator2 !== "||" && operator2 !== "->" && operator2 !== "<->") break;
      take();
      const right = primary(depth);
      if (right === void 0) return void 0;
      if (operator2 === "&&") left = left && right;
      else if (operator2 === "||") left = left || right;
      else if (operator2 === "->") left = !left || right;
      else left = left === right;
    }
    return left;
  };
  const holds = primary(0);
  return { holds, end: at };
}

// server/src/syntax/macroCall.ts
function readCall(text2, after, definition, budget) {
  const parameters2 = definition.parameters;
  if (parameters2 === void 0) return { actual: [], end: after };
  const open = /\s*\(/y;
  open.lastIndex = after;
  if (!open.test(text2)) return `macro \`${definition.name} needs ${parameters2.length} argument(s) in parentheses`;
  const from = open.lastIndex;
  const close2 = closingBracket(text2, from - 1, budget);
  if (close2 === void 0) return `the arguments of macro \`${definition.name} have no closing parenthesis`;
  const given = splitArguments(text2.slice(from, close2)).map(withoutComments);
  if (given.length > parameters2.length && !(parameters2.length === 0 && given[0]?.trim() === "")) {
    return `macro \`${definition.name} takes ${parameters2.length} argument(s), not ${given.length}`;
  }
  const actual = [];
  for (const [index, parameter] of parameters2.entries()) {
    const text3 = given[index];
    if (text3 === void 0 && parameter.defaultText === void 0) {
      return `macro \`${definition.name} needs a value for argument "${parameter.name}"`;
    }
    actual.push(text3 === void 0 || text3.trim() === "" ? parameter.defaultText ?? text3 ?? "" : text3);
  }
  return { actual, end: close2 + 1 };
}
function withoutComments(text2) {
  if (!text2.includes("/")) return text2;
  return text2.replace(/"(?:[^"\\\r\n]|\\[^])*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g, (found) => found.startsWith('"') ? found : " ");
}

// server/src/syntax/preprocessRun.ts
function lineEnd2(text2, at) {
  const pattern3 = /[\r\n]|$/g;
  pattern3.lastIndex = at;
  return pattern3.exec(text2)?.index ?? text2.length;
}
function copy(run, frame, start, end) {
  if (end <= start) return;
  emit(run, frame, frame.text.slice(start, end), start);
}
function emit(run, frame, text2, start) {
  if (text2 === "" || run.stopped) return;
  run.outLength += text2.length;
  if (run.outLength > (run.options.maxOutput ?? 24e6)) {
    stop(run, frame, start, "the expanded text is too large, so the rest of it was left out");
    return;
  }
  run.out.push(text2);
  if (run.capture) return;
  if (frame.use === void 0) run.map.copied(frame.origin, start, text2.length);
  else run.map.made(frame.origin, frame.use.start, frame.use.end, frame.use.macro, text2.length);
}
function stop(run, frame, at, message) {
  problem(run, frame, at, at + 1, "preprocess/limit", message);
  run.stopped = true;
}
function blank(run, frame, start, end) {
  if (end <= start) return;
  if (frame.use !== void 0) return;
  if (frame.origin === 0 && !run.capture) run.blanked.push({ start, end });
  emit(run, frame, frame.text.slice(start, end).replace(/[^\r\n]/g, " "), start);
}
function sourceRange(run, frame, start, end) {
  const use = frame.use;
  return use === void 0 ? run.map.rangeIn(frame.origin, start, end) : run.map.rangeIn(frame.origin, use.start, use.end);
}
function problem(run, frame, start, end, code, message) {
  if (run.problems.length < 1e3) run.problems.push({ range: sourceRange(run, frame, start, end), message, code });
}
function noteMacro(run, frame, at, name, kind, definition) {
  if (frame.use !== void 0 || run.capture || at < 0) return;
  const range = run.map.rangeIn(frame.origin, at, at + name.length);
  run.macroUses.push({ name, kind, range, ...definition === void 0 ? {} : { definition } });
}
function noteCondition(run, frame, start, end) {
  const pattern3 = /[A-Za-z_][A-Za-z0-9_$]*/g;
  pattern3.lastIndex = start;
  for (let found = pattern3.exec(frame.text); found !== null && found.index < end; found = pattern3.exec(frame.text)) {
    noteMacro(run, frame, found.index, found[0], "condition", run.macros.get(found[0]));
  }
}
function afterEscapedName(text2, at) {
  const pattern3 = /\\\S*/y;
  pattern3.lastIndex = at;
  pattern3.exec(text2);
  return Math.max(at + 1, pattern3.lastIndex);
}
function leaveOut(run, frame, start, end) {
  if (frame.origin === 0 && frame.use === void 0 && end > start) run.inactive.push(run.map.rangeIn(0, start, end));
  blank(run, frame, start, end);
}
function replace(run, frame, start, end, macro2, text2) {
  if (run.options.mode === "sameLength" && frame.use === void 0) {
    const width = end - start;
    emit(run, frame, text2.length <= width ? text2.padEnd(width) : "0".padEnd(width), start);
    return;
  }
  emit(run, frame.use === void 0 ? { ...frame, use: { start, end, macro: macro2 } } : frame, text2, start);
}
function tail(out) {
  let end = "";
  for (let index = out.length - 1; index >= 0 && end.length < 400; index--) {
    const piece = out[index] ?? "";
    end = (piece.length > 2e3 ? piece.slice(-2e3) : piece) + end;
  }
  return end;
}
function isBlanked(ranges, offset) {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = low + high >> 1;
    const range = ranges[middle];
    if (range === void 0) return false;
    if (offset < range.start) high = middle - 1;
    else if (offset >= range.end) low = middle + 1;
    else return true;
  }
  return false;
}

// server/src/syntax/preprocess.ts
var maxDepth2 = 64;
var maxIncludeDepth = 40;
var maxExpansions = 1e5;
function preprocess(source, options) {
  const run = {
    options,
    map: new SegmentMap(),
    macros: /* @__PURE__ */ new Map(),
    includes: [],
    inactive: [],
    unknown: [],
    macroUses: [],
    problems: [],
    blanked: [],
    out: [],
    outLength: 0,
    capture: false,
    depth: 0,
    includeDepth: 0,
    expansions: 0,
    notRead: 0,
    holes: [],
    stopped: false,
    brackets: searchBudget()
  };
  for (const [name, value] of Object.entries(options.defines)) run.macros.set(name, commandLineMacro(name, value));
  run.map.addOrigin(source, -1, 0, 0);
  const text2 = /[\0\uFEFF]/.test(source.text) ? source.text.replace(/[\0\uFEFF]/g, " ") : source.text;
  expand(run, { text: text2, origin: 0, use: void 0, stack: [], conditionals: [] });
  const { text: final, casts } = blankCastHeads(run.out.join(""));
  const blanked = run.blanked;
  return {
    path: source.path,
    text: final,
    mode: options.mode,
    macros: run.macros,
    includes: run.includes,
    inactive: run.inactive,
    unknownMacros: run.unknown,
    macroUses: run.macroUses,
    problems: run.problems,
    casts,
    holes: run.holes,
    verilogKeywords: /`begin_keywords\s+"1364-/.test(text2),
    toSource: (start, end) => run.map.toSource(start, end),
    sourceText: (path3) => run.map.origins.find((origin) => origin.source.path === path3)?.source.text,
    fromRoot: (offset) => isBlanked(blanked, offset) ? void 0 : run.map.fromRoot(offset)
  };
}
var interesting = /["`\\\u0001]|\/[/*]/g;
function expand(run, frame) {
  const text2 = frame.text;
  const pattern3 = new RegExp(interesting);
  let copied = 0;
  for (let found = pattern3.exec(text2); found !== null && !run.stopped; found = pattern3.exec(text2)) {
    const at = found.index;
    let next;
    switch (found[0]) {
      case '"':
        next = endOfString(text2, at);
        break;
      case "//":
        next = lineEnd2(text2, at);
        break;
      case "/*":
        next = text2.indexOf("*/", at + 2) < 0 ? text2.length : text2.indexOf("*/", at + 2) + 2;
        break;
      case "\\":
        next = afterEscapedName(text2, at);
        break;
      case pasteMark:
        copy(run, frame, copied, at);
        copied = next = at + 1;
        break;
      default:
        copy(run, frame, copied, at);
        copied = next = directive(run, frame, at);
    }
    pattern3.lastIndex = next;
  }
  if (!run.stopped) copy(run, frame, copied, text2.length);
  for (const open of frame.conditionals) {
    problem(run, frame, open.start, open.start + 1, "preprocess/unbalanced", "this conditional has no `endif");
  }
}
function directive(run, frame, at) {
  const text2 = frame.text;
  const namePattern = /`(?:([A-Za-z_][A-Za-z0-9_$]*)|\\(\S+))/y;
  namePattern.lastIndex = at;
  const found = namePattern.exec(text2);
  if (found === null) {
    problem(run, frame, at, at + 1, "preprocess/stray", "stray grave accent: a directive or macro name must follow it");
    blank(run, frame, at, at + 1);
    return at + 1;
  }
  let after = namePattern.lastIndex;
  let name = found[1] ?? found[2] ?? "";
  if (text2[after] === pasteMark && !run.macros.has(name) && directives[name] === void 0) {
    const joined = /(?:\u0001[A-Za-z0-9_$]*)+/y;
    joined.lastIndex = after;
    name += (joined.exec(text2)?.[0] ?? "").replaceAll(pasteMark, "");
    after = Math.max(after, joined.lastIndex);
  }
  const handler = directives[name];
  if (handler === void 0) return useMacro(run, frame, at, after, name);
  return handler(run, frame, at, after, name);
}
var blankLine = (run, frame, at, after) => {
  const comment = /\/[/*]|[\r\n]|$/g;
  comment.lastIndex = after;
  const end = comment.exec(frame.text)?.index ?? frame.text.length;
  blank(run, frame, at, end);
  return end;
};
var blankWord = (run, frame, at, after) => {
  blank(run, frame, at, after);
  return after;
};
var blankProtected = (run, frame, at, after) => {
  const close2 = /`(?:endprotected|endprotect)\b|`pragma\s+protect\s+end_protected\b/g;
  close2.lastIndex = after;
  const end = close2.exec(frame.text) === null ? frame.text.length : close2.lastIndex;
  blank(run, frame, at, end);
  return end;
};
var blankedWords = "delay_mode_distributed delay_mode_path delay_mode_unit delay_mode_zero end_keywords celldefine endcelldefine resetall nounconnected_drive endprotected endprotect protect suppress_faults nosuppress_faults enable_portfaults disable_portfaults accelerate noaccelerate expand_vectornets noexpand_vectornets autoexpand_vectornets remove_gatenames noremove_gatenames remove_netnames noremove_netnames".split(" ");
var directives = Object.assign(/* @__PURE__ */ Object.create(null), {
  define,
  undef: undefine,
  undefineall: ((run, frame, at, after) => {
    run.macros.clear();
    return blankWord(run, frame, at, after, "");
  }),
  include,
  ifdef: openConditional,
  ifndef: openConditional,
  elsif: otherBranch,
  else: otherBranch,
  endif: closeConditional,
  __FILE__: ((run, frame, at, after) => {
    replace(run, frame, at, after, "__FILE__", JSON.stringify(run.map.origins[frame.origin]?.source.path ?? ""));
    return after;
  }),
  __LINE__: ((run, frame, at, after) => {
    replace(run, frame, at, after, "__LINE__", String(sourceRange(run, frame, at, after).line + 1));
    return after;
  }),
  pragma: ((run, frame, at, after, name) => /^\s+protect\s+begin_protected\b/.test(frame.text.slice(after, after + 80)) ? blankProtected(run, frame, at, after, name) : blankLine(run, frame, at, after, name)),
  protected: blankProtected,
  line: blankLine,
  timescale: blankLine,
  default_nettype: blankLine,
  default_decay_time: blankLine,
  default_trireg_strength: blankLine,
  begin_keywords: blankLine,
  unconnected_drive: blankLine,
  ...Object.fromEntries(blankedWords.map((word2) => [word2, blankWord]))
});
function define(run, frame, at, after) {
  const read = readDefine(frame.text, after, run.brackets);
  if (read === void 0) {
    problem(run, frame, at, after, "preprocess/define", "a name must follow `define");
    return blankLine(run, frame, at, after, "define");
  }
  const definition = { ...read.definition, range: sourceRange(run, frame, at, read.end) };
  run.macros.set(read.name, definition);
  noteMacro(run, frame, frame.text.indexOf(read.name, after), read.name, "define", definition);
  blank(run, frame, at, read.end);
  return read.end;
}
function undefine(run, frame, at, after) {
  const name = /\s*([A-Za-z_][A-Za-z0-9_$]*)/y;
  name.lastIndex = after;
  const found = name.exec(frame.text);
  if (found?.[1] !== void 0) {
    noteMacro(run, frame, name.lastIndex - found[1].length, found[1], "condition", run.macros.get(found[1]));
    run.macros.delete(found[1]);
  }
  const end = found === null ? after : name.lastIndex;
  blank(run, frame, at, end);
  return end;
}
function include(run, frame, at, after) {
  const rest = frame.text.slice(after, lineEnd2(frame.text, after));
  const form = /^\s*(?:"([^"]*)"|<([^>]*)>)/.exec(rest) ?? (rest.trimStart().startsWith("`") ? expandedInclude(run, frame, rest) : null);
  const end = form === null ? after + rest.length : after + (form.input === rest ? form[0].length : rest.length);
  const range = sourceRange(run, frame, at, end);
  const name = form?.[1] ?? form?.[2];
  blank(run, frame, at, end);
  if (name === void 0 || name === "") {
    problem(run, frame, at, end, "preprocess/include", "a file name in quotes must follow `include");
    return end;
  }
  const from = run.map.origins[frame.origin]?.source.path ?? "";
  const found = run.options.include(name, from);
  run.includes.push({ name, range, ...found === void 0 ? {} : { path: found.path } });
  if (found === void 0) {
    run.notRead++;
    if (!run.capture) run.holes.push({ start: run.outLength, end: run.outLength });
    const message = `include file "${name}" was not found: add its folder to the include directories`;
    problem(run, frame, at, end, "preprocess/include", message);
  } else if (run.includeDepth === Infinity) {
  } else if (run.includeDepth >= maxIncludeDepth) {
    problem(run, frame, at, end, "preprocess/include", `"${name}" includes itself without end (${maxIncludeDepth} levels deep)`);
    run.includeDepth = Infinity;
  } else readInclude(run, frame, found, at, end);
  if (run.includeDepth === Infinity && frame.origin === 0) run.includeDepth = 0;
  return end;
}
function expandedInclude(run, frame, rest) {
  return /^\s*(?:"([^"]*)"|<([^>]*)>)/.exec(captured(run, frame, rest));
}
function readInclude(run, frame, source, start, end) {
  const use = frame.use ?? { start, end };
  const origin = run.map.addOrigin(source, frame.origin, use.start, use.end);
  const child = { text: source.text.replace(/[\0\uFEFF]/g, " "), origin, use: void 0, stack: [], conditionals: [] };
  run.includeDepth++;
  if (run.options.mode === "sameLength") discard(run, () => expand(run, child));
  else expand(run, child);
  run.includeDepth--;
}
function discard(run, work) {
  const { out, capture } = run;
  run.out = [];
  run.capture = true;
  work();
  run.out = out;
  run.capture = capture;
}
function captured(run, frame, text2) {
  let result2 = "";
  discard(run, () => {
    expand(run, { ...frame, text: text2, use: frame.use ?? { start: 0, end: 0, macro: "" }, conditionals: [] });
    result2 = run.out.join("");
  });
  return result2;
}
function openConditional(run, frame, at, after, name) {
  const { holds, end } = conditionHolds(frame.text, after, (macro2) => run.macros.has(macro2));
  noteCondition(run, frame, after, end);
  if (holds === void 0) problem(run, frame, at, after, "preprocess/conditional", `a macro name must follow \`${name}`);
  blank(run, frame, at, end);
  const on = (holds ?? false) === (name === "ifdef");
  frame.conditionals.push({ taken: on, start: at });
  return on ? end : skipBranch(run, frame, end);
}
function otherBranch(run, frame, at, after, name) {
  blank(run, frame, at, after);
  if (frame.conditionals.length === 0) {
    problem(run, frame, at, after, "preprocess/unbalanced", `\`${name} without \`ifdef`);
    return after;
  }
  return skipBranch(run, frame, after);
}
function closeConditional(run, frame, at, after) {
  blank(run, frame, at, after);
  if (frame.conditionals.pop() === void 0) problem(run, frame, at, after, "preprocess/unbalanced", "`endif without `ifdef");
  return after;
}
function skipBranch(run, frame, from) {
  const text2 = frame.text;
  const pattern3 = /`(ifdef|ifndef|elsif|else|endif)\b|"(?:[^"\\\r\n]|\\[^])*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g;
  pattern3.lastIndex = from;
  const conditional = frame.conditionals.at(-1);
  let depth = 0;
  let start = from;
  for (let found = pattern3.exec(text2); found !== null; found = pattern3.exec(text2)) {
    const word2 = found[1];
    if (word2 === void 0) continue;
    if (word2 === "ifdef" || word2 === "ifndef") depth++;
    else if (word2 === "endif" && depth > 0) depth--;
    else if (depth === 0) {
      leaveOut(run, frame, start, found.index);
      start = pattern3.lastIndex;
      if (word2 === "endif") {
        blank(run, frame, found.index, start);
        frame.conditionals.pop();
        return start;
      }
      const tested = word2 === "elsif" ? conditionHolds(text2, start, (name) => run.macros.has(name)) : { holds: true, end: start };
      if (word2 === "elsif") noteCondition(run, frame, start, tested.end);
      blank(run, frame, found.index, tested.end);
      start = pattern3.lastIndex = tested.end;
      if (tested.holds === true && conditional?.taken === false) {
        conditional.taken = true;
        return start;
      }
    }
  }
  leaveOut(run, frame, start, text2.length);
  return text2.length;
}
function useMacro(run, frame, at, after, name) {
  const own = run.macros.get(name);
  const definition = own ?? run.options.lookupMacro?.(name);
  noteMacro(run, frame, frame.text.indexOf(name, at), name, "use", definition);
  if (definition === void 0) {
    if (!run.capture && run.unknown.length < 1e4) run.unknown.push({ name, range: sourceRange(run, frame, at, after) });
    run.notRead++;
    const start2 = run.outLength;
    const end = leaveUnknown(run, frame, at, after);
    if (!run.capture) run.holes.push({ start: start2, end: run.outLength });
    return end;
  }
  if (++run.expansions > maxExpansions) {
    stop(run, frame, at, `macros expand without end (more than ${maxExpansions} expansions)`);
    return frame.text.length;
  }
  if (frame.stack.includes(name) || run.depth >= maxDepth2) {
    problem(run, frame, at, after, "preprocess/recursion", `macro \`${name} expands to itself`);
    return leaveUnknown(run, frame, at, after);
  }
  const call = readCall(frame.text, after, definition, run.brackets);
  if (typeof call === "string") {
    if (own !== void 0) problem(run, frame, at, after, "preprocess/macro", call);
    return leaveUnknown(run, frame, at, after);
  }
  if (run.options.mode === "sameLength" && frame.use === void 0) return leaveUnknown(run, frame, at, after);
  run.depth++;
  const { notRead } = run;
  const start = run.outLength;
  const use = frame.use ?? { start: at, end: call.end, macro: name };
  const inside = { ...frame, use, text: "" };
  const body = substitute(definition, call.actual, (index) => captured(run, inside, call.actual[index]?.trim() ?? ""));
  expand(run, { text: body, origin: frame.origin, use, stack: [...frame.stack, name], conditionals: [] });
  run.depth--;
  if (own === void 0) run.notRead++;
  if (run.notRead > notRead && !run.capture && frame.use === void 0) run.holes.push({ start, end: run.outLength });
  return frame.text[call.end] === pasteMark ? call.end + 1 : call.end;
}
function leaveUnknown(run, frame, at, after) {
  const { text: text2, end } = replaceUnknownMacro(frame.text, at, after, run.capture && run.out.length === 0 ? "(" : tail(run.out), run.brackets);
  emit(run, frame, text2, at);
  if (frame.origin === 0 && frame.use === void 0 && text2.trim() === "") run.blanked.push({ start: at, end });
  return end;
}

// server/src/syntax/problems.ts
var maxProblems = 100;
function findProblems(root, pre, structure = checkStructure(pre.text)) {
  const spots = root.hasError ? spotsOf(root) : [];
  const problems = structure.filter(({ start, end }) => !within(pre.holes, start, end)).map((finding) => problemAt(pre, finding.start, finding.end, finding.message, "syntax/error"));
  const outsideHoles = notBesideHoles(pre);
  let quietUntil = -1;
  for (const spot of spots) {
    if (problems.length >= maxProblems) break;
    if (!outsideHoles(spot)) continue;
    if (spot.missing === "always" && /^\s*begin\b/.test(pre.text.slice(spot.end, spot.end + 2e3))) continue;
    if (spot.missing !== void 0 && /^end/.test(spot.missing)) {
      if (problems.length > 0 || structure.length > 0) continue;
    }
    if (problems.length > 0 && /^end\w*\s*$/.test(pre.text.slice(spot.start, spot.end))) continue;
    if (spot.start < quietUntil || structure.some((finding) => spot.start <= finding.shadowEnd && spot.end >= finding.start)) continue;
    const said = explain(spot, pre.text);
    problems.push(problemAt(pre, said.start, said.end, said.message, spot.missing === void 0 ? "syntax/error" : "syntax/missing"));
    quietUntil = endOfLines(pre.text, Math.max(spot.end, said.end), 1);
  }
  return onePerPlace(problems);
}
function within(holes, start, end) {
  return holes.some((hole) => hole.start <= start && end <= hole.end);
}
function notBesideHoles(pre) {
  const { holes, text: text2 } = pre;
  if (holes.length === 0) return () => true;
  return (spot) => {
    const from = Math.max(0, text2.lastIndexOf(";", Math.max(0, spot.start - 1)), spot.start - 1e4);
    const to = nextCode(text2, Math.max(spot.end, spot.start + 1));
    return !holes.some((hole) => hole.start <= to && hole.end >= from);
  };
}
function onePerPlace(problems) {
  const seen = /* @__PURE__ */ new Set();
  return problems.filter(({ range }) => {
    const key = `${range.path}:${range.start}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}
function problemAt(pre, start, end, message, code) {
  const range = pre.toSource(start, Math.max(start, end));
  const macro2 = range.macro;
  return { range, code, message: macro2 === void 0 || macro2 === "" ? message : `in the expansion of \`${macro2}: ${message}` };
}
function endOfLines(text2, at, lines) {
  let end = at;
  for (let i = 0; i < lines; i++) {
    const next = text2.indexOf("\n", end);
    if (next < 0) return text2.length;
    end = next + 1;
  }
  return end;
}
function spotsOf(root) {
  const spots = [];
  const visit = (node, parent) => {
    if (spots.length >= maxProblems * 4) return;
    if (node.isMissing) {
      spots.push({ start: node.startIndex, end: node.endIndex, missing: node.type, parent });
      return;
    }
    if (node.isError) {
      const size = node.endIndex - node.startIndex;
      const inner = node.children.some((child) => child.isError);
      if (size < 160 && !inner) {
        spots.push({ start: node.startIndex, end: node.endIndex, parent });
        return;
      }
      if (!inner) spots.push({ start: Math.max(node.startIndex, lastTokenStart(node)), end: node.endIndex, parent });
    }
    for (const child of node.children) if (child.hasError || child.isMissing) visit(child, node.type);
  };
  visit(root, "");
  return spots.sort((a, b) => a.start - b.start);
}
function lastTokenStart(node) {
  let at = node;
  for (let last = at.lastChild; last !== null; last = at.lastChild) at = last;
  return at.startIndex;
}
function tokensAround(spot, text2) {
  const from = Math.max(0, text2.lastIndexOf(";", Math.max(0, spot.start - 1)), spot.start - 4e3);
  const tokens = [];
  let after = 0;
  eachToken(text2, from, text2.length, (token2) => {
    tokens.push(token2);
    if (token2.start >= spot.end && token2.start > spot.start) after++;
    return after < 2;
  });
  const found = tokens.findIndex((token2) => token2.end > spot.start);
  return { tokens, first: found < 0 ? tokens.length : found };
}
var operators = /^(?:[-+*/%&|^~!<>?=]|<<<?|>>>?|[=!]==?|<=|>=|&&|\|\||\*\*|~[&|^])$/;
function explain(spot, text2) {
  const { tokens, first } = tokensAround(spot, text2);
  const before = tokens[first - 1];
  if (spot.missing !== void 0) return explainMissing(spot, before, tokens[first]);
  for (let index = Math.max(first, 0); index < tokens.length; index++) {
    const token3 = tokens[index];
    const previous = tokens[index - 1];
    if (token3 === void 0) break;
    if (previous !== void 0 && isOperandEnd(previous) && startsStatement(token3, previous, text2)) return expectedAfter(previous, ";");
    if (token3.start >= spot.end) break;
    const said = explainToken(token3, previous, tokens[index + 1], spot);
    if (said !== void 0) return said;
  }
  const token2 = tokens[first];
  const near2 = token2 === void 0 ? "" : (before !== void 0 && token2.start >= spot.end ? before : token2).text;
  return { start: spot.start, end: Math.min(spot.end, token2?.end ?? spot.end), message: `syntax error near \`${near2.slice(0, 40)}\`` };
}
function explainMissing(spot, before, token2) {
  const wanted = spot.missing ?? "";
  const isName2 = wanted === "simple_identifier" || wanted === "escaped_identifier";
  if (isName2) {
    const after = before === void 0 ? "" : ` after \`${before.text}\``;
    return {
      start: before?.start ?? spot.start,
      end: before?.end ?? spot.end,
      message: `expected ${before !== void 0 && operators.test(before.text) ? "an expression" : "a name"}${after}`
    };
  }
  const misspelt = before?.kind === "word" && token2 !== void 0 ? suggestion(before.text) : void 0;
  if (before === void 0) return { start: spot.start, end: spot.end, message: `expected \`${wanted}\`` };
  const said = expectedAfter(before, wanted);
  return misspelt === void 0 ? said : { ...said, message: `${said.message} (did you mean \`${misspelt}\`?)` };
}
function explainToken(token2, previous, next, spot) {
  const at = { start: token2.start, end: token2.end };
  if (token2.kind === "number" && /'[sS]?[bodhBODH]\s*$/.test(token2.text))
    return { ...at, message: `\`${token2.text}\` has no digits of its base` };
  if (token2.text === "else" && !/^if|conditional/.test(spot.parent)) return { ...at, message: "`else` without an `if` before it" };
  if (operators.test(token2.text) && next !== void 0 && /^[;),\]}]$/.test(next.text)) {
    return { ...at, message: `expected an expression after \`${token2.text}\`` };
  }
  if (token2.kind === "word" && previous?.kind === "word" && keywords.has(token2.text) && /^(?:wire|reg|logic|input|output|inout|integer|bit|parameter|localparam|genvar|module)$/.test(previous.text) && next !== void 0 && /^[;,=)]$/.test(next.text)) {
    return { ...at, message: `\`${token2.text}\` is a keyword and cannot be a name` };
  }
  if (previous !== void 0 && token2.kind === "word" && previous.kind === "word" && /^list_of_|_header$/.test(spot.parent) && next !== void 0 && keywords.has(next.text)) {
    return expectedAfter(token2, ",");
  }
  if (previous !== void 0 && token2.start >= spot.start && isOperandEnd(previous) && isOperandStart(token2)) {
    return {
      ...at,
      message: `\`${token2.text.slice(0, 40)}\` does not go after \`${previous.text.slice(0, 40)}\`: a \`;\` or an operator is missing`
    };
  }
  const misspelt = token2.kind === "word" && !keywords.has(token2.text) ? suggestion(token2.text) : void 0;
  if (misspelt !== void 0 && next !== void 0 && next.start >= spot.end - 1) {
    return { ...at, message: `syntax error near \`${token2.text}\` (did you mean \`${misspelt}\`?)` };
  }
  return void 0;
}
function expectedAfter(token2, wanted) {
  return { start: token2.end, end: token2.end, message: `expected \`${wanted}\` after \`${token2.text.slice(0, 40)}\`` };
}
function isOperandEnd(token2) {
  if (token2.kind === "mark") return /^[)\]}]$/.test(token2.text);
  return !keywords.has(token2.text);
}
function isOperandStart(token2) {
  return token2.kind === "number" || token2.kind === "string" || token2.kind === "system";
}
function startsStatement(token2, previous, text2) {
  if (token2.kind !== "word") return false;
  if (starters.has(token2.text) && token2.text !== "begin") return true;
  if (!/[\r\n]/.test(text2.slice(previous.end, token2.start))) return false;
  return previous.text !== ")" || keywords.has(token2.text);
}
function suggestion(word2) {
  if (word2.length < 4 || keywords.has(word2)) return void 0;
  for (const keyword of keywords) {
    if (keyword.length >= 4 && Math.abs(keyword.length - word2.length) <= 1 && keyword[0] === word2[0] && near(word2, keyword)) return keyword;
  }
  return void 0;
}
function near(a, b) {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) || restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}

// server/src/syntax/parser.ts
var initialised;
async function createParser(wasm) {
  initialised ??= import_web_tree_sitter.Parser.init({ locateFile: () => wasm.core });
  await initialised;
  const language = await import_web_tree_sitter.Language.load(wasm.grammar);
  const parser = new import_web_tree_sitter.Parser();
  parser.setLanguage(language);
  const versions = /* @__PURE__ */ new WeakMap();
  return {
    parse(source, options, previous) {
      const parsed = parseFile(parser, source, options, previous, previous && versions.get(previous));
      versions.set(parsed.file, parsed.pre);
      return parsed.file;
    },
    dispose: () => parser.delete()
  };
}
function parseFile(parser, source, options, previous, previousText) {
  const refusal = refuse(source, options.maxLength ?? 4e6);
  const read = refusal === void 0 ? source : { path: source.path, text: "" };
  const pre = preprocess(read, { maxOutput: (options.maxLength ?? 4e6) * 2, ...options });
  const problems = refusal === void 0 ? [] : [refusal];
  const budget = options.budget ?? (previous === void 0 ? 5e3 : 300);
  let tree = null;
  if (refusal === void 0) {
    tree = parseText(parser, pre.text, budget, previous, previousText);
    if (tree === null)
      problems.push(
        wholeFileProblem(source, "syntax/too-slow", `the parser gave up after ${budget} ms: the file is too irregular to be read in time`)
      );
  }
  if (tree === null) return { file: parsedFile(source, pre, emptyTree(parser), problems, []), pre };
  if (!tree.rootNode.hasError) return { file: parsedFile(source, pre, tree, problems, []), pre };
  const structure = checkStructure(pre.text);
  const deadline = performance.now() + budget;
  const final = repairedReading({ pre, tree, shift: 0 }, structure, (text2) => timedParse(parser, text2, deadline, null));
  return { file: parsedFile(source, final.pre, final.tree, problems, standing(structure, final)), pre: final.pre };
}
function standing(structure, { tree, shift: shift2 }) {
  const holding = tree.rootNode.hasError ? structure : structure.filter((finding) => finding.repair !== void 0);
  return holding.map((finding) => ({
    ...finding,
    start: finding.start + shift2,
    end: finding.end + shift2,
    shadowEnd: finding.shadowEnd + shift2
  }));
}
function parsedFile(source, pre, tree, refusals, structure) {
  let disposed = false;
  const root = tree.rootNode;
  const found = refusals.length > 0 ? [] : findProblems(root, pre, structure);
  const problems = [...refusals, ...pre.problems, ...found].sort((a, b) => a.range.start - b.range.start);
  return {
    source,
    pre,
    tree,
    root,
    problems,
    rangeOf: (node) => pre.toSource(node.startIndex, node.endIndex),
    dispose() {
      if (!disposed) tree.delete();
      disposed = true;
    }
  };
}
function refuse(source, maxLength) {
  if (source.text.length > maxLength) {
    const size = (source.text.length / 1e6).toFixed(1);
    return wholeFileProblem(
      source,
      "syntax/too-large",
      `this file has ${size} M characters; files over ${(maxLength / 1e6).toFixed(1)} M are not analysed`
    );
  }
  const head = source.text.slice(0, 8192);
  const odd = (head.match(/[\0-\x08\x0e-\x1f\uFFFD]/g) ?? []).length;
  if (odd > 8 && odd > head.length / 50)
    return wholeFileProblem(source, "syntax/binary", "this file is not text, so it cannot be read as Verilog");
  return void 0;
}
function wholeFileProblem(source, code, message) {
  return { range: { path: source.path, start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 }, message, code };
}
function emptyTree(parser) {
  const tree = parser.parse("");
  if (tree === null) throw new Error("the parser gives no tree for an empty text");
  return tree;
}
var freshWhenBroken = 4e5;
function parseText(parser, text2, budget, previous, previousText) {
  const deadline = performance.now() + budget;
  if (previous !== void 0 && previousText !== void 0 && previousText.text !== "") {
    const tree = reparse(parser, text2, deadline, previous.tree, previousText.text);
    if (tree !== null && (!tree.rootNode.hasError || text2.length > freshWhenBroken)) return tree;
    tree?.delete();
  }
  return timedParse(parser, text2, Math.max(deadline, performance.now() + budget / 2), null);
}
function timedParse(parser, text2, deadline, old) {
  const late = (() => performance.now() > deadline);
  try {
    const tree = parser.parse(text2, old, { progressCallback: late });
    if (tree === null) parser.reset();
    return tree;
  } catch {
    parser.reset();
    return null;
  }
}
function reparse(parser, text2, deadline, oldTree, oldText) {
  const shorter = Math.min(text2.length, oldText.length);
  let prefix = 0;
  while (prefix < shorter && text2.charCodeAt(prefix) === oldText.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && text2.charCodeAt(text2.length - 1 - suffix) === oldText.charCodeAt(oldText.length - 1 - suffix))
    suffix++;
  const edited = oldTree.copy();
  try {
    if (prefix < text2.length || text2.length !== oldText.length) {
      const oldEnd = oldText.length - suffix;
      const newEnd = text2.length - suffix;
      const start = pointAt(text2, prefix, { row: 0, column: 0 }, 0);
      edited.edit(
        new import_web_tree_sitter.Edit({
          startIndex: prefix,
          oldEndIndex: oldEnd,
          newEndIndex: newEnd,
          startPosition: start,
          oldEndPosition: pointAt(oldText, oldEnd, start, prefix),
          newEndPosition: pointAt(text2, newEnd, start, prefix)
        })
      );
    }
    return timedParse(parser, text2, deadline, edited);
  } finally {
    edited.delete();
  }
}
function pointAt(text2, offset, from, fromOffset) {
  let row = from.row;
  let last = -1;
  for (let at = text2.indexOf("\n", fromOffset); at >= 0 && at < offset; at = text2.indexOf("\n", at + 1)) {
    row++;
    last = at;
  }
  return last < 0 ? { row, column: from.column + offset - fromOffset } : { row, column: offset - last - 1 };
}

// test/unit/syntax/reading.ts
var shared;
function loadParser() {
  shared ??= createParser({
    core: import_node_path2.default.join(assetDir(), "web-tree-sitter.wasm"),
    grammar: (0, import_node_fs2.readFileSync)(import_node_path2.default.join(assetDir(), "tree-sitter-systemverilog.wasm"))
  });
  return shared;
}

// server/src/base/log.ts
var silentLog = {
  trace: () => void 0,
  debug: () => void 0,
  info: () => void 0,
  warn: () => void 0,
  error: () => void 0,
  child: () => silentLog
};

// ../hints_bench.ts
var list2 = (d) => (0, import_node_fs3.readdirSync)(d, { withFileTypes: true }).flatMap((e) => e.isDirectory() ? e.name === ".git" ? [] : list2(`${d}/${e.name}`) : [`${d}/${e.name}`]);
(async () => {
  const cache2 = /* @__PURE__ */ new Map();
  const read = (p2) => {
    if (!cache2.has(p2)) {
      try {
        cache2.set(p2, (0, import_node_fs3.readFileSync)(p2, "utf8"));
      } catch {
        cache2.set(p2, void 0);
      }
    }
    return cache2.get(p2);
  };
  const ws = { readText: read, isFile: (p2) => {
    try {
      return (0, import_node_fs3.statSync)(p2).isFile();
    } catch {
      return false;
    }
  }, listFiles: async (f) => list2(f) };
  const index = new WorkspaceIndex(ws, await loadParser(), silentLog);
  await index.addFolder("/tmp/rtl/ibex");
  const path3 = "/tmp/rtl/ibex/rtl/ibex_core.sv";
  const p = symbolProject(index);
  const t = (name, f) => {
    for (let i = 0; i < 4; i++) {
      const c = process.cpuUsage();
      const a = performance.now();
      const r = f();
      const u = process.cpuUsage(c);
      console.log(name, i, (performance.now() - a).toFixed(1), "cpu", ((u.user + u.system) / 1e3).toFixed(1), r);
    }
  };
  t("table", () => p.table(path3).references.length);
  t("views", () => p.views(path3).length);
  t("resolve", () => p.still(() => {
    const tb = p.views(path3)[0];
    let n = 0;
    for (const r of tb.references) n += resolveReference(p, tb, r).declarations.length;
    return n;
  }));
  t("graph", () => {
    const u = index.modulesOf(path3)[0];
    return analyzeModule(index.parse(path3), u, (n) => index.find(n)).edges.length;
  });
})();
