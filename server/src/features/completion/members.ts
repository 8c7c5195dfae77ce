import { CompletionItemKind } from 'vscode-languageserver';
import type { Located } from '../../model/symbols/symbolProject';
import { fullType, typeTarget } from '../../model/symbols/typeTarget';
import { membersBehind } from '../../model/symbols/visible';
import { meaningOf } from './chain';
import { declared } from './declared';
import { ranks, type Asking, type Entry, type Source } from './entry';

const methods = {
  enum: 'first last next prev num name',
  queue: 'size insert delete push_front push_back pop_front pop_back',
  dynamic: 'size delete',
  associative: 'num size delete exists first last next prev',
  array: 'find find_index find_first find_last min max unique sum product and or xor reverse sort rsort shuffle',
  string: 'len putc getc toupper tolower compare icompare substr atoi atohex atobin itoa hextoa bintoa',
} as const;

/** What stands behind `x.`: members of structs, unions, interfaces and classes, names inside instances and blocks, methods of the language. */
export const members: Source = {
  name: 'members',
  entries(asking) {
    const { wanted } = asking.place;
    if (wanted.kind !== 'member') return [];
    const located = meaningOf(asking, wanted.chain);
    if (located === undefined) return [];
    const own = membersBehind(asking.names, located).map((one, at) => declared(asking.project, one, ranks.name + Math.min(at / 20, 99)));
    return [...own, ...builtin(asking, located)];
  },
};

/** Methods of clauses 6.16, 6.19.5 and 7.12. */
function builtin({ names }: Asking, located: Located): Entry[] {
  const dimensions = (located.declaration.unpacked ?? []).join('');
  const type = fullType(located);
  const target = typeTarget(names, located);
  const found: string[] = [];
  if (dimensions !== '') {
    if (dimensions.includes('[$')) found.push(methods.queue);
    else if (dimensions.startsWith('[]')) found.push(methods.dynamic);
    else if (/^\[(?:\*|string|int)\]/.test(dimensions)) found.push(methods.associative);
    found.push(methods.array);
  } else if (target?.kind === 'enum') found.push(methods.enum);
  else if (type?.keyword === 'string') found.push(methods.string);
  return found.flatMap((list) =>
    list.split(' ').map((label) => ({ label, kind: CompletionItemKind.Method, detail: 'method of the language', rank: ranks.other })),
  );
}
