/** Every reason for showing nothing, with the words for the status item. A silence without a reason is a bug. */
export const silenceReasons = {
  off: 'Suggestions are switched off here.',
  unsupportedLanguage: 'Signoff suggests in Verilog and SystemVerilog files only.',
  readOnly: 'The document cannot be edited.',
  tooLarge: 'The file is too large for suggestions while typing.',
  binary: 'The file is not text.',
  comment: 'The cursor is in a comment.',
  string: 'The cursor is in a string.',
  directive: 'The cursor is in a compiler directive.',
  inactive: 'The conditional around the cursor is switched off.',
  middleOfWord: 'The cursor is inside a word.',
  midLine: 'There is code after the cursor on its line.',
  neverSend: 'This file is on the list of files that are never sent to a model.',
  noSuggestion: 'Nothing to suggest at this place.',
  refuted: 'What was proposed did not pass the checks.',
  unknown: 'What was proposed could not be checked to the end.',
  broken: 'A tool failed while checking; the proposal was not judged.',
  budget: 'No checked answer within the time budget.',
  cancelled: 'The request was superseded.',
  modelUnreachable: 'The model cannot be reached.',
  badKey: 'The model service refused the key.',
  rateLimited: 'The model service limits the rate.',
  modelOverloaded: 'The model service failed or is overloaded.',
  unknownModel: 'The model service does not know the chosen model.',
  cutOff: 'The reply of the model broke off.',
  requestTooLong: 'The request was too long for the model.',
  modelRefused: 'The model declined to answer.',
  badReply: 'The model service gave no usable reply.',
} as const;

export type SilenceReason = keyof typeof silenceReasons;

/** The sentence for a reason code; an unknown code is given back as it is. */
export function describeSilence(reason: string): string {
  return reason in silenceReasons ? silenceReasons[reason as SilenceReason] : reason;
}
