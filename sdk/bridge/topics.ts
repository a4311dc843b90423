/**
 * The topic tree of a fleet, under one prefix. Reader ids hold nothing that means something in a topic.
 *
 *     PREFIX/record/READER            sealed records, QoS 1
 *     PREFIX/certificate/READER       retained: certificate of the key that signs them
 *     PREFIX/state/READER             retained: where the reader stands, its journal
 *     PREFIX/bridge/BRIDGE            retained, with a last will: is the bridge there
 *     PREFIX/stored/READER            receipts of the workers, after their commit
 *     PREFIX/command/READER/NAME      requests
 *     PREFIX/answer/...               their answers
 *     PREFIX/dead/REASON/READER       records that no worker may post
 *     PREFIX/worker/WORKER            retained, with a last will: figures of a worker
 */
import { assertReaderId, assertText } from "../assert.js";
import { KetukError } from "../errors.js";

/** Prefix unless another one is given; the number is that of the tree and rises when it changes. */
export const DEFAULT_TOPIC_PREFIX = "ketuk/1";

/** MIME type of a sealed record as payload: the bytes of a SealedRecord message. */
export const SEALED_RECORD_TYPE = "application/vnd.ketuk.sealed-record";

const KINDS = ["record", "certificate", "state", "bridge", "stored", "command", "answer", "dead", "worker"] as const;
/** What a topic is about: the level behind the prefix. */
export type TopicKind = (typeof KINDS)[number];

/** A topic, taken apart. */
export interface ParsedTopic {
  /** What it is about. */
  readonly kind: TopicKind;
  /** The levels behind it: reader, bridge or worker first; with "dead" the reason first, then the reader. */
  readonly levels: readonly string[];
}

/** The names of a fleet's topics. */
export interface Topics {
  /** What all of them begin with, without a slash at its end. */
  readonly prefix: string;
  /** Sealed records of a reader. */
  record(reader: string): string;
  /** Its certificate. */
  certificate(reader: string): string;
  /** Its state. */
  state(reader: string): string;
  /** State of a bridge. */
  bridge(bridge: string): string;
  /** Receipts for records of a reader. */
  stored(reader: string): string;
  /** A command for a reader. */
  command(reader: string, name: string): string;
  /** Answers for whoever chose this name, such as an MQTT client id. */
  answer(asker: string): string;
  /** Dead letters. */
  dead(reason: string, reader: string): string;
  /** Figures of a worker. */
  worker(worker: string): string;
  /** Filter for all of one kind, such as PREFIX/state/#. */
  every(kind: TopicKind): string;
  /** The same, each message to one member of the group only. MQTT 5, or a broker that knows `$share` in 3.1.1. */
  shared(kind: TopicKind, group: string): string;
  /** Takes a topic apart; undefined for one that is not of this tree. */
  parse(topic: string): ParsedTopic | undefined;
}

/**
 * The topics under a prefix.
 *
 * @throws KetukError `bad-argument` for a prefix that is empty, begins with "$", or has "#", "+", NUL or empty levels in it
 */
export function createTopics(prefix: string = DEFAULT_TOPIC_PREFIX): Topics {
  assertText(prefix, "prefix");
  const levels = prefix.split("/");
  if (/[#+\0]/.test(prefix) || prefix.startsWith("$") || levels.includes("")) {
    throw new KetukError("bad-argument", `"prefix" expected levels of a topic, got ${JSON.stringify(prefix)}`, {
      hint: `such as ${DEFAULT_TOPIC_PREFIX}; no "#", "+" or empty level, no "$" at its beginning`,
    });
  }
  const name = (kind: TopicKind) => (level: string) => {
    assertReaderId(level, kind);
    return `${prefix}/${kind}/${level}`;
  };
  const named = (kind: TopicKind) => (first: string, second: string) => `${name(kind)(first)}/${second}`;
  const every = (kind: TopicKind) => `${prefix}/${kind}/#`;
  return {
    prefix,
    record: name("record"),
    certificate: name("certificate"),
    state: name("state"),
    bridge: name("bridge"),
    stored: name("stored"),
    command: named("command"),
    answer: (asker) => `${prefix}/answer/${asker}`,
    dead: named("dead"),
    worker: name("worker"),
    every,
    shared: (kind, group) => `$share/${group}/${every(kind)}`,
    parse(topic) {
      if (!topic.startsWith(`${prefix}/`)) return undefined;
      const [kind, ...rest] = topic.slice(prefix.length + 1).split("/");
      const known = KINDS.find((one) => one === kind);
      return known && rest.length > 0 && rest[0] !== "" ? { kind: known, levels: rest } : undefined;
    },
  };
}
