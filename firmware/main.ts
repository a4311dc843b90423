/**
 * The reader. The only file that does anything when loaded: it takes the serial line from the console, wires radio,
 * card, tap and link, and starts the working cycle. BOOT held at the start, or during the first second, leaves the
 * console alone.
 */
import {
  BAUD_RATE,
  COUPON_SECTORS,
  COUPON_SECTORS_OF_GATE,
  FAST_BAUD_RATE,
  FRAME_LIMIT_TO_READER,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  RECEIVE_LIMIT_BYTES,
  RUBBISH_GAP_MS,
  RUBBISH_LIMIT,
  SPEED_CHANGE_MS,
  SPEED_QUIET_MS,
} from "../protocol/limits.js";
import { isWired, loadBoard, pinOf, SPI_HZ, setUpSpi } from "./board.js";
import { watchButton } from "./button.js";
import { createIsoDep } from "./card/isodep.js";
import { loadConfig } from "./config.js";
import { createDiagnose } from "./diagnose.js";
import { createDoor } from "./door.js";
import {
  Fault as Alarm,
  type Answer,
  BoardPin,
  Code,
  Gate as Decision,
  Feature,
  type Hello,
  NoticeKind,
  ReaderState,
  Refusal,
  Remedy,
  type Request,
  type RoleKey,
  type Status,
} from "./link/messages.js";
import { createNewKeys, type NewKeys } from "./link/new-keys.js";
import { type RequestParts, serve } from "./link/requests.js";
import { createSession } from "./link/session.js";
import { createChip } from "./radio/mfrc522.js";
import { createRelay } from "./relay.js";
import { resetReason } from "./reset-reason.js";
import { createCoupons } from "./sign/coupons.js";
import { createSigner, type Signer } from "./sign/signer.js";
import { createSignals } from "./signal.js";
import { createClock } from "./tap/clock.js";
import { SECTOR_BYTES } from "./tap/flash-area.js";
import { createGate, type Gate as GateOfReader } from "./tap/gate.js";
import { createLoan } from "./tap/loan.js";
import { createPolicies } from "./tap/policy.js";
import { refuse } from "./tap/prover.js";
import { createRandom } from "./tap/random.js";
import { createCardReader } from "./tap/read-card.js";
import { createRecorder } from "./tap/recorder.js";
import { createStation } from "./tap/station.js";
import { openStore } from "./tap/store.js";
import { runningImage } from "./update/slot.js";
import { createUpdate, type Update } from "./update/update.js";

/** Filled in by the build. */
declare const FIRMWARE_VERSION: string;

/** Pause between two looks into the field: a person does not notice it, and the host is served in it. */
const LOOK_INTERVAL_MS = 60;
/** How long after the start BOOT still brings the console back. */
const ESCAPE_MS = 1000;
/** The host counts as silent after this: only then may an erase make the line deaf for 100 ms. */
const QUIET_MS = 150;
/** No look at a card takes longer, whatever it claims about its waiting times. */
const WATCHDOG_SECONDS = 10;
/** Lets the fault record reach flash before the board restarts, and restarts it even if that fails. */
const REBOOT_MS = 100;

/** More than any host sends without an answer: whoever does is heard at once. */
const UNHEARD_BYTES = 4096;

/** In lab state nonces only tell sessions apart; there is nothing to keep secret. */
const LAB_RANDOM_KEY = "ketuk lab state.";

const CRYPTO = require("crypto");

const board = loadBoard();
/** Nobody knows where the chip is: no card is taken. */
const blind = !isWired(board, BoardPin.CS);
const buttonHeld = watchButton(pinOf(board, BoardPin.BUTTON));

function firmwareHash(): string {
  return E.toString(CRYPTO.SHA256(runningImage()), "").substr(0, 8);
}

function newestVersion(keys: RoleKey[]): number {
  let newest = 0;
  for (let i = 0; i < keys.length; i++) if ((keys[i].version || 0) > newest) newest = keys[i].version || 0;
  return newest;
}

/** Everything up to the first look; that is what it returns. */
function start(): () => void {
  E.setConsole(null, { force: true });
  Serial1.setup(BAUD_RATE);

  const loaded = loadConfig();
  const config = loaded.config;
  const clock = createClock();
  // What few readers need, and those seldom, is made when it is needed, and some of it dropped again: it takes memory.
  let madeGate: GateOfReader | undefined;
  function gate(): GateOfReader {
    if (!madeGate) madeGate = createGate(config, clock);
    return madeGate;
  }
  const { counter, journal, area } = openStore(config, config.gate ? gate().recall : undefined);
  /** Random numbers are random: without them no session is opened and no card is taken. */
  let fair = true;
  const random = createRandom(config.randomKey || LAB_RANDOM_KEY, counter.boot, () => {
    fair = false;
  });
  const key = config.signingKey;
  const signer =
    key &&
    createSigner(
      key,
      createCoupons(config.readerId || "", key, config.gate ? COUPON_SECTORS_OF_GATE : COUPON_SECTORS),
      journal,
      counter,
    );
  /** How few coupons were left when that was said last. */
  let couponAlarm = 0;
  const show = createSignals(board);
  const relay = createRelay(board);
  let running = true;
  /** Somebody has opened a session. */
  let visited = false;
  /** What is left to do for a card. */
  let step: (() => void) | undefined;
  /** What the host has sent meanwhile. */
  let unheard = "";
  /** Times that what came was no good frame, since the last one, and when the latest was; -1 at the speed of the start. */
  let rubbish = -1;
  let rubbishMs = 0;

  function goOn(): void {
    const now = step as () => void;
    step = undefined;
    if (running) now();
    if (step) return;
    // What has come of a card is told at once, not at the next look.
    setTimeout(talk, 0);
    if (unheard) receive("");
  }

  function later(next: () => void): void {
    step = next;
    setTimeout(goOn, 0);
  }

  // The ESP32-C3 has one bus only.
  const spi = typeof SPI2 === "undefined" ? SPI1 : SPI2;
  const cs = pinOf(board, BoardPin.CS);
  const rst = pinOf(board, BoardPin.RST);
  const spiHz = board.spiHz || SPI_HZ;
  if (!blind) {
    pinMode(cs, "output");
    digitalWrite(cs, 1);
    pinMode(rst, "output");
    setUpSpi(spi, board, spiHz);
  }
  const chip = createChip(spi, cs, rst, spiHz);
  const dep = createIsoDep(chip);
  const cards = createCardReader(chip, dep, config, random, clock, later);
  cards.policy = createPolicies(config).current;
  const loan = createLoan(chip, dep, clock);

  const status: Status = { chipVersion: 0, journalBytes: area.sectors * SECTOR_BYTES };
  const hello: Hello = {
    protocolMin: PROTOCOL_MIN,
    protocolMax: PROTOCOL_MAX,
    readerId: config.readerId,
    boot: counter.boot,
    resetReason: resetReason(),
    receiveLimit: RECEIVE_LIMIT_BYTES,
    frameLimit: FRAME_LIMIT_TO_READER,
    state: config.tapKey ? ReaderState.PROVISIONED : ReaderState.LAB,
    epoch: config.epoch,
    roleKeyVersion: newestVersion(config.roleKeys),
    chipVersion: 0,
    firmwareHash: firmwareHash(),
    firmwareVersion: FIRMWARE_VERSION,
    certificate: key?.certificate,
    interpreter: `${process.env.VERSION} ${process.env.BOARD}`,
    board: board.name,
    features:
      (1 << Feature.UPDATE) |
      (1 << Feature.DIAGNOSE) |
      (1 << Feature.LEND_NEXT) |
      (1 << Feature.SPEED) |
      (isWired(board, BoardPin.RELAY) ? 1 << Feature.RELAY : 0) |
      (isWired(board, BoardPin.DOOR) ? 1 << Feature.DOOR : 0) |
      (config.gate ? 1 << Feature.GATE : 0),
  };

  const recorder = createRecorder(config, journal, counter, clock, status, {
    bootRecord: {
      resetReason: hello.resetReason,
      firmwareHash: hello.firmwareHash,
      interpreter: hello.interpreter,
    },
  });

  function restart(): void {
    E.reboot();
  }

  /** The relay does not wait for the start, which would find it open, too. */
  function reboot(): void {
    relay(0);
    setTimeout(restart, REBOOT_MS);
  }

  let madeUpdate: Update | undefined;
  function update(): Update {
    if (!madeUpdate)
      madeUpdate = createUpdate(
        hello.board || "devkit",
        (firmwareChange) => recorder.report({ firmwareChange }),
        () => visited && (status.chipVersion || 255) < 255,
        reboot,
      );
    return madeUpdate;
  }
  hello.firmwareNumber = update().number;

  /** Tells and records what has gone wrong. */
  function report(fault: Alarm, remedy: Remedy, value: number): void {
    session.notify({ kind: NoticeKind.FAULT, fault, remedy, value });
    recorder.fault(fault, remedy, value);
  }

  function sayCoupons(): void {
    session.notify({ kind: NoticeKind.FAULT, fault: Alarm.COUPONS, value: signer?.left() });
  }

  /** No card can be taken: the host has to acknowledge, or the flash is broken, or the generator. */
  function sayFull(): void {
    if (!fair) report(Alarm.RANDOM, Remedy.NONE, 0);
    else if (signer && !signer.ready()) sayCoupons();
    else if (counter.sound) session.tell(NoticeKind.FULL);
    else session.notify({ kind: NoticeKind.FAULT, fault: Alarm.FLASH });
  }

  const session = createSession({
    hello,
    journal,
    clock,
    random,
    roleKeys: config.roleKeys,
    refused: recorder.forbidden,
    port: Serial1,
    setTime: recorder.setTime,
    signatureOf: signer?.signatureOf,
    serve: answer,
    opened: announce,
  });
  const door = createDoor(board, clock, session.tell);
  const station = createStation({
    blind,
    chip,
    dep,
    cards,
    loan,
    clock,
    later,
    status,
    show,
    notify: session.notify,
    tell: session.tell,
    greet: session.greet,
    prepareNext: session.prepareNext,
    apart: !!signer || !!config.gate,
    send: session.send,
    ready: () => fair && recorder.ready() && (!signer || signer.ready()),
    sayFull,
    record(tap) {
      // It may have failed while this very card was being proved.
      if (!fair) refuse(tap, Refusal.CARD_ERROR);
      const rules = cards.policy.gate;
      if (rules) gate().decide(tap, rules);
      const number = recorder.tap(tap);
      if (number && rules && tap.gate === Decision.ADMITTED) {
        gate().passed(tap);
        if (rules.openMs) relay(rules.openMs);
      }
      return number;
    },
    failed: (fault, remedy) => recorder.fault(fault, remedy, status.chipVersion || 0),
    reboot,
  });

  /** After the answer has gone. Nothing is said before and for a while after it: it takes the place of a card's steps. */
  function changeSpeed(fast: boolean): void {
    function end(): void {
      station.still = blind;
    }
    function change(): void {
      rubbish = fast ? 0 : -1;
      Serial1.setup(fast ? FAST_BAUD_RATE : BAUD_RATE);
      step = end;
      setTimeout(goOn, SPEED_QUIET_MS);
    }
    // Behind the card, if there is one.
    function wait(): void {
      if (step) setTimeout(wait, SPEED_CHANGE_MS);
      else {
        station.still = true;
        step = change;
        setTimeout(goOn, SPEED_CHANGE_MS);
      }
    }
    setTimeout(wait, 0);
  }

  /** Nothing that a host asks for comes between the steps of a card: it waits until the card is done. */
  function receive(bytes: string): void {
    unheard += bytes;
    if (step && unheard.length < UNHEARD_BYTES) return;
    const all = unheard;
    unheard = "";
    const known = session.framesIn;
    session.receive(all);
    if (rubbish < 0) return;
    if (session.framesIn > known) rubbish = 0;
    else if (session.heardMs - rubbishMs > RUBBISH_GAP_MS) {
      rubbishMs = session.heardMs;
      if (++rubbish >= RUBBISH_LIMIT) changeSpeed(false);
    }
  }

  /** Tells a host that has just come what is wrong. */
  function announce(): void {
    visited = true;
    if (!fair) session.notify({ kind: NoticeKind.FAULT, fault: Alarm.RANDOM });
    if (loaded.damaged || blind) session.notify({ kind: NoticeKind.FAULT, fault: Alarm.CONFIG });
    if (!recorder.ready() && !counter.sound) session.notify({ kind: NoticeKind.FAULT, fault: Alarm.FLASH });
    if (couponAlarm) sayCoupons();
    door.announce();
    station.announce();
  }

  /** Restarts once BOOT is released: held at a start it would leave the line to the console. */
  function restartReleased(): void {
    E.kickWatchdog();
    if (buttonHeld()) setTimeout(restartReleased, REBOOT_MS);
    else restart();
  }

  /** After the answer has gone: erasing makes the line deaf. */
  function wipe(): void {
    running = false;
    journal.ring.wipe();
    restartReleased();
  }

  /** Keeps the pieces between requests. */
  let newKeys: NewKeys | undefined;

  /** Carries a request out. What only requests need is made for each of them: it would take memory from cards. */
  function answer(request: Request): Answer {
    /** A new policy holds from the next card on. */
    function setPolicy(bytes: string, mac: string): Code {
      const policies = createPolicies(config);
      const code = policies.replace(bytes, mac);
      cards.policy = policies.current;
      return code;
    }

    function fillStatus(): Status {
      status.uptimeMs = clock.uptimeMs();
      status.wallMs = clock.wallMs();
      status.pending = journal.pending;
      status.journalFree = journal.freeBytes();
      status.journalErases = area.erases;
      status.framesIn = session.framesIn;
      status.framesBad = session.framesBad();
      status.forbidden = session.forbidden;
      status.rejected = session.rejected;
      if (signer) {
        status.couponsLeft = signer.left();
        status.couponsEnd = signer.end();
        status.unsignedRecords = signer.unsigned;
      }
      status.door = door.state;
      status.memoryFree = process.memory(false).free;
      status.storageFree = require("Storage").getFree();
      return status;
    }

    /** Somebody holds BOOT, and a maintainer asks for it: keys, policy and journal go. What was sealed last is returned. */
    function reset(force: boolean): { code: Code; farewell?: string } {
      if (!buttonHeld()) return { code: Code.NOBODY_THERE };
      if (journal.pending && !force) return { code: Code.BUSY };
      const farewell = recorder.farewell(journal.pending);
      loaded.forget();
      createPolicies(config).forget();
      setTimeout(wipe, REBOOT_MS);
      return { code: Code.OK, farewell };
    }

    const parts: RequestParts = {
      newKeys() {
        newKeys = newKeys || createNewKeys(loaded.replace, reboot);
        return newKeys;
      },
      reset,
      update,
      storeCoupons: (piece) => (signer ? signer.store(piece) : Code.UNIMPLEMENTED),
      roleKey: () => session.roleKey,
      clock,
      journal,
      setTime: recorder.setTime,
      loan,
      setPolicy,
      changeSpeed,
      status: fillStatus,
      diagnose: (asked, answer) => createDiagnose(board, spi, chip)(asked, !step && station.idle(), !!loan.tap, answer),
      show,
      relay,
      gate,
      finishLoan: station.finishLoan,
      lendNext: station.lendNext,
    };
    return serve(parts, request);
  }

  function tendCoupons(s: Signer): void {
    s.tend();
    const alarm = s.alarm();
    if (alarm < couponAlarm) couponAlarm = alarm;
    if (alarm <= couponAlarm) return;
    couponAlarm = alarm;
    report(Alarm.COUPONS, Remedy.NONE, s.left());
  }

  /** Taps after which free memory was put in order: else bytes in a row are searched for among what taps left behind. */
  let tidied: number | undefined;

  /** Work ahead of need, when neither card nor host would notice; or when no card can be taken without it. */
  function tend(): void {
    if (!station.idle()) return;
    if (clock.uptimeMs() - session.heardMs < QUIET_MS && recorder.ready()) return;
    // First of all room for the next record: without it a card would be turned away.
    recorder.tend();
    session.prepare();
    if (madeUpdate?.tend()) madeUpdate = undefined;
    if (signer) tendCoupons(signer);
    if (tidied !== status.taps) {
      tidied = status.taps;
      process.memory(true);
    }
    const retired = journal.ring.retired;
    if (retired === (status.journalRetired || 0)) return;
    status.journalRetired = retired;
    report(Alarm.FLASH_WORN, Remedy.NONE, area.sectors - retired);
  }

  /** The host is served, whatever happens with a card; while one is served it waits. */
  function talk(): void {
    if (!running || step) return;
    hello.chipVersion = status.chipVersion;
    if (!session.tick()) tend();
  }

  function cycle(): void {
    if (!running) return;
    setTimeout(cycle, LOOK_INTERVAL_MS);
    E.kickWatchdog();
    door.look();
    if (step) return;
    // After the line: what comes of a look is not to wait for it.
    setTimeout(station.poll, 0);
    talk();
  }

  /** The last chance of BOOT. From here on a cycle that has stopped, for whatever reason, restarts the board. */
  function giveBack(): void {
    if (!buttonHeld()) return E.enableWatchdog(WATCHDOG_SECONDS, false);
    running = false;
    report(Alarm.CONSOLE, Remedy.NONE, 0);
    Serial1.removeAllListeners("data");
    E.setConsole("Serial1", { force: true });
  }

  /** An out-of-memory or stack fault has silently removed a handler: only a new start brings it back. */
  function onErrorFlag(flags: string[]): void {
    if (flags.indexOf("CALLBACK") < 0 && flags.indexOf("MEMORY") < 0) return;
    reboot();
    report(Alarm.INTERPRETER, Remedy.REBOOT, 0);
  }

  Serial1.on("data", receive);
  E.on("errorFlag", onErrorFlag);
  hello.chipVersion = status.chipVersion;
  setTimeout(giveBack, ESCAPE_MS);

  return cycle;
}

/** BOOT is held: the console keeps the line, but that it did so stands in the chain. Whatever is wrong, it is not kept up. */
function leaveConsole(): undefined {
  try {
    const config = loadConfig().config;
    const { counter, journal } = openStore(config);
    const fault = { fault: Alarm.CONSOLE, remedy: Remedy.NONE, value: 1, count: 1 };
    createRecorder(config, journal, counter, createClock(), {}, { fault });
  } catch (_) {
    // This is the way back for a board on which nothing works any more.
  }
}

const look = buttonHeld() ? leaveConsole() : start();
// What the start has left over goes before the first look, which takes most memory.
process.memory(true);
if (look) look();
