/** Pins and bus speed of the supported board: an ESP32 development kit with 38 or 30 pins. */

/** VSPI; HSPI would take D12, which selects the flash voltage at reset. */
export const PIN_SCK = D18;
export const PIN_MISO = D19;
export const PIN_MOSI = D23;
export const PIN_CS = D5;
export const PIN_RST = D22;

/** "Hold still": the blue light of most boards. */
export const PIN_LED_HOLD = D2;
export const PIN_LED_ACCEPTED = D25;
export const PIN_LED_REFUSED = D26;
/** An active buzzer, on while the pin is high. */
export const PIN_BUZZER = D27;

/**
 * RTC_CNTL_RESET_STATE_REG: why this processor was reset, in its lowest six bits. ESP32 Technical Reference Manual,
 * chapter "Reset and Clock", and register description of RTC.
 */
export const RESET_STATE = 0x3ff48034;

/** The free partition of Espruino's builds since 2v26, and the second application slot, which they do not use. */
export const FREE_FLASH = 0x310000;
export const SPARE_FLASH = 0x190000;
/** Second half of that slot: behind the large journal. */
export const COUPON_FLASH = 0x250000;

/** BOOT, low while pressed. */
export const PIN_BUTTON = D0;

/** The MFRC522 takes 10 MHz; jumper wires do not. */
export const SPI_HZ = 4000000;
