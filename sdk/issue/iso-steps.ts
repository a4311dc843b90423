/**
 * The order of the work on DESFire and NTAG 424 DNA, as a pure state machine: where the card stands, what is next, where
 * it stands then.
 *
 * Master keys come first: from the first step on the card takes nobody else's commands, and every later secret travels
 * under a key that only we have. Every key is either the factory's or the one that follows from the UID, so that a card
 * torn away at any moment can be opened again. What a file shall hold is written while only key 0 can reach it, and is
 * read back there before its final rights lock it: a file with final rights has its content.
 */

/** A key is the factory's, or ours. */
export type KeyState = "transport" | "own";
/** A file as delivered or not there; reachable by key 0 only; with its content as well; with its final rights. */
export type FileState = "missing" | "staged" | "written" | "done";

/** Where a card stands. */
export interface IsoSeen {
  /** Master key of the card. */
  readonly card: KeyState;
  /** The application is there. */
  readonly hasApplication: boolean;
  /** Its keys by their number. */
  readonly keys: readonly KeyState[];
  /** Files in the order of the profile. */
  readonly files: readonly FileState[];
  /** Key settings of the application are final. */
  readonly isApplicationLocked: boolean;
  /** Key settings of the card are final. */
  readonly isCardLocked: boolean;
}

/** Something to do. `index` is a key number or the position of a file in the profile. */
export interface IsoStep {
  /** What. */
  readonly kind:
    | "change-card-key"
    | "create-application"
    | "change-key"
    | "stage-file"
    | "write-file"
    | "finish-file"
    | "lock-application"
    | "lock-card";
  /** Which. */
  readonly index: number;
}

const FILE_STEPS = { missing: "stage-file", staged: "write-file", written: "finish-file" } as const;

/** The next step; undefined when the card is complete. */
export function nextIsoStep(seen: IsoSeen): IsoStep | undefined {
  const { card, hasApplication, keys, files } = seen;
  if (card === "transport") return { kind: "change-card-key", index: 0 };
  if (!hasApplication) return { kind: "create-application", index: 0 };
  const key = keys.indexOf("transport");
  if (key >= 0) return { kind: "change-key", index: key };
  for (const [index, state] of files.entries()) if (state !== "done") return { kind: FILE_STEPS[state], index };
  if (!seen.isApplicationLocked) return { kind: "lock-application", index: 0 };
  return seen.isCardLocked ? undefined : { kind: "lock-card", index: 0 };
}

/**
 * Where the card stands when a step is done.
 *
 * @param staged what a file is when it was made: "done" where there is nothing to write
 */
export function afterIsoStep(seen: IsoSeen, { kind, index }: IsoStep, staged: FileState = "staged"): IsoSeen {
  switch (kind) {
    case "change-card-key":
      return { ...seen, card: "own" };
    case "create-application":
      return { ...seen, hasApplication: true };
    case "change-key":
      return { ...seen, keys: seen.keys.with(index, "own") };
    case "stage-file":
      return { ...seen, files: seen.files.with(index, staged) };
    case "write-file":
      return { ...seen, files: seen.files.with(index, "written") };
    case "finish-file":
      return { ...seen, files: seen.files.with(index, "done") };
    case "lock-application":
      return { ...seen, isApplicationLocked: true };
    case "lock-card":
      return { ...seen, isCardLocked: true };
  }
}
