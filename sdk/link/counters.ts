/** What a link counts. A person reads these when a cable is bad. */

/** Counters since the reader was opened, over all reconnects; each only rises. */
export interface LinkCounters {
  /** Bytes received. */
  bytesIn: number;
  /** Bytes handed to the transport. */
  bytesOut: number;
  /** Good frames received. */
  framesIn: number;
  /** Frames sent, retries included. */
  framesOut: number;
  /** Bytes between two flags, too few for a frame: noise. */
  rejectedShort: number;
  /** Longer than any frame: text of another program, or a lost flag. */
  rejectedLong: number;
  /** Frames whose checksum does not fit: noise, loose contact, wrong speed. */
  rejectedChecksum: number;
  /** Frames that end within an escape: cut off. */
  rejectedEscape: number;
  /** Frames with a good checksum of another protocol. */
  rejectedHeader: number;
  /** Good frames whose message this SDK does not know or refuses. */
  rejectedMessage: number;
  /** Messages that were not genuine: enciphered ones altered, repeated or of nobody with the key, and clear ones. */
  rejectedForged: number;
  /** Times that good frames came again after a rejected one. */
  resyncs: number;
  /** Messages of a session that is over, and answers that nobody waits for. */
  stale: number;
  /** Records that were delivered before: the reader had not seen the acknowledgement. */
  duplicates: number;
  /** Records that came before their predecessor; the reader sends both again. */
  outOfOrder: number;
  /** Records that came while the tap buffer was full; the reader sends them again. */
  overflows: number;
  /** Requests and Opens sent again. */
  resends: number;
  /** Sessions opened; more than one means that the reader restarted or was reconnected. */
  sessions: number;
  /** Times that the line went back from 921,600 to 115,200 baud: the reader restarted, or the cable is too long for it. */
  slowed: number;
  /** Times that the reader was found again after its port was lost. */
  reconnects: number;
}

/** All zero. */
export function createLinkCounters(): LinkCounters {
  const frames = { bytesIn: 0, bytesOut: 0, framesIn: 0, framesOut: 0 };
  const rejected = { rejectedShort: 0, rejectedLong: 0, rejectedChecksum: 0, rejectedEscape: 0, rejectedHeader: 0 };
  const messages = {
    rejectedMessage: 0,
    rejectedForged: 0,
    resyncs: 0,
    stale: 0,
    duplicates: 0,
    outOfOrder: 0,
    overflows: 0,
  };
  return { ...frames, ...rejected, ...messages, resends: 0, sessions: 0, slowed: 0, reconnects: 0 };
}

/** Adds the counts of a link that has ended. */
export function addLinkCounters(total: LinkCounters, counts: LinkCounters): LinkCounters {
  const sum = { ...total };
  for (const name of Object.keys(counts) as (keyof LinkCounters)[]) sum[name] += counts[name];
  return sum;
}
