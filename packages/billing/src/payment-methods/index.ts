export { declineInWords } from './decline-in-words.ts';
