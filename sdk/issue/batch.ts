/** Issues the cards of a list, one after the other, as they are presented; a crash or Ctrl-C loses nothing. */
import { assertInteger } from "../assert.js";
import { KetukError } from "../errors.js";
import type { CardKeySource } from "../keys/card-keys.js";
import { type DeskCard, issueCard } from "./issue-card.js";
import type { IssueJournal } from "./journal.js";
import { createLedger, credentialDigest, type JournalEntry, profileDigest, uidText } from "./ledger.js";
import type { IssueFault, IssueOutcome } from "./outcome.js";
import type { IssueRow } from "./people.js";
import type { IssueProfile } from "./profile.js";

/** What to issue. */
export interface IssueBatchOptions {
  /** What cards are. */
  readonly profile: IssueProfile;
  /** For whom. */
  readonly people: readonly IssueRow[];
  /** Where keys come from. */
  readonly keys: CardKeySource;
  /** Where it is written down who has which card. */
  readonly journal: IssueJournal;
}

/** What became of one presentation. */
export interface IssueReport {
  /** UID of the card, upper-case hexadecimal. */
  readonly uid: string;
  /** Row that the card belongs to; undefined when it belongs to none. */
  readonly id: string | undefined;
  /**
   * "issued", "torn", "foreign", "failed": see {@link IssueOutcome}; "already-issued": complete in an earlier
   * presentation, and left alone; "unexpected": no row is left for it, or another card has its row.
   */
  readonly state: IssueOutcome["state"] | "already-issued" | "unexpected";
  /** Why not, where that is known. */
  readonly reason: IssueFault | undefined;
  /** Steps of this presentation. */
  readonly steps: readonly string[];
  /** An earlier presentation had begun it. */
  readonly isResumed: boolean;
}

/** Where a batch stands. */
export interface IssueProgress {
  /** Rows whose card is complete and verified. */
  readonly issuedCount: number;
  /** Rows in all. */
  readonly totalCount: number;
}

/** A row without a complete card. */
export interface OpenRow {
  /** Which. */
  readonly id: string;
  /** Its card, if one was begun: that card and no other completes it. */
  readonly uid: string | undefined;
  /** Why the card could not be completed when it was presented last. */
  readonly reason: string | undefined;
}

/** A batch at work. */
export interface IssueBatch {
  /** Issues the presented card for the row that it belongs to. @throws KetukError as issueCard, and `store-failed` */
  present(card: DeskCard): Promise<IssueReport>;
  /** Where it stands. */
  progress(): IssueProgress;
  /** What is left, half-made cards included: the error report. */
  open(): readonly OpenRow[];
}

/**
 * Opens a batch where its journal left it.
 *
 * @throws KetukError `store-damaged` when the journal does not fit list or profile, `store-failed`
 */
export function openIssueBatch(options: IssueBatchOptions): IssueBatch {
  const { profile, people, keys, journal } = options;
  assertInteger(people.length, "people", 1, 1_000_000);
  const digest = profileDigest(profile);
  const ledger = createLedger(people, digest);
  for (const entry of journal.entries) {
    const wrong = ledger.add(entry);
    if (wrong) throw mismatch(wrong);
  }
  if (journal.entries.length === 0) write({ kind: "batch", profile: digest, at: now() });

  function write(entry: JournalEntry): void {
    const wrong = ledger.add(entry);
    if (wrong) throw mismatch(wrong);
    journal.append(entry);
  }

  async function issue(card: DeskCard, uid: string, row: IssueRow): Promise<IssueReport> {
    const { id, credential } = row;
    const begin = () => {
      if (ledger.rows.has(id)) return;
      write({ kind: "begun", id, uid, credential: credentialDigest(id, credential), at: now() });
    };
    const outcome = await issueCard(card, { profile, keys, credential, begin });
    const owner = ledger.rows.has(id) ? id : undefined;
    if (outcome.state === "issued") {
      write({ kind: "issued", id, uid, at: now() });
      return { uid, id, state: "issued", reason: undefined, steps: outcome.steps, isResumed: outcome.isResumed };
    }
    const { state, steps, failure } = outcome;
    if (state !== "torn") write({ kind: state, id: owner, uid, reason: failure.reason, at: now() });
    return { uid, id: owner, state, reason: failure.reason, steps, isResumed: false };
  }

  return {
    async present(card) {
      const uid = uidText(card.uid);
      const claim = ledger.claim(uid);
      if (claim.kind === "row") return issue(card, uid, claim.row);
      const isIssued = claim.kind === "issued";
      const state = isIssued ? "already-issued" : "unexpected";
      return { uid, id: isIssued ? claim.id : undefined, state, reason: undefined, steps: [], isResumed: false };
    },
    progress: () => ({ issuedCount: people.length - ledger.open().length, totalCount: people.length }),
    open: () =>
      ledger.open().map(({ id }) => ({ id, uid: ledger.rows.get(id)?.uid, reason: ledger.rows.get(id)?.reason })),
  };
}

function now(): string {
  return new Date().toISOString();
}

function mismatch(wrong: string): KetukError {
  return new KetukError("store-damaged", `the journal does not fit: ${wrong}`, {
    hint: "use the profile and the list that it was begun with; rows may be added to the list, none changed",
  });
}
