/**
 * The reader's working cycle: look into the field, serve the card that arrives, make its record, notice it leave; look
 * after the chip in between. One call of `poll` is one look; what a card needs beyond it follows in steps.
 */

import { speaksIsoDep } from "../card/identify.js";
import {
  type Activation,
  activate,
  climb,
  createActivation,
  HIGHER,
  halt,
  reselect,
  wake,
  wakeOthers,
} from "../card/iso14443a.js";
import type { IsoDep } from "../card/isodep.js";
import {
  Fault as Alarm,
  beginTap,
  Code,
  type Finish,
  type Notice,
  NoticeKind,
  Pattern,
  Refusal,
  Remedy,
  SeveralCards,
  type Status,
  type Tap,
} from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { type Clock, toUs } from "./clock.js";
import { EMPTY, Look, nextPresence } from "./detect.js";
import type { Loan } from "./loan.js";
import { refuse } from "./prover.js";
import type { CardReader } from "./read-card.js";
import type { Later } from "./steps.js";

/** Reads of a card that keeps failing half-way before it is refused. */
const ATTEMPTS = 3;
/** The longest that the reader waits for a card to lend. */
const LONGEST_OFFER_MS = 60000;
/** Cards that are told apart in one field. */
const MOST_CARDS = 4;
/** Looks between two checks of the chip's registers: about once a second. */
const LOOKS_PER_CHECK = 16;
/** Looks between two attempts to bring a silent chip back. */
const LOOKS_PER_REVIVAL = 16;
/** Attempts, by then hard resets, before the board restarts; only for a chip that has worked since the start. */
const MOST_REVIVALS = 10;
/** Looks at an empty field before the chip is set up anew unasked: some 10 minutes. Clones go deaf, registers intact. */
const LOOKS_PER_REARM = 10000;

export interface Station {
  /** No card is looked for: nobody knows where the chip is, or the reader has something else to do. */
  still: boolean;
  poll(): void;
  /** No card is there, as far as is known. Of one that is just being served this says nothing: its next step is due. */
  idle(): boolean;
  /** The host's verdict on the card it was lent. */
  finishLoan(finish: Finish): Code;
  /** The next card is the host's if it comes within this time. 0: the host wants none, or no longer the one it has. */
  lendNext(withinMs: number): Code;
  /**
   * Says again what is wrong at present: a host that has just come does not know. Nor has it asked for a card, as the
   * one before may have done.
   */
  announce(): void;
}

export interface StationParts {
  /** The chip is not to be touched. */
  blind: boolean;
  chip: Chip;
  dep: IsoDep;
  cards: CardReader;
  loan: Loan;
  clock: Clock;
  later: Later;
  status: Status;
  show(pattern: Pattern): void;
  notify(notice: Notice): void;
  /** A notice that has nothing but a kind and perhaps a number. */
  tell(kind: NoticeKind, value?: number): void;
  /** Tells that a card has come, where that is made already. */
  greet(): boolean;
  /** Work ahead of need: what the message with the record has, whatever it says. */
  prepareNext(): void;
  /** A record is made and sent in two steps: it is signed in between, or a gate has decided before. */
  apart: boolean;
  /** Sends the record of a tap, if it is its turn. */
  send(): void;
  /** False: no room for another record, or no counter for it. */
  ready(): boolean;
  /** Tells the host why not. */
  sayFull(): void;
  /** Makes the record of a tap. Returns its counter, 0 when none was stored. */
  record(tap: Tap): number;
  /** The chip has failed, and this is done about it. */
  failed(fault: Alarm, remedy: Remedy): void;
  reboot(): void;
}

export function createStation(parts: StationParts): Station {
  const { chip, dep, status, clock, show, notify, tell, later } = parts;
  const a: Activation = createActivation();
  let presence = EMPTY;
  let uid = "";
  /** Several cards lie there: whatever answers is still the same trouble. */
  let jammed = false;
  /** The card is there but has not been read to the end. */
  let attempts = 0;
  let counter = 0;
  let alarm: Alarm = Alarm.NONE;
  let looks = 0;
  /** Looks at an empty field since the chip was set up or a card was there. */
  let idle = 0;
  /** Attempts since the chip worked last. */
  let revivals = 0;
  let worked = false;
  /** The card has been lent and not yet been released. */
  let lent = false;
  /** Until when the next card is lent, whatever the policy says. */
  let offerMs = 0;
  /** The card that lies there was lent that way: no record is made of it but at the host's word. */
  let offered = false;
  /** The card that is being served: its tap, and when it was found. */
  let tap: Tap = {};
  let started = 0;
  /** "Hold still" was shown to the card that is arriving. */
  let lit = false;
  /** The host has yet to be told that it has come. */
  let untold = false;
  /** Of several cards: those read, the strongest so far, and another one is as strong. */
  let read = 0;
  let best: Tap | undefined;
  let equal = true;

  function raise(fault: Alarm, remedy: Remedy): void {
    if (alarm === fault && remedy !== Remedy.REBOOT) return;
    alarm = fault;
    notify({ kind: NoticeKind.FAULT, fault, value: status.chipVersion, remedy });
    parts.failed(fault, remedy);
  }

  /** Sets the chip up. Returns what is wrong with it then. */
  function setUp(hard: boolean): Alarm {
    const version = chip.reset(hard);
    idle = 0;
    status.chipVersion = version;
    if (version === 0 || version === 255) return Alarm.CHIP_SILENT;
    if (!chip.healthy()) return Alarm.CHIP_FOREIGN;
    worked = true;
    return Alarm.NONE;
  }

  /** The chip has failed. One step of the ladder: its registers anew, a hard reset, in the end a start of the board. */
  function revive(): void {
    status.chipFaults = (status.chipFaults || 0) + 1;
    let remedy = Remedy.REINIT;
    let wrong = revivals ? Alarm.CHIP_LOST : setUp(false);
    if (!revivals) status.chipReinits = (status.chipReinits || 0) + 1;
    if (wrong) {
      remedy = Remedy.HARD_RESET;
      wrong = setUp(true);
      status.chipResets = (status.chipResets || 0) + 1;
    }
    revivals++;
    if (wrong && worked && revivals > MOST_REVIVALS) {
      raise(wrong, Remedy.REBOOT);
      parts.reboot();
    } else if (wrong) raise(wrong, remedy);
    else {
      // It works again, but that it had failed is worth knowing.
      if (!alarm) raise(Alarm.CHIP_LOST, remedy);
      alarm = Alarm.NONE;
      revivals = 0;
      tell(NoticeKind.FAULT_CLEARED, status.chipVersion);
    }
  }

  function keep(tap: Tap): void {
    attempts = 0;
    status.taps = (status.taps || 0) + 1;
    counter = parts.record(tap);
  }

  function outcome(tap: Tap): void {
    if (tap.refusal) show(Pattern.REFUSED);
    else show(counter ? Pattern.ACCEPTED : Pattern.ERROR);
  }

  function finish(tap: Tap): void {
    keep(tap);
    outcome(tap);
  }

  /** Tells the host that a card has come: while that card thinks, where it does so for long. */
  function announceCard(): void {
    if (untold) tell(NoticeKind.CARD_ARRIVED);
    untold = false;
  }

  /** False, and says so, when there is no room for a record. */
  function roomy(): boolean {
    if (parts.ready()) return true;
    announceCard();
    status.refusedFull = (status.refusedFull || 0) + 1;
    attempts = 0;
    counter = 0;
    show(Pattern.ERROR);
    parts.sayFull();
    return false;
  }

  /**
   * Makes the record of a card of which nothing can be said but that it was there; none of one that was lent without
   * asking the policy.
   */
  function giveUp(tap: Tap, why: Refusal): void {
    refuse(tap, why);
    if (offered) attempts = 0;
    else finish(tap);
  }

  /** Leaves the card where only WUPA reaches it, so that the next look finds it again; a lent one stays as it is. */
  function release(): void {
    if (lent) return;
    if (dep.active) dep.deselect();
    else halt(chip);
  }

  function endLoan(): void {
    lent = false;
    parts.loan.tap = undefined;
    release();
  }

  /** Looks after a loan. True while the host may still speak to the card. */
  function lending(): boolean {
    const tap = parts.loan.tap;
    if (tap && !parts.loan.overdue()) return true;
    // Without a tap the card was lost in an exchange: the next look finds out whether it has gone.
    if (tap) giveUp(tap, Refusal.HOST);
    endLoan();
    return false;
  }

  /** A look is over. */
  function seen(found: Look): void {
    const before = presence;
    presence = nextPresence(before, found);
    if (presence !== EMPTY) idle = 0;
    if (before !== EMPTY && presence === EMPTY) leave();
  }

  function end(): void {
    release();
    seen(Look.Card);
  }

  /** The host waits for its record, a card that was served for nothing. */
  function send(): void {
    parts.send();
    later(end);
  }

  function record(): void {
    finish(tap);
    if (parts.apart) later(send);
    else send();
  }

  /** The card has been read, or not. */
  function served(fault: Fault): void {
    announceCard();
    if (!fault) return later(record);
    if (fault !== Fault.Lent) {
      if (fault === Fault.Chip) revive();
      else status.radioFaults = (status.radioFaults || 0) + 1;
      if (++attempts > ATTEMPTS) giveUp(tap, Refusal.CARD_ERROR);
    } else {
      lent = true;
      offerMs = 0;
      parts.loan.begin(tap, a);
      notify({
        kind: NoticeKind.CARD_LENT,
        uid: a.uid,
        profile: tap.profile,
        atqa: a.atqa,
        sak: a.sak,
        ats: tap.ats,
      });
    }
    end();
  }

  /** A card is selected: read it and make its record. */
  function serve(): void {
    if (!offered && !roomy()) return end();
    if (!speaksIsoDep(a.sak)) announceCard();
    parts.cards.read(a, tap, offered, served);
  }

  function rank(tap: Tap | undefined): number {
    return !tap || tap.refusal ? -1 : tap.assurance || 0;
  }

  /** Several cards, and nobody can say whose tap it is. */
  function jam(): void {
    halt(chip);
    status.severalCards = (status.severalCards || 0) + 1;
    show(Pattern.REFUSED);
    tell(NoticeKind.SEVERAL_CARDS);
    seen(Look.Card);
  }

  /** One of several cards was read. A card that cannot be read might have been the strongest. */
  function compared(fault: Fault): void {
    release();
    if (fault) return jam();
    if (rank(tap) >= rank(best)) {
      equal = rank(tap) === rank(best);
      best = tap;
    }
    const more = wakeOthers(chip, a);
    if (more !== Fault.NoAnswer) {
      if (more || activate(chip, a)) return jam();
      tap = { activateUs: toUs(getTime() - started) };
      if (++read < MOST_CARDS) return later(compare);
    }
    if (!best || equal) return jam();
    finish(best);
    seen(Look.Card);
  }

  /** Reads all cards in the field, one after the other; the one with the strongest proof makes the tap. */
  function compare(): void {
    parts.cards.read(a, tap, false, compared);
  }

  function strongest(): boolean {
    return parts.cards.policy.severalCards === SeveralCards.STRONGEST;
  }

  /** A card has come and is selected. */
  function welcome(): void {
    untold = !parts.greet();
    if (!jammed) {
      attempts = 1;
      return serve();
    }
    announceCard();
    if (!offered && strongest() && roomy()) {
      read = 0;
      best = undefined;
      equal = true;
      compare();
    } else jam();
  }

  /** Something answered in an empty field: finds one card, level by level. */
  function arrive(): void {
    const fault = climb(chip, a);
    // The light first: it is what people wait for. A card that has got through one level is one.
    if (!lit && !a.several && a.uid) {
      lit = true;
      show(Pattern.HOLD);
    }
    // Two levels at once, where nothing collides: nearly all cards have as many.
    if (fault === HIGHER) return a.several || a.uid.length > 3 ? later(arrive) : arrive();
    if (fault && (fault === Fault.Chip || !a.several)) {
      if (fault === Fault.Chip) revive();
      if (lit) show(Pattern.OFF);
      return seen(Look.Empty);
    }
    tap = { activateUs: toUs(getTime() - started) };
    jammed = a.several;
    counter = 0;
    uid = a.uid;
    offered = offerMs > 0 && clock.uptimeMs() < offerMs;
    later(welcome);
  }

  /** Something answered while a card is held: is it that card? */
  function check(): void {
    if (jammed) return seen(Look.Card);
    if (a.several) return seen(Look.Other);
    const fault = reselect(chip, a, uid);
    if (fault) {
      // A card half-way through its selection would not hear the next WUPA.
      halt(chip);
      return seen(fault === Fault.Damaged ? Look.Unclear : Look.Other);
    }
    if (!attempts) return later(end);
    a.uid = uid;
    tap = { activateUs: toUs(getTime() - started) };
    later(serve);
  }

  function leave(): void {
    const early = attempts > 0;
    attempts = 0;
    offered = false;
    jammed = false;
    if (early) {
      status.removedEarly = (status.removedEarly || 0) + 1;
      show(Pattern.OFF);
    }
    tell(early ? NoticeKind.REMOVED_EARLY : NoticeKind.CARD_REMOVED, counter);
  }

  function look(): void {
    started = getTime();
    const fault = wake(chip, a);
    if (fault) {
      if (fault === Fault.Chip) revive();
      if (fault === Fault.NoAnswer || fault === Fault.Chip) seen(Look.Empty);
      else if (fault === Fault.Damaged) seen(Look.Unclear);
      else seen(presence === EMPTY ? Look.Empty : Look.Other);
    } else if (presence === EMPTY) {
      a.uid = "";
      lit = false;
      arrive();
    } else later(check);
  }

  dep.besides = () => {
    announceCard();
    tap.begun = beginTap(tap);
    parts.prepareNext();
  };

  function tendChip(): void {
    if (alarm && looks % LOOKS_PER_REVIVAL) return;
    if (alarm || (idle > LOOKS_PER_REARM ? setUp(false) : !chip.healthy())) revive();
  }

  worked = !parts.blind && !setUp(true);
  const station: Station = {
    still: parts.blind,
    idle: () => presence === EMPTY && !lent,
    lendNext(withinMs) {
      if (withinMs > LONGEST_OFFER_MS) return Code.BAD_REQUEST;
      if (lent && !offered) return Code.BUSY;
      offerMs = withinMs && clock.uptimeMs() + withinMs;
      if (offered && !withinMs) attempts = 0;
      // Unless the host is done with it, the next look lends it again: it may have got lost in an exchange.
      if (lent) endLoan();
      return Code.OK;
    },
    announce() {
      offerMs = 0;
      if (alarm) notify({ kind: NoticeKind.FAULT, fault: alarm, value: status.chipVersion });
    },
    finishLoan(verdict) {
      const tap = parts.loan.tap;
      const code = parts.loan.finish(verdict);
      if (code || !tap) return code;
      finish(tap);
      endLoan();
      return code;
    },
    poll() {
      if (station.still) return;
      if (lent) {
        if (lending()) return;
      }
      // Nearly always the chip has worked so far, and it is not yet time to ask.
      looks++;
      if (alarm || ++idle > LOOKS_PER_REARM || !(looks % LOOKS_PER_CHECK)) tendChip();
      if (alarm) return;
      status.polls = (status.polls || 0) + 1;
      look();
    },
  };
  return station;
}
