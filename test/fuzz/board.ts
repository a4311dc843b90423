/** The built firmware on a virtual board that is the same in every run: fixed keys, hence fixed nonces. */
import { messages } from "../../protocol/index.js";
import { createBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig, type VirtualReaderConfig } from "../../sdk/virtual/config.js";
import { createHostEnd } from "../support/host-end.js";
import { FUZZ_KEYS } from "./entries.js";

const ID = "fuzz-1";

export type FuzzBoard = ReturnType<typeof createFuzzBoard>;

/** A board that has started; nobody has opened a session yet. */
export function createFuzzBoard(config: VirtualReaderConfig = {}) {
  const board = createBoard({ storage: new Map([[CONFIG_FILE, toByteString(encodeConfig(ID, FUZZ_KEYS, config))]]) });
  const host = createHostEnd(board.uart, FUZZ_KEYS);
  let opens = 0;
  let session = 0;

  function advance(ms: number): void {
    board.schedule.advance(board.schedule.nowUs() + ms * 1000);
  }

  /** What a good host says to open a session, given the nonce of the last Hello. */
  function openMessage(): messages.ToReader.$Properties {
    const hostNonce = new Uint8Array(16).fill(++opens);
    return { open: { protocol: 1, readerNonce: host.hello?.nonce ?? new Uint8Array(), hostNonce } };
  }

  /** Number of the session that was opened last, by whoever it was. */
  function lastSession(): number {
    return host.messages.findLast((message) => message.session)?.session ?? session;
  }

  /** Opens a session as a good host does. Throws when the reader does not let it. */
  function open(): void {
    // A flag ends whatever half a frame is on the line.
    board.uart.receive(Uint8Array.of(0x7e));
    host.messages.length = 0;
    for (let tries = 0; tries < 3; tries++) {
      host.requestHello();
      advance(200);
      host.send(openMessage());
      advance(300);
      const opened = host.messages.findLast((message) => message.opened);
      if (opened?.session && !opened.opened?.code) {
        session = opened.session;
        return;
      }
    }
    throw new Error("the reader opens no session any more");
  }

  /** Records that have arrived since the last call, each once; all are acknowledged. */
  function takeRecords(): messages.Record[] {
    const found = new Map<number, messages.Record>();
    for (const sealed of host.records.splice(0)) {
      const record = messages.Record.decode(messages.SealedRecord.decode(sealed).record) as messages.Record;
      found.set(record.counter, record);
    }
    const highest = Math.max(0, ...found.keys());
    if (highest) host.send({ session, ack: { epoch: 1, counter: highest } });
    host.messages.length = 0;
    host.rejects.length = 0;
    return [...found.values()];
  }

  board.powerOn();
  return { board, host, advance, open, openMessage, takeRecords, session: () => session, lastSession };
}
