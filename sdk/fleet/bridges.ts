/** Readers behind bridges: how they are is in the retained states, and the firmware goes to them as the command `update`. */
import { randomBytes } from "node:crypto";
import { type BrokerLine, openBrokerLine } from "../bridge/broker.js";
import type { BrokerOptions } from "../bridge/broker-options.js";
import type { MqttPacket } from "../bridge/mqtt-package.js";
import type { BridgedReaderState, BridgeState } from "../bridge/reader-state.js";
import { createTopics } from "../bridge/topics.js";
import { KetukError, type KetukErrorCode } from "../errors.js";
import { encodeImage, type FirmwareImage } from "../firmware/image.js";
import { abortedError } from "../in-time.js";
import type { Sight } from "./rollout.js";
import type { FleetReader, FleetTargets } from "./targets.js";

/** Retained states come in one go: after so long without one of another reader all of them are here. */
const QUIET_MS = 1500;
const CONNECT_MS = 15_000;
/** A bridge that was away, or has been started anew, gets its request again, and knows it again by its id. */
const REPEAT_MS = 30_000;
const STEP_MS = 50;

/** What it needs. */
export interface BridgeTargetsOptions {
  readonly broker: BrokerOptions;
  readonly prefix: string;
  /** Signed: bridges take no other. */
  readonly image: FirmwareImage;
}

interface Answer {
  readonly ok: boolean;
  readonly code: string;
  readonly message?: string;
  readonly result?: { readonly number?: number; readonly boot?: number };
}

/**
 * Connects to the broker.
 *
 * @throws KetukError `disconnected` when the broker cannot be reached, `package-missing`, `bad-argument`
 */
export async function openBridgeTargets({ broker, prefix, image }: BridgeTargetsOptions): Promise<FleetTargets> {
  const topics = createTopics(prefix);
  const asker = `update-${randomBytes(6).toString("hex")}`;
  const states = new Map<string, BridgedReaderState>();
  const bridges = new Map<string, BridgeState>();
  const waiting = new Map<string, (answer: Answer) => void>();
  const payload = Buffer.from(encodeImage(image)).toString("base64");
  let heardMs = 0;
  let askedCount = 0;
  const line: BrokerLine = await openBrokerLine({
    broker,
    clientId: `ketuk-${asker}`,
    filters: () => [topics.every("state"), topics.every("bridge"), topics.answer(asker)],
  });
  line.on("message", onMessage);
  await connected(line);

  function onMessage(packet: MqttPacket): void {
    const kind = topics.parse(packet.topic)?.kind;
    try {
      const data: unknown = JSON.parse(Buffer.from(packet.payload as Uint8Array).toString("utf8"));
      if (kind === "answer") return take(data as Answer & { id?: unknown });
      if (kind === "state") keep(states, (data as BridgedReaderState).reader, data as BridgedReaderState);
      else if (kind === "bridge") keep(bridges, (data as BridgeState).bridge, data as BridgeState);
    } catch {
      // Not of a bridge's making.
    }
  }

  function keep<State>(those: Map<string, State>, id: string, state: State): void {
    if (!those.has(id)) heardMs = performance.now();
    those.set(id, state);
  }

  function take(answer: Answer & { readonly id?: unknown }): void {
    waiting.get(String(answer.id))?.(answer);
  }

  function sightOf(id: string): Sight | undefined {
    const state = states.get(id);
    if (!state) return undefined;
    const isThere = state.state === "open" && bridges.get(state.bridge)?.state === "online";
    const { firmwareNumber: number, boot, faults, tapCount } = state;
    return { isThere, number, boot, faults, tapCount };
  }

  function ask(id: string, request: string, signal: AbortSignal): Promise<Answer> {
    const body = JSON.stringify({ id: request, to: asker, image: payload });
    const send = () => line.send({ topic: topics.command(id, "update"), payload: body }, `update ${id}`);
    return new Promise((resolve, reject) => {
      const again = setInterval(send, REPEAT_MS);
      const end = () => {
        clearInterval(again);
        waiting.delete(request);
        signal.removeEventListener("abort", abort);
      };
      const abort = () => {
        end();
        reject(abortedError(signal));
      };
      waiting.set(request, (answer) => {
        end();
        resolve(answer);
      });
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      else send();
    });
  }

  return {
    get isBlind() {
      return !line.isUp;
    },
    async list(signal) {
      heardMs = performance.now();
      while (performance.now() - heardMs < QUIET_MS && !signal.aborted) await pause(STEP_MS);
      return [...states.values()]
        .map(({ reader, bridge, board }): FleetReader => {
          return { id: reader, group: `${bridge} ${board}`, at: bridge, sight: sightOf(reader) };
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    sight: async (id) => sightOf(id),
    async update(id, _progress, signal) {
      const { ok, code, message, result } = await ask(id, `${id}-${++askedCount}`, signal);
      if (!ok) throw new KetukError(code as KetukErrorCode, message ?? code);
      // How it is now comes a little later than the answer.
      for (;;) {
        const sight = sightOf(id);
        if (sight?.isThere && sight.number === image.number) return { boot: result?.boot ?? sight.boot };
        if (signal.aborted) throw abortedError(signal);
        await pause(STEP_MS);
      }
    },
    release: async () => {},
    close: () => line.close(),
  };
}

function connected(line: BrokerLine): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: KetukError) => {
      clearTimeout(timer);
      void line.close();
      reject(error);
    };
    const late = new KetukError("disconnected", "the broker does not answer", { hint: "is its address right?" });
    const timer = setTimeout(fail, CONNECT_MS, late);
    line.on("down", ({ error }) => fail(error));
    line.on("up", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
