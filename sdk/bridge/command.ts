/** Commands over MQTT: what a payload asks for, and which role that takes. Whatever arrives is read as a stranger's. */
import { mayDo, type Role } from "../roles.js";
import type { MqttPacket } from "./mqtt-package.js";
import type { Topics } from "./topics.js";

/** What can be asked of a reader over MQTT. */
export type CommandName = "status" | "signal" | "relay" | "update";

/** The role of the session that each command takes. */
export const COMMAND_ROLES: Readonly<Record<CommandName, Role>> = {
  status: "tap",
  signal: "operator",
  relay: "operator",
  update: "maintainer",
};

/** An image is at most 65,536 bytes, a third more in base64. */
const PAYLOAD_MAX_BYTES = 131_072;
const NAME_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** Where an answer goes. */
export interface AnswerAddress {
  readonly topic: string;
  /** As in the request; undefined when it had none. */
  readonly id: string | undefined;
  readonly correlationData: Uint8Array | undefined;
}

/** A request that can be answered. */
export interface CommandRequest {
  readonly reader: string;
  /** As it stands in the topic; maybe no command at all. */
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly answer: AnswerAddress;
  /** The same for a request and its repetition; undefined where nothing tells them from two requests. */
  readonly key: string | undefined;
}

/**
 * Reads a request: reader and command from the topic, values from JSON, the way back from the properties of MQTT 5 or, for
 * 3.1.1, from "id" and "to". Answers go below PREFIX/answer and nowhere else: nobody makes the bridge publish records.
 *
 * @returns undefined for what nobody can be answered for: a topic of another kind, a retained message, one that is too long
 */
export function readCommand(topics: Topics, packet: MqttPacket): CommandRequest | undefined {
  const parsed = topics.parse(packet.topic);
  const [reader, name] = parsed?.levels ?? [];
  // A retained command would be carried out anew at every connection.
  if (parsed?.kind !== "command" || !reader || !name || packet.retain) return undefined;
  if (packet.payload.length > PAYLOAD_MAX_BYTES) return undefined;
  const body = bodyOf(packet.payload);
  const { id, to } = body;
  const { responseTopic, correlationData } = packet.properties ?? {};
  const back = responseTopic && topics.parse(responseTopic)?.kind === "answer" ? responseTopic : undefined;
  const asker = typeof to === "string" && NAME_PATTERN.test(to) ? to : reader;
  const idText = typeof id === "string" && NAME_PATTERN.test(id) ? id : undefined;
  const topic = back ?? topics.answer(asker);
  const mark = correlationData?.length ? Buffer.from(correlationData).toString("base64") : idText;
  return {
    reader,
    name,
    body,
    answer: { topic, id: idText, correlationData: correlationData?.length ? correlationData : undefined },
    key: mark === undefined ? undefined : `${topic} ${mark}`,
  };
}

function bodyOf(payload: Uint8Array | string): Readonly<Record<string, unknown>> {
  try {
    const text = typeof payload === "string" ? payload : Buffer.from(payload).toString("utf8");
    const value: unknown = text.trim() === "" ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** May a session of this role carry the command out? */
export function mayCommand(role: Role, name: CommandName): boolean {
  return mayDo(role, COMMAND_ROLES[name]);
}

/** Is there such a command? */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_ROLES, name);
}
