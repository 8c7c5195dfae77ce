/**
 * Port: texts that outlive the process, outside the user's folders. What is not there, cannot be read or cannot be written costs time
 * and nothing else, so neither call reports failure.
 */
export interface TextCache {
  read(name: string): string | undefined;
  /** Keeps a text under a name of letters, digits, `-` and `.`; returns at once. */
  write(name: string, text: string): void;
}
