/**
 * A line to a broker that comes back by itself: one MQTT client at a time, a new one after a pause that doubles and is
 * never the same for a thousand bridges at once. What was not acknowledged goes again on the next one.
 */
import { atMost } from "../at-most.js";
import { createEmitter } from "../emitter.js";
import { KetukError } from "../errors.js";
import { type Backoff, delayBefore } from "../reader/backoff.js";
import { type BrokerOptions, brokerUrls } from "./broker-options.js";
import { loadMqtt, type MqttClient, type MqttConnack, type MqttPacket, type MqttProperties } from "./mqtt-package.js";
import { createOutbox, type Outbox, type Outgoing } from "./outbox.js";

/** Messages in flight; a broker may want fewer. */
const WINDOW_COUNT = 64;
/** Many bridges lose their broker at the same moment: the first pause is long enough to spread them. */
export const BROKER_BACKOFF: Backoff = { firstDelayMs: 1000, longestDelayMs: 60_000 };

/** So much of a pause is up to chance. */
const SPREAD_SHARE = 0.75;
const CONNECT_TIMEOUT_MS = 10_000;
/** A broker that takes messages and never acknowledges them is as good as gone. */
const ACK_TIMEOUT_MS = 20_000;
const KEEPALIVE_S = 20;
/** After this time a connection counts as good, and pauses begin anew. */
const STABLE_MS = 10_000;
/** A message that the broker refused is not repeated before this time. */
const REFUSED_DELAY_MS = 2000;
const CLOSE_TIMEOUT_MS = 3000;
/** In PUBACK of MQTT 5. */
const NO_SUBSCRIBERS = 16;
/** What a broker of MQTT 3.1.1 says to MQTT 5: code 1 of its own, or 132 of MQTT 5. */
const UNKNOWN_VERSION_CODES = [1, 132];

/** A message to a broker. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos?: 0 | 1;
  readonly retain?: boolean;
  /**
   * A broker that has nobody to give it to throws it away, and acknowledges it: in MQTT 5 it says so, and then the message
   * counts as refused.
   */
  readonly needsTaker?: boolean;
  /** Left out towards a broker of MQTT 3.1.1, which has none. */
  readonly properties?: MqttProperties;
}

/** How to hold on to a broker. */
export interface BrokerLineOptions {
  readonly broker: BrokerOptions;
  /** Client id: fixed, so that a broker ends the connection before when it comes again. */
  readonly clientId: string;
  /** What the broker publishes when this client is gone without a word. */
  readonly will?: BrokerMessage | undefined;
  /** What to subscribe to; asked at every connection. */
  filters(): readonly string[];
  readonly backoff?: Backoff | undefined;
  /** Time for an acknowledgement in milliseconds. */
  readonly ackTimeoutMs?: number | undefined;
}

/** What a line tells. */
export interface BrokerEvents {
  /** Connected and subscribed. */
  up: { readonly version: 4 | 5 };
  /** Not connected; the next attempt comes after a pause. */
  down: { readonly error: KetukError; readonly delayMs: number };
  message: MqttPacket;
  /** The broker does not take a message; it is tried again. */
  refused: { readonly topic: string; readonly error: Error };
}

/** A line to a broker. */
export interface BrokerLine {
  readonly isUp: boolean;
  /** Messages that the broker does not have yet. */
  waitingCount(): number;
  on: ReturnType<typeof createEmitter<BrokerEvents>>["on"];
  /**
   * Sends a message with QoS 1 until the broker has acknowledged it.
   *
   * @param key replaces a waiting message of the same key
   * @param done the broker has it
   */
  send(message: BrokerMessage, key?: string, done?: () => void): void;
  /** @param refused the broker does not let us; without it that ends the connection */
  subscribe(filters: readonly string[], refused?: (error: Error) => void): void;
  unsubscribe(filters: readonly string[]): void;
  /** Says goodbye: a last message, then the end of the connection. Never rejects. */
  close(last?: BrokerMessage): Promise<void>;
}

/** Begins at once. @throws KetukError `package-missing`, `bad-argument` */
export async function openBrokerLine(options: BrokerLineOptions): Promise<BrokerLine> {
  const urls = brokerUrls(options.broker.url);
  const mqtt = await loadMqtt();
  const emitter = createEmitter<BrokerEvents>();
  const outbox: Outbox<BrokerMessage> = createOutbox(WINDOW_COUNT);
  const backoff = options.backoff ?? BROKER_BACKOFF;
  const ackTimeoutMs = options.ackTimeoutMs ?? ACK_TIMEOUT_MS;
  let version: 4 | 5 = 5;
  let client: MqttClient | undefined;
  let isUp = false;
  let upMs = 0;
  let attempt = 0;
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  let ackTimer: NodeJS.Timeout | undefined;
  let isClosing = false;
  let lastError: Error | undefined;
  /** Ids of messages that the broker had no taker for. */
  const wasted = new Set<number>();
  /** The broker has just been found to know MQTT 3.1.1 only. */
  let isOlder = false;

  function connect(): void {
    const url = urls[turn++ % urls.length] as string;
    const { username, password, ca, cert, key } = options.broker;
    const { will } = options;
    const own = mqtt.connect(url, {
      clientId: options.clientId,
      protocolVersion: version,
      clean: true,
      // Attempts are ours: theirs come at fixed times, for all clients at once.
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      resubscribe: false,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(will && { will: { topic: will.topic, payload: will.payload, qos: 1, retain: will.retain ?? false } }),
    });
    client = own;
    wasted.clear();
    own.on("connect", (connack) => client === own && onConnect(own, connack));
    own.on("message", (_topic, _payload, packet) => client === own && emitter.emit("message", packet));
    own.on("error", (error) => onError(error));
    own.on("disconnect", ({ reasonCode }) => {
      lastError = new Error(`the broker ended the connection (reason ${reasonCode ?? 0})`);
    });
    // The package takes this reason for a success and does not hand it on.
    own.on("packetreceive", ({ cmd, messageId = 0, reasonCode }) => {
      if (cmd === "puback" && reasonCode === NO_SUBSCRIBERS) wasted.add(messageId);
    });
    own.on("close", () => client === own && onClose());
  }

  function onError(error: Error & { readonly code?: number | string }): void {
    lastError = error;
    if (version === 5 && UNKNOWN_VERSION_CODES.includes(Number(error.code))) {
      version = 4;
      isOlder = true;
    }
  }

  function onConnect(own: MqttClient, connack: MqttConnack): void {
    outbox.limit(Math.min(WINDOW_COUNT, connack.properties?.receiveMaximum ?? WINDOW_COUNT));
    subscribeNew(own, new Set());
  }

  /** Goes on until nothing is new: who comes while the broker answers is not subscribed to yet, and the line is not up. */
  function subscribeNew(own: MqttClient, done: ReadonlySet<string>): void {
    const fresh = options.filters().filter((filter) => !done.has(filter));
    if (fresh.length === 0) return begin(own);
    own.subscribe(fresh, { qos: 1 }, (error) => {
      if (client !== own) return;
      if (!error) return subscribeNew(own, new Set([...done, ...fresh]));
      lastError = error;
      drop(own);
    });
  }

  function begin(own: MqttClient): void {
    if (client !== own) return;
    isUp = true;
    upMs = Date.now();
    lastError = undefined;
    emitter.emit("up", { version });
    pump();
  }

  function onClose(): void {
    client = undefined;
    if (isUp && Date.now() - upMs >= STABLE_MS) attempt = 0;
    isUp = false;
    clearTimeout(ackTimer);
    ackTimer = undefined;
    outbox.lost();
    if (isClosing) return;
    if (isOlder) {
      isOlder = false;
      // The same member of a cluster once more.
      turn--;
      return connect();
    }
    const delayMs = pauseBefore(backoff, ++attempt);
    timer = setTimeout(connect, delayMs);
    emitter.emit("down", { error: downError(urls, lastError), delayMs });
  }

  function drop(own: MqttClient): void {
    own.end(true, {}, () => {});
    if (client === own) onClose();
  }

  /** Sends what the window has room for. */
  function pump(): void {
    const own = client;
    if (!own || !isUp) return;
    for (let outgoing = outbox.next(); outgoing; outgoing = outbox.next()) send(own, outgoing);
  }

  function send(own: MqttClient, outgoing: Outgoing<BrokerMessage>): void {
    const { topic, payload, retain = false, properties, needsTaker } = outgoing.message;
    watch(own);
    own.publish(
      topic,
      payload,
      { qos: 1, retain, ...(version === 5 && properties && { properties }) },
      (failure, published) => {
        if (client !== own) return;
        const isWasted = wasted.delete(published?.messageId ?? 0) && needsTaker;
        const error = failure ?? (isWasted ? new Error("nobody has subscribed to it") : undefined);
        clearTimeout(ackTimer);
        ackTimer = undefined;
        if (error) refuse(outgoing, error);
        else outbox.acked(outgoing);
        if (outbox.count() > 0) watch(own);
        pump();
      },
    );
  }

  /** It is repeated, but not at once: a broker over its quota, or a rule that does not know us yet. */
  function refuse(outgoing: Outgoing<BrokerMessage>, error: Error): void {
    emitter.emit("refused", { topic: outgoing.message.topic, error });
    setTimeout(() => {
      outbox.refused(outgoing);
      pump();
    }, REFUSED_DELAY_MS);
  }

  /** Runs while something is in flight and no acknowledgement comes. */
  function watch(own: MqttClient): void {
    ackTimer ??= setTimeout(() => {
      lastError = new Error(`no acknowledgement within ${ackTimeoutMs} ms`);
      drop(own);
    }, ackTimeoutMs);
  }

  async function leave(own: MqttClient, last: BrokerMessage | undefined): Promise<void> {
    if (last && isUp) {
      const { topic, payload, retain = false } = last;
      await new Promise<void>((resolve) => own.publish(topic, payload, { qos: 1, retain }, () => resolve()));
    }
    await new Promise<void>((resolve) => own.end(false, {}, resolve));
  }

  connect();
  return {
    get isUp() {
      return isUp;
    },
    waitingCount: () => outbox.count(),
    on: emitter.on,
    send(message, key, done) {
      outbox.add({ message, key, ...(done && { done }) });
      pump();
    },
    subscribe(filters, refused) {
      const own = client;
      if (!own || !isUp || filters.length === 0) return;
      own.subscribe([...filters], { qos: 1 }, (error) => {
        if (!error || client !== own) return;
        if (refused) return refused(error);
        lastError = error;
        drop(own);
      });
    },
    unsubscribe(filters) {
      if (client && isUp && filters.length > 0) client.unsubscribe([...filters], () => {});
    },
    async close(last) {
      isClosing = true;
      clearTimeout(timer);
      clearTimeout(ackTimer);
      const own = client;
      if (!own) return;
      await atMost(CLOSE_TIMEOUT_MS, leave(own, last));
      own.end(true, {}, () => {});
      client = undefined;
      isUp = false;
    },
  };
}

/** The whole pause is up to chance: those who lose a broker together come back spread over it. */
export function pauseBefore(backoff: Backoff, attempt: number, random: () => number = Math.random): number {
  const longest = delayBefore(backoff, attempt, random());
  return Math.round(longest * (1 - SPREAD_SHARE * random()));
}

function downError(urls: readonly string[], cause: Error | undefined): KetukError {
  const message = cause?.message ?? "the connection was closed";
  return new KetukError("disconnected", `the broker ${urls.join(", ")} is away: ${message}`, {
    cause,
    hint: hintOf(message),
  });
}

function hintOf(message: string): string | undefined {
  if (/ECONNREFUSED/.test(message)) return "is the broker running, and is this its port?";
  if (/not authori[sz]ed|bad user/i.test(message)) return "look at account, password and the broker's access rules";
  if (/certificate|self.signed|issuer/i.test(message)) return "--ca takes the certificate of the broker's authority";
  return undefined;
}
