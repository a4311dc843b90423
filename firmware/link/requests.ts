/** What the host may ask for, and what the reader answers. */
import type { Clock } from "../tap/clock.js";
import { type Answer, Code, Pattern, type Request, type Status } from "./messages.js";

export interface RequestParts {
  clock: Clock;
  /** Filled with what is known at the moment of asking. */
  status(): Status;
  show(pattern: Pattern): void;
}

/** Carries a request out. */
export function serve(parts: RequestParts, request: Request): Answer {
  const answer: Answer = { id: request.id, code: Code.OK };
  if (request.getStatus) answer.status = parts.status();
  else if (request.setTime) {
    if (!parts.clock.set(request.setTime.wallMs || 0)) answer.code = Code.BAD_REQUEST;
  } else if (request.signal) {
    const pattern = request.signal.pattern || Pattern.OFF;
    if (pattern > Pattern.ERROR) answer.code = Code.BAD_REQUEST;
    else parts.show(pattern);
  } else if (!request.ping) answer.code = Code.UNIMPLEMENTED;
  return answer;
}
