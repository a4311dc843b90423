/** Register numbers, reset values and access rights of the MFRC522. MFRC522 data sheet, chapter 9 (register set). */

/** Register numbers, as they stand in bits 6 to 1 of the SPI address byte. */
export const Register = {
  command: 0x01,
  comIEn: 0x02,
  divIEn: 0x03,
  comIrq: 0x04,
  divIrq: 0x05,
  error: 0x06,
  status1: 0x07,
  status2: 0x08,
  fifoData: 0x09,
  fifoLevel: 0x0a,
  waterLevel: 0x0b,
  control: 0x0c,
  bitFraming: 0x0d,
  coll: 0x0e,
  mode: 0x11,
  txMode: 0x12,
  rxMode: 0x13,
  txControl: 0x14,
  txAsk: 0x15,
  txSel: 0x16,
  rxSel: 0x17,
  rxThreshold: 0x18,
  demod: 0x19,
  mfTx: 0x1c,
  mfRx: 0x1d,
  serialSpeed: 0x1f,
  crcResultHigh: 0x21,
  crcResultLow: 0x22,
  modWidth: 0x24,
  rfCfg: 0x26,
  gsN: 0x27,
  cwGsP: 0x28,
  modGsP: 0x29,
  tMode: 0x2a,
  tPrescaler: 0x2b,
  tReloadHigh: 0x2c,
  tReloadLow: 0x2d,
  tCounterHigh: 0x2e,
  tCounterLow: 0x2f,
  testSel1: 0x31,
  testSel2: 0x32,
  testPinEn: 0x33,
  testPinValue: 0x34,
  testBus: 0x35,
  autoTest: 0x36,
  version: 0x37,
  analogTest: 0x38,
  testDac1: 0x39,
  testDac2: 0x3a,
  testAdc: 0x3b,
} as const;

/** Bits of ComIrqReg and ComIEnReg. */
export const ComIrq = { tx: 0x40, rx: 0x20, idle: 0x10, hiAlert: 0x08, loAlert: 0x04, err: 0x02, timer: 0x01 } as const;

/** CRCIRq in DivIrqReg. */
export const DIV_IRQ_CRC = 0x04;

/** Bits of ErrorReg. */
export const ErrorBit = {
  write: 0x80,
  overflow: 0x10,
  collision: 0x08,
  crc: 0x04,
  parity: 0x02,
  protocol: 0x01,
} as const;

/** Values of the command field of CommandReg. */
export const Command = {
  idle: 0x0,
  mem: 0x1,
  generateRandomId: 0x2,
  calcCrc: 0x3,
  transmit: 0x4,
  noChange: 0x7,
  receive: 0x8,
  transceive: 0xc,
  mfAuthent: 0xe,
  softReset: 0xf,
} as const;

const READ_ONLY = [
  Register.error,
  Register.status1,
  Register.crcResultHigh,
  Register.crcResultLow,
  Register.tCounterHigh,
  Register.tCounterLow,
  Register.testBus,
  Register.version,
  Register.testAdc,
] as const;

/** Access right by register number: 0 reserved, 1 read only, 2 read and write. */
export const ACCESS = new Uint8Array(64);
for (const register of Object.values(Register)) ACCESS[register] = 2;
for (const register of READ_ONLY) ACCESS[register] = 1;

/** Reset values of the registers that are plain storage; those with a meaning of their own are kept elsewhere. */
export const RESET_VALUES = new Uint8Array(64);
const RESET: ReadonlyArray<readonly [number, number]> = [
  [Register.command, 0x20],
  [Register.comIEn, 0x80],
  [Register.waterLevel, 0x08],
  [Register.coll, 0x80],
  [Register.mode, 0x3f],
  [Register.txControl, 0x80],
  [Register.txSel, 0x10],
  [Register.rxSel, 0x84],
  [Register.rxThreshold, 0x84],
  [Register.demod, 0x4d],
  [Register.mfTx, 0x62],
  [Register.serialSpeed, 0xeb],
  [Register.modWidth, 0x26],
  [Register.rfCfg, 0x48],
  [Register.gsN, 0x88],
  [Register.cwGsP, 0x20],
  [Register.modGsP, 0x20],
  [Register.testPinEn, 0x80],
  [Register.autoTest, 0x40],
];
for (const [register, value] of RESET) RESET_VALUES[register] = value;

/** Register name for messages, or "reserved". */
export function registerName(register: number): string {
  const entry = Object.entries(Register).find(([, number]) => number === register);
  return `${entry?.[0] ?? "reserved"} (${hex(register)})`;
}

/** Two hexadecimal digits. */
export function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Stops the simulation: the data sheet does not say what the chip would do here. */
export function undefinedAccess(what: string): never {
  throw new Error(`virtual MFRC522: ${what}`);
}
