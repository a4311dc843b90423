/** Readers on one side, a broker on the other: records up, states up, commands down. */
import { assertBytes, assertInteger, assertOneOf, assertReaderId } from "../assert.js";
import { createEmitter } from "../emitter.js";
import type { KetukError } from "../errors.js";
import type { ReaderStatus } from "../link/messages.js";
import type { FromReader } from "../pool/events.js";
import type { ReaderPool } from "../pool/pool.js";
import type { RecordEvent } from "../reader/events.js";
import { ROLES, type Role } from "../roles.js";
import { openBrokerLine } from "./broker.js";
import type { BrokerOptions } from "./broker-options.js";
import { readCommand } from "./command.js";
import { createCommandDesk } from "./command-desk.js";
import type { MqttPacket } from "./mqtt-package.js";
import { type BridgeState, readerStateOf } from "./reader-state.js";
import { decodeReceipts } from "./receipts.js";
import { type AcknowledgeWhen, createRecordWay } from "./record-way.js";
import { createReleaseRule } from "./release-rule.js";
import { createTopics } from "./topics.js";

const STATUS_INTERVAL_MS = 30_000;
const RECEIPT_TIMEOUT_MS = 15_000;
const SWEEP_INTERVAL_MS = 1000;
const DRAIN_TIMEOUT_MS = 5000;
/** A broker that knows of workers says so within this time after a connection. */
const LOOK_MS = 1000;
const DRAIN_STEP_MS = 20;
const INTERVAL_MAX_MS = 0x7fffffff;
const RELEASE_KEY_BYTES = 32;

/** What a bridge needs of a pool. */
export type BridgeReaders = Pick<ReaderPool, "on" | "taps" | "get" | "state">;

/** How to open a bridge. */
export interface BridgeOptions {
  /** The broker. */
  readonly broker: BrokerOptions;
  /**
   * A pool that was opened with `ack: "manual"`, which is its default, and whose taps nobody else takes. Open the bridge in
   * the same turn: a record that comes before is acknowledged without having gone anywhere.
   */
  readonly readers: BridgeReaders;
  /** Id of the bridge, 1 to 32 of [A-Za-z0-9._-]: one of its own for each, always the same. */
  readonly id: string;
  /** First levels of all topics. Default {@link DEFAULT_TOPIC_PREFIX}. */
  readonly prefix?: string | undefined;
  /** See {@link AcknowledgeWhen}. Default "auto". */
  readonly acknowledge?: AcknowledgeWhen | undefined;
  /** Role of the pool's sessions: commands beyond it are refused. Default "tap". */
  readonly role?: Role | undefined;
  /** Public key of the maker of firmware images, 32 bytes: without it the command `update` is refused. */
  readonly releaseKey?: Uint8Array | undefined;
  /** Time between two looks at the journal of a reader, in milliseconds; default 30,000. */
  readonly statusIntervalMs?: number | undefined;
  /**
   * Time after which a record without the receipt that it needs is published again, in milliseconds, then after twice as
   * long each time, up to eight times as long; default 15,000.
   */
  readonly receiptTimeoutMs?: number | undefined;
}

/** Connected to the broker. */
export interface BridgeUp {
  /** Of MQTT: 5, or 4 for 3.1.1. */
  readonly version: 4 | 5;
}

/** Not connected. */
export interface BridgeDown {
  /** Why. */
  readonly error: KetukError;
  /** Milliseconds to the next attempt. */
  readonly delayMs: number;
}

/** The broker does not take a message; it is tried again. */
export interface BridgeRefused {
  /** Of the message. */
  readonly topic: string;
  /** What the broker said. */
  readonly error: Error;
}

/** A reader may forget a record. */
export interface BridgeReleased {
  /** Id of the reader. */
  readonly reader: string;
}

/** A command was answered. */
export interface BridgeCommand {
  /** Id of the reader, as it stands in the topic. */
  readonly reader: string;
  /** The command, as it stands in the topic. */
  readonly name: string;
  /** "ok", or why not. */
  readonly code: string;
}

/** What a bridge tells. */
export interface BridgeEvents {
  /** Connected to the broker. */
  up: BridgeUp;
  /** Not connected; the next attempt comes after a pause. */
  down: BridgeDown;
  /** The broker does not take a message. */
  refused: BridgeRefused;
  /** A reader may forget a record. */
  released: BridgeReleased;
  /** A command was answered. */
  command: BridgeCommand;
}

/** An open bridge. */
export interface Bridge {
  /** Is it connected? */
  readonly isUp: boolean;
  /** Records that readers hold until the broker, or a worker, has them. */
  heldCount(): number;
  /** Registers a handler for an event. Returns the function that removes it again. */
  on<Name extends keyof BridgeEvents>(name: Name, handler: (event: BridgeEvents[Name]) => void): () => void;
  /**
   * Takes no more records, waits up to 5 s until those that are on their way are acknowledged, says goodbye. What is
   * still held comes again from the readers. Idempotent, never rejects; close the pool afterwards.
   */
  close(): Promise<void>;
}

/**
 * Opens a bridge. It connects by itself and for ever; while the broker is away the readers keep their records.
 *
 * @throws KetukError `bad-argument`, `package-missing`
 */
export async function openBridge(options: BridgeOptions): Promise<Bridge> {
  const early = holdEarly(options.readers);
  const { readers, id, acknowledge = "auto", role = "tap", releaseKey } = options;
  const { statusIntervalMs = STATUS_INTERVAL_MS, receiptTimeoutMs = RECEIPT_TIMEOUT_MS } = options;
  assertReaderId(id, "id");
  assertOneOf(acknowledge, "acknowledge", ["auto", "published", "stored"]);
  assertOneOf(role, "role", ROLES.slice(1));
  assertInteger(statusIntervalMs, "statusIntervalMs", 100, INTERVAL_MAX_MS);
  assertInteger(receiptTimeoutMs, "receiptTimeoutMs", 100, INTERVAL_MAX_MS);
  if (releaseKey) assertBytes(releaseKey, "releaseKey", RELEASE_KEY_BYTES);
  const topics = createTopics(options.prefix);
  const emitter = createEmitter<BridgeEvents>();
  const known = new Map<string, Known>();
  const filtersOf = (reader: string) => [
    topics.command(reader, "+"),
    ...(rule.when === "stored" ? [topics.stored(reader)] : []),
  ];
  const offline: BridgeState = { bridge: id, state: "offline" };
  const line = await openBrokerLine({
    broker: options.broker,
    clientId: `ketuk-bridge-${id}`,
    will: { topic: topics.bridge(id), payload: JSON.stringify(offline), retain: true },
    filters: () => [...known.keys()].flatMap(filtersOf),
  });
  const rule = createReleaseRule({
    acknowledge,
    lookMs: LOOK_MS,
    hearWorkers: (refused) => line.subscribe([topics.every("worker")], refused),
    hearReceipts(refused) {
      // Figures come every second, and are nothing to us.
      line.unsubscribe([topics.every("worker")]);
      line.subscribe([...known.keys()].map(topics.stored), refused);
    },
    changed() {
      way.settle();
      publishBridge();
    },
    refused: (what, error) => emitter.emit("refused", { topic: topics.every(what), error }),
  });
  const way = createRecordWay({
    topics,
    line,
    bridge: id,
    needsReceipt: () => rule.when !== "published",
    receiptTimeoutMs,
    now: Date.now,
    released: (reader) => emitter.emit("released", { reader }),
  });
  const desk = createCommandDesk({
    role,
    releaseKey,
    reader: (reader) => readers.get(reader),
    answer: (message) => line.send(message),
    done: (reader, name, code) => emitter.emit("command", { reader, name, code }),
  });
  const stopping = new AbortController();
  let closing: Promise<void> | undefined;

  function know(reader: string) {
    const before = known.get(reader);
    if (before) return before;
    const fresh: Known = { status: undefined, statusBoot: 0, faults: new Set(), certificate: "" };
    known.set(reader, fresh);
    line.subscribe(filtersOf(reader));
    return fresh;
  }

  function publishStates(which: (reader: string) => boolean): void {
    for (const pool of readers.state().readers) {
      const info = readers.get(pool.id)?.info;
      const entry = known.get(pool.id);
      if (!which(pool.id) || !info || !entry) continue;
      const payload = JSON.stringify(readerStateOf(id, { pool, info, ...entry }, Date.now()));
      line.send({ topic: topics.state(pool.id), payload, retain: true }, `state ${pool.id}`);
    }
  }

  const publishState = (reader: string) => publishStates((one) => one === reader);

  function publishBridge(): void {
    const state: BridgeState = {
      bridge: id,
      state: "online",
      atMs: Date.now(),
      readers: readers.state().counts,
      role,
      ...(rule.when !== "looking" && { acknowledge: rule.when }),
    };
    line.send({ topic: topics.bridge(id), payload: JSON.stringify(state), retain: true }, "bridge");
  }

  function onMessage(packet: MqttPacket): void {
    const parsed = topics.parse(packet.topic);
    if (parsed?.kind === "worker") return rule.sawWorker();
    const reader = parsed?.levels[0];
    if (!parsed || !reader || !known.has(reader)) return;
    if (parsed.kind === "stored") return way.stored(reader, decodeReceipts(packet.payload));
    const request = readCommand(topics, packet);
    if (request) desk.take(request);
  }

  const changed = ({ id: reader }: { readonly id: string }) => {
    know(reader);
    publishState(reader);
    publishBridge();
  };
  const onRecord = ({ id: reader, event }: FromReader<RecordEvent>) => {
    if (closing !== undefined) return void event.hold();
    const entry = know(reader);
    const certificate = Buffer.from(event.certificate).toString("base64");
    if (certificate !== entry.certificate) {
      entry.certificate = certificate;
      line.send({ topic: topics.certificate(reader), payload: event.certificate, retain: true }, `cert ${reader}`);
    }
    way.take(reader, event);
  };
  const offs = [
    readers.on("record", onRecord),
    readers.on("reader-added", changed),
    readers.on("reader-found", changed),
    readers.on("reader-lost", changed),
    readers.on("reader-removed", changed),
    readers.on("state", ({ id: reader }) => known.has(reader) && publishState(reader)),
    readers.on("fault", ({ id: reader, event }) => {
      const { faults } = know(reader);
      if (event.cleared) faults.delete(event.fault);
      else faults.add(event.fault);
      publishState(reader);
    }),
  ];
  line.on("up", (event) => {
    // Whatever the broker has lost, it is missed after the first pause.
    way.hurry();
    // What came while there was no connection to subscribe on is among the filters; states are newer than what is retained.
    rule.connected();
    publishBridge();
    publishStates(() => true);
    emitter.emit("up", event);
  });
  line.on("down", (event) => emitter.emit("down", event));
  line.on("refused", (event) => emitter.emit("refused", event));
  line.on("message", onMessage);
  for (const { id: reader } of readers.state().readers) know(reader);
  early.goOn(onRecord);
  const sweeping = setInterval(way.sweep, SWEEP_INTERVAL_MS);
  void takeTaps();
  let asking = setTimeout(askNext, statusIntervalMs);
  const asked = new Set<string>();

  /** The records are held; the taps themselves nobody waits for. */
  async function takeTaps(): Promise<void> {
    for await (const tap of readers.taps({ signal: stopping.signal })) tap.ack();
  }

  /** One reader after the other, so that a thousand of them are asked evenly over the interval. */
  function askNext(): void {
    const next = [...known.keys()].find((reader) => !asked.has(reader));
    if (next === undefined) asked.clear();
    else {
      asked.add(next);
      void look(next);
    }
    asking = setTimeout(askNext, statusIntervalMs / Math.max(1, known.size));
  }

  async function look(reader: string): Promise<void> {
    try {
      const target = readers.get(reader);
      const status = await target?.status({ signal: stopping.signal });
      const entry = known.get(reader);
      if (!target || !status || !entry) return;
      entry.status = status;
      entry.statusBoot = target.info.boot;
      publishState(reader);
    } catch {
      // It is away or busy: its state says so, and it is asked again.
    }
  }

  async function finish(): Promise<void> {
    clearTimeout(asking);
    rule.close();
    clearInterval(sweeping);
    desk.close();
    const endMs = Date.now() + DRAIN_TIMEOUT_MS;
    while (line.isUp && (way.count() > 0 || line.waitingCount() > 0) && Date.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_STEP_MS));
    }
    for (const off of offs) off();
    stopping.abort();
    await line.close({ topic: topics.bridge(id), payload: JSON.stringify(offline), retain: true });
  }

  return {
    get isUp() {
      return line.isUp;
    },
    heldCount: () => way.count(),
    on: emitter.on,
    close() {
      closing ??= finish();
      return closing;
    },
  };
}

/** What a bridge remembers of a reader. */
interface Known {
  status: ReaderStatus | undefined;
  statusBoot: number;
  readonly faults: Set<string>;
  certificate: string;
}

/** Holds what comes before the bridge can take it. */
function holdEarly(readers: BridgeReaders) {
  const held: { record: FromReader<RecordEvent>; release: () => void }[] = [];
  const off = readers.on("record", (record) => held.push({ record, release: record.event.hold() }));
  return {
    goOn(take: (record: FromReader<RecordEvent>) => void) {
      off();
      for (const { record, release } of held) {
        take(record);
        release();
      }
    },
  };
}
