/**
 * Listens on a port before any session: is there a reader, and if not, what else? Says nothing but "say Hello", and in the
 * end what makes a console show its prompt.
 */
import { CHANNEL_HELLO, createFrameDecoder, FRAME_LIMIT_TO_HOST } from "../../protocol/index.js";
import { decodeMessage, encodeHelloRequest, type Hello } from "../link/messages.js";
import { createNoiseSample, type NoiseKind } from "../link/noise.js";
import type { OpenTransport } from "../transport/transport.js";
import type { World } from "./world.js";

/** A board that is reset by opening its port needs some two seconds to start; a reader says Hello once a second. */
const LISTEN_MS = 5000;
const STEP_MS = 50;
/** Hello is asked for this often. */
const ASK_MS = 500;
/** Who has said no Hello by then may be a console, which waits for the end of the line. */
const ENTER_AFTER_MS = 3500;
/** Ctrl-C gives the line up that was begun, so that nothing is carried out. */
const ENTER = Uint8Array.of(3, 13);

/** What was heard. */
export interface Heard {
  /** Of a reader. */
  readonly hello: Hello | undefined;
  /** What came before it, or instead. */
  readonly kind: NoiseKind;
  /** The same in words. */
  readonly words: string;
}

/**
 * Opens a port, listens until a reader says Hello or time is up, and closes it.
 *
 * @throws KetukError what opening the port throws
 */
export async function listen(open: OpenTransport, world: World): Promise<Heard> {
  const noise = createNoiseSample();
  let hello: Hello | undefined;
  let gone = false;
  const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      const message = channel === CHANNEL_HELLO ? decodeMessage(channel, payload) : undefined;
      if (message?.kind === "hello") hello = message.hello;
    },
    reject() {},
  });
  const handlers = {
    bytes(bytes: Uint8Array) {
      noise.add(bytes);
      decoder.push(bytes);
    },
    lost() {
      gone = true;
    },
  };
  const transport = await open(handlers, world.signal);
  try {
    const startMs = world.nowMs();
    for (let ms = 0; !hello && !gone && !world.signal.aborted; ms += STEP_MS) {
      if (world.nowMs() - startMs > LISTEN_MS) break;
      if (ms === ENTER_AFTER_MS) await transport.write(ENTER).catch(() => {});
      else if (ms % ASK_MS === 0) await transport.write(encodeHelloRequest()).catch(() => {});
      await world.sleep(STEP_MS);
    }
  } finally {
    await transport.close();
  }
  return { hello, kind: noise.kind(), words: noise.hint() };
}
