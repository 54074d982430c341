import { checkIntegration } from './integration-error.js';

/** Who listens to what, by event. */
export function createListeners() {
  const listeners = new Map();
  const of = (event) => listeners.get(event) ?? [];
  return {
    on(event, listener) {
      checkIntegration(typeof listener === 'function', `The handler for the '${event}' event must be a function.`);
      listeners.set(event, [...of(event), { listener, isOnce: false }]);
    },
    once(event, listener) {
      listeners.set(event, [...of(event), { listener, isOnce: true }]);
    },
    off(event, listener) {
      listeners.set(event, listener === undefined ? [] : of(event).filter((other) => other.listener !== listener));
    },
    tell(event, detail) {
      const told = of(event);
      listeners.set(
        event,
        told.filter(({ isOnce }) => !isOnce),
      );
      for (const { listener } of told) listener(detail);
    },
  };
}
