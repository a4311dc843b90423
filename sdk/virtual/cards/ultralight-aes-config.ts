/** Where a MIFARE Ultralight AES keeps its configuration. MF0AES(H)20 data sheet, 8.5 and 8.6. */

/**
 * Memory map. None of these numbers is in the facts this card was written from, all are assumed; they agree with what
 * is publicly reported of genuine cards.
 */
export const AesPage = {
  /** First page behind the memory. Assumed. */
  end: 0x3c,
  /** First and last page for users. Assumed. */
  firstUser: 0x04,
  lastUser: 0x27,
  /** Lock bits for pages 10h to 27h, two pages each. Assumed. */
  dynamicLocks: 0x28,
  /** Byte 0: bit 0 RID_ACT, bit 1 SEC_MSG_ACT; byte 3: AUTH0. Assumed. */
  config: 0x29,
  /** Byte 0: bit 7 PROT, bit 6 CFGLCK, bit 3 CNT_INC_EN, bit 2 CNT_RD_EN; byte 1 VCTID; bytes 2, 3: AUTH_LIM. Assumed. */
  access: 0x2a,
  /** Byte 0: bit 0 locks DataProtKey, bit 1 UIDRetrKey. Assumed. */
  keyLocks: 0x2d,
  /** Four pages each, the last byte of the key first. Assumed. */
  dataProtKey: 0x30,
  uidRetrKey: 0x34,
  /** Behind the two keys nothing can be read or written. Assumed. */
  afterKeys: 0x38,
} as const;

/** Bits of the configuration pages. Assumed with them. */
export const AesBit = {
  randomId: 0x01,
  secureMessaging: 0x02,
  protectReads: 0x80,
  configLock: 0x40,
  counterIncrement: 0x08,
  counterRead: 0x04,
} as const;

/** Key numbers of the command 1A. */
export const AesKeyNumber = { dataProtection: 0, uidRetrieval: 1, originality: 2 } as const;
