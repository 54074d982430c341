/* Holds the page of the customer's bank, and the way out of it. */
import { answerHost, say } from './host-messages.js';

const bank = document.getElementById('challengeFrame');

/** Who closes the bank's page has not proved who they are. */
async function cancel() {
  await fetch(bank.getAttribute('src'), {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'failed' }),
    redirect: 'manual',
  });
  say('complete');
}

answerHost({ watch: () => document.querySelector('.challenge').focus(), cancel });
document.querySelector('.close').addEventListener('click', cancel);
addEventListener('keydown', ({ key }) => key === 'Escape' && cancel());

// The bank's page says of itself that it has an answer, each time that it was asked.
bank.addEventListener('load', () => bank.contentWindow.postMessage({ call: 'watch', frame: 'bank' }, location.origin));
addEventListener('message', ({ data, origin, source }) => {
  if (source === bank.contentWindow && origin === location.origin && data?.event === 'complete') say('complete');
});
