/** A reader for tests of the host: speaks the protocol with protobufjs and real HMACs, and misbehaves on demand. */
import { createHash, randomBytes } from "node:crypto";
import {
  CHANNEL_HELLO,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  createFrameDecoder,
  encodeFrame,
  FRAME_LIMIT_TO_READER,
  HELLO_INTERVAL_MS,
  messages,
  RESEND_INTERVAL_MS,
  SEND_WINDOW,
} from "../../protocol/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { openChannel, openedAuthenticator } from "../../sdk/link/handshake.js";
import type { SecureChannel } from "../../sdk/link/secure.js";
import { ROLES, type Role } from "../../sdk/roles.js";
import { FakePort } from "./fake-port.js";
import { bootRecord, READER, seal, tapRecord, testKeys } from "./records.js";

interface Held {
  readonly counter: number;
  readonly frame: messages.SealedRecord.$Properties;
  sent: boolean;
}

/** As many answers as a host may ask for again; more would only grow. */
const ANSWERS_KEPT_COUNT = 16;

/** Acknowledged records that it can go back to. */
const RELEASED_COUNT = 8;

/** What the next frame towards the host goes through. */
type Fault = "drop" | "corrupt" | "duplicate";

export class FakeReader {
  readonly port: FakePort;
  readonly keys: FleetKeys;
  /** Everything the host said. */
  readonly heard: messages.ToReader[] = [];
  readonly acks: number[] = [];
  readonly patterns: number[] = [];
  helloRequests = 0;
  /** Faults for the next frames, in their order. */
  faults: (Fault | undefined)[] = [];
  /** Does not answer Open. */
  deafToOpen = false;
  /** Does not answer requests. */
  deafToRequests = false;
  /** Says nothing at all. */
  mute = false;
  /** What Pong tells; undefined leaves it out, as older firmware does. */
  uptimeMs: number | undefined;
  answerCode = 0;
  /** What the reader's clock says; 0 when it does not know the time. */
  wallMs = 1_790_000_000_000;
  hello: messages.Hello.$Properties = {};
  counter = 0;
  /** Told of everything it says, before it is enciphered. */
  onSend: ((message: messages.ToHost.$Properties) => void) | undefined;
  private boot = 0;
  private session = 0;
  /** Undefined in lab state. */
  private channel: SecureChannel | undefined;
  private sessions = 0;
  /** The Open that was answered last, and its answer. */
  private opened: { asked: string; answer: messages.ToHost.$Properties } | undefined;
  private held: Held[] = [];
  private released: Held[] = [];
  private previous: Uint8Array = new Uint8Array();
  private answers = new Map<number, messages.Answer.$Properties>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly decoder = createFrameDecoder(FRAME_LIMIT_TO_READER, {
    frame: (channel, payload) => this.receive(channel, payload),
  });

  /** @param id of its records; `hello` may claim another */
  constructor(
    keys: FleetKeys = testKeys(),
    port: FakePort = new FakePort(),
    private readonly id = READER,
  ) {
    this.keys = keys;
    this.port = port;
    this.connect();
    this.timers.push(setInterval(() => this.session === 0 && this.sayHello(), HELLO_INTERVAL_MS));
    this.timers.push(setInterval(() => this.resend(), RESEND_INTERVAL_MS));
    this.restart();
  }

  /** For Reader.open. */
  get options() {
    return { path: this.port.path, binding: this.port.binding, keys: this.keys };
  }

  get pending(): number[] {
    return this.held.map((held) => held.counter);
  }

  /** The power goes and comes; what is held survives. */
  restart(): void {
    this.boot++;
    this.session = 0;
    this.channel = undefined;
    this.previous = new Uint8Array();
    this.hello = { ...this.hello, boot: this.boot, nonce: randomBytes(16) };
    this.add((counter) => bootRecord({ readerId: this.id, counter, boot: this.boot }));
  }

  /** A restart that comes before it was written down what the host has acknowledged: all of it is held again. */
  restartForgettingAcks(): void {
    this.held.unshift(...this.released.splice(0).map((held) => ({ ...held, sent: false })));
    this.restart();
  }

  /** A card is presented. Returns the counter of its record. */
  tap(tap: messages.Tap.$Properties = {}): number {
    const { id: readerId, boot, wallMs } = this;
    this.add((counter, previous) => tapRecord({ readerId, counter, previous, boot, wallMs }, tap));
    return this.counter;
  }

  notice(notice: messages.Notice.$Properties): void {
    this.send({ session: this.session, notice });
  }

  sayHello(): void {
    this.frame(CHANNEL_HELLO, messages.Hello.encode(this.fullHello()).finish());
  }

  /** Sends the oldest records again. */
  resend(): void {
    for (const held of this.held) held.sent = false;
    this.flush();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private add(make: (counter: number, previous: Uint8Array) => Uint8Array): void {
    this.counter++;
    const record = make(this.counter, this.previous);
    this.previous = createHash("sha256").update(record).digest();
    this.held.push({ counter: this.counter, frame: seal(this.keys, record, this.id), sent: false });
    this.flush();
  }

  private flush(): void {
    if (this.session === 0) return;
    for (const held of this.held.slice(0, SEND_WINDOW).filter((one) => !one.sent)) {
      held.sent = true;
      this.send({ session: this.session, record: held.frame });
    }
  }

  private fullHello(): messages.Hello.$Properties {
    return {
      protocolMin: 1,
      protocolMax: 1,
      readerId: this.id,
      resetReason: 1,
      receiveLimit: 64,
      frameLimit: 512,
      state: 1,
      epoch: 1,
      firstCounter: this.held[0]?.counter ?? 0,
      lastCounter: this.counter,
      chipVersion: 0x92,
      firmwareHash: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      firmwareVersion: "0.1.0",
      interpreter: "2v29 ESP32",
      roleKeyVersion: 1,
      ...this.hello,
    };
  }

  /** Bytes from the host reach the reader again, after a test has taken the wire away. */
  connect(): void {
    this.port.onWrite = (bytes) => this.decoder.push(bytes);
  }

  private receive(channel: number, payload: Uint8Array): void {
    if (channel === CHANNEL_HELLO) {
      this.helloRequests++;
      return this.sayHello();
    }
    const plain = channel === CHANNEL_SECURE ? this.channel?.open(payload) : payload;
    if (!plain) return;
    const message = messages.ToReader.decode(plain.slice());
    this.heard.push(message);
    if (message.open) return this.onOpen(messages.Open.create(message.open));
    if (message.session !== this.session || (channel !== CHANNEL_SECURE && this.channel)) return;
    if (message.ack) this.onAck(message.ack.counter ?? 0);
    if (message.request) this.onRequest(messages.Request.create(message.request));
  }

  private onOpen(open: messages.Open): void {
    if (this.deafToOpen) return;
    const asked = Buffer.from(open.hostNonce).toString("hex");
    // As the firmware does: an Open that is repeated because its answer was lost gets the same answer.
    if (this.session !== 0 && this.opened?.asked === asked) return this.sendClear(this.opened.answer);
    const hello = this.fullHello();
    const said = messages.Hello.encode(hello).finish();
    if (!Buffer.from(open.readerNonce).equals(Buffer.from(hello.nonce ?? []))) {
      // An Open of before the restart; the next Hello puts it right.
      return this.sendClear({ opened: { hostNonce: open.hostNonce, code: messages.Code.CODE_BAD_NONCE } });
    }
    this.session = ++this.sessions;
    this.answers.clear();
    const authenticator = this.prove(open, hello, said);
    const answer = {
      session: this.session,
      opened: { hostNonce: open.hostNonce, hello: said, code: 0, authenticator },
    };
    this.opened = { asked, answer };
    this.sendClear(answer);
    this.hello = { ...this.hello, nonce: randomBytes(16) };
    this.resend();
  }

  /** The reader's part of the handshake; nothing in lab state. */
  private prove(open: messages.Open, hello: messages.Hello.$Properties, said: Uint8Array): Uint8Array {
    this.channel = undefined;
    if (hello.state !== 1) return new Uint8Array();
    const role = ROLES[open.role] as Role;
    const key = this.keys.roleKey(hello.readerId ?? "", role, open.keyVersion);
    const terms = {
      hello: messages.Hello.decode(said),
      protocol: open.protocol,
      role,
      keyVersion: open.keyVersion,
      wallMs: Number(open.wallMs),
      hostNonce: open.hostNonce,
    };
    this.channel = openChannel(key, terms, said, "to reader");
    return openedAuthenticator(key, terms, { said, session: this.session });
  }

  private onAck(counter: number): void {
    this.acks.push(counter);
    const released = [...this.released, ...this.held.filter((held) => held.counter <= counter)];
    this.released = released.slice(-RELEASED_COUNT);
    this.held = this.held.filter((held) => held.counter > counter);
    this.flush();
  }

  private onRequest(request: messages.Request): void {
    if (this.deafToRequests) return;
    if (request.signal && !this.answers.has(request.id)) this.patterns.push(request.signal.pattern ?? 0);
    const answer: messages.Answer.$Properties = { id: request.id, code: this.answerCode };
    if (request.getStatus) answer.status = { uptimeMs: 12_345, polls: 7, pending: this.held.length };
    if (request.ping) {
      const { firstCounter = 0, lastCounter = 0 } = this.fullHello();
      answer.pong = { firstCounter, lastCounter, ...(this.uptimeMs !== undefined && { uptimeMs: this.uptimeMs }) };
    }
    this.answers.set(request.id, answer);
    for (const id of this.answers.keys()) if (this.answers.size > ANSWERS_KEPT_COUNT) this.answers.delete(id);
    this.send({ session: this.session, answer });
  }

  /** Any message of the session towards the host. */
  send(message: messages.ToHost.$Properties): void {
    this.onSend?.(message);
    this.sendBytes(messages.ToHost.encode(message).finish());
  }

  /** Any bytes as a message of the session. */
  sendBytes(message: Uint8Array): void {
    const sealed = this.channel?.seal(message);
    if (sealed) this.frame(CHANNEL_SECURE, sealed);
    else this.frame(CHANNEL_SESSION, message);
  }

  /** In clear, as Opened is, and everything in lab state. */
  sendClear(message: messages.ToHost.$Properties): void {
    this.onSend?.(message);
    this.frame(CHANNEL_SESSION, messages.ToHost.encode(message).finish());
  }

  private frame(channel: number, payload: Uint8Array): void {
    const fault = this.mute ? "drop" : this.faults.shift();
    const bytes = encodeFrame(channel, payload, "minimum");
    if (fault === "drop") return;
    if (fault === "corrupt") bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x01;
    this.port.send(bytes);
    if (fault === "duplicate") this.port.send(bytes);
  }
}
