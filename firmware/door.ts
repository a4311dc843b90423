/** The door contact: to ground while the door is closed. Looked at once a cycle; what two looks agree upon counts. */
import { isWired, pinOf, type Wiring } from "./board.js";
import { BoardPin, Door, NoticeKind } from "./link/messages.js";
import type { Clock } from "./tap/clock.js";

const USUAL_LIMIT_MS = 30000;

export interface DoorContact {
  state: Door;
  look(): void;
  /** Says how the door is: a host that has just come does not know. */
  announce(): void;
}

export function createDoor(board: Wiring, clock: Clock, tell: (kind: NoticeKind) => void): DoorContact {
  const pin = pinOf(board, BoardPin.DOOR);
  const wired = isWired(board, BoardPin.DOOR);
  let seen = Door.UNKNOWN;
  let openedMs = 0;
  let held = false;
  const door: DoorContact = {
    state: Door.UNKNOWN,
    announce() {
      // What is still true is said again by the next look.
      held = false;
      if (door.state) tell(door.state === Door.OPEN ? NoticeKind.DOOR_OPENED : NoticeKind.DOOR_CLOSED);
    },
    look() {
      if (!wired) return;
      const before = seen;
      const nowMs = clock.uptimeMs();
      seen = digitalRead(pin) ? Door.OPEN : Door.CLOSED;
      if (seen === before && seen !== door.state) {
        door.state = seen;
        openedMs = nowMs;
        door.announce();
      }
      if (held || door.state !== Door.OPEN || nowMs - openedMs <= (board.doorLimitMs || USUAL_LIMIT_MS)) return;
      held = true;
      tell(NoticeKind.DOOR_HELD);
    },
  };
  if (wired) pinMode(pin, "input_pullup");
  return door;
}
