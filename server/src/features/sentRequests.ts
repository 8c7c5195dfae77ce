import { success } from '../base/outcome';
import { methods, type SentRequestsParams, type SentRequestsResult } from '../protocol/requests';
import type { Feature } from './feature';
import { answering } from './serverContext';

/** What went to language models, for a view of it. */
export const sentRequests: Feature = {
  name: 'sentRequests',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.sentRequests,
      answering<SentRequestsParams, SentRequestsResult>(context, methods.sentRequests, '', async () =>
        success({ requests: (await context.engine()).sentRequests() }),
      ),
    );
  },
};
