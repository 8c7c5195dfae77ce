import { expect, it } from 'vitest';
import { withoutGroups } from '../../../../server/src/timing/liberty/withoutGroups';

const library = `library (l) {
  /* timing () { is no group here */
  comment : "timing () { nor here";
  cell ("A B") { // nor } here
    area : 1;
    pin (Y) { direction : output; timing () { related_pin : "A"; values ("1, 2", \\
      "3"); cell_rise (t) { values ("}"); } } function : "A"; }
    leakage_power () { value : 2; }
  }
}
`;

it('groups go with what they hold, and nothing else does', () => {
  const left = withoutGroups(library, new Set(['timing', 'leakage_power']));
  expect(left).toBe(`library (l) {
  /* timing () { is no group here */
  comment : "timing () { nor here";
  cell ("A B") { // nor } here
    area : 1;
    pin (Y) { direction : output;  function : "A"; }
    
  }
}
`);
  expect(withoutGroups(library, new Set(['power']))).toBe(library);
});

it('a text whose braces do not match stays as it is', () => {
  for (const broken of [library.slice(0, -3), `}${library}`]) expect(withoutGroups(broken, new Set(['timing']))).toBe(broken);
});
