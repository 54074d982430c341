/** Whether an address belongs to Stripe's second namespace, which speaks JSON and has manners of its own. */
export function isV2(url: string): boolean {
  return url.startsWith('/v2/');
}
