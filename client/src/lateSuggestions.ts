import type { CancellationToken } from 'vscode';

/** What a request was for: a version of a text and a cursor in it (0-based, UTF-16). */
export interface Place {
  readonly uri: string;
  readonly version: number;
  readonly line: number;
  readonly character: number;
}

/** What this needs of the editor. */
export interface EditorAtHand {
  /** Whether the text is that version and the cursor still there. */
  isAt(place: Place): boolean;
  /** Has the editor ask for ghost text at the cursor; settles when it was answered. */
  askAgain(): PromiseLike<unknown>;
  /** Closes the list of words that the editor opened in place of ghost text, if it is one that gives way to it. */
  closeList(): PromiseLike<unknown>;
  cancellation(): { readonly token: CancellationToken; cancel(): void; dispose(): void };
  /** Has ghost text offered at the cursor in place of the list, if somebody typed there. */
  offerInPlaceOfList(): PromiseLike<unknown>;
  /** ms, of any origin. */
  now(): number;
  /** What happened, for whoever asks why no ghost text was seen. */
  say(words: string): void;
}

/**
 * The editor counts its time from its own request and to its own receipt, and may have given up an answer that was in time here. So one that took
 * this long (ms), or came too late, may meet a list of words that is on its way; which it was when it opens within `listOnItsWay` (ms) of the
 * answer: nobody has called for it.
 */
const nearlyLate = 300;
const listOnItsWay = 2000;
/** How long the editor waits for ghost text at the end of a word before it looks for words instead (ms). */
const editorWaits = 750;

/** An editor that opens its list whatever is done keeps it. */
const mostOffers = 3;

interface Held {
  readonly place: Place;
  readonly cancel: () => void;
  /** The editor has cancelled it. */
  givenUp: boolean;
  /** The entry selected in the list of words that came up afterwards, since that list was last filled. */
  entry?: string | undefined;
  /** That list was there before, or somebody has moved in it. */
  listInUse: boolean;
}

/**
 * Ghost text that comes later than the editor waits. At the end of a word VS Code gives it 750 ms (`editor.quickSuggestions`:
 * `offWhenInlineCompletions`, its default); then it cancels the request, looks for words instead, and asks nobody again until the next
 * keystroke. A model takes longer, and so does the first suggestion of a new window. So a request that the editor cancelled goes on while text
 * and cursor stay where they are, and when there is an answer the editor is made to ask again. One whose place is left is really cancelled.
 * The list that opened instead hides ghost text: it gives way, as it would have had the answer been in time, unless it is in use. So does one
 * that opens just after the answer, since the editor had begun to look for words.
 */
export class LateSuggestions<T> {
  private readonly held = new Set<Held>();
  private ready: { readonly place: Place; readonly answer: T } | undefined;
  /** The last answer that a list may hide that nobody called for. */
  private hideable: { readonly place: Place; readonly answer: T; readonly at: number } | undefined;
  /** Something was shown in this window already. */
  private hasShown = false;
  /** The editor has asked without an entry of its list selected. */
  private wasAsked = false;
  private offers = 0;

  /** `holds` tells whether an answer has anything to show. */
  constructor(
    private readonly editor: EditorAtHand,
    private readonly holds: (answer: T) => boolean,
  ) {}

  /**
   * Answers the editor's request for a place by asking `next` with a token of its own.
   * @param invoked asked by hand: what is still on its way for typing is dropped.
   */
  async provide(
    place: Place,
    invoked: boolean,
    token: CancellationToken,
    next: (token: CancellationToken) => PromiseLike<T | null | undefined>,
  ): Promise<T | undefined> {
    const { ready } = this;
    if (ready !== undefined && isSame(ready.place, place)) return ready.answer;
    this.wasAsked = true;
    if (invoked) this.dropIf(() => true);
    const asked = this.editor.now();
    const say = (words: string): void => this.editor.say(`${place.line + 1}:${place.character + 1} ${words}`);
    say(invoked ? 'is asked for by hand' : 'is asked for');
    const work = this.editor.cancellation();
    const mine: Held = { place, cancel: () => work.cancel(), givenUp: false, listInUse: false };
    this.held.add(mine);
    const listener = token.onCancellationRequested(() => {
      mine.givenUp = true;
      say(this.editor.isAt(place) ? 'is no longer waited for' : 'was left');
      this.moved();
    });
    try {
      const answer = (await next(work.token)) ?? undefined;
      const took = this.editor.now() - asked;
      const shows = answer !== undefined && this.holds(answer);
      if (shows) say(`is answered${mine.givenUp ? ' late' : ''}${mine.listInUse ? ', beside a list in use' : ''}`);
      // An editor that waits this long does so because its list is open; the first time it may be open however soon the answer comes: since before
      // anybody offered ghost text, and without a word to us.
      if (shows && !mine.givenUp && !mine.listInUse && (took >= editorWaits || !this.hasShown)) await this.editor.closeList();
      this.hasShown ||= shows;
      if (!mine.givenUp) {
        if (shows && took >= nearlyLate) this.mayBeHidden(mine, answer);
        return answer;
      }
      if (shows && !work.token.isCancellationRequested) await this.offer(mine, answer);
      return undefined;
    } finally {
      this.held.delete(mine);
      listener.dispose();
      work.dispose();
    }
  }

  /** To be told of every change of text, cursor or editor. */
  moved(): void {
    this.dropIf(({ place }) => !this.editor.isAt(place));
  }

  /** To be told when the editor asks for a place with an entry of its list selected. */
  listShows(place: Place, entry: string): void {
    this.editor.say(`${place.line + 1}:${place.character + 1} has a list open`);
    for (const held of this.held) {
      if (!isSame(held.place, place)) continue;
      held.listInUse ||= !held.givenUp || (held.entry ?? entry) !== entry;
      held.entry = entry;
    }
    // A list that opened before anybody offered ghost text, and that was still being filled when it was to give way: it is on the screen by now.
    if (!this.wasAsked && this.offers++ < mostOffers) return void this.editor.offerInPlaceOfList();
    const { hideable } = this;
    if (hideable === undefined || !isSame(hideable.place, place)) return;
    this.hideable = undefined;
    if (this.editor.now() - hideable.at < listOnItsWay) void this.showInPlaceOfList(hideable);
  }

  /**
   * To be told when words for the editor's list have been found. A list that is open already is sorted anew when they arrive, and then another
   * entry may be selected without anyone having moved in it: the words of a server that just started come seconds after those of the text.
   */
  listIsFilled(): void {
    for (const held of this.held) held.entry = undefined;
  }

  private dropIf(condition: (held: Held) => boolean): void {
    for (const held of this.held) if (held.givenUp && condition(held)) held.cancel();
  }

  private mayBeHidden({ place, listInUse }: Held, answer: T): void {
    this.hideable = listInUse ? undefined : { place, answer, at: this.editor.now() };
  }

  private async offer(held: Held, answer: T): Promise<void> {
    const { place, listInUse } = held;
    if (!this.editor.isAt(place)) return;
    this.mayBeHidden(held, answer);
    // A list that opened while the editor was starting is there without a word to us.
    if (listInUse) await this.show({ place, answer });
    else await this.showInPlaceOfList({ place, answer });
  }

  private async showInPlaceOfList(offer: { readonly place: Place; readonly answer: T }): Promise<void> {
    await this.editor.closeList();
    if (this.editor.isAt(offer.place)) await this.show(offer);
  }

  private async show(offer: { readonly place: Place; readonly answer: T }): Promise<void> {
    this.ready = offer;
    try {
      await this.editor.askAgain();
    } finally {
      if (this.ready === offer) this.ready = undefined;
    }
  }
}

function isSame(one: Place, other: Place): boolean {
  return one.uri === other.uri && one.version === other.version && one.line === other.line && one.character === other.character;
}
