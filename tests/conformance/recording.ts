import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What an emulator answered, or an event that it made: a line of the files under STRIPE_EMULATOR_RECORD. */
export type Recorded =
  | { readonly kind: 'answer'; readonly operation: string; readonly status: number; readonly body: unknown }
  | { readonly kind: 'event'; readonly body: unknown };

/** Reads what every emulator of a test run wrote down. Each process has a file of its own. */
export async function* readRecordings(directory: string): AsyncGenerator<Recorded> {
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith('.jsonl')) : [];
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(join(directory, file)) })) {
      const recorded = parse(line);
      if (recorded !== undefined) yield recorded;
    }
  }
}

/** Some tests kill the process that writes: its last line may be torn. */
function parse(line: string): Recorded | undefined {
  try {
    return JSON.parse(line) as Recorded;
  } catch {
    return undefined;
  }
}
