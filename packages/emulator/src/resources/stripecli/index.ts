import { resource } from '../../kernel/resource.ts';
import { createSession } from './create-session.ts';

/** A session of `stripe listen`: what the connection that follows may listen with. */
export interface CliSession {
  id: string;
  created: number;
  device_name: string;
  forward_to_url: string | null;
  secret: string;
}

/** What the Stripe CLI reads before it connects. */
export interface CliSessionAnswer {
  websocket_id: string;
  websocket_url: string;
  websocket_authorized_feature: string;
  default_version: string;
  latest_version: string;
  /** Seconds until it connects anew. */
  reconnect_delay: number;
  secret: string;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _stripecli_session: CliSession;
  }
}

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'POST /v1/stripecli/sessions': {
      params: {
        device_name: string;
        websocket_features: string[];
        forward_to_url?: string;
        forward_connect_to_url?: string;
      };
      result: CliSessionAnswer;
    };
  }
}

export const cliSessions = resource('_stripecli_session', {
  operations: { 'POST /v1/stripecli/sessions': createSession },
});
