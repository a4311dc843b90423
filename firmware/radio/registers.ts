/**
 * MFRC522 registers as address bytes of the SPI frame (data sheet section 8.1.2.3): register number << 1 to write,
 * with bit 7 set to read. Names are those of the data sheet, chapter 9.
 */
export const enum Write {
  Command = 0x02,
  ComIrq = 0x08,
  Status2 = 0x10,
  FifoData = 0x12,
  FifoLevel = 0x14,
  BitFraming = 0x1a,
  Coll = 0x1c,
  Mode = 0x22,
  TxMode = 0x24,
  RxMode = 0x26,
  TxControl = 0x28,
  TxAsk = 0x2a,
  ModWidth = 0x48,
  RfCfg = 0x4c,
  TMode = 0x54,
  TPrescaler = 0x56,
  TReloadHigh = 0x58,
  TReloadLow = 0x5a,
  AutoTest = 0x6c,
}

export const enum Read {
  Command = 0x82,
  ComIrq = 0x88,
  Error = 0x8c,
  Status2 = 0x90,
  FifoData = 0x92,
  FifoLevel = 0x94,
  Control = 0x98,
  Coll = 0x9c,
  Mode = 0xa2,
  TxControl = 0xa8,
  TxAsk = 0xaa,
  RfCfg = 0xcc,
  TMode = 0xd4,
  Version = 0xee,
}

export const enum Command {
  Idle = 0x00,
  Mem = 0x01,
  CalcCrc = 0x03,
  Transceive = 0x0c,
  MfAuthent = 0x0e,
  SoftReset = 0x0f,
}

export const enum Irq {
  Timer = 0x01,
  Err = 0x02,
  Idle = 0x10,
  Rx = 0x20,
}

export const enum ErrorBit {
  Protocol = 0x01,
  Parity = 0x02,
  Crc = 0x04,
  Coll = 0x08,
  BufferOvfl = 0x10,
  WrErr = 0x80,
}
