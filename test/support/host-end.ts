/** The host's end of a virtual cable, without the SDK: frames in, frames out, everything kept. */
import {
  CHANNEL_HELLO,
  CHANNEL_SESSION,
  createFrameDecoder,
  encodeFrame,
  FRAME_LIMIT_TO_HOST,
  messages,
} from "../../protocol/index.js";
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
  send(message: messages.ToReader.$Properties): void;
  requestHello(): void;
  /** Everything the board has sent, as hexadecimal digits. */
  sentHex(): string;
}

export function createHostEnd(uart: VirtualUart): HostEnd {
  const sent: Uint8Array[] = [];
  const end = {
    hello: undefined as messages.Hello | undefined,
    records: [] as Uint8Array[],
    messages: [] as messages.ToHost[],
    rejects: [] as string[],
    send(message: messages.ToReader.$Properties) {
      uart.receive(encodeFrame(CHANNEL_SESSION, messages.ToReader.encode(message).finish()));
    },
    requestHello() {
      uart.receive(encodeFrame(CHANNEL_HELLO, messages.HelloRequest.encode({ protocolMax: 1 }).finish()));
    },
    sentHex: () => Buffer.concat(sent).toString("hex"),
  };
  const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame(address, payload) {
      const copy = payload.slice();
      if (address === CHANNEL_HELLO) end.hello = messages.Hello.decode(copy);
      if (address !== CHANNEL_SESSION) return;
      const message = messages.ToHost.decode(copy);
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
