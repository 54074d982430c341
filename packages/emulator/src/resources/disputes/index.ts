import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { closeDispute, followCourse } from './close-dispute.ts';
import { bringDispute } from './open-dispute.ts';
import { updateDispute } from './update-dispute.ts';

/** https://docs.stripe.com/api/disputes */
export const disputes = resource('dispute', {
  refuseMissing: (id) => missing('dispute', id, 'dispute', 404),
  indexes: ['charge', 'payment_intent'],
  operations: {
    'GET /v1/disputes/:id': retrieve('dispute'),
    'POST /v1/disputes/:id': updateDispute,
    'POST /v1/disputes/:id/close': closeDispute,
    'GET /v1/disputes': list('dispute', { filter: ['charge', 'payment_intent'] }),
  },
  clock: (tx, { charge }) => ({ customer: tx.find('charge', charge)?.customer }),
  // That the time to answer is over shows by itself; no event tells of it.
  render: (tx, dispute) => {
    const { due_by, submission_count } = dispute.evidence_details;
    const now = tx.now({ customer: tx.find('charge', dispute.charge)?.customer });
    const past_due = submission_count === 0 && due_by !== null && now > due_by;
    const balance_transactions = dispute.balance_transactions.map((each) => tx.render('balance_transaction', each));
    return { ...dispute, balance_transactions, evidence_details: { ...dispute.evidence_details, past_due } };
  },
});

export const disputeCourses = resource('_dispute_course', {
  due: (course) => course.at,
  whenDue: followCourse,
});

export const disputePlans = resource('_dispute_plan', {
  due: (plan) => plan.at,
  whenDue: bringDispute,
});
