/**
 * The MFRC522 as a frame transceiver: reset, field, timer, one exchange at a time. NXP MFRC522 data sheet, rev. 3.9.
 *
 * Every SPI call costs as much as a hundred bytes, so an exchange is four writes (Idle, FIFO, clear the interrupt bits,
 * Transceive), the polls, each one five-byte read of ComIrq, Error, FIFOLevel and Control together, and one read of the
 * FIFO. StartSend stays set, so that the command itself starts the transmission; BitFraming is written when it changes.
 */
import { Fault } from "./fault.js";
import { Command, ErrorBit, Irq, Read, Write } from "./registers.js";

/** One timer tick is 100.07 us: (2 x 678 + 1) / 13.56 MHz; 16 bits of reload give 6.5 s, more than any FWT. */
const PRESCALER = 678;
const TMODE_AUTO = 0x80;

const FIFO_BYTES = 64;
const START_SEND = 0x80;
const CRYPTO1_ON = 0x08;

/** Reads of Command after a reset before the chip counts as silent; the crystal starts within a millisecond. */
const RESET_POLLS = 250;
/** Polls of one exchange beyond those that its time-out explains. */
const SPARE_POLLS = 100;
/** Polls per timer tick, at most: a transfer never takes less than 25 us. */
const POLLS_PER_TICK = 4;
/** Polls granted to a frame that is already known to be damaged; the longest frame takes 5.5 ms. */
const DAMAGED_POLLS = 220;

export interface Chip {
  /** What the card sent in the last exchange, without the checksum when the chip checks it. */
  answer: string;
  /** Valid bits of the last byte of the answer; 0 for 8. */
  answerBits: number;
  /** After Fault.Collision: bit of the answer, from 1, where it happened; 0 when the chip could not tell. */
  collision: number;
  /**
   * Resets the chip and sets it up, field on.
   *
   * @param hard pulses the reset line first, for a chip that does not listen any more
   * @returns the version register: 0 or 255 when no chip is there
   */
  reset(hard: boolean): number;
  /** Checks that no register has changed by itself: brown-out and noise do that. */
  healthy(): boolean;
  /** Lets the chip append and check CRC_A, or not. */
  crc(on: boolean): void;
  /** Waiting time for an answer in ticks of 100 us, 1 to 65535. */
  timeout(ticks: number): void;
  /**
   * Sends a frame and waits for the answer.
   *
   * @param frame 1 to 64 bytes
   * @param framing RxAlign << 4 | TxLastBits
   */
  transceive(frame: string, framing: number): Fault;
  /**
   * MFAuthent: the chip authenticates a sector of a MIFARE Classic and enciphers everything from then on.
   *
   * @param frame command, block, key (6 bytes), UID (4 bytes)
   */
  authenticate(frame: string): Fault;
  /** Ends the cipher of authenticate. Must follow before any other card is spoken to. */
  endCipher(): void;
}

export function createChip(spi: EspruinoSpi, cs: EspruinoPin, rst: EspruinoPin): Chip {
  const IDLE = new Uint8Array([Write.Command, Command.Idle]);
  const TRANSCEIVE = new Uint8Array([Write.Command, Command.Transceive]);
  const AUTHENTICATE = new Uint8Array([Write.Command, Command.MfAuthent]);
  const POLL_CIPHER = new Uint8Array([Read.ComIrq, Read.Status2, 0]);
  const FLUSH = new Uint8Array([Write.FifoLevel, 0x80]);
  const CLEAR_IRQ = new Uint8Array([Write.ComIrq, 0x7f]);
  const POLL = new Uint8Array([Read.ComIrq, Read.Error, Read.FifoLevel, Read.Control, 0]);
  const READ_COLL = new Uint8Array([Read.Coll, 0]);
  const READ_COMMAND = new Uint8Array([Read.Command, 0]);
  const READ_HEALTH = new Uint8Array([Read.Version, Read.TxControl, Read.Mode, Read.TMode, Read.TxAsk, 0]);
  const PREFIX = E.toString(Write.FifoData);
  /** Reads n FIFO bytes when its last n + 1 bytes are sent. */
  let readFifo = "\0";
  for (let i = 0; i < FIFO_BYTES; i++) readFifo = E.toString(Read.FifoData) + readFifo;

  let version = 0;
  /** The FIFO may hold bytes that nobody has read. */
  let dirty = false;
  let crcOn = false;
  let framingNow = -1;
  let ticksNow = 0;

  function write(register: Write, value: number): void {
    spi.send(new Uint8Array([register, value]), cs);
  }

  function awake(): boolean {
    for (let i = 0; i < RESET_POLLS; i++) {
      const command = spi.send(READ_COMMAND, cs)[1];
      // A bus that reads all ones has bit 4 (PowerDown) set as well.
      if (!(command & 0x10)) return true;
    }
    return false;
  }

  function setUp(): void {
    write(Write.TxMode, 0);
    write(Write.RxMode, 0);
    write(Write.ModWidth, 0x26);
    write(Write.TMode, TMODE_AUTO | (PRESCALER >> 8));
    write(Write.TPrescaler, PRESCALER & 255);
    write(Write.TxAsk, 0x40);
    write(Write.Mode, 0x3d);
    // 38 dB: with cheap modules more gain loses large cards held close, less loses small ones.
    write(Write.RfCfg, 0x58);
    // Bits after a collision read 0, as anticollision at 106 kbit/s needs it.
    write(Write.Coll, 0x00);
    write(Write.TxControl, 0x83);
    crcOn = false;
    dirty = true;
    ticksNow = 0;
    framingNow = -1;
  }

  /** Reads the answer that a poll has found and says how it was. */
  function finish(error: number, level: number, control: number): Fault {
    if (level > FIFO_BYTES) {
      dirty = true;
      return Fault.Chip;
    }
    chip.answer = level ? spi.send(readFifo.substr(FIFO_BYTES - level), cs).substr(1) : "";
    chip.answerBits = control & 7;
    if (error & ErrorBit.Coll) {
      const coll = spi.send(READ_COLL, cs)[1];
      chip.collision = coll & 0x20 ? 0 : coll & 31 || 32;
      return Fault.Collision;
    }
    return error ? Fault.Damaged : Fault.None;
  }

  const chip: Chip = {
    answer: "",
    answerBits: 0,
    collision: 0,
    reset(hard) {
      if (hard) {
        digitalWrite(rst, 0);
        digitalWrite(rst, 1);
      }
      // After a hard reset this is one more; where RST is not wired it is the only one.
      if (awake()) {
        write(Write.Command, Command.SoftReset);
        if (awake()) setUp();
      }
      version = spi.send(READ_HEALTH, cs)[1];
      return version;
    },
    healthy() {
      const r = spi.send(READ_HEALTH, cs);
      // Bits 2 and 3 of Mode are reserved; clones read them as they like.
      return (
        r[1] === version &&
        r[2] === 0x83 &&
        (r[3] & 0xf3) === 0x31 &&
        r[4] === (TMODE_AUTO | (PRESCALER >> 8)) &&
        r[5] === 0x40
      );
    },
    crc(on) {
      if (on === crcOn) return;
      crcOn = on;
      write(Write.TxMode, on ? 0x80 : 0);
      write(Write.RxMode, on ? 0x80 : 0);
    },
    timeout(ticks) {
      if (ticks === ticksNow) return;
      if (ticks >> 8 !== ticksNow >> 8 || !ticksNow) write(Write.TReloadHigh, ticks >> 8);
      write(Write.TReloadLow, ticks & 255);
      ticksNow = ticks;
    },
    transceive(frame, framing) {
      spi.send(IDLE, cs);
      if (dirty) spi.send(FLUSH, cs);
      spi.send(PREFIX + frame, cs);
      spi.send(CLEAR_IRQ, cs);
      if (framing !== framingNow) {
        framingNow = framing;
        write(Write.BitFraming, framing | START_SEND);
      }
      spi.send(TRANSCEIVE, cs);
      dirty = false;
      let polls = ticksNow * POLLS_PER_TICK + SPARE_POLLS;
      let fault = Fault.Chip;
      while (polls--) {
        const r = spi.send(POLL, cs);
        const irq = r[1];
        if (irq & Irq.Rx) return finish(r[2], r[3], r[4]);
        if (irq & Irq.Err) {
          // The rest of a damaged frame is still arriving, and the timer no longer runs. That its end never comes is no
          // fault of the chip: some frames break off.
          fault = Fault.Damaged;
          if (polls > DAMAGED_POLLS) polls = DAMAGED_POLLS;
        } else if (irq & Irq.Timer) return Fault.NoAnswer;
      }
      dirty = true;
      return fault;
    },
    authenticate(frame) {
      spi.send(IDLE, cs);
      spi.send(FLUSH, cs);
      spi.send(PREFIX + frame, cs);
      spi.send(CLEAR_IRQ, cs);
      spi.send(AUTHENTICATE, cs);
      dirty = true;
      let polls = ticksNow * POLLS_PER_TICK + SPARE_POLLS;
      while (polls--) {
        const r = spi.send(POLL_CIPHER, cs);
        if (!(r[1] & (Irq.Idle | Irq.Timer | Irq.Err))) continue;
        if (r[2] & CRYPTO1_ON) return Fault.None;
        // Silence and a wrong key look alike: the card simply stops answering.
        spi.send(IDLE, cs);
        return Fault.WrongKey;
      }
      return Fault.Chip;
    },
    endCipher() {
      write(Write.Status2, 0);
    },
  };
  return chip;
}
