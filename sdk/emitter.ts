/** A typed event emitter: `on` returns the way back out, an event without listeners is no error. */

/** Event names and what their handlers get. */
export interface Emitter<Events> {
  /** Registers a handler. Returns the function that removes it again. */
  on<Name extends keyof Events>(name: Name, handler: (event: Events[Name]) => void): () => void;
  /** Calls the handlers in the order of their registration. Returns whether there were any. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): boolean;
}

/**
 * Creates an emitter. A handler that throws does not disturb the caller of emit: its error surfaces as the uncaught
 * exception of the application that it is.
 */
export function createEmitter<Events>(): Emitter<Events> {
  const handlers = new Map<keyof Events, Set<(event: never) => void>>();
  return {
    on(name, handler) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set);
      // Wrapped, so that one function registered twice is two registrations.
      const entry = (event: never) => handler(event);
      set.add(entry);
      return () => {
        set.delete(entry);
      };
    },
    emit(name, event) {
      const present = [...(handlers.get(name) ?? [])];
      for (const handler of present) {
        try {
          handler(event as never);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return present.length > 0;
    },
  };
}
