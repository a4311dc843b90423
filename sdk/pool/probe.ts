/**
 * Opens a port and listens who is there: asks for Hello until a reader says it, and keeps the port open for whoever takes
 * it over. Nothing but the request for Hello is said.
 */
import { CHANNEL_HELLO, createFrameDecoder, FRAME_LIMIT_TO_HOST } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import { TICK_MS } from "../link/link.js";
import { decodeMessage, encodeHelloRequest, type Hello } from "../link/messages.js";
import { createNoiseSample } from "../link/noise.js";
import type { OpenTransport, Transport, TransportHandlers } from "../transport/transport.js";

/** What to open, and how long to listen. */
export interface ProbeOptions {
  readonly path: string;
  readonly open: OpenTransport;
  readonly timeoutMs: number;
}

/** What comes of it: one of these, once, and none after `close`. */
export interface ProbeHandlers {
  /** A reader has said Hello. What happens to the port from now on is told to whoever adopts it. */
  found(hello: Hello): void;
  failed(error: KetukError): void;
}

/** A port that is listened to. */
export interface Probe {
  /** Takes the open transport over. @throws KetukError when it was lost meanwhile */
  readonly adopt: OpenTransport;
  /** Closes the port, also one that was adopted. Idempotent, never rejects, takes as long as the driver does. */
  close(): Promise<void>;
}

/** Begins at once. */
export function startProbe({ path, open, timeoutMs }: ProbeOptions, handlers: ProbeHandlers): Probe {
  const noise = createNoiseSample();
  const givingUp = new AbortController();
  let transport: Transport | undefined;
  let adopter: TransportHandlers | undefined;
  let failure: KetukError | undefined;
  let isOver = false;
  let isAsking = false;
  let closing: Promise<void> | undefined;

  const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      const message = channel === CHANNEL_HELLO ? decodeMessage(channel, payload) : undefined;
      if (message?.kind === "hello" && transport) end(() => handlers.found(message.hello));
    },
    reject() {},
  });

  const deadline = setTimeout(() => fail(absentError()), timeoutMs);
  const asking = setInterval(ask, TICK_MS);
  const opening = begin();

  async function begin(): Promise<void> {
    try {
      transport = await open({ bytes: onBytes, lost: onLost }, givingUp.signal);
      ask();
    } catch (error) {
      fail(
        error instanceof KetukError
          ? error
          : new KetukError("port-failed", `${path} cannot be opened`, { cause: error }),
      );
    }
  }

  function onBytes(bytes: Uint8Array): void {
    if (adopter) return adopter.bytes(bytes);
    if (isOver) return;
    noise.add(bytes);
    decoder.push(bytes);
  }

  function onLost(error: KetukError): void {
    failure ??= error;
    if (adopter) adopter.lost(error);
    else fail(error);
  }

  /** A port that takes no bytes is asked once only; the deadline ends it. */
  function ask(): void {
    if (!transport || isOver || isAsking) return;
    isAsking = true;
    transport.write(encodeHelloRequest()).then(
      () => {
        isAsking = false;
      },
      (error: unknown) => fail(error instanceof KetukError ? error : lostError(error)),
    );
  }

  function end(tell: () => void): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    clearInterval(asking);
    tell();
  }

  function fail(error: KetukError): void {
    failure ??= error;
    end(() => handlers.failed(error));
  }

  function lostError(cause: unknown): KetukError {
    return new KetukError("disconnected", `nothing can be written to ${path}`, { cause });
  }

  function absentError(): KetukError {
    return new KetukError("not-a-reader", `no reader answered on ${path} within ${timeoutMs} ms`, {
      hint: noise.hint(),
    });
  }

  async function shut(): Promise<void> {
    end(() => {});
    givingUp.abort();
    await opening;
    await transport?.close();
  }

  return {
    async adopt(adopting) {
      if (failure || closing !== undefined || !transport) {
        throw failure ?? new KetukError("disconnected", `${path} went away`);
      }
      adopter = adopting;
      return transport;
    },
    close() {
      closing ??= shut();
      return closing;
    },
  };
}
