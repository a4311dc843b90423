/** The plan day by day: cards made, blanks in stock, deliveries on their way. Pure. */
import type { Plan } from "./plan.js";

/** The end of one work day; day 0 is the evening before the first. */
export interface PlanDay {
  readonly day: number;
  /** Good cards so far. */
  readonly madeCount: number;
  /** Blanks that lie there. */
  readonly stockCount: number;
  /** Blanks that are on their way. */
  readonly orderedCount: number;
}

/** Goes through the days: writes, orders when the stock has sunk to the mark, receives. */
export function daysOf(plan: Plan): readonly PlanDay[] {
  const { perDay, blankCount, reorderAt, firstStock, workDays } = plan;
  const { leadDays, orderCount, cardCount } = plan.input;
  const arriving = new Map<number, number>();
  let stock = firstStock;
  let bought = firstStock;
  let used = 0;
  let onTheWay = 0;
  const order = (day: number) => {
    while (bought < blankCount && stock + onTheWay <= reorderAt) {
      const count = Math.min(orderCount, blankCount - bought);
      const due = day + Math.max(1, leadDays);
      arriving.set(due, (arriving.get(due) ?? 0) + count);
      bought += count;
      onTheWay += count;
    }
  };
  order(0);
  const days: PlanDay[] = [{ day: 0, madeCount: 0, stockCount: stock, orderedCount: onTheWay }];
  for (let day = 1; day <= workDays; day++) {
    const arrived = arriving.get(day) ?? 0;
    stock += arrived;
    onTheWay -= arrived;
    const write = Math.min(perDay, stock, blankCount - used);
    stock -= write;
    used += write;
    order(day);
    const madeCount = Math.floor((used / blankCount) * cardCount);
    days.push({ day, madeCount, stockCount: stock, orderedCount: onTheWay });
  }
  return days;
}
