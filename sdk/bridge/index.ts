/**
 * `ketuk/bridge`: readers to an MQTT broker, and the names that workers on its other side need. Loads neither serial port
 * nor native module; the packages `mqtt` and, for a broker in this process, `aedes` are loaded when they are asked for.
 *
 * ```ts
 * import { ReaderPool, readKeys } from "ketuk";
 * import { openBridge } from "ketuk/bridge";
 *
 * const pool = await ReaderPool.open({ keys: await readKeys("bridge.json") });
 * const bridge = await openBridge({ broker: { url: "mqtts://broker:8883" }, readers: pool, id: "hall-2" });
 * ```
 *
 * @module
 */
export {
  type Bridge,
  type BridgeCommand,
  type BridgeDown,
  type BridgeEvents,
  type BridgeOptions,
  type BridgeReaders,
  type BridgeRefused,
  type BridgeReleased,
  type BridgeUp,
  openBridge,
} from "./bridge.js";
export { type BrokerFiles, type BrokerOptions, brokerUrls, readBrokerOptions } from "./broker-options.js";
export { COMMAND_ROLES, type CommandName } from "./command.js";
export { type EmbeddedBroker, openEmbeddedBroker } from "./embedded.js";
export type { BridgedReaderState, BridgeState, JournalFill } from "./reader-state.js";
export { decodeReceipts, encodeReceipts, type Receipt, recordDigest } from "./receipts.js";
export type { AcknowledgeWhen } from "./record-way.js";
export {
  createTopics,
  DEFAULT_TOPIC_PREFIX,
  type ParsedTopic,
  SEALED_RECORD_TYPE,
  type TopicKind,
  type Topics,
} from "./topics.js";
