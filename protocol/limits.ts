/** Numbers that reader and host must agree on, each with its reason. */

/** Protocol majors this code speaks. */
export const PROTOCOL_MIN = 1;
/** See PROTOCOL_MIN. */
export const PROTOCOL_MAX = 1;

/** Channels: the address of a frame. Below 64, so that the address takes one byte. */
export const CHANNEL_HELLO = 1;
/** The channel of sessions: ToReader and ToHost. */
export const CHANNEL_SESSION = 2;
/** The channel of enciphered messages: counter, ciphertext, MAC; see "The session" in README.md. */
export const CHANNEL_SECURE = 4;
/** The channel of text for people; the first to be dropped. */
export const CHANNEL_LOG = 3;

/** Largest frame towards the host, in bytes before escaping: address, control, payload, checksum. */
export const FRAME_LIMIT_TO_HOST = 1024;

/** Largest frame towards the reader; the board holds one in RAM while it arrives. */
export const FRAME_LIMIT_TO_READER = 512;

/**
 * Largest burst towards the reader in bytes, unless its Hello says otherwise. Espruino 2v26 to 2v29 lose what exceeds
 * 64 bytes of one burst (espruino/Espruino#2718).
 */
export const RECEIVE_LIMIT_BYTES = 64;

/** Pause of the host between two bursts. At 115,200 baud 64 bytes take 5.6 ms; the UART task looks every 5 ms. */
export const RECEIVE_PAUSE_MS = 12;

/** The reader says Hello this often until a session is open. */
export const HELLO_INTERVAL_MS = 1000;

/** The reader sends its oldest unacknowledged records again this long after it last sent them. */
export const RESEND_INTERVAL_MS = 2000;

/** Unacknowledged records in the air at once; a slow board must not be swamped with its own resends. */
export const SEND_WINDOW = 4;

/** Nonces of Hello and Open. */
export const NONCE_BYTES = 16;
/** Authenticators of Open and Opened, and the MAC of an enciphered message: HMAC-SHA256, its first half. */
export const AUTHENTICATOR_BYTES = 16;
/** The keys that open sessions. */
export const ROLE_KEY_BYTES = 32;
/** Messages of one session, each way; the host opens another long before. */
export const SESSION_MESSAGES = 0x7fffffff;
/** The key that seals records: as long as the output of SHA-256. */
export const TAP_KEY_BYTES = 32;
/** Keys of cards: AES-128. */
export const CARD_KEY_BYTES = 16;
/** HMAC-SHA256, not shortened. */
export const MAC_BYTES = 32;
/** Ed25519: R and s. */
export const SIGNATURE_BYTES = 64;
/** Ed25519: keys that verify. */
export const PUBLIC_KEY_BYTES = 32;
/** What stands before the body of a certificate when it is signed. */
export const CERTIFICATE_LABEL = "ketuk certificate 1\0";
/** Second half of the second application slot, where signing coupons are; firmware/sign/README.md. */
export const COUPON_SECTORS = 192;
/** Sectors that are left to coupons in a reader that is a gate: its members have the others. */
export const COUPON_SECTORS_OF_GATE = 64;
/** Buckets of members, each one sector; a member's is told by its hash. */
export const MEMBER_BUCKETS = 128;
/** First bytes of a bucket that holds members. */
export const MEMBER_HEAD = "KTG1";
/** What a bucket holds of one member: 3 bits of its group, 29 bits of its hash. */
export const MEMBER_BYTES = 4;
/** Longest StoreMembers.data. */
export const MEMBER_PIECE_BYTES = 400;
/** Buckets in one answer to GetMembers. */
export const MEMBER_DIGESTS = 16;
/** Groups of members, by number from 0. */
export const MEMBER_GROUPS = 8;
/** Coupons of a sector of 4 KB, each 44 bytes, behind a head of 48. */
export const COUPONS_PER_SECTOR = 92;
/** The point R and its CRC-32. */
export const COUPON_BYTES = 36;
/** Behind each coupon: what it was used for. */
export const COUPON_MARK_BYTES = 8;
/** Head of a sector of coupons. */
export const COUPON_HEAD_BYTES = 48;
/** SHA-256, the link of the chain. */
export const HASH_BYTES = 32;

/**
 * Ends every HMAC input: the board's only HMAC is one round of PBKDF2, which appends this block number itself.
 */
export const SEAL_SUFFIX = "\x00\x00\x00\x01";

/** Speed of the serial line at the start of reader and session. */
export const BAUD_RATE = 115200;
/** What a host may raise it to: the speed that ESP32 boards are usually flashed at. */
export const FAST_BAUD_RATE = 921600;
/** The reader changes its speed this long after its answer, which then has left the UART's 128 bytes. */
export const SPEED_CHANGE_MS = 15;
/** It says nothing for so long afterwards: the answer may be on its way for 16 ms, and the host has to change, too. */
export const SPEED_QUIET_MS = 35;
/**
 * A reader that was raised goes back to the speed of the start when bytes have come so many times, each time so long after
 * the last, and never a good frame: the host is another one, at another speed. One that was damaged is repeated by then.
 */
export const RUBBISH_LIMIT = 3;
/** See RUBBISH_LIMIT. A frame in its pieces takes 150 ms, a host says something again after 500 ms. */
export const RUBBISH_GAP_MS = 300;
