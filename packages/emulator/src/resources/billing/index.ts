import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { activateAlert, archiveAlert, createAlert, deactivateAlert } from './alerts.ts';
import { createMeterEvent, createMeterEventAdjustment } from './meter-events.ts';
import { listMeterSummaries } from './meter-summaries.ts';
import { createMeter, deactivateMeter, reactivateMeter, updateMeter } from './new-meter.ts';

/** https://docs.stripe.com/api/billing/meter */
export const meters = resource('billing.meter', {
  indexes: ['event_name'],
  operations: {
    'POST /v1/billing/meters': createMeter,
    'GET /v1/billing/meters/:id': retrieve('billing.meter'),
    'POST /v1/billing/meters/:id': updateMeter,
    'POST /v1/billing/meters/:id/deactivate': deactivateMeter,
    'POST /v1/billing/meters/:id/reactivate': reactivateMeter,
    'GET /v1/billing/meters': list('billing.meter', { filter: ['status'] }),
    'GET /v1/billing/meters/:id/event_summaries': listMeterSummaries,
  },
});

/** https://docs.stripe.com/api/billing/meter-event */
export const meterEvents = resource('_meter_event', {
  indexes: ['usage', 'identifier'],
  operations: {
    'POST /v1/billing/meter_events': createMeterEvent,
    'POST /v1/billing/meter_event_adjustments': createMeterEventAdjustment,
  },
});

/** https://docs.stripe.com/api/billing/alert */
export const alerts = resource('billing.alert', {
  indexes: ['usage_threshold.meter'],
  operations: {
    'POST /v1/billing/alerts': createAlert,
    'GET /v1/billing/alerts/:id': retrieve('billing.alert'),
    'POST /v1/billing/alerts/:id/activate': activateAlert,
    'POST /v1/billing/alerts/:id/deactivate': deactivateAlert,
    'POST /v1/billing/alerts/:id/archive': archiveAlert,
    'GET /v1/billing/alerts': list('billing.alert', {
      filter: { alert_type: 'alert_type', meter: 'usage_threshold.meter' },
      accepts: ({ status }) => status !== 'archived',
    }),
  },
});

export const alertFacts = resource('_alert', {});
