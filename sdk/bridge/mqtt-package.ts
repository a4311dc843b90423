/** What is used of the optional package `mqtt`, loaded when it is asked for. Its own types are not in our declarations. */
import { KetukError } from "../errors.js";

/** Properties of MQTT 5 that a message carries. */
export interface MqttProperties {
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>>;
  readonly receiveMaximum?: number;
  readonly sharedSubscriptionAvailable?: boolean;
  readonly sessionExpiryInterval?: number;
}

/** A message as it arrives. */
export interface MqttPacket {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: number;
  readonly retain: boolean;
  readonly dup?: boolean;
  readonly properties?: MqttProperties;
}

/** How a message is published. */
export interface MqttPublishOptions {
  readonly qos: 0 | 1;
  readonly retain?: boolean;
  readonly properties?: MqttProperties;
}

/** Any packet of the broker. */
export interface MqttAnswer {
  readonly cmd: string;
  readonly messageId?: number;
  readonly reasonCode?: number;
}

/** The broker's answer to a connection. */
export interface MqttConnack {
  readonly sessionPresent?: boolean;
  readonly properties?: MqttProperties;
}

/** An MqttClient of the package. */
export interface MqttClient {
  on(event: "connect", handler: (connack: MqttConnack) => void): unknown;
  on(event: "message", handler: (topic: string, payload: Uint8Array, packet: MqttPacket) => void): unknown;
  on(event: "error", handler: (error: Error & { readonly code?: number | string }) => void): unknown;
  on(event: "packetreceive", handler: (packet: MqttAnswer) => void): unknown;
  on(event: "close", handler: () => void): unknown;
  on(event: "disconnect", handler: (packet: { readonly reasonCode?: number }) => void): unknown;
  publish(
    topic: string,
    payload: Uint8Array | string,
    options: MqttPublishOptions,
    done: (error?: Error | null, published?: { readonly messageId?: number }) => void,
  ): unknown;
  subscribe(filters: string[], options: { readonly qos: 0 | 1 }, done: (error?: Error | null) => void): unknown;
  unsubscribe(filters: string[], done: (error?: Error | null) => void): unknown;
  end(force: boolean, options: object, done: () => void): unknown;
  handleMessage(packet: MqttPacket, done: (error?: Error) => void): void;
}

/** The package. */
export interface MqttPackage {
  connect(url: string, options: Readonly<Record<string, unknown>>): MqttClient;
}

/**
 * Loads the package.
 *
 * @throws KetukError `package-missing`
 */
export async function loadMqtt(): Promise<MqttPackage> {
  // By a name that neither the compiler nor a bundler follows: the package may be missing.
  const name: string = "mqtt";
  try {
    const loaded = (await import(name)) as MqttPackage & { default?: MqttPackage };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new KetukError("package-missing", "speaking to a broker needs the package mqtt", {
      cause,
      hint: "npm install mqtt@5",
    });
  }
}
