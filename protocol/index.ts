/**
 * `ketuk/protocol`: what travels between reader and host. Frames, messages and the numbers both sides agree on, for
 * those who speak to a reader without the SDK.
 *
 * @module
 */
export { crc32 } from "./crc32.js";
export {
  createFrameDecoder,
  type Escaping,
  encodeFrame,
  type FrameDecoder,
  type FrameHandlers,
  type FrameReject,
} from "./frames.js";
export { ketuk as messages } from "./generated/messages.js";
export {
  BOARD_FILE,
  IMAGE_FILE,
  IMAGE_FILE_BYTES,
  IMAGE_LIMIT_BYTES,
  imageDigest,
  imageNumber,
  LOADER_FILE,
  PAGE_BYTES,
  SLOTS_ADDRESS,
  STORAGE_ADDRESS,
} from "./image.js";
export {
  AUTHENTICATOR_BYTES,
  BAUD_RATE,
  CARD_KEY_BYTES,
  CERTIFICATE_LABEL,
  CHANNEL_HELLO,
  CHANNEL_LOG,
  CHANNEL_SECURE,
  CHANNEL_SESSION,
  COUPON_BYTES,
  COUPON_HEAD_BYTES,
  COUPON_MARK_BYTES,
  COUPON_SECTORS,
  COUPON_SECTORS_OF_GATE,
  COUPONS_PER_SECTOR,
  FAST_BAUD_RATE,
  FRAME_LIMIT_TO_HOST,
  FRAME_LIMIT_TO_READER,
  HASH_BYTES,
  HELLO_INTERVAL_MS,
  MAC_BYTES,
  MEMBER_BUCKETS,
  MEMBER_BYTES,
  MEMBER_DIGESTS,
  MEMBER_GROUPS,
  MEMBER_HEAD,
  MEMBER_PIECE_BYTES,
  NONCE_BYTES,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  PUBLIC_KEY_BYTES,
  RECEIVE_LIMIT_BYTES,
  RECEIVE_PAUSE_MS,
  RESEND_INTERVAL_MS,
  ROLE_KEY_BYTES,
  RUBBISH_GAP_MS,
  RUBBISH_LIMIT,
  SEAL_SUFFIX,
  SEND_WINDOW,
  SESSION_MESSAGES,
  SIGNATURE_BYTES,
  SPEED_CHANGE_MS,
  SPEED_QUIET_MS,
  TAP_KEY_BYTES,
} from "./limits.js";
