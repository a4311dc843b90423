/** The SPI buses of a virtual board: hardware ones, and software ones on any pins. */
import { toByteString, toBytes } from "./byte-string.js";
import type { BusPins, Wires } from "./wires.js";

/** What native calls take for a pin: an object, or its number. */
export type AnyPin = { readonly name: string } | number;

const PIN_COUNT = 49;

/** Number of a pin. @throws Error when there is none of this number */
export function pinNumber(pin: AnyPin | undefined): number {
  const number = typeof pin === "number" ? pin : Number(pin?.name.slice(1));
  if (!(number >= 0 && number < PIN_COUNT)) throw new Error(`there is no pin ${number}`);
  return number;
}

/** Names of all pins, "D0" to "D48", in their order. */
export const PIN_NAMES: readonly string[] = Array.from({ length: PIN_COUNT }, (_, i) => `D${i}`);

/** A bus as the program sees it. */
export interface VirtualSpi {
  setup(options: { sck?: AnyPin; miso?: AnyPin; mosi?: AnyPin; baud?: number }): void;
  /** One transfer with chip select low; the answer has the type of the data. */
  send(data: string, cs: AnyPin): string;
  send(data: Uint8Array, cs: AnyPin): Uint8Array;
}

/** A board's buses. */
export interface SpiBuses {
  /** The hardware bus: SPI1 and SPI2 are one here, as no reader uses both. */
  readonly hardware: VirtualSpi;
  /** Makes a bus by software, which takes no notice of its clock. */
  createSoftware(): VirtualSpi;
  /** After a reset the hardware bus has no pins. */
  reset(): void;
}

/** What an SPI call costs besides its bits: the interpreter and one ESP-IDF transaction. Estimated, espruino.org has no figure. */
const SPI_CALL_US = 250;
const BYTE_US = 2;
/**
 * A program takes no time here, with one exception: what it does between sending a frame and looking for the answer, at
 * least. The firmware reckons with it: `transceive` in firmware/radio/mfrc522.ts.
 */
export const DRIVER_US = 500;
/** The transfer that sends a frame: Transceive into CommandReg. MFRC522 data sheet, 9.3.1.2 and 10.3. */
const TRANSCEIVE = [0x02, 0x0c];

/** Does this transfer send a frame? */
export function sendsFrame(data: string | Uint8Array): boolean {
  return TRANSCEIVE.every((byte, i) => byte === (typeof data === "string" ? data.charCodeAt(i) : data[i]));
}

/** Espruino's software SPI on an ESP32, about. */
const SOFTWARE_HZ = 50_000;
/** Clock of a hardware bus that was not told another. */
const USUAL_HZ = 100_000;

/** @param spend a transfer of so many bytes begins, and takes so long */
export function createSpiBuses(wires: Wires, spend: (bytes: number, us: number) => void): SpiBuses {
  function createBus(fixedHz?: number): VirtualSpi & { reset(): void } {
    let pins: Omit<BusPins, "cs"> | undefined;
    let hz = fixedHz ?? USUAL_HZ;
    let underWay = false;

    function transfer(bytes: Uint8Array, cs: AnyPin): Uint8Array {
      const driverUs = underWay ? DRIVER_US : 0;
      underWay = sendsFrame(bytes);
      spend(bytes.length, driverUs + SPI_CALL_US + bytes.length * (fixedHz ? 8e6 / fixedHz : BYTE_US));
      return pins ? wires.transfer({ ...pins, cs: pinNumber(cs) }, bytes, hz) : new Uint8Array(bytes.length);
    }

    function send(data: string, cs: AnyPin): string;
    function send(data: Uint8Array, cs: AnyPin): Uint8Array;
    function send(data: string | Uint8Array, cs: AnyPin): string | Uint8Array {
      return typeof data === "string" ? toByteString(transfer(toBytes(data), cs)) : transfer(data, cs);
    }

    return {
      setup({ sck, miso, mosi, baud }) {
        pins = { sck: pinNumber(sck), miso: pinNumber(miso), mosi: pinNumber(mosi) };
        hz = fixedHz ?? baud ?? USUAL_HZ;
      },
      send,
      reset() {
        pins = undefined;
      },
    };
  }

  const hardware = createBus();
  return { hardware, createSoftware: () => createBus(SOFTWARE_HZ), reset: hardware.reset };
}
