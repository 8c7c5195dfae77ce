import { ErrorCodes, ResponseError, type ExecuteCommandParams } from 'vscode-languageserver';
import { failure, success, type Outcome } from '../base/outcome';
import type { Verdict } from '../protocol/contract';
import type { InstantiateParams, TimingResult, VerifyParams } from '../protocol/requests';
import { applyFix } from './codeAction';
import type { Feature } from './feature';
import { answering, type ServerContext } from './serverContext';
import { isRefactorData, runRefactor } from './refactorActions';
import { instantiate } from './instantiate';
import { jobCommands, runJobCommand } from './jobCommands';
import { runTiming } from './timing';
import { runVerify } from './verify';
import { standingText, whyFile } from './whyFile';

/** Commands the server runs itself, for clients without Signoff's own editor commands. */
export const serverCommands = {
  verify: 'signoff.server.verify',
  timing: 'signoff.server.timing',
  applyFix: 'signoff.server.applyFix',
  whyFile: 'signoff.server.whyFile',
  refactor: 'signoff.server.refactor',
  instantiate: 'signoff.server.instantiate',
} as const;

export const executeCommand: Feature = {
  name: 'executeCommand',
  capabilities: (_client, options) =>
    options.commands === undefined
      ? { executeCommandProvider: { commands: [...Object.values(serverCommands), ...Object.keys(jobCommands)] } }
      : {},
  register(context) {
    const run = answering<ExecuteCommandParams, unknown>(context, 'executeCommand', 'command', (params, signal) =>
      execute(context, params, signal),
    );
    context.connection.onExecuteCommand((params, token) => {
      const known = (Object.values(serverCommands) as string[]).includes(params.command) || params.command in jobCommands;
      if (!known) return new ResponseError(ErrorCodes.InvalidParams, `no such command: ${params.command}`);
      return run(params, token) as Promise<ResponseError<void>>;
    });
  },
};

async function execute(context: ServerContext, params: ExecuteCommandParams, signal: AbortSignal): Promise<Outcome<unknown>> {
  const argument = (params.arguments ?? [])[0] as (VerifyParams & { index?: number; version?: number }) | undefined;
  if (typeof argument?.uri !== 'string') return failure(`${params.command} needs { uri }`, 'Pass the document it is about.');
  const token = params.workDoneToken === undefined ? {} : { workDoneToken: params.workDoneToken };
  const job = await runJobCommand(context, params.command, { ...argument, ...token }, (text) => tell(context, text), signal);
  if (job !== undefined) return job;
  switch (params.command) {
    case serverCommands.refactor:
      return isRefactorData(argument) ? runRefactor(context, argument) : failure(`${params.command} takes what the code action gave`);
    case serverCommands.instantiate:
      return instantiate(context, argument as unknown as InstantiateParams);
    case serverCommands.verify: {
      const outcome = await runVerify(context, { ...argument, ...token }, signal);
      tell(context, outcome.ok ? sentence(outcome.value) : outcome.message);
      return outcome;
    }
    case serverCommands.timing: {
      const outcome = await runTiming(context, { ...argument, ...token }, signal);
      tell(context, outcome.ok ? timingSentence(outcome.value) : outcome.message);
      return outcome;
    }
    case serverCommands.whyFile: {
      const outcome = await whyFile(context, argument.uri);
      tell(context, outcome.ok ? standingText(outcome.value) : outcome.message);
      return outcome;
    }
    default:
      return applyFix(context, argument).then((problem) => (problem === undefined ? success(null) : failure(problem)));
  }
}

function sentence(verdict: Verdict): string {
  return `${verdict.module ?? 'Module'}: ${verdict.verdict}. ${verdict.reason}`;
}

function tell(context: ServerContext, text: string): void {
  void context.connection.sendNotification('window/showMessage', { type: 3, message: text }).catch(() => undefined);
}

function timingSentence(result: TimingResult): string {
  if ('ranks' in result) return `${result.ranks.length} paths ranked for ${result.target}`;
  return `Worst slack ${result.wns.toFixed(2)} ns at ${result.period} ns`;
}
