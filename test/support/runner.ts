/** A host and people at a board whose time passes step by step: the virtual one, or one on the real interpreter. */
import { CHANNEL_HELLO, encodeFrame, messages } from "../../protocol/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import type { VirtualBoard } from "../../sdk/virtual/board.js";
import { createHostEnd } from "./host-end.js";

/** A board and its time. */
export interface Runner {
  readonly board: VirtualBoard;
  advance(ms: number): Promise<void>;
}

export interface Visit {
  /** Sealed records by counter. Throws when one counter came with two different records. */
  records(): Map<number, Uint8Array>;
  /** Opens a session, or another one in the place of the last. */
  open(wallMs: number): Promise<void>;
  /** Holds a card to the reader and takes it away again. */
  tap(card: Picc): Promise<void>;
  /** Acknowledges everything that has come. */
  acknowledge(): Promise<void>;
  request(body: messages.Request.$Properties): Promise<messages.Answer>;
  /** Takes and acknowledges until nothing new comes. */
  drain(): Promise<void>;
}

export function visit({ board, advance }: Runner, keys: FleetKeys): Visit {
  const host = createHostEnd(board.uart, keys);
  const known = new Map<number, Uint8Array>();
  let session = 0;
  let requests = 0;

  function records(): Map<number, Uint8Array> {
    for (const sealed of host.records.splice(0)) {
      const { counter } = messages.Record.decode(messages.SealedRecord.decode(sealed).record);
      const before = known.get(counter);
      if (before && Buffer.compare(before, sealed)) throw new Error(`two records have the counter ${counter}`);
      known.set(counter, sealed);
    }
    return known;
  }

  async function acknowledge(): Promise<void> {
    host.send({ session, ack: { epoch: 1, counter: Math.max(0, ...records().keys()) } });
    await advance(250);
  }

  return {
    records,
    acknowledge,
    async open(wallMs) {
      // A reader within a session says Hello only when it is asked.
      board.uart.receive(encodeFrame(CHANNEL_HELLO, messages.HelloRequest.encode({}).finish()));
      await advance(1200);
      const readerNonce = host.hello?.nonce ?? new Uint8Array(0);
      host.messages.length = 0;
      host.send({ open: { protocol: 1, readerNonce, hostNonce: new Uint8Array(16).fill(++requests), wallMs } });
      await advance(400);
      const opened = host.messages.findLast((message) => message.opened);
      if (opened?.opened?.code || !opened?.session) throw new Error("the reader opened no session");
      session = opened.session;
    },
    async tap(card) {
      board.field.place(card);
      await advance(350);
      board.field.remove(card);
      await advance(300);
    },
    async request(body) {
      const id = ++requests;
      host.send({ session, request: { id, ...body } });
      await advance(200);
      const answer = host.messages.findLast((message) => message.answer?.id === id)?.answer;
      if (!answer) throw new Error("the reader does not answer");
      host.messages.length = 0;
      return answer as messages.Answer;
    },
    async drain() {
      for (let size = -1; size < records().size; ) {
        size = records().size;
        await acknowledge();
        await advance(2500);
      }
    },
  };
}
