/** The host's end of a virtual cable, without the SDK's Reader: frames in, frames out, everything kept. */
import {
  CHANNEL_HELLO,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  createFrameDecoder,
  encodeFrame,
  FRAME_LIMIT_TO_HOST,
  messages,
} from "../../protocol/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { type OpenTerms, openAuthenticator, openChannel } from "../../sdk/link/handshake.js";
import type { SecureChannel } from "../../sdk/link/secure.js";
import { ROLES, type Role } from "../../sdk/roles.js";
import type { VirtualUart } from "../../sdk/virtual/uart.js";

export interface HostEnd {
  /** The last Hello. */
  readonly hello: messages.Hello | undefined;
  /** Encoded SealedRecords in the order of arrival, repeats included. */
  readonly records: Uint8Array[];
  /** All other messages of the session. */
  readonly messages: messages.ToHost[];
  /** Why bytes were rejected. */
  readonly rejects: string[];
  /**
   * Sends a message: enciphered within a session, in clear before it. An Open to a provisioned reader gets what the
   * handshake asks for, where the message does not say otherwise: the maintainer's role, its key, the authenticator.
   */
  send(message: messages.ToReader.$Properties): void;
  /** Sends any bytes as a message of the session. */
  sendBytes(message: Uint8Array): void;
  /** Sends a message in clear whatever there is. */
  sendClear(message: messages.ToReader.$Properties): void;
  requestHello(): void;
  /** Forgets what came so far, but for the last messages: for tests that run for days. */
  forget(): void;
  /** Everything the board has sent since, as hexadecimal digits. */
  sentHex(): string;
}

/** @param keys of the reader's fleet; without them only a reader in lab state opens a session */
export function createHostEnd(uart: VirtualUart, keys?: FleetKeys): HostEnd {
  const sent: Uint8Array[] = [];
  let attempt: { key: Uint8Array; terms: OpenTerms } | undefined;
  let channel: SecureChannel | undefined;

  function proving(open: messages.Open.$Properties): messages.Open.$Properties {
    const { hello } = end;
    const role = open.role ?? messages.Role.ROLE_MAINTAINER;
    const keyVersion = open.keyVersion ?? hello?.roleKeyVersion ?? 0;
    if (!keys || hello?.state !== messages.ReaderState.READER_STATE_PROVISIONED || open.authenticator) return open;
    const name = ROLES[role] as Role;
    const key = keys.roleKey(hello.readerId, name, keyVersion);
    const terms = {
      hello,
      protocol: open.protocol ?? 0,
      role: name,
      keyVersion,
      wallMs: Number(open.wallMs ?? 0),
      hostNonce: open.hostNonce ?? new Uint8Array(),
    };
    attempt = { key, terms };
    return { ...open, role, keyVersion, authenticator: openAuthenticator(key, terms) };
  }

  function onOpened({ code, hello, authenticator }: messages.Opened): void {
    if (code) return;
    channel = authenticator.length && attempt ? openChannel(attempt.key, attempt.terms, hello) : undefined;
  }

  const end = {
    hello: undefined as messages.Hello | undefined,
    records: [] as Uint8Array[],
    messages: [] as messages.ToHost[],
    rejects: [] as string[],
    send(message: messages.ToReader.$Properties) {
      if (message.open) return end.sendClear({ ...message, open: proving(message.open) });
      end.sendBytes(messages.ToReader.encode(message).finish());
    },
    sendBytes(message: Uint8Array) {
      const sealed = channel?.seal(message);
      uart.receive(sealed ? encodeFrame(CHANNEL_SECURE, sealed) : encodeFrame(CHANNEL_SESSION, message));
    },
    sendClear(message: messages.ToReader.$Properties) {
      uart.receive(encodeFrame(CHANNEL_SESSION, messages.ToReader.encode(message).finish()));
    },
    requestHello() {
      uart.receive(encodeFrame(CHANNEL_HELLO, messages.HelloRequest.encode({ protocolMax: 1 }).finish()));
    },
    forget() {
      sent.length = 0;
      end.records.length = 0;
      end.messages.splice(0, Math.max(0, end.messages.length - 20));
    },
    sentHex: () => Buffer.concat(sent).toString("hex"),
  };
  const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(address, payload) {
      if (address === CHANNEL_HELLO) end.hello = messages.Hello.decode(payload.slice());
      const plain = address === CHANNEL_SECURE ? channel?.open(payload) : payload;
      if (!plain || (address !== CHANNEL_SESSION && address !== CHANNEL_SECURE)) return;
      const message = messages.ToHost.decode(plain.slice());
      if (message.opened) onOpened(messages.Opened.create(message.opened));
      if (message.record) end.records.push(messages.SealedRecord.encode(message.record).finish());
      else end.messages.push(message);
    },
    reject: (why) => end.rejects.push(why),
  });
  uart.onSend = (bytes) => {
    sent.push(bytes.slice());
    decoder.push(bytes);
  };
  return end;
}
