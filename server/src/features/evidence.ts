import { failure, success } from '../base/outcome';
import { methods, type EvidenceParams, type EvidenceResult } from '../protocol/requests';
import type { Feature } from './feature';
import { answering } from './serverContext';

export const evidence: Feature = {
  name: 'evidence',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.evidence,
      answering<EvidenceParams, EvidenceResult>(context, methods.evidence, 'id', async ({ id }) => {
        const found = (await context.engine()).evidence(String(id));
        return found === undefined
          ? failure(`No evidence is kept under "${String(id)}"`, 'It may be from before the server restarted: verify again.')
          : success(found);
      }),
    );
  },
};
