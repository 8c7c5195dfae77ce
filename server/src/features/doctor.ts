import { success } from '../base/outcome';
import { methods, type DoctorResult } from '../protocol/requests';
import type { Feature } from './feature';
import { answering, refusedByTrust } from './serverContext';

/** Which tools there are. Looking for them starts programs, so it needs trust like everything that does. */
export const doctor: Feature = {
  name: 'doctor',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.doctor,
      answering<object, DoctorResult>(context, methods.doctor, '', async (_params, signal) => {
        const refused = refusedByTrust(context);
        if (refused !== undefined) return refused;
        const report = await (await context.engine()).doctor(signal);
        return success({ ...report, features: [...context.switches.words] });
      }),
    );
  },
};
