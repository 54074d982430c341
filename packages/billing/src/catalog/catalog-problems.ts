import type { CatalogDefinition } from './catalog-definition.ts';
import { brandProblems } from './brand-problems.ts';
import { amountProblems, duplicates, idProblems, type Report } from './catalog-values.ts';
import { planProblems } from './plan-problems.ts';

/** Every way in which a catalog is not in order, as `key: what is wrong`. Empty when all is well. */
export function catalogProblems(catalog: CatalogDefinition): string[] {
  const problems: string[] = [];
  const report: Report = (key, problem) => problems.push(`${key}: ${problem}`);

  idProblems('id', catalog.id, report);
  if (!/^[a-z]{3}$/.test(catalog.currency)) {
    report('currency', `${JSON.stringify(catalog.currency)} is not a three-letter lowercase currency code`);
  }
  if (!Number.isInteger(catalog.pastDueGraceDays) || catalog.pastDueGraceDays < 0 || catalog.pastDueGraceDays > 60) {
    report('pastDueGraceDays', `${catalog.pastDueGraceDays} is not a whole number of days from 0 to 60`);
  }
  if (!/^txcd_\d{8}$/.test(catalog.tax.productTaxCode)) {
    report('tax.productTaxCode', `${catalog.tax.productTaxCode} is not a tax code of Stripe's, such as txcd_10103000`);
  }
  brandProblems(catalog.brand, report);
  for (const [key, feature] of Object.entries(catalog.features)) {
    idProblems(`features.${key}`, key, report);
    if (feature.type === 'choice' && feature.options.length < 2) report(`features.${key}.options`, 'fewer than two');
  }
  planProblems(catalog, report);
  purchaseProblems(catalog, report);
  usageProblems(catalog, report);
  couponProblems(catalog, report);
  portalProblems(catalog, report);
  return problems;
}

function purchaseProblems(catalog: CatalogDefinition, report: Report): void {
  const taken = catalog.plans.map((plan) => plan.id);
  for (const purchase of catalog.purchases ?? []) {
    const key = `purchases.${purchase.id}`;
    idProblems(key, purchase.id, report);
    if (taken.includes(purchase.id)) report(key, 'this id is taken already');
    taken.push(purchase.id);
    amountProblems(`${key}.price`, purchase.price, catalog.currency, report);
    limitProblems(`${key}.grants.feature`, purchase.grants.feature, catalog, report);
    if (!Number.isInteger(purchase.grants.quantity) || purchase.grants.quantity < 1) {
      report(`${key}.grants.quantity`, `${purchase.grants.quantity} is not a whole number above 0`);
    }
    const statement = `${catalog.brand.statementDescriptor}* ${purchase.statementDescriptorSuffix ?? ''}`;
    if (purchase.statementDescriptorSuffix !== undefined && statement.length > 22) {
      report(`${key}.statementDescriptorSuffix`, `"${statement}" is longer than the 22 characters of a card statement`);
    }
  }
}

function usageProblems(catalog: CatalogDefinition, report: Report): void {
  const taken = [...catalog.plans, ...(catalog.purchases ?? [])].map((offer) => offer.id);
  for (const usage of catalog.usage ?? []) {
    const key = `usage.${usage.id}`;
    idProblems(key, usage.id, report);
    if (taken.includes(usage.id)) report(key, 'this id is taken already');
    taken.push(usage.id);
    limitProblems(`${key}.extends`, usage.extends, catalog, report);
    let reached = 0;
    for (const [index, tier] of usage.tiers.entries()) {
      amountProblems(`${key}.tiers.${index}.unitAmount`, tier.unitAmount, catalog.currency, report);
      const isLast = index === usage.tiers.length - 1;
      if (isLast !== (tier.upTo === 'unlimited'))
        report(`${key}.tiers.${index}.upTo`, `only the last tier is 'unlimited'`);
      if (tier.upTo === 'unlimited') continue;
      if (!Number.isInteger(tier.upTo) || tier.upTo <= reached) {
        report(`${key}.tiers.${index}.upTo`, `${tier.upTo} is not a whole number above ${reached}`);
      }
      reached = tier.upTo;
    }
    if (usage.tiers.length === 0) report(`${key}.tiers`, 'there is no tier');
  }
}

function limitProblems(key: string, feature: string, catalog: CatalogDefinition, report: Report): void {
  const declared = catalog.features[feature];
  if (declared === undefined) report(key, `there is no feature "${feature}"`);
  else if (declared.type !== 'limit') report(key, `"${feature}" is a ${declared.type}, not a limit`);
}

function couponProblems(catalog: CatalogDefinition, report: Report): void {
  const paidPlans = catalog.plans.filter((plan) => plan.prices !== undefined).map((plan) => plan.id);
  const coupons = catalog.coupons ?? [];
  for (const id of duplicates(coupons.map((coupon) => coupon.id))) report(`coupons.${id}`, 'two coupons have this id');
  const codes = coupons.flatMap((coupon) => coupon.promotionCodes.map((promotion) => promotion.code.toUpperCase()));
  for (const code of duplicates(codes)) report('coupons', `the promotion code ${code} stands twice`);

  for (const coupon of coupons) {
    const key = `coupons.${coupon.id}`;
    idProblems(key, coupon.id, report);
    if ((coupon.percentOff === undefined) === (coupon.amountOff === undefined)) {
      report(key, 'give percentOff or amountOff, one of them');
    }
    if (coupon.percentOff !== undefined && !(coupon.percentOff > 0 && coupon.percentOff <= 100)) {
      report(`${key}.percentOff`, `${coupon.percentOff} is not above 0 and at most 100`);
    }
    if (coupon.amountOff !== undefined) amountProblems(`${key}.amountOff`, coupon.amountOff, catalog.currency, report);
    if (
      typeof coupon.duration === 'object' &&
      !(Number.isInteger(coupon.duration.months) && coupon.duration.months > 0)
    ) {
      report(`${key}.duration.months`, `${coupon.duration.months} is not a whole number of months`);
    }
    for (const plan of coupon.plans ?? []) {
      if (!paidPlans.includes(plan)) report(`${key}.plans`, `there is no plan "${plan}" with a price`);
    }
    for (const promotion of coupon.promotionCodes) {
      const codeKey = `${key}.promotionCodes.${promotion.code}`;
      if (!/^[A-Za-z0-9-]{3,50}$/.test(promotion.code)) report(codeKey, 'a code has 3 to 50 letters, digits or -');
      if (promotion.minimumAmount !== undefined) {
        amountProblems(`${codeKey}.minimumAmount`, promotion.minimumAmount, catalog.currency, report);
      }
      const most = promotion.maxRedemptions;
      if (most !== undefined && !(Number.isInteger(most) && most > 0)) {
        report(`${codeKey}.maxRedemptions`, `${most} is not a whole number above 0`);
      }
    }
  }
}

function portalProblems(catalog: CatalogDefinition, report: Report): void {
  const { cancel, pause } = catalog.portal;
  if (cancel.reasons.length === 0) report('portal.cancel.reasons', 'there is no reason to choose');
  for (const reason of duplicates(cancel.reasons)) report('portal.cancel.reasons', `"${reason}" stands twice`);
  if (pause !== undefined && !(Number.isInteger(pause.upToMonths) && pause.upToMonths >= 1 && pause.upToMonths <= 12)) {
    report('portal.pause.upToMonths', `${pause.upToMonths} is not a whole number of months from 1 to 12`);
  }
  // Stripe's portal offers at most ten products to change to.
  const sold = catalog.plans.filter((plan) => plan.prices !== undefined).length;
  if (sold > 10) report('plans', `${sold} plans have a price, and Stripe's portal shows at most 10`);
}
