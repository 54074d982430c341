/** Fills in Stripe's checkout page and presses its button, as a browser does. */
export async function payCheckout(
  checkoutUrl: string,
  { card = '4242424242424242', fields = {} }: { card?: string | null; fields?: Record<string, string> } = {},
): Promise<{ redirectedTo: string | null }> {
  const page = new URL(checkoutUrl);
  page.hash = '';
  const typedCard: Record<string, string> =
    card === null ? {} : { cardNumber: card, cardExpiry: '12 / 34', cardCvc: '123' };
  const answer = await fetch(page, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      email: 'payer@example.test',
      ...typedCard,
      billingName: 'Ada Lovelace',
      billingCountry: 'US',
      billingAddressLine1: '1 Analytical Way',
      billingLocality: 'New York',
      billingAdministrativeArea: 'NY',
      billingPostalCode: '10001',
      ...fields,
    }),
  });
  if (answer.status >= 400) throw new Error(`The checkout page answered ${answer.status}: ${await answer.text()}`);
  return { redirectedTo: answer.headers.get('location') };
}
