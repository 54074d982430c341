import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { cancelSchedule, releaseNow } from './cancel-schedule.ts';
import { createSchedule } from './create-schedule.ts';
import { scheduleDue, scheduleWhenDue } from './run-schedule.ts';
import { scheduleFactsDue, scheduleFactsWhenDue } from './schedule-end.ts';
import { updateSchedule } from './update-schedule.ts';

/** https://docs.stripe.com/api/subscription_schedules */
export const subscriptionSchedules = resource('subscription_schedule', {
  refuseMissing: (id) => missing('subscription_schedule', id, 'schedule', 404),
  indexes: ['customer', 'subscription'],
  operations: {
    'POST /v1/subscription_schedules': createSchedule,
    'GET /v1/subscription_schedules/:id': retrieve('subscription_schedule'),
    'POST /v1/subscription_schedules/:id': updateSchedule,
    'POST /v1/subscription_schedules/:id/cancel': cancelSchedule,
    'POST /v1/subscription_schedules/:id/release': releaseNow,
    'GET /v1/subscription_schedules': list('subscription_schedule', {
      filter: ['canceled_at', 'completed_at', 'customer', 'released_at'],
      accepts: (schedule, call) => {
        const { scheduled } = call.params as { scheduled?: boolean };
        return scheduled === undefined || scheduled === (schedule.status === 'not_started');
      },
    }),
  },
  due: scheduleDue,
  whenDue: scheduleWhenDue,
});

/** What is to be told of schedules ahead of their end. */
export const scheduleNotices = resource('_subscription_schedule', {
  due: scheduleFactsDue,
  whenDue: scheduleFactsWhenDue,
});
