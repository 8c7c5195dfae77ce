/** `dist/server.js`: turns on the cache of compiled code and starts the language server, which is a file of its own for that. */
import nodeModule from 'node:module';
import path from 'node:path';
import { cacheFolder } from './platform/textCache';

const caches = cacheFolder(process.env);
// A Node without such a cache is told its age by the server itself.
if (caches !== undefined && 'enableCompileCache' in nodeModule) nodeModule.enableCompileCache(path.join(caches, 'code'));
nodeModule.createRequire(__filename)('./lsp.js');
