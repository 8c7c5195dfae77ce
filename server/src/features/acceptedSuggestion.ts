import { success } from '../base/outcome';
import { methods, type AcceptedSuggestionParams, type AcceptedSuggestionResult } from '../protocol/requests';
import type { Feature } from './feature';
import { answering, refusedByTrust, runLimits } from './serverContext';

/** A suggestion was taken: what takes longer than ghost text may goes on behind it, the testbench without a short limit and the module's assertions. */
export const acceptedSuggestion: Feature = {
  name: 'acceptedSuggestion',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.acceptedSuggestion,
      answering<AcceptedSuggestionParams, AcceptedSuggestionResult>(
        context,
        methods.acceptedSuggestion,
        'id',
        async ({ uri, id }, signal) => {
          const refused = refusedByTrust(context);
          if (refused !== undefined) return refused;
          const settings = await context.settings(String(uri));
          const engine = await context.engine();
          const verdict = await engine.checkAccepted(String(id), runLimits(settings, settings['verify.budgetSeconds']), signal);
          return success(verdict === undefined ? {} : { verdict });
        },
      ),
    );
  },
};
