/**
 * The MFRC522 as a frame transceiver: reset, field, timer, one exchange at a time. NXP MFRC522 data sheet, rev. 3.9.
 *
 * Every SPI call costs as much as a hundred bytes, so an exchange is four writes (Idle, FIFO, clear the interrupt bits,
 * Transceive), a look, and one read of the FIFO. A look reads ComIrq over and over for as long as frame and answer usually
 * take, in one transfer, then Error, FIFOLevel and Status2; only an answer that takes longer needs further ones, short
 * each. What else has to be done may be done before the look, and shortens it: the chip needs nobody while it
 * sends and receives. StartSend stays set, so that the command itself starts the transmission; BitFraming is written when
 * it changes.
 */
import { Fault } from "./fault.js";
import { Command, ErrorBit, Irq, Read, Write } from "./registers.js";

/** One timer tick is 100.07 us: (2 x 678 + 1) / 13.56 MHz; 16 bits of reload give 6.5 s, more than any FWT. */
const PRESCALER = 678;
const TICKS_PER_SECOND = 1e4;
const BITS_PER_BYTE = 8;
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
/** A look lasts no longer than that many bytes: 2 ms at 4 MHz. Where it is not enough a second one waits for the rest. */
const WAIT_BYTES = 1024;
/** What the text between Transceive and the look takes, at least: 73,000 instructions of the interpreter, some 0.8 ms. */
const DRIVER_TICKS = 5;
/** More than any number of ticks. */
const NEVER = 65536;
/** ModemState of Status2: something is being received. */
const MODEM_STATE = 7;
const RECEIVING = 6;
/** Polls granted to a frame that is already known to be damaged; the longest frame takes 5.5 ms. */
const DAMAGED_POLLS = 220;

export interface Chip {
  /** What the card sent in the last exchange, without the checksum when the chip checks it. */
  answer: string;
  /** After Fault.Collision: bit of the answer, from 1, where it happened; 0 when the chip could not tell. */
  collision: number;
  /** Valid bits of the last byte of the answer; 0 for 8. Asks the chip: hardly anybody wants to know. */
  answerBits(): number;
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
   * @param usualTicks how long the first look lasts: what passes from the beginning of such a frame to the end of its
   * answer, less what passes before the first byte of the look: 0.5 ms of this driver and 0.25 ms of the call. A byte takes
   * 0.9 ticks on air. An estimate: too low costs a transfer, too high costs time
   * @param meanwhile done while the frame is under way and the card is thinking; must leave the chip alone
   */
  transceive(frame: string, framing: number, usualTicks: number, meanwhile?: () => void): Fault;
  /**
   * MFAuthent: the chip authenticates a sector of a MIFARE Classic and enciphers everything from then on.
   *
   * @param frame command, block, key (6 bytes), UID (4 bytes)
   */
  authenticate(frame: string): Fault;
  /** Ends the cipher of authenticate. Must follow before any other card is spoken to. */
  endCipher(): void;
}

/** ComIrq over and over, then all that a look ends with. By a loop over the bytes it would take the interpreter 25 ms. */
function waiting(): ArrayBuffer {
  // Four of them doubled become just as many.
  let bytes = E.toString(Read.ComIrq, Read.ComIrq, Read.ComIrq, Read.ComIrq);
  while (bytes.length < WAIT_BYTES) bytes += bytes;
  return E.toUint8Array(bytes, [Read.ComIrq, Read.Error, Read.FifoLevel, Read.Status2, 0]).buffer;
}

/** @param hz clock of the bus: the first look lasts at least as long as its bytes take */
export function createChip(spi: EspruinoSpi, cs: EspruinoPin, rst: EspruinoPin, hz: number): Chip {
  const IDLE = new Uint8Array([Write.Command, Command.Idle]);
  const TRANSCEIVE = new Uint8Array([Write.Command, Command.Transceive]);
  const AUTHENTICATE = new Uint8Array([Write.Command, Command.MfAuthent]);
  const POLL_CIPHER = new Uint8Array([Read.ComIrq, Read.Status2, 0]);
  const FLUSH = new Uint8Array([Write.FifoLevel, 0x80]);
  const CLEAR_IRQ = new Uint8Array([Write.ComIrq, 0x7f]);
  const TX_PLAIN = new Uint8Array([Write.TxMode, 0]);
  const RX_PLAIN = new Uint8Array([Write.RxMode, 0]);
  const TX_CRC = new Uint8Array([Write.TxMode, 0x80]);
  const RX_CRC = new Uint8Array([Write.RxMode, 0x80]);
  const wait = waiting();
  const bytesPerSecond = hz / BITS_PER_BYTE;
  const bytesPerTick = bytesPerSecond / TICKS_PER_SECOND;
  /** A call of what has a name of its own is two look-ups less than one of a method. */
  const send = spi.send.bind(spi) as EspruinoSpi["send"];
  const READ_HEALTH = new Uint8Array([Read.Version, Read.TxControl, Read.Mode, Read.TMode, Read.TxAsk, 0]);
  const PREFIX = E.toString(Write.FifoData);
  /** Reads n FIFO bytes when its last n + 1 bytes are sent. */
  let readFifo = "\0";
  for (let i = 0; i < FIFO_BYTES; i++) readFifo = E.toString(Read.FifoData) + readFifo;

  let version = 0;
  let crcOn = false;
  let framingNow = -1;
  let ticksNow = 0;
  let mostPolls = SPARE_POLLS;
  /**
   * The last exchange ended by the timer, which was set to this many ticks from the beginning of a look: of the interrupt
   * bits that the next one looks at only the timer's is set. Otherwise NEVER.
   */
  let silence = NEVER;

  function write(register: Write, value: number): void {
    send(E.toUint8Array(register, value), cs);
  }

  /** One register, of those that are seldom asked for. */
  function read(register: Read): number {
    return send(E.toUint8Array(register, 0), cs)[1];
  }

  function awake(): boolean {
    for (let i = 0; i < RESET_POLLS; i++) {
      const command = read(Read.Command);
      // A bus that reads all ones has bit 4 (PowerDown) set as well.
      if (!(command & 0x10)) return true;
    }
    return false;
  }

  function setUp(): void {
    send(TX_PLAIN, cs);
    send(RX_PLAIN, cs);
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
    send(FLUSH, cs);
    crcOn = false;
    ticksNow = 0;
    framingNow = -1;
    silence = NEVER;
  }

  /** Whatever is under way ends, and the next exchange finds an empty FIFO. */
  function clean(): void {
    silence = NEVER;
    send(IDLE, cs);
    send(FLUSH, cs);
  }

  /** What has come, even where it is not as it should be. */
  function receive(error: number, level: number): Fault {
    silence = NEVER;
    if (level > FIFO_BYTES) {
      clean();
      return Fault.Chip;
    }
    chip.answer = send(readFifo.substr(FIFO_BYTES - level), cs).substr(1);
    if (!(error & ErrorBit.Coll)) return error ? Fault.Damaged : Fault.None;
    const coll = read(Read.Coll);
    chip.collision = coll & 0x20 ? 0 : coll & 31 || 32;
    return Fault.Collision;
  }

  /**
   * The answer was not there at the first look, or is damaged: looks until it is there, or will not come any more.
   *
   * @param r that look, of which `waited` bytes were the wait
   * @param left bytes of the usual time when it began
   */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop, one end; a helper would cost memory
  function linger(r: Uint8Array, waited: number, left: number, usualTicks: number): Fault {
    let damaged: boolean | undefined;
    for (let polls = mostPolls; ; ) {
      const irq = r[waited + 1];
      if (irq & Irq.Rx) return receive(r[waited + 2], r[waited + 3]);
      if (irq & Irq.Err) {
        // The rest of a damaged frame is still arriving, and the timer no longer runs. That its end never comes is no
        // fault of the chip: some frames break off.
        damaged = true;
        if (polls > DAMAGED_POLLS) polls = DAMAGED_POLLS;
      } else if (irq & Irq.Timer) {
        const arriving = usualTicks > silence && (r[waited + 4] & MODEM_STATE) === RECEIVING;
        silence = ticksNow - DRIVER_TICKS;
        if (!arriving) return Fault.NoAnswer;
        damaged = true;
        break;
      }
      if (--polls <= 0) break;
      left -= waited;
      waited = left > WAIT_BYTES ? WAIT_BYTES : left;
      r = send(new Uint8Array(wait, WAIT_BYTES - waited), cs);
    }
    clean();
    return damaged ? Fault.Damaged : Fault.Chip;
  }

  const chip: Chip = {
    answer: "",
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
      version = send(READ_HEALTH, cs)[1];
      return version;
    },
    healthy() {
      // The next exchange shows that the timer still runs.
      silence = NEVER;
      const r = send(READ_HEALTH, cs);
      // Bits 2 and 3 of Mode are reserved; clones read them as they like.
      return (
        r[1] === version &&
        r[2] === 0x83 &&
        (r[3] & 0xf3) === 0x31 &&
        r[4] === (TMODE_AUTO | (PRESCALER >> 8)) &&
        r[5] === 0x40
      );
    },
    answerBits: () => read(Read.Control) & 7,
    crc(on) {
      if (on === crcOn) return;
      crcOn = on;
      send(on ? TX_CRC : TX_PLAIN, cs);
      send(on ? RX_CRC : RX_PLAIN, cs);
    },
    timeout(ticks) {
      if (ticks === ticksNow) return;
      silence = NEVER;
      if (ticks >> 8 !== ticksNow >> 8 || !ticksNow) write(Write.TReloadHigh, ticks >> 8);
      write(Write.TReloadLow, ticks & 255);
      ticksNow = ticks;
      mostPolls = ticks * POLLS_PER_TICK + SPARE_POLLS;
    },
    transceive(frame, framing, usualTicks, meanwhile) {
      send(IDLE, cs);
      send(PREFIX + frame, cs);
      // After silence, and where the first look comes when all is over, the timer's old bit does no harm.
      if (usualTicks <= silence) send(CLEAR_IRQ, cs);
      if (framing !== framingNow) {
        framingNow = framing;
        write(Write.BitFraming, framing | START_SEND);
      }
      send(TRANSCEIVE, cs);
      let left = (bytesPerTick * usualTicks) | 0;
      if (meanwhile) {
        const from = getTime();
        meanwhile();
        left = (left - bytesPerSecond * (getTime() - from)) | 0;
        if (left < 0) left = 0;
      }
      const waited = left > WAIT_BYTES ? WAIT_BYTES : left;
      const r = send(new Uint8Array(wait, WAIT_BYTES - waited), cs);
      const level = r[waited + 3];
      // Nearly always it is there, and as it should be.
      if (r[waited + 1] & Irq.Rx && !r[waited + 2] && level <= FIFO_BYTES) {
        silence = NEVER;
        chip.answer = send(readFifo.substr(FIFO_BYTES - level), cs).substr(1);
        return Fault.None;
      }
      return linger(r, waited, left, usualTicks);
    },
    authenticate(frame) {
      chip.crc(false);
      clean();
      send(PREFIX + frame, cs);
      send(CLEAR_IRQ, cs);
      send(AUTHENTICATE, cs);
      let fault = Fault.Chip;
      for (let polls = mostPolls; polls--; ) {
        const r = send(POLL_CIPHER, cs);
        if (!(r[1] & (Irq.Idle | Irq.Timer | Irq.Err))) continue;
        // Silence and a wrong key look alike: the card simply stops answering.
        fault = r[2] & CRYPTO1_ON ? Fault.None : Fault.WrongKey;
        break;
      }
      clean();
      return fault;
    },
    endCipher() {
      write(Write.Status2, 0);
    },
  };
  return chip;
}
