import type { Place } from '../place';
import type { Candidate } from '../trim';
import { caseArmsTemplate } from './caseArms';
import { clockedTemplate } from './clocked';
import { endLabelTemplate } from './endLabel';
import { handshakeTemplate } from './handshake';
import { instanceTemplate } from './instance';
import { outputAssignTemplate } from './outputAssign';
import { resetTemplate } from './reset';
import { stateMachineTemplate } from './stateMachine';
import type { Template, TemplateSources } from './template';

/** In order of how sure each is of what is being typed. */
export const templates: readonly Template[] = [
  instanceTemplate,
  caseArmsTemplate,
  resetTemplate,
  stateMachineTemplate,
  clockedTemplate,
  outputAssignTemplate,
  handshakeTemplate,
  endLabelTemplate,
];

/** What the design itself suggests at a place, best first, with the document's line ends. */
export function proposeFromDesign(place: Place, sources: TemplateSources): Candidate[] {
  return templates
    .flatMap((template) => [...template.propose(place, sources)])
    .map((candidate) => (place.eol === '\n' ? candidate : { ...candidate, text: candidate.text.replaceAll('\n', place.eol) }));
}
