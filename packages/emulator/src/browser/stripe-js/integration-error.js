/** A mistake of the page's author, which is thrown. What goes wrong with a payment is answered as `{ error }` instead. */
export class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = 'IntegrationError';
  }
}

export function checkIntegration(condition, message) {
  if (!condition) throw new IntegrationError(message);
}
