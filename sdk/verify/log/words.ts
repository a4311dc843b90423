/** What each finding means, in words for people who are no programmers. */

/** A moment as people read it. */
export function momentOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A span of time in the largest unit that fits. */
export function spanOf(ms: number): string {
  const units = [
    [86_400_000, "days"],
    [3_600_000, "hours"],
    [60_000, "minutes"],
  ] as const;
  const unit = units.find(([size]) => ms >= 2 * size);
  return unit ? `${Math.floor(ms / unit[0])} ${unit[1]}` : `${Math.ceil(ms / 1000)} seconds`;
}

/** Words for breaks and weak spots. */
export const WORDS = {
  edited: "what stands in this line was changed after the reader had sealed it, or it was sealed with another key",
  editedInChain: (nextLine: number) =>
    `the record after it, in line ${nextLine}, names another record than this one: one of the two was changed`,
  removed: (before: number, counter: number, sealed: boolean) => {
    const where =
      before === 0
        ? `the records before number ${counter} are missing`
        : `between the reader's numbers ${before} and ${counter} at least one record is missing`;
    const orEdited = sealed || before === 0 ? "" : `, or number ${before} was changed`;
    return `${where}${orEdited}, and the reader never said that it dropped any`;
  },
  reordered: (line: number) => `this record stands too early: the one that belongs before it comes in line ${line}`,
  replayed: (line: number) => `this record stands in line ${line} already and was put into the log once more`,
  sameCounter: (counter: number, line: number) =>
    `line ${line} has another record with the same number ${counter}: there are two histories, so the reader's key or memory was copied`,
  samePredecessor:
    "another record follows the same one: there are two histories, so the reader's key or memory was copied",
  notPredecessor: (line: number) =>
    `the record before it, in line ${line}, is not the one that it names: there are two histories, so the reader's key or memory was copied`,
  secondStart: "the reader began anew in the middle of its own history, without a new epoch",
  clockSetBack: (fromMs: number, toMs: number) =>
    `the host set the reader's clock back by ${spanOf(fromMs - toMs)}, from ${momentOf(fromMs)} to ${momentOf(toMs)}: from here on records look older than they are`,
  clockWentBack: (fromMs: number, toMs: number) =>
    `the clock went back by ${spanOf(fromMs - toMs)}, from ${momentOf(fromMs)} to ${momentOf(toMs)}, and no record says who set it`,
  wrongSignature: "what stands in this line was changed after the reader had signed it, or another key signed it",
  unsigned: "this record has no signature, so without the fleet's keys nothing shows that the reader made it",
  uncertified: "no certificate of the fleet says whose key signed this record",
  outOfDate: "this record was made outside the time for which its key is certified",
  unsealed: "this record has no seal: anybody could have written it",
  unknownKey: "there is no key for this reader and key version, so its seal could not be checked",
  revoked: "this reader was revoked: whoever has its key could have written this record, today or at any time before",
  wrongReader: (reader: string) => `this record is not of reader ${reader}`,
  noRecord: "this line holds no record that a reader could have made",
  noLine: "this line is no line of a log: it is damaged, or something else was written into the file",
  tooLong: "this line is far too long for a record",
  startsMidway: (counter: number) => `the log begins with number ${counter}: what came before is not in it`,
  journalWiped: (epoch: number) =>
    `the reader's memory was wiped and epoch ${epoch} begins: whether its last records before are all here cannot be told`,
  restartBesideGap: (count: number) =>
    `${count} numbers beside dropped records were skipped at a restart or belong to removed records: it cannot be told`,
  clockCorrected: (fromMs: number, toMs: number) => `the host set the clock back by ${spanOf(fromMs - toMs)}`,
  repeated: (line: number) => `the same record as in line ${line} right before, written twice; it counts once`,
  torn: (line: number) => `this line was cut off while it was written; the record stands whole in line ${line}`,
  tornEnd: "the log ends within a line, as after a power cut: the reader sends this record again",
} as const;
