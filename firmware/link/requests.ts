/** What the host may ask for, and what the reader answers. */

import type { Relay } from "../relay.js";
import type { Show } from "../signal.js";
import type { Clock } from "../tap/clock.js";
import type { Gate } from "../tap/gate.js";
import type { Journal } from "../tap/journal.js";
import type { Loan } from "../tap/loan.js";
import type { Update } from "../update/update.js";
import {
  type Answer,
  Code,
  type Diagnose,
  decodeSealedRecord,
  type Exchange,
  type Finish,
  Pattern,
  type Pong,
  type Request,
  type Status,
  type StoreCoupons,
} from "./messages.js";
import type { NewKeys } from "./new-keys.js";

export interface RequestParts {
  /** Checks an acceptance policy, stores it and puts it into force. */
  setPolicy(policy: string, mac: string): Code;
  newKeys(): NewKeys;
  /** Changes the speed of the line once the answer has gone. */
  changeSpeed(fast: boolean): void;
  /** Takes everything away; the last sealed record, or why not. */
  reset(force: boolean): { code: Code; farewell?: string };
  /** Takes further signing coupons. */
  storeCoupons(piece: StoreCoupons): Code;
  /** Takes another firmware. Made when it is asked for, and so is the gate. */
  update(): Update;
  /** The key of the open session's role. */
  roleKey(): string;
  loan: Loan;
  finishLoan(finish: Finish): Code;
  lendNext(withinMs: number): Code;
  clock: Clock;
  journal: Journal;
  /** False when the value cannot be a time. */
  setTime(wallMs: number): boolean;
  /** Filled with what is known at the moment of asking. */
  status(): Status;
  show: Show;
  relay: Relay;
  /** Looks into a part and says what came out, or why not. */
  diagnose(asked: Diagnose, answer: Answer): void;
  gate(): Gate;
}

/** What the card's answer may have, so that it fits into a frame with everything around it. */
const ANSWER_BYTES = 900;

function exchange({ loan }: RequestParts, asked: Exchange, answer: Answer): void {
  answer.code = loan.exchange(asked.apdu, asked.raw);
  if (answer.code) return;
  if (loan.data.length > ANSWER_BYTES) answer.code = Code.TOO_LONG;
  else answer.exchanged = { apdu: loan.data };
}

function pongOf({ clock, journal }: RequestParts): Pong {
  return {
    uptimeMs: clock.uptimeMs(),
    wallMs: clock.wallMs(),
    firstCounter: journal.counters[0],
    lastCounter: journal.last,
  };
}

/** Carries a request out. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one line for each request; a table of functions would cost memory for each of them
export function serve(parts: RequestParts, request: Request): Answer {
  const answer: Answer = { id: request.id, code: Code.OK };
  if (request.exchange) exchange(parts, request.exchange, answer);
  else if (request.lendNext) answer.code = parts.lendNext(request.lendNext.withinMs || 0);
  else if (request.finish) answer.code = parts.finishLoan(request.finish);
  else if (request.setPolicy)
    answer.code = parts.setPolicy(request.setPolicy.policy || "", request.setPolicy.mac || "");
  else if (request.storeKeys) answer.code = parts.newKeys().take(request.storeKeys, parts.roleKey());
  else if (request.storeCoupons) answer.code = parts.storeCoupons(request.storeCoupons);
  else if (request.factoryReset) {
    const reset = parts.reset(!!request.factoryReset.force);
    answer.code = reset.code;
    if (reset.farewell) answer.farewell = decodeSealedRecord(reset.farewell);
  } else if (request.getStatus) answer.status = parts.status();
  else if (request.diagnose) parts.diagnose(request.diagnose, answer);
  else if (request.setTime) {
    if (!parts.setTime(request.setTime.wallMs || 0)) answer.code = Code.BAD_REQUEST;
  } else if (request.signal) {
    const pattern = request.signal.pattern || Pattern.OFF;
    if (pattern > Pattern.ERROR) answer.code = Code.BAD_REQUEST;
    else parts.show(pattern, request.signal.durationMs || 0);
  } else if (request.ping) answer.pong = pongOf(parts);
  else if (request.setSpeed) parts.changeSpeed(!!request.setSpeed.fast);
  else if (request.relay) answer.code = parts.relay(request.relay.pulseMs || 0);
  else if (request.storeMembers) answer.code = parts.gate().store(request.storeMembers);
  else if (request.getMembers) {
    const digests = parts.gate().digests(request.getMembers.firstBucket || 0);
    answer.members = { digests };
    if (!digests) answer.code = Code.BAD_REQUEST;
  } else if (request.storeImage) answer.code = parts.update().store(request.storeImage);
  else if (request.beginUpdate) {
    const update = parts.update();
    answer.code = update.begin(request.beginUpdate, parts.roleKey());
    answer.updateState = update.state;
  } else if (request.finishUpdate) answer.code = parts.update().finish();
  else answer.code = Code.UNIMPLEMENTED;
  return answer;
}
