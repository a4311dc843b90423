/** What a reader can be asked and told, whatever the line to it is. */
import { COUPONS_PER_SECTOR } from "../../protocol/index.js";
import { assertInteger, assertOneOf } from "../assert.js";
import { type Diagnosis, diagnose, type SelfTest, selfTest } from "../doctor/diagnose.js";
import { KetukError } from "../errors.js";
import type { FirmwareImage } from "../firmware/image.js";
import { type UpdateOptions, type UpdateParts, updateFirmware } from "../firmware/update.js";
import { type Member, type MemberSync, type SyncMembersOptions, syncMembers } from "../gate/sync.js";
import type { RoleHmac } from "../keys/provider.js";
import type { LinkCounters } from "../link/counters.js";
import type { Answer, ReaderStatus, RequestBody } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import type { Sealed } from "../verify/seal.js";
import type { ReaderEvents } from "./events.js";
import type { ReaderInfo } from "./info.js";
import { type BorrowedCard, LEND_WITHIN_MAX_MS, type LendNextOptions, lendNext } from "./lend-next.js";
import { type ServeCard, serveLoan, type WithCardOptions } from "./lent-card.js";
import type { createLoans } from "./loans.js";
import { cutConfig, cutCoupons, type ReaderConfig } from "./new-keys.js";
import { type AcceptancePolicy, type PolicyKeySource, policyKeyOf, sealPolicy } from "./policy.js";

/** The longest timer that JavaScript has. */
export const TIMEOUT_MAX_MS = 0x7fffffff;

/** What a reader can show to the person in front of it; numbers of `Pattern` in protocol/ketuk.proto. */
const PATTERNS = ["off", "hold", "accepted", "refused", "error"] as const;
/** What a reader can show to the person in front of it. */
export type Pattern = (typeof PATTERNS)[number];

/** The board ends a pattern after this time at the latest. */
const PATTERN_LIMIT_MS = 10_000;
/** No board file allows a longer pulse. */
const PULSE_LIMIT_MS = 60_000;

/** How to show a pattern. */
export interface SignalOptions extends CallOptions {
  /** How long, 1 to 10,000 ms; the board ends it by itself. Default: as long as the pattern usually lasts, 10 s for "hold". */
  readonly durationMs?: number | undefined;
}

/** What `configure` changes. */
export interface ReaderChanges {
  /** See `setTime`; needs the role "operator". */
  readonly time?: Date | undefined;
  /** See `setPolicy`; needs `policyKeys`, and the role "maintainer". */
  readonly policy?: AcceptancePolicy | undefined;
  /** The fleet's keys, for the MAC of `policy`. */
  readonly policyKeys?: PolicyKeySource | undefined;
  /** See `storeKeys`; needs the role "maintainer". */
  readonly keys?: ReaderConfig | undefined;
}

/** The calls of a Reader. How a request gets to the board is the business of the class below it. */
export abstract class ReaderCalls {
  /** What the reader says about itself, and where it is; renewed when it restarts or is found on another path. */
  abstract readonly info: ReaderInfo;
  /** Counters of the link since this Reader was opened, over all reconnects: a copy. */
  abstract readonly counters: LinkCounters;
  /** Registers a handler for an event. Returns the function that removes it again. */
  abstract on<Name extends keyof ReaderEvents>(name: Name, handler: (event: ReaderEvents[Name]) => void): () => void;

  /** Cards that the reader lends to this host. */
  protected abstract readonly loans: ReturnType<typeof createLoans>;
  /** Sends a request; the answer may have any code. */
  protected abstract ask(body: RequestBody, options: CallOptions): Promise<Answer>;
  /** The key that this session was opened with. */
  protected abstract ownRoleKey(what: string): Promise<RoleHmac>;
  /** Resolves when there is a session; rejects when there will be none, or the signal fires. */
  protected abstract untilOpen(signal: AbortSignal): Promise<void>;

  /** Counters and health of the board. @throws KetukError as every call: `timeout`, `aborted`, `refused`, ... */
  async status(options: CallOptions = {}): Promise<ReaderStatus> {
    const { status } = await this.call({ kind: "status" }, options);
    if (!status)
      throw new KetukError("refused", "the reader answered without a status", { hint: "update its firmware" });
    return status;
  }

  /**
   * Looks into the reader's parts and says what is wrong with them; needs the role "operator" and takes some 3 s. While a
   * card lies there, the chip is left alone. The reader works as before afterwards. `ketuk doctor` looks at port, clock
   * and a card as well.
   *
   * @throws KetukError as every call; `refused` with firmware that cannot do it
   */
  async diagnose(options: CallOptions = {}): Promise<Diagnosis> {
    const { info, counters } = this;
    return diagnose((body, call) => this.ask(body, call), { info, counters }, options);
  }

  /**
   * Runs the digital self-test of the chip; needs the role "operator". The reader reads cards as before afterwards.
   *
   * @throws KetukError as every call; `refused` with "busy" while a card lies there
   */
  async selfTest(options: CallOptions = {}): Promise<SelfTest> {
    return selfTest((body, call) => this.ask(body, call), options);
  }

  /**
   * Shows a pattern to the person at the reader; needs the role "operator". It replaces the one before, and ends by itself
   * although the host may be gone by then. Older firmware knows no durations and takes the usual one.
   *
   * @throws KetukError as every call, and `bad-argument`
   */
  async signal(pattern: Pattern, { durationMs, ...options }: SignalOptions = {}): Promise<void> {
    assertOneOf(pattern, "pattern", PATTERNS);
    if (durationMs !== undefined) assertInteger(durationMs, "durationMs", 1, PATTERN_LIMIT_MS);
    await this.call({ kind: "signal", pattern: PATTERNS.indexOf(pattern), durationMs: durationMs ?? 0 }, options);
  }

  /**
   * Closes the reader's relay for a while; needs the role "operator". The board opens it by itself, whatever becomes of
   * this program, and at a restart. Another pulse begins anew; 0 opens it now.
   *
   * @param pulseMs 0 to the limit of the board, 5,000 ms unless its board file says otherwise
   * @throws KetukError as every call, and `bad-argument`; `refused` with "not-wired" where there is no relay, with
   *   "bad-request" for a pulse beyond the board's limit, with "unimplemented" by older firmware
   */
  async relay(pulseMs: number, options: CallOptions = {}): Promise<void> {
    assertInteger(pulseMs, "pulseMs", 0, PULSE_LIMIT_MS);
    await this.call({ kind: "relay", pulseMs }, options);
  }

  /**
   * Sets the reader's clock, by default to this computer's; needs the role "operator". Opening a session does so as well,
   * and `keepTime` for as long as it lasts.
   *
   * @param time another one than this computer's lasts for a minute unless `keepTime` is false
   * @throws KetukError as every call, and `bad-argument`
   */
  async setTime(time: Date = new Date(), options: CallOptions = {}): Promise<void> {
    const wallMs = time.getTime();
    assertInteger(wallMs, "time", 1, Number.MAX_SAFE_INTEGER);
    await this.call({ kind: "set-time", wallMs }, options);
  }

  /**
   * Waits for the next card that the reader lends to this host (a profile with `hostHeld`), and runs `serve` with it:
   * `card.transceive(apdu)`. What `serve` returns goes into the tap's sealed record; the tap itself comes by `taps()` as
   * every other. The card is always given back: when `serve` throws it is refused and the error passed on. The reader
   * waits 2 s between two APDUs. Several calls at once get one card each, in their order.
   *
   * @throws KetukError `card-removed`, `timeout`, `aborted`, `disconnected`, `closed`, `bad-argument`, and what `serve`
   *   throws
   */
  async withCard(serve: ServeCard, options: WithCardOptions = {}): Promise<void> {
    if (options.timeoutMs !== undefined) assertInteger(options.timeoutMs, "timeoutMs", 1, TIMEOUT_MAX_MS);
    const event = await this.loans.next(options);
    await serveLoan(event, serve, (body, call) => this.ask(body, call), options.signal);
  }

  /**
   * Borrows the next card that comes, whatever the policy says of it: to write it. Needs the role "issuer". No record is
   * made of it. A card that lies there already has to be presented anew; several at once are not lent. After 2 s without
   * an exchange the card is lost; after an exchange that failed while the card lay there, another call gets it again.
   *
   * @throws KetukError `timeout` when no card came in time, `restarted`, `aborted`, and as every call; `refused` with
   *   "busy" while another card is lent
   */
  async lendNext(options: LendNextOptions = {}): Promise<BorrowedCard> {
    if (options.withinMs !== undefined) assertInteger(options.withinMs, "withinMs", 1, LEND_WITHIN_MAX_MS);
    return lendNext(
      {
        ask: (body, call) => this.ask(body, call),
        onLent: (handler) => this.on("lent", handler),
        onState: (handler) => this.on("state", handler),
      },
      options,
    );
  }

  /**
   * Replaces the reader's acceptance policy. Its version must be higher than that of the present one.
   *
   * @param policy as AcceptancePolicy in protocol/ketuk.proto
   * @param keys of the fleet; the reader checks the policy's MAC
   * @throws KetukError as every call; `refused` with "forbidden" for a wrong key or a version that is not higher
   */
  async setPolicy(policy: AcceptancePolicy, keys: PolicyKeySource, options: CallOptions = {}): Promise<void> {
    const sealed = sealPolicy(policy, keys, this.info.id);
    await this.call({ kind: "set-policy", ...sealed }, options);
  }

  /**
   * Gives the reader other keys, and restarts it with them; needs the role "maintainer". The Reader comes back by itself
   * when its `keys` have the new ones, too.
   *
   * @param config for this very reader, with a higher epoch
   * @throws KetukError as every call; `refused` with "bad-request" for a configuration that is not for this reader, not
   *   newer, or has keys that anybody would try
   */
  async storeKeys(config: ReaderConfig, options: CallOptions = {}): Promise<void> {
    const found = await this.ownRoleKey("keys travel");
    for (const piece of await cutConfig(config, found)) await this.call({ kind: "store-keys", piece }, options);
  }

  /**
   * Changes several things with one call, in the order in which they cannot hinder each other: the clock, then the policy,
   * then the keys, which restart the reader. What fails ends it; what came before stays.
   *
   * @param changes what is absent stays as it is
   * @throws KetukError as `setTime`, `setPolicy` and `storeKeys`; `bad-argument` for a policy without `policyKeys`
   */
  async configure(changes: ReaderChanges, options: CallOptions = {}): Promise<void> {
    const { time, policy, policyKeys, keys } = changes;
    if (policy && !policyKeys) {
      throw new KetukError("bad-argument", `"policyKeys" expected the fleet's keys, got nothing`, {
        hint: "a reader takes a policy only with the MAC of the fleet's policy key",
      });
    }
    if (time) await this.setTime(time, options);
    if (policy && policyKeys) await this.setPolicy(policy, policyKeys, options);
    if (keys) await this.storeKeys(keys, options);
  }

  /**
   * Gives the reader further signing coupons; needs the role "maintainer". They go on where the reader's end
   * (`status().couponsEnd`), sector by sector, as far as earlier ones are used up.
   *
   * @param coupons of createSigningKit: whole sectors, its `firstCounter` the reader's `couponsEnd`
   * @returns sectors of 92 coupons that the reader took; the others when more are used up
   * @throws KetukError as every call; `bad-argument` for anything but whole sectors
   */
  async storeCoupons(coupons: Uint8Array, options: CallOptions = {}): Promise<number> {
    const sectors = cutCoupons(coupons);
    const { couponsEnd } = await this.status(options);
    for (const [i, pieces] of sectors.entries()) {
      const firstCounter = couponsEnd + i * COUPONS_PER_SECTOR;
      for (const piece of pieces) {
        const { code } = await this.ask({ kind: "store-coupons", firstCounter, ...piece }, options);
        if (code === "busy") return i;
        if (code !== "ok") throw refusal("store-coupons", code);
      }
    }
    return sectors.length;
  }

  /**
   * Makes these the members whom the reader lets through by itself, and nobody else; needs the role "maintainer", and a
   * reader that is a gate (`info.features`). What the reader has already is not sent again. The first time takes some
   * minutes for 100,000 members; taps are taken meanwhile, and those who are not there yet are refused. Who was taken away
   * is refused from the moment his bucket is done, power cut or not. A call that is cut may be repeated and goes on there.
   *
   * What is kept of a member are 29 bits of a hash under the reader's policy key: of a million strangers with genuine
   * cards one or two are taken for one of 100,000 members.
   *
   * @param members all of them, each once
   * @param keys of the fleet: the policy key that the reader has
   * @throws KetukError as every call; `bad-argument` for UIDs and groups that cannot be, and for more than some 110,000
   *   members; `refused` when the reader is no gate
   */
  async syncMembers(
    members: Iterable<Member>,
    keys: PolicyKeySource,
    options: SyncMembersOptions = {},
  ): Promise<MemberSync> {
    if (!this.info.features.includes("gate")) {
      throw new KetukError("refused", "the reader is no gate: it has no room for members", {
        hint: 'flash it with a policy that has "gate"',
      });
    }
    const readerId = this.info.id;
    const key = policyKeyOf(keys, readerId);
    return syncMembers(members, { readerId, key, call: (body, call) => this.call(body, call) }, options);
  }

  /**
   * Takes keys, policy and journal away: the reader restarts in lab state. Somebody has to hold its BOOT button; needs
   * the role "maintainer".
   *
   * @param force gives up taps that nobody has acknowledged
   * @returns the last record of the reader's chain: keep it with its log
   * @throws KetukError as every call; `refused` with "nobody-there" or, for a journal that is not empty, "busy"
   */
  async factoryReset({ force = false, ...options }: CallOptions & { readonly force?: boolean } = {}): Promise<Sealed> {
    const { farewell } = await this.call({ kind: "factory-reset", force }, options);
    if (!farewell) throw new KetukError("refused", "the reader went without a word", { hint: "update its firmware" });
    return farewell;
  }

  /**
   * Gives the reader another firmware, waits until it runs and has proved itself; needs the role "maintainer". Takes
   * about a minute, in which the reader goes on taking cards but for the restart. What interrupts it does no harm: the
   * reader runs the old firmware or the new one, never neither, and the same image goes on where it stopped. Who made the
   * image is for the host to check first: `verifyImage`.
   *
   * @param image of `readImage` or `packImage`, with a higher number than `info.firmwareNumber`
   * @throws KetukError `image-too-old`, `image-foreign`, `update-failed`, `update-taken-back`, `refused`, `no-session-key`,
   *   `aborted`, and as every call of a Reader that is closed
   */
  async update(image: FirmwareImage, options: UpdateOptions = {}): Promise<void> {
    const parts: UpdateParts = {
      ask: (body, call) => this.ask(body, call),
      running: () => this.info.firmwareNumber,
      boot: () => this.info.boot,
      roleKey: () => this.ownRoleKey("a firmware travels"),
      opened: (signal) => this.untilOpen(signal),
    };
    await updateFirmware(image, parts, options);
  }

  /** Asks for a sign of life. Returns the time it took in milliseconds. @throws KetukError as every call */
  async ping(options: CallOptions = {}): Promise<number> {
    const startedMs = performance.now();
    await this.call({ kind: "ping" }, options);
    return performance.now() - startedMs;
  }

  private async call(body: RequestBody, options: CallOptions): Promise<Answer> {
    const answer = await this.ask(body, options);
    if (answer.code === "ok") return answer;
    throw refusal(body.kind, answer.code);
  }
}

const REFUSAL_HINTS: { readonly [code: string]: string } = {
  unimplemented: "update the reader's firmware",
  busy: "a card is being served, or taps wait to be acknowledged; call again",
  "nobody-there": "hold the BOOT button of the board while you ask",
  "not-wired": 'flash the board with a wiring that has one, such as "devkit+relay"',
  "bad-request":
    "look at the values; a pulse of the relay must be within the board's limit; keys must be for this reader, of a higher epoch, and random",
  forbidden: "open the reader with a higher `role`; a policy needs the fleet's policy key and a higher version, too",
  flash: "the board could not store it; try again, then replace the board",
};

function refusal(kind: RequestBody["kind"], code: string): KetukError {
  return new KetukError("refused", `the reader refused "${kind}": ${code}`, { hint: REFUSAL_HINTS[code] });
}
