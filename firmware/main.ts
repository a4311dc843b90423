/**
 * The reader. The only file that does anything when loaded: it takes the serial line from the console, wires radio,
 * card, tap and link, and starts the working cycle. BOOT held at the start, or during the first second, leaves the
 * console alone.
 */
import {
  BAUD_RATE,
  FRAME_LIMIT_TO_READER,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  RECEIVE_LIMIT_BYTES,
} from "../protocol/limits.js";
import { PIN_BUTTON, PIN_CS, PIN_MISO, PIN_MOSI, PIN_RST, PIN_SCK, SPI_HZ } from "./board.js";
import { createIsoDep } from "./card/isodep.js";
import { FIRMWARE_FILE, loadConfig } from "./config.js";
import {
  Fault as Alarm,
  type Answer,
  type Boot,
  type Hello,
  NoticeKind,
  ReaderState,
  type Request,
  ResetReason,
  type Status,
  type Tap,
} from "./link/messages.js";
import { type RequestParts, serve } from "./link/requests.js";
import { createSession } from "./link/session.js";
import { createChip } from "./radio/mfrc522.js";
import { createSignals } from "./signal.js";
import { createChain } from "./tap/chain.js";
import { createClock } from "./tap/clock.js";
import { createCounter } from "./tap/counter.js";
import { createLoan } from "./tap/loan.js";
import { createOutbox } from "./tap/outbox.js";
import { createPolicies } from "./tap/policy.js";
import { createRandom } from "./tap/random.js";
import { createCardReader } from "./tap/read-card.js";
import { createStation } from "./tap/station.js";

/** Filled in by the build. */
declare const FIRMWARE_VERSION: string;

/** Pause between two looks into the field: a person does not notice it, and the host is served in it. */
const LOOK_INTERVAL_MS = 60;
/** How long after the start BOOT still brings the console back. */
const ESCAPE_MS = 1000;

/** In lab state nonces only tell sessions apart; there is nothing to keep secret. */
const LAB_RANDOM_KEY = "ketuk lab state.";

const CRYPTO = require("crypto");

function buttonHeld(): boolean {
  return !digitalRead(PIN_BUTTON);
}

function firmwareHash(): string {
  const file = require("Storage").read(FIRMWARE_FILE);
  return file ? E.toString(CRYPTO.SHA256(file), "").substr(0, 8) : "";
}

function start(): void {
  E.setConsole(null, { force: true });
  Serial1.setup(BAUD_RATE);

  const loaded = loadConfig();
  const config = loaded.config;
  const clock = createClock();
  const counter = createCounter();
  const random = createRandom(config.randomKey || LAB_RANDOM_KEY, counter.boot);
  const outbox = createOutbox();
  const chain = createChain(config, counter, clock);
  const signals = createSignals();

  pinMode(PIN_CS, "output");
  digitalWrite(PIN_CS, 1);
  pinMode(PIN_RST, "output");
  SPI2.setup({ sck: PIN_SCK, miso: PIN_MISO, mosi: PIN_MOSI, baud: SPI_HZ });
  const chip = createChip(SPI2, PIN_CS, PIN_RST);
  const dep = createIsoDep(chip);
  const policies = createPolicies(config);
  const cards = createCardReader(chip, dep, config, random, clock);
  cards.policy = policies.current;
  const loan = createLoan(dep, clock);

  const status: Status = { chipVersion: 0 };
  const hello: Hello = {
    protocolMin: PROTOCOL_MIN,
    protocolMax: PROTOCOL_MAX,
    readerId: config.readerId,
    boot: counter.boot,
    resetReason: ResetReason.UNKNOWN,
    receiveLimit: RECEIVE_LIMIT_BYTES,
    frameLimit: FRAME_LIMIT_TO_READER,
    state: config.tapKey ? ReaderState.PROVISIONED : ReaderState.LAB,
    epoch: config.epoch,
    chipVersion: 0,
    firmwareHash: firmwareHash(),
    firmwareVersion: FIRMWARE_VERSION,
    interpreter: `${process.env.VERSION} ${process.env.BOARD}`,
  };

  /** Numbers, links, seals and keeps a record. Returns its counter, 0 when there is none to give. */
  function record(tap: Tap | undefined, boot: Boot | undefined): number {
    const number = counter.next();
    if (!number) {
      announce();
      return 0;
    }
    outbox.add(number, chain.add(tap, boot));
    hello.lastCounter = number;
    return number;
  }

  function fillStatus(): Status {
    status.uptimeMs = clock.uptimeMs();
    status.pending = outbox.counters.length;
    status.framesIn = session.framesIn;
    status.framesBad = session.framesBad();
    status.memoryFree = process.memory(false).free;
    return status;
  }

  const session = createSession({
    hello,
    outbox,
    clock,
    random,
    write: (bytes) => Serial1.write(bytes),
    serve: answer,
    opened: announce,
  });
  const station = createStation({
    chip,
    dep,
    cards,
    loan,
    clock,
    status,
    show: signals.show,
    notify: session.notify,
    ready: () => counter.sound && !outbox.full(),
    record: (tap) => record(tap, undefined),
  });

  /** Carries a request out. A new policy holds from the next card on. */
  function answer(request: Request): Answer {
    const served = serve(requestParts, request);
    cards.policy = policies.current;
    return served;
  }

  /** Tells a host that has just come what is wrong. */
  function announce(): void {
    if (loaded.damaged) session.notify({ kind: NoticeKind.FAULT, fault: Alarm.CONFIG });
    if (!counter.sound) session.notify({ kind: NoticeKind.FAULT, fault: Alarm.FLASH });
    station.announce();
  }

  const requestParts: RequestParts = {
    clock,
    dep,
    loan,
    policies,
    status: fillStatus,
    show: signals.show,
    finishLoan: station.finishLoan,
  };
  let running = true;
  function cycle(): void {
    if (!running) return;
    setTimeout(cycle, LOOK_INTERVAL_MS);
    try {
      station.poll();
    } finally {
      // Whatever happens with a card, the host is served.
      hello.chipVersion = status.chipVersion;
      session.tick();
    }
  }

  function giveBack(): void {
    if (!buttonHeld()) return;
    running = false;
    Serial1.removeAllListeners("data");
    E.setConsole("Serial1", { force: true });
  }

  /** An out-of-memory or stack fault has silently removed a handler: only a new start brings it back. */
  function onErrorFlag(flags: string[]): void {
    if (flags.indexOf("CALLBACK") >= 0 || flags.indexOf("MEMORY") >= 0) E.reboot();
  }

  record(undefined, {
    resetReason: hello.resetReason,
    firmwareHash: hello.firmwareHash,
    interpreter: hello.interpreter,
  });
  Serial1.on("data", session.receive);
  E.on("errorFlag", onErrorFlag);
  status.chipVersion = chip.reset();
  hello.chipVersion = status.chipVersion;
  setTimeout(giveBack, ESCAPE_MS);
  cycle();
}

pinMode(PIN_BUTTON, "input_pullup");
if (!buttonHeld()) start();
