/** Listens at the board's end of the cable with the fleet's keys in hand: what is said there, deciphered. */
import {
  CHANNEL_HELLO,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  createFrameDecoder,
  FRAME_LIMIT_TO_HOST,
  FRAME_LIMIT_TO_READER,
  messages,
} from "../../protocol/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { type OpenTerms, openChannel } from "../../sdk/link/handshake.js";
import type { SecureChannel } from "../../sdk/link/secure.js";
import { ROLES, type Role } from "../../sdk/roles.js";
import type { VirtualUart } from "../../sdk/virtual/uart.js";

export interface WiretapHandlers {
  hello?(payload: Uint8Array): void;
  /** An encoded ToHost, before the cable gets it. */
  toHost?(message: Uint8Array): void;
  /** An encoded ToReader, as it arrives. */
  toReader?(message: Uint8Array): void;
}

/** Puts itself between the board and whoever holds the cable. */
export function tapWire(uart: VirtualUart, keys: FleetKeys, handlers: WiretapHandlers): void {
  let hello: messages.Hello | undefined;
  let open: messages.Open | undefined;
  let toHost: SecureChannel | undefined;
  let toReader: SecureChannel | undefined;

  function onOpened(opened: messages.Opened): void {
    if (opened.code || !opened.authenticator.length || !open || !hello) return;
    const role = ROLES[open.role] as Role;
    const { keyVersion, protocol, hostNonce } = open;
    const terms: OpenTerms = { hello, protocol, role, keyVersion, wallMs: Number(open.wallMs), hostNonce };
    const key = keys.roleKey(hello.readerId, role, keyVersion);
    toHost = openChannel(key, terms, opened.hello, "to host");
    toReader = openChannel(key, terms, opened.hello, "to reader");
  }

  const fromBoard = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(channel, payload) {
      const copy = payload.slice();
      if (channel === CHANNEL_HELLO) {
        hello = messages.Hello.decode(copy);
        handlers.hello?.(copy);
        return;
      }
      const plain = channel === CHANNEL_SECURE ? toHost?.open(copy) : copy;
      if (!plain || (channel !== CHANNEL_SECURE && channel !== CHANNEL_SESSION)) return;
      const message = messages.ToHost.decode(plain);
      if (message.opened) {
        // What Opened repeats is what was said last: the nonce of the handshake is in it.
        const opened = messages.Opened.create(message.opened);
        if (opened.hello.length) hello = messages.Hello.decode(opened.hello);
        onOpened(opened);
      }
      handlers.toHost?.(plain.slice());
    },
  });
  const fromHost = createFrameDecoder(FRAME_LIMIT_TO_READER, {
    frame(channel, payload) {
      const copy = payload.slice();
      const plain = channel === CHANNEL_SECURE ? toReader?.open(copy) : copy;
      if (!plain || (channel !== CHANNEL_SECURE && channel !== CHANNEL_SESSION)) return;
      handlers.toReader?.(plain.slice());
      try {
        const message = messages.ToReader.decode(plain);
        if (message.open) open = messages.Open.create(message.open) as messages.Open;
      } catch {
        // Not even that: the board thinks so too.
      }
    },
  });
  const { send, receive } = uart;
  uart.send = (bytes) => {
    fromBoard.push(bytes);
    send(bytes);
  };
  uart.receive = (bytes) => {
    fromHost.push(bytes);
    receive(bytes);
  };
}
