export { drainInbox, type InboxPace } from './drain-inbox.ts';
export { LookPace } from './look-pace.ts';
export { createInbox, type ReceiveWebhook } from './receive-webhook.ts';
export { listParkedEvents, releaseClaims, requeueParkedEvents } from './table.ts';
