import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly url: string;
  /** What arrived, in order; also what the server took in before it hung up. */
  readonly received: ParsedMail[];
  /** How the server meets the next mails; an empty list means that all is well. */
  readonly moods: Mood[];
  close(): Promise<void>;
}

/** `busy`: a 451, come again. `unknown-recipient`: a 550. `hangs-up`: takes the mail in and drops the line before its answer. */
export type Mood = 'busy' | 'unknown-recipient' | 'hangs-up';

/** A mail server on a free port. */
export async function givenMailServer(): Promise<MailServer> {
  const received: ParsedMail[] = [];
  const moods: Mood[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, answer) => {
      if (moods[0] === 'busy') return answer(failure(451, 'Try again later', moods));
      if (moods[0] === 'unknown-recipient') return answer(failure(550, 'No such person here', moods));
      return answer();
    },
    onData: (stream, session, answer) => {
      void simpleParser(stream).then((mail) => {
        received.push(mail);
        if (moods[0] !== 'hangs-up') return answer();
        moods.shift();
        return hangUp(server, session.id);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    moods,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function hangUp(server: SMTPServer, connectionId: string): void {
  for (const connection of server.connections as Set<{ id: string; _socket: { destroy(): void } }>) {
    if (connection.id === connectionId) connection._socket.destroy();
  }
}

function failure(responseCode: number, message: string, moods: Mood[]): Error {
  moods.shift();
  return Object.assign(new Error(message), { responseCode });
}
