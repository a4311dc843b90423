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
/** Espruino's software SPI on an ESP32, about. */
const SOFTWARE_HZ = 50_000;
/** Clock of a hardware bus that was not told another. */
const USUAL_HZ = 100_000;

/** @param spend a transfer of so many bytes begins, and takes so long */
export function createSpiBuses(wires: Wires, spend: (bytes: number, us: number) => void): SpiBuses {
  function createBus(fixedHz?: number): VirtualSpi & { reset(): void } {
    let pins: Omit<BusPins, "cs"> | undefined;
    let hz = fixedHz ?? USUAL_HZ;

    function transfer(bytes: Uint8Array, cs: AnyPin): Uint8Array {
      spend(bytes.length, SPI_CALL_US + bytes.length * (fixedHz ? 8e6 / fixedHz : BYTE_US));
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
