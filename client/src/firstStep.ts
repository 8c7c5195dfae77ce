/** A command could not do its work for a reason that is the user's to change: nothing failed, and no log has more. The message says what to do. */
export class FirstStep extends Error {}
