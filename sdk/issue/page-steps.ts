/**
 * The order of the work on Ultralight AES, as a pure state machine. The keys are written while everything is open, since
 * a key torn between two of its four pages can only be written again, never be used; protection follows when the keys
 * have been proved and the content is there; what cannot be taken back comes last.
 */

/** Where a card stands. */
export interface PageSeen {
  /** Both keys are ours, proved by an authentication. */
  readonly hasKeys: boolean;
  /** The credential is there. */
  readonly hasContent: boolean;
  /** Page 2A but for its lock: reading needs the key, too. */
  readonly hasAccess: boolean;
  /** Page 29: MACs, and pages from a number on need the key. */
  readonly isProtected: boolean;
  /** The credential can never be written again. */
  readonly isContentLocked: boolean;
  /** The keys can never be written again. */
  readonly areKeysLocked: boolean;
  /** The configuration can never be written again. */
  readonly isConfigLocked: boolean;
}

const STEPS = {
  hasKeys: "write-keys",
  hasContent: "write-content",
  hasAccess: "set-access",
  isProtected: "protect",
  isContentLocked: "lock-content",
  areKeysLocked: "lock-keys",
  isConfigLocked: "lock-configuration",
} as const satisfies Readonly<Record<keyof PageSeen, string>>;

/** Something to do. */
export interface PageStep {
  /** What. */
  readonly kind: (typeof STEPS)[keyof typeof STEPS];
}

const ORDER = Object.keys(STEPS) as readonly (keyof PageSeen)[];

/** The next step; undefined when the card is complete. */
export function nextPageStep(seen: PageSeen): PageStep | undefined {
  const open = ORDER.find((name) => !seen[name]);
  return open && { kind: STEPS[open] };
}

/** Where the card stands when a step is done. */
export function afterPageStep(seen: PageSeen, { kind }: PageStep): PageSeen {
  const done = ORDER.find((name) => STEPS[name] === kind);
  return done ? { ...seen, [done]: true } : seen;
}
