/**
 * Records that this SDK cannot read. Their bytes are evidence all the same, so one is acknowledged only when
 * somebody has them: the cursor store, or a handler of "unreadable". Until then it stays with the reader, and the
 * acknowledgement stops before it. To skip it in silence would lose every tap of a firmware too new for this SDK, while
 * the people saw a green light; to keep it in spite of a taker would stop a gate for a single damaged record.
 */
import { HASH_BYTES } from "../../protocol/index.js";
import protobuf from "../../protocol/protobuf.js";
import { copyBytes, toHex } from "../bytes.js";
import type { KetukError } from "../errors.js";
import type { CursorStore } from "../store/cursor.js";
import type { Sealed } from "../verify/seal.js";
import { toStorageError } from "./cursor-keeper.js";
import type { UnreadableEvent } from "./events.js";
import type { LinkOfChain } from "./sequence.js";

const FIELD_EPOCH = 2;
const FIELD_COUNTER = 3;
const FIELD_PREVIOUS = 8;
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const NONE = new Uint8Array();
/** Records that wait for a taker; a reader has only a few in the air. */
const WAITING_MAX_COUNT = 64;

/** What the handling needs. */
export interface UnreadableOptions {
  readonly store: CursorStore | undefined;
  /** Tells the application. Returns whether anybody listened. */
  tell(event: UnreadableEvent): boolean;
  /** The store did not take one. It is offered again when the reader sends it again. */
  failed(error: KetukError): void;
}

/** Unreadable records that nobody has taken yet. */
export interface Unreadable {
  /**
   * Offers a record, for the first time.
   *
   * @param ack acknowledges it; left out when its place is not known
   */
  add(readerId: string, sealed: Sealed, hash: Uint8Array, place: LinkOfChain | undefined, ack?: () => void): void;
  /** A record came again. Returns false when it is none of these; offers it again when it is. */
  again(hash: Uint8Array): boolean;
}

/** Creates the handling for one reader. */
export function createUnreadable({ store, tell, failed }: UnreadableOptions): Unreadable {
  const waiting = new Map<string, () => void>();

  function take(key: string, ack: (() => void) | undefined): void {
    // Without a place there is no acknowledgement; kept here, so that it is told once and not every 2 s.
    if (!ack) return void waiting.set(key, () => {});
    waiting.delete(key);
    ack();
  }

  return {
    add(readerId, sealed, hash, place, ack) {
      const key = toHex(hash);
      const event = { sealed, counter: place?.counter };
      let busy = false;
      const offer = async () => {
        if (busy) return;
        busy = true;
        try {
          const told = tell(event);
          await store?.setAside?.(readerId, sealed);
          if (told || store?.setAside) take(key, ack);
        } catch (cause) {
          failed(toStorageError(readerId, cause));
        }
        busy = false;
      };
      if (waiting.size >= WAITING_MAX_COUNT) waiting.delete(waiting.keys().next().value ?? "");
      waiting.set(key, () => void offer());
      void offer();
    },
    again(hash) {
      const offer = waiting.get(toHex(hash));
      offer?.();
      return offer !== undefined;
    },
  };
}

/**
 * The place of a record of which nothing else may make sense; the reader writes it before everything that changes.
 *
 * @returns undefined when there is none; never throws
 */
export function placeOf(record: Uint8Array): LinkOfChain | undefined {
  const place: { epoch: number; counter: number; previous: Uint8Array } = { epoch: 0, counter: 0, previous: NONE };
  try {
    const reader = protobuf.Reader.create(record);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const [field, type] = [tag >>> 3, tag & 7];
      if (field === FIELD_EPOCH && type === VARINT) place.epoch = reader.uint32();
      else if (field === FIELD_COUNTER && type === VARINT) place.counter = reader.uint32();
      else if (field === FIELD_PREVIOUS && type === LENGTH_DELIMITED) place.previous = copyBytes(reader.bytes());
      else reader.skipType(type);
    }
  } catch {
    // Cut off or ill-formed from here on: what came before is what there is.
  }
  const { length } = place.previous;
  return place.counter > 0 && (length === 0 || length === HASH_BYTES) ? place : undefined;
}
