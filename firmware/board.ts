/** How this reader is wired: the file "ketuk.pin" in Storage; without it an ESP32 development kit. */
import { IS_C3, IS_S3, USUAL_BUTTON } from "./button.js";
import { type Board, BoardPin, decodeBoard } from "./link/messages.js";

const Storage = require("Storage");

const BOARD_FILE = "ketuk.pin";
/** The pins of a development kit, in the order of BoardPin; IRQ, relay and door are not wired. */
const DEVKIT = "\x00\x12\x13\x17\x05\x16\xff\x02\x19\x1a\x1b";
const UNWIRED = 255;

const IS_NEWER = IS_C3 || IS_S3;
const HIGHEST = IS_C3 ? 21 : 48;
/**
 * First of seven pins that nobody may drive: on six or seven hangs the flash chip, and the processor with it. The seventh
 * of the ESP32, D12, selects the voltage of the flash at reset.
 */
const FLASH_PIN = IS_C3 ? 11 : IS_S3 ? 26 : 6;

/**
 * RTC_CNTL_RESET_STATE_REG: why this processor was reset, in its lowest six bits. Technical Reference Manuals of ESP32,
 * ESP32-C3 and ESP32-S3, register description of RTC.
 */
export const RESET_STATE = IS_NEWER ? 0x60008038 : 0x3ff48034;
/** The free partition of Espruino's builds since 2v26, and the second application slot, which they do not use. */
export const FREE_FLASH = 0x310000;
export const SPARE_FLASH = 0x190000;
/** Second half of that slot: behind the large journal. */
export const COUPON_FLASH = 0x250000;
/** In a reader that is a gate its last two thirds: who passes. */
export const MEMBER_FLASH = 0x290000;

/** The MFRC522 takes 10 MHz; jumper wires do not. */
export const SPI_HZ = 4000000;

/** A Board whose pins are there, though not necessarily all of them. */
export interface Wiring extends Board {
  pins: string;
}

/** Number of a pin; none below 255 where nothing is wired. */
export function pinOf(board: Wiring, which: BoardPin): number {
  return board.pins.charCodeAt(which);
}

export function isWired(board: Wiring, which: BoardPin): boolean {
  return pinOf(board, which) < UNWIRED;
}

/** Every pin exists, is used once and is not one of the flash; what no reader can do without is wired. */
function sound(board: Wiring): boolean {
  for (let i: number = BoardPin.BUTTON; i <= BoardPin.DOOR; i++) {
    const pin = pinOf(board, i);
    if (!isWired(board, i)) {
      if (i <= BoardPin.RST) return false;
    } else if (pin > HIGHEST || (pin - FLASH_PIN) >>> 0 < 7 || board.pins.indexOf(board.pins.charAt(i)) < i)
      return false;
  }
  return true;
}

/**
 * Reads the wiring. Pins that are driven wrongly are worse than no reader: where the file cannot be used, or another chip
 * than the ESP32 has none, nothing is wired but BOOT.
 */
export function loadBoard(): Wiring {
  const file = Storage.read(BOARD_FILE);
  try {
    const board = (file ? decodeBoard(file) : { pins: IS_NEWER ? "" : DEVKIT, name: "devkit" }) as Wiring;
    if (sound(board)) return board;
  } catch (_) {
    // As bad as one that says nonsense.
  }
  return { pins: E.toString(USUAL_BUTTON) };
}

/** Connects a bus, by hardware or by software, which takes no notice of the clock, with the pins of the chip. */
export function setUpSpi(spi: EspruinoSpi, board: Wiring, baud: number): void {
  spi.setup({
    sck: pinOf(board, BoardPin.SCK),
    miso: pinOf(board, BoardPin.MISO),
    mosi: pinOf(board, BoardPin.MOSI),
    baud,
  });
}

/** Switches on (1) or off (0) what is wired there, if anything. The first time makes an output of the pin. */
export function drive(board: Wiring, which: BoardPin, on: number): void {
  if (isWired(board, which)) digitalWrite(pinOf(board, which), (((board.activeLow || 0) >> which) ^ on) & 1);
}
